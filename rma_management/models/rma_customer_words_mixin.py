# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models


class RmaCustomerWordsMixin(models.AbstractModel):
    """What the customer reads of a claim: where it stands, what is next, what happened."""

    _name = "rma.customer.words.mixin"
    _description = "RMA Words for the Customer"

    def _get_customer_status(self):
        """Return where the claim stands, in words for the customer.

        :return: dict of ``stage`` (key), ``title``, ``text`` (what happens next or what
            we wait for, a sentence), ``ball_owner``, ``since`` and ``due`` (datetimes
            or ``False``)
        """
        self.ensure_one()
        labels = dict(self._fields["stage"]._description_selection(self.env))
        return {
            "stage": self.stage,
            "title": labels.get(self.stage),
            "text": "",
            "ball_owner": self.ball_owner,
            "since": self.date_waiting_since,
            "due": self.date_step_deadline,
        }

    def _get_customer_timeline(self):
        """Return what happened as the customer reads it, the latest first."""
        self.ensure_one()
        return []
