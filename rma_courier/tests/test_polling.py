# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import logging
from datetime import datetime, timedelta
from unittest.mock import patch

import psycopg2
from freezegun import freeze_time

from odoo.exceptions import LockError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..exceptions import RmaCourierError
from ..models import rma_consignment_poll_mixin as polling
from .common import CourierCommon

NOW = datetime(2026, 3, 18, 12)
LOGGER = "odoo.addons.rma_courier.models.rma_consignment_poll_mixin"


class Killed(BaseException):
    """The job was killed: nothing can catch it."""


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestPolling(CourierCommon):
    """The job asks who can tell, survives failures and goes on where it was killed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["rma.consignment"].search([]).write({"carrier_id": False})
        cls.demo = cls.carrier.copy(
            {"name": "Demo", "delivery_type": "rma_demo", "sequence": 1}
        )
        cls.second = cls.demo.copy({"name": "Second", "sequence": 2})

    def setUp(self):
        super().setUp()
        self.asked = []
        self.committed = []
        self.times = 10**6
        self.patch(
            type(self.env["ir.cron"]),
            "_commit_progress",
            lambda _self, processed=0, **_options: self._commit(processed),
        )
        original = type(self.demo).rma_demo_rma_tracking

        def track(carrier, consignments):
            self.asked.append((carrier, consignments))
            return original(carrier, consignments)

        self.patch(type(self.demo), "rma_demo_rma_tracking", track)

    def _commit(self, processed):
        self.committed.append(processed)
        return len(self.committed) <= self.times

    def _send(self, docket, carrier=None, hours=6):
        consignment = self._consign(docket=docket, carrier_id=(carrier or self.demo).id)
        consignment.action_dispatch(date=NOW - timedelta(hours=hours))
        return consignment

    def _run(self):
        self.env["rma.consignment"]._cron_poll_couriers()

    def _get_asked(self):
        return self.env["rma.consignment"].union(*(c for _carrier, c in self.asked))

    def test_asks_only_what_is_open_and_can_be_told(self):
        on_its_way = self._send("D1")
        announced = self._consign(docket="D2", carrier_id=self.demo.id)
        self._consign(carrier_id=self.demo.id)
        self._consign(docket="D3")
        for docket, action in (("D4", "deliver"), ("D5", "return")):
            getattr(self._send(docket), f"action_{action}")()
        self._consign(docket="D6", carrier_id=self.demo.id).action_cancel()
        self.env.flush_all()
        self.env.cr.execute("UPDATE rma_consignment SET create_date = %s", [NOW])
        self.env.invalidate_all()
        self._run()
        self.assertEqual(self._get_asked(), on_its_way | announced)
        self.assertEqual(on_its_way.state, "in_transit")
        self.assertEqual(announced.state, "dispatched")
        self.assertEqual(len(self.asked), 1, "one call for both")
        self.assertTrue(self.demo.rma_can_track)
        self.assertFalse(self.carrier.rma_can_track)
        self.assertFalse(self.carrier._get_rma_tracking(on_its_way))

    def test_repeats_are_harmless(self):
        consignment = self._send("D1")
        self._run()
        count = len(consignment.sudo().event_ids)
        consignment._write_axis({"date_next_poll": False})
        self._run()
        self.assertEqual(len(self.asked), 2)
        self.assertEqual(len(consignment.sudo().event_ids), count)

    def test_patience(self):
        fresh = self._send("D1", hours=5)
        self._run()
        self.assertEqual(fresh.date_next_poll, NOW + timedelta(hours=1))
        self._run()
        self.assertEqual(len(self.asked), 1, "not asked again so soon")
        late = self._send("LATE1", hours=100)
        lost = self._send("LOST1", hours=100)
        self._run()
        self.assertEqual(late.date_next_poll, NOW + timedelta(hours=6))
        self.assertEqual(lost.state, "lost")
        self.assertEqual(lost.date_next_poll, NOW + timedelta(hours=24))
        with freeze_time(NOW + timedelta(hours=2)):
            self.asked.clear()
            self._run()
            self.assertEqual(self._get_asked(), fresh)
        with freeze_time(NOW + timedelta(days=8)):
            late._tell("exception", NOW)
            self._run()
            self.assertEqual(late.state, "delivered")
            self.assertFalse(late.is_open)

    def test_one_courier_fails(self):
        broken = [self._send(f"FAILS{n}") for n in range(3)]
        fine = self._send("D1", self.second)
        with (
            patch.object(polling, "POLL_BATCH", 1),
            self.assertLogs(LOGGER, logging.INFO),
        ):
            self._run()
        self.assertEqual(fine.state, "in_transit", "others are not held up")
        calls = [carrier for carrier, _c in self.asked]
        self.assertEqual(calls.count(self.demo), 1, "not asked again in this run")
        self.assertIn("does not answer", self.demo.rma_poll_error)
        self.assertEqual(self.demo.rma_poll_error_date, NOW)
        self.assertFalse(self.second.rma_poll_error)
        self.assertEqual(broken[0].date_next_poll, NOW + timedelta(hours=1))
        self.assertEqual(broken[0].state, "dispatched", "nothing half-written")
        # it answers again
        for consignment in broken:
            consignment.docket = consignment.docket.replace("FAILS", "OK")
        with freeze_time(NOW + timedelta(hours=2)):
            self._run()
        self.assertFalse(self.demo.rma_poll_error)
        self.assertFalse(self.demo.rma_poll_error_date)
        self.assertEqual(broken[2].state, "in_transit")

    def test_whatever_fails(self):
        self._send("D1")
        fine = self._send("D2", self.second)
        for error, hours in (
            (RmaCourierError("Wrong account", is_retryable=False), 12),
            (KeyError("x"), 1),
            (ValueError("<b>bad</b>\n"), 1),
        ):

            def fail(carrier, consignments, error=error):
                if carrier == self.demo:
                    raise error
                return {}

            self.demo.rma_poll_error = False
            consignment = self.env["rma.consignment"].search(
                [("carrier_id", "=", self.demo.id)]
            )
            (consignment | fine)._write_axis({"date_next_poll": False})
            with (
                patch.object(type(self.demo), "rma_demo_rma_tracking", fail),
                mute_logger(LOGGER),
            ):
                self._run()
            self.assertTrue(self.demo.rma_poll_error)
            self.assertEqual(
                consignment.date_next_poll, NOW + timedelta(hours=hours), error
            )
            self.assertTrue(fine.date_next_poll)
        self.assertIn("ValueError", self.demo.rma_poll_error)

    def test_database_errors_are_not_swallowed(self):
        self._send("D1")
        for error in (psycopg2.OperationalError("gone"),):
            with (
                patch.object(
                    type(self.demo), "rma_demo_rma_tracking", side_effect=error
                ),
                self.assertRaises(psycopg2.OperationalError),
            ):
                self._run()
        self.assertFalse(self.demo.rma_poll_error)

    def test_somebody_works_on_it(self):
        consignment = self._send("D1")
        model = type(consignment)
        with patch.object(model, "_register_events", side_effect=LockError("busy")):
            self._run()
        self.assertFalse(self.demo.rma_poll_error)
        self.assertFalse(consignment.date_next_poll)
        self._run()
        self.assertEqual(consignment.state, "in_transit")

    def test_killed_anywhere(self):
        consignments = [self._send(f"D{n}") for n in range(5)]
        everything = self.env["rma.consignment"].union(*consignments)
        for when in range(1, 5):
            everything._write_axis({"date_next_poll": False})
            self.committed.clear()
            self.asked.clear()

            def kill(processed, when=when):
                self.committed.append(processed)
                if len(self.committed) > when:
                    raise Killed
                return True

            with (
                patch.object(polling, "POLL_BATCH", 1),
                patch.object(self, "_commit", kill),
                self.assertRaises(Killed),
            ):
                self._run()
            self.committed.clear()
            with patch.object(polling, "POLL_BATCH", 2):
                self._run()
            self.assertEqual(self._get_asked(), everything)
            for consignment in everything:
                self.assertEqual(consignment.state, "in_transit")
                self.assertEqual(
                    len(consignment.sudo().event_ids.filtered("source_key")), 2
                )

    def test_batches_and_time(self):
        for number in range(4):
            self._send(f"D{number}")
        self.times = 2
        job = self.env.ref("rma_courier.ir_cron_poll_couriers")
        triggers = [("cron_id", "=", job.id)]
        self.assertFalse(self.env["ir.cron.trigger"].search(triggers))
        with patch.object(polling, "POLL_BATCH", 1):
            self._run()
        self.assertEqual(self.committed, [0, 1, 1])
        self.assertTrue(self.env["ir.cron.trigger"].search(triggers), "goes on")
        self.committed.clear()
        self.times = 10
        self._run()
        self.assertEqual(len(self._get_asked()), 4)
        self.assertEqual(self.committed, [2, 2][:1] and [0, 2])

    def test_odd_answers(self):
        consignment = self._send("D1")
        other = self._send("D2", self.second)
        told = {
            consignment: [
                {"status": "beamed"},
                {"status": "in_transit", "date": NOW, "text": "x" * 900, "key": "k"},
                {},
            ],
            other: [{"status": "delivered"}],
        }
        for answer in (told, None, {}):
            consignment._write_axis({"date_next_poll": False})
            with patch.object(
                type(self.demo), "_get_rma_tracking", return_value=answer
            ):
                consignment._poll(self.demo)
        self.assertEqual(consignment.state, "in_transit")
        self.assertEqual(other.state, "dispatched", "not asked about, not told")
        statuses = consignment.sudo().event_ids.mapped("status")
        self.assertEqual(statuses.count("note"), 2)
