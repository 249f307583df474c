# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import base64
from datetime import datetime, timedelta

from freezegun import freeze_time

from odoo.exceptions import AccessError, LockError, UserError
from odoo.fields import Command
from odoo.tests import Form, tagged

from odoo.addons.rma_management.tests.two_people import TwoPeople

from .dock_common import DockCommon

NOW = datetime(2026, 3, 20, 12)
PIXEL = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9"
    "awAAAABJRU5ErkJggg=="
)


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestParcel(DockCommon):
    """A parcel without a number is kept, matched, refused; nothing is booked."""

    def test_match(self):
        claim = self._approved()
        parcel = self._keep(
            docket="Q-1", carrier_id=self.carrier.id, date_arrived=NOW - timedelta(1)
        )
        unit = claim.line_ids
        self.assertIs(parcel.action_match(unit.id), True)
        self.assertRecordValues(
            parcel, [{"state": "matched", "line_id": unit.id, "claim_id": claim.id}]
        )
        consignment = parcel.consignment_id
        self.assertRecordValues(
            consignment,
            [
                {
                    "docket": "Q-1",
                    "carrier_id": self.carrier.id,
                    "state": "delivered",
                    "date_delivered": NOW - timedelta(1),
                    "line_ids": unit.ids,
                }
            ],
        )
        self.assertIn("matched", self._get_event_kinds(claim))
        self.assertEqual(unit.goods_state, "in_transit", "Nothing is booked yet")
        self.assertNotified(parcel.action_match(unit.id))
        self.assertEqual(self._get_event_kinds(claim).count("matched"), 1)
        action = parcel.action_receive()
        self.assertEqual(action["res_id"], self._get_receipt(claim).id)
        self._receive(claim)
        with self.assertRaisesRegex(UserError, "in the books"):
            parcel.action_reopen()

    def test_match_with_what_was_announced(self):
        claim = self._approved()
        consignment = self._consign(docket="Q1")
        parcel = self._keep(docket="q-1")
        parcel.action_match(claim.line_ids.id)
        self.assertEqual(parcel.consignment_id, consignment)
        self.assertEqual(consignment.state, "delivered")

    def test_match_is_refused(self):
        received = self._received()
        closed = self._approved(lot=self.lots[1])
        closed.action_cancel("No")
        parcel = self._keep()
        for claim, sentence in (
            (received, "come in already"),
            (closed, "is cancelled"),
        ):
            with self.assertRaisesRegex(UserError, sentence):
                parcel.action_match(claim.line_ids.id)
        for line_id in (2**30, 2**40, -1, "1", [1, 2], {"id": 1}):
            with self.assertRaisesRegex(UserError, "is gone"):
                parcel.action_match(line_id)
        first, second = (self._approved(lot=lot) for lot in self.lots[2:4])
        parcel.action_match(first.line_ids.id)
        with self.assertRaisesRegex(UserError, "Back to Quarantine"):
            parcel.action_match(second.line_ids.id)
        with self.assertRaisesRegex(UserError, "Back to Quarantine"):
            parcel.action_refuse("No")

    def test_many_at_once(self):
        claim = self._approved()
        parcels = self._keep() | self._keep()
        parcels.action_match(claim.line_ids.id)
        self.assertEqual(set(parcels.mapped("state")), {"matched"})
        self.assertEqual(len(parcels.consignment_id), 2)

    def test_refuse(self):
        parcel = self._keep(partner_id=self.stranger.id, contents="Bricks\nand dust")
        self.assertEqual(parcel.action_refuse()["res_model"], "rma.parcel.wizard")
        with self.assertRaisesRegex(UserError, "why the parcel is refused"):
            parcel.action_refuse("  ")
        self.assertIs(parcel.action_refuse("Not ours"), True)
        self.assertRecordValues(
            parcel, [{"state": "refused", "refusal": "Not ours", "line_id": False}]
        )
        self.assertRecordValues(
            parcel.return_consignment_id,
            [
                {
                    "direction": "customer_out",
                    "partner_to_id": self.stranger.id,
                    "state": "announced",
                    "description": "Contents: Bricks and dust",
                }
            ],
        )
        self.assertNotified(parcel.action_refuse("Not ours"))
        self.assertEqual(len(parcel.return_consignment_id), 1)

    def test_refuse_from_somebody_without_address(self):
        parcel = self._keep(sender_name="J. Doe", contents=False)
        parcel.action_refuse("Not ours")
        self.assertEqual(
            parcel.return_consignment_id.description,
            "To J. Doe. Contents: unopened parcel",
        )

    def test_reopen(self):
        claim = self._approved()
        parcel = self._keep(docket="Q-1")
        parcel.action_match(claim.line_ids.id)
        consignment = parcel.consignment_id
        self.assertIs(parcel.action_reopen(), True)
        self.assertFalse(parcel.line_id)
        self.assertFalse(consignment.line_ids)
        self.assertIn("unmatched", self._get_event_kinds(claim))
        self.assertNotified(parcel.action_reopen())
        parcel.action_match(claim.line_ids.id)
        self.assertEqual(parcel.consignment_id, consignment)
        parcel.action_reopen()
        parcel.action_refuse("No")
        way_back = parcel.return_consignment_id
        parcel.action_reopen()
        self.assertEqual(way_back.state, "cancelled")
        parcel.action_refuse("No")
        parcel.return_consignment_id.action_dispatch()
        with self.assertRaisesRegex(UserError, "on its way back"):
            parcel.action_reopen()

    def test_expired_is_extended_first(self):
        claim = self._approved()
        with freeze_time(NOW + timedelta(days=60)):
            claim.sudo()._expire()
            parcel = self._keep(serial="SOLD0")
            parcel.action_match(claim.line_ids.id)
            self.assertFalse(parcel.is_receive_allowed)
            with self.assertRaisesRegex(UserError, "extends its validity"):
                parcel.action_receive()
            claim.with_user(self.approver).action_extend_validity(5)
            self.assertTrue(parcel.action_receive()["res_id"])

    def test_buttons(self):
        parcel = self._keep()
        self.assertTrue(parcel.is_match_allowed)
        self.assertTrue(parcel.is_refuse_allowed)
        self.assertFalse(parcel.is_reopen_allowed)
        self.assertFalse(parcel.is_receive_allowed)
        with Form(parcel) as form:
            form.serial = "S1"
        wizard = (
            self.env["rma.parcel.wizard"]
            .with_user(self.stocker)
            .with_context(active_ids=parcel.ids)
            .create({"action": "refuse", "reason": "Not ours"})
        )
        wizard.action_confirm()
        self.assertEqual(parcel.state, "refused")

    def test_closed_fields(self):
        parcel = self._keep()
        unit = self._approved().line_ids
        for vals in (
            {"state": "matched"},
            {"line_id": unit.id},
            {"named_line_id": unit.id},
            {"refusal": "x"},
        ):
            with self.assertRaises(AccessError):
                parcel.write(vals)
        with self.assertRaises(AccessError):
            parcel.unlink()

    def test_reminder(self):
        parcel = self._keep(date_arrived=NOW - timedelta(days=4))
        self._keep()
        self.assertEqual(
            self.env["rma.parcel"].search([("is_overdue", "=", True)]), parcel
        )
        self.env["rma.parcel"]._cron_remind()
        self.env["rma.parcel"]._cron_remind()
        self.assertEqual(parcel.sudo().activity_ids.user_id, self.stocker)
        self.assertEqual(len(parcel.sudo().activity_ids), 1)

    # -- at the dock --

    def test_unknown_is_kept_and_linked(self):
        claim = self._approved()
        card = self.dock.save_parcel(
            {
                "scan": "ODD-1",
                "docket": "ODD-1",
                "carrier_id": self.carrier.id,
                "sender_name": "Shop",
                "serial": "sold0",
                "contents": "Printer",
                "state": "matched",
            },
            [PIXEL],
        )
        self.assertEqual(card["kind"], "parcel")
        parcel = self.env["rma.parcel"].browse(card["parcel"]["id"])
        self.assertEqual(parcel.state, "quarantine")
        self.assertEqual(parcel.create_uid, self.stocker)
        photo = parcel.photo_ids
        self.assertEqual((photo.res_model, photo.res_id), (parcel._name, parcel.id))
        self.assertEqual(photo.raw, base64.b64decode(PIXEL))
        # the same parcel again is the same parcel
        for code in ("odd-1", "ODD1", parcel.name):
            self.assertEqual(self._scan(code, "parcel")["parcel"]["id"], parcel.id)
        best = card["suggestions"][0]
        self.assertEqual(best["line_id"], claim.line_ids.id)
        card = self.dock.link_parcel(parcel.id, best["line_id"])
        self.assertEqual(card["kind"], "receipt")
        self.assertEqual(card["consignment"]["id"], parcel.consignment_id.id)
        courier = {"consignment_id": card["consignment"]["id"]}
        result = self.dock.receive(
            card["picking"]["id"], [u["id"] for u in card["units"]], courier
        )
        self.assertIs(result, True)
        self.assertEqual(claim.line_ids.goods_state, "received")

    def test_expired_parcel_is_refused(self):
        claim = self._approved()
        with freeze_time(NOW + timedelta(days=60)):
            claim.sudo()._expire()
            answer = self._scan(claim.rma_number, "obstacle")
            vals = {"scan": answer["code"], **answer["parcel_vals"]}
            card = self.dock.save_parcel(vals, refusal="It has expired")
            parcel = self.env["rma.parcel"].browse(card["parcel"]["id"])
            self.assertEqual(parcel.state, "refused")
            self.assertEqual(parcel.return_consignment_id.partner_to_id, self.customer)
            self.assertEqual(self._get_event_kinds(claim)[-1], "refused")
            parcel.action_reopen()
            self.assertEqual(parcel.suggestion_ids[0].line_id, claim.line_ids)

    def test_refuse_at_the_dock(self):
        card = self.dock.save_parcel({"scan": "X-1"})
        with self.assertRaisesRegex(UserError, "why the parcel"):
            self.dock.refuse_parcel(card["parcel"]["id"], None)
        card = self.dock.refuse_parcel(card["parcel"]["id"], "Not ours")
        self.assertFalse(card["parcel"]["is_open"])
        self.assertTrue(card["parcel"]["goes_back"])

    def test_photos_are_images(self):
        html = base64.b64encode(b"<svg onload='alert(1)'/>").decode()
        count = self.env["rma.parcel"].search_count([])
        for photos in ([html], ["%%%"], [None], [PIXEL] * 11):
            with self.assertRaisesRegex(UserError, "photo"):
                self.dock.save_parcel({"scan": "1"}, photos)
        self.assertEqual(self.env["rma.parcel"].search_count([]), count)

    def test_photos_of_others(self):
        other = self._keep()
        other._add_photos([base64.b64decode(PIXEL)])
        foreign = self.env["ir.attachment"].create(
            {"name": "Secret", "raw": b"x", "res_model": "res.company", "res_id": 1}
        )
        loose = self.env["ir.attachment"].create({"name": "Loose", "raw": b"x"})
        parcel = self._keep()
        for file in (foreign, other.photo_ids, loose):
            with self.assertRaises(AccessError):
                parcel.photo_ids = [Command.link(file.id)]
            parcel.invalidate_recordset()
        mine = (
            self.env["ir.attachment"]
            .with_user(self.stocker)
            .create({"name": "Mine", "raw": b"x", "res_model": "rma.parcel"})
        )
        parcel.photo_ids = [Command.link(mine.id)]
        self.assertEqual(mine.res_id, parcel.id)


@tagged("post_install", "-at_install")
class TestParcelConcurrency(TwoPeople):
    """Two workers match the same parcel with two units: one of them is told."""

    def _prepare(self, env):
        self.partner_id = env["res.partner"].create({"name": "Two at Once"}).id
        product = env["product.product"].create(
            {"name": "Contested", "type": "consu", "is_storable": True}
        )
        self.product_id = product.id
        resolution = env.ref("rma_management.resolution_return_unrepaired")
        unit = {"product_id": product.id, "resolution_id": resolution.id}
        claim = env["rma.claim"].create(
            {"partner_id": self.partner_id, "line_ids": 2 * [(0, 0, unit)]}
        )
        claim.action_submit()
        claim.action_approve()
        self.ids["rma.claim"] = claim.ids
        self.ids["rma.parcel"] = env["rma.parcel"].create({"scan": "TWO-1"}).ids

    def _delete(self, env):
        parcels = self._get(env, "rma.parcel").exists()
        consignments = parcels.consignment_id
        parcels.unlink()
        consignments.event_ids.unlink()
        consignments.unlink()
        claims = self._get(env, "rma.claim").exists()
        pickings = claims.line_ids.picking_ids
        pickings.action_cancel()
        pickings.move_ids.unlink()
        pickings.unlink()
        claims.unlink()
        env["product.product"].browse(self.product_id).product_tmpl_id.unlink()
        env["res.partner"].browse(self.partner_id).unlink()

    def test_match_at_the_same_moment(self):
        with self._two_people() as (mine, theirs):
            first, second = self._get(mine, "rma.claim").line_ids
            parcel = self._get(mine, "rma.parcel")
            self.assertIs(parcel.action_match(first.id), True)
            parcel.env.cr.flush()
            other = self._get(theirs, "rma.parcel")
            with self.assertRaisesRegex(LockError, "Somebody else is changing"):
                other.action_match(second.id)
            theirs.cr.rollback()
            mine.cr.commit()
            with self.assertRaisesRegex(UserError, "Back to Quarantine"):
                self._get(theirs, "rma.parcel").action_match(second.id)
            theirs.cr.rollback()
