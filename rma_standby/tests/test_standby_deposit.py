# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged

from .money_common import StandbyMoneyCommon


@tagged("-at_install", "post_install")
class TestStandbyDeposit(StandbyMoneyCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._ask_deposit()

    def _lent(self, unit=None):
        """Return a loan with a paid deposit whose unit the customer has."""
        loan = self._reserved(unit or self.units[0])
        self._paid_deposit(loan)
        return self._hand_out(loan)

    # -- invoice --

    def test_amount_comes_from_the_product(self):
        loan = self._request()
        self.assertEqual(loan.deposit_amount, 40)
        self.assertEqual(loan.deposit_state, "to_invoice")
        loan.with_user(self.approver).deposit_amount = 25
        self._reserved_with(loan)
        self.assertEqual(loan.deposit_amount, 25, "what was entered stays")

    def _reserved_with(self, loan):
        loan.action_reserve(self.units[0])

    def test_invoice_is_drafted_posted_and_paid(self):
        loan = self._reserved(self.units[0])
        self.assertLoanRefused("not invoiced yet", loan, "action_issue")
        self.assertNotified(loan.action_invoice_deposit())
        invoice = self._get_deposit(loan)
        self.assertEqual(loan.deposit_state, "draft")
        self.assertEqual(loan.deposit_move_id.id, invoice.id)
        self.assertRecordValues(
            invoice,
            [
                {
                    "move_type": "out_invoice",
                    "state": "draft",
                    "amount_untaxed": 40,
                    "partner_id": self.customer.id,
                }
            ],
        )
        self.assertLoanRepeatIsHarmless(loan, "action_invoice_deposit")
        self.assertLoanRefused("is a draft", loan, "action_issue")
        self._post(invoice)
        self.assertEqual(loan.deposit_state, "invoiced")
        self.assertIn("deposit_invoiced", self._get_loan_kinds(loan))
        self._pay(invoice)
        self.assertEqual(loan.deposit_state, "paid")
        self._hand_out(loan)
        self.assertEqual(loan.state, "issued")

    def test_one_invoice_a_customer(self):
        loans = self._request() | self._request()
        loans |= self._request(partner_id=self.stranger.id)
        loans.action_invoice_deposit()
        invoices = self._get_deposit(loans)
        self.assertEqual(len(invoices), 2)
        self.assertEqual(sorted(invoices.mapped("amount_untaxed")), [40, 80])

    def test_bad_set_up_is_said(self):
        loan = self._request()
        self.company.rma_standby_deposit_product_id = False
        self.assertLoanRefused(
            "no product for deposits", loan, "action_invoice_deposit"
        )
        self.company.rma_standby_deposit_product_id = self.deposit
        loan.with_user(self.approver).deposit_amount = 0
        self.assertLoanRefused("has no deposit", loan, "action_invoice_deposit")
        self.assertEqual(loan.deposit_state, "none")

    def test_company_without_sales_journal(self):
        loan = self._request()
        journals = self.env["account.journal"].search(
            [("type", "=", "sale"), ("company_id", "=", self.company.id)]
        )
        journals.active = False
        self.assertLoanRefused("no sales journal", loan, "action_invoice_deposit")
        journals.active = True
        loan.action_invoice_deposit()
        self.assertEqual(loan.deposit_state, "draft")

    def test_negative_deposit_is_refused(self):
        loan = self._request()
        with self.assertSentence("no less than zero"):
            loan.deposit_amount = -1

    def test_amount_is_settled_once_invoiced(self):
        loan = self._request()
        loan.action_invoice_deposit()
        with self.assertSentence("invoiced already"):
            loan.deposit_amount = 10
        self._get_deposit(loan).unlink()
        self.assertEqual(loan.deposit_state, "to_invoice")
        loan.with_user(self.approver).deposit_amount = 10
        self.assertEqual(loan.deposit_amount, 10)

    def test_cancelled_invoice_is_asked_for_again(self):
        loan = self._request()
        loan.action_invoice_deposit()
        invoice = self._get_deposit(loan)
        invoice.button_cancel()
        self.assertEqual(loan.deposit_state, "to_invoice")
        loan.action_invoice_deposit()
        self.assertEqual(loan.deposit_state, "draft")

    def test_cancel_deletes_the_draft(self):
        loans = self._request() | self._request()
        loans.action_invoice_deposit()
        invoice = self._get_deposit(loans)
        loans[0].action_cancel("Not needed")
        self.assertEqual(invoice.amount_untaxed, 40)
        loans[1].action_cancel("Not needed")
        self.assertFalse(invoice.exists())

    def test_cancelled_loan_gives_a_posted_deposit_back(self):
        loan = self._reserved(self.units[0])
        self._paid_deposit(loan)
        loan.action_cancel("Not needed")
        self.assertEqual(loan.deposit_state, "to_refund")
        loan.action_refund_deposit()
        self._post(self._get_deposit(loan, "out_refund"))
        self.assertEqual(loan.deposit_state, "refunded")

    # -- refund --

    def test_refund_after_the_return_only_once(self):
        loan = self._lent()
        self.assertLoanRefused("still out", loan, "action_refund_deposit")
        self._bring_back(loan)
        self.assertEqual(loan.deposit_state, "to_refund")
        self.assertIn("neither refunded nor kept", loan._get_closure_texts()[0])
        self.assertNotified(loan.action_refund_deposit())
        note = self._get_deposit(loan, "out_refund")
        self.assertRecordValues(
            note,
            [
                {
                    "state": "draft",
                    "amount_untaxed": 40,
                    "reversed_entry_id": loan.deposit_move_id.id,
                }
            ],
        )
        self.assertIn("accountant", loan._get_closure_texts()[0])
        self.assertLoanRepeatIsHarmless(loan, "action_refund_deposit")
        self._post(note)
        self.assertEqual(loan.deposit_state, "refunded")
        self.assertFalse(loan._get_closure_texts())
        self.assertIn("deposit_refunded", self._get_loan_kinds(loan))
        self.assertLoanRepeatIsHarmless(loan, "action_refund_deposit")

    def test_refund_credits_the_loans_share_only(self):
        loans = self._reserved(self.units[0]) | self._reserved(self.units[1])
        [invoice] = self._paid_deposit(loans)
        self.assertEqual(invoice.amount_untaxed, 80)
        self._hand_out(loans)
        self._bring_back(loans[0])
        loans[0].action_refund_deposit()
        note = self._get_deposit(loans[0], "out_refund")
        self.assertEqual(note.amount_untaxed, 40)
        self.assertEqual(note.invoice_line_ids.rma_standby_loan_id.id, loans[0].id)
        self._post(note)
        self.assertEqual(loans.mapped("deposit_state"), ["refunded", "paid"])
        self._bring_back(loans[1])
        loans[1].action_refund_deposit()
        self._post(self._get_deposit(loans[1], "out_refund"))
        self.assertEqual(loans[1].deposit_state, "refunded")

    def test_accountants_own_reversal_counts(self):
        loan = self._lent()
        self._bring_back(loan)
        wizard = (
            self.env["account.move.reversal"]
            .with_user(self.accountant)
            .with_context(
                active_model="account.move", active_ids=loan.deposit_move_id.ids
            )
            .create({"journal_id": loan.sudo().deposit_move_id.journal_id.id})
        )
        wizard.refund_moves()
        self._post(wizard.new_move_ids)
        self.assertEqual(loan.deposit_state, "refunded")

    def test_cancelled_refund_is_due_again(self):
        loan = self._lent()
        self._bring_back(loan)
        loan.action_refund_deposit()
        self._get_deposit(loan, "out_refund").button_cancel()
        self.assertTrue(loan.is_refund_deposit_allowed)
        loan.action_refund_deposit()
        self._post(self._get_deposit(loan, "out_refund"))
        self.assertEqual(loan.deposit_state, "refunded")

    def test_nothing_to_refund(self):
        loan = self._request()
        self.assertLoanRefused("no deposit to refund", loan, "action_refund_deposit")

    # -- keep --

    def test_approver_keeps_all_of_it(self):
        loan = self._lent()
        approver = loan.with_user(self.approver)
        self.assertLoanRefused("still running", approver, "action_keep_deposit", "x")
        self._bring_back(loan)
        self.assertLoanRefused("Approver", loan, "action_keep_deposit", "Broken")
        self.assertLoanRefused("enter why", approver, "action_keep_deposit")
        self.assertTrue(approver.action_keep_deposit("Broken"))
        self.assertEqual(loan.deposit_state, "kept")
        self.assertFalse(loan._get_closure_texts())
        self.assertLoanRepeatIsHarmless(approver, "action_keep_deposit", "Broken")
        self.assertNotified(loan.action_refund_deposit())
        self.assertFalse(self._get_deposit(loan, "out_refund"))

    def test_rest_of_a_kept_deposit_goes_back(self):
        loan = self._lent()
        self._bring_back(loan)
        approver = loan.with_user(self.approver)
        for amount in (41, 0, -5, "x"):
            self.assertLoanRefused(
                "enter an amount", approver, "action_keep_deposit", "Scratch", amount
            )
        approver.action_keep_deposit("Scratch", 15)
        self.assertEqual(loan.deposit_state, "to_refund")
        loan.action_refund_deposit()
        note = self._get_deposit(loan, "out_refund")
        self.assertEqual(note.amount_untaxed, 25)
        self._post(note)
        self.assertEqual(loan.deposit_state, "kept")

    def test_deposit_of_a_lost_unit_waits(self):
        loan = self._lent()
        loan.action_mark_lost("Stolen")
        self.assertEqual(loan.deposit_state, "paid")
        loan.with_user(self.approver).action_keep_deposit("Stolen")
        self.assertEqual(loan.deposit_state, "kept")

    # -- swap, claims, doors --

    def test_deposit_of_a_swapped_unit_stays(self):
        loan = self._lent()
        loan.action_swap()
        new = loan.swapped_by_ids
        self.assertEqual(new.deposit_state, "none")
        self._validate_loans(new)
        self._validate_loans(loan)
        self.assertEqual(loan.state, "returned")
        self.assertEqual(loan.deposit_state, "paid")
        self._bring_back(new)
        self.assertEqual(loan.deposit_state, "to_refund")

    def test_claim_waits_for_the_refund(self):
        claim = self._approved(lot=self.lots[0])
        loan = self._request(line_id=claim.line_ids.id)
        self._paid_deposit(loan)
        self._hand_out(loan)
        self._bring_back(loan)
        self.assertIn(
            "neither refunded nor kept", " ".join(claim.line_ids._closure_blockers())
        )

    def test_links_of_invoices_come_from_loans_only(self):
        loan = self._request()
        loan.action_invoice_deposit()
        invoice = self._get_deposit(loan).with_user(self.accountant)
        with self.assertRaises(AccessError):
            invoice.invoice_line_ids.rma_standby_loan_id = False
        other = (
            self.env["account.move"]
            .with_user(self.accountant)
            .create(
                {
                    "move_type": "out_invoice",
                    "partner_id": self.customer.id,
                    "invoice_line_ids": [
                        Command.create(
                            {
                                "product_id": self.deposit.id,
                                "price_unit": 1,
                                "rma_standby_loan_id": loan.id,
                                "rma_standby_charge_kind": "deposit",
                            }
                        )
                    ],
                }
            )
        )
        self.assertFalse(other.invoice_line_ids.rma_standby_loan_id)
