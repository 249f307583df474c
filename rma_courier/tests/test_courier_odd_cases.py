# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import datetime, timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import CourierCommon

NOW = datetime(2026, 3, 20, 12)
LATER = NOW + timedelta(days=60)


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestCourierOddCases(CourierCommon):
    """What goes otherwise than planned still comes to an end."""

    def _parcels(self, claim, direction="customer_out"):
        return claim.sudo().consignment_ids.filtered(lambda c: c.direction == direction)

    def _sent(self, resolution="return_unrepaired", **vals):
        claim = self._received(resolution, **vals)
        claim.action_ship()
        self._hand_over(claim)
        return claim

    def _bring_back(self, picking):
        """Return the native return of *picking*, made by the warehouse."""
        wizard = (
            self.env["stock.return.picking"]
            .with_user(self.stocker)
            .with_context(active_id=picking.id, active_model="stock.picking")
            .create({"picking_id": picking.id})
        )
        wizard.product_return_moves.quantity = 1
        action = wizard.action_create_returns()
        return self.env["stock.picking"].browse(action["res_id"])

    def _run(self, model, job):
        with patch.object(
            type(self.env["ir.cron"]), "_commit_progress", return_value=60.0
        ):
            getattr(self.env[model], job)()
        self.env.invalidate_all()

    def _prepare_two(self):
        claims = [self._received("return_unrepaired", lot=lot) for lot in self.lots[:2]]
        for claim in claims:
            claim.action_ship()
        return [*claims, *(self._get_open_pickings(c, "outgoing") for c in claims)]

    # -- what we sent comes back --

    def test_returned_to_us_is_booked_in_and_sent_again(self):
        claim = self._sent()
        unit = claim.line_ids
        first = self._parcels(claim)
        self._told(first, "returned", NOW + timedelta(hours=1))
        self.assertEqual(unit.next_step, "take_back")
        self.assertEqual((unit.ball_owner, claim.ball_owner), ("us", "us"))
        self.assertTrue(unit.date_step_deadline)
        self.assertIn(first.picking_ids.name, claim.next_step_hint)
        with self.assertRaisesRegex(UserError, "book it in with “Return”"):
            claim.action_close()
        # long after the number was valid, and by nobody's docket
        claim.sudo().valid_until = "2026-03-01"
        self._ask_for_docket("block")
        back = self._bring_back(first.picking_ids)
        self.assertEqual(unit.next_step, "take_back", "Booked in, not validated")
        self.assertFalse(back.courier_direction)
        value = self.product.total_value
        self.assertIs(back.with_user(self.stocker).button_validate(), True)
        self.assertEqual(back.move_line_ids.owner_id, self.customer)
        self.assertEqual(self.product.total_value, value)
        self.assertEqual(unit.goods_state, "received")
        self.assertEqual(unit.next_step, "ship")
        self._ask_for_docket("none")
        claim.action_ship()
        self._hand_over(claim)
        second = self._parcels(claim) - first
        self.assertEqual(unit.next_step, "deliver")
        self._told(second, "delivered", NOW + timedelta(hours=3))
        claim.action_close()
        self.assertEqual(claim.state, "closed")

    def test_dock_says_what_to_do_with_what_came_back(self):
        claim = self._sent()
        parcel = self._parcels(claim)
        parcel.docket = "BACK1"
        dock = self.env["rma.dock"].with_user(self.stocker)
        for code in (claim.rma_number, claim.lot_id.name):
            message = dock.scan(code)["message"]
            self.assertIn(f"“Return” on {parcel.picking_ids.name}", message)
        dock.take_back(parcel.id)
        self.assertIn("came back to us", dock.scan("BACK1")["message"])
        back = self._bring_back(parcel.picking_ids)
        self.assertEqual(dock.scan(claim.rma_number)["kind"], "receipt")
        self.assertIs(dock.receive(back.id, claim.line_ids.ids), True)
        self.assertEqual(claim.line_ids.next_step, "ship")

    def test_customer_fetched_what_came_back(self):
        claim = self._sent()
        self._told(self._parcels(claim), "returned", NOW + timedelta(hours=1))
        claim.line_ids.action_deliver()
        claim.action_close()
        self.assertEqual(claim.state, "closed")

    def test_replacement_comes_back(self):
        claim = self._sent("replace_after_receipt")
        unit = claim.line_ids
        first = self._parcels(claim)
        self._told(first, "returned", NOW + timedelta(hours=1))
        self.assertIn("came back to us", "".join(unit._closure_blockers()))
        back = self._bring_back(first.picking_ids)
        self.assertIs(back.with_user(self.stocker).button_validate(), True)
        self.assertEqual(unit.next_step, "ship")
        self.assertNotIn("came back to us", "".join(unit._closure_blockers()))

    # -- the way of delivery changes --

    def test_what_a_courier_brought_is_here_whatever_the_way(self):
        changed = self._approved()
        changed.action_announce_consignment("IN1", self.carrier.id)
        changed.delivery_method = "counter"
        fetched = self._approved(lot=self.lots[1], delivery_method="pickup")
        fetched.action_announce_consignment("IN2", self.carrier.id)
        for claim in (changed, fetched):
            self._receive(claim)
            self.assertEqual(self._parcels(claim, "customer_in").state, "delivered")

    def test_way_of_delivery_changes_and_back(self):
        claim = self._received("return_unrepaired")
        claim.action_ship()
        delivery = self._get_open_pickings(claim, "outgoing")
        delivery.write({"carrier_id": self.carrier.id, "carrier_tracking_ref": "OUT1"})
        claim.delivery_method = "counter"
        self.assertFalse(self._parcels(claim), "Nothing awaits its dispatch")
        claim.delivery_method = "courier"
        self.assertEqual(self._parcels(claim).state, "announced")
        self.assertEqual(self._parcels(claim).docket, "OUT1")
        self._hand_over(claim)
        self.assertEqual(self._parcels(claim).state, "dispatched")

    # -- a docket on the wrong transfer --

    def test_docket_is_taken_off_one_of_two(self):
        first, second, one, two = self._prepare_two()
        for picking in (one, two):
            picking.write({"carrier_id": self.carrier.id, "carrier_tracking_ref": "D1"})
        one.carrier_tracking_ref = False
        self.assertFalse(one.consignment_ids & two.consignment_ids)
        self.assertEqual(two.consignment_ids.line_ids, second.line_ids)
        self.assertEqual(one.consignment_ids.line_ids, first.line_ids)
        self.assertEqual(one.consignment_ids.state, "announced")

    def test_docket_is_corrected_after_both_have_left(self):
        first, second, one, two = self._prepare_two()
        both = one | two
        both.write({"carrier_id": self.carrier.id, "carrier_tracking_ref": "D1"})
        both.button_validate()
        box = one.consignment_ids
        two.carrier_tracking_ref = "D2"
        self.assertEqual(box.line_ids, first.line_ids)
        self.assertEqual(two.consignment_ids.docket, "D2")
        self.assertEqual(two.consignment_ids.state, "dispatched")
        # it was one box after all: none is left over that never arrives
        single = two.consignment_ids
        two.carrier_tracking_ref = "D1"
        self.assertEqual(box.line_ids, (first | second).line_ids)
        self.assertEqual(single.state, "cancelled")

    # -- lost --

    def test_one_of_two_parcels_is_lost_for_good(self):
        claim = self._sent()
        first = self._parcels(claim)
        second = self._consign(claim, direction="customer_out", docket="SECOND")
        second.action_dispatch()
        self._told(first, "delivered", NOW + timedelta(hours=1))
        self._told(second, "lost", NOW + timedelta(hours=2))
        self.assertEqual(claim.line_ids.next_step, "trace")
        second.action_settle_loss("The courier pays.")
        self.assertEqual(claim.line_ids.goods_state, "delivered")
        self.assertEqual(claim.line_ids.date_delivered, first.date_delivered)

    def test_docket_of_a_settled_loss_is_used_again(self):
        first, _second, one, two = self._prepare_two()
        docket = {"carrier_id": self.carrier.id, "carrier_tracking_ref": "D1"}
        one.write(docket)
        one.button_validate()
        lost = one.consignment_ids.with_user(self.agent)
        lost.action_lose()
        lost.action_settle_loss("The courier pays.")
        two.write(docket)
        self.assertNotEqual(two.consignment_ids, one.consignment_ids)
        self.assertEqual(lost.line_ids, first.line_ids)
        # found, and lost again: that is another loss
        self._told(lost, "in_transit", NOW + timedelta(hours=1))
        self._told(lost, "lost", NOW + timedelta(hours=2))
        self.assertFalse(lost.date_settled)

    def test_settled_loss_on_the_way_in_is_ours_to_decide(self):
        claim = self._approved()
        parcel = self._consign(claim, docket="D1")
        parcel.action_dispatch()
        parcel.action_lose()
        parcel.action_settle_loss("The courier pays.")
        self.assertEqual(claim.line_ids.next_step, "missing")
        self.assertEqual(claim.ball_owner, "us")
        self.assertIn("(D1) with Swift: Lost", claim.next_step_hint)
        claim.action_announce_consignment("D2", self.carrier.id)
        self.assertEqual(claim.line_ids.next_step, "transit")

    def test_lost_on_the_way_to_the_vendor(self):
        claim = self._received("send_to_vendor")
        claim.line_ids.action_start_work()
        parcel = self._consign(claim, "vendor_out", docket="V1")
        parcel.action_dispatch()
        self.assertEqual(claim.next_step, "wait_vendor")
        self.assertIn("(V1) with Swift: Dispatched", claim.next_step_hint)
        parcel.action_lose()
        self.assertEqual(claim.next_step, "trace")
        parcel.action_settle_loss("The courier pays.")
        self.assertEqual(claim.next_step, "wait_vendor")

    # -- the number ends --

    def test_no_number_ends_while_its_parcel_is_lost_or_fetched(self):
        lost = self._approved()
        parcel = self._consign(lost, docket="D1")
        parcel.action_dispatch()
        parcel.action_lose()
        fetched = self._approved(lot=self.lots[1])
        fetched.action_request_pickup(LATER.date(), carrier=self.carrier.id)
        self.assertEqual(fetched.ball_owner, "courier")
        never = self._approved(lot=self.lots[2])
        for date in (NOW + timedelta(days=28), LATER):
            with freeze_time(date):
                self._run("rma.claim", "_cron_follow_validity")
        self.assertEqual(lost.state, "open")
        self.assertEqual(fetched.state, "open")
        self.assertEqual(never.state, "expired")
        self.assertNotIn("reminded", self._get_event_kinds(lost | fetched))
        self.assertIn("reminded", self._get_event_kinds(never))

    def test_parcel_that_was_sent_in_time_is_received(self):
        for lot, date, is_in_time in (
            (self.lots[0], NOW, True),
            (self.lots[1], NOW + timedelta(days=40), False),
        ):
            claim = self._approved(lot=lot)
            with freeze_time(date):
                claim.action_announce_consignment(lot.name, self.carrier.id)
            with freeze_time(LATER):
                dock = self.env["rma.dock"].with_user(self.stocker)
                kind = dock.scan(claim.rma_number)["kind"]
                self.assertEqual(kind, "receipt" if is_in_time else "obstacle")
                receipt = self._get_open_pickings(claim, "incoming")
                self.assertEqual(receipt.button_validate() is True, is_in_time)

    def test_unit_that_a_replacement_went_out_for_is_on_its_way(self):
        claim = self._approved("replace_in_advance")
        claim.action_ship()
        self._hand_over(claim)
        self.assertEqual(claim.next_step, "send")
        claim.action_announce_consignment("D1", self.carrier.id)
        self.assertEqual(claim.next_step, "transit")
        self.assertEqual(claim.ball_owner, "courier")
        self._told(self._parcels(claim, "customer_in"), "delivered")
        self.assertEqual(claim.ball_owner, "us")

    # -- dates --

    def test_dispatch_that_was_taken_back_does_not_count(self):
        parcel = self._consign(self._approved(), docket="D1")
        parcel.sudo().cost = 9.0
        parcel.action_dispatch(date=NOW - timedelta(days=20))
        parcel.action_add_event(
            "announced", date=NOW - timedelta(days=19), is_correction=True
        )
        self.assertFalse(parcel.date_dispatched)
        parcel.action_dispatch()
        self.assertEqual(parcel.date_dispatched, NOW)
        self.assertFalse(parcel.is_late)
        parcel.action_add_event("cancelled", is_correction=True)
        self.env.flush_all()
        rows = self.env["rma.courier.cost.report"].search(
            [("consignment_id", "=", parcel.id)]
        )
        self.assertFalse(rows, "What was not sent costs nothing")

    def test_late_again_after_another_promise(self):
        claim = self._approved()
        parcel = self._consign(claim, docket="D1")
        parcel.action_dispatch()
        with freeze_time(NOW + timedelta(days=6)):
            self._run("rma.consignment", "_cron_follow_couriers")
            self.assertEqual(len(parcel.sudo().activity_ids), 1)
            self._told(parcel, "in_transit", date_promised=NOW + timedelta(days=8))
            self.assertFalse(parcel.sudo().activity_ids)
        with freeze_time(NOW + timedelta(days=9)):
            self.env.invalidate_all()
            self._run("rma.consignment", "_cron_follow_couriers")
            self._run("rma.consignment", "_cron_follow_couriers")
        self.assertEqual(self._get_event_kinds(claim).count("parcel_late"), 2)
        self.assertEqual(len(parcel.sudo().activity_ids), 1)

    def test_dates_that_are_none(self):
        parcel = self._consign(self._approved(), docket="D1")
        for call in (
            lambda: parcel.action_dispatch("soon"),
            lambda: parcel.action_add_event("in_transit", date="soon"),
            lambda: parcel.action_add_event("in_transit", date_promised="soon"),
        ):
            with self.assertRaisesRegex(UserError, "“soon” is no date and time"):
                call()
        self.assertEqual(parcel.state, "announced")

    def test_settled_loss_turns_up(self):
        """Whoever settled a loss hears when the parcel is there after all."""
        claim = self._approved("return_unrepaired")
        consignment = self._consign(claim, docket="UP-1")
        consignment.action_dispatch()
        consignment.action_lose()
        consignment.action_settle_loss("The courier pays")
        self.assertFalse(consignment.sudo().activity_ids)
        for _turn in range(2):
            self._told(consignment, "in_transit", NOW + timedelta(hours=1), key="found")
        todo = consignment.sudo().activity_ids
        self.assertIn("turned up", todo.summary)
        consignment.action_deliver(date=NOW + timedelta(hours=2))
        self.assertEqual(consignment.sudo().activity_ids, todo, "Still to be decided")
