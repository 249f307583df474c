# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models


class StockRule(models.Model):
    _inherit = "stock.rule"

    def _get_custom_move_fields(self):
        """Carry the unit from the procurement to the moves it makes."""
        return [*super()._get_custom_move_fields(), "rma_line_id", "rma_move_kind"]
