# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged

from .money_common import StandbyMoneyCommon


@tagged("-at_install", "post_install")
@freeze_time("2026-06-01 10:00:00")
class TestStandbyFee(StandbyMoneyCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._ask_fee()

    def _loan(self, **vals):
        return self._request(
            **{"date_from": "2026-06-01", "date_expected": "2026-06-10", **vals}
        )

    def test_without_a_fee_product_nothing_is_asked(self):
        self.company.rma_standby_fee_product_id = False
        loan = self._loan()
        self.assertEqual(loan.fee_state, "not_needed")
        self.assertLoanRefused("no loan fee", loan, "action_quote_fee")
        self._hand_out(loan)
        self.assertEqual(loan.state, "issued")

    def test_days_are_quoted_both_ends_included(self):
        loan = self._loan()
        self.assertEqual(loan.fee_state, "to_quote")
        self.assertEqual(loan.fee_estimate, 50)
        action = loan.action_quote_fee()
        self.assertEqual(action["res_model"], "sale.order")
        order = self._get_orders(loan, "fee")
        self.assertRecordValues(
            order.order_line,
            [{"product_uom_qty": 10, "price_unit": 5, "product_id": self.fee.id}],
        )
        self.assertEqual(order.state, "draft")
        self.assertEqual(order.partner_id, self.customer)
        self.assertEqual(loan.fee_state, "quoted")
        self.assertEqual(loan.fee_order_id.id, order.id)
        self.assertEqual(loan.sudo().fee_line_ids, order.order_line)
        self.assertLoanRepeatIsHarmless(loan, "action_quote_fee")

    def test_time_product_is_quoted_in_days(self):
        self.fee.uom_id = self.env.ref("uom.product_uom_hour")
        loan = self._loan()
        loan.action_quote_fee()
        line = self._get_orders(loan, "fee").order_line
        self.assertEqual(line.product_uom_id, self.env.ref("uom.product_uom_day"))
        self.assertEqual(line.product_uom_qty, 10)
        self._confirm(line.order_id)
        self.assertEqual(loan.fee_state, "accepted")

    def test_flat_fee_is_asked_once(self):
        self._ask_fee("flat")
        loan = self._loan()
        loan.action_quote_fee()
        order = self._get_orders(loan, "fee")
        self.assertEqual(order.order_line.product_uom_qty, 1)
        self._confirm(order)
        self._hand_out(loan)
        loan.action_extend(days=7)
        self.assertEqual(loan.fee_state, "accepted")

    def test_pricelist_of_the_customer_decides(self):
        pricelist = self.env["product.pricelist"].create(
            {
                "name": "Friends",
                "item_ids": [
                    Command.create(
                        {"compute_price": "fixed", "fixed_price": 3, "min_quantity": 7}
                    )
                ],
            }
        )
        self.customer.property_product_pricelist = pricelist
        loan = self._loan()
        self.assertEqual(loan.fee_estimate, 30)
        loan.action_quote_fee()
        self.assertEqual(self._get_orders(loan, "fee").amount_untaxed, 30)

    def test_one_order_a_customer(self):
        loans = self._loan() | self._loan() | self._loan(partner_id=self.stranger.id)
        loans.action_quote_fee()
        orders = self._get_orders(loans, "fee")
        self.assertEqual(len(orders), 2)
        self.assertEqual(sorted(len(order.order_line) for order in orders), [1, 2])

    def test_issue_waits_for_the_answer(self):
        loan = self._reserved(
            self.units[0], date_from="2026-06-01", date_expected="2026-06-10"
        )
        self.assertLoanRefused("not quoted yet", loan, "action_issue")
        loan.action_quote_fee()
        self.assertLoanRefused("has not accepted", loan, "action_issue")
        order = self._get_orders(loan, "fee")
        order._action_cancel()
        self.assertEqual(loan.fee_state, "declined")
        self.assertLoanRefused("has declined", loan, "action_issue")

    def test_customer_accepts_natively(self):
        loan = self._loan()
        loan.action_quote_fee()
        order = self._get_orders(loan, "fee")
        order.action_quotation_sent()
        self.assertEqual(loan.fee_state, "quoted")
        # what the portal does when the customer signs
        order.write({"signed_by": "Shop Keeper", "signed_on": fields.Datetime.now()})
        order._validate_order()
        self.assertEqual(order.state, "sale")
        self.assertEqual(loan.fee_state, "accepted")
        self.assertIn("fee_accepted", self._get_loan_kinds(loan))
        self._hand_out(loan)
        self.assertEqual(loan.state, "issued")
        invoice = order._create_invoices()
        line = invoice.invoice_line_ids
        self.assertEqual(line.rma_standby_loan_id.id, loan.id)
        self.assertEqual(line.rma_standby_charge_kind, "fee")
        self.assertEqual(loan.fee_state, "accepted")
        invoice.action_post()
        self.assertEqual(loan.fee_state, "invoiced")
        self.assertEqual(loan.deposit_state, "none")

    def test_open_quotation_follows_the_days(self):
        loan = self._loan()
        loan.action_quote_fee()
        order = self._get_orders(loan, "fee")
        loan.date_expected = "2026-06-14"
        self.assertEqual(order.order_line.product_uom_qty, 14)
        self.assertEqual(order.amount_untaxed, 70)
        self._confirm(order)
        loan.date_expected = "2026-06-12"
        self.assertEqual(order.order_line.product_uom_qty, 14, "accepted is accepted")
        self.assertEqual(loan.fee_state, "accepted")

    def test_extension_is_quoted_on_a_further_order(self):
        loan = self._loan()
        loan.action_quote_fee()
        first = self._confirm(self._get_orders(loan, "fee"))
        self._hand_out(loan)
        loan.action_extend(days=5)
        self.assertEqual(loan.fee_state, "to_quote")
        self.assertEqual(first.order_line.product_uom_qty, 10)
        loan.action_quote_fee()
        second = self._get_orders(loan, "fee") - first
        self.assertEqual(second.order_line.product_uom_qty, 5)
        loan.action_extend(days=2)
        self.assertEqual(second.order_line.product_uom_qty, 7)
        self.assertEqual(first.order_line.product_uom_qty, 10)
        self._confirm(second)
        self.assertEqual(loan.fee_state, "accepted")

    def test_early_return_leaves_the_order(self):
        loan = self._loan()
        loan.action_quote_fee()
        order = self._confirm(self._get_orders(loan, "fee"))
        self._hand_out(loan)
        with freeze_time("2026-06-04 10:00:00"):
            self._bring_back(loan)
        self.assertEqual(order.order_line.product_uom_qty, 10)
        self.assertEqual(loan.fee_state, "accepted")

    def test_quotation_of_an_extension_keeps_the_claim_open(self):
        claim = self._approved(lot=self.lots[0])
        loan = self._request(
            line_id=claim.line_ids.id,
            date_from="2026-06-01",
            date_expected="2026-06-10",
        )
        loan.action_quote_fee()
        self._confirm(self._get_orders(loan, "fee"))
        self._hand_out(loan)
        loan.action_extend(days=5)
        loan.action_quote_fee()
        self._bring_back(loan)
        self.assertIn("has not accepted", " ".join(loan._get_closure_texts()))
        self._get_orders(loan, "fee", "draft")._action_cancel()
        self.assertFalse(loan._get_closure_texts())

    # -- waive --

    def test_approver_waives_with_a_reason(self):
        self._ask_deposit()
        loan = self._loan()
        loan.action_quote_fee()
        loan.action_invoice_deposit()
        order = self._get_orders(loan, "fee")
        self.assertLoanRefused("Approver", loan, "action_waive_charges", "Friend")
        approver = loan.with_user(self.approver)
        self.assertLoanRefused("enter why", approver, "action_waive_charges")
        self.assertTrue(approver.action_waive_charges("Our fault"))
        self.assertEqual(order.state, "cancel")
        self.assertFalse(self._get_deposit(loan))
        self.assertEqual(loan.fee_state, "waived")
        self.assertEqual(loan.deposit_state, "none")
        event = loan.sudo().event_ids.filtered(lambda e: e.kind == "waived")
        self.assertEqual(event.text, "Our fault")
        self.assertEqual(event.user_id, self.approver)
        self.assertLoanRepeatIsHarmless(approver, "action_waive_charges", "Again")
        self._hand_out(loan)
        self.assertEqual(loan.state, "issued")

    def test_nothing_to_waive(self):
        self.company.rma_standby_fee_product_id = False
        loan = self._loan().with_user(self.approver)
        self.assertLoanRefused("nothing to waive", loan, "action_waive_charges", "x")

    def test_waive_through_the_dialog(self):
        loan = self._loan().with_user(self.approver)
        action = loan.action_open_waive_charges()
        wizard = (
            self.env["rma.remarks.wizard"]
            .with_user(self.approver)
            .with_context(**action["context"])
            .create({"text": "Friend"})
        )
        wizard.action_apply()
        self.assertTrue(loan.is_charge_waived)

    # -- take back --

    def test_cancel_withdraws_the_quotation(self):
        loans = self._loan() | self._loan()
        loans.action_quote_fee()
        order = self._get_orders(loans, "fee")
        loans[0].action_cancel("Not needed")
        self.assertEqual(order.state, "draft", "the other loan still asks")
        self.assertEqual(len(order.order_line), 1)
        loans[1].action_cancel("Not needed")
        self.assertEqual(order.state, "cancel")
        self.assertEqual(loans.mapped("fee_state"), ["not_needed", "not_needed"])

    def test_swap_asks_for_nothing_again(self):
        loan = self._loan()
        loan.action_quote_fee()
        self._confirm(self._get_orders(loan, "fee"))
        self._hand_out(loan)
        loan.action_swap()
        new = loan.swapped_by_ids
        self.assertEqual(new.fee_state, "not_needed")
        self._validate_loans(new)
        new.action_extend(days=3)
        self.assertEqual(new.fee_state, "to_quote")
        new.action_quote_fee()
        line = self._get_orders(new, "fee").order_line
        self.assertEqual(line.product_uom_qty, 3)

    def test_deleted_quotation_is_asked_for_again(self):
        loan = self._loan()
        loan.action_quote_fee()
        self._get_orders(loan, "fee").unlink()
        self.assertEqual(loan.fee_state, "to_quote")

    # -- speed --

    def test_cost_of_a_loan_does_not_grow(self):
        def count(number):
            loans = self.env["rma.standby.loan"].union(
                *(self._loan() for _i in range(number))
            )
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            loans.action_quote_fee()
            loans.action_invoice_deposit()
            self.env.flush_all()
            return self.cr.sql_log_count - before

        self._ask_deposit()
        count(1)
        few, many = count(5), count(25)
        self.assertLess((many - few) / 20, 12)

    # -- closed doors --

    def test_links_come_from_loans_only(self):
        loan = self._loan()
        loan.action_quote_fee()
        order = self._get_orders(loan, "fee").with_user(self.salesman)
        with self.assertRaises(AccessError):
            order.order_line.rma_standby_loan_id = False
        with self.assertRaises(AccessError):
            order.order_line = [
                Command.create(
                    {"product_id": self.fee.id, "rma_standby_loan_id": loan.id}
                )
            ]
        order.order_line.price_unit = 4
        self.assertEqual(order.amount_untaxed, 40)
        copied = order.copy()
        self.assertFalse(copied.sudo().order_line.rma_standby_loan_id)
        with self.assertRaises(AccessError):
            loan.write({"is_charge_waived": True})

    def test_many_loans_one_quotation(self):
        loans = self.env["rma.standby.loan"].union(
            *(self._loan(date_from=fields.Date.today()) for _i in range(5))
        )
        loans.action_quote_fee()
        order = self._get_orders(loans, "fee")
        self.assertEqual(len(order.order_line), 5)
        self.assertEqual(set(loans.mapped("fee_state")), {"quoted"})
        loans.date_expected = fields.Date.today() + timedelta(days=1)
        self.assertEqual(set(order.order_line.mapped("product_uom_qty")), {2})
