# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import RmaCommon


@tagged("post_install", "-at_install")
class TestClosure(RmaCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.claim = cls._received("repair", user=cls.agent_own)
        cls.line = cls.claim.line_ids

    def _send_back(self, claim=None):
        claim = claim or self.claim
        if claim.resolution_id.needs_work:
            claim.action_start_work()
            claim.action_finish_work()
        claim.action_ship()
        return self._hand_over(claim)

    # -- confirm --

    def test_confirm_works(self):
        self._send_back()
        self.assertEqual(self.claim.stage, "shipped")
        self.assertIs(self.claim.action_confirm_working(), True)
        self.assertEqual(self.line.confirmed_by_id, self.agent_own)
        self.assertEqual(self.claim.stage, "delivered", "What works was delivered")
        self.assertEqual(self.claim.next_step, "close")

    def test_confirm_refused(self):
        for records in (self.claim, self.line):
            self.assertRefused("does not have", records, "action_confirm_working")
        draft = self._register(lot=self.lots[1])
        self.assertRefused("not approved", draft, "action_confirm_working")
        line = self.line.with_user(self.stocker)
        self.assertRefused("", line, "action_confirm_working", error=AccessError)

    def test_confirm_repeat(self):
        self._send_back()
        self.claim.action_confirm_working()
        self.assertRepeatIsHarmless(self.line, "action_confirm_working")
        self.assertRepeatIsHarmless(self.claim, "action_confirm_working")

    # -- close --

    def test_close_works(self):
        self._send_back()
        self.claim.action_confirm_working()
        self.assertTrue(self.claim.is_close_allowed)
        self.assertFalse(self.line.closure_hint)
        self.assertIs(self.claim.action_close(), True)
        self.assertRecordValues(
            self.claim, [{"state": "closed", "stage": "closed", "next_step": "nothing"}]
        )
        self.assertTrue(self.line.date_ended)
        self.assertEqual(self._get_event_kinds(self.claim)[-1], "closed")

    def test_close_lists_everything_that_is_missing(self):
        """One refusal names all blockers, and so does the hint on the form."""
        with self.assertRaises(UserError) as caught:
            self.claim.action_close()
        for text in (
            "still with us",
            "Nothing was sent to the customer",
            "work on .* is not finished",
        ):
            self.assertRegex(str(caught.exception), text)
            self.assertRegex(self.line.closure_hint, text)
        self.assertFalse(self.claim.is_close_allowed)
        self.assertEqual(self.claim.state, "open")

    def test_close_waits_for_the_unit(self):
        claim = self._approved(lot=self.lots[1])
        self.assertRefused("has not come in", claim, "action_close")
        self.assertRefused("Transfer .* is not done", claim.line_ids, "action_close")

    def test_close_waits_for_the_transfer(self):
        self.claim.action_start_work()
        self.claim.action_finish_work()
        self.claim.action_ship()
        self.assertRefused("Transfer .* is not done", self.claim, "action_close")

    def test_close_waits_for_the_confirmation(self):
        self._send_back()
        self.assertRefused("[Cc]onfirm", self.claim, "action_close")

    def test_close_waits_for_the_credit(self):
        claim = self._received("credit_after_inspection", lot=self.lots[1])
        claim.action_start_work()
        claim.action_finish_work()
        self.assertRefused("to be credited", claim, "action_close")
        invoice = self.sale_order._create_invoices()
        invoice.action_post()
        claim.action_create_credit()
        credit = claim.sudo().line_ids.account_move_ids
        self.assertRefused("to be credited", claim, "action_close")
        credit.action_post()
        self.assertEqual(claim.line_ids.money_state, "credited")
        credit.button_draft()
        self.assertEqual(claim.line_ids.money_state, "to_credit")
        credit.action_post()
        claim.action_close()
        self.assertEqual(claim.state, "closed")

    def test_close_waits_for_every_replacement(self):
        """One of three cables replaced is not a settled claim."""
        claim = self._register("replace_after_receipt", product_id=self.cable.id)
        claim.line_ids.quantity = 3.0
        self._receive(self._approve(claim))
        claim.action_ship()
        moves = claim.sudo().line_ids.move_ids
        move = moves.filtered(lambda m: m.rma_move_kind == "replacement")
        move.write({"quantity": 1.0, "picked": True})
        move.picking_id.with_context(
            picking_ids_not_to_backorder=move.picking_id.ids, skip_backorder=True
        ).button_validate()
        self.assertEqual(claim.line_ids.quantity_replaced, 1.0)
        claim.action_start_work()
        claim.action_finish_work()
        claim.action_confirm_working()
        self.assertRefused("", claim, "action_close")

    def test_close_refused_before_approval(self):
        claim = self._register(lot=self.lots[1])
        self.assertRefused("not open", claim, "action_close")
        self.assertRefused("never approved", claim.line_ids, "action_close")

    def test_close_repeat(self):
        self._send_back()
        self.claim.action_confirm_working()
        self.claim.action_close()
        self.assertRepeatIsHarmless(self.claim, "action_close")
        self.assertRepeatIsHarmless(self.line, "action_close")

    def test_nothing_more_after_the_end(self):
        self._send_back()
        self.claim.action_confirm_working()
        self.claim.action_close()
        claim = self.claim.with_user(self.approver)
        for action, *args in (
            ("action_cancel", "Why not."),
            ("action_reject", "Why not."),
            ("action_extend_validity", 3),
        ):
            with self.assertRaises(UserError):
                getattr(claim, action)(*args)
        self.assertEqual(claim.state, "closed")

    # -- reopen --

    def _close(self):
        self._send_back()
        self.claim.action_confirm_working()
        self.claim.action_close()
        return self.claim.with_user(self.approver)

    def test_reopen_works(self):
        claim = self._close()
        self.assertIs(claim.action_reopen("Still smokes."), True)
        self.assertEqual(claim.state, "open")
        self.assertFalse(claim.line_ids.date_confirmed)
        event = claim.sudo().event_ids.filtered(lambda e: e.kind == "reopened")
        self.assertEqual((event.text, event.user_id), ("Still smokes.", self.approver))
        claim.action_confirm_working()
        claim.action_close()
        self.assertEqual(claim.state, "closed")
        self.assertEqual(self._get_event_kinds(claim).count("closed"), 2)

    def test_reopen_refused(self):
        claim = self._close()
        self.assertRefused("the reason", claim, "action_reopen")
        self.assertRefused("the reason", claim, "action_reopen", "  ")
        agent = claim.with_user(self.agent)
        self.assertRefused("right .After-sales: Approver", agent, "action_reopen", "x")
        other = self._register(lot=self.lots[1]).with_user(self.approver)
        other.action_cancel("By mistake.")
        self.assertRefused("was never closed", other, "action_reopen", "x")

    def test_reopen_repeat(self):
        claim = self._close()
        claim.action_reopen("Still smokes.")
        self.assertRepeatIsHarmless(claim.line_ids, "action_reopen", "Again.")
        self.assertRepeatIsHarmless(claim, "action_reopen", "Again.")

    # -- cancel --

    def test_cancel_before_receipt_works(self):
        claim = self._approved(lot=self.lots[1], user=self.agent_own)
        receipt = self._get_open_pickings(claim, "incoming")
        self.assertIs(claim.action_cancel("Found the plug."), True)
        self.assertEqual((claim.state, claim.stage), ("cancelled", "cancelled"))
        self.assertEqual(receipt.state, "cancel")
        event = claim.sudo().event_ids.sorted("id")[-1]
        self.assertEqual((event.kind, event.text), ("cancelled", "Found the plug."))

    def test_cancel_draft(self):
        claim = self._register(lot=self.lots[1])
        claim.action_cancel("By mistake.")
        self.assertEqual(claim.state, "cancelled")

    def test_cancel_refused_after_receipt(self):
        for records in (self.claim, self.line):
            self.assertFalse(records.is_cancel_allowed)
            self.assertRefused(
                "goods have moved already", records, "action_cancel", "x"
            )

    def test_cancel_refused_without_reason(self):
        claim = self._approved(lot=self.lots[1])
        for reason in (None, "", " "):
            self.assertRefused("the reason", claim, "action_cancel", reason)

    def test_cancel_refused_when_one_unit_is_here(self):
        """Nothing is cancelled when one of the units refuses."""
        claim = self._register_many(self.lots[1:3], "repair")
        self._approve(claim)
        receipt = self._get_open_pickings(claim, "incoming")
        receipt.move_ids[0].picked = True
        receipt.with_context(skip_backorder=True).button_validate()
        self.assertRefused("goods have moved already", claim, "action_cancel", "x")

    def test_cancel_repeat(self):
        claim = self._approved(lot=self.lots[1])
        claim.action_cancel("By mistake.")
        self.assertRepeatIsHarmless(claim, "action_cancel", "Again.")
        self.assertRepeatIsHarmless(claim.line_ids, "action_cancel", "Again.")

    def test_cancel_leaves_the_rejected(self):
        claim = self._register_many(self.lots[1:3], "repair")
        claim.action_submit()
        claim.line_ids[0].with_user(self.approver).action_reject("No.")
        claim.action_cancel("By mistake.")
        self.assertEqual(claim.line_ids[0].stage, "rejected")
        self.assertEqual(claim.line_ids[1].stage, "cancelled")

    def test_cancel_dialog(self):
        claim = self._approved(lot=self.lots[1])
        action = claim.action_open_cancel()
        wizard = (
            self.env[action["res_model"]]
            .with_user(self.agent)
            .with_context(**action["context"])
            .create({"text": "By mistake."})
        )
        wizard.action_apply()
        self.assertEqual(claim.state, "cancelled")
