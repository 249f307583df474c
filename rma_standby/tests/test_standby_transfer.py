# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .common import StandbyCommon


@tagged("-at_install", "post_install")
class TestStandbyTransfer(StandbyCommon):
    """Native transfers issue and return; whatever they do, the loan follows."""

    def test_issue_and_return(self):
        loan = self._reserved()
        loan.action_issue()
        picking = self._get_open_loan_pickings(loan)
        self.assertEqual(
            picking.picking_type_id, self.warehouse.rma_standby_issue_type_id
        )
        self.assertEqual(picking.state, "assigned")
        self.assertEqual(picking.move_line_ids.lot_id, loan.lot_id)
        self.assertEqual(loan.state, "reserved")
        self._validate_loans(loan)
        self.assertEqual(loan.state, "issued")
        self.assertTrue(loan.date_issued)
        self.assertEqual(loan.unit_id.state, "on_loan")
        self.assertIn("With Shop", loan.lot_id.standby_summary)
        self._bring_back(loan)
        self.assertEqual(loan.state, "returned")
        self.assertEqual(loan.unit_id.state, "preparation")
        loan.unit_id.with_user(self.stocker).action_make_ready()
        self.assertEqual(loan.unit_id.state, "free")
        self.assertEqual(
            self._get_loan_kinds(loan),
            [
                "requested",
                "reserved",
                "issuing",
                "issued",
                "return_requested",
                "returned",
            ],
        )

    def test_without_preparation(self):
        self.company.rma_standby_is_prepared = False
        loan = self._bring_back(self._issued())
        self.assertEqual(loan.unit_id.state, "free")

    def test_repeats_are_harmless(self):
        loan = self._reserved()
        loan.action_issue()
        self.assertLoanRepeatIsHarmless(loan, "action_issue")
        self._validate_loans(loan)
        self.assertLoanRepeatIsHarmless(loan, "action_issue")
        loan.action_request_return()
        self.assertLoanRepeatIsHarmless(loan, "action_request_return")

    def test_issue_reserves_first(self):
        loan = self._request()
        loan.action_issue()
        self.assertEqual(loan.state, "reserved")
        self.assertTrue(loan.is_issue_prepared)

    def test_many_in_one_transfer(self):
        loans = self.env["rma.standby.loan"].union(
            *(self._request() for _number in range(3))
        )
        loans.action_issue()
        self.assertEqual(len(loans.sudo().picking_ids), 1)
        self._validate_loans(loans)
        self.assertEqual(set(loans.mapped("state")), {"issued"})
        loans.action_request_return()
        self.assertEqual(len(self._get_open_loan_pickings(loans)), 1)

    def test_partial_issue_leaves_a_backorder(self):
        loans = self._request() | self._request()
        loans.action_issue()
        picking = self._get_open_loan_pickings(loans)
        first = picking.move_ids[:1]
        first.picked = True
        picking.with_context(skip_backorder=True).button_validate()
        issued = first.sudo().rma_standby_loan_id
        self.assertEqual(issued.state, "issued")
        self.assertEqual((loans - issued).state, "reserved")
        self._validate_loans(loans - issued)
        self.assertEqual(set(loans.mapped("state")), {"issued"})

    def test_cancelled_issue_can_be_prepared_again(self):
        loan = self._reserved()
        loan.action_issue()
        self._get_open_loan_pickings(loan).action_cancel()
        self.assertEqual(loan.state, "reserved")
        self.assertFalse(loan.is_issue_prepared)
        loan.action_issue()
        self._validate_loans(loan)
        self.assertEqual(loan.state, "issued")

    def test_wrong_serial_is_not_handed_out(self):
        loan = self._reserved(self.units[0])
        loan.action_issue()
        picking = self._get_open_loan_pickings(loan)
        picking.move_line_ids.lot_id = self.units[1].lot_id
        with self.assertRaisesRegex(UserError, "Hand out the right unit"):
            picking.button_validate()

    def test_what_is_sellable_is_not_lent(self):
        with self.assertRaisesRegex(UserError, "not in the stand-by pool"):
            self._move(
                self.stock_lots[0],
                self.warehouse.lot_stock_id,
                self.company.rma_standby_loan_location_id,
                user=self.stocker,
            )

    def test_nothing_goes_out_without_a_loan(self):
        with self.assertRaisesRegex(UserError, "Nobody has reserved"):
            self._move(
                self.units[0].lot_id,
                self.warehouse.rma_standby_location_id,
                self.company.rma_standby_loan_location_id,
                user=self.stocker,
            )

    def test_hand_made_transfer_is_adopted(self):
        loan = self._reserved(self.units[0])
        self._move(
            loan.lot_id,
            self.warehouse.rma_standby_location_id,
            self.company.rma_standby_loan_location_id,
            user=self.stocker,
        )
        self.assertEqual(loan.state, "issued")
        self._move(
            loan.lot_id,
            self.company.rma_standby_loan_location_id,
            self.warehouse.rma_standby_location_id,
            user=self.stocker,
        )
        self.assertEqual(loan.state, "returned")
        self.assertEqual(len(loan.sudo().move_ids), 2)

    def test_what_is_lent_is_not_sold(self):
        customers = self.env.ref("stock.stock_location_customers")
        with self.assertRaisesRegex(UserError, "is not sold from there"):
            self._move(
                self.units[0].lot_id,
                self.warehouse.rma_standby_location_id,
                customers,
                user=self.stocker,
            )

    def test_native_return_of_the_issue(self):
        """The native return button on the issue is the return of the loan."""
        loan = self._issued()
        issue = loan.sudo().picking_ids.with_user(self.stocker)
        wizard = Form(
            self.env["stock.return.picking"]
            .with_user(self.stocker)
            .with_context(active_id=issue.id, active_model="stock.picking")
        ).save()
        wizard.product_return_moves.quantity = 1
        action = wizard.action_create_returns()
        back = self.env["stock.picking"].browse(action["res_id"])
        self.assertEqual(
            back.picking_type_id, self.warehouse.rma_standby_return_type_id
        )
        self.assertEqual(back.move_line_ids.lot_id, loan.lot_id)
        self.assertIs(back.with_user(self.stocker).button_validate(), True)
        self.assertEqual(loan.state, "returned")

    def test_early_return_cancels_what_was_asked(self):
        loan = self._issued()
        loan.action_request_return()
        self._move(
            loan.lot_id,
            self.company.rma_standby_loan_location_id,
            self.warehouse.rma_standby_location_id,
        )
        self.assertEqual(loan.state, "returned")
        self.assertFalse(self._get_open_loan_pickings(loan))

    def test_return_to_another_site(self):
        second = self.env["stock.warehouse"].create({"name": "Second", "code": "SEC"})
        loan = self._issued()
        loan.sudo().warehouse_id = second
        self._bring_back(loan)
        self.assertEqual(loan.unit_id.warehouse_id, second)

    def test_no_users_hand_moves_for_loans(self):
        loan = self._reserved()
        with self.assertRaisesRegex(UserError, "Only the loan asks for moves"):
            self._move(
                self.units[0].lot_id,
                self.warehouse.rma_standby_location_id,
                self.warehouse.lot_stock_id,
                user=self.stocker,
                rma_standby_loan_id=loan.id,
            )
