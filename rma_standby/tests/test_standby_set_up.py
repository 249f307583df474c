# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from .common import StandbyCommon


@tagged("-at_install", "post_install")
class TestStandbySetUp(StandbyCommon):
    """Places and operation types of every company and site; what is in the pool."""

    def test_places_are_outside_every_warehouse(self):
        for place in self.company._get_standby_locations():
            self.assertEqual(place.usage, "internal")
            self.assertTrue(place._child_of(self.company.rma_location_id))
            self.assertFalse(place.warehouse_id)
        site = self.warehouse.rma_standby_location_id
        self.assertTrue(site._child_of(self.company.rma_standby_pool_location_id))
        self.assertFalse(site.warehouse_id)

    def test_new_company_and_warehouse_get_them(self):
        company = self.env["res.company"].create({"name": "Branch"})
        warehouse = self.env["stock.warehouse"].search(
            [("company_id", "=", company.id)], limit=1
        )
        issue = warehouse.rma_standby_issue_type_id
        back = warehouse.rma_standby_return_type_id
        self.assertEqual(issue.code, "outgoing")
        self.assertEqual(back.code, "incoming")
        self.assertEqual(issue.return_picking_type_id, back)
        self.assertEqual(
            issue.default_location_dest_id, company.rma_standby_loan_location_id
        )
        self.assertEqual(
            back.default_location_dest_id, warehouse.rma_standby_location_id
        )
        second = self.env["stock.warehouse"].create(
            {"name": "Second", "code": "SEC", "company_id": company.id}
        )
        self.assertNotEqual(
            second.rma_standby_location_id, warehouse.rma_standby_location_id
        )

    def test_creating_what_is_missing_repeats(self):
        before = self.warehouse.rma_standby_issue_type_id
        self.warehouse._create_missing_rma_picking_types()
        self.warehouse._create_missing_standby_location()
        self.assertEqual(self.warehouse.rma_standby_issue_type_id, before)

    def test_transfer_brings_units_into_the_pool(self):
        unit = self.units[0]
        self.assertEqual(self.units.mapped("state"), ["free"] * 3)
        self.assertEqual(unit.warehouse_id, self.warehouse)
        self.assertTrue(unit.date_in_pool)
        # nothing to do with the unit record: a plain transfer moves it to another site
        second = self.env["stock.warehouse"].create({"name": "Second", "code": "SEC"})
        self._move(
            unit.lot_id,
            self.warehouse.rma_standby_location_id,
            second.rma_standby_location_id,
        )
        self.assertEqual(unit.warehouse_id, second)
        self.assertEqual(unit.state, "free")

    def test_transfer_takes_units_out(self):
        unit = self.units[0]
        self._move(
            unit.lot_id,
            self.warehouse.rma_standby_location_id,
            self.warehouse.lot_stock_id,
        )
        self.assertEqual(unit.state, "out")
        self._move(
            unit.lot_id,
            self.warehouse.lot_stock_id,
            self.warehouse.rma_standby_location_id,
        )
        self.assertEqual(unit.state, "free")
        self.assertEqual(
            self.env["rma.standby.unit"].search_count(
                [("lot_id", "=", unit.lot_id.id)]
            ),
            1,
        )

    def test_only_what_may_be_lent_enters(self):
        lot = self._create_lots(self.other_product, "SCAN", 1)
        self._buy(self.other_product, lot)
        with self.assertRaisesRegex(UserError, "May Be Lent"):
            self._move(
                lot,
                self.warehouse.lot_stock_id,
                self.warehouse.rma_standby_location_id,
            )

    def test_a_serial_is_in_the_pool_once(self):
        with self.assertSentence("in the stand-by pool already"):
            self.env["rma.standby.unit"].create({"lot_id": self.units[0].lot_id.id})

    def test_without_serial_numbers_nothing_is_lent(self):
        with self.assertRaisesRegex(ValidationError, "serial number"):
            self.cable.is_rma_standby = True
