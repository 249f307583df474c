# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import date, datetime, timedelta

from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common import StandbyCommon

NOON = "2026-04-%02d 12:00:00"


@tagged("-at_install", "post_install")
class TestStandbyUsage(StandbyCommon):
    """Days lent of days owned, against months counted by hand."""

    @classmethod
    def setUpClass(cls):
        with freeze_time("2026-04-01 09:00:00"):
            super().setUpClass()

    # -- helpers --

    def _get_rows(self, units, user=None):
        """Return {first day of the month: row} of one unit, else all rows."""
        self.env.flush_all()
        Report = self.env["rma.standby.usage.report"].with_user(user or self.agent)
        Report.invalidate_model()
        return Report.search([("unit_id", "in", units.ids)], order="month, unit_id")

    def _get_days(self, units):
        rows = self._get_rows(units)
        return [
            (str(row.month), row.days_owned, row.days_lent, row.loan_count)
            for row in rows
        ]

    def _group(self, *groupby, domain=()):
        self.env["rma.standby.usage.report"].invalidate_model()
        return (
            self.env["rma.standby.usage.report"]
            .with_user(self.agent)
            ._read_group(
                [("unit_id", "in", self.units.ids), *domain],
                groupby,
                ["days_owned:sum", "days_lent:sum", "usage:avg"],
            )
        )

    def _lend(self, unit, first, last=None, **vals):
        """Lend a unit from the day *first* of April to *last*, or for good."""
        with freeze_time(NOON % first):
            loan = self._issued(unit, **vals)
        if last:
            with freeze_time(NOON % last):
                self._bring_back(loan)
                unit.with_user(self.agent).action_make_ready()
        return loan

    def _create_history(self, spans):
        """Create returned loans of (unit, first day, last day)."""
        loans = (
            self.env["rma.standby.loan"]
            .sudo()  # sudo: history that no transfer tells
            .create(
                [
                    {
                        "partner_id": self.customer.id,
                        "product_id": self.product.id,
                        "date_from": first,
                        "date_expected": last,
                    }
                    for _unit, first, last in spans
                ]
            )
        )
        for loan, (unit, first, last) in zip(loans, spans, strict=True):
            loan._write_axis(
                {
                    "unit_id": unit.id,
                    "state": "returned",
                    "date_issued": datetime(*first.timetuple()[:3], 9),
                    "date_returned": datetime(*last.timetuple()[:3], 17),
                }
            )

    # -- by hand --

    @freeze_time(NOON % 30)
    def test_month_by_hand(self):
        unit, idle, _other = self.units
        self._lend(unit, 10, 19)
        self._lend(unit, 25)
        # 10th to 19th are ten days, 25th to 30th are six
        self.assertEqual(self._get_days(unit), [("2026-04-01", 30, 16, 2)])
        row = self._get_rows(unit)
        self.assertAlmostEqual(row.usage, 1600 / 30)
        self.assertEqual(row.days_idle, 14)
        self.assertEqual(row.lot_id, unit.lot_id)
        self.assertEqual(row.product_id, self.product)
        self.assertEqual(row.warehouse_id, self.warehouse)
        self.assertEqual(self._get_days(idle), [("2026-04-01", 30, 0, 0)])
        self.assertEqual(self._get_rows(idle).usage, 0)

    def test_over_the_end_of_the_month(self):
        unit = self.units[0]
        self._lend(unit, 25)
        with freeze_time("2026-06-05 12:00:00"):
            self.assertEqual(
                self._get_days(unit),
                [
                    ("2026-04-01", 30, 6, 1),
                    ("2026-05-01", 31, 31, 0),
                    ("2026-06-01", 5, 5, 0),
                ],
            )

    @freeze_time(NOON % 30)
    def test_day_between_two_loans_counts_once(self):
        unit = self.units[0]
        self._lend(unit, 10, 12)
        self._lend(unit, 12, 12)
        self._lend(unit, 12, 15)
        # 10th to 15th
        self.assertEqual(self._get_days(unit), [("2026-04-01", 30, 6, 3)])

    @freeze_time(NOON % 30)
    def test_groups_divide_days(self):
        first, second, _third = self.units
        self._lend(first, 10, 19)
        self._lend(second, 21)
        # 10 + 10 of 90 days; the average of percentages would be the same here
        [(owned, lent, usage)] = self._group()
        self.assertEqual((owned, lent), (90, 20))
        self.assertAlmostEqual(usage, 2000 / 90)
        with freeze_time("2026-05-01 12:00:00"):
            # May has one day so far: 21 of 93 days, and not the average of 22 and 33
            [(owned, lent, usage)] = self._group()
            self.assertEqual((owned, lent), (93, 21))
            self.assertAlmostEqual(usage, 2100 / 93)
            months = self._group("month:month")
            self.assertEqual([row[1:3] for row in months], [(90, 20), (3, 1)])
            self.assertAlmostEqual(months[1][3], 100 / 3)
            by_product = self._group("product_id", "warehouse_id")
            self.assertEqual(by_product[0][2:4], (93, 21))

    # -- coming and going --

    @freeze_time(NOON % 30)
    def test_what_left_the_pool_is_not_owned(self):
        unit = self.units[0]
        with freeze_time(NOON % 9):
            self._move(
                unit.lot_id,
                self.warehouse.rma_standby_location_id,
                self.warehouse.lot_stock_id,
            )
        self.assertEqual(self._get_days(unit), [("2026-04-01", 9, 0, 0)])
        # it comes again: the days between are not ours to lend
        with freeze_time(NOON % 21):
            self._move(
                unit.lot_id,
                self.warehouse.lot_stock_id,
                self.warehouse.rma_standby_location_id,
            )
        self.assertEqual(self._get_days(unit), [("2026-04-01", 19, 0, 0)])

    @freeze_time(NOON % 30)
    def test_out_and_in_on_one_day(self):
        unit = self.units[0]
        places = (self.warehouse.rma_standby_location_id, self.warehouse.lot_stock_id)
        with freeze_time("2026-04-09 08:00:00"):
            self._move(unit.lot_id, *places)
        with freeze_time("2026-04-09 15:00:00"):
            self._move(unit.lot_id, *reversed(places))
        self.assertEqual(self._get_days(unit), [("2026-04-01", 30, 0, 0)])

    @freeze_time(NOON % 30)
    def test_sold_from_on_loan(self):
        unit = self.units[0]
        loan = self._lend(unit, 10)
        with freeze_time(NOON % 14):
            loan.action_sell()
            order = loan.sudo().sale_line_ids.order_id
            order.action_confirm()
            order.picking_ids.button_validate()
        self.assertEqual(unit.loan_ids.state, "sold")
        self.assertEqual(self._get_days(unit), [("2026-04-01", 14, 5, 1)])

    @freeze_time(NOON % 30)
    def test_lost_and_found(self):
        unit = self.units[0]
        loan = self._lend(unit, 10)
        with freeze_time(NOON % 20):
            # sudo: what the report of a loss does
            loan.sudo()._update_state("lost")
            loan.sudo()._log_event("lost")
        self.assertEqual(unit.state, "lost")
        self.assertEqual(self._get_days(unit), [("2026-04-01", 20, 11, 1)])
        with freeze_time(NOON % 28):
            self._move(
                unit.lot_id,
                self.company.rma_standby_loan_location_id,
                self.warehouse.rma_standby_location_id,
            )
        self.assertEqual(loan.state, "returned")
        self.assertEqual(self._get_days(unit), [("2026-04-01", 30, 19, 1)])

    @freeze_time(NOON % 30)
    def test_returned_and_taken_out(self):
        unit = self.units[0]
        loan = self._lend(unit, 10, 12)
        with freeze_time(NOON % 13):
            self._move(
                unit.lot_id,
                self.warehouse.rma_standby_location_id,
                self.warehouse.lot_stock_id,
            )
        self.assertEqual(loan.state, "returned")
        self.assertEqual(self._get_days(unit), [("2026-04-01", 13, 3, 1)])

    @freeze_time("2026-04-30 23:30:00")
    def test_days_are_those_of_the_company(self):
        self.company.partner_id.tz = "Europe/Berlin"
        unit = self.units[0]
        # half past one on the first of May, in Berlin
        self.assertEqual(
            self._get_days(unit), [("2026-04-01", 30, 0, 0), ("2026-05-01", 1, 0, 0)]
        )

    @freeze_time(NOON % 30)
    def test_reserved_and_cancelled_loans_do_not_count(self):
        unit = self.units[0]
        loan = self._reserved(unit)
        self.assertEqual(self._get_days(unit), [("2026-04-01", 30, 0, 0)])
        loan.action_cancel("Not needed")
        self.assertEqual(self._get_days(unit), [("2026-04-01", 30, 0, 0)])

    # -- many --

    @freeze_time("2026-12-31 12:00:00")
    def test_hundreds_of_units(self):
        """Against the same count, made day by day in Python."""
        lots = self._create_lots(self.product, "MANY", 300)
        units = self.env["rma.standby.unit"].create(
            [{"lot_id": lot.id} for lot in lots]
        )
        loans, expected = [], {}
        for number, unit in enumerate(units):
            start = date(2026, 1, 1) + timedelta(days=number % 200)
            # sudo: history that no transfer tells
            unit.sudo()._write_axis(
                {"date_in_pool": datetime(*start.timetuple()[:3], 8)}
            )
            lent = set()
            for step in range(number % 4):
                first = start + timedelta(days=3 + 30 * step)
                last = first + timedelta(days=number % 30)
                last = min(last, date(2026, 12, 31))
                loans.append((unit, first, last))
                lent |= {
                    first + timedelta(days=i) for i in range((last - first).days + 1)
                }
            days = (date(2026, 12, 31) - start).days + 1
            owned = {start + timedelta(days=i) for i in range(days)}
            expected[unit.id] = (len(owned), len(owned & lent))
        self._create_history(loans)
        rows = self._get_rows(units)
        found = {
            unit.id: (sum(group.mapped("days_owned")), sum(group.mapped("days_lent")))
            for unit, group in rows.grouped("unit_id").items()
        }
        self.assertEqual(found, expected)
        self.assertEqual(len(set(rows.ids)), len(rows))
        self.assertTrue(all(0 <= row.usage <= 100 for row in rows))

    # -- who may see it --

    def test_rights(self):
        with self.assertRaises(AccessError):
            self._get_rows(self.units, self.portal)
        with self.assertRaises(AccessError):
            self._get_rows(self.units, self.stocker)
        self.assertTrue(self._get_rows(self.units, self.accountant))
        action = self._get_rows(self.units[0]).action_open_document()
        self.assertEqual(action["res_id"], self.units[0].id)

    def test_other_companies_see_nothing(self):
        company = self.env["res.company"].create({"name": "Elsewhere"})
        user = new_test_user(
            self.env,
            "rma_elsewhere",
            groups="rma_management.group_rma_manager,account.group_account_invoice",
            company_id=company.id,
            company_ids=[(6, 0, company.ids)],
        )
        self.assertFalse(self._get_rows(self.units, user))
