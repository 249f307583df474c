# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import datetime, timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import CourierCommon

NOW = datetime(2026, 3, 20, 12)


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestCourierEffects(CourierCommon):
    """What the courier tells is what the claim says."""

    def _shipped(self, resolution="repair", **vals):
        claim = self._received(resolution, **vals)
        for line in claim.line_ids:
            if line.resolution_id.needs_work:
                line.action_start_work()
                line.action_finish_work()
        claim.action_ship()
        self._hand_over(claim)
        return claim

    def _outbound(self, claim):
        return claim.sudo().consignment_ids.filtered(
            lambda c: c.direction == "customer_out"
        )

    def _todos(self, consignment):
        return consignment.sudo().activity_ids

    # -- in --

    def test_dispatched_to_us(self):
        claim = self._approved()
        unit = claim.line_ids
        consignment = self._consign(claim, docket="D1")
        self.assertEqual(unit.stage, "approved")
        consignment.action_dispatch()
        self.assertEqual(unit.goods_state, "in_transit")
        self.assertEqual(unit.stage, "dispatched")
        self.assertEqual(claim.stage, "dispatched")
        self.assertEqual(unit.next_step, "transit")
        self.assertEqual(unit.ball_owner, "courier")
        self.assertEqual(unit.date_step_deadline, NOW + timedelta(days=5))
        self._told(consignment, "in_transit", date_promised=NOW + timedelta(days=2))
        self.assertEqual(unit.date_step_deadline, NOW + timedelta(days=2))
        self._told(consignment, "delivered")
        self.assertEqual(unit.stage, "dispatched", "At our door, not received yet")
        self.assertFalse(unit.date_step_deadline)
        self.assertEqual(unit.ball_owner, "us")
        self.assertIn("with Swift: Delivered", claim.next_step_hint)
        self._receive(claim)
        self.assertEqual(unit.stage, "received")
        self.assertEqual(self._get_event_kinds(claim).count("consigned"), 1)

    def test_not_in_transit_when_removed(self):
        claim = self._approved()
        consignment = self._consign(claim, docket="D1")
        consignment.action_dispatch()
        consignment.line_ids = False
        self.assertEqual(claim.line_ids.goods_state, "expected")

    def test_lost_to_us(self):
        claim = self._approved(user_id=self.approver.id)
        unit = claim.line_ids
        consignment = self._consign(claim, docket="D1")
        consignment.action_dispatch()
        consignment.action_lose()
        self.assertEqual(unit.goods_state, "expected")
        self.assertEqual(unit.next_step, "trace")
        self.assertEqual(claim.next_step, "trace")
        self.assertEqual(claim.ball_owner, "courier")
        self.assertIn("Trace the lost parcel", claim.next_step_summary)
        self.assertIn("(D1) with Swift: Lost", claim.next_step_hint)
        todo = self._todos(consignment)
        self.assertEqual(todo.user_id, self.approver)
        self.assertIn("lost", todo.summary)
        self.assertIn("settle the loss", "\n".join(unit._closure_blockers()))
        with self.assertRaisesRegex(UserError, "how the loss is settled"):
            consignment.action_settle_loss()
        action = consignment.action_open_settle_loss()
        wizard = (
            self.env[action["res_model"]]
            .with_user(self.agent)
            .with_context(**action["context"])
            .create({"text": "The courier pays."})
        )
        wizard.action_apply()
        self.assertNotified(consignment.action_settle_loss("Again"))
        self.assertEqual(unit.next_step, "missing")
        self.assertFalse(self._todos(consignment))
        self.assertNotIn("settle the loss", "\n".join(unit._closure_blockers()))
        self.assertEqual(
            self._get_event_kinds(claim)[-2:], ["parcel_lost", "loss_settled"]
        )

    def test_lost_and_found(self):
        claim = self._approved()
        consignment = self._consign(claim, docket="D1")
        consignment.action_dispatch(date=NOW - timedelta(days=2))
        consignment.action_lose(date=NOW - timedelta(days=1))
        self.assertEqual(len(self._todos(consignment)), 1)
        consignment.action_deliver()
        self.assertFalse(self._todos(consignment))
        self.assertEqual(claim.line_ids.goods_state, "in_transit")
        self.assertEqual(self._get_event_kinds(claim)[-1], "parcel_found")

    # -- out --

    def test_delivered(self):
        claim = self._shipped()
        unit = claim.line_ids
        self.assertEqual(unit.stage, "shipped")
        self.assertEqual(unit.next_step, "deliver")
        self.assertEqual(unit.date_step_deadline, NOW + timedelta(days=5))
        consignment = self._outbound(claim)
        with self.assertRaisesRegex(UserError, "note on it when it was delivered"):
            claim.action_close()
        date = NOW + timedelta(hours=2)
        self._told(consignment, "delivered", date)
        self.assertEqual(unit.date_delivered, date)
        self.assertEqual(unit.stage, "delivered")
        self.assertEqual(unit.next_step, "confirm")
        claim.line_ids.action_confirm_working()
        claim.action_close()
        self.assertEqual(claim.state, "closed")

    def test_delivered_by_hand_on_the_unit(self):
        claim = self._shipped()
        claim.line_ids.action_deliver()
        self.assertEqual(self._outbound(claim).state, "delivered")
        self.assertEqual(self._get_event_kinds(claim).count("delivered"), 1)

    def test_delivered_before_the_transfer_is_validated(self):
        claim = self._received("return_unrepaired")
        claim.action_ship()
        consignment = self._outbound(claim)
        date = NOW - timedelta(hours=1)
        self._told(consignment, "delivered", date)
        self.assertEqual(claim.line_ids.goods_state, "received")
        self._hand_over(claim)
        self.assertEqual(claim.line_ids.goods_state, "delivered")
        self.assertEqual(claim.line_ids.date_delivered, date)
        self.assertEqual(consignment.state, "delivered")

    def test_delivery_taken_back(self):
        claim = self._shipped()
        consignment = self._outbound(claim)
        self._told(consignment, "delivered", NOW + timedelta(hours=1))
        consignment.with_user(self.agent).action_add_event(
            "in_transit", date=NOW + timedelta(hours=2), is_correction=True
        )
        self.assertFalse(claim.line_ids.date_delivered)
        self.assertEqual(claim.line_ids.stage, "shipped")
        self.assertEqual(self._get_event_kinds(claim)[-1], "undelivered")

    def test_confirmed_stays_delivered(self):
        claim = self._shipped()
        consignment = self._outbound(claim)
        self._told(consignment, "delivered", NOW + timedelta(hours=1))
        claim.line_ids.action_confirm_working()
        consignment.with_user(self.agent).action_add_event(
            "in_transit", date=NOW + timedelta(hours=2), is_correction=True
        )
        self.assertTrue(claim.line_ids.date_delivered)

    def test_lost_on_the_way_back(self):
        claim = self._shipped()
        unit = claim.line_ids
        consignment = self._outbound(claim)
        self._told(consignment, "lost", NOW + timedelta(hours=1))
        self.assertEqual(unit.next_step, "trace")
        self.assertEqual(unit.ball_owner, "courier")
        with self.assertRaisesRegex(UserError, "settle the loss"):
            claim.action_close()
        consignment.with_user(self.agent).action_settle_loss("Paid by the courier.")
        self.assertEqual(unit.next_step, "close")
        claim.action_close()
        self.assertEqual(claim.state, "closed")

    def test_events_on_the_way(self):
        claim = self._shipped()
        consignment = self._outbound(claim)
        for hours, status in enumerate(
            ("available", "attempt_failed", "exception", "returned"), 1
        ):
            for _repeat in range(5):
                self._told(consignment, status, NOW + timedelta(hours=hours), status)
        self.assertEqual(
            self._get_event_kinds(claim)[-4:],
            ["available", "attempt_failed", "parcel_exception", "parcel_returned"],
        )

    def test_two_parcels_with_one_unit(self):
        claim = self._shipped()
        first = self._outbound(claim)
        second = self._consign(claim, direction="customer_out", docket="SECOND")
        second.action_dispatch()
        self._told(first, "delivered", NOW + timedelta(hours=1))
        self.assertEqual(claim.line_ids.goods_state, "shipped")
        self._told(second, "delivered", NOW + timedelta(hours=3))
        self.assertEqual(claim.line_ids.date_delivered, NOW + timedelta(hours=3))

    # -- late --

    def _follow(self):
        with patch.object(
            type(self.env["ir.cron"]), "_commit_progress", return_value=60.0
        ):
            self.env["rma.consignment"]._cron_follow_couriers(size=1)

    def test_late_is_told_once(self):
        first = self._approved(lot=self.lots[0], user_id=self.approver.id)
        second = self._approved(lot=self.lots[1])
        consignments = self._consign(first, docket="D1") | self._consign(
            second, docket="D2"
        )
        consignments.action_dispatch()
        self._follow()
        self.assertFalse(self._todos(consignments))
        with freeze_time(NOW + timedelta(days=6)):
            self._follow()
            self._follow()
            for claim in (first, second):
                kinds = self._get_event_kinds(claim)
                self.assertEqual(kinds.count("parcel_late"), 1)
                claim.line_ids.invalidate_recordset(["is_late"])
                self.assertTrue(claim.line_ids.is_late)
            self.assertEqual(len(self._todos(consignments)), 2)
            self.assertEqual(self._todos(consignments[0]).user_id, self.approver)
            # lost after that: the same person looks after it
            consignments[0].action_lose()
            self.assertEqual(len(self._todos(consignments)), 2)
            consignments.action_deliver()
            self.assertFalse(self._todos(consignments))

    def test_late_job_is_killed(self):
        claims = self._approved(lot=self.lots[0]) | self._approved(lot=self.lots[1])
        for number, claim in enumerate(claims):
            self._consign(claim, docket=f"D{number}").action_dispatch()
        with freeze_time(NOW + timedelta(days=6)):
            with patch.object(
                type(self.env["ir.cron"]), "_commit_progress", return_value=0.0
            ):
                self.env["rma.consignment"]._cron_follow_couriers(size=1)
            kinds = [k for claim in claims for k in self._get_event_kinds(claim)]
            self.assertEqual(kinds.count("parcel_late"), 1)
            self._follow()
            kinds = [k for claim in claims for k in self._get_event_kinds(claim)]
            self.assertEqual(kinds.count("parcel_late"), 2)

    # -- timeline and search --

    def test_timeline(self):
        claim = self._register_many(self.lots[:2])
        self._approve(claim)
        consignment = self._consign(claim, docket="T1")
        self._told(
            consignment,
            "in_transit",
            NOW,
            location="<b>Hub</b>",
            text="<script>alert(1)</script>",
        )
        rows = [
            row
            for row in claim._get_timeline_rows()
            if row["kind"] == "courier_in_transit"
        ]
        self.assertEqual(len(rows), 1)
        self.assertEqual(rows[0]["units"], claim.line_ids.mapped("reference"))
        self.assertEqual(rows[0]["title"], "Swift: In Transit")
        self.assertIn("<b>Hub</b>", rows[0]["text"])
        self.assertNotIn("<script>", claim.timeline_html)
        self.assertIn("T1", claim.line_ids[0].timeline_html)
        self._receive(claim)
        self.assertEqual(consignment.state, "delivered")
        kinds = [event["kind"] for event in claim._get_timeline_events()]
        self.assertNotIn("courier_delivered", kinds, "The receipt tells it")
        self.assertIn("received", kinds)

    def test_search_by_docket(self):
        claim = self._approved()
        self._consign(claim, docket="ZZ-99 01")
        model = self.env["rma.claim"].with_user(self.agent)
        for text in ("ZZ9901", "zz-99-01"):
            self.assertEqual(model.name_search(text)[0][0], claim.id)
