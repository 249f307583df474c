# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import datetime, timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.tests import tagged

from odoo.addons.base.tests.test_ir_cron import CronMixinCase

from .common import RmaCommon


@tagged("post_install", "-at_install")
class TestEvents(RmaCommon, CronMixinCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.head_office = cls.env["res.partner"].create(
            {"name": "Head Office", "email": "head@example.com"}
        )
        cls.company.rma_head_office_partner_ids = cls.head_office
        # whatever waited before the test is none of its business
        cls.env["rma.claim.event"].search([("notice_state", "=", "waiting")]).write(
            {"notice_state": "none"}
        )

    def _run_job(self):
        with self.enter_registry_test_mode():
            self.env.ref("rma_management.ir_cron_notices").method_direct_trigger()
        self.env.invalidate_all()

    def _get_messages(self, claim):
        subtype = self.env.ref("rma_management.mt_rma_progress")
        messages = claim.sudo().message_ids.filtered(lambda m: m.subtype_id == subtype)
        return messages.sorted("id")

    def _get_waiting(self, claim):
        events = claim.sudo().event_ids.filtered(lambda e: e.notice_state == "waiting")
        return events.sorted("id").mapped("kind")

    # -- timeline --

    def test_timeline(self):
        """From the sale to the closure, in order, with people and documents."""
        start = datetime.now() + timedelta(days=1)
        with freeze_time(start) as clock:
            steps = iter(range(100))

            def later():
                clock.move_to(start + timedelta(hours=next(steps)))

            claim = self._register("repair")
            later()
            claim.action_submit()
            later()
            claim.with_user(self.approver).action_approve()
            later()
            self._receive(claim)
            later()
            claim.action_start_work()
            later()
            claim.action_finish_work()
            later()
            claim.action_ship()
            later()
            self._hand_over(claim)
            later()
            claim.action_confirm_working()
            later()
            claim.action_close()
        events = claim._get_timeline_events()
        self.assertEqual(
            [event["kind"] for event in events],
            [
                "origin",
                "origin",
                "registered",
                "submitted",
                "approved",
                "received",
                "work_started",
                "work_finished",
                "shipping",
                "shipped",
                "delivered",
                "working",
                "closed",
            ],
        )
        dates = [event["date"] for event in events]
        self.assertEqual(dates, sorted(dates))
        by_kind = {event["kind"]: event for event in events}
        self.assertEqual(by_kind["approved"]["actor"], self.approver.name)
        self.assertEqual(by_kind["submitted"]["actor"], self.agent.name)
        self.assertEqual(by_kind["received"]["actor"], self.stocker.name)
        self.assertEqual(by_kind["received"]["model"], "stock.picking")
        receipt = self.env["stock.picking"].browse(by_kind["received"]["res_id"])
        self.assertEqual(receipt.name, by_kind["received"]["document"])
        self.assertEqual(receipt.rma_claim_id.id, claim.id)
        self.assertEqual(events[0]["document"], self.sale_order.name)
        self.assertEqual(by_kind["closed"]["unit"], claim.line_ids.reference)
        self.assertTrue(all(event["title"] for event in events))

    def test_timeline_of_a_unit(self):
        """A unit's own timeline leaves out the other units' events."""
        claim = self._register_many(self.lots[:2])
        claim.action_submit()
        first, second = claim.line_ids
        second.with_user(self.approver).action_reject("No.")
        kinds = [event["kind"] for event in first._get_timeline_events()]
        self.assertIn("submitted", kinds)
        self.assertNotIn("rejected", kinds)
        units = {event["unit"] for event in first._get_timeline_events()}
        self.assertLessEqual(units, {first.reference, False})

    def test_timeline_as_reader(self):
        """Whoever reads the claim reads its timeline."""
        claim = self._received("return_unrepaired")
        for user in (self.agent_own, self.stocker, self.accountant):
            events = claim.with_user(user)._get_timeline_events()
            self.assertIn("received", [event["kind"] for event in events])

    # -- append-only --

    def test_events_are_append_only(self):
        """Nobody writes, deletes or invents history, not even the manager."""
        claim = self._approved()
        for user in (self.agent, self.manager, self.stocker, self.accountant):
            events = claim.sudo().event_ids.with_user(user)
            with self.assertRaises(AccessError):
                events[:1].write({"text": "It was different."})
            with self.assertRaises(AccessError):
                events[:1].unlink()
            with self.assertRaises(AccessError):
                events.create(
                    {
                        "claim_id": claim.id,
                        "company_id": self.company.id,
                        "kind": "approved",
                    }
                )
        with self.assertRaises(AccessError):
            claim.with_user(self.manager).write({"event_ids": [(5,)]})

    def test_one_insert_for_many_units(self):
        claim = self._register_many(self.lots[:4])
        calls = []
        model = type(self.env["rma.claim.event"])
        create = model.create
        with patch.object(
            model, "create", lambda s, vals: calls.append(len(vals)) or create(s, vals)
        ):
            claim.action_submit()
        self.assertEqual(calls, [4])

    # -- outbox --

    def test_no_mail_in_the_transaction(self):
        """Nothing is rendered or sent while goods move: rows wait in the outbox."""

        def forbidden(*args, **kwargs):
            raise AssertionError("A mail was rendered inside the transaction")

        mails = self.env["mail.mail"].search_count([])
        with (
            patch.object(type(self.env["mail.template"]), "_render_field", forbidden),
            patch.object(
                type(self.env["mail.template"]), "_generate_template", forbidden
            ),
            patch.object(type(self.env["mail.template"]), "send_mail", forbidden),
        ):
            claim = self._received("return_unrepaired")
            claim.action_ship()
            self._hand_over(claim)
        self.assertEqual(self.env["mail.mail"].search_count([]), mails)
        self.assertFalse(self._get_messages(claim))
        self.assertEqual(
            self._get_waiting(claim),
            ["submitted", "approved", "received", "shipping", "shipped"],
        )

    def test_job_is_woken(self):
        cron = self.env.ref("rma_management.ir_cron_notices")
        with self.capture_triggers(cron.id) as capture:
            self._register().action_submit()
        self.assertEqual(len(capture.records), 1)

    def test_one_message_per_claim_and_kind(self):
        """Three units, one message; the head office hears what concerns it."""
        claim = self._register_many(self.lots[:3])
        claim.action_submit()
        self._run_job()
        claim.with_user(self.approver).action_approve()
        self._run_job()
        self._receive(claim)
        self._run_job()
        messages = self._get_messages(claim)
        self.assertEqual(len(messages), 3)
        submitted, approved, received = messages
        self.assertEqual(submitted.partner_ids, self.customer)
        self.assertEqual(approved.partner_ids, self.customer | self.head_office)
        self.assertEqual(received.partner_ids, self.customer | self.head_office)
        self.assertIn(claim.rma_number, approved.body)
        for line in claim.line_ids:
            self.assertIn(line.lot_id.name, received.body)
        self.assertFalse(self._get_waiting(claim))
        events = claim.sudo().event_ids.filtered(lambda e: e.notice_state == "sent")
        self.assertTrue(all(events.mapped("notice_date")))

    def test_second_run_sends_nothing(self):
        claim = self._approved()
        self._run_job()
        messages = self._get_messages(claim)
        self.assertTrue(messages)
        self._run_job()
        self.assertEqual(self._get_messages(claim), messages)

    def test_each_claim_its_own_message(self):
        claims = [self._approved(lot=lot) for lot in self.lots[:3]]
        self._run_job()
        for claim in claims:
            self.assertEqual(len(self._get_messages(claim)), 1)

    def test_rejection_carries_the_remarks(self):
        claim = self._register()
        claim.action_submit()
        claim.with_user(self.approver).action_reject("Water <b>inside</b>.")
        self._run_job()
        body = self._get_messages(claim)[-1].body
        self.assertIn("Water", body)
        self.assertNotIn("<b>inside</b>", body, "Remarks are text, not markup")

    def test_broken_message_does_not_block_the_others(self):
        """A message that cannot be made waits; those of other claims are sent."""
        broken, fine = self._approved(), self._approved(lot=self.lots[1])
        model = type(self.env["rma.claim"])
        send = model._send_notice

        def send_or_break(claim, *args):
            if claim.id == broken.id:
                raise ValueError("This template is broken.")
            return send(claim, *args)

        with (
            patch.object(model, "_send_notice", send_or_break),
            self.assertLogs("odoo.addons.rma_management", "WARNING"),
        ):
            self._run_job()
        self.assertEqual(len(self._get_messages(fine)), 1)
        self.assertEqual(self._get_waiting(broken), ["submitted", "approved"])
        self._run_job()
        self.assertEqual(len(self._get_messages(broken)), 1, "Mended: sent after all")
        self.assertEqual(len(self._get_messages(fine)), 1)
