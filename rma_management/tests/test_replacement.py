# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.tests import tagged

from .common import RmaCommon
from .test_goods import GoodsMixin


@tagged("post_install", "-at_install")
class TestReplacement(GoodsMixin, RmaCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.us = cls.env["res.partner"]

    def _get_replacement_moves(self, claim):
        moves = claim.sudo().line_ids.move_ids
        return moves.filtered(lambda m: m.rma_move_kind == "replacement")

    def assertReplaced(self, claim, product=None):
        """Assert that one shelf unit left and that the sale knows nothing of it."""
        line = claim.line_ids
        self.assertEqual(line.quantity_replaced, 1.0)
        self.assertEqual(line.goods_state, "shipped")
        moves = self._get_replacement_moves(claim)
        last = moves.filtered(lambda m: m.location_dest_id.usage == "customer")
        self.assertEqual(last.product_id, product or self.product)
        self.assertFalse(last.sale_line_id)
        self.assertFalse(last.picking_id.sale_id)
        self.assertEqual(self.sale_line.qty_delivered, self.SOLD)
        self.assertEqual(len(self.sale_order.order_line), 1)
        self.assertEqual(len(self.sale_order.picking_ids), 1)

    def _replace_in_steps(self, steps, count):
        self.warehouse.delivery_steps = steps
        claim = self._received("replace_after_receipt")
        self.assertEqual(claim.next_step, "ship")
        self.assertIs(claim.action_ship(), True)
        self.assertRepeatIsHarmless(claim.line_ids, "action_ship")
        self.assertEqual(claim.next_step, "hand_over")
        self._hand_over(claim)
        moves = self._get_replacement_moves(claim)
        self.assertEqual(len(moves), count)
        self.assertEqual(set(moves.mapped("state")), {"done"})
        self.assertEqual(len(moves.picking_id), count)
        self.assertReplaced(claim)
        self.assertRepeatIsHarmless(claim.line_ids, "action_ship")
        claim.action_start_work()
        claim.action_finish_work()
        place = self.company.rma_quarantine_location_id
        self.assertHeld(self.lots[0], place, self.us)
        claim.action_confirm_working()
        claim.action_close()
        self.assertEqual(claim.state, "closed")

    def test_after_receipt_in_one_step(self):
        self._replace_in_steps("ship_only", 1)

    def test_after_receipt_in_two_steps(self):
        self._replace_in_steps("pick_ship", 2)

    def test_after_receipt_in_three_steps(self):
        self._replace_in_steps("pick_pack_ship", 3)

    def test_in_steps_between(self):
        """Picked but not shipped: not delivered, not allowed twice."""
        self.warehouse.delivery_steps = "pick_ship"
        claim = self._received("replace_after_receipt")
        claim.action_ship()
        pick = self._get_open_pickings(claim, "internal")
        pick.button_validate()
        line = claim.line_ids
        self.assertEqual(line.goods_state, "received")
        self.assertEqual(claim.next_step, "hand_over")
        self.assertRepeatIsHarmless(line, "action_ship")

    def test_in_advance(self):
        """The replacement leaves first; the faulty unit is still owed to us."""
        claim = self._approved("replace_in_advance")
        self.assertIs(claim.action_ship(), True)
        self._hand_over(claim)
        self.assertReplaced(claim)
        receipt = self._get_open_pickings(claim, "incoming")
        self.assertEqual(receipt.state, "assigned")
        self.assertEqual(claim.next_step, "send")
        self.assertRefused("", claim, "action_close")
        self._receive(claim)
        self.assertEqual(claim.line_ids.quantity_received, 1.0)
        self.assertHeld(self.lots[0], self.company.rma_inspection_location_id, self.us)
        self.assertEqual(claim.next_step, "start_work")
        claim.action_start_work()
        claim.action_finish_work()
        claim.action_confirm_working()
        claim.action_close()
        self.assertEqual(claim.state, "closed")

    def test_by_another_product(self):
        lots = self._create_lots(self.other_product, "OTHER", 1)
        self._buy(self.other_product, lots)
        claim = self._received(
            "replace_other_product", replacement_product_id=self.other_product.id
        )
        claim.action_ship()
        self._hand_over(claim)
        self.assertReplaced(claim, self.other_product)
        self.assertFalse(self._get_stock(lots))

    def test_without_stock_waits(self):
        """Nothing on the shelf: the delivery waits for goods, nothing breaks."""
        self._sell(self.product, self.stock_lots, partner=self.stranger)
        claim = self._received("replace_after_receipt")
        claim.action_ship()
        moves = self._get_replacement_moves(claim)
        self.assertIn(moves.state, ("confirmed", "waiting"))
        self.assertRepeatIsHarmless(claim.line_ids, "action_ship")
        lots = self._create_lots(self.product, "LATE", 1)
        self._buy(self.product, lots)
        moves.picking_id.action_assign()
        self._hand_over(claim)
        self.assertReplaced(claim)

    def test_several_in_one_delivery(self):
        claim = self._register_many(self.lots[:2], "replace_after_receipt")
        self._approve(claim)
        self._receive(claim)
        claim.action_ship()
        moves = self._get_replacement_moves(claim)
        self.assertEqual(len(moves), 2)
        self.assertEqual(len(moves.picking_id), 1, "One parcel for the customer")
        self._hand_over(claim)
        self.assertEqual(claim.line_ids.mapped("quantity_replaced"), [1.0, 1.0])

    def test_two_claims_leave_apart(self):
        claims = self._received("replace_after_receipt")
        claims |= self._received("replace_after_receipt", lot=self.lots[1])
        claims.line_ids.action_ship()
        self.assertEqual(len(self._get_replacement_moves(claims).picking_id), 2)

    def test_cancelled_and_ordered_again(self):
        claim = self._received("replace_after_receipt")
        claim.action_ship()
        self._get_replacement_moves(claim).picking_id.action_cancel()
        self.assertEqual(claim.next_step, "ship")
        claim.action_ship()
        self._hand_over(claim)
        self.assertReplaced(claim)

    def test_change_of_plan_takes_back_the_replacement(self):
        self.warehouse.delivery_steps = "pick_ship"
        claim = self._received("replace_after_receipt")
        claim.action_ship()
        claim.line_ids.resolution_id = self._resolution("return_unrepaired")
        self.assertEqual(
            set(self._get_replacement_moves(claim).mapped("state")), {"cancel"}
        )
        self._finish(claim)
        self.assertEqual(claim.state, "closed")
        self.assertFalse(self._get_stock(self.lots[0]))

    def test_replacement_is_no_sale_of_the_new_unit(self):
        """The order of the faulty unit is not invoiced again for the replacement."""
        invoice = self.sale_order._create_invoices()
        invoice.action_post()
        claim = self._received("replace_after_receipt")
        claim.action_ship()
        self._hand_over(claim)
        self.assertEqual(self.sale_order.invoice_status, "invoiced")
        self.assertEqual(self.sale_line.qty_to_invoice, 0)
