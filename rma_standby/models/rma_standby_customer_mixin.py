# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import re

from odoo import models

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

    def _get_original_place(self):
        """Return where the customer's own unit is, in words for him."""
        self.ensure_one()
        places = {
            "in_transit": self.env._("On its way to us"),
            "received": self.env._("With us"),
            "shipped": self.env._("On its way to you"),
            "delivered": self.env._("Back with you"),
            "kept": self.env._("Stays with us"),
        }
        return places.get(self.line_id.goods_state) or self.env._("With you")

    def _get_customer_items(self):
        """Return what is handed out with the unit, a line each."""
        self.ensure_one()
        parts = re.split(r"[,;\n]+", self.accessories_out or "")
        return list(filter(None, map(str.strip, parts)))

    def _get_customer_instruction(self):
        """Return what the customer has to do to return the unit, or nothing."""
        self.ensure_one()
        return (self._is_out() and self.return_instruction) or ""

    def _get_customer_event_titles(self):
        """Return {kind of event: sentence} of what concerns customers."""
        return {
            "reserved": self.env._("We reserved a stand-by unit for you"),
            "issued": self.env._("You got a stand-by unit"),
            "signed": self.env._("You signed for the stand-by unit"),
            "deposit_invoiced": self.env._("You got the invoice of the deposit"),
            "extended": self.env._("You may keep the stand-by unit longer"),
            "swapped": self.env._("The stand-by unit was exchanged"),
            "return_requested": self.env._("We asked for the stand-by unit back"),
            "return_withdrawn": self.env._("You may still keep the stand-by unit"),
            "reminded": self.env._("We reminded you of the stand-by unit"),
            "overdue": self.env._("The stand-by unit is overdue"),
            "returned": self.env._("The stand-by unit is back with us"),
            "deposit_refunded": self.env._("The deposit was paid back"),
            "sold": self.env._("You bought the stand-by unit"),
        }

    def _get_customer_events(self):
        """Return what happened to these loans, as rows of the customer's timeline."""
        titles = self._get_customer_event_titles()
        groups = self.env["rma.standby.event"]._read_group(
            [("loan_id", "in", self.ids), ("kind", "in", list(titles))],
            ["date:day", "kind"],
            ["date:max", "loan_id:recordset"],
        )
        return [
            {
                "date": date,
                "kind": f"standby_{kind}",
                "title": titles[kind],
                "units": loans.line_id.sorted("number").mapped("reference"),
            }
            for _day, kind, date, loans in groups
        ]

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
                "place": self._get_original_place(),
            },
        }
