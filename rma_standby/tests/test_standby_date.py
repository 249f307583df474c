# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from .common import StandbyCommon


@tagged("-at_install", "post_install")
@freeze_time("2026-03-02 09:00:00")
class TestStandbyDate(StandbyCommon):
    """The return follows the customer's own unit until somebody fixes it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.write(
            {
                "rma_work_days": 7,
                "rma_transit_days": 2,
                "rma_standby_grace_days": 3,
                "rma_standby_extension_days": 7,
            }
        )

    def _loan_of_claim(self):
        claim = self._received("repair")
        return self._issued(self.units[0], line_id=claim.line_ids.id), claim.line_ids

    def test_follows_the_forecast(self):
        loan, line = self._loan_of_claim()
        # received today, a week of work, two days of transit, three of grace
        self.assertEqual(str(line.date_forecast), "2026-03-09")
        self.assertEqual(str(loan.date_expected), "2026-03-14")
        line.action_start_work()
        line.repair_ids.sudo().schedule_date = "2026-03-20 10:00:00"
        self.assertEqual(str(loan.date_expected), "2026-03-25")
        self.assertTrue(loan.is_date_untold)
        self.assertFalse(loan.is_date_fixed)

    def test_fixed_by_hand(self):
        loan, line = self._loan_of_claim()
        loan.date_expected = "2026-04-01"
        self.assertTrue(loan.is_date_fixed)
        line.action_start_work()
        line.repair_ids.sudo().schedule_date = "2026-03-20 10:00:00"
        self.assertEqual(str(loan.date_expected), "2026-04-01")
        loan.is_date_fixed = False
        self.assertEqual(str(loan.date_expected), "2026-03-25")

    def test_follows_the_shipping(self):
        loan, line = self._loan_of_claim()
        with freeze_time("2026-03-05 09:00:00"):
            line.action_start_work()
            line.action_finish_work()
            line.action_ship()
            self._hand_over(line.claim_id)
            self.assertEqual(str(loan.date_expected), "2026-03-10")

    def test_does_not_run_into_a_booking(self):
        """A repair that takes longer is no error because the unit is promised."""
        loan, line = self._loan_of_claim()
        booking = self._reserved(
            self.units[0], date_from="2026-03-16", date_expected="2026-03-20"
        )
        line.action_start_work()
        line.repair_ids.sudo().schedule_date = "2026-03-20 10:00:00"
        self.assertEqual(str(loan.date_expected), "2026-03-25")
        self.assertEqual(loan.conflict_loan_id, booking)
        self.assertEqual(str(loan.date_occupied_to), "2026-03-15")

    def test_extend(self):
        loan = self._issued(self.units[0], date_expected="2026-03-10")
        loan.action_extend()
        self.assertEqual(str(loan.date_expected), "2026-03-17")
        loan.action_extend(days=3)
        self.assertEqual(str(loan.date_expected), "2026-03-20")
        self.assertEqual(self._get_loan_kinds(loan)[-2:], ["extended", "extended"])

    def test_extend_from_today_when_overdue(self):
        loan = self._issued(self.units[0], date_expected="2026-03-03")
        with freeze_time("2026-03-10 09:00:00"):
            loan.sudo()._sync_due_state()
            self.assertEqual(loan.state, "overdue")
            self.assertEqual(loan.days_late, 7)
            loan.action_extend(days=2)
            self.assertEqual(str(loan.date_expected), "2026-03-12")
            self.assertEqual(loan.state, "issued")
            self.assertFalse(loan.is_late)

    def test_extend_in_bulk(self):
        loans = self._issued(self.units[0]) | self._issued(self.units[1])
        loans.action_extend(days=5)
        self.assertEqual(
            {str(day) for day in loans.mapped("date_expected")}, {"2026-03-21"}
        )

    def test_extend_refused(self):
        loan = self._issued(self.units[0], date_expected="2026-03-10")
        self._reserved(
            self.units[0], date_from="2026-03-12", date_expected="2026-03-14"
        )
        with self.assertRaisesRegex(UserError, "is booked for SBL"):
            loan.action_extend(days=5)
        for days in (0, -1, 4000):
            with self.assertRaisesRegex(UserError, "by how many days"):
                loan.action_extend(days=days)
        self.assertEqual(str(loan.date_expected), "2026-03-10")
        self._bring_back(loan)
        with self.assertRaisesRegex(UserError, "nothing more can be done"):
            loan.action_extend(days=1)

    def test_due_states(self):
        loan = self._issued(self.units[0], date_expected="2026-03-04")
        self.assertEqual(loan.state, "issued")
        for day, state in (("04", "due"), ("05", "overdue"), ("03", "issued")):
            with freeze_time(f"2026-03-{day} 09:00:00"):
                loan.sudo()._sync_due_state()
                self.assertEqual(loan.state, state)

    def test_due_where_the_company_is(self):
        """Midnight is not the same everywhere."""
        self.company.partner_id.tz = "Pacific/Auckland"
        loan = self._issued(self.units[0], date_expected="2026-03-04")
        with freeze_time("2026-03-04 12:00:00"):
            # it is the 5th in Auckland already
            loan.sudo()._sync_due_state()
            self.assertEqual(loan.state, "overdue")

    def test_late_search(self):
        loan = self._issued(self.units[0], date_expected="2026-03-04")
        with freeze_time("2026-03-09 09:00:00"):
            found = self.env["rma.standby.loan"].search([("is_late", "=", True)])
            self.assertIn(loan, found)
