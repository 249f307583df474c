# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models


class StockWarehouse(models.Model):
    _inherit = "stock.warehouse"

    def _create_or_update_sequences_and_picking_types(self):
        """Say which way the couriers of new RMA operation types go.

        Once they are there: whichever addon has added them, before or after this one.
        """
        values = super()._create_or_update_sequences_and_picking_types()
        types = self.env["stock.picking.type"]
        for field, direction in self._get_rma_type_directions().items():
            created = types.browse(values.get(field) or ())
            created._set_missing_courier_direction(direction)
        return values

    @api.model
    def _set_missing_courier_directions(self):
        """Set the directions on operation types that were there before this app."""
        warehouses = self.with_context(active_test=False).search([])
        for field, direction in self._get_rma_type_directions().items():
            warehouses[field]._set_missing_courier_direction(direction)
