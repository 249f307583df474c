# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import date, datetime, timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo.tests import tagged

from odoo.addons.base.tests.test_ir_cron import CronMixinCase

from .reminder_common import ReminderCommon

NOW = datetime(2026, 3, 2, 12)
TODAY = NOW.date()


@tagged("-at_install", "post_install")
@freeze_time(NOW)
class TestStandbyNotices(ReminderCommon, CronMixinCase):
    """The customer hears of each step once, later, with the date as it is then."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.loan = cls._issued(date_expected=date(2026, 3, 16))

    def _with_original(self):
        """Return a loan whose return follows the work on the customer's own unit."""
        claim = self._received(lot=self.lots[0])
        line = claim.line_ids
        line.date_forecast_told = TODAY + timedelta(days=10)
        loan = self._issued(line_id=line.id)
        self._run_notices()
        self.assertEqual(loan.date_told, loan.date_expected)
        return loan

    # -- issued --

    def test_issued_is_told_later_and_once(self):
        event = self.loan.sudo().event_ids.filtered(lambda e: e.kind == "issued")
        self.assertEqual(event.notice_state, "waiting")
        self.assertFalse(self._get_told(self.loan))
        self.assertFalse(self.loan.date_told)
        self._run_notices()
        self._run_notices()
        [message] = self._get_told(self.loan)
        self.assertEqual(message.partner_ids, self.customer)
        self.assertIn(self.loan.name, message.subject)
        for text in (self.loan.lot_id.name, self.product.name, "03/16/2026"):
            self.assertIn(text, message.body)
        self.assertEqual(self.loan.date_told, date(2026, 3, 16))
        self.assertFalse(self.loan.is_date_untold)
        self.assertEqual(event.notice_state, "sent")

    def _get_body(self, loan):
        """Return the last mail about *loan* to its customer, with its frame."""
        mails = self.env["mail.mail"].search(
            [("model", "=", loan._name), ("res_id", "=", loan.id)], order="id"
        )
        return mails.filtered(lambda m: self.customer in m.recipient_ids)[-1].body_html

    def test_frame_of_a_message(self):
        """Number, until when, and the link to the claim, for the customer alone."""
        loan = self._with_original()
        body = self._get_body(loan)
        claim = loan.sudo().claim_id
        for text in (loan.name, "You may keep it until", "See your claim"):
            self.assertIn(text, body)
        self.assertIn(f"access_token={claim.access_token}", body)
        self.assertIn(self.customer._get_rma_messages_url(), body)
        for message in self._get_told(loan):
            self.assertNotIn("access_token", message.body)

    def test_loan_without_a_claim_has_no_link(self):
        self._run_notices()
        body = self._get_body(self.loan)
        self.assertIn(self.loan.name, body)
        self.assertNotIn("See your claim", body)

    def test_customer_who_wants_few_messages(self):
        self.customer.rma_notice_level = "needed"
        self._run_notices()
        self.assertFalse(self._get_told(self.loan))
        event = self.loan.sudo().event_ids.filtered(lambda e: e.kind == "issued")
        self.assertEqual(event.notice_state, "sent")

    def test_no_mail_while_goods_move(self):
        def forbidden(*args, **kwargs):
            raise AssertionError("A mail was rendered inside the transaction")

        model = type(self.env["mail.template"])
        with (
            patch.object(model, "_render_field", forbidden),
            patch.object(model, "_generate_template", forbidden),
        ):
            loan = self._issued()
            loan.action_extend(3)
            self._bring_back(loan)
        self.assertFalse(self._get_told(loan))

    def test_the_job_itself_is_woken(self):
        cron = self.env.ref("rma_standby.ir_cron_standby_notices")
        with self.capture_triggers(cron.id) as capture:
            self.loan.action_extend(3)
        self.assertTrue(capture.records)
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual(len(self._get_told(self.loan)), 1)

    def test_date_that_moves_before_the_message(self):
        self.loan.action_extend(3)
        self._run_notices()
        [message] = self._get_told(self.loan)
        self.assertIn("03/19/2026", message.body)
        self.assertEqual(self.loan.date_told, date(2026, 3, 19))

    def test_customers_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.customer.lang = "fr_FR"
        template = self.env.ref("rma_standby.mail_template_issued")
        template.with_context(lang="fr_FR").subject = "{{ object.name }} : prêt"
        self._run_notices()
        [message] = self._get_told(self.loan)
        self.assertEqual(message.subject, f"{self.loan.name} : prêt")
        self.assertIn("16/03/2026", message.body)

    def test_how_to_send_it_back(self):
        texts = set()
        for method, payer in (
            ("counter", "company"),
            ("pickup", "company"),
            ("courier", "company"),
            ("courier", "customer"),
        ):
            self.loan.sudo().write({"delivery_method": method, "courier_payer": payer})
            self.assertSentence(self.loan.return_instruction)
            self.assertIn(self.loan.name, self.loan.return_instruction)
            texts.add(self.loan.return_instruction)
        self.assertEqual(len(texts), 4)

    # -- the date --

    def test_extended_by_hand_is_told_once(self):
        self._run_notices()
        self.loan.action_extend(3)
        self.loan.action_extend(2)
        self._run_notices()
        self._run_notices()
        _issued, message = self._get_told(self.loan)
        self.assertIn("03/21/2026", message.body)
        kinds = self._get_loan_kinds(self.loan)
        self.assertEqual((kinds.count("extended"), kinds.count("date_changed")), (2, 0))
        self.assertEqual(self.loan.date_told, date(2026, 3, 21))

    def test_date_by_hand_is_told_once(self):
        self._run_notices()
        self.loan.date_expected = date(2026, 3, 18)
        self._run_notices()
        self._run_notices()
        self.assertEqual(len(self._get_told(self.loan)), 2)
        self.assertEqual(self._get_loan_kinds(self.loan).count("date_changed"), 1)

    def test_date_follows_the_original(self):
        """Several moves before the job runs are one message, which nobody wakes."""
        loan = self._with_original()
        for days in (12, 20, 15):
            loan.line_id.date_forecast_told = TODAY + timedelta(days=days)
            self.env.flush_all()
        self.assertTrue(loan.is_date_untold)
        waiting = loan.sudo().event_ids.filtered(lambda e: e.notice_state == "waiting")
        self.assertFalse(waiting)
        self._run_notices()
        self._run_notices()
        _issued, message = self._get_told(loan)
        self.assertIn(loan.date_expected.strftime("%m/%d/%Y"), message.body)
        self.assertEqual(loan.date_told, loan.date_expected)
        [event] = loan.sudo().event_ids.filtered(lambda e: e.kind == "date_changed")
        self.assertEqual(event.user_id, self.env.ref("base.user_root"))
        self.assertEqual(event.notice_state, "sent")

    def test_each_change_is_told(self):
        loan = self._with_original()
        for days in (12, 20):
            loan.line_id.date_forecast_told = TODAY + timedelta(days=days)
            self._run_notices()
        self.assertEqual(len(self._get_told(loan)), 3)
        self.assertEqual(self._get_loan_kinds(loan).count("date_changed"), 2)

    def test_date_that_moves_back_is_not_told(self):
        loan = self._with_original()
        for days in (12, 10):
            loan.line_id.date_forecast_told = TODAY + timedelta(days=days)
            self.env.flush_all()
        self._run_notices()
        self.assertEqual(len(self._get_told(loan)), 1)
        self.assertNotIn("date_changed", self._get_loan_kinds(loan))

    def test_hand_that_moves_it_back_is_not_told(self):
        self._run_notices()
        self.loan.date_expected = date(2026, 3, 18)
        self.loan.date_expected = date(2026, 3, 16)
        self._run_notices()
        self.assertEqual(len(self._get_told(self.loan)), 1)
        states = self.loan.sudo().event_ids.mapped("notice_state")
        self.assertNotIn("waiting", states)

    def test_date_of_what_is_not_out_is_no_news(self):
        loan = self._reserved()
        loan.action_extend(5)
        self._run_notices()
        self.assertFalse(self._get_told(loan))
        self.assertNotIn("waiting", loan.sudo().event_ids.mapped("notice_state"))

    # -- the return --

    def test_return_asked_for(self):
        self._run_notices()
        self.loan.action_request_return()
        self._run_notices()
        self._run_notices()
        _issued, message = self._get_told(self.loan)
        self.assertIn("Please send your stand-by unit back", message.subject)
        self.assertIn(self.loan.return_instruction, message.body)
        self.assertEqual(len(message.attachment_ids), 1, "The return slip")

    def test_return_asked_for_and_withdrawn(self):
        """Who never heard of the request does not hear that it is off."""
        self._run_notices()
        self.loan.action_request_return()
        self.loan.sudo()._withdraw_return()
        self._run_notices()
        self.assertEqual(len(self._get_told(self.loan)), 1)
        self.loan.action_request_return()
        self._run_notices()
        self.loan.sudo()._withdraw_return()
        self._run_notices()
        told = self._get_told(self.loan)
        self.assertEqual(len(told), 3)
        self.assertIn("Please keep", told[-1].subject)

    def test_original_ships(self):
        """The date moves and the unit is asked for: one message says both."""
        loan = self._with_original()
        claim = loan.claim_id
        claim.line_ids.action_start_work()
        claim.line_ids.action_finish_work()
        claim.action_ship()
        with freeze_time(NOW + timedelta(days=3)):
            self._hand_over(claim)
            self.env.flush_all()
            self.assertTrue(loan.is_date_untold)
            self.assertTrue(loan.is_return_requested)
            self._run_notices()
            self._run_notices()
        _issued, message = self._get_told(loan)
        self.assertIn("send your stand-by unit back", message.subject)
        self.assertIn(loan.date_expected.strftime("%m/%d/%Y"), message.body)
        self.assertEqual(loan.date_told, loan.date_expected)

    def test_returned(self):
        self._run_notices()
        self.loan.action_extend(4)
        self._bring_back(self.loan)
        self._run_notices()
        self._run_notices()
        _issued, message = self._get_told(self.loan)
        self.assertIn("is back", message.subject)
        states = self.loan.sudo().event_ids.mapped("notice_state")
        self.assertNotIn("waiting", states)

    def test_swap(self):
        """The new unit is told of, and how to send the old one back."""
        self._run_notices()
        self.loan.action_swap()
        new = self.loan.swapped_by_ids
        self._get_open_loan_pickings(new).button_validate()
        self._run_notices()
        self.assertEqual(len(self._get_told(self.loan)), 2)
        self.assertEqual(len(self._get_told(new)), 1)

    # -- what goes wrong --

    def test_broken_message_does_not_block_the_others(self):
        broken, fine = self.loan, self._issued()
        model = type(self.env["rma.standby.loan"])
        send = model._send_notice

        def send_or_break(loan, template):
            if loan.id == broken.id:
                raise ValueError("This template is broken.")
            return send(loan, template)

        with (
            patch.object(model, "_send_notice", send_or_break),
            self.assertLogs("odoo.addons.rma_management", "ERROR"),
        ):
            self._run_notices()
        self.assertEqual(len(self._get_told(fine)), 1)
        self.assertFalse(self._get_told(broken))
        self.assertFalse(broken.date_told)
        self._run_notices()
        self.assertEqual(len(self._get_told(broken)), 1)
        self.assertNotIn("date_changed", self._get_loan_kinds(broken))

    def test_deleted_template(self):
        """Who does not want the message deletes it; nothing is tried for ever."""
        self.env.ref("rma_standby.mail_template_issued").unlink()
        self._run_notices()
        self._run_notices()
        self.assertFalse(self._get_told(self.loan))
        self.assertNotIn("date_changed", self._get_loan_kinds(self.loan))
