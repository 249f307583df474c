# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models


class SaleOrderLine(models.Model):
    _name = "sale.order.line"
    _inherit = ["sale.order.line", "rma.extension.line.mixin"]

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
    rma_extended_lot_ids = fields.Many2many(
        "stock.lot",
        "sale_order_line_rma_extended_lot_rel",
        string="Extends the Warranty Of",
        copy=False,
        groups="sales_team.group_sale_salesman,stock.group_stock_user,"
        "rma_management.group_rma_user",
        help="Empty: the serials delivered on this order.",
    )
    is_warranty_extension = fields.Boolean(
        related="product_id.is_warranty_extension", string="Extends the Warranty"
    )

    @api.model_create_multi
    def create(self, vals_list):
        """Extend at once what is added to a confirmed order."""
        lines = super().create(vals_list)
        lines.filtered(lambda line: line.state == "sale")._sync_warranty_extensions()
        return lines

    def write(self, vals):
        """Follow a change of the serials or of the quantity on a confirmed order."""
        result = super().write(vals)
        if vals.keys() & {"rma_extended_lot_ids", "product_uom_qty", "product_id"}:
            sold = self.filtered(lambda line: line.state == "sale")
            sold._sync_warranty_extensions()
        return result
