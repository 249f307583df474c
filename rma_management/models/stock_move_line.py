# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models


class StockMoveLine(models.Model):
    _inherit = "stock.move.line"

    # the history of a serial is looked up by its moves; the core has no index for it
    _rma_lot_idx = models.Index("(lot_id) WHERE lot_id IS NOT NULL")

    @api.model_create_multi
    def create(self, vals_list):
        """Give the lines that people add to a receipt the owner of the unit."""
        lines = super().create(vals_list)
        for line in lines:
            move = line.move_id
            if move.rma_move_kind == "receipt" and not line.owner_id:
                if move.restrict_partner_id:
                    line.owner_id = move.restrict_partner_id
        return lines
