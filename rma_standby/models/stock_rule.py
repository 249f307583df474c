# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models


class StockRule(models.Model):
    _inherit = "stock.rule"

    def _get_custom_move_fields(self):
        """Carry the loan from the procurement to the moves that sell its unit."""
        return [
            *super()._get_custom_move_fields(),
            "rma_standby_loan_id",
            "rma_standby_kind",
        ]
