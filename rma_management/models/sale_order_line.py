# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    rma_line_id = fields.Many2one(
        "rma.claim.line",
        string="RMA Unit",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        help="The unit that this line charges for.",
    )
    rma_charge_kind = fields.Selection(
        selection=[
            ("part", "Part"),
            ("labour", "Labour"),
            ("fee", "Fee"),
            ("replacement", "Replacement"),
        ],
        string="RMA Charge",
        readonly=True,
        copy=False,
    )
    rma_covered_percent = fields.Float(
        string="Covered (%)",
        digits=(5, 2),
        readonly=True,
        copy=False,
        aggregator=None,
        help="What warranty or contract take off this line.",
    )
    rma_date_claimed = fields.Datetime(
        readonly=True, copy=False, help="When a claim about it was approved last."
    )
    rma_extended_lot_ids = fields.Many2many(
        "stock.lot",
        "sale_order_line_rma_extended_lot_rel",
        string="Extends the Warranty Of",
        copy=False,
        help="Empty: the serials delivered on this order.",
    )
