# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from .common import StandbyCommon


@tagged("-at_install", "post_install")
@freeze_time("2026-03-02 09:00:00")
class TestStandbyStories(StandbyCommon):
    """Whole stories, each step by the role that does it in life."""

    def _lend_for_claim(self, resolution="repair"):
        claim = self._received(resolution)
        claim.action_create_loan()
        loan = claim.standby_loan_ids
        return claim, self._hand_out(loan)

    def _send_home(self, claim):
        """Work on the customer's own unit and hand it over, whatever is to be done."""
        line = claim.line_ids
        if line.resolution_id.needs_work:
            line.action_start_work()
            line.action_finish_work()
        claim.action_ship()
        self._hand_over(claim)
        line.filtered(lambda ln: ln.goods_state == "shipped").action_deliver()
        line.filtered("needs_confirmation").action_confirm_working()

    def test_normal(self):
        """Repaired, sent home, the loaner comes back, the claim closes."""
        claim, loan = self._lend_for_claim()
        self.assertEqual(loan.unit_id.partner_id, self.customer)
        self._send_home(claim)
        self.assertTrue(loan.is_return_requested)
        with self.assertRaisesRegex(UserError, loan.name):
            claim.action_close()
        self._validate_loans(loan)
        claim.action_close()
        self.assertEqual((claim.state, loan.state), ("closed", "returned"))
        kinds = [event["kind"] for event in claim._get_timeline_events()]
        for kind in ("received", "standby_issued", "shipped", "standby_returned"):
            self.assertIn(kind, kinds)

    def test_extended_twice(self):
        """The customer asks for more time, twice, and keeps the loaner that long."""
        loan = self._issued(date_expected="2026-03-05")
        for expected in ("2026-03-12", "2026-03-19"):
            loan.action_extend(days=7)
            self.assertEqual(str(loan.date_expected), expected)
        with freeze_time("2026-03-18 09:00:00"):
            loan.sudo()._sync_due_state()
            self.assertEqual(loan.state, "issued")
            self._bring_back(loan)
        self.assertEqual(self._get_loan_kinds(loan).count("extended"), 2)

    def test_replaced_instead_of_repaired(self):
        """The workshop gives up: the replacement goes out and the loaner comes home."""
        claim, loan = self._lend_for_claim()
        line = claim.line_ids
        line.action_start_work()
        expected = loan.date_expected
        line.sudo().repair_ids.action_repair_cancel()
        line.with_user(self.approver).resolution_id = self._resolution(
            "replace_after_receipt"
        )
        self.assertNotEqual(loan.state, "returned")
        claim.action_ship()
        self._hand_over(claim)
        self.assertEqual(line.goods_state, "shipped")
        self.assertTrue(loan.is_return_requested)
        self.assertLessEqual(loan.date_expected, expected)
        self._validate_loans(loan)
        self.assertEqual(loan.state, "returned")
        self.assertEqual(self.sale_line.qty_delivered, self.SOLD)
        self.assertFalse(
            [text for text in line._closure_blockers() if loan.name in text]
        )

    def test_lost_and_charged(self):
        """Nobody finds the loaner: it is charged, and the claim can close."""
        claim, loan = self._lend_for_claim()
        self._send_home(claim)
        loan.action_mark_lost("Left in a taxi")
        self.assertEqual(loan.unit_id.state, "lost")
        with self.assertRaisesRegex(UserError, loan.name):
            claim.action_close()
        loan.action_charge()
        order = loan.sudo().sale_line_ids.order_id
        self.assertEqual(order.order_line.price_unit, self.product.list_price)
        order.action_confirm()
        delivery = order.picking_ids.with_user(self.stocker)
        self.assertEqual(
            delivery.location_id, self.company.rma_standby_loan_location_id
        )
        self.assertEqual(delivery.move_line_ids.lot_id, loan.lot_id)
        self.assertIs(delivery.button_validate(), True)
        self.assertTrue(loan.is_settled)
        claim.action_close()
        self.assertEqual(claim.state, "closed")

    def test_swap(self):
        """The loaner fails, too; the second one follows the repair as the first did."""
        claim, loan = self._lend_for_claim()
        loan.action_swap()
        new = loan.swapped_by_ids
        self._validate_loans(loan | new)
        self.assertEqual((loan.state, new.state), ("returned", "issued"))
        self._send_home(claim)
        self.assertTrue(new.is_return_requested)
        self._validate_loans(new)
        claim.action_close()
        self.assertEqual(claim.state, "closed")

    def test_without_a_claim(self):
        """A loan for a ticket, from the call to the return."""
        ticket = self.env["helpdesk.ticket"].create(
            {
                "name": "Nothing works",
                "description": "…",
                "partner_id": self.customer.id,
                "rma_product_id": self.product.id,
            }
        )
        ticket.action_create_loan()
        loan = ticket.standby_loan_ids
        self._hand_out(loan)
        self.assertIn("Issued", ticket.standby_summary)
        self._bring_back(loan)
        self.assertEqual(loan.state, "returned")
        loan.unit_id.with_user(self.stocker).action_make_ready()
        self.assertEqual(loan.unit_id.state, "free")
