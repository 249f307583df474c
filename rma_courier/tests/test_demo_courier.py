# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import datetime, timedelta

from freezegun import freeze_time

from odoo.tests import tagged

from ..exceptions import RmaCourierError
from ..tools.courier_status import STATUSES
from .common import CourierCommon

NOW = datetime(2026, 3, 18, 12)


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestDemoCourier(CourierCommon):
    """The reference provider: the whole contract in one file."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.demo = cls.carrier.copy({"name": "Demo", "delivery_type": "rma_demo"})

    def _send(self, docket, hours=0):
        consignment = self._consign(docket=docket, carrier_id=self.demo.id)
        consignment.action_dispatch(date=NOW - timedelta(hours=hours))
        return consignment

    def _get_statuses(self, docket, hours):
        consignment = self._send(docket)
        with freeze_time(NOW + timedelta(hours=hours)):
            told = self.demo._get_rma_tracking(consignment)
            again = self.demo._get_rma_tracking(consignment)
        self.assertEqual(told, again, "the same parcel travels the same way")
        [events] = told.values()
        self.assertLessEqual({e["status"] for e in events}, set(dict(STATUSES)))
        return [event["status"] for event in events]

    def test_way(self):
        for number, (hours, last) in enumerate(
            [
                (0, "dispatched"),
                (5, "in_transit"),
                (27, "out_for_delivery"),
                (31, "delivered"),
            ]
        ):
            self.assertEqual(self._get_statuses(f"D{number}", hours)[-1], last)

    def test_detours(self):
        self.assertEqual(self._get_statuses("LOST-1", 80)[-1], "lost")
        self.assertEqual(self._get_statuses("late 2", 40)[-1], "exception")
        self.assertEqual(self._get_statuses("xLATEx", 151)[-1], "delivered")
        self.assertEqual(
            self._get_statuses("FAIL3", 60)[-2:], ["attempt_failed", "available"]
        )
        with self.assertRaises(RmaCourierError) as caught:
            self._get_statuses("FAILS4", 1)
        self.assertTrue(caught.exception.is_retryable)

    def test_pickup(self):
        consignment = self._consign(docket="D1", carrier_id=self.demo.id)
        consignment.date_pickup = "2026-03-19"
        booked = self.demo.rma_demo_rma_pickup(consignment)
        self.assertTrue(booked[consignment]["pickup_number"].startswith("PU-"))
        self.assertEqual(self.demo.rma_demo_rma_pickup(consignment), booked)
        consignment.date_pickup = "2026-03-22"
        with self.assertRaisesRegex(RmaCourierError, "Sundays"):
            self.demo.rma_demo_rma_pickup(consignment)

    def test_native_delivery(self):
        order = self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "order_line": [
                    (0, 0, {"product_id": self.cable.id, "product_uom_qty": 1})
                ],
            }
        )
        rate = self.demo.rate_shipment(order)
        self.assertTrue(rate["success"])
        self.assertEqual(rate["price"], 7.5)
        order.set_delivery_line(self.demo, rate["price"])
        order.action_confirm()
        picking = order.picking_ids
        self.assertEqual(picking.carrier_id, self.demo)
        picking.move_ids.picked = True
        picking.button_validate()
        self.assertTrue(picking.carrier_tracking_ref.startswith("DEMO"))
        self.assertEqual(picking.carrier_price, 7.5)
        self.assertIn(picking.carrier_tracking_ref, picking.carrier_tracking_url)
        picking.cancel_shipment()
        self.assertFalse(picking.carrier_tracking_ref)

    def test_codes(self):
        carriers = self.env["delivery.carrier"]
        found = carriers._find_by_codes(
            {"SWIFT", "swift-INTL", "Slow", "none", ""}, self.company
        )
        self.assertEqual(found["SWIFT"], self.carrier | self.demo)
        self.assertIn(self.carrier, found["swift-INTL"])
        self.assertEqual(found["Slow"], self.other_carrier)
        self.assertFalse(found["none"] or found[""])
