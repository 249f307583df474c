# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import HttpCase, tagged

from .common import WholeCaseCommon

#: A picture of one pixel, as the portal sends it.
SIGNATURE = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAA"
    "AABJRU5ErkJggg=="
)


@tagged("-at_install", "post_install")
class TestContractCase(HttpCase, WholeCaseCommon):
    """A repair under a contract that pays labour and half of the parts."""

    WARRANTY = 0

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env.company
        cls.tax = cls.env["account.tax"].create(
            {"name": "Ten", "amount": 10.0, "type_tax_use": "sale"}
        )
        cls.part.write({"list_price": 33.33, "taxes_id": [Command.set(cls.tax.ids)]})
        service = {"type": "service", "taxes_id": [Command.set(cls.tax.ids)]}
        cls.labour, cls.express = cls.env["product.product"].create(
            [
                {
                    **service,
                    "name": "Workshop",
                    "list_price": 60,
                    "uom_id": cls.env.ref("uom.product_uom_hour").id,
                },
                {**service, "name": "Express", "list_price": 12.34},
            ]
        )
        cls.company.write(
            {"rma_labour_product_id": cls.labour.id, "rma_labour_cost_hour": 30}
        )
        cls.contract = cls._sign_contract()

    @classmethod
    def _sign_contract(cls):
        """Put the unit under contract, as who manages contracts."""
        manager = cls._user("full_contracts", "account.group_account_manager")
        term = cls.env["rma.coverage.term"].create(
            {"name": "AMC", "parts_percent": 50, "claim_limit": 2}
        )
        today = fields.Date.today()
        return (
            cls.env["contract.contract"]
            .with_user(manager)
            .create(
                {
                    "name": "AMC of the Customer",
                    "partner_id": cls.customer.id,
                    "is_service_contract": True,
                    "coverage_term_id": term.id,
                    "date_start": today - timedelta(days=100),
                    "date_end": today + timedelta(days=100),
                    "rma_unit_ids": [Command.create({"lot_id": cls.lot.id})],
                }
            )
        )

    def test_from_ticket_to_payment(self):
        claim = self._claim_from_ticket("repair")
        self._check_verdict(claim)
        self.assertEqual(self.contract.used_claims, 0)
        self._approve(claim)
        self.contract.invalidate_recordset()
        self.assertEqual(self.contract.used_claims, 1)
        self.assertEqual(self.contract.remaining_claims, 1)
        self._validate(claim)
        order = self._diagnose_and_offer(claim)
        line = claim.line_ids.with_user(self.engineer)
        with self.assertRaisesRegex(UserError, "has not accepted the quotation"):
            line.action_finish_work()
        self._sign_in_portal(order)
        # fees are invoiced as ordered, parts as used
        self.assertEqual(line.money_state, "to_invoice")
        line.action_finish_work()
        line.action_ship()
        self._validate(claim)
        line.action_confirm_working()
        with self.assertRaisesRegex(UserError, "is to be invoiced"):
            claim.action_close()
        invoice = self._invoice_and_pay(claim)
        claim.action_close()
        self.assertEqual(claim.state, "closed")
        self.assertEqual(order.invoice_status, "invoiced")
        self.assertEqual(invoice.rma_line_ids, claim.line_ids)
        self._check_costs(claim)
        self._check_timeline(claim)

    def _check_verdict(self, claim):
        """Assert that the approver reads that the contract pays, and how much."""
        line = claim.line_ids.with_user(self.approver)
        self.assertRecordValues(
            line,
            [
                {
                    "verdict": "pass",
                    "coverage": "contract",
                    "parts_percent": 50.0,
                    "labour_percent": 100.0,
                    "contract_id": self.contract.id,
                }
            ],
        )
        self.assertIn("AMC of the Customer", line.verdict_summary)

    def _diagnose_and_offer(self, claim):
        """Let the engineer note what it takes, and the desk send the quotation."""
        line = claim.line_ids.with_user(self.engineer)
        line.action_start_work()
        vals = {"product_id": self.part.id, "repair_line_type": "add"}
        line.repair_ids.move_ids = [Command.create({**vals, "product_uom_qty": 1})]
        line.service_line_ids = [
            Command.create({"minutes": 90}),
            Command.create(
                {"kind": "fee", "product_id": self.express.id, "is_excluded": True}
            ),
        ]
        line.action_create_quotation()
        order = claim.sudo().line_ids.sale_order_ids
        # 50 % of 33.33 is 16.665, rounded 16.67; labour is covered; express is not
        self.assertEqual(
            sorted(order.order_line.mapped("price_subtotal")), [0.0, 12.34, 16.67]
        )
        self.assertAlmostEqual(order.amount_untaxed, 29.01)
        # 1.67 and 1.23
        self.assertAlmostEqual(order.amount_tax, 2.90)
        self.assertAlmostEqual(order.amount_total, 31.91)
        self.assertAlmostEqual(line.amount_quoted, 31.91)
        order.write({"require_signature": True, "require_payment": False})
        self.assertEqual(order.state, "draft")
        claim.action_send_quotation()
        self.assertEqual((order.state, line.money_state), ("sent", "quoted"))
        return order

    def _sign_in_portal(self, order):
        """Let the customer sign by the link of the mail, without an account."""
        token = order._portal_ensure_token()
        page = self.url_open(f"/my/orders/{order.id}?access_token={token}")
        self.assertIn("FULL-", page.text)
        self.make_jsonrpc_request(
            f"/my/orders/{order.id}/accept",
            {"access_token": token, "name": "Full Signer", "signature": SIGNATURE},
        )
        order.invalidate_recordset()
        self.assertEqual(order.state, "sale")
        self.assertAlmostEqual(order.rma_accepted_amount, 31.91)

    def _invoice_and_pay(self, claim):
        """Let the desk draft, the accountant post, and the customer pay."""
        claim.action_create_invoice()
        invoice = claim.line_ids.with_user(self.accountant).account_move_ids
        self.assertEqual(invoice.state, "draft")
        self.assertEqual(claim.line_ids.money_state, "to_invoice")
        invoice.action_post()
        self.assertAlmostEqual(invoice.amount_untaxed, 29.01)
        self.assertAlmostEqual(invoice.amount_total, 31.91)
        self.assertIn(claim.rma_number, invoice.invoice_origin)
        self.assertEqual(claim.line_ids.money_state, "invoiced")
        self.env["account.payment.register"].with_user(self.accountant).with_context(
            active_model="account.move", active_ids=invoice.ids
        ).create({})._create_payments()
        self.assertIn(claim.line_ids.money_payment, ("paid", "in_payment"))
        return invoice

    def _check_costs(self, claim):
        """Assert the panel and the report: 12 of parts, 1.5 hours of 30."""
        line = claim.line_ids.with_user(self.accountant)
        self.assertRecordValues(
            line,
            [
                {
                    "cost_parts": 12.0,
                    "cost_labour": 45.0,
                    "cost_total": 57.0,
                    "amount_charged": 29.01,
                    "amount_paid": 29.01,
                    "margin": -27.99,
                }
            ],
        )
        claim_costs = claim.with_user(self.accountant)
        self.assertEqual(claim_costs.margin, line.margin)
        rows = (
            self.env["rma.cost.report"]
            .with_user(self.accountant)
            ._read_group([("claim_id", "=", claim.id)], ["kind"], ["amount:sum"])
        )
        amounts = {kind: round(amount, 2) for kind, amount in rows}
        self.assertEqual(amounts, {"parts": -12.0, "labour": -45.0, "charged": 29.01})

    def _check_timeline(self, claim):
        kinds = [event["kind"] for event in claim._get_timeline_events()]
        money = [
            kind
            for kind in kinds
            if kind in ("quoted", "offered", "accepted", "invoiced", "closed")
        ]
        self.assertEqual(money, ["quoted", "offered", "accepted", "invoiced", "closed"])
