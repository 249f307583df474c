# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import re

from odoo import models

from odoo.addons.rma_management.tools.rma_words import selection_label

from .rma_standby_gate_mixin import OUT_STATES

#: Loans that their customer reads of on the page of his claim.
TOLD_STATES = ("reserved", *OUT_STATES, "returned", "sold")


class RmaStandbyCustomerMixin(models.AbstractModel):
    """What the customer reads of a loan: no prices of the pool, no remarks of ours."""

    _name = "rma.standby.customer.mixin"
    _description = "RMA Loan as the Customer Sees It"

    def _get_customer_state(self):
        """Return where the loan stands, in words for the customer."""
        self.ensure_one()
        if self._is_out() and self.is_return_requested:
            return self.env._("Please send it back")
        return {
            "reserved": self.env._("Reserved for you"),
            "issued": self.env._("With you"),
            "due": self.env._("With you, due back"),
            "overdue": self.env._("Overdue: please send it back"),
            "returned": self.env._("Returned, thank you"),
            "sold": self.env._("Yours: you have bought it"),
        }.get(self.state, "")

    def _get_customer_items(self):
        """Return what is handed out with the unit, a line each."""
        self.ensure_one()
        parts = re.split(r"[,;\n]+", self.accessories_out or "")
        return list(filter(None, map(str.strip, parts)))

    def _get_customer_instruction(self):
        """Return what the customer has to do to return the unit, or nothing."""
        self.ensure_one()
        return self._is_out() and self.return_instruction or ""

    def _prepare_customer_row(self):
        """Return what the customer reads of this loan, and of his own unit."""
        self.ensure_one()
        zone = self.company_id._get_rma_date
        unit = self.unit_id.product_id or self.product_id
        is_late = self.state == "overdue"
        return {
            "loan": self,
            "number": self.name,
            "state": self.state,
            "state_text": self._get_customer_state(),
            "is_late": is_late,
            "product": unit.display_name or "",
            "serial": self.lot_id.name or "",
            "since": self.date_issued and zone(self.date_issued),
            "due": self.state != "returned" and self.date_expected,
            "returned": self.date_returned and zone(self.date_returned),
            "items": self._get_customer_items(),
            "instruction": self._get_customer_instruction(),
            "signed_by": self.date_signed and (self.signed_by or self.partner_id.name),
            "date_signed": self.date_signed and zone(self.date_signed),
            "original": {
                "product": self.line_id.product_id.display_name or "",
                "serial": self.line_id.lot_id.name or self.line_id.lot_name or "",
                "reference": self.line_id.reference,
                "place": selection_label(self.line_id, "stage"),
            },
        }
