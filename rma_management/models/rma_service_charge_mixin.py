# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models
from odoo.exceptions import UserError

#: What the customer agreed to: it stays once the order is confirmed.
AGREED_FIELDS = frozenset(
    {"kind", "product_id", "product_uom_id", "product_uom_qty", "is_excluded"}
)


#: What people type as numbers, and what no work comes to.
NUMBER_FIELDS = ("minutes", "product_uom_qty", "price_unit", "credit_percent")
TOO_MUCH = 1e9


class RmaServiceChargeMixin(models.AbstractModel):
    """How labour and fees come onto the quotation, and what stays of them then."""

    _name = "rma.service.charge.mixin"
    _description = "RMA Charge of Labour and Fees"

    def _check_unit_open(self):
        """Raise when the unit has ended: what it cost is settled."""
        if self._has_rma_right("group_rma_approver"):
            return
        for unit in self.line_id:
            if unit.ending:
                raise UserError(
                    self.env._(
                        "%(unit)s has ended: its labour and fees stay as they are. "
                        "Ask an approver to reopen it, or to add what is missing.",
                        unit=unit.display_name,
                    )
                )

    def _check_numbers(self, vals):
        """Raise when a time, quantity or price is nothing to count with."""
        for name in NUMBER_FIELDS:
            value = vals.get(name) or 0.0
            if not isinstance(value, int | float) or not abs(value) < TOO_MUCH:
                raise UserError(
                    self.env._(
                        "“%(value)s” is no %(field)s that can be charged. Enter a "
                        "plain number.",
                        value=value,
                        field=self._fields[name]._description_string(self.env),
                    )
                )

    def _check_not_agreed(self):
        """Raise when the customer has agreed to these lines already."""
        # sudo: the order is the sales people's document, its state is no secret
        for line in self.sudo():
            if line.sale_line_id.state == "sale":
                raise UserError(
                    self.env._(
                        "“%(name)s” of %(unit)s is on the accepted order %(order)s and "
                        "stays as it was agreed. Add another line for the difference: "
                        "it goes on a quotation of its own.",
                        name=line.name,
                        unit=line.line_id.display_name,
                        order=line.sale_line_id.order_id.name,
                    )
                )

    # -- the quotation --

    def _get_charge_kind(self):
        """Return the ``rma_charge_kind`` of the order line."""
        self.ensure_one()
        return "labour" if self.kind == "labour" else "fee"

    def _prepare_sale_line_vals(self, order):
        """Return the values of the order line that charges for this line."""
        self.ensure_one()
        charge_kind = self._get_charge_kind()
        unit = self.line_id
        return {
            "order_id": order.id,
            "product_id": self.product_id.id,
            "name": self._get_sale_line_name(order),
            "product_uom_id": self.product_uom_id.id,
            "product_uom_qty": self.product_uom_qty,
            "rma_line_id": unit.id,
            "rma_charge_kind": charge_kind,
            "rma_covered_percent": unit._get_covered_percent(
                charge_kind, self.is_excluded
            ),
        }

    def _get_sale_line_name(self, order):
        """Return what was done and on which unit, as the customer reads it."""
        self.ensure_one()
        unit = self.line_id.with_context(lang=order.partner_id.lang)
        return "\n".join(filter(None, [self.name, unit._get_charge_text()]))

    def _update_quotation(self):
        """Hand quantity, service and coverage on to the quotation while it is open."""
        # sudo: the engineer proposes, as in _create_quotations
        for line in self.sudo():
            sale_line = line.sale_line_id
            if sale_line.state in ("draft", "sent"):
                vals = line._prepare_sale_line_vals(sale_line.order_id)
                del vals["order_id"]
                sale_line.write(vals)
