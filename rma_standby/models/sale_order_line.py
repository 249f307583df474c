# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models

#: What a line charges for: only loans say so.
STANDBY_FIELDS = frozenset({"rma_standby_loan_id", "rma_standby_charge_kind"})
#: What a loan charges for.
CHARGE_KINDS = [
    ("fee", "Loan Fee"),
    ("damage", "Damage"),
    ("unit", "Stand-by Unit"),
]


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    rma_standby_loan_id = fields.Many2one(
        "rma.standby.loan",
        string="Stand-by Loan",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        help="The loan that this line charges for.",
    )
    rma_standby_charge_kind = fields.Selection(
        selection=CHARGE_KINDS, string="Stand-by Charge", readonly=True, copy=False
    )

    # -- links --

    @api.model_create_multi
    def create(self, vals_list):
        """Take links to loans from loans only: they decide about goods and money."""
        for vals in vals_list:
            self.browse()._check_rma_closed(vals, STANDBY_FIELDS)
        closed = self._without_rma_defaults(STANDBY_FIELDS)
        return super(SaleOrderLine, closed).create(vals_list).with_env(self.env)

    def write(self, vals):
        """Take links to loans from loans only: they decide about goods and money."""
        self._check_rma_closed(vals, STANDBY_FIELDS)
        return super().write(vals)

    # -- quantity and price --

    @api.depends(
        "rma_standby_charge_kind",
        "rma_standby_loan_id.date_from",
        "rma_standby_loan_id.date_expected",
    )
    def _compute_product_uom_qty(self):
        """Let open quotations of a loan fee follow the days of the loan."""
        result = super()._compute_product_uom_qty()
        for line in self:
            is_open = line.state in ("draft", "sent")
            # sudo: the days of the loan, whoever opens the quotation
            loan_sudo = line.rma_standby_loan_id.sudo()
            if loan_sudo and line.rma_standby_charge_kind == "fee" and is_open:
                line.product_uom_qty = loan_sudo._get_quoted_quantity(line)
        return result

    def _get_display_price(self):
        """Price a unit that is kept or lost by the company's rule."""
        price = super()._get_display_price()
        if self.rma_standby_charge_kind != "unit":
            return price
        # sudo: the rule decides, whoever makes the quotation
        return self.rma_standby_loan_id.sudo()._get_sale_price(self, price)

    @api.depends("rma_standby_charge_kind")
    def _compute_discount(self):
        """Take nothing off the cost, where a unit is sold at cost."""
        result = super()._compute_discount()
        for line in self:
            rule = line.company_id.sudo().rma_standby_price_rule  # sudo: as above
            if line.rma_standby_charge_kind == "unit" and rule == "cost":
                line.discount = 0.0
        return result

    # -- goods and invoice --

    def _prepare_procurement_values(self):
        """Deliver the very unit of the loan."""
        values = super()._prepare_procurement_values()
        # sudo: as above
        loan_sudo = self.rma_standby_loan_id.sudo()
        if (
            self.rma_standby_charge_kind == "unit"
            and loan_sudo.unit_id.product_id == self.product_id
        ):
            values |= {
                "rma_standby_loan_id": loan_sudo.id,
                "rma_standby_kind": "sale",
            }
        return values

    def _prepare_invoice_line(self, **optional_values):
        """Hand the loan on to the invoice."""
        vals = super()._prepare_invoice_line(**optional_values)
        if self.rma_standby_loan_id:
            vals["rma_standby_loan_id"] = self.rma_standby_loan_id.id
            vals["rma_standby_charge_kind"] = self.rma_standby_charge_kind
        return vals
