# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.exceptions import UserError
from odoo.tests import Form, freeze_time, tagged

from .common import StandbyCommon


@tagged("-at_install", "post_install")
@freeze_time("2026-03-02 09:00:00")
class TestStandbyReservation(StandbyCommon):
    """Which unit a loan gets, and from when to when."""

    def test_request_then_reserve(self):
        loan = self._request()
        self.assertRegex(loan.name, r"^SBL/2026/\d{5}$")
        self.assertEqual(str(loan.date_from), "2026-03-02")
        self.assertEqual(str(loan.date_expected), "2026-03-16")
        self.assertIn("same product", loan.proposal_summary)
        self.assertTrue(loan.action_reserve())
        self.assertEqual(loan.state, "reserved")
        self.assertIn(loan.unit_id, self.units)
        self.assertEqual(loan.unit_id.state, "reserved")
        self.assertEqual(loan.date_occupied_to, loan.date_expected)

    def test_reserve_twice_is_harmless(self):
        self.assertLoanRepeatIsHarmless(self._reserved(), "action_reserve")

    def test_form_of_the_agent(self):
        with Form(self.env["rma.standby.loan"].with_user(self.agent)) as form:
            form.partner_id = self.customer
            form.product_id = self.product
        loan = form.save()
        self.assertEqual(loan.user_id, self.agent)
        self.assertEqual(loan.warehouse_id, self.warehouse)

    def test_longest_idle_first(self):
        self.units[0].sudo().date_back = "2026-02-20"
        self.units[1].sudo().date_back = "2026-01-01"
        self.units[2].sudo().date_back = "2026-02-01"
        self.assertEqual(self._reserved().unit_id, self.units[1])

    def test_all_taken(self):
        loans = self.env["rma.standby.loan"].union(
            *(self._request() for _unit in self.units)
        )
        loans.action_reserve()
        self.assertEqual(loans.unit_id, self.units)
        late = self._request()
        self.assertIn("waits", late.proposal_summary)
        with self.assertRaisesRegex(UserError, "No unit is free for"):
            late.action_reserve()
        self.assertEqual(late.state, "requested")

    def test_bulk_reservation_is_all_or_nothing(self):
        loans = self.env["rma.standby.loan"].union(
            *(self._request() for _number in range(4))
        )
        with self.assertRaisesRegex(UserError, "No unit is free for"):
            loans.action_reserve()
        self.assertEqual(set(loans.mapped("state")), {"requested"})

    def test_one_unit_at_different_times(self):
        first = self._reserved(
            self.units[0], date_from="2026-03-02", date_expected="2026-03-10"
        )
        second = self._reserved(
            self.units[0], date_from="2026-03-11", date_expected="2026-03-20"
        )
        self.assertEqual(first.unit_id, second.unit_id)
        self.assertEqual(self.units[0].loan_id, first)

    def test_booking_before_a_later_one(self):
        """Also of a loan that was requested a moment ago."""
        later = self._reserved(
            self.units[0], date_from="2026-03-20", date_expected="2026-03-25"
        )
        (self.units - self.units[0]).action_archive()
        claim = self._received("repair")
        claim.action_create_loan()
        sooner = claim.standby_loan_ids
        sooner.action_reserve()
        self.assertEqual(sooner.unit_id, later.unit_id)
        self.assertEqual(sooner.date_occupied_to, sooner.date_expected)

    def test_overlap_is_refused(self):
        self._reserved(self.units[0], date_expected="2026-03-10")
        loan = self._request(date_from="2026-03-10", date_expected="2026-03-12")
        with self.assertRaisesRegex(UserError, "is taken by"):
            loan.action_reserve(self.units[0])

    def test_database_refuses_overlap(self):
        """Past every check in Python, as two transactions would."""
        first = self._reserved(self.units[0])
        second = self._request().sudo()
        with self.assertSentence("booked or lent at that time"):
            second._update_state("reserved", unit_id=first.unit_id.id)

    def test_database_refuses_second_issue(self):
        first = self._issued(self.units[0], date_expected="2026-03-04")
        second = self._reserved(
            self.units[0], date_from="2026-03-10", date_expected="2026-03-12"
        )
        self.assertEqual(first.state, "issued")
        with self.assertSentence("on loan already"):
            second.sudo()._update_state("issued")

    def test_family_then_better(self):
        family = self.env["rma.standby.family"].create({"name": "Printers"})
        self.product.write({"rma_standby_family_id": family.id, "rma_standby_rank": 5})
        sibling, better, worse = self.env["product.product"].create(
            [
                {
                    "name": name,
                    "type": "consu",
                    "is_storable": True,
                    "tracking": "serial",
                    "is_rma_standby": True,
                    "rma_standby_family_id": family.id,
                    "rma_standby_rank": rank,
                }
                for name, rank in (("Sibling", 5), ("Better", 9), ("Worse", 1))
            ]
        )
        for product in (worse, better, sibling):
            self._fill_pool(product, product.name, 1)
        loan = self._request()
        self.assertEqual(loan.proposal_ids[:3], self.units)
        self.assertEqual(loan.proposal_ids[3:].product_id, sibling | better)
        loans = self.env["rma.standby.loan"].union(
            loan, *(self._request() for _number in range(4))
        )
        loans.action_reserve()
        self.assertEqual(loans.unit_id.product_id, self.product | sibling | better)

    def test_other_company_lends_nothing(self):
        company = self.env["res.company"].create({"name": "Branch"})
        self.units.sudo().write({"active": True})
        loan = self._request(user=self.env.user, company_id=company.id)
        self.assertFalse(loan.proposal_ids)

    def test_release(self):
        loan = self._reserved()
        unit = loan.unit_id
        loan.action_issue()
        loan.action_release()
        self.assertEqual(loan.state, "requested")
        self.assertFalse(loan.unit_id)
        self.assertEqual(unit.state, "free")
        self.assertEqual(set(loan.sudo().move_ids.mapped("state")), {"cancel"})
        self.assertLoanRepeatIsHarmless(loan, "action_release")

    def test_release_of_what_is_out(self):
        loan = self._issued()
        with self.assertRaisesRegex(UserError, "no reservation to give back"):
            loan.action_release()

    def test_release_gives_time_back(self):
        out = self._issued(self.units[0], date_expected="2026-03-10")
        booking = self._reserved(
            self.units[0], date_from="2026-03-12", date_expected="2026-03-20"
        )
        out.sudo()._write_axis({"date_expected": "2026-03-15"})
        self.assertEqual(str(out.date_occupied_to), "2026-03-11")
        self.assertEqual(out.conflict_loan_id, booking)
        booking.action_release()
        self.assertEqual(str(out.date_occupied_to), "2026-03-15")
        self.assertFalse(out.conflict_loan_id)

    def test_cancel(self):
        loan = self._reserved()
        unit = loan.unit_id
        with self.assertRaisesRegex(UserError, "reason"):
            loan.action_cancel()
        loan.action_cancel("Not needed")
        self.assertEqual(loan.state, "cancelled")
        self.assertEqual(unit.state, "free")
        self.assertLoanRepeatIsHarmless(loan, "action_cancel", "Again")

    def test_cancel_of_what_is_out(self):
        with self.assertRaisesRegex(UserError, "is not cancelled"):
            self._issued().action_cancel("Never mind")

    def test_overdue_unit_is_not_promised(self):
        loan = self._issued(self.units[0], date_expected="2026-03-03")
        with freeze_time("2026-03-20 09:00:00"):
            loan.sudo()._sync_due_state()
            self.assertEqual(loan.state, "overdue")
            self.assertFalse(loan.date_occupied_to)
            other = self._request(date_from="2026-04-01", date_expected="2026-04-05")
            self.assertNotIn(self.units[0], other.proposal_ids)
            with self.assertRaisesRegex(UserError, "it is overdue"):
                other.action_reserve(self.units[0])
