# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import random
import statistics
from collections import defaultdict
from datetime import datetime, timedelta
from itertools import pairwise

from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import CourierCommon

NOW = datetime(2026, 3, 20, 12)
QUANTILES = {"days_median:avg": 0.5, "days_p90:avg": 0.9}


def quantile(values, share):
    """Return what PostgreSQL's PERCENTILE_CONT is defined to be."""
    values = sorted(values)
    place = share * (len(values) - 1)
    low = int(place)
    high = min(low + 1, len(values) - 1)
    return values[low] + (values[high] - values[low]) * (place - low)


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestTurnaround(CourierCommon):
    """What took how long: read off the data, true at every level of grouping."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.germany, cls.france = cls.env.ref("base.de"), cls.env.ref("base.fr")
        cls.warehouse.partner_id.country_id = cls.germany
        cls.customer.country_id = cls.france
        cls.stranger.country_id = cls.germany

    @classmethod
    def _deliver(cls, start, days, **vals):
        """Return a consignment that was on its way for *days*."""
        consignment = cls._consign(**vals)
        cls._told(consignment, "dispatched", start)
        cls._told(consignment, "delivered", start + timedelta(days=days))
        return consignment

    def _make_legs(self, count=40):
        """Return [(courier, lane, month, days)] of legs with all sorts of days."""
        chance = random.Random(5)
        legs = []
        for number in range(count):
            carrier = chance.choice(self.carrier + self.other_carrier)
            partner = chance.choice(self.customer + self.stranger)
            start = NOW - timedelta(days=chance.randrange(15, 70))
            days = chance.choice((0.25, 1, 1.5, 2, 3, 4.75, 9, 14))
            consignment = self._deliver(
                start,
                days,
                carrier_id=carrier.id,
                partner_id=partner.id,
                docket=f"L{number}",
            )
            month = start.replace(day=1, hour=0).date()
            legs.append((carrier.id, consignment.lane, month, days))
        return legs

    def _read(self, groupby, user=None, domain=(("measure", "=", "leg"),)):
        report = self.env["rma.turnaround.report"].with_user(user or self.agent)
        return report.formatted_read_group(
            list(domain), groupby, ["__count", "days:avg", *QUANTILES]
        )

    def test_quantiles_at_every_level(self):
        legs = self._make_legs()
        specs = ["carrier_id", "lane", "date:month"]
        for groupby in (
            [],
            ["carrier_id"],
            ["lane"],
            ["date:month"],
            ["carrier_id", "lane"],
            specs,
        ):
            wanted = defaultdict(list)
            for leg in legs:
                key = tuple(leg[specs.index(spec)] for spec in groupby)
                wanted[key].append(leg[-1])
            rows = self._read(groupby)
            self.assertEqual(len(rows), len(wanted), groupby)
            for row in rows:
                key = tuple(self._get_key(row[spec], spec) for spec in groupby)
                days = wanted[key]
                self.assertEqual(row["__count"], len(days))
                self.assertAlmostEqual(row["days:avg"], statistics.fmean(days), 4)
                self.assertAlmostEqual(
                    row["days_median:avg"], statistics.median(days), 4
                )
                self.assertAlmostEqual(row["days_p90:avg"], quantile(days, 0.9), 4)

    def _get_key(self, value, spec):
        if spec == "date:month":
            return datetime.fromisoformat(value[0]).date()
        return value[0] if isinstance(value, tuple) else value

    def test_quantile_is_what_statistics_says(self):
        days = [leg[-1] for leg in self._make_legs(21)]
        wanted = statistics.quantiles(days, n=10, method="inclusive")[8]
        self.assertAlmostEqual(self._read([])[0]["days_p90:avg"], wanted, 4)

    def test_total_of_the_pivot_is_no_average(self):
        """The grouping sets of the pivot hold the same numbers as the single ones."""
        legs = self._make_legs()
        sets = [[], ["carrier_id"], ["carrier_id", "lane"]]
        report = self.env["rma.turnaround.report"].with_user(self.agent)
        domain = [("measure", "=", "leg")]
        answers = report.formatted_read_grouping_sets(domain, sets, list(QUANTILES))
        for groupby, rows in zip(sets, answers, strict=True):
            singles = self._read(groupby)
            for row, single in zip(rows, singles, strict=True):
                for spec in QUANTILES:
                    self.assertAlmostEqual(row[spec], single[spec], 6, groupby)
        days = [leg[-1] for leg in legs]
        self.assertAlmostEqual(
            answers[0][0]["days_median:avg"], statistics.median(days), 4
        )
        by_median = report._read_group(
            domain, ["lane"], ["days_median:avg"], order="days_median:avg desc"
        )
        medians = [median for _lane, median in by_median]
        self.assertTrue(all(one >= two for one, two in pairwise(medians)))
        over = report._read_group(
            domain, ["lane"], having=[("days_median:avg", ">", medians[0])]
        )
        self.assertFalse(over)

    def test_nothing_there(self):
        self.assertFalse(self._read(["carrier_id"], domain=[("id", "=", -1)]))
        self.assertFalse(self._read([], domain=[("id", "=", -1)])[0]["days_median:avg"])

    def test_promise(self):
        """The courier's word counts, then its usual days, then the company's."""
        start = NOW - timedelta(days=10)
        kept = self._deliver(start, 4.5)
        broken = self._deliver(start, 6)
        promised = self._consign()
        self._told(promised, "dispatched", start, date_promised=start)
        self._told(promised, "delivered", start + timedelta(days=2))
        self.other_carrier.rma_courier_days = 1
        slow = self._deliver(start, 2, carrier_id=self.other_carrier.id)
        rows = self.env["rma.turnaround.report"].search([("measure", "=", "leg")])
        row_of = rows.grouped("consignment_id")
        for consignment, on_time, late in (
            (kept, 1, 0),
            (broken, 0, 1),
            (promised, 0, 2),
            (slow, 0, 1),
        ):
            row = row_of[consignment]
            self.assertEqual(row.on_time, on_time)
            self.assertAlmostEqual(row.days_late, late, 4)
        report = self.env["rma.turnaround.report"]
        self.assertEqual(report._read_group([], [], ["on_time:avg"]), [(0.25,)])
        self.company.rma_courier_days = 0
        self.other_carrier.rma_courier_days = 0
        # only one was promised at all
        self.assertEqual(report._read_group([], [], ["on_time:avg"]), [(0.0,)])

    def test_what_never_arrived_took_no_time(self):
        lost = self._consign()
        lost.action_dispatch(date=NOW - timedelta(days=9))
        lost.action_lose()
        back = self._consign()
        back.action_dispatch(date=NOW - timedelta(days=9))
        back.action_return()
        self._consign().action_deliver()
        rows = self.env["rma.turnaround.report"].search([])
        self.assertFalse(rows.filtered("days"))
        self.assertFalse((lost | back) & rows.consignment_id)

    def test_bench_and_door(self):
        with freeze_time(NOW - timedelta(days=20)) as clock:
            claim = self._approved("return_unrepaired")
            inbound = self._consign(claim)
            inbound.action_dispatch()
            clock.tick(timedelta(days=2))
            inbound.action_deliver()
            self._receive(claim)
            clock.tick(timedelta(days=7))
            claim.action_ship()
            self._hand_over(claim)
            outbound = self._consign(claim, "customer_out")
            outbound.action_dispatch()
            clock.tick(timedelta(days=3))
            outbound.action_deliver()
        unit = claim.line_ids
        rows = self.env["rma.turnaround.report"].with_user(self.agent)
        rows = rows.search([("line_id", "=", unit.id)]).grouped("measure")
        self.assertAlmostEqual(rows["bench"].days, 7, 2)
        self.assertAlmostEqual(rows["door"].days, 12, 2)
        self.assertEqual(rows["door"].lane, "DE → FR")
        self.assertEqual(rows["door"].carrier_id, self.carrier)
        self.assertEqual(rows["bench"].product_id, self.product)
        action = rows["door"].action_open_document()
        self.assertEqual((action["res_model"], action["res_id"]), (unit._name, unit.id))
        legs = rows["door"].search([("measure", "=", "leg")])
        self.assertEqual(sorted(legs.mapped("days")), [2, 3])
        self.assertEqual(legs[0].action_open_document()["res_model"], "rma.consignment")

    def test_door_counts_from_the_receipt_when_nobody_knows_better(self):
        with freeze_time(NOW - timedelta(days=20)) as clock:
            claim = self._received("return_unrepaired", delivery_method="counter")
            clock.tick(timedelta(days=4))
            claim.action_ship()
            self._hand_over(claim)
        row = self.env["rma.turnaround.report"].search(
            [("line_id", "=", claim.line_ids.id), ("measure", "=", "door")]
        )
        if claim.line_ids.date_delivered:
            self.assertAlmostEqual(row.days, 4, 2)
            self.assertFalse(row.carrier_id)
        else:
            self.assertFalse(row)

    def test_lane(self):
        inbound = self._consign()
        self.assertEqual(inbound.lane, "FR → DE")
        self.assertEqual(self._consign(direction="customer_out").lane, "DE → FR")
        self.assertEqual(self._consign(partner_id=self.stranger.id).lane, "DE")
        self.assertEqual(self._consign(partner_id=self.vendor.id).lane, "? → DE")
        self.customer.country_id = False
        self.assertEqual(inbound.lane, "? → DE")
        self.warehouse.partner_id.country_id = False
        self.assertFalse(inbound.lane)

    def test_costs(self):
        """Every group divides its own sums; unknown costs and weights do not count."""
        for cost, weight, dispatched in (
            (10, 2, True),
            (20, 3, True),
            (30, 0, True),
            (0, 5, True),
            (99, 9, False),
        ):
            # sudo: agents see no costs
            consignment = self._consign(weight=weight).sudo()
            consignment.cost = cost
            if dispatched:
                consignment.action_dispatch()
        report = self.env["rma.courier.cost.report"].with_user(self.accountant)
        aggregates = ["cost:sum", "cost_average:avg", "cost_by_weight:avg", "__count"]
        domain = [("consignment_id.carrier_id", "=", self.carrier.id)]
        wanted = (60, 20, 6, 4)
        self.assertEqual(report._read_group(domain, [], aggregates), [wanted])
        self.assertEqual(
            report._read_group(domain, ["carrier_id"], aggregates),
            [(self.carrier, *wanted)],
        )
        row = report.search([("cost", "=", 10)])
        self.assertEqual(row.cost_by_weight, 5)
        self.assertEqual(row.action_open_document()["res_model"], "rma.consignment")

    def test_who_may_read(self):
        self._deliver(NOW - timedelta(days=3), 1)
        for user in (self.agent, self.approver, self.manager, self.accountant):
            self.assertEqual(self._read([], user)[0]["__count"], 1)
        for user in (self.agent_own, self.stocker, self.portal):
            with self.assertRaises(AccessError):
                self._read([], user)
        costs = self.env["rma.courier.cost.report"]
        for user in (self.approver, self.manager, self.accountant):
            self.assertEqual(costs.with_user(user).search_count([]), 1)
        for user in (self.agent_own, self.agent, self.stocker, self.portal):
            with self.assertRaises(AccessError):
                costs.with_user(user).search_count([])
        other = self.env["res.company"].create({"name": "Elsewhere"})
        manager = self.manager
        manager.write({"company_ids": [(6, 0, other.ids)], "company_id": other.id})
        self.assertFalse(self._read([], manager)[0]["__count"])
        self.assertFalse(costs.with_user(manager).search_count([]))
