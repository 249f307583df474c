# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import random
from datetime import datetime, timedelta

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import CourierCommon

NOW = datetime(2026, 3, 20, 12)


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestStatus(CourierCommon):
    """One gate for every source: repeats, late and out-of-order events are harmless."""

    WAY = ("dispatched", "in_transit", "exception", "out_for_delivery", "delivered")

    def _get_way(self, consignment):
        return [
            {
                "consignment_id": consignment.id,
                "status": status,
                "date": NOW - timedelta(hours=50 - 10 * number),
                "source": "webhook",
                "source_key": f"event-{number}",
                "location": f"Hub {number}",
            }
            for number, status in enumerate(self.WAY)
        ]

    def test_any_order_gives_the_same(self):
        shuffler = random.Random(7)
        for number in range(8):
            consignment = self._consign(docket=f"D{number}")
            way = self._get_way(consignment) * 5
            shuffler.shuffle(way)
            for vals in way:
                self.env["rma.consignment"]._register_events([vals])
            self.assertRecordValues(
                consignment,
                [
                    {
                        "state": "delivered",
                        "location": "Hub 4",
                        "date_dispatched": NOW - timedelta(hours=50),
                        "date_delivered": NOW - timedelta(hours=10),
                        "date_last_event": NOW - timedelta(hours=10),
                    }
                ],
            )
            self.assertEqual(len(consignment.event_ids), 5)

    def test_what_is_late_does_not_go_back(self):
        consignment = self._consign(docket="D1")
        self._told(consignment, "delivered", NOW - timedelta(hours=1))
        self._told(consignment, "in_transit", NOW)
        self._told(consignment, "announced", NOW)
        self.assertEqual(consignment.state, "delivered")

    def test_lost_and_found(self):
        consignment = self._consign(docket="D1")
        self._told(consignment, "dispatched", NOW - timedelta(days=3))
        consignment.action_lose()
        self._told(consignment, "in_transit", NOW - timedelta(days=1))
        self.assertEqual(consignment.state, "lost")
        self._told(consignment, "delivered", NOW + timedelta(hours=1))
        self.assertEqual(consignment.state, "delivered")

    def test_correction_holds(self):
        consignment = self._consign(docket="D1")
        self._told(consignment, "delivered", NOW - timedelta(hours=1), key="x")
        consignment.action_add_event(
            "in_transit", text="Wrong door", is_correction=True
        )
        self.assertEqual(consignment.state, "in_transit")
        self._told(consignment, "delivered", NOW - timedelta(hours=1), key="x")
        self.assertEqual(consignment.state, "in_transit")
        self.assertFalse(consignment.date_delivered)

    def test_clock_of_the_courier_is_wrong(self):
        consignment = self._consign(docket="D1")
        self._told(consignment, "in_transit", datetime(2099, 1, 1))
        self.assertEqual(consignment.date_last_event, NOW)

    def test_actions_repeat(self):
        consignment = self._consign(docket="D1")
        self.assertTrue(consignment.action_dispatch() is True)
        self.assertNotified(consignment.action_dispatch())
        self.assertTrue(consignment.action_deliver() is True)
        self.assertNotified(consignment.action_deliver())
        self.assertEqual(len(consignment.event_ids), 2)
        with self.assertRaisesRegex(UserError, "Add Event"):
            consignment.action_lose()
        with self.assertRaisesRegex(UserError, "only what was not dispatched"):
            consignment.action_cancel()

    def test_status_is_closed_to_users(self):
        consignment = self._consign(docket="D1")
        with self.assertRaises(AccessError):
            consignment.state = "delivered"
        with self.assertRaises(AccessError):
            consignment.create({"direction": "customer_in", "state": "delivered"})
        consignment.action_dispatch()
        with self.assertRaises(AccessError):
            consignment.event_ids.status = "delivered"
        with self.assertRaises(AccessError):
            consignment.event_ids.unlink()
        with self.assertRaisesRegex(UserError, "stays on record"):
            consignment.unlink()

    def test_late(self):
        consignment = self._consign(docket="D1")
        consignment.action_dispatch(date=NOW - timedelta(days=6))
        self.assertTrue(consignment.is_late)
        self.assertIn(
            consignment, consignment.search([("is_late", "=", True)], limit=10)
        )
        self._told(consignment, "in_transit", date_promised=NOW + timedelta(days=1))
        self.assertFalse(consignment.is_late)
        consignment.action_deliver()
        self.assertFalse(consignment.date_due)

    def test_docket_however_it_is_typed(self):
        consignment = self._consign(docket="ab-12 34; XY9")
        self.assertEqual(consignment.docket_ids.mapped("key"), ["AB1234", "XY9"])
        for text in ("AB 12-34", "ab1234", "xy9"):
            self.assertEqual(consignment._find_by_docket(text), consignment)
            self.assertEqual(
                consignment.search([("docket", "=", text)]), consignment, text
            )
        self.assertEqual(consignment.search([("docket", "ilike", "ab12")]), consignment)
        self.assertFalse(consignment._find_by_docket(" - "))
        self.assertFalse(consignment._find_by_docket("xy9", self.other_carrier))

    def test_docket_once_a_courier_while_open(self):
        first = self._consign(docket="D-1")
        self._consign(docket="D1", carrier_id=self.other_carrier.id)
        with self.assertSentence("on another open consignment"):
            self._consign(docket="d1")
        first.action_deliver()
        self._consign(docket="D1")
