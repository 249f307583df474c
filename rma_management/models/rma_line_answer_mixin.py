# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models


class RmaLineAnswerMixin(models.AbstractModel):
    """What the customer may say about a unit that he has back.

    Each act ``x`` of a customer has ``_is_customer_x_done()`` and
    ``_get_customer_x_obstacle()`` here, which cards and acts share. The acts are
    private methods: nobody calls them past the pages that check who he is.
    """

    _name = "rma.line.answer.mixin"
    _description = "RMA Answers about the Unit"

    def _may_customer(self, act):
        """Return those of these units about which the customer may still *act*."""
        return self.filtered(
            lambda line: (
                not (
                    getattr(line, f"_is_customer_{act}_done")()
                    or getattr(line, f"_get_customer_{act}_obstacle")()
                )
            )
        )

    def _is_customer_confirm_done(self):
        self.ensure_one()
        return bool(self.date_confirmed)

    def _get_customer_confirm_obstacle(self):
        """Return why the customer cannot say that the unit works, or False."""
        self.ensure_one()
        unit = self.display_name
        if self.follow_up_line_id:
            return self.env._(
                "%(unit)s was reported not to work: %(claim)s carries it on.",
                unit=unit,
                claim=self.follow_up_line_id.claim_id.display_name,
            )
        if self.ending or self.decision != "approved":
            return self.env._(
                "%(unit)s is not being worked on, so there is nothing to confirm.",
                unit=unit,
            )
        if not self.needs_confirmation:
            return self.env._(
                "Nothing is repaired or replaced for %(unit)s, so there is nothing to "
                "confirm.",
                unit=unit,
            )
        return self._get_not_back_obstacle()

    def _get_not_back_obstacle(self):
        """Return the sentence for a unit that the customer does not have, or False."""
        self.ensure_one()
        if self._is_back_at_customer():
            return False
        return self.env._(
            "As far as we know, you do not have %(unit)s back yet. Please tell us when "
            "it has arrived.",
            unit=self.display_name,
        )
