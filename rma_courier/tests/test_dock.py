# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import datetime, timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from .dock_common import DockCommon

NOW = datetime(2026, 3, 20, 12)


@tagged("post_install", "-at_install")
class TestDockScan(DockCommon):
    """Whatever number is on a parcel is found, however it is written."""

    def _assert_receipt(self, claim, code, scanned=None):
        answer = self._scan(code, "receipt")
        self.assertEqual(answer["claim"]["id"], claim.id, code)
        self.assertEqual(answer["picking"]["id"], self._get_receipt(claim).id)
        if scanned is not None:
            ids = [unit["id"] for unit in answer["units"] if unit["is_scanned"]]
            self.assertEqual(ids, scanned.ids, code)
        return answer

    def test_every_number(self):
        claim = self._approved(client_ref="Po 77/a")
        number = claim.rma_number
        codes = [
            number,
            number.lower(),
            f"]C1{number}\r\n",
            f"{number[:3]}-{number[3:8]} {number[8:]}\t",
            claim.name,
            claim.name.replace("/", "-"),
            claim.line_ids.reference,
            claim.line_ids.reference.replace("-", ""),
            f"https://example.com/my/rma/{number}",
            claim._get_tracking_url(),
            claim._get_tracking_url().upper(),
            f"{claim._get_tracking_url()}&item=01",
            # a scanner that is set to another keyboard
            f"https>&&rma.example.com&rma&track_number*{number}",
            f"https>&&rma.example.com&rma&track_number*{number}/item*01",
            "SOLD0",
            "sold0",
            "]d2010123456789012821SOLD0\x1d",
            "PO 77/A",
            self.sale_order.name.lower(),
            self._get_receipt(claim).name,
        ]
        for code in codes:
            self._assert_receipt(claim, code, claim.line_ids)

    def test_told_serial_and_ticket(self):
        ticket = self.env["helpdesk.ticket"].create(
            {"name": "Dead", "description": "It is dead"}
        )
        claim = self._register(
            product_id=self.other_product.id, lot_name="x-99", ticket_id=ticket.id
        )
        self._approve(claim)
        self._assert_receipt(claim, "X-99", claim.line_ids)
        self._assert_receipt(claim, ticket.number, claim.line_ids)

    def test_card(self):
        claim = self._approve(self._register_many(self.lots[:3], "repair"))
        unit = claim.line_ids[1]
        answer = self._scan(unit.reference, "receipt")
        self.assertEqual(len(answer["units"]), 3)
        self.assertEqual(answer["units"][1]["serial"], "SOLD1")
        self.assertEqual(
            [unit["is_scanned"] for unit in answer["units"]], [False, True, False]
        )
        self.assertEqual(answer["claim"]["customer"], "Shop")
        answer = self._scan(claim.rma_number, "receipt")
        self.assertFalse(any(unit["is_scanned"] for unit in answer["units"]))

    def test_docket(self):
        claim = self._approved()
        consignment = self._consign(claim, docket="AB 12-34")
        answer = self._assert_receipt(claim, "ab1234", claim.line_ids)
        self.assertEqual(answer["consignment"]["id"], consignment.id)
        self.assertEqual(answer["docket"]["number"], "AB1234")

    def test_docket_in_a_long_barcode(self):
        claim = self._approved()
        self._consign(claim, docket="123456789012")
        code = "96" + 20 * "7" + "123456789012"
        self._scan(code, "unknown")
        self.carrier.rma_docket_pattern = r"^96\d{20}(\d{12})$"
        answer = self._assert_receipt(claim, code)
        self.assertEqual(
            answer["docket"],
            {"number": "123456789012", "carrier_id": self.carrier.id},
        )
        answer = self._scan("96" + 32 * "8", "unknown")
        self.assertEqual(answer["docket"]["carrier_id"], self.carrier.id)

    def test_patterns_that_never_end(self):
        for pattern in ("(a+)+$", "(a|a)*b", "a*a*a*a*b", "(", r"(a)\1", 200 * "a"):
            with self.assertRaisesRegex(ValidationError, "regular expression"):
                self.carrier.rma_docket_pattern = pattern
        self.carrier.rma_docket_pattern = r"(?:JD|JJ)[A-Z*+]?\d{10,18}"

    def test_two_claims_in_one_box(self):
        claims = self._approved() | self._approved(lot=self.lots[1])
        self._consign(claims, docket="BOX-1")
        answer = self._scan("BOX1", "options")
        self.assertEqual(len(answer["options"]), 2)
        option = answer["options"][0]
        card = self.dock.show(option["model"], option["id"], option["line_ids"])
        self.assertEqual(card["kind"], "receipt")
        self.assertIn(card["claim"]["id"], claims.ids)

    def test_unknown(self):
        for code in ("4006381333931", "%1_", "x' OR '1'='1", "<b>1</b>", 500 * "9"):
            answer = self._scan(code, "unknown")
            self.assertFalse(answer["parcel_vals"])
        for code in ("", " \r\n", "]C1", "--", "%_", None, 5, ["1"]):
            self._scan(code, "empty")

    def test_known_serial_without_claim(self):
        answer = self._scan("SHELF0", "unknown")
        self.assertEqual(answer["parcel_vals"]["product_id"], self.product.id)
        self.assertIn("SHELF0", answer["message"])

    def test_announced_without_contents(self):
        consignment = self._consign(docket="EMPTY-1")
        answer = self._scan("EMPTY1", "unknown")
        vals = answer["parcel_vals"]
        self.assertEqual(vals["consignment_id"], consignment.id)
        self.assertEqual(vals["carrier_id"], self.carrier.id)

    def test_outgoing(self):
        claim = self._received("return_unrepaired")
        claim.action_ship()
        picking = self._get_open_pickings(claim, "outgoing")
        answer = self._scan(picking.name, "outgoing")
        self.assertEqual(answer["open"], {"model": "stock.picking", "id": picking.id})
        consignment = self._consign(claim, "customer_out", "OUT-1")
        self.assertNotIn("take_back", self._scan("OUT1", "outgoing")["choices"])
        consignment.action_dispatch()
        self.assertIn("take_back", self._scan("OUT1", "outgoing")["choices"])
        self.dock.take_back(consignment.id)
        self.assertEqual(consignment.state, "returned")

    def test_other_transfer(self):
        picking = self.env["stock.picking"].search(
            [("picking_type_id", "=", self.warehouse.in_type_id.id)], limit=1
        )
        answer = self._scan(picking.name, "transfer")
        self.assertEqual(answer["choices"], ["open"])

    def test_other_service_centre(self):
        claim = self._approved()
        other = self.env["stock.warehouse"].create({"name": "North", "code": "NOR"})
        answer = self._scan(claim.rma_number, "receipt", warehouse_id=other.id)
        self.assertIn(self.warehouse.name, answer["notes"][0])


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestDockObstacles(DockCommon):
    """What receives no goods says so in a sentence and offers what is allowed."""

    def _assert_obstacle(self, claim, sentence, *choices, user=None):
        dock = self.dock.with_user(user or self.stocker)
        for code in (claim.rma_number or claim.name, claim.line_ids[0].reference):
            answer = dock.scan(code)
            self.assertEqual(answer["kind"], "obstacle", answer)
            self.assertRegex(answer["message"], sentence)
            self.assertEqual(answer["choices"], list(choices))
        return answer

    def test_not_approved(self):
        claim = self._register()
        keep = ("quarantine", "refuse", "open")
        self._assert_obstacle(claim, "not approved yet", *keep)
        claim.action_submit()
        self._assert_obstacle(claim, "not approved yet", *keep)
        claim.with_user(self.approver).action_reject("No")
        answer = self._assert_obstacle(claim, "was rejected", *keep)
        self.assertEqual(answer["parcel_vals"]["named_line_id"], claim.line_ids.id)

    def test_cancelled_and_closed(self):
        keep = ("quarantine", "refuse", "open")
        claim = self._approved()
        claim.action_cancel("Never mind")
        self._assert_obstacle(claim, "was cancelled", *keep)
        claim = self._finish(self._received("return_unrepaired", lot=self.lots[1]))
        self._assert_obstacle(claim, "is closed", *keep)

    def test_received_already(self):
        claim = self._received()
        self._assert_obstacle(claim, "received already", "open", "quarantine")

    def test_nothing_is_to_come(self):
        claim = self._approved()
        self._get_receipt(claim).action_cancel()
        keep = ("quarantine", "refuse", "open")
        self._assert_obstacle(claim, "No receipt waits", *keep)

    def test_expired(self):
        claim = self._approved()
        keep = ("quarantine", "refuse", "open")
        with freeze_time(NOW + timedelta(days=60)):
            self._assert_obstacle(claim, "has expired", *keep)
            claim.sudo()._expire()
            self.assertEqual(claim.state, "expired")
            self._assert_obstacle(claim, "has expired", *keep)
            self._assert_obstacle(
                claim, "has expired", "extend", *keep, user=self.approver
            )
            with self.assertRaisesRegex(UserError, "needs the right"):
                self.dock.extend(claim.id, 5)
            dock = self.dock.with_user(self.approver)
            with self.assertRaisesRegex(UserError, "how many days"):
                dock.extend(claim.id, "5")
            card = dock.extend(claim.id, 5)
            self.assertEqual(card["kind"], "receipt")
            self.assertEqual(claim.valid_until, fields.Date.today() + timedelta(days=5))


@tagged("post_install", "-at_install")
class TestDockReceive(DockCommon):
    """Receiving at the dock is validating the native transfer."""

    def test_receive_by_docket(self):
        claim = self._approved()
        receipt = self._get_receipt(claim)
        consignment = self._consign(claim, docket="D1")
        card = self._scan("D1", "receipt")
        courier = {"consignment_id": card["consignment"]["id"]}
        result = self.dock.receive(receipt.id, claim.line_ids.ids, courier)
        self.assertIs(result, True)
        self.assertEqual(receipt.state, "done")
        self.assertEqual(consignment.picking_ids, receipt)
        self.assertEqual(consignment.state, "delivered")
        self.assertEqual(consignment.event_ids.mapped("source"), ["scan"])
        self.assertEqual(claim.line_ids.goods_state, "received")
        self.assertNotified(self.dock.receive(receipt.id, claim.line_ids.ids, courier))
        self.assertEqual(len(consignment.event_ids), 1)

    def test_receive_with_a_new_docket(self):
        claim = self._approved()
        receipt = self._get_receipt(claim)
        courier = {"docket": "NEW-1", "carrier_id": self.carrier.id}
        self.assertIs(self.dock.receive(receipt.id, claim.line_ids.ids, courier), True)
        consignment = claim.line_ids.consignment_ids
        self.assertRecordValues(
            consignment,
            [
                {
                    "docket": "NEW-1",
                    "carrier_id": self.carrier.id,
                    "partner_id": self.customer.id,
                    "state": "delivered",
                    "direction": "customer_in",
                }
            ],
        )

    def test_some_of_the_units(self):
        claim = self._approve(self._register_many(self.lots[:3], "repair"))
        receipt = self._get_receipt(claim)
        receipt.picking_type_id.sudo().create_backorder = "ask"
        here = claim.line_ids[:2]
        courier = {"docket": "PART-1"}
        action = self.dock.receive(receipt.id, here.ids, courier)
        self.assertEqual(action["res_model"], "stock.backorder.confirmation")
        consignment = here.consignment_ids
        self.assertEqual(consignment.line_ids, here)
        # the dialog is closed and the button pressed again: the same consignment
        self.dock.receive(receipt.id, here.ids, courier)
        self.assertEqual(here.consignment_ids, consignment)
        wizard = (
            self.env["stock.backorder.confirmation"]
            .with_user(self.stocker)
            .with_context(**action["context"])
            .create({"pick_ids": [Command.set(receipt.ids)]})
        )
        wizard.process()
        self.assertEqual(
            claim.line_ids.mapped("goods_state"), ["received", "received", "expected"]
        )
        card = self._scan(claim.rma_number, "receipt")
        self.assertEqual([u["id"] for u in card["units"]], claim.line_ids[2].ids)

    def test_other_serial_opens_the_check(self):
        claim = self._register(
            product_id=self.other_product.id, lot_name="TOLD", quantity=1
        )
        receipt = self._get_receipt(self._approve(claim))
        receipt.move_line_ids.lot_name = "OTHER"
        action = self.dock.receive(receipt.id, claim.line_ids.ids)
        self.assertEqual(action["res_model"], "rma.receipt.check")

    def test_serial_that_nobody_knew(self):
        claim = self._approve(self._register(product_id=self.other_product.id))
        card = self._scan(claim.rma_number, "receipt")
        unit = claim.line_ids
        self.assertTrue(card["units"][0]["is_serial_needed"])
        result = self.dock.receive(
            card["picking"]["id"], unit.ids, serials={str(unit.id): " N-1 "}
        )
        self.assertIs(result, True)
        self.assertEqual(unit.lot_id.name, "N-1")

    def test_ids_are_not_trusted(self):
        claim, other = self._approved(), self._approved(lot=self.lots[1])
        receipt = self._get_receipt(claim)
        line_ids = claim.line_ids.ids
        for ids in (other.line_ids.ids, line_ids + other.line_ids.ids, [0], "1", None):
            with self.assertRaises(UserError):
                self.dock.receive(receipt.id, ids)
        for picking_id in (0, -1, "1", 2**40, None, [receipt.id]):
            with self.assertRaisesRegex(UserError, "gone meanwhile"):
                self.dock.receive(picking_id, line_ids)
        out = self._consign(claim, "customer_out", "OUT")
        with self.assertRaisesRegex(UserError, "does not bring"):
            self.dock.receive(receipt.id, line_ids, {"consignment_id": out.id})
        self.assertEqual(receipt.state, "assigned")
        self.assertFalse(receipt.consignment_ids)
        receipt.action_cancel()
        with self.assertRaisesRegex(UserError, "receives nothing"):
            self.dock.receive(receipt.id, line_ids)
