# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .price_common import PriceCommon


@tagged("post_install", "-at_install")
class TestWorkInvoice(PriceCommon):
    def _finished(self, **vals):
        """Return a unit whose accepted work is finished."""
        line = self._accept(self._quoted(**vals))
        line.action_finish_work()
        return line

    def test_contract_invoices_exactly_that(self):
        """100 % of the labour, 50 % of the parts."""
        line = self._finished(coverage="contract", parts=50, labour=100)
        self.assertEqual(line.money_state, "to_invoice")
        self.assertNotified(line.action_create_invoice())
        invoice = self._get_invoices(line)
        self.assertEqual(invoice.state, "draft")
        self.assertRecordValues(
            invoice.invoice_line_ids,
            [
                {
                    "product_id": self.part.id,
                    "price_subtotal": 12.5,
                    "rma_line_id": line.id,
                    "rma_covered_percent": 50,
                },
                {
                    "product_id": self.labour.id,
                    "price_subtotal": 0,
                    "rma_line_id": line.id,
                    "rma_covered_percent": 100,
                },
            ],
        )
        self.assertEqual(invoice.amount_total, 12.5)
        self.assertEqual(line.money_state, "to_invoice", "a draft is no invoice")
        self.assertRepeatIsHarmless(line, "action_create_invoice")
        self.assertRepeatIsHarmless(line.claim_id, "action_create_invoice")
        self.assertEqual(self._get_invoices(line), invoice)
        with self.assertRaises(AccessError):
            invoice.with_user(self.agent).action_post()
        invoice.with_user(self.accountant).action_post()
        self.assertEqual(line.money_state, "invoiced")
        self.assertRepeatIsHarmless(line, "action_create_invoice")

    def test_free_work_invoices_nothing(self):
        claim = self._received("repair")
        line = claim.line_ids
        line.action_start_work()
        self._add_part(line.sudo().repair_ids)
        labour = self._add_labour(line)
        self._finish_free(line)
        self.assertEqual((line.money_state, line.stage), ("none", "closed"))
        self.assertFalse(self._get_order(line))
        self.assertFalse(self._get_invoices(line))
        self.assertEqual(labour.sudo().cost, 30)
        self.assertRefused("Nothing is to be paid", line, "action_create_invoice")

    def _finish_free(self, line):
        line.action_finish_work()
        line.action_ship()
        self._hand_over(line.claim_id)
        line.action_confirm_working()
        line.action_close()

    def test_settled_order_of_nothing(self):
        """A confirmed order of 0 holds nothing up."""
        line = self._quoted()
        self._cover(line, "contract", 100, 100)
        self._accept(line)
        self.assertEqual(line.money_state, "none")
        self._finish_free(line)
        self.assertEqual(line.stage, "closed")

    def test_unused_parts_are_not_invoiced(self):
        """Parts as used, whatever the product's policy; labour as ordered."""
        for lot, policy in zip(self.lots, ("order", "delivery"), strict=False):
            self.part.invoice_policy = self.labour.invoice_policy = policy
            line = self._started(lot=lot)
            repair = line.sudo().repair_ids
            self._add_part(repair, 3)
            self._add_labour(line)
            line.action_create_quotation()
            self._accept(line)
            order = self._get_order(line)
            self.assertEqual(order.order_line.mapped("qty_to_invoice"), [0, 1])
            repair.move_ids.write({"quantity": 2, "picked": True})
            line.action_finish_work()
            self.assertEqual(order.order_line.mapped("qty_to_invoice"), [2, 1])
            line.action_create_invoice()
            self._get_invoices(line).action_post()
            self.assertEqual(self._get_invoices(line).amount_total, 110)
            self.assertEqual(line.money_state, "invoiced")
            self.assertEqual(order.invoice_status, "invoiced")

    def test_cancelled_and_reversed(self):
        line = self._finished()
        line.action_create_invoice()
        invoice = self._get_invoices(line)
        invoice.action_post()
        self.assertEqual(
            (line.money_state, line.money_payment), ("invoiced", "not_paid")
        )
        invoice.button_draft()
        invoice.button_cancel()
        self.assertEqual(line.money_state, "to_invoice")
        line.action_create_invoice()
        second = self._get_invoices(line) - invoice
        second.action_post()
        self.assertEqual(line.money_state, "invoiced")
        credit = second._reverse_moves(cancel=True)
        self.assertEqual(second.payment_state, "reversed")
        self.assertEqual(credit.invoice_line_ids.rma_line_id, line)
        self.assertEqual(line.money_state, "to_invoice")
        self.assertFalse(line.money_payment)

    def test_payment(self):
        line = self._finished()
        line.action_create_invoice()
        invoice = self._get_invoices(line)
        invoice.action_post()
        wizard = self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoice.ids
        )
        wizard.create(
            {"amount": 20, "payment_difference_handling": "open"}
        )._create_payments()
        self.assertEqual(line.money_payment, "partial")
        wizard.create({})._create_payments()
        self.assertIn(line.money_payment, ("in_payment", "paid"))

    def test_made_by_an_accountant(self):
        """The native button links the unit as ours does."""
        line = self._finished()
        self._get_order(line)._create_invoices()
        self.assertTrue(self._get_invoices(line))
        self.assertEqual(self._get_invoices(line).rma_line_ids, line)

    def test_several_claims_at_once(self):
        lines = self._finished() | self._finished(lot=self.lots[1])
        lines.action_create_invoice()
        invoice = lines.sudo().account_move_ids
        self.assertEqual(len(invoice), 1, "one a customer")
        self.assertEqual(invoice.rma_line_ids, lines)
        for line in lines:
            self.assertIn(line.claim_id.rma_number, invoice.rma_claim_names)
            text = "".join(invoice.invoice_line_ids.mapped("name"))
            self.assertIn(line.reference, text)
            self.assertIn(line.lot_id.name, text)

    def test_invoice_in_foreign_currency_with_taxes(self):
        self.customer.property_product_pricelist = self._create_currency_pricelist()
        on_top, inside = self.env["account.tax"].create(
            [
                {"name": "10 on top", "amount": 10},
                {
                    "name": "20 inside",
                    "amount": 20,
                    "price_include_override": "tax_included",
                },
            ]
        )
        self.part.taxes_id = on_top
        self.labour.taxes_id = inside
        line = self._finished(coverage="contract", parts=50, labour=25)
        line.action_create_invoice()
        invoice = self._get_invoices(line)
        self.assertRecordValues(
            invoice,
            [{"amount_untaxed": 100.0, "amount_tax": 17.5, "amount_total": 117.5}],
        )
        self.assertEqual(invoice.currency_id, self._get_order(line).currency_id)
        invoice.action_post()
        self.assertEqual(line.money_state, "invoiced")

    def test_refused(self):
        line = self._quoted()
        self.assertRefused("has not accepted", line, "action_create_invoice")

    def test_pdf(self):
        """Quotation and invoice name the claim, the unit and what is covered."""
        line = self._finished(coverage="contract", parts=50, labour=100)
        line.action_create_invoice()
        report = self.env["ir.actions.report"]
        for name, record in (
            ("sale.report_saleorder", self._get_order(line)),
            ("account.report_invoice", self._get_invoices(line)),
        ):
            html = report._render_qweb_html(name, record.ids)[0].decode()
            for text in (line.claim_id.rma_number, line.reference, "SOLD0", "50"):
                self.assertIn(text, html)
            self.assertIn("covered", html)
