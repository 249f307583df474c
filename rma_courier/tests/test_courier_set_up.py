# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from unittest.mock import patch

from odoo.tests import tagged

from odoo.addons.rma_management.models.stock_warehouse import (
    StockWarehouse as RmaWarehouse,
)

from .common import CourierCommon

#: As if another addon had made the internal transfers an RMA operation of its own.
DIRECTIONS = {
    "rma_receipt_type_id": "in",
    "rma_delivery_type_id": "out",
    "int_type_id": "in",
}


@tagged("post_install", "-at_install")
class TestCourierSetUp(CourierCommon):
    """Operation types know which way their couriers go, whoever has added them."""

    def _get_directions(self, warehouse):
        return [warehouse[field].courier_direction for field in DIRECTIONS]

    def _create_warehouse(self):
        return self.env["stock.warehouse"].create({"name": "South", "code": "SOU"})

    def test_new_warehouse(self):
        warehouse = self._create_warehouse()
        self.assertEqual(self._get_directions(warehouse), ["in", "out", False])

    def test_new_warehouse_with_the_types_of_another_addon(self):
        with patch.object(
            RmaWarehouse, "_get_rma_type_directions", lambda self: DIRECTIONS
        ):
            warehouse = self._create_warehouse()
            self.assertEqual(self._get_directions(warehouse), ["in", "out", "in"])
            # what people have changed stays
            warehouse.int_type_id.courier_direction = False
            warehouse.rma_receipt_type_id.courier_direction = "out"
            warehouse.code = "SUD"
            self.assertEqual(self._get_directions(warehouse), ["out", "out", False])

    def test_types_that_came_later(self):
        """The other addon makes its types in warehouses that are there."""
        warehouse = self._create_warehouse()
        warehouse.rma_receipt_type_id = False
        warehouse._create_missing_rma_picking_types()
        self.assertEqual(self._get_directions(warehouse), ["in", "out", False])

    def test_types_that_were_there_before(self):
        warehouse = self._create_warehouse()
        warehouse.rma_receipt_type_id.courier_direction = "out"
        warehouse.rma_delivery_type_id.courier_direction = False
        with patch.object(
            RmaWarehouse, "_get_rma_type_directions", lambda self: DIRECTIONS
        ):
            self.env["stock.warehouse"]._set_missing_courier_directions()
        self.assertEqual(self._get_directions(warehouse), ["out", "out", "in"])
