# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models


class RmaClaimAnswerMixin(models.AbstractModel):
    """What the customer does about a claim: confirm, answer, extend, rate.

    The acts run with all rights in the name of who came, by login or by link, after the
    page has checked that the claim is his. Each locks first, then asks its obstacle; a
    repeat changes nothing.
    """

    _name = "rma.claim.answer.mixin"
    _description = "RMA Answers of the Customer"

    def _get_customer_answers(self):
        """Return what the cards on the customer's page offer; addons add theirs."""
        self.ensure_one()
        lines = self.line_ids
        lines._read_ahead()
        return {
            "confirm_lines": lines._may_customer("confirm"),
            "failing_lines": lines._may_customer("failing"),
        }

    # -- it works --

    def _customer_confirm_working(self, lines):
        """Note that *lines* of this claim work; close the claim when all is settled.

        :return: whether the claim is closed now
        :raises odoo.exceptions.UserError: the customer does not have a unit back
        """
        self.ensure_one()
        self.line_ids._lock_records()
        todo = lines.filtered(lambda line: not line._is_customer_confirm_done())
        todo._check_allowed("customer_confirm")
        todo._confirm_working()
        if todo:
            self._close_if_settled()
        return self.state == "closed"

    def _close_if_settled(self):
        """Close what is open when nothing is missing any more on any unit."""
        self.ensure_one()
        if self.state == "open" and not self._get_close_obstacle():
            self._get_lines_to_close()._close()
