# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import RmaCommon


@tagged("post_install", "-at_install")
class TestWork(RmaCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._buy(cls.part, quantity=10)
        cls.claim = cls._received("repair", user=cls.agent_own)
        cls.line = cls.claim.line_ids

    def _get_quant(self, lot=None):
        """Return the only place where the unit is with us."""
        quants = self.env["stock.quant"].search(
            [("lot_id", "=", (lot or self.lots[0]).id), ("quantity", "!=", 0)]
        )
        quants = quants.filtered(lambda q: q.location_id.usage == "internal")
        self.assertEqual(len(quants), 1)
        self.assertEqual(quants.quantity, 1.0)
        return quants

    # -- start --

    def test_start_work_works(self):
        """The repair order is for exactly this unit, where it is, and started."""
        self.assertEqual(self.line.work_state, "waiting")
        self.assertIs(self.line.action_start_work(), True)
        repair = self.line.sudo().repair_ids
        inspection = self.company.rma_inspection_location_id
        bench = self.company.rma_repair_location_id
        self.assertRecordValues(
            repair,
            [
                {
                    "state": "under_repair",
                    "product_id": self.product.id,
                    "lot_id": self.lots[0].id,
                    "product_qty": 1.0,
                    "partner_id": self.customer.id,
                    "product_location_src_id": inspection.id,
                    "product_location_dest_id": bench.id,
                    "location_id": self.warehouse.lot_stock_id.id,
                    "picking_type_id": self.warehouse.repair_type_id.id,
                }
            ],
        )
        self.assertEqual(self.line.work_state, "in_progress")
        self.assertEqual(self.claim.stage, "in_progress")
        self.assertTrue(self.line.date_inspected)
        self.assertEqual(self.line.next_step, "finish_work")

    def test_start_work_refused_before_approval(self):
        claim = self._register(lot=self.lots[1])
        self.assertRefused("not approved", claim.line_ids, "action_start_work")
        self.assertRefused("not approved", claim, "action_start_work")

    def test_start_work_refused_before_receipt(self):
        claim = self._approved(lot=self.lots[1])
        self.assertFalse(claim.line_ids.is_start_work_allowed)
        self.assertRefused("is not here", claim.line_ids, "action_start_work")

    def test_start_work_refused_without_need(self):
        claim = self._received("return_unrepaired", lot=self.lots[1])
        self.assertRefused("needs no work", claim.line_ids, "action_start_work")

    def test_two_batches_are_two_units(self):
        """What arrives under two numbers becomes two units with a repair each."""
        self.cable.tracking = "lot"
        claim = self._register("repair", product_id=self.cable.id, quantity=2.0)
        self._approve(claim)
        receipt = self._get_open_pickings(claim, "incoming")
        first = receipt.move_line_ids
        first.write({"quantity": 1.0, "lot_name": "BATCH-1"})
        first.copy({"quantity": 1.0, "lot_name": "BATCH-2"})
        self._receive(claim)
        lines = claim.line_ids
        self.assertEqual(sorted(lines.lot_id.mapped("name")), ["BATCH-1", "BATCH-2"])
        self.assertEqual(lines.mapped("quantity"), [1.0, 1.0])
        self.assertEqual(lines.mapped("quantity_held"), [1.0, 1.0])
        self.assertEqual(set(lines.mapped("decision")), {"approved"})
        lines.action_start_work()
        self.assertEqual(lines.repair_ids.lot_id, lines.lot_id)

    def test_start_work_refused_for_stocker(self):
        line = self.line.with_user(self.stocker)
        self.assertRefused("", line, "action_start_work", error=AccessError)

    def test_start_work_repeat(self):
        self.line.action_start_work()
        self.assertRepeatIsHarmless(self.line, "action_start_work")

    def test_start_work_by_the_claim_repeat(self):
        self.claim.action_start_work()
        self.assertRepeatIsHarmless(self.claim, "action_start_work")

    def test_unit_without_tracking(self):
        claim = self._register("repair", product_id=self.cable.id)
        claim.line_ids.quantity = 2.0
        self._approve(claim)
        self._receive(claim)
        claim.action_start_work()
        self.assertEqual(claim.sudo().line_ids.repair_ids.product_qty, 2.0)
        claim.action_finish_work()
        self.assertEqual(claim.line_ids.work_state, "done")

    # -- finish --

    def test_finish_work_works(self):
        """Parts are consumed, the unit is on the bench and still the customer's."""
        self.line.action_start_work()
        repair = self.line.sudo().repair_ids
        part = self._add_part(repair)
        before = self.part.qty_available
        self.assertIs(self.line.action_finish_work(), True)
        self.assertEqual(repair.state, "done")
        self.assertEqual(part.state, "done")
        self.assertEqual(self.part.qty_available, before - 1)
        quant = self._get_quant()
        self.assertEqual(quant.location_id, self.company.rma_repair_location_id)
        self.assertEqual(quant.owner_id, self.customer)
        self.assertEqual((self.line.work_state, self.claim.stage), ("done", "ready"))
        self.assertEqual(self.line.next_step, "ship")

    def test_finish_work_refused(self):
        self.assertRefused("was not started", self.line, "action_finish_work")
        self.assertRefused("was not started", self.claim, "action_finish_work")

    def test_finish_work_repeat(self):
        self.line.action_start_work()
        self.line.action_finish_work()
        self.assertRepeatIsHarmless(self.line, "action_finish_work")
        self.assertRepeatIsHarmless(self.claim, "action_finish_work")
        self.assertRepeatIsHarmless(self.line, "action_start_work")

    def test_repair_order_ended_by_hand(self):
        """Ending the native repair order is finishing the work."""
        self.line.action_start_work()
        repair = self.line.sudo().repair_ids
        repair.with_user(self.stocker).action_repair_end()
        self.assertEqual(self.line.work_state, "done")
        self.assertEqual(self._get_quant().owner_id, self.customer)
        self.assertEqual(self.line.next_step, "ship")

    def test_repair_order_cancelled_by_hand(self):
        """A cancelled repair order leaves the unit here and the way on open."""
        self.line.action_start_work()
        repair = self.line.sudo().repair_ids
        repair.with_user(self.stocker).action_repair_cancel()
        self.line.resolution_id = self._resolution("return_unrepaired")
        self.claim.action_ship()
        self._hand_over(self.claim)
        self.assertEqual(self.line.goods_state, "shipped")

    def test_core_repair_owner_defect(self):
        """The core still ends a repair without the owner (odoo/odoo PR#285715).

        When this fails, the core is mended: remove the override of
        ``repair.order.action_repair_done`` in this addon.
        """
        location = self.company.rma_inspection_location_id
        repair_type = self.warehouse.repair_type_id
        repair = self.env["repair.order"].create(
            {
                "product_id": self.product.id,
                "lot_id": self.lots[0].id,
                "partner_id": self.customer.id,
                "picking_type_id": repair_type.id,
                "location_id": repair_type.default_location_src_id.id,
                "product_location_src_id": location.id,
                "product_location_dest_id": self.company.rma_repair_location_id.id,
            }
        )
        self.assertEqual(self._get_quant().owner_id, self.customer)
        self.assertNotEqual(location, repair.location_id)
        repair._action_repair_confirm()
        repair.action_repair_start()
        repair.action_repair_end()
        self.assertFalse(
            repair.move_id.move_line_ids.owner_id,
            "The core keeps the owner now: drop the workaround in repair_order.py",
        )

    # -- elsewhere --

    def test_vendor(self):
        """The unit goes to the vendor and back, the customer's all the time."""
        claim = self._received("send_to_vendor", lot=self.lots[1])
        line = claim.line_ids
        line.action_start_work()
        quant = self._get_quant(self.lots[1])
        self.assertEqual(quant.location_id, self.company.rma_vendor_location_id)
        self.assertEqual(quant.owner_id, self.customer)
        self.assertEqual(
            (line.work_state, line.ball_owner), ("waiting_vendor", "vendor")
        )
        line.action_finish_work()
        quant = self._get_quant(self.lots[1])
        self.assertEqual(quant.location_id, self.company.rma_inspection_location_id)
        self.assertEqual(quant.owner_id, self.customer)
        self.assertEqual(line.work_state, "done")
        claim.action_ship()
        self._hand_over(claim)
        self.assertEqual(line.goods_state, "shipped")

    def test_on_site(self):
        """Work without goods: no number, no transfer, but a confirmation."""
        claim = self._approved("onsite", lot=self.lots[1])
        line = claim.line_ids
        self.assertEqual(line.work_state, "waiting")
        claim.action_start_work()
        claim.action_finish_work()
        self.assertRefused("sends nothing", claim, "action_ship")
        claim.action_confirm_working()
        claim.action_close()
        self.assertEqual(claim.state, "closed")
        self.assertFalse(line.move_ids)

    def test_waiting_states(self):
        self.line.action_start_work()
        for hold, ball in (
            ("waiting_parts", "vendor"),
            ("waiting_vendor", "vendor"),
            ("waiting_customer", "customer"),
        ):
            self.line.work_hold = hold
            self.assertEqual((self.line.work_state, self.line.ball_owner), (hold, ball))
        self.line.work_hold = False
        self.assertEqual(
            (self.line.work_state, self.line.ball_owner), ("in_progress", "us")
        )
        self.line.work_hold = "waiting_parts"
        self.line.action_finish_work()
        self.assertFalse(self.line.work_hold)
        self.assertEqual(self.line.work_state, "done")

    def test_change_of_resolution_under_repair(self):
        self.line.action_start_work()
        with self.assertRaisesRegex(UserError, "Cancel its repair order"):
            self.line.resolution_id = self._resolution("return_unrepaired")
        self.assertEqual(self.line.resolution_kind, "repair")

    def test_inspected(self):
        self.assertIs(self.line.action_set_inspected(), True)
        self.assertTrue(self.line.date_inspected)
        self.assertRepeatIsHarmless(self.line, "action_set_inspected")
