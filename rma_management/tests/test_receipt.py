# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import RmaCommon


class ReceiptMixin:
    """What the warehouse does at the dock."""

    def _validate(self, outcome=None, receipt=None):
        """Validate as the warehouse; answer the dialog with *outcome*."""
        receipt = receipt or self.receipt
        action = receipt.button_validate()
        if outcome is None:
            return action
        self.assertEqual(action["res_model"], "rma.receipt.check")
        check = (
            self.env["rma.receipt.check"]
            .with_user(self.stocker)
            .with_context(**action["context"])
            .browse(action["res_id"])
        )
        check.line_ids.outcome = outcome
        return self._keep_backorder(check.action_apply())

    def _keep_backorder(self, action, is_kept=True):
        """Answer the native question for what did not come; pass on the rest."""
        if action is True or action["res_model"] != "stock.backorder.confirmation":
            return action
        wizard = (
            self.env[action["res_model"]]
            .with_user(self.stocker)
            .with_context(**action["context"])
            .create({})
        )
        return wizard.process() if is_kept else wizard.process_cancel_backorder()

    def _bring(self, product, quantity=1.0, lot=None, receipt=None):
        """Add to the receipt what nobody announced, as the warehouse."""
        receipt = receipt or self.receipt
        line = {
            "picking_id": receipt.id,
            "product_id": product.id,
            "location_id": receipt.location_id.id,
            "location_dest_id": receipt.location_dest_id.id,
            "quantity": quantity,
            "lot_id": lot.id if lot else False,
        }
        return self.env["stock.move.line"].with_user(self.stocker).create(line)

    def _get_place(self, lot):
        """Return (location, owner) of a serial that lies with us."""
        quants = self.env["stock.quant"].search(
            [("lot_id", "=", lot.id), ("quantity", ">", 0)]
        )
        quants = quants.filtered(lambda q: q.location_id.usage == "internal")
        self.assertLessEqual(len(quants), 1, "A serial is at one place")
        return quants.location_id, quants.owner_id

    def _get_quarantined(self, product):
        place = self.company.rma_quarantine_location_id
        quants = self.env["stock.quant"].search(
            [("location_id", "=", place.id), ("product_id", "=", product.id)]
        )
        self.assertTrue(
            all(quants.mapped("owner_id")), "Nobody values what waits there"
        )
        return sum(quants.mapped("quantity"))


@tagged("post_install", "-at_install")
class TestReceipt(ReceiptMixin, RmaCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.claim = cls._approved()
        cls.line = cls.claim.line_ids
        cls.receipt = cls._get_open_pickings(cls.claim, "incoming")
        cls.foreign_lot = cls._create_lots(cls.product, "FOREIGN", 1)

    # -- as announced --

    def test_as_announced(self):
        """The warehouse validates; the unit is the customer's, worth nothing to us."""
        self.assertIs(self._validate(), True)
        self.assertEqual(self.line.goods_state, "received")
        self.assertEqual(self.claim.stage, "received")
        self.assertEqual(
            self._get_place(self.lots[0]),
            (self.company.rma_inspection_location_id, self.customer),
        )
        self.assertEqual(self.receipt.move_ids.value, 0)
        self.assertTrue(self.line.date_received)
        self.assertIn("received", self._get_event_kinds(self.claim))

    def test_validating_again(self):
        self._validate()
        before = self._get_snapshot(self.claim)
        self._validate()
        self.assertEqual(self._get_snapshot(self.claim), before)

    def test_from_shop_floor_without_dialog(self):
        self.receipt.move_ids.picked = True
        self.receipt._action_done()
        self.assertEqual(self.line.goods_state, "received")

    # -- less --

    def _approve_three_cables(self):
        claim = self._register("return_unrepaired", product_id=self.cable.id)
        claim.line_ids.quantity = 3.0
        self._approve(claim)
        return claim, self._get_open_pickings(claim, "incoming")

    def test_less_with_backorder(self):
        claim, receipt = self._approve_three_cables()
        receipt.move_ids.quantity = 2.0
        action = self._validate(receipt=receipt)
        self.assertEqual(action["res_model"], "stock.backorder.confirmation")
        self._keep_backorder(action)
        line = claim.line_ids
        self.assertEqual((line.quantity_received, line.quantity_announced), (2.0, 3.0))
        self.assertEqual(line.goods_state, "received")
        rest = self._get_open_pickings(claim, "incoming")
        self.assertEqual(rest.rma_claim_id.id, claim.id)
        self.assertEqual(rest.move_ids.rma_line_id.id, line.id)
        self.assertEqual(rest.move_ids.restrict_partner_id, self.customer)
        event = claim.sudo().event_ids.filtered(lambda e: e.kind == "discrepancy")
        self.assertIn("Less arrived", event.text)
        self.assertIs(self._validate(receipt=rest), True)
        self.assertEqual(line.quantity_received, 3.0)

    def test_less_without_backorder(self):
        claim, receipt = self._approve_three_cables()
        receipt.move_ids.quantity = 2.0
        self._keep_backorder(self._validate(receipt=receipt), is_kept=False)
        self.assertEqual(claim.line_ids.quantity_received, 2.0)
        self.assertFalse(self._get_open_pickings(claim, "incoming"))
        self.assertIn("discrepancy", self._get_event_kinds(claim))

    # -- more --

    def test_more_extra(self):
        claim, receipt = self._approve_three_cables()
        receipt.move_ids.quantity = 5.0
        self._validate("extra", receipt)
        self.assertRecordValues(
            claim.line_ids,
            [
                {"quantity_received": 3.0, "decision": "approved"},
                {"quantity_received": 2.0, "decision": "submitted"},
            ],
        )
        claim.with_user(self.approver).action_approve()
        claim.action_ship()
        self._hand_over(claim)
        self.assertEqual(claim.line_ids.mapped("quantity_returned"), [3.0, 2.0])

    def test_more_quarantine(self):
        claim, receipt = self._approve_three_cables()
        receipt.move_ids.quantity = 5.0
        self._validate("quarantine", receipt)
        self.assertEqual(claim.line_ids.quantity_received, 3.0)
        self.assertEqual(self._get_quarantined(self.cable), 2.0)

    def test_more_refuse(self):
        claim, receipt = self._approve_three_cables()
        receipt.move_ids.quantity = 5.0
        self._validate("refuse", receipt)
        self.assertEqual(claim.line_ids.quantity_received, 3.0)
        self.assertFalse(self._get_quarantined(self.cable))
        self.assertIn("refused", self._get_event_kinds(claim))

    def test_more_without_dialog(self):
        claim, receipt = self._approve_three_cables()
        receipt.move_ids.write({"quantity": 5.0, "picked": True})
        receipt._action_done()
        self.assertEqual(claim.line_ids.mapped("quantity_received"), [3.0, 2.0])

    # -- another serial --

    def test_other_serial_accept(self):
        self.receipt.move_line_ids.lot_id = self.foreign_lot
        self.assertIs(self._validate("accept"), True)
        self.assertEqual(self.line.lot_id.id, self.foreign_lot.id)
        self.assertEqual(self.line.goods_state, "received")
        text = (
            self.claim.sudo().event_ids.filtered(lambda e: e.kind == "discrepancy").text
        )
        self.assertIn(self.foreign_lot.name, text)
        self.assertIn(self.lots[0].name, text)
        self.assertEqual(self._get_place(self.foreign_lot)[1], self.customer)

    def test_other_serial_typed_accept(self):
        self.receipt.move_line_ids.write({"lot_id": False, "lot_name": "NEW-1"})
        self.assertIs(self._validate("accept"), True)
        self.assertEqual(self.line.lot_id.name, "NEW-1")

    def test_other_serial_extra(self):
        self.receipt.move_line_ids.lot_id = self.foreign_lot
        self._validate("extra")
        first, extra = self.claim.line_ids
        self.assertEqual(first.goods_state, "expected")
        self.assertEqual(extra.lot_id.id, self.foreign_lot.id)
        self.assertEqual((extra.goods_state, extra.decision), ("received", "submitted"))
        self.assertEqual(self._get_place(self.foreign_lot)[1], self.customer)
        rest = self._get_open_pickings(self.claim, "incoming")
        self.assertEqual(rest.move_ids.rma_line_id.id, first.id)
        self.assertIs(self._validate(receipt=rest), True)
        self.assertEqual(first.goods_state, "received")
        self.assertEqual(self._get_place(self.lots[0])[1], self.customer)

    def test_other_serial_quarantine(self):
        self.receipt.move_line_ids.lot_id = self.foreign_lot
        self._validate("quarantine")
        self.assertEqual(self.line.goods_state, "expected")
        self.assertEqual(
            self._get_place(self.foreign_lot),
            (self.company.rma_quarantine_location_id, self.customer),
        )

    def test_other_serial_refuse(self):
        self.receipt.move_line_ids.lot_id = self.foreign_lot
        self._validate("refuse")
        self.assertEqual(self.line.goods_state, "expected")
        self.assertFalse(self._get_place(self.foreign_lot)[0])
        self.assertIn("refused", self._get_event_kinds(self.claim))

    def test_other_serial_without_dialog(self):
        self.receipt.move_line_ids.lot_id = self.foreign_lot
        self.receipt.move_ids.picked = True
        self.receipt._action_done()
        self.assertEqual(self.line.lot_id.id, self.foreign_lot.id)
        self.assertIn("discrepancy", self._get_event_kinds(self.claim))

    def test_outcome_must_fit(self):
        self.receipt.move_line_ids.lot_id = self.foreign_lot
        with self.assertRaisesRegex(UserError, "does not fit"):
            self._validate("extend")
        self.assertEqual(self.receipt.state, "assigned")
