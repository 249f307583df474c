# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import timedelta

from odoo import api, fields, models

#: Consignments of the past that the reports are about.
HISTORY = 72


class RmaDemoCourier(models.AbstractModel):
    """Parcels that tell stories: on their way, late, lost, without a number."""

    _name = "rma.demo.courier"
    _inherit = "rma.demo.teller"
    _description = "RMA Demo Stories about Couriers"

    @api.model
    def _load(self):
        """Sell the goods, then live the stories."""
        self._stock_up_units("demo_product_terminal", "CT", 7)
        lots = self._sell("demo_partner_shop", "demo_product_terminal", 7)
        self._tell_on_its_way(lots[0])
        self._tell_lost(lots[1])
        self._tell_awaiting_dispatch(lots[2])
        self._tell_late(lots[3])
        self._tell_delivered(lots[4])
        self._tell_parcel_without_number(lots[5])
        self._tell_history()

    def _ref(self, name):
        """Return demo data of this addon, or else of the claims it is about."""
        own = self.env.ref(f"rma_courier.{name}", raise_if_not_found=False)
        return own or super()._ref(name)

    def _carrier(self, name):
        return self._ref(f"demo_carrier_{name}")

    def _ago(self, **delta):
        return fields.Datetime.now() - timedelta(**delta)

    # -- the steps --

    def _approved(self, lot, note, days):
        """Return a claim about *lot* that was approved *days* ago."""
        claim = self._register_claim(
            "demo_partner_shop",
            [{"lot_id": lot.id, "resolution_id": self._ref("resolution_repair").id}],
            days,
            symptom_note=note,
        )
        self._approve(claim)
        return claim

    def _send(self, claim, docket, carrier, **delta):
        """Let the customer tell the docket of his parcel; return the consignment."""
        claim.action_announce_consignment(
            docket=docket, carrier=self._carrier(carrier), date=self._ago(**delta)
        )
        return claim.consignment_ids

    def _repaired(self, claim):
        """Receive and repair the unit, prepare its delivery."""
        self._validate(claim)
        line = claim.line_ids.with_user(self._ref("demo_user_engineer"))
        line.action_start_work()
        line.action_finish_work()
        line.action_ship()

    def _shipped(self, claim, docket, carrier):
        """Hand the repaired unit to the courier; return the consignment."""
        pickings = claim.line_ids.picking_ids.filtered(
            lambda picking: picking.state not in ("done", "cancel")
        ).with_user(self._ref("demo_user_warehouse"))
        pickings.write(
            {
                "carrier_id": self._carrier(carrier).id,
                "carrier_tracking_ref": docket,
            }
        )
        self._validate(claim)
        return pickings.consignment_ids

    def _tell_way(self, consignment, *steps):
        """Tell the way of a consignment: (status, place, hours ago)."""
        consignment._register_events(
            [
                {
                    "consignment_id": consignment.id,
                    "status": status,
                    "location": place,
                    "date": self._ago(hours=hours),
                    "source": "webhook",
                    "source_key": f"demo-{number}",
                }
                for number, (status, place, hours) in enumerate(steps)
            ]
        )

    # -- the stories --

    def _tell_on_its_way(self, lot):
        """A terminal that the customer sent yesterday, expected today."""
        claim = self._approved(lot, "The display shows stripes.", 3)
        consignment = self._send(claim, "SWP-4401-7713", "swift", hours=26)
        self._tell_way(
            consignment,
            ("in_transit", "Parcel centre Lyon", 20),
            ("out_for_delivery", "Depot of the city", 2),
        )
        consignment.date_promised = fields.Datetime.now() + timedelta(hours=3)

    def _tell_lost(self, lot):
        """A terminal that the courier cannot find any more."""
        claim = self._approved(lot, "Does not switch on after a fall.", 16)
        consignment = self._send(claim, "SLW-90031", "slow", days=13)
        self._tell_way(
            consignment,
            ("in_transit", "Sorting centre North", 290),
            ("exception", "Sorting centre North", 200),
        )
        consignment.with_user(self._ref("demo_user_desk")).action_lose()

    def _tell_awaiting_dispatch(self, lot):
        """A repaired terminal that waits for the courier."""
        claim = self._approved(lot, "Does not read cards any more.", 9)
        consignment = self._send(claim, "SWP-4398-1020", "swift", days=7)
        self._tell_way(consignment, ("delivered", "Service centre", 110))
        self._repaired(claim)

    def _tell_late(self, lot):
        """A repaired terminal that should be with the customer for days."""
        claim = self._approved(lot, "The keypad sticks.", 20)
        consignment = self._send(claim, "SLW-88127", "slow", days=17)
        self._tell_way(consignment, ("delivered", "Service centre", 290))
        self._repaired(claim)
        consignment = self._shipped(claim, "SLW-90310", "slow")
        consignment.date_promised = self._ago(days=2)
        self._tell_way(
            consignment,
            ("dispatched", "Service centre", 190),
            ("in_transit", "Sorting centre South", 140),
        )

    def _tell_delivered(self, lot):
        """A repaired terminal that the customer has to try out."""
        claim = self._approved(lot, "No connection to the till.", 12)
        consignment = self._send(claim, "SWP-4370-0091", "swift", days=10)
        self._tell_way(consignment, ("delivered", "Service centre", 200))
        self._repaired(claim)
        consignment = self._shipped(claim, "SWP-4402-5566", "swift")
        consignment.proof_name = "Reception"
        self._tell_way(
            consignment,
            ("dispatched", "Service centre", 70),
            ("out_for_delivery", "Depot Riverton", 24),
            ("delivered", "Riverton", 20),
        )

    def _tell_parcel_without_number(self, lot):
        """Two parcels at the dock that nobody announced."""
        self._approved(lot, "Display stays dark.", 2)
        self._as("warehouse", "rma.parcel").create(
            [
                {
                    "sender_name": "Corner Shop, Market Square",
                    "docket": "SWP-4403-1188",
                    "carrier_id": self._carrier("swift").id,
                    "product_id": lot.product_id.id,
                    "serial": lot.name,
                    "contents": "A card terminal in its own box, no letter.",
                    "place": "Shelf Q1",
                },
                {
                    "sender_name": "Illegible",
                    "contents": "A cable and a power supply.",
                    "place": "Shelf Q2",
                    "date_arrived": self._ago(days=6),
                },
            ]
        )

    def _tell_history(self):
        """Three months of parcels that arrived, for the reports."""
        approver = self._as("approver", "rma.consignment")
        consignments = approver.create([self._prepare_past(n) for n in range(HISTORY)])
        events = []
        for number, consignment in enumerate(consignments):
            start = self._ago(days=95 - number * 1.25, hours=number % 7)
            is_swift = consignment.carrier_id == self._carrier("swift")
            hours = (22 + number * 5 % 31) if is_swift else (55 + number * 11 % 97)
            end = start + timedelta(hours=hours)
            for status, date in (("dispatched", start), ("delivered", end)):
                events.append(
                    {
                        "consignment_id": consignment.id,
                        "status": status,
                        "date": date,
                        "source": "webhook",
                        "source_key": status,
                        "date_promised": start + timedelta(days=2 if is_swift else 4),
                    }
                )
        approver._register_events(events)

    def _prepare_past(self, number):
        """Return the values of one parcel of the past."""
        name = "slow" if number % 3 == 0 else "swift"
        partner = "shop" if number % 2 else "hotel"
        return {
            "direction": "customer_in" if number % 4 < 2 else "customer_out",
            "partner_id": self._ref(f"demo_partner_{partner}").id,
            "carrier_id": self._carrier(name).id,
            "docket": f"{name[:3].upper()}-7{number:04d}",
            "weight": 2.5 + number % 5,
            "cost": (9.9 if name == "swift" else 6.4) + number % 4,
        }
