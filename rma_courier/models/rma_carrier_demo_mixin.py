# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import zlib
from datetime import timedelta

from odoo import fields, models

from ..exceptions import RmaCourierError
from ..tools import docket

#: Hours since the dispatch, status, what the courier says.
WAY = [
    (0, "dispatched", "Picked up"),
    (4, "in_transit", "Arrived at the sorting centre"),
    (20, "in_transit", "Left the sorting centre"),
    (26, "out_for_delivery", "In the van"),
    (30, "delivered", "Handed over"),
]
#: What happens instead, by a word in the docket number.
DETOURS = {
    "LOST": [(30, "exception", "Not found in the van"), (72, "lost", "Lost")],
    "LATE": [(30, "exception", "Snow on the road"), (150, "delivered", "Handed over")],
    "FAIL": [(30, "attempt_failed", "Nobody was there"), (54, "available", "At shop")],
}
CITIES = ("Antwerp", "Bilbao", "Cork", "Dresden", "Esbjerg", "Ferrara", "Gdansk")
PRICE = 7.5


class RmaCarrierDemoMixin(models.AbstractModel):
    """A courier that exists in this file only: the reference for providers.

    It makes up docket numbers and lets parcels travel by the clock, the same way for
    the same docket number. A number that contains LOST, LATE or FAIL shows such a
    parcel; one that contains FAILS lets the courier fail to answer.
    """

    _name = "rma.carrier.demo.mixin"
    _description = "RMA Demo Courier"

    # -- the native contract of delivery --

    def rma_demo_rate_shipment(self, order):
        """Return the price of sending *order*: always the same."""
        self.ensure_one()
        return {
            "success": True,
            "price": PRICE,
            "error_message": False,
            "warning_message": False,
        }

    def rma_demo_send_shipping(self, pickings):
        """Take the *pickings* and return their prices and docket numbers."""
        return [
            {"exact_price": PRICE, "tracking_number": self._get_rma_demo_docket(p)}
            for p in pickings
        ]

    def rma_demo_get_tracking_link(self, picking):
        """Return where a browser would follow *picking*; an address for examples."""
        return f"https://courier.example.com/{picking.carrier_tracking_ref or ''}"

    def rma_demo_cancel_shipment(self, pickings):
        """Take the docket numbers off *pickings* again."""
        pickings.write({"carrier_tracking_ref": False, "carrier_price": 0.0})

    def _get_rma_demo_docket(self, record):
        check = zlib.crc32(f"{record._name},{record.id}".encode()) % 97
        return f"DEMO{record.id:07d}{check:02d}"

    # -- the contract of this app --

    def rma_demo_rma_tracking(self, consignments):
        """Tell how far the consignments are; see ``_get_rma_tracking``."""
        if any("FAILS" in (c.docket or "").upper() for c in consignments):
            raise RmaCourierError(
                self.env._("The demo courier does not answer at the moment."),
                is_retryable=True,
            )
        now = fields.Datetime.now()
        return {
            consignment: self._get_rma_demo_events(consignment, now)
            for consignment in consignments
        }

    def _get_rma_demo_events(self, consignment, now):
        number = docket.normalize(consignment.docket_ids[:1].name)
        start = consignment.date_dispatched or consignment.create_date
        return [
            {
                "key": f"{number}-{hours}",
                "status": status,
                "date": start + timedelta(hours=hours),
                "location": CITIES[(zlib.crc32(number.encode()) + hours) % len(CITIES)],
                "text": text,
                "date_promised": start + timedelta(hours=WAY[-1][0]),
            }
            for hours, status, text in self._get_rma_demo_way(number)
            if start + timedelta(hours=hours) <= now
        ]

    def _get_rma_demo_way(self, number):
        for word, detour in DETOURS.items():
            if word in number:
                return WAY[:-1] + detour
        return WAY

    def rma_demo_rma_pickup(self, consignments):
        """Book the courier to come for *consignments*; see ``_request_rma_pickup``.

        :raises RmaCourierError: the courier does not come on that day
        """
        sundays = consignments.filtered(
            lambda c: c.date_pickup and c.date_pickup.weekday() == 6
        )
        if sundays:
            raise RmaCourierError(
                self.env._("The demo courier does not come on Sundays.")
            )
        numbers = {c: self._get_rma_demo_docket(c) for c in consignments}
        return {
            c: {"docket": c.docket or number, "pickup_number": f"PU-{number}"}
            for c, number in numbers.items()
        }
