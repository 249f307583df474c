# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .common import CourierCommon


@tagged("post_install", "-at_install")
class TestCourierCheck(CourierCommon):
    """Who validates what travels by courier is asked for courier and docket."""

    def _deliveries(self, count=1, **vals):
        claims = self.env["rma.claim"]
        for lot in self.lots[:count]:
            claims |= self._received("return_unrepaired", lot=lot, **vals)
        claims.action_ship()
        return self._get_open_pickings(claims, "outgoing")

    def _open(self, action):
        self.assertEqual(action["res_model"], "rma.courier.check")
        return (
            self.env["rma.courier.check"]
            .with_user(self.stocker)
            .with_context(**action["context"])
            .browse(action["res_id"])
        )

    def test_asked_on_many_at_once(self):
        deliveries = self._deliveries(2)
        self._ask_for_docket("warn")
        check = self._open(deliveries.button_validate())
        self.assertEqual(check.line_ids.picking_id, deliveries)
        self.assertFalse(check.is_blocking)
        with self.assertRaisesRegex(UserError, "Enter courier and docket number of"):
            check.action_apply()
        with Form(check) as form:
            for index in range(2):
                with form.line_ids.edit(index) as line:
                    line.carrier_id = self.carrier
                    line.docket = "TOGETHER"
                    line.package_count = 2
                    line.weight = 1.5
                    line.cost = 7
        self.assertIs(check.action_apply(), True)
        self.assertEqual(set(deliveries.mapped("state")), {"done"})
        self.assertRecordValues(
            deliveries.sudo().consignment_ids,
            [
                {
                    "state": "dispatched",
                    "docket": "TOGETHER",
                    "package_count": 2,
                    "weight": 3.0,
                    "cost": 14,
                }
            ],
        )

    def test_validated_without(self):
        delivery = self._deliveries()
        self._ask_for_docket("warn")
        check = self._open(delivery.button_validate())
        self.assertIs(check.action_skip(), True)
        self.assertEqual(delivery.state, "done")
        self.assertEqual(delivery.consignment_ids.state, "dispatched")

    def test_required(self):
        delivery = self._deliveries()
        self._ask_for_docket("block")
        check = self._open(delivery.button_validate())
        self.assertTrue(check.is_blocking)
        with self.assertRaisesRegex(UserError, "required here"):
            check.action_skip()
        action = delivery.with_context(skip_rma_courier_check=True).button_validate()
        self._open(action)
        with self.assertRaisesRegex(UserError, "Enter both on the transfer"):
            delivery._action_done()
        self.assertNotEqual(delivery.state, "done")
        delivery.write({"carrier_id": self.carrier.id, "carrier_tracking_ref": "R1"})
        self.assertIs(delivery.button_validate(), True)

    def test_asked_at_the_dock_unless_known(self):
        self._ask_for_docket("warn")
        claim = self._approved("return_unrepaired")
        receipt = self._get_open_pickings(claim, "incoming")
        self._open(receipt.button_validate())
        self._consign(claim, docket="KNOWN").action_dispatch()
        self.assertIs(receipt.button_validate(), True)

    def test_asked_after_the_backorder(self):
        claim = self._register_many(self.lots[:2])
        self._receive(self._approve(claim))
        claim.action_ship()
        self._ask_for_docket("warn")
        delivery = self._get_open_pickings(claim, "outgoing")
        delivery.move_ids[0].picked = True
        delivery.move_ids[1].picked = False
        action = delivery.button_validate()
        self.assertEqual(action["res_model"], "stock.backorder.confirmation")
        backorder = (
            self.env["stock.backorder.confirmation"]
            .with_user(self.stocker)
            .with_context(**action["context"])
            .create({"pick_ids": [(4, delivery.id)]})
        )
        check = self._open(backorder.process())
        check.line_ids.write({"carrier_id": self.carrier.id, "docket": "PART"})
        self.assertIs(check.action_apply(), True)
        self.assertEqual(delivery.state, "done")
        self.assertEqual(delivery.consignment_ids.docket, "PART")
        self.assertTrue(self._get_open_pickings(claim, "outgoing"))

    def test_counter_is_never_asked(self):
        self._ask_for_docket("block")
        for number, method in enumerate(("counter", "pickup")):
            claim = self._received(
                "return_unrepaired", lot=self.lots[number], delivery_method=method
            )
            claim.action_ship()
            self._hand_over(claim)
            self.assertEqual(claim.line_ids.goods_state, "delivered")

    def test_posted_lines_give_no_rights(self):
        delivery = self._deliveries()
        check = self.env["rma.courier.check"].create(
            {"line_ids": [(0, 0, {"picking_id": delivery.id, "docket": "X"})]}
        )
        check.line_ids.carrier_id = self.carrier
        with self.assertRaises(UserError):
            check.with_user(self.agent_own).action_apply()
