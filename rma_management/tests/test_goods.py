# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import RmaCommon


class GoodsMixin:
    """Where the units are and whose they are."""

    def _get_stock(self, lot):
        """Return {location: {owner: quantity}} of a serial, without the zeros."""
        stock = {}
        quants = self.env["stock.quant"].search(
            [("lot_id", "=", lot.id), ("quantity", "!=", 0)]
        )
        for quant in quants.filtered(lambda q: q.location_id.usage == "internal"):
            owners = stock.setdefault(quant.location_id, {})
            owners[quant.owner_id] = owners.get(quant.owner_id, 0) + quant.quantity
        return stock

    def assertHeld(self, lot, location, owner):
        """Assert that the serial lies at one place only, with that owner only."""
        self.assertEqual(self._get_stock(lot), {location: {owner: 1.0}})

    def _get_worth(self, product):
        product.invalidate_recordset()
        names = ["qty_available", "virtual_available", "free_qty", "total_value"]
        return {name: product[name] for name in [*names, "standard_price"]}


@tagged("post_install", "-at_install")
class TestGoods(GoodsMixin, RmaCommon):
    SOLD = 5

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.us = cls.env["res.partner"]
        cls.inspection = cls.company.rma_inspection_location_id
        cls.quarantine = cls.company.rma_quarantine_location_id

    # -- return unrepaired --

    def test_return_unrepaired(self):
        worth = self._get_worth(self.product)
        claim = self._received("return_unrepaired")
        self.assertHeld(self.lots[0], self.inspection, self.customer)
        self.assertEqual(self._get_worth(self.product), worth)
        self.assertEqual(claim.next_step, "ship")
        self.assertIs(claim.action_ship(), True)
        delivery = self._get_open_pickings(claim, "outgoing")
        self.assertEqual(delivery.state, "assigned")
        self.assertEqual(delivery.picking_type_id, self.warehouse.rma_delivery_type_id)
        self.assertEqual(delivery.move_line_ids.lot_id, self.lots[0])
        self.assertEqual(delivery.move_line_ids.owner_id, self.customer)
        self.assertFalse(delivery.sale_id)
        self.assertEqual(claim.next_step, "hand_over")
        self._hand_over(claim)
        self.assertFalse(self._get_stock(self.lots[0]))
        self.assertEqual(self._get_worth(self.product), worth)
        self.assertEqual((claim.stage, claim.ball_owner), ("shipped", "courier"))
        self.assertEqual(self.sale_line.qty_delivered, self.SOLD)

    def test_counter_hand_over_is_delivery(self):
        claim = self._received("return_unrepaired", delivery_method="counter")
        claim.action_ship()
        self._hand_over(claim)
        self.assertEqual(claim.stage, "delivered")

    def test_ship_refused(self):
        claim = self._register("return_unrepaired")
        self.assertRefused("is not approved", claim, "action_ship")
        self._approve(claim)
        self.assertRefused("has not come in yet", claim, "action_ship")
        repair = self._received("repair", lot=self.lots[1])
        self.assertRefused("is not finished", repair, "action_ship")
        credit = self._received("credit_after_inspection", lot=self.lots[2])
        self.assertRefused("sends nothing", credit, "action_ship")
        line = claim.line_ids.with_user(self.stocker)
        self.assertRefused("", line, "action_ship", error=AccessError)

    def test_ship_repeat(self):
        claim = self._received("return_unrepaired")
        claim.action_ship()
        self.assertRepeatIsHarmless(claim.line_ids, "action_ship")
        self.assertRepeatIsHarmless(claim, "action_ship")
        self._hand_over(claim)
        self.assertRepeatIsHarmless(claim.line_ids, "action_ship")

    def test_deliver_works_refused_repeated(self):
        claim = self._received("return_unrepaired")
        self.assertRefused("not shipped yet", claim.line_ids, "action_deliver")
        claim.action_ship()
        self._hand_over(claim)
        self.assertIs(claim.line_ids.action_deliver(), True)
        self.assertEqual(claim.stage, "delivered")
        self.assertTrue(claim.line_ids.date_delivered)
        self.assertRepeatIsHarmless(claim.line_ids, "action_deliver")
        self.assertRepeatIsHarmless(claim, "action_deliver")

    def test_delivery_cancelled_and_made_again(self):
        claim = self._received("return_unrepaired")
        claim.action_ship()
        self._get_open_pickings(claim, "outgoing").action_cancel()
        self.assertEqual(claim.next_step, "ship")
        claim.action_ship()
        self._hand_over(claim)
        self.assertEqual(claim.stage, "shipped")

    def test_part_of_the_delivery(self):
        """The rest of a delivery that was cut short is still delivered."""
        claim = self._register("return_unrepaired", product_id=self.cable.id)
        claim.line_ids.quantity = 3.0
        self._approve(claim)
        self._receive(claim)
        claim.action_ship()
        delivery = self._get_open_pickings(claim, "outgoing")
        delivery.move_ids.write({"quantity": 1.0, "picked": True})
        delivery.with_context(skip_backorder=True).button_validate()
        self.assertEqual(claim.line_ids.quantity_held, 2.0)
        self.assertRefused("", claim, "action_close")
        self._hand_over(claim)
        self.assertEqual(claim.line_ids.quantity_returned, 3.0)

    def test_many_units_in_one_delivery(self):
        claim = self._register_many(self.lots[:3])
        self._approve(claim)
        receipt = self._get_open_pickings(claim, "incoming")
        self.assertEqual(len(receipt), 1)
        self.assertEqual(len(receipt.move_ids), 3)
        self._receive(claim)
        claim.action_ship()
        delivery = self._get_open_pickings(claim, "outgoing")
        self.assertEqual(len(delivery), 1)
        self.assertEqual(
            {m.rma_line_id.lot_id: m.move_line_ids.lot_id for m in delivery.move_ids},
            {lot: lot for lot in self.lots[:3]},
        )
        self._hand_over(claim)
        self.assertEqual(claim.stage, "shipped")

    def test_two_claims_do_not_share_a_transfer(self):
        claims = self._register("return_unrepaired")
        claims |= self._register("return_unrepaired", lot=self.lots[1])
        claims.action_submit()
        claims.with_user(self.approver).action_approve()
        receipts = claims.sudo().line_ids.picking_ids
        self.assertEqual(len(receipts), 2)
        self.assertEqual(receipts.rma_claim_id.ids, claims.sudo().sorted("id").ids)

    def test_two_units_at_two_places(self):
        """Units of one claim that lie at two places leave from there."""
        claim = self._register_many(self.lots[:2], "repair")
        self._approve(claim)
        self._receive(claim)
        first, second = claim.line_ids
        first.action_start_work()
        first.action_finish_work()
        second.resolution_id = self._resolution("return_unrepaired")
        claim.action_ship()
        self._hand_over(claim)
        self.assertEqual(claim.line_ids.mapped("goods_state"), ["shipped"] * 2)
        self.assertFalse(self._get_stock(self.lots[0]))
        self.assertFalse(self._get_stock(self.lots[1]))

    # -- kept --

    def test_scrap(self):
        worth = self._get_worth(self.product)
        claim = self._received("scrap")
        claim.action_start_work()
        claim.action_finish_work()
        line = claim.line_ids
        self.assertEqual((line.quantity_kept, line.quantity_held), (1.0, 0.0))
        self.assertEqual(line.goods_state, "kept")
        self.assertFalse(self._get_stock(self.lots[0]))
        scrap = self.env["stock.scrap"].search([("lot_id", "=", self.lots[0].id)])
        self.assertEqual((len(scrap), scrap.state), (1, "done"))
        self.assertEqual(self._get_worth(self.product), worth)
        claim.action_close()
        self.assertEqual(claim.state, "closed")

    def test_credit_kept_to_stock(self):
        """A credited unit comes back at the cost it left with and can be sold again."""
        worth = self._get_worth(self.product)
        claim = self._received("credit_after_inspection")
        self.assertHeld(self.lots[0], self.inspection, self.us)
        self.assertEqual(self._get_worth(self.product)["free_qty"], worth["free_qty"])
        claim.action_start_work()
        claim.action_finish_work()
        self.assertHeld(self.lots[0], self.warehouse.lot_stock_id, self.us)
        after = self._get_worth(self.product)
        self.assertEqual(after["qty_available"], worth["qty_available"] + 1)
        self.assertEqual(after["standard_price"], worth["standard_price"])
        self.assertAlmostEqual(after["total_value"], worth["total_value"] + 60)
        self.assertEqual(claim.line_ids.money_state, "to_credit")
