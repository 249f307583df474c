# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import StandbyCommon


@tagged("-at_install", "post_install")
class TestStandbySwap(StandbyCommon):
    """A loaner that fails is replaced in one step."""

    def test_swap(self):
        loan = self._issued(self.units[0])
        loan.action_swap()
        new = loan.swapped_by_ids
        self.assertEqual(new.swap_of_id, loan)
        self.assertEqual(new.state, "reserved")
        self.assertNotEqual(new.unit_id, loan.unit_id)
        self.assertEqual(new.date_expected, loan.date_expected)
        self.assertTrue(new.is_issue_prepared)
        self.assertTrue(loan.is_return_requested)
        self.assertIn("swapped", self._get_loan_kinds(loan))
        self._validate_loans(loan | new)
        self.assertEqual((loan.state, new.state), ("returned", "issued"))

    def test_swap_for_a_chosen_unit(self):
        loan = self._issued(self.units[0])
        loan.action_swap(self.units[2])
        self.assertEqual(loan.swapped_by_ids.unit_id, self.units[2])

    def test_swap_twice_is_harmless(self):
        loan = self._issued(self.units[0])
        loan.action_swap()
        before = self._get_loan_snapshot(loan | loan.swapped_by_ids)
        loan.action_swap()
        after = self._get_loan_snapshot(loan | loan.swapped_by_ids)
        self.assertEqual(before, after)

    def test_swap_of_a_claim(self):
        claim = self._received("repair")
        claim.action_create_loan()
        loan = self._hand_out(claim.standby_loan_ids)
        loan.action_swap()
        self.assertEqual(loan.swapped_by_ids.claim_id, claim)
        self.assertFalse(loan.swapped_by_ids.is_date_fixed)

    def test_swap_refused(self):
        with self.assertRaisesRegex(UserError, "does not have a unit"):
            self._reserved().action_swap()

    def test_nothing_to_swap_with(self):
        loans = self.env["rma.standby.loan"].union(
            *(self._issued(unit) for unit in self.units)
        )
        with self.assertRaisesRegex(UserError, "No unit is free"):
            loans[0].action_swap()
