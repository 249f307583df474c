# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models


class StockPickingType(models.Model):
    _inherit = "stock.picking.type"

    is_rma = fields.Boolean(
        string="RMA Operation",
        help="Transfers of this type belong to claims: units without a claim go to "
        "quarantine, and nobody receives an expired RMA number by accident.",
    )
