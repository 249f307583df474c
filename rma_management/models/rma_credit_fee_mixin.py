# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models


class RmaCreditFeeMixin(models.AbstractModel):
    """A restocking or inspection fee: what is kept back from a credit."""

    _name = "rma.credit.fee.mixin"
    _description = "RMA Fee on a Credit"

    currency_id = fields.Many2one("res.currency")
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
