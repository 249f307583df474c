# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.tests import tagged

from .common import RmaCommon
from .test_goods import GoodsMixin


@tagged("post_install", "-at_install")
class TestSetUp(GoodsMixin, RmaCommon):
    """Companies, warehouses and what leads to claims from elsewhere."""

    def test_locations_are_outside_every_warehouse(self):
        locations = self.env["stock.location"].search(
            [("id", "child_of", self.company.rma_location_id.id)]
        )
        self.assertGreaterEqual(len(locations), 6)
        self.assertFalse(locations.warehouse_id)
        self.assertEqual(locations.company_id, self.company)
        self.assertNotEqual(self.company.rma_ownership_location_id.usage, "inventory")

    def test_new_warehouse_has_its_operations(self):
        warehouse = self.env["stock.warehouse"].create({"name": "South", "code": "SOU"})
        types = warehouse.rma_receipt_type_id | warehouse.rma_delivery_type_id
        self.assertEqual(types.mapped("code"), ["incoming", "outgoing"])
        self.assertTrue(all(types.mapped("is_rma")))
        self.assertEqual(types.warehouse_id, warehouse)
        self.assertEqual(
            warehouse.rma_receipt_type_id.default_location_dest_id,
            self.company.rma_inspection_location_id,
        )
        warehouse.active = False
        self.assertFalse(any(types.mapped("active")))

    def test_setting_up_again_changes_nothing(self):
        types = self.env["stock.picking.type"].search_count([])
        locations = self.env["stock.location"].search_count([])
        self.env["res.company"].search([])._create_missing_after_sales_locations()
        self.env["stock.warehouse"].search([])._create_missing_rma_picking_types()
        self.assertEqual(self.env["stock.picking.type"].search_count([]), types)
        self.assertEqual(self.env["stock.location"].search_count([]), locations)

    def test_another_service_centre(self):
        """The unit goes to the service centre of the claim and leaves from there."""
        south = self.env["stock.warehouse"].create({"name": "South", "code": "SOU"})
        claim = self._approved("return_unrepaired", warehouse_id=south.id)
        receipt = self._get_open_pickings(claim, "incoming")
        self.assertEqual(receipt.picking_type_id, south.rma_receipt_type_id)
        self._receive(claim)
        claim.action_ship()
        delivery = self._get_open_pickings(claim, "outgoing")
        self.assertEqual(delivery.picking_type_id, south.rma_delivery_type_id)
        self._hand_over(claim)
        self.assertEqual(claim.stage, "shipped")

    def test_counters(self):
        claim = self._approved(partner_id=self.contact.id)
        self._approved(lot=self.lots[1])
        self.assertEqual(self.customer.with_user(self.agent).rma_claim_count, 2)
        self.assertEqual(self.contact.with_user(self.agent).rma_claim_count, 2)
        lot = self.lots[0].with_user(self.agent)
        self.assertEqual(lot.rma_line_count, 1)
        self.assertEqual(lot.action_view_rma_lines()["res_id"], claim.line_ids.id)
        action = self.customer.with_user(self.agent).action_view_rma_claims()
        found = self.env["rma.claim"].search(action["domain"])
        self.assertEqual(len(found), 2)

    def test_buttons_lead_to_the_documents(self):
        claim = self._received("repair")
        claim.action_start_work()
        self.assertEqual(claim.picking_count, 1)
        self.assertEqual(claim.repair_count, 1)
        action = claim.action_view_pickings()
        self.assertEqual(action["res_id"], claim.sudo().line_ids.picking_ids.id)
        action = claim.action_view_repairs()
        self.assertEqual(action["res_id"], claim.sudo().line_ids.repair_ids.id)
        action = claim.sudo().line_ids.picking_ids.action_view_rma_claim()
        self.assertEqual(action["res_id"], claim.id)

    def test_contact_of_a_company_owns_the_unit(self):
        """Claim, quant and repair order name the same partner, the contact."""
        claim = self._received("repair", partner_id=self.contact.id)
        place = self.company.rma_inspection_location_id
        self.assertHeld(self.lots[0], place, self.contact)
        claim.action_start_work()
        self.assertEqual(claim.sudo().line_ids.repair_ids.partner_id, self.contact)
        claim.action_finish_work()
        self.assertHeld(self.lots[0], self.company.rma_repair_location_id, self.contact)
        claim.action_ship()
        self._hand_over(claim)
        self.assertFalse(self._get_stock(self.lots[0]))

    def test_credited_unit_comes_back_at_its_cost(self):
        """Not at today's average: at what it left with."""
        dear = self._create_lots(self.product, "DEAR", 3)
        self.product.standard_price = 90
        self._buy(self.product, dear)
        before = self._get_worth(self.product)
        claim = self._received("credit_after_inspection")
        receipt = claim.sudo().line_ids.move_ids
        self.assertEqual(
            receipt.origin_returned_move_id, claim.sudo().line_ids.origin_move_id
        )
        self.assertAlmostEqual(receipt.value, 60.0)
        after = self._get_worth(self.product)
        self.assertAlmostEqual(after["total_value"], before["total_value"] + 60.0)

    def test_uninstalled_documents_stay(self):
        """Native documents are tied to claims by links that may go."""
        for model, field in (
            ("stock.move", "rma_line_id"),
            ("stock.picking", "rma_claim_id"),
            ("repair.order", "rma_line_id"),
        ):
            self.assertEqual(self.env[model]._fields[field].ondelete, "set null")
