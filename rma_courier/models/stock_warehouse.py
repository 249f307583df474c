# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models


class StockWarehouse(models.Model):
    _inherit = "stock.warehouse"

    def _get_picking_type_create_values(self, max_sequence):
        """Say which way the couriers of the RMA operation types go."""
        data, next_sequence = super()._get_picking_type_create_values(max_sequence)
        for field, direction in self._get_courier_directions().items():
            data[field]["courier_direction"] = direction
        return data, next_sequence

    def _get_courier_directions(self):
        """Return {field of the operation type: courier direction}."""
        return {"rma_receipt_type_id": "in", "rma_delivery_type_id": "out"}

    @api.model
    def _set_missing_courier_directions(self):
        """Set the directions on operation types that were there before this app."""
        warehouses = self.with_context(active_test=False).search([])
        for field, direction in self._get_courier_directions().items():
            warehouses[field].filtered(
                lambda picking_type: not picking_type.courier_direction
            ).courier_direction = direction
