# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .common import CourierCommon


@tagged("post_install", "-at_install")
class TestCourierTransfer(CourierCommon):
    """What stands on a transfer is what its consignment says, once."""

    def _receipt(self, claim):
        return self._get_open_pickings(claim, "incoming")

    def _delivery(self, claim):
        return self._get_open_pickings(claim, "outgoing")

    def _returning(self, lot=None, **vals):
        claim = self._received("return_unrepaired", lot=lot or self.lots[0], **vals)
        claim.action_ship()
        return claim

    # -- in --

    def test_docket_on_a_receipt(self):
        claim = self._approved("return_unrepaired")
        receipt = self._receipt(claim)
        self.assertEqual(receipt.courier_direction, "in")
        receipt.write({"carrier_id": self.carrier.id, "carrier_tracking_ref": "AB-1"})
        consignment = receipt.consignment_ids
        self.assertRecordValues(
            consignment,
            [
                {
                    "state": "announced",
                    "direction": "customer_in",
                    "docket": "AB-1",
                    "carrier_id": self.carrier.id,
                    "partner_id": self.customer.id,
                    "line_ids": claim.line_ids.ids,
                    "picking_ids": receipt.ids,
                    "company_id": self.company.id,
                }
            ],
        )
        self.assertEqual(receipt.consignment_count, 1)
        self.assertEqual(receipt.consignment_summary, "Announced")
        self.assertEqual(receipt.action_view_consignments()["res_id"], consignment.id)
        receipt.write({"carrier_id": self.carrier.id, "carrier_tracking_ref": "ab1"})
        self.assertEqual(receipt.consignment_ids, consignment)
        self.assertEqual(len(consignment.docket_ids), 1)

    def test_new_docket_while_announced(self):
        receipt = self._receipt(self._approved("return_unrepaired"))
        receipt.write({"carrier_id": self.carrier.id, "carrier_tracking_ref": "A1"})
        consignment = receipt.consignment_ids
        receipt.carrier_tracking_ref = "A2, A3"
        self.assertEqual(receipt.consignment_ids, consignment)
        self.assertEqual(consignment.docket, "A2, A3")
        receipt.carrier_id = self.other_carrier
        self.assertEqual(consignment.carrier_id, self.other_carrier)
        receipt.carrier_tracking_ref = False
        self.assertFalse(consignment.docket)
        self.assertEqual(receipt.consignment_ids, consignment)

    def test_form_of_the_dock(self):
        claim = self._approved("return_unrepaired")
        with Form(self._receipt(claim)) as form:
            form.carrier_id = self.carrier
            form.carrier_tracking_ref = "F1"
        self.assertEqual(claim.sudo().consignment_ids.docket, "F1")

    def test_two_claims_in_one_box(self):
        first = self._approved("return_unrepaired", lot=self.lots[0])
        second = self._approved("return_unrepaired", lot=self.lots[1])
        self._receipt(first).write(
            {"carrier_id": self.carrier.id, "carrier_tracking_ref": "BOX 1"}
        )
        self._receipt(second).carrier_tracking_ref = "box1"
        consignment = first.sudo().consignment_ids
        self.assertEqual(second.sudo().consignment_ids, consignment)
        self.assertEqual(consignment.line_ids, (first | second).sudo().line_ids)
        self.assertEqual(len(consignment.picking_ids), 2)
        # the second one was not in this box after all
        receipt = self._receipt(second)
        receipt.carrier_tracking_ref = "BOX 2"
        self.assertEqual(consignment.line_ids, first.sudo().line_ids)
        self.assertEqual(receipt.consignment_ids.line_ids, second.sudo().line_ids)
        self.assertEqual(receipt.consignment_ids.docket, "BOX 2")

    def test_two_claims_in_one_box_in_one_write(self):
        claims = self.env["rma.claim"]
        for lot in self.lots[:3]:
            claims |= self._approved("return_unrepaired", lot=lot)
        receipts = self._receipt(claims)
        receipts.write({"carrier_id": self.carrier.id, "carrier_tracking_ref": "BOX"})
        self.assertEqual(len(receipts.consignment_ids), 1)
        self.assertEqual(receipts.consignment_ids.line_ids, claims.sudo().line_ids)
        receipts.button_validate()
        self.assertEqual(receipts.consignment_ids.state, "delivered")

    def test_receipt_joins_what_was_announced(self):
        claim = self._approved("return_unrepaired")
        consignment = self._consign(claim, docket="J1", carrier_id=False)
        receipt = self._receipt(claim)
        receipt.write({"carrier_id": self.carrier.id, "carrier_tracking_ref": "j-1"})
        self.assertEqual(receipt.consignment_ids, consignment)
        self.assertEqual(consignment.carrier_id, self.carrier)

    def test_docket_of_another_way(self):
        self._consign(direction="vendor_out", docket="V1")
        receipt = self._receipt(self._approved("return_unrepaired"))
        with self.assertRaisesRegex(UserError, "goes another way"):
            receipt.write({"carrier_id": self.carrier.id, "carrier_tracking_ref": "V1"})

    def test_receipt_delivers(self):
        claim = self._approved("return_unrepaired")
        receipt = self._receipt(claim)
        receipt.write({"carrier_id": self.carrier.id, "carrier_tracking_ref": "A1"})
        receipt.button_validate()
        consignment = receipt.consignment_ids
        self.assertEqual(consignment.state, "delivered")
        self.assertEqual(consignment.date_delivered, receipt.date_done)
        event = consignment.event_ids
        self.assertEqual((len(event), event.source), (1, "transfer"))
        self.assertEqual(event.source_key, f"stock.picking,{receipt.id}")

    def test_receipt_delivers_what_was_announced_by_phone(self):
        claim = self._approved("return_unrepaired")
        consignment = self._consign(claim, docket="J1")
        consignment.action_dispatch()
        self._receive(claim)
        self.assertEqual(consignment.state, "delivered")
        self.assertEqual(len(consignment.picking_ids), 1)

    def test_docket_after_the_receipt(self):
        claim = self._approved("return_unrepaired")
        receipt = self._receipt(claim)
        receipt.button_validate()
        self.assertFalse(receipt.consignment_ids)
        receipt.write({"carrier_id": self.carrier.id, "carrier_tracking_ref": "A1"})
        self.assertEqual(receipt.consignment_ids.state, "delivered")
        self.assertEqual(receipt.consignment_ids.date_delivered, receipt.date_done)
        self.assertEqual(claim.line_ids.goods_state, "received")

    def test_one_claim_in_two_boxes(self):
        claim = self._approve(self._register_many(self.lots[:2]))
        one, two = claim.line_ids
        first, second = (
            self._consign(docket=f"B{unit.number}", line_ids=[Command.set(unit.ids)])
            for unit in (one, two)
        )
        (first | second).action_dispatch()
        receipt = self._receipt(claim)
        receipt.move_ids.filtered(lambda m: m.rma_line_id == two).picked = False
        receipt.move_ids.filtered(lambda m: m.rma_line_id == one).picked = True
        receipt.with_context(skip_backorder=True).button_validate()
        self.assertEqual(first.state, "delivered")
        self.assertEqual(second.state, "dispatched")
        self.assertEqual(one.goods_state, "received")
        self.assertEqual(two.goods_state, "in_transit")
        second.action_lose()
        self.assertEqual(two.goods_state, "expected")
        self.assertEqual(two.next_step, "trace")
        # found in the end
        self._receive(claim)
        self.assertEqual(second.state, "delivered")
        self.assertEqual(two.goods_state, "received")

    # -- out --

    def test_delivery_is_announced_and_dispatched(self):
        claim = self._returning()
        delivery = self._delivery(claim)
        consignment = delivery.consignment_ids
        self.assertRecordValues(
            consignment,
            [
                {
                    "state": "announced",
                    "direction": "customer_out",
                    "line_ids": claim.line_ids.ids,
                    "partner_to_id": claim.partner_shipping_id.id,
                }
            ],
        )
        self.assertRepeatIsHarmless(claim, "action_ship")
        delivery.write({"carrier_id": self.carrier.id, "carrier_tracking_ref": "O1"})
        delivery.button_validate()
        self.assertEqual(delivery.consignment_ids, consignment)
        self.assertEqual(consignment.state, "dispatched")
        self.assertEqual(consignment.docket, "O1")
        self.assertEqual(consignment.date_dispatched, delivery.date_done)
        delivery._follow_validation()
        self.assertEqual(len(consignment.event_ids), 1)

    def test_delivery_without_a_docket_is_completed_afterwards(self):
        claim = self._returning()
        delivery = self._delivery(claim)
        delivery.button_validate()
        consignment = delivery.consignment_ids
        self.assertEqual(consignment.state, "dispatched")
        delivery.write(
            {"carrier_id": self.carrier.id, "carrier_tracking_ref": "L1, L2"}
        )
        self.assertEqual(delivery.consignment_ids, consignment)
        self.assertEqual(consignment.docket, "L1, L2")
        self.assertEqual(consignment.carrier_id, self.carrier)

    def test_carrier_that_gives_the_docket_itself(self):
        """What the provider answers at the validation is on the consignment."""
        claim = self._returning()
        delivery = self._delivery(claim)
        consignment = delivery.consignment_ids
        delivery.carrier_id = self.carrier
        answer = [{"exact_price": 6.5, "tracking_number": "API-1,API-2"}]
        model = type(self.env["delivery.carrier"])
        self._ask_for_docket("block")
        with (
            patch.object(model, "fixed_send_shipping", lambda *args: answer),
            patch.object(
                type(delivery), "_is_docket_from_carrier", lambda picking: True
            ),
        ):
            delivery.button_validate()
        self.assertRecordValues(
            consignment.sudo(),
            [
                {
                    "docket": "API-1, API-2",
                    "cost": 6.5,
                    "carrier_id": self.carrier.id,
                    "state": "dispatched",
                }
            ],
        )
        self.assertEqual(delivery.consignment_ids, consignment)
        self.assertEqual(len(consignment.event_ids), 1)

    def test_two_deliveries_in_one_box(self):
        claims = self._returning(self.lots[0]) | self._returning(self.lots[1])
        prepared = claims.sudo().consignment_ids.filtered("is_open")
        self.assertEqual(len(prepared), 2)
        deliveries = self._delivery(claims)
        for delivery in deliveries:
            delivery.write(
                {"carrier_id": self.carrier.id, "carrier_tracking_ref": "ONE"}
            )
        consignment = deliveries.consignment_ids
        self.assertEqual(len(consignment), 1)
        self.assertEqual(consignment.line_ids, claims.sudo().line_ids)
        self.assertEqual(len(prepared.exists()), 1, "What was prepared is gone")

    def test_cancelled_delivery(self):
        claim = self._returning()
        delivery = self._delivery(claim)
        consignment = delivery.consignment_ids
        delivery.action_cancel()
        self.assertEqual(consignment.state, "cancelled")

    def test_cancelled_claim(self):
        claim = self._approved("return_unrepaired")
        receipt = self._receipt(claim)
        receipt.write({"carrier_id": self.carrier.id, "carrier_tracking_ref": "C1"})
        consignment = receipt.consignment_ids
        claim.action_cancel("Changed his mind.")
        self.assertEqual(consignment.state, "cancelled")

    def test_partial_delivery(self):
        claim = self._register_many(self.lots[:2])
        self._receive(self._approve(claim))
        claim.action_ship()
        delivery = self._delivery(claim)
        delivery.write(
            {
                "carrier_id": self.carrier.id,
                "carrier_tracking_ref": "P1",
                "carrier_price": 12,
            }
        )
        delivery.move_ids[0].picked = True
        delivery.move_ids[1].picked = False
        delivery.with_context(skip_backorder=True).button_validate()
        rest = self._delivery(claim)
        self.assertNotEqual(rest, delivery)
        self.assertEqual(delivery.consignment_ids.state, "dispatched")
        self.assertEqual(delivery.sudo().consignment_ids.cost, 12)
        self.assertEqual(rest.consignment_ids.state, "announced")
        self.assertFalse(rest.consignment_ids.docket)
        self.assertFalse(rest.sudo().consignment_ids.cost)

    def test_replacement_through_the_steps_of_the_warehouse(self):
        self.warehouse.delivery_steps = "pick_pack_ship"
        self._ask_for_docket("none")
        claim = self._received("replace_after_receipt")
        claim.action_ship()
        self._hand_over(claim)
        outbound = claim.sudo().consignment_ids.filtered(
            lambda c: c.direction == "customer_out"
        )
        self.assertEqual(len(outbound), 1)
        self.assertEqual(outbound.state, "dispatched")
        self.assertEqual(outbound.picking_ids.picking_type_code, "outgoing")
        self.assertEqual(claim.line_ids.goods_state, "shipped")

    def test_replacement_in_one_step_is_announced(self):
        claim = self._received("replace_after_receipt")
        claim.action_ship()
        delivery = self._delivery(claim)
        self.assertEqual(delivery.courier_direction, "out")
        self.assertEqual(delivery.consignment_ids.state, "announced")

    def test_counter_and_pickup_claims_have_none(self):
        for method in ("counter", "pickup"):
            claim = self._received(
                "return_unrepaired",
                lot=self.lots[1 if method == "pickup" else 0],
                delivery_method=method,
            )
            claim.action_ship()
            delivery = self._delivery(claim)
            self.assertFalse(delivery.courier_direction)
            delivery.carrier_tracking_ref = "X"
            delivery.button_validate()
            self.assertFalse(claim.sudo().consignment_ids)

    def test_other_transfers_are_left_alone(self):
        delivery = self.sale_order.picking_ids
        delivery.write({"carrier_id": self.carrier.id, "carrier_tracking_ref": "S1"})
        self.assertFalse(delivery.consignment_ids)
