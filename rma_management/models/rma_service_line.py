# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models


class RmaServiceLine(models.Model):
    """Labour or a fee on a unit: what was done, how long, what it is sold as."""

    _name = "rma.service.line"
    _description = "RMA Labour and Fees"
    _order = "line_id, sequence, id"
    _check_company_auto = True

    line_id = fields.Many2one(
        "rma.claim.line",
        string="Unit",
        required=True,
        index=True,
        ondelete="cascade",
        check_company=True,
    )
    company_id = fields.Many2one(related="line_id.company_id", store=True)
    sequence = fields.Integer(default=10)
    kind = fields.Selection(
        selection=[
            ("labour", "Labour"),
            ("fee", "Fee"),
            ("diagnosis", "Diagnosis Fee"),
            ("restocking", "Restocking or Inspection Fee"),
        ],
        default="labour",
        required=True,
    )
    product_id = fields.Many2one(
        "product.product",
        string="Service",
        required=True,
        check_company=True,
        ondelete="restrict",
        domain="[('type', '=', 'service')]",
    )
    name = fields.Char(string="What Was Done")
    date = fields.Date(default=fields.Date.context_today)
    user_id = fields.Many2one(
        "res.users", string="Done By", default=lambda self: self.env.user
    )
    product_uom_id = fields.Many2one("uom.uom", string="Unit of Measure")
    product_uom_qty = fields.Float(
        string="Quantity", default=1.0, digits="Product Unit"
    )
    minutes = fields.Float(help="Time that it took.")
    is_excluded = fields.Boolean(
        string="Not Covered",
        help="The customer pays this in full, whatever warranty or contract cover.",
    )
    sale_line_id = fields.Many2one(
        "sale.order.line", readonly=True, copy=False, ondelete="set null"
    )
    # what it costs us
    currency_id = fields.Many2one(related="company_id.currency_id")
    cost_hour = fields.Monetary(
        string="Cost of an Hour",
        default=lambda self: self.env.company.rma_labour_cost_hour,
        aggregator=None,
    )
    cost = fields.Monetary(
        compute="_compute_cost", store=True, help="Minutes at the cost of an hour."
    )
    # what is kept back from a credit
    price_unit = fields.Monetary(
        string="Price",
        aggregator=None,
        help="Empty: the sales price of the service.",
    )
    credit_percent = fields.Float(
        string="Percent of the Credit",
        digits=(5, 2),
        aggregator=None,
        help="A restocking fee as a share of what is credited, in place of a price.",
    )
    credit_note_line_ids = fields.One2many(
        "account.move.line",
        "rma_service_line_id",
        groups="account.group_account_invoice,account.group_account_readonly",
    )

    _credit_percent_range = models.Constraint(
        "CHECK (credit_percent BETWEEN 0 AND 100)",
        "A fee is between 0 and 100 percent of the credit.",
    )

    @api.depends("minutes", "cost_hour")
    def _compute_cost(self):
        for line in self:
            line.cost = line.minutes / 60.0 * line.cost_hour

    def _is_taken_off_a_credit(self):
        """Tell whether a credit note that still stands keeps this fee back."""
        self.ensure_one()
        return any(
            line.move_id.state != "cancel"
            and line.move_id.move_type == "out_refund"
            and not line.move_id._is_rma_credit_reversed()
            for line in self.credit_note_line_ids
        )

    def _get_credit_fee(self, currency, amount):
        """Return what the fee takes off one credit, a unit of it, untaxed.

        :param currency: of the credit note
        :param float amount: what is credited, untaxed, in that currency
        """
        self.ensure_one()
        if self.credit_percent:
            fee = currency.round(amount * self.credit_percent / 100.0)
            return fee / (self.product_uom_qty or 1.0)
        return self.currency_id._convert(
            self.price_unit or self.product_id.lst_price, currency, self.company_id
        )
