# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import json
import random
import time
from datetime import datetime
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, LockError
from odoo.tests import tagged

from .webhook_common import WebhookCommon


@tagged("post_install", "-at_install")
class TestWebhook(WebhookCommon):
    """A signed message is applied once, kept when its docket is unknown."""

    def test_understood_and_repeated(self):
        consignment = self._consign(docket="D-1")
        answer = self._post(self._get_body("d 1"))
        self.assertEqual(answer.status_code, 200)
        self.assertEqual(answer.json(), {"status": "applied"})
        self.assertRecordValues(
            consignment.sudo().event_ids,
            [
                {
                    "status": "in_transit",
                    "date": datetime(2026, 3, 18, 9),
                    "source": "webhook",
                    "location": "Hub",
                    "text": "Sorted",
                }
            ],
        )
        self.assertEqual(consignment.state, "in_transit")
        message = self._get_messages()
        self.assertEqual(message.state, "applied")
        self.assertEqual(message.consignment_ids, consignment)
        for _i in range(2):
            answer = self._post(self._get_body("d 1"))
            self.assertEqual(answer.json(), {"status": "repeat"})
        self.assertEqual(self._get_messages(), message)
        self.assertEqual(len(consignment.sudo().event_ids), 1)

    def test_same_event_in_any_order(self):
        consignment = self._consign(docket="D1")
        way = [
            {"id": f"e{n}", "status": status, "date": f"2026-03-1{n}T10:00:00Z"}
            for n, status in enumerate(
                ("dispatched", "in_transit", "out_for_delivery", "delivered")
            )
        ]
        bodies = [
            self._get_body(key=f"m{n}-{i}", events=[event])
            for i in range(5)
            for n, event in enumerate(way)
        ]
        random.Random(3).shuffle(bodies)
        for body in bodies:
            self.assertEqual(self._post(body).json(), {"status": "applied"})
        self.assertEqual(len(consignment.sudo().event_ids), 4)
        self.assertEqual(consignment.state, "delivered")
        self.assertEqual(consignment.date_delivered, datetime(2026, 3, 13, 10))

    def test_unknown_docket_waits_for_its_consignment(self):
        body = self._get_body("NEW 7")
        count = self.env["rma.consignment.event"].search_count([])
        raw = json.dumps(body, indent=1).encode()
        answer = self._post(raw)
        self.assertEqual(answer.status_code, 200)
        self.assertEqual(answer.json(), {"status": "unknown"})
        message = self._get_messages()
        self.assertRecordValues(
            message, [{"state": "waiting", "docket": "NEW 7", "docket_key": "NEW7"}]
        )
        self.assertEqual(message.body, raw.decode(), "exactly as it came")
        self.assertEqual(self.env["rma.consignment.event"].search_count([]), count)
        job = self.env.ref("rma_courier.ir_cron_tracking_messages")
        self._consign(docket="ANOTHER")
        triggers = [("cron_id", "=", job.id)]
        self.assertFalse(self.env["ir.cron.trigger"].search(triggers))
        consignment = self._consign(docket="new-7")
        self.assertTrue(self.env["ir.cron.trigger"].search(triggers))
        self.assertFalse(consignment.sudo().event_ids, "creating is cheap")
        job.method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual(message.state, "applied")
        self.assertEqual(consignment.state, "in_transit")

    def test_waiting_messages_in_bulk(self):
        for number in range(6):
            self._post(self._get_body(f"BULK{number}", key=f"b{number}"))
        consignments = [self._consign(docket=f"BULK{number}") for number in range(6)]
        ready = self.env["rma.tracking.message"]._find_ready(0)
        self.assertEqual(len(ready), 6)
        ready[:1]._as_system()._apply()
        self.env.flush_all()
        before = self.cr.sql_log_count
        ready[1:2]._as_system()._apply()
        self.env.flush_all()
        one = self.cr.sql_log_count - before
        ready[2:]._as_system()._apply()
        self.env.flush_all()
        four = self.cr.sql_log_count - before - one
        self.assertLess(four, 3 * one, "messages are not applied one by one")
        for consignment in consignments:
            self.assertEqual(consignment.state, "in_transit")

    def test_one_busy_consignment_holds_up_no_other(self):
        for number in range(3):
            self._post(self._get_body(f"BUSY{number}", key=f"b{number}"))
        consignments = [self._consign(docket=f"BUSY{number}") for number in range(3)]
        model = type(consignments[0])
        register = model._register_events

        def is_busy(records, vals_list):
            if any(v["consignment_id"] == consignments[1].id for v in vals_list):
                raise LockError("busy")
            return register(records, vals_list)

        job = self.env.ref("rma_courier.ir_cron_tracking_messages")
        with patch.object(model, "_register_events", is_busy):
            job.method_direct_trigger()
        self.env.invalidate_all()
        states = [c.state for c in consignments]
        self.assertEqual(states, ["in_transit", "announced", "in_transit"])
        job.method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual(consignments[1].state, "in_transit")

    def test_not_understood_is_kept(self):
        answer = self._post({"id": "m1", "events": []})
        self.assertEqual(answer.status_code, 200)
        self.assertEqual(answer.json(), {"status": "failed"})
        message = self._get_messages()
        self.assertEqual(message.state, "failed")
        self.assertIn("no docket number", message.error)

    def test_unknown_status_is_kept_as_information(self):
        consignment = self._consign(docket="D1")
        self._post(self._get_body(events=[{"status": "Teleported"}]))
        event = consignment.sudo().event_ids
        self.assertRecordValues(event, [{"status": "note", "text": "Teleported"}])
        self.assertEqual(consignment.state, "announced")

    def test_couriers(self):
        """The same number at two couriers: the code in the message tells which."""
        swift = self._consign(docket="D1")
        slow = self._consign(docket="D1", carrier_id=self.other_carrier.id)
        self._post(self._get_body(key="m1"))
        message = self._get_messages()
        self.assertEqual(message.state, "failed")
        self.assertIn("Several couriers", message.error)
        self._post(self._get_body(key="m2", courier="SWIFT_INTL"))
        self.assertEqual(swift.state, "in_transit")
        self.assertEqual(slow.state, "announced")
        # of one courier only
        source = self._create_source(carrier_id=self.other_carrier.id)
        self._post(self._get_body(key="m3", courier="swift"), source=source)
        self.assertEqual(slow.state, "in_transit")
        # a courier that has no such parcel
        third = self.carrier.copy({"name": "Third", "rma_courier_codes": "third"})
        self._post(self._get_body(key="m4", courier="third"))
        self.assertEqual(self._get_messages()[:1].state, "waiting")
        self.assertFalse(third.rma_poll_error)

    def test_docket_given_out_again(self):
        old = self._consign(docket="D1")
        old.action_deliver()
        new = self._consign(docket="D1")
        self._post(self._get_body())
        self.assertEqual(new.state, "in_transit")
        self.assertEqual(old.state, "delivered")
        new.action_deliver()
        # what ended just now still hears of its return, what ended long ago does not
        returned = {"id": "r", "status": "returned"}
        self._post(self._get_body(key="m2", events=[returned]))
        self.assertEqual(new.state, "returned")
        self.assertEqual(old.state, "delivered")
        self.env.flush_all()
        self.env.cr.execute("UPDATE rma_consignment SET write_date = '2020-01-01'")
        self._post(self._get_body(key="m3"))
        self.assertEqual(self._get_messages()[:1].state, "waiting")

    def test_promised(self):
        consignment = self._consign(docket="D1")
        event = {"id": "e", "status": "in_transit", "promised": "2026-03-20"}
        self._post(self._get_body(events=[event]))
        self.assertEqual(consignment.date_promised, datetime(2026, 3, 20, 23, 59, 59))

    def test_other_company(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self.env["stock.warehouse"].search([("company_id", "=", other.id)])
        theirs = (
            self.env["rma.consignment"]
            .with_company(other)
            .create(
                {
                    "direction": "customer_in",
                    "partner_id": self.stranger.id,
                    "company_id": other.id,
                    "docket": "D1",
                }
            )
        )
        self._post(self._get_body())
        self.assertEqual(self._get_messages().state, "waiting")
        self.assertEqual(theirs.state, "announced")
        self.assertFalse(self.env["rma.tracking.message"]._find_ready(0))

    def test_apply_again(self):
        self._post(self._get_body("D9"))
        message = self._get_messages()
        with self.assertRaises(AccessError):
            message.with_user(self.agent).action_apply()
        answer = message.with_user(self.manager).action_apply()
        self.assertIn("0 of 1", answer["params"]["message"])
        consignment = self._consign(docket="D9")
        answer = message.with_user(self.manager).action_apply()
        self.assertIn("1 of 1", answer["params"]["message"])
        self.assertEqual(consignment.state, "in_transit")
        message.with_user(self.manager).action_apply()
        self.assertEqual(len(consignment.sudo().event_ids), 1)
        with self.assertRaises(AccessError):
            message.with_user(self.manager).state = "waiting"

    def test_old_messages_go(self):
        self._consign(docket="D1")
        self._post(self._get_body())
        self._post(self._get_body("D2", key="m2"))
        self._post(self._get_body("D3", key="m3"))
        messages = self._get_messages()
        unknown, waiting, applied = messages
        long_ago = fields.Datetime.subtract(fields.Datetime.now(), days=61)
        too_long = fields.Datetime.subtract(fields.Datetime.now(), days=181)
        self.env.cr.execute(
            "UPDATE rma_tracking_message SET create_date = %s WHERE id IN %s",
            [long_ago, (applied.id, waiting.id)],
        )
        self.env.cr.execute(
            "UPDATE rma_tracking_message SET create_date = %s WHERE id = %s",
            [too_long, unknown.id],
        )
        self.env["rma.tracking.message"]._gc_messages()
        self.assertEqual(messages.exists(), waiting)

    def test_secret_is_the_managers(self):
        with self.assertRaises(AccessError):
            self.source.with_user(self.agent).read(["secret"])
        source = self.source.with_user(self.manager)
        before = source.secret
        source.action_make_secret()
        self.assertNotEqual(source.secret, before)
        self.assertGreaterEqual(len(source.secret), 32)
        self.assertEqual(self._post(self._get_body()).status_code, 401)

    def test_tolerance_is_of_the_format_and_bounded(self):
        self.assertEqual(self.source.tolerance, 300)
        source = self._create_source(payload_format="aftership")
        self.assertEqual(source.tolerance, 7 * 86400)
        for seconds in (0, 31 * 86400):
            with self.assertSentence("at most 30 days"):
                source.tolerance = seconds

    def test_time_is_checked_both_ways(self):
        consignment = self._consign(docket="D1")
        for shift in (-400, 400):
            answer = self._post(self._get_body(), stamp=int(time.time()) + shift)
            self.assertEqual(answer.status_code, 401, shift)
            self.assertNothingWritten(consignment)
        for shift in (-200, 200):
            answer = self._post(
                self._get_body(key=str(shift)), stamp=int(time.time()) + shift
            )
            self.assertEqual(answer.status_code, 200, shift)
