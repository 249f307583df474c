# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import WholeCaseCommon


@tagged("-at_install", "post_install")
class TestCreditCase(WholeCaseCommon):
    """A unit that is credited once, and claimed once more."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env.company
        cls.tax = cls.env["account.tax"].create(
            {"name": "Ten", "amount": 10.0, "type_tax_use": "sale"}
        )
        cls.product.invoice_policy = "delivery"
        cls.fee = cls.env["product.product"].create(
            {
                "name": "Restocking",
                "type": "service",
                "list_price": 12.0,
                "taxes_id": [Command.set(cls.tax.ids)],
            }
        )
        cls.company.rma_restocking_product_id = cls.fee
        cls.sale_line = cls.order.order_line
        cls.sale_line.write(
            {
                "price_unit": 100.0,
                "discount": 12.5,
                "tax_ids": [Command.set(cls.tax.ids)],
            }
        )
        cls.invoice = cls.order._create_invoices().with_user(cls.accountant)
        cls.invoice.action_post()

    def test_credited_once(self):
        claim = self._approve(self._claim_from_ticket("credit_after_inspection"))
        self._validate(claim)
        line = claim.line_ids.with_user(self.engineer)
        line.action_set_inspected()
        line.service_line_ids = [Command.create({"kind": "restocking"})]
        line.action_start_work()
        line.action_finish_work()
        note = self._credit(claim)
        self._check_order()
        claim.action_close()
        self.assertEqual(claim.state, "closed")
        self._check_costs(claim, note)
        self._claim_again(claim)

    def _credit(self, claim):
        """Let the desk draft the credit note and the accountant post it."""
        claim.action_create_credit()
        note = claim.line_ids.with_user(self.accountant).account_move_ids.filtered(
            lambda move: move.move_type == "out_refund"
        )
        self.assertEqual(
            (note.state, claim.line_ids.money_state), ("draft", "to_credit")
        )
        self.assertEqual(note.reversed_entry_id, self.invoice)
        with self.assertRaisesRegex(UserError, "is to be credited"):
            claim.action_close()
        note.action_post()
        # 100 less 12.5 % is 87.50, less the fee of 12; 10 % of both
        self.assertAlmostEqual(note.amount_untaxed, 87.50 - 12.00)
        self.assertAlmostEqual(note.amount_tax, 8.75 - 1.20)
        self.assertAlmostEqual(note.amount_total, 83.05)
        self.assertEqual(claim.line_ids.money_state, "credited")
        return note

    def _check_order(self):
        """Assert that the order neither asks for its money again nor for the goods."""
        self.assertEqual(self.sale_line.qty_to_invoice, 0)
        self.assertEqual(self.sale_line.qty_invoiced, 0)
        self.assertNotEqual(self.order.invoice_status, "to invoice")
        with self.assertRaises(UserError):
            self.order._create_invoices()

    def _check_costs(self, claim, note):
        """Assert that the unit is ours again for 60 and 75.50 went back."""
        line = claim.line_ids.with_user(self.accountant)
        self.assertRecordValues(
            line,
            [
                {
                    "value_returned": 60.0,
                    "cost_credit": 75.5,
                    "cost_total": 15.5,
                    "amount_charged": 0.0,
                    "margin": -15.5,
                }
            ],
        )
        rows = self.env["rma.cost.report"].with_user(self.accountant)
        credit = rows.search([("claim_id", "=", claim.id), ("kind", "=", "credit")])
        self.assertAlmostEqual(sum(credit.mapped("amount")), -75.5)
        self.assertEqual(set(credit.mapped("res_id")), set(note.ids))

    def _claim_again(self, first):
        """Claim the same serial: blocked, set aside by an approver, on record."""
        claim = self._claim_from_ticket("repair")
        line = claim.line_ids.with_user(self.approver)
        self.assertEqual(line.verdict, "block")
        self.assertIn(first.line_ids.reference, line.verdict_summary)
        with self.assertRaisesRegex(UserError, "was credited already"):
            self._approve(claim)
        with self.assertRaisesRegex(UserError, "needs the right"):
            claim.line_ids.action_override_entitlement("I want to")
        reason = "Bought back by the customer at the counter."
        line.action_override_entitlement(reason, coverage="paid")
        self._approve(claim)
        self.assertEqual((line.decision, line.coverage), ("approved", "paid"))
        override = self.env["rma.override"].with_user(self.approver)
        override = override.search([("line_id", "=", line.id)])
        self.assertRecordValues(
            override,
            [{"user_id": self.approver.id, "kind": "entitlement", "reason": reason}],
        )
        self.assertIn("settled", override.rule_ids.mapped("code"))
        self.assertIn("overridden", [e["kind"] for e in claim._get_timeline_events()])
