# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models


class StockMove(models.Model):
    _inherit = "stock.move"

    def _action_cancel(self):
        """Cancel the consignments that were announced for cancelled transfers."""
        pickings = self.filtered("rma_line_id").picking_id
        result = super()._action_cancel()
        pickings._cancel_consignments()
        return result
