# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    rma_line_ids = fields.Many2many(
        "rma.claim.line",
        "rma_claim_line_sale_order_rel",
        "order_id",
        "line_id",
        string="RMA Units",
        copy=False,
    )
