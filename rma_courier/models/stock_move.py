# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models


class StockMove(models.Model):
    _inherit = "stock.move"

    def _action_confirm(self, merge=True, merge_into=False, create_proc=True):
        """Announce the consignments of what leaves by courier without being a unit.

        Those of units are announced by their claims, all at once.
        """
        moves = super()._action_confirm(
            merge=merge, merge_into=merge_into, create_proc=create_proc
        )
        leaving = moves.filtered(
            lambda move: (
                move.picking_type_id.courier_direction == "out" and not move.rma_line_id
            )
        )
        leaving.picking_id._announce_consignments()
        return moves

    def _action_cancel(self):
        """Cancel the consignments that were announced for cancelled transfers."""
        pickings = self.filtered(
            lambda move: move.rma_line_id or move.picking_type_id.courier_direction
        ).picking_id
        result = super()._action_cancel()
        pickings._cancel_consignments()
        return result
