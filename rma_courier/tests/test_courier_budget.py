# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import logging

from odoo.tests import tagged

from .common import CourierCommon

_logger = logging.getLogger(__name__)

MANY = 20
#: What one more claim in a batch may take for its own consignment.
CLAIM_SLOPE = 8


@tagged("post_install", "-at_install")
class TestCourierBudget(CourierCommon):
    """What couriers add to transfers is constant, and little for each parcel."""

    SOLD = 3 * MANY + 14

    def _count(self, function):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        function()
        self.env.flush_all()
        return self.cr.sql_log_count - before

    def _prepare(self, lots, method="courier"):
        claim = self._register_many(lots, delivery_method=method)
        self._receive(self._approve(claim))
        return claim

    def _send(self, claims):
        claims.action_ship()
        deliveries = self._get_open_pickings(claims, "outgoing")
        for delivery in deliveries:
            delivery.write(
                {
                    "carrier_id": self.carrier.id,
                    "carrier_tracking_ref": f"N{delivery.id}",
                }
            )
        deliveries.button_validate()
        self.assertEqual(set(deliveries.mapped("state")), {"done"})

    def test_units_in_a_claim_cost_nothing_more(self):
        self._send(self._prepare(self.lots[:1]))
        extra = {}
        for count, start in ((1, 1), (MANY, 3)):
            by_courier = self._prepare(self.lots[start : start + count])
            begin = start + count
            counter = self._prepare(self.lots[begin : begin + count], "counter")
            extra[count] = self._count(lambda c=by_courier: self._send(c))
            extra[count] -= self._count(lambda c=counter: self._send(c))
        _logger.info("Queries that couriers add, by units: %s", extra)
        self.assertLessEqual(extra[MANY], extra[1] + 3)

    def test_claims_in_a_batch(self):
        def prepare(start, count, method="courier"):
            claims = self.env["rma.claim"]
            for lot in self.lots[start : start + count]:
                claims |= self._prepare(lot, method)
            return claims

        self._send(prepare(0, 1))
        extra = {}
        for count, start in ((1, 1), (10, 3)):
            by_courier = prepare(start, count)
            counter = prepare(start + count, count, "counter")
            extra[count] = self._count(lambda c=by_courier: self._send(c))
            extra[count] -= self._count(lambda c=counter: self._send(c))
        _logger.info("Queries that couriers add, by claims: %s", extra)
        self.assertLessEqual(extra[10], extra[1] + 9 * CLAIM_SLOPE)

    def test_receipt(self):
        extra = {}
        self._receive(self._approve(self._register_many(self.lots[:1])))
        for count, start in ((1, 1), (MANY, 3)):
            counts = []
            for method in ("courier", "counter"):
                claim = self._register_many(
                    self.lots[start : start + count], delivery_method=method
                )
                start += count
                self._approve(claim)
                consignment = self._consign(claim, docket=f"R{start}")
                consignment.action_dispatch()
                counts.append(self._count(lambda c=claim: self._receive(c)))
            extra[count] = counts[0] - counts[1]
        _logger.info("Queries that couriers add to a receipt: %s", extra)
        self.assertLessEqual(extra[MANY], extra[1] + 3)

    def test_event_of_a_full_parcel(self):
        counts = {}
        for count, start in ((1, 0), (MANY, 1)):
            claim = self._approve(self._register_many(self.lots[start : start + count]))
            consignment = self._consign(claim, docket=f"E{count}")
            self.env["rma.claim.event"].search([])
            counts[count] = self._count(lambda c=consignment: self._told(c, "lost"))
        _logger.info("Queries of one event, by units: %s", counts)
        self.assertLessEqual(counts[MANY], counts[1] + 5)

    def test_lists_read_in_a_constant_number_of_queries(self):
        """Ten or forty claims with parcels on their way: the same number of queries."""
        claims = self.env["rma.claim"]
        for number, lot in enumerate(self.lots[:40]):
            claim = self._approved("return_unrepaired", lot=lot)
            self._consign(claim, docket=f"LIST{number}").action_dispatch()
            claims |= claim
        names = ["next_step", "is_late", "is_close_allowed", "is_ship_allowed"]
        for records in (claims, claims.line_ids):
            model = self.env[records._name].with_user(self.agent)
            specification = {name: {} for name in names}
            if records._name == "rma.claim.line":
                specification["closure_hint"] = {}

            def read(count, model=model, records=records, spec=specification):
                model.web_search_read([("id", "in", records[:count].ids)], spec)

            read(40)
            few, many = self._count(lambda: read(10)), self._count(lambda: read(40))
            with self.subTest(model=records._name):
                self.assertLessEqual(many, few, f"{few} for 10, {many} for 40")
