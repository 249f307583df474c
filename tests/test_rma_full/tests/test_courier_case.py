# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import hashlib
import hmac
import json
import random
import time
from datetime import UTC, datetime, timedelta

from odoo import fields
from odoo.fields import Command
from odoo.tests import HttpCase, tagged

from .common import WholeCaseCommon


class CourierCaseCommon(WholeCaseCommon):
    """A courier that carries what the customer and the service centre send."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        freight = cls.env["product.product"].create(
            {"name": "Freight", "type": "service"}
        )
        cls.carrier = cls.env["delivery.carrier"].create(
            {"name": "Swift", "product_id": freight.id, "rma_courier_codes": "swift"}
        )
        cls.more_lots = cls._sell(2).picking_ids.move_line_ids.lot_id
        cls.dock = cls.env["rma.dock"].with_user(cls.warehouse_user)

    @classmethod
    def _open_claim(cls, *lots, resolution="repair", method="courier"):
        """Return a claim of *lots* that was registered and approved."""
        resolution = cls.env.ref(f"rma_management.resolution_{resolution}")
        claim = (
            cls.env["rma.claim"]
            .with_user(cls.desk)
            .create(
                {
                    "partner_id": cls.customer.id,
                    "delivery_method": method,
                    "line_ids": [
                        Command.create(
                            {"lot_id": lot.id, "resolution_id": resolution.id}
                        )
                        for lot in lots
                    ],
                }
            )
        )
        claim.action_submit()
        claim.with_user(cls.approver).action_approve()
        return claim

    def _send(self, claims, docket):
        """The customer tells the desk the docket of his parcel."""
        claims.action_announce_consignment(docket=docket, carrier=self.carrier)
        return self.env["rma.consignment"]._find_by_docket(docket, self.carrier)

    def _scan(self, code):
        return self.dock.scan(code, self.warehouse.id)

    def _receive(self, code):
        """Scan *code* at the dock and receive all that it announces."""
        found = self._scan(code)
        self.assertEqual(found["kind"], "receipt", found)
        units = [unit["id"] for unit in found["units"]]
        self.assertIs(self.dock.receive(found["picking"]["id"], units), True)

    def _work(self, claim):
        line = claim.line_ids.with_user(self.engineer)
        line.action_start_work()
        line.action_finish_work()
        line.action_ship()

    def _hand_to_courier(self, claim, docket):
        """The warehouse hands the repaired units over to the courier."""
        pickings = claim.line_ids.picking_ids.filtered(
            lambda p: p.picking_type_id.code == "outgoing" and p.state != "done"
        ).with_user(self.warehouse_user)
        pickings.write({"carrier_id": self.carrier.id, "carrier_tracking_ref": docket})
        self.assertIs(pickings.button_validate(), True)
        return pickings.consignment_ids

    def _close(self, claim):
        claim.line_ids.filtered("needs_confirmation").action_confirm_working()
        claim.action_close()
        self.assertEqual(claim.state, "closed")


@tagged("-at_install", "post_install")
class TestCourierCase(CourierCaseCommon):
    """Whole cases by courier and without, each step by the role that does it."""

    def test_by_courier_both_ways(self):
        claim = self._open_claim(self.lot)
        self.assertEqual((claim.stage, claim.ball_owner), ("approved", "customer"))
        inbound = self._send(claim, "IN-1")
        self.assertEqual((claim.stage, claim.ball_owner), ("dispatched", "courier"))
        self._receive(claim.rma_number)
        self.assertEqual(claim.stage, "received")
        self.assertEqual(inbound.state, "delivered")
        self._work(claim)
        outbound = self._hand_to_courier(claim, "OUT-1")
        self.assertEqual((outbound.direction, outbound.state)[1], "dispatched")
        self.assertEqual((claim.stage, claim.ball_owner), ("shipped", "courier"))
        outbound.with_user(self.desk).action_deliver()
        self.assertEqual((claim.stage, claim.ball_owner), ("delivered", "customer"))
        self.assertEqual(claim.next_step, "confirm")
        self._close(claim)
        kinds = [event["kind"] for event in claim._get_timeline_events()]
        for kind in ("consigned", "received", "shipped", "delivered", "closed"):
            self.assertEqual(kinds.count(kind), 1, kinds)

    def test_walk_in(self):
        claim = self._open_claim(self.lot, method="counter")
        self._validate(claim)
        self._work(claim)
        self._validate(claim)
        self.assertFalse(claim.consignment_ids, "the counter knows no couriers")
        self.assertEqual(claim.stage, "delivered")
        self._close(claim)

    def test_two_claims_in_one_box(self):
        first = self._open_claim(self.lot)
        second = self._open_claim(self.more_lots[0])
        consignment = self._send(first, "BOX-1")
        self.assertEqual(self._send(second, "box 1"), consignment)
        self.assertEqual(consignment.claim_ids, first | second)
        found = self._scan("BOX-1")
        self.assertEqual(found["kind"], "options", found)
        self._receive(first.rma_number)
        self.assertEqual((first.stage, second.stage), ("received", "dispatched"))
        self._receive(second.rma_number)
        self.assertEqual(second.stage, "received")
        self.assertEqual(consignment.state, "delivered")

    def test_one_claim_in_two_boxes_the_second_lost(self):
        claim = self._open_claim(self.lot, self.more_lots[0])
        here, gone = claim.line_ids
        boxes = self.env["rma.consignment"].with_user(self.desk)
        for docket, line in (("BOX-1", here), ("BOX-2", gone)):
            boxes |= boxes.create(
                {
                    "direction": "customer_in",
                    "partner_id": self.customer.id,
                    "carrier_id": self.carrier.id,
                    "docket": docket,
                    "line_ids": [Command.set(line.ids)],
                }
            )
        boxes.action_dispatch()
        self.assertEqual(claim.line_ids.mapped("goods_state"), ["in_transit"] * 2)
        found = self._scan("BOX-1")
        picking = self.env["stock.picking"].browse(found["picking"]["id"])
        answer = self.dock.receive(picking.id, here.ids)
        if isinstance(answer, dict):
            wizard = self.env[answer["res_model"]].with_user(self.warehouse_user)
            wizard.with_context(**answer["context"]).create({}).process()
        self.assertEqual(here.goods_state, "received")
        lost = boxes.filtered(lambda box: box.docket == "BOX-2")
        lost.action_lose()
        self.assertEqual(here.goods_state, "received")
        self.assertEqual((gone.goods_state, gone.next_step), ("expected", "trace"))
        self.assertTrue(claim.activity_ids | gone.activity_ids | lost.activity_ids)
        lost.action_settle_loss(reason="The courier pays; the customer gets a new one")
        self.assertNotEqual(gone.next_step, "trace")
        gone.with_user(self.approver).resolution_id = self.env.ref(
            "rma_management.resolution_replace_in_advance"
        )
        gone.with_user(self.approver).action_waive_return("Lost by the courier")
        spare = self.env["stock.lot"].create(
            {"name": "FULL-SPARE", "product_id": self.product.id}
        )
        self.env["stock.quant"]._update_available_quantity(
            self.product, self.warehouse.lot_stock_id, 1, lot_id=spare
        )
        gone.with_user(self.engineer).action_ship()
        here.with_user(self.engineer).action_start_work()
        here.with_user(self.engineer).action_finish_work()
        here.with_user(self.engineer).action_ship()
        self._hand_to_courier(claim, "OUT-2").action_deliver()
        self.assertEqual(claim.line_ids.mapped("stage"), ["delivered"] * 2)
        self._close(claim)

    def test_parcel_without_number_later_matched(self):
        claim = self._open_claim(self.lot)
        self.assertEqual(self._scan("WHO-KNOWS")["kind"], "unknown")
        parcel = (
            self.env["rma.parcel"]
            .with_user(self.warehouse_user)
            .create(
                {
                    "serial": self.lot.name,
                    "sender_name": "Full Customer",
                    "carrier_id": self.carrier.id,
                    "docket": "WHO-KNOWS",
                }
            )
        )
        self.assertEqual(claim.stage, "approved", "an unopened parcel is no receipt")
        best = parcel.suggestion_ids[0]
        self.assertEqual(best.line_id, claim.line_ids)
        best.action_match()
        self.assertEqual((parcel.state, parcel.claim_id), ("matched", claim))
        self._receive(claim.rma_number)
        self.assertEqual(claim.stage, "received")

    def test_refused_expired_parcel(self):
        claim = self._open_claim(self.lot)
        claim.sudo().valid_until = fields.Date.today() - timedelta(days=1)
        job = self.env["rma.claim"].with_user(self.env.ref("base.user_root"))
        with self.enter_registry_test_mode(), self.registry.cursor() as cr:
            job.with_env(job.env(cr=cr))._cron_expire()
        self.env.invalidate_all()
        self.assertEqual(claim.state, "expired")
        found = self._scan(claim.rma_number)
        self.assertEqual(found["kind"], "obstacle", found)
        parcel = (
            self.env["rma.parcel"]
            .with_user(self.warehouse_user)
            .create({"sender_name": "Full Customer", "partner_id": self.customer.id})
        )
        parcel.action_refuse("The number has expired")
        back = parcel.return_consignment_id
        self.assertEqual((back.direction, back.state), ("customer_out", "announced"))
        back.with_user(self.warehouse_user).action_dispatch()
        back.action_deliver()
        self.assertEqual(claim.state, "expired")
        self.assertFalse(
            self.lot.quant_ids.filtered(
                lambda q: q.location_id.usage == "internal" and q.quantity > 0
            )
        )


@tagged("-at_install", "post_install")
class TestCourierWebhookCase(CourierCaseCommon, HttpCase):
    """A tracking service tells everything five times, in any order."""

    def test_five_times_in_random_order(self):
        claim = self._open_claim(self.lot)
        inbound = self._send(claim, "IN-5")
        source = self.env["rma.tracking.source"].create(
            {"name": "Service", "payload_format": "generic", "secret": "s3cret"}
        )
        start = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=30)
        messages = [
            {
                "id": f"message-{number}-{turn}",
                "docket": "in 5",
                "courier": "swift",
                "events": [
                    {
                        "id": f"event-{number}",
                        "status": status,
                        "date": (start + timedelta(hours=5 * number)).isoformat(),
                    }
                ],
            }
            for turn in range(5)
            for number, status in enumerate(
                ("in_transit", "out_for_delivery", "delivered")
            )
        ]
        random.Random(4).shuffle(messages)
        for message in messages:
            body = json.dumps(message).encode()
            stamp = str(int(time.time()))
            digest = hmac.new(b"s3cret", stamp.encode() + b"." + body, hashlib.sha256)
            answer = self.url_open(
                f"/rma/courier/webhook/{source.token}",
                data=body,
                headers={
                    "Content-Type": "application/json",
                    "X-RMA-Timestamp": stamp,
                    "X-RMA-Signature": f"sha256={digest.hexdigest()}",
                },
            )
            self.assertEqual(answer.status_code, 200, answer.text)
        inbound.invalidate_recordset()
        self.assertEqual(inbound.state, "delivered")
        told = inbound.event_ids.filtered(lambda event: event.source == "webhook")
        self.assertEqual(len(told), 3)
        delivered = (start + timedelta(hours=10)).replace(tzinfo=None)
        self.assertEqual(inbound.date_delivered, delivered)
