# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import RmaCommon
from .test_goods import GoodsMixin


@tagged("post_install", "-at_install")
class TestChangeOfPlan(GoodsMixin, RmaCommon):
    """A new resolution books whose the unit is, and takes back what was ordered."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.us = cls.env["res.partner"]
        cls.inspection = cls.company.rma_inspection_location_id
        cls.quarantine = cls.company.rma_quarantine_location_id

    def test_becomes_ours(self):
        """Repair, then replace: the unit changes hands with moves that stay visible."""
        claim = self._received("repair")
        line = claim.line_ids
        # it gives more than was approved: an approver decides
        with self.assertRaisesRegex(UserError, "Ask an approver"):
            line.resolution_id = self._resolution("replace_after_receipt")
        line.with_user(self.approver).resolution_id = self._resolution(
            "replace_after_receipt"
        )
        self.assertHeld(self.lots[0], self.inspection, self.us)
        booked = line.move_ids.filtered(lambda m: m.rma_move_kind == "ownership")
        self.assertEqual(booked.mapped("state"), ["done"] * 2)
        self.assertEqual(line.quantity_held, 1.0)
        self.assertIn("ownership", self._get_event_kinds(claim))
        claim.action_ship()
        self._hand_over(claim)
        claim.action_start_work()
        claim.action_finish_work()
        self.assertHeld(self.lots[0], self.quarantine, self.us)
        claim.action_confirm_working()
        claim.action_close()
        self.assertEqual(claim.state, "closed")

    def test_becomes_the_customers_again(self):
        """Credit, then return: it is the customer's again and can still leave."""
        worth = self._get_worth(self.product)
        claim = self._received("credit_after_inspection")
        line = claim.line_ids
        line.resolution_id = self._resolution("return_unrepaired")
        self.assertHeld(self.lots[0], self.inspection, self.customer)
        self.assertEqual(self._get_worth(self.product), worth)
        self._finish(claim)
        self.assertFalse(self._get_stock(self.lots[0]))
        self.assertEqual(self._get_worth(self.product), worth)

    def test_there_and_back(self):
        worth = self._get_worth(self.product)
        claim = self._received("repair")
        for name in ("credit_after_inspection", "repair", "scrap", "return_unrepaired"):
            line = claim.line_ids.with_user(self.approver)
            line.resolution_id = self._resolution(name)
        self.assertHeld(self.lots[0], self.inspection, self.customer)
        self.assertEqual(self._get_worth(self.product), worth)
        self._finish(claim)
        self.assertFalse(self._get_stock(self.lots[0]))

    def test_change_before_receipt(self):
        """The expected unit arrives as whose it is by then."""
        claim = self._approved("repair")
        line = claim.line_ids.with_user(self.approver)
        line.resolution_id = self._resolution("credit_after_inspection")
        self._receive(claim)
        self.assertHeld(self.lots[0], self.inspection, self.us)
        other = self._approved("credit_after_inspection", lot=self.lots[1])
        other.line_ids.resolution_id = self._resolution("repair")
        self._receive(other)
        self.assertHeld(self.lots[1], self.inspection, self.customer)

    def test_change_to_nothing_comes_in(self):
        claim = self._approved("repair")
        receipt = self._get_open_pickings(claim, "incoming")
        line = claim.line_ids.with_user(self.approver)
        line.resolution_id = self._resolution("credit_without_return")
        self.assertEqual(receipt.state, "cancel")
        self.assertEqual(claim.line_ids.goods_state, "none")
        claim.line_ids.resolution_id = self._resolution("repair")
        self._receive(claim)
        self.assertEqual(claim.line_ids.goods_state, "received")

    def test_change_takes_back_the_delivery(self):
        claim = self._received("return_unrepaired")
        claim.action_ship()
        delivery = self._get_open_pickings(claim, "outgoing")
        claim.line_ids.resolution_id = self._resolution("repair")
        self.assertEqual(delivery.state, "cancel")
        self.assertEqual(claim.line_ids.work_state, "waiting")

    def test_change_refused_after_the_end(self):
        claim = self._received("return_unrepaired")
        claim.action_ship()
        self._hand_over(claim)
        with self.assertRaisesRegex(UserError, "the goods have gone"):
            claim.line_ids.resolution_id = self._resolution("repair")
