# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import date, datetime, timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import CourierCommon

NOW = datetime(2026, 3, 20, 12)
DAY = date(2026, 3, 23)


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestCourierPickup(CourierCommon):
    """What customers announce, and what is fetched at their door."""

    def test_pickup(self):
        claim = self._approved()
        self.assertTrue(claim.is_request_pickup_allowed)
        self.assertIs(claim.action_request_pickup(DAY, 9.5, 12, self.carrier), True)
        consignment = claim.sudo().consignment_ids
        expected = {
            "direction": "customer_in",
            "state": "announced",
            "carrier_id": self.carrier.id,
            "date_pickup": DAY,
            "pickup_from": 9.5,
            "pickup_to": 12,
            "line_ids": claim.line_ids.ids,
        }
        self.assertRecordValues(consignment, [expected])
        self.assertNotified(claim.action_request_pickup(DAY, 9.5, 12, self.carrier.id))
        self.assertEqual(self._get_event_kinds(claim).count("collection"), 1)
        self.assertIs(claim.action_request_pickup("2026-03-24", 14, 16), True)
        self.assertEqual(claim.sudo().consignment_ids, consignment)
        self.assertEqual(consignment.date_pickup, date(2026, 3, 24))
        events = claim.sudo().event_ids.filtered(lambda e: e.kind == "collection")
        self.assertEqual(len(events), 2)
        self.assertIn("between 14:00 and 16:00", "".join(events.mapped("text")))
        self.assertEqual(set(events.mapped("notice_state")), {"waiting"})
        with patch.object(
            type(self.env["ir.cron"]), "_commit_progress", return_value=60.0
        ):
            self.env["rma.claim.event"]._cron_send_notices()
        bodies = "".join(claim.sudo().message_ids.mapped("body"))
        self.assertIn("between 14:00 and 16:00", bodies)

    def test_pickup_dialog(self):
        claim = self._approved()
        action = claim.action_request_pickup()
        wizard = (
            self.env[action["res_model"]]
            .with_user(self.agent)
            .with_context(**action["context"])
            .create({"date": DAY})
        )
        wizard.action_apply()
        self.assertEqual(claim.sudo().consignment_ids.pickup_to, 17)

    def test_pickup_of_many_claims(self):
        claims = self.env["rma.claim"]
        for lot in self.lots[:3]:
            claims |= self._approved(lot=lot)
        claims.action_request_pickup(DAY, 8, 10)
        self.assertEqual(len(claims.sudo().consignment_ids), 3)

    def test_pickup_is_refused(self):
        claim = self._approved()
        yesterday = NOW.date() - timedelta(days=1)
        for args in (
            (yesterday, 8, 10),
            ("never", 8, 10),
            (DAY, 10, 8),
            (DAY, -1, 8),
            (DAY, 8, 25),
            (DAY, "8", 10),
            (DAY, 8, 10, 999999999),
            (DAY, 8, 10, "Swift"),
        ):
            with self.assertRaises(UserError, msg=args):
                claim.action_request_pickup(*args)
        self.assertFalse(claim.sudo().consignment_ids)
        draft = self._register(lot=self.lots[1])
        self.assertFalse(draft.is_request_pickup_allowed)
        with self.assertRaisesRegex(UserError, "expects no unit"):
            draft.action_request_pickup(DAY, 8, 10)
        counter = self._approved(lot=self.lots[2], delivery_method="counter")
        with self.assertRaisesRegex(UserError, "to the counter"):
            counter.action_request_pickup(DAY, 8, 10)
        with self.assertRaises(AccessError):
            claim.with_user(self.accountant).action_request_pickup(DAY, 8, 10)

    def test_provider_is_asked(self):
        claim = self._approved()
        model = type(self.env["delivery.carrier"])
        asked = []

        def pickup(carrier, consignments):
            asked.append(consignments.ids)
            return {c: {"docket": "FETCH-1", "cost": 4.5} for c in consignments}

        with patch.object(model, "fixed_rma_pickup", pickup, create=True):
            claim.action_request_pickup(DAY, 8, 10, self.carrier)
            claim.action_request_pickup(DAY, 8, 10, self.carrier)
        consignment = claim.sudo().consignment_ids
        self.assertEqual(asked, [consignment.ids])
        self.assertEqual((consignment.docket, consignment.cost), ("FETCH-1", 4.5))

    # -- the customer rings --

    def test_announced_by_phone(self):
        claim = self._approved()
        moment = NOW - timedelta(hours=3)
        self.assertIs(
            claim.action_announce_consignment("PH-1", self.carrier, moment), True
        )
        consignment = claim.sudo().consignment_ids
        self.assertEqual(consignment.state, "dispatched")
        self.assertEqual(consignment.date_dispatched, moment)
        self.assertEqual(claim.stage, "dispatched")
        receipt = self._get_open_pickings(claim, "incoming")
        self.assertEqual(receipt.consignment_ids, consignment)
        self.assertEqual(receipt.carrier_tracking_ref, "PH-1")
        self.assertNotified(claim.action_announce_consignment("ph1", self.carrier))
        self.assertEqual(len(consignment.event_ids), 1)

    def test_announced_after_the_pickup(self):
        claim = self._approved()
        claim.action_request_pickup(DAY, 8, 10)
        consignment = claim.sudo().consignment_ids
        claim.action_announce_consignment("PH-1", self.carrier)
        self.assertEqual(claim.sudo().consignment_ids, consignment)
        self.assertEqual(consignment.docket, "PH-1")
        self.assertEqual(consignment.state, "dispatched")

    def test_two_claims_in_one_box(self):
        first, second = (
            self._approved(lot=self.lots[0]),
            self._approved(lot=self.lots[1]),
        )
        first.action_announce_consignment("BOX", self.carrier)
        second.action_announce_consignment("BOX")
        consignment = first.sudo().consignment_ids
        self.assertEqual(second.sudo().consignment_ids, consignment)
        self.assertEqual(second.stage, "dispatched")
        third, fourth = (
            self._approved(lot=self.lots[2]),
            self._approved(lot=self.lots[3]),
        )
        (third | fourth).action_announce_consignment("BOX 2")
        self.assertEqual(third.sudo().consignment_ids, fourth.sudo().consignment_ids)

    def test_second_box(self):
        claim = self._approve(self._register_many(self.lots[:2]))
        claim.action_announce_consignment("ONE", self.carrier)
        claim.action_announce_consignment("TWO", self.carrier)
        self.assertEqual(len(claim.sudo().consignment_ids), 2)

    def test_announcing_is_refused(self):
        claim = self._approved()
        for args, text in (
            ((" - ",), "docket number"),
            ((["A"],), "docket number"),
            (("A", None, NOW + timedelta(days=1)), "no moment in the past"),
            (("A", None, "soon"), "no moment in the past"),
        ):
            with self.assertRaisesRegex(UserError, text):
                claim.action_announce_consignment(*args)
        action = claim.action_announce_consignment()
        wizard = (
            self.env[action["res_model"]]
            .with_user(self.agent)
            .with_context(**action["context"])
            .create({"docket": "W1"})
        )
        wizard.action_apply()
        self.assertEqual(claim.stage, "dispatched")
        self._receive(claim)
        with self.assertRaisesRegex(UserError, "expects no unit"):
            claim.action_announce_consignment("W2")
