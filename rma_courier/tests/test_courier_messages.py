# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import random
from datetime import datetime, timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo.tests import tagged

from .common import CourierCommon

NOW = datetime(2026, 3, 20, 12)


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestCourierMessages(CourierCommon):
    """Customer and head office hear of each leg once, later, or once a day."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.office = cls.env["res.partner"].create(
            {"name": "Head Office", "email": "office@example.com"}
        )
        cls.company.rma_head_office_partner_ids = cls.office

    def _run(self, *jobs):
        cron = type(self.env["ir.cron"])
        with patch.object(cron, "_commit_progress", return_value=60.0):
            for job in jobs or ("_cron_send_notices",):
                getattr(self.env["rma.claim.event"], job)()

    def _get_bodies(self, claim, text):
        return [
            message
            for message in claim.sudo().message_ids
            if text in (message.subject or "")
        ]

    def _get_mails(self, partner):
        return (
            self.env["mail.mail"]
            .search([("subject", "=", "Your parcels of today")])
            .filtered(lambda mail: partner in mail.recipient_ids)
        )

    def _shipped(self, lot=None):
        claim = self._received(lot=lot or self.lots[0])
        # each step is told by a run of its own, as in life
        self._run()
        claim.line_ids.action_start_work()
        claim.line_ids.action_finish_work()
        claim.action_ship()
        delivery = self._get_open_pickings(claim, "outgoing")
        delivery.write(
            {
                "carrier_id": self.carrier.id,
                "carrier_tracking_ref": f"OUT-{claim.id}",
            }
        )
        delivery.button_validate()
        return claim

    def _outbound(self, claim):
        return claim.sudo().consignment_ids.filtered(
            lambda c: c.direction == "customer_out"
        )

    def test_consigned_is_told_once_and_later(self):
        claim = self._approved()
        consignment = self._consign(claim, docket="IN-1")
        for _repeat in range(5):
            self._told(consignment, "in_transit", NOW, "same")
        self._told(consignment, "out_for_delivery", NOW)
        event = claim.sudo().event_ids.filtered(lambda e: e.kind == "consigned")
        self.assertEqual(event.notice_state, "waiting")
        self.assertFalse(self._get_bodies(claim, "on its way to us"))
        self._run()
        self._run()
        [message] = self._get_bodies(claim, "on its way to us")
        self.assertIn("Swift, docket number IN-1", message.body)
        self.assertIn("https://track.example.com/IN-1", message.body)
        self.assertEqual(
            message.notified_partner_ids & (self.customer | self.office),
            self.customer | self.office,
        )

    def test_shipped_names_courier_and_docket(self):
        claim = self._shipped()
        consignment = self._outbound(claim)
        self._told(
            consignment, "in_transit", NOW, date_promised=NOW + timedelta(days=3)
        )
        self._run()
        [message] = self._get_bodies(claim, "Your unit is on its way")
        self.assertIn(f"docket number OUT-{claim.id}", message.body)
        self.assertIn("Expected on 03/23/2026", message.body)

    def test_each_leg(self):
        claim = self._shipped()
        consignment = self._outbound(claim)
        legs = {
            "available": "ready for you",
            "attempt_failed": "could not deliver",
            "lost": "cannot be found",
            "delivered": "Does your unit work?",
        }
        for hours, status in enumerate(legs, 1):
            self._told(consignment, status, NOW + timedelta(hours=hours), status)
            self._run()
        for text in legs.values():
            self.assertEqual(len(self._get_bodies(claim, text)), 1, text)

    def test_frame_of_a_message(self):
        """The legs have number, link and choice of messages like all others."""
        claim = self._approved()
        self._told(self._consign(claim, docket="IN-1"), "in_transit", NOW)
        self._run()
        [message] = self._get_bodies(claim, "on its way to us")
        mails = self.env["mail.mail"].search([("mail_message_id", "=", message.id)])
        mail = mails.filtered(lambda m: self.customer in m.recipient_ids)
        self.assertIn(claim.rma_number, mail.body_html)
        self.assertIn(f"access_token={claim.sudo().access_token}", mail.body_html)
        self.assertIn(self.customer._get_rma_messages_url(), mail.body_html)

    def test_of_several_legs_the_last_is_told(self):
        claim = self._shipped()
        consignment = self._outbound(claim)
        for hours, status in enumerate(("attempt_failed", "available"), 1):
            self._told(consignment, status, NOW + timedelta(hours=hours), status)
        self._run()
        self.assertTrue(self._get_bodies(claim, "ready for you"))
        self.assertFalse(self._get_bodies(claim, "could not deliver"))
        self.assertFalse(self._get_bodies(claim, "Your unit is on its way"))

    def test_customer_who_wants_few_messages(self):
        self.customer.rma_notice_level = "needed"
        claim = self._shipped()
        self._run()
        self._told(self._outbound(claim), "available", NOW)
        self._run()
        [ready] = self._get_bodies(claim, "ready for you")
        [shipped] = self._get_bodies(claim, "Your unit is on its way")
        self.assertIn(self.customer, ready.notified_partner_ids)
        self.assertEqual(shipped.notified_partner_ids, self.office)

    def test_any_order_and_five_repeats_are_one_message(self):
        shuffler = random.Random(4)
        way = ("in_transit", "available", "out_for_delivery", "delivered")
        for lot in self.lots[:3]:
            claim = self._shipped(lot)
            consignment = self._outbound(claim)
            told = 5 * list(enumerate(way, 1))
            shuffler.shuffle(told)
            for hours, status in told:
                self._told(consignment, status, NOW + timedelta(hours=hours), status)
            self.assertEqual(claim.stage, "delivered")
            self.assertEqual(claim.line_ids.date_delivered, NOW + timedelta(hours=4))
            kinds = self._get_event_kinds(claim)
            self.assertEqual(kinds.count("delivered"), 1)
            self.assertLessEqual(kinds.count("available"), 1)
            self._run()
            self.assertEqual(len(self._get_bodies(claim, "Does your unit work?")), 1)

    def test_no_question_after_the_answer(self):
        claim = self._shipped()
        claim.line_ids.action_confirm_working()
        self._run()
        self.assertFalse(self._get_bodies(claim, "Does your unit work?"))

    def test_address_that_is_no_web_link(self):
        self.carrier.tracking_url = "javascript:alert(<shipmenttrackingnumber>)"
        claim = self._approved()
        self._told(self._consign(claim, docket="X1"), "in_transit", NOW)
        self._run()
        [message] = self._get_bodies(claim, "on its way to us")
        self.assertNotIn("javascript", message.body)

    def test_vendors_are_no_matter_of_the_customer(self):
        claim = self._received("repair")
        consignment = self._consign(claim, direction="vendor_out", docket="V1")
        self._told(consignment, "lost", NOW)
        self._run()
        self.assertIn("parcel_lost", self._get_event_kinds(claim))
        self.assertFalse(self._get_bodies(claim, "cannot be found"))

    def test_digest_of_the_customer(self):
        self.customer.rma_courier_digest = True
        claims = self._shipped(self.lots[0]) | self._shipped(self.lots[1])
        self._run()
        for claim in claims:
            self._told(self._outbound(claim), "delivered", NOW)
        self._run()
        for claim in claims:
            [message] = self._get_bodies(claim, "Does your unit work?")
            self.assertNotIn(self.customer, message.notified_partner_ids)
            self.assertTrue(self._get_bodies(claim, "have received your unit"))
        self._run("_cron_send_digests", "_cron_send_digests")
        mail = self._get_mails(self.customer)
        self.assertEqual(len(mail), 1)
        self.assertEqual(mail.state, "outgoing", "Queued, not sent")
        for claim in claims:
            self.assertIn(claim.rma_number, mail.body_html)
            self.assertIn(f"OUT-{claim.id}", mail.body_html)
        self.assertEqual(mail.body_html.count("Delivered to the customer"), 2)
        self.assertFalse(self._get_mails(self.office))

    def test_digest_of_the_head_office(self):
        self.company.rma_courier_digest = True
        claim = self._shipped()
        self._run()
        [message] = self._get_bodies(claim, "Your unit is on its way")
        self.assertEqual(message.notified_partner_ids, self.customer)
        self._run("_cron_send_digests", "_cron_send_digests")
        self.assertEqual(len(self._get_mails(self.office)), 1)
        self.assertFalse(self._get_mails(self.customer))

    def test_digest_job_is_killed(self):
        self.company.rma_courier_digest = True
        self.customer.rma_courier_digest = True
        self._shipped()
        self._run()
        with patch.object(
            type(self.env["ir.cron"]), "_commit_progress", return_value=0.0
        ):
            self.env["rma.claim.event"]._cron_send_digests()
        sent = self._get_mails(self.office) | self._get_mails(self.customer)
        self.assertEqual(len(sent), 1)
        self._run("_cron_send_digests")
        sent = self._get_mails(self.office) | self._get_mails(self.customer)
        self.assertEqual(len(sent), 2)
