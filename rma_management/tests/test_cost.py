# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged
from odoo.tools import SQL

from .test_credit import CreditCommon


@tagged("post_install", "-at_install")
class TestCost(CreditCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._buy(cls.part, quantity=10)
        cls.company.rma_labour_cost_hour = 40.0
        cls.labour = cls.env["product.product"].create(
            {"name": "Labour", "type": "service", "list_price": 90.0}
        )

    def _add_labour(self, line, minutes):
        return (
            self.env["rma.service.line"]
            .with_user(self.agent)
            .create(
                {"line_id": line.id, "product_id": self.labour.id, "minutes": minutes}
            )
        )

    def _charge(self, line, amount, **vals):
        """Invoice work on a unit, as the orders of claims do."""
        # sudo: only the actions of the claim tie lines to units
        invoice = (
            self.env["account.move"]
            .sudo()
            .create(
                {
                    "move_type": "out_invoice",
                    "partner_id": self.customer.id,
                    "rma_line_ids": [Command.link(line.id)],
                    "invoice_line_ids": [
                        Command.create(
                            {
                                "product_id": self.labour.id,
                                "price_unit": amount,
                                "tax_ids": [Command.set(self.tax_10.ids)],
                                "rma_line_id": line.id,
                            }
                        )
                    ],
                    **vals,
                }
            )
        )
        invoice.action_post()
        return invoice

    def _pay(self, invoice, amount):
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoice.ids
        ).create({"amount": amount})._create_payments()

    def _get_rows(self, line):
        rows = self.env["rma.cost.report"].search([("line_id", "=", line.id)])
        return sorted((row.kind, row.amount) for row in rows)

    def _repaired(self):
        """Return a unit whose repair took two boards and half an hour."""
        claim = self._received("repair")
        line = claim.line_ids
        line.action_start_work()
        self._add_part(line.sudo().repair_ids, quantity=2.0)
        self._add_labour(line, 30)
        line.action_finish_work()
        return line

    # -- what counts --

    def test_repair(self):
        line = self._repaired().with_user(self.approver)
        # two boards at 10, half an hour at 40
        self.assertEqual(self._get_rows(line), [("labour", -20.0), ("parts", -20.0)])
        self.assertRecordValues(
            line,
            [
                {
                    "cost_parts": 20.0,
                    "cost_labour": 20.0,
                    "cost_total": 40.0,
                    "amount_charged": 0.0,
                    "margin": -40.0,
                }
            ],
        )
        self.assertEqual(line.claim_id.cost_total, 40.0)

    def test_parts_that_come_out_count_back(self):
        claim = self._received("repair")
        line = claim.line_ids
        line.action_start_work()
        repair = line.sudo().repair_ids
        self._add_part(repair, quantity=2.0)
        self._add_part(repair, repair_line_type="recycle")
        line.action_finish_work()
        self.assertEqual(self._get_rows(line), [("parts", -20.0), ("parts", 10.0)])

    def test_charged_and_paid(self):
        line = self._repaired().with_user(self.approver)
        invoice = self._charge(line, 200.0)
        self.assertEqual(line.amount_charged, 200.0)
        self.assertEqual(line.amount_paid, 0.0)
        # 200 and 10 % tax are 220; 55 of them are a quarter
        self._pay(invoice, 55.0)
        self.assertEqual(line.amount_paid, 50.0)
        self.assertEqual(line.margin, 160.0)
        self._pay(invoice, 165.0)
        self.assertEqual(line.amount_paid, 200.0)

    def test_charge_in_a_foreign_currency_to_the_cent(self):
        line = self._repaired().with_user(self.approver)
        currency = self.env["res.currency"].create(
            {
                "name": "XYZ",
                "symbol": "X",
                "rate_ids": [Command.create({"rate": 2.5, "name": "2020-01-01"})],
            }
        )
        invoice = self._charge(line, 333.33, currency_id=currency.id)
        # 333.33 at 2.5
        self.assertEqual(line.amount_charged, 133.33)
        self._pay(invoice, invoice.amount_total)
        self.assertEqual(line.amount_paid, 133.33)

    def test_drafts_and_cancelled_invoices_do_not_count(self):
        line = self._repaired()
        invoice = self._charge(line, 200.0)
        invoice.button_draft()
        self.assertNotIn(("charged", 200.0), self._get_rows(line))
        invoice.button_cancel()
        self.assertNotIn(("charged", 200.0), self._get_rows(line))

    def test_reversed_charge(self):
        """An invoice of work that is taken back is charged and credited nowhere."""
        line = self._repaired().with_user(self.approver)
        order = self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "order_line": [
                    Command.create({"product_id": self.labour.id, "price_unit": 80.0})
                ],
            }
        )
        order.order_line.write({"rma_line_id": line.id, "rma_charge_kind": "labour"})
        order.action_confirm()
        order.order_line.qty_delivered = 1
        invoice = self._invoice(order, post=False)
        invoice.invoice_line_ids.rma_line_id = line
        invoice.sudo().rma_line_ids = line
        invoice.action_post()
        self.assertEqual(line.amount_charged, 80.0)
        invoice._reverse_moves(cancel=True)
        line.invalidate_recordset()
        self.assertEqual(line.amount_charged, 0.0)
        self.assertEqual(line.cost_credit, 0.0)
        self.assertEqual(line.amount_paid, 0.0)
        self.assertEqual(line.sudo().quantity_credited, 0.0)

    def test_replacement(self):
        claim = self._received("replace_after_receipt")
        line = claim.line_ids
        claim.action_ship()
        self._hand_over(claim)
        # a printer at 60 came back and is ours, another one at 60 went out
        self.assertEqual(
            self._get_rows(line), [("replacement", -60.0), ("returned", 60.0)]
        )
        line = line.with_user(self.approver)
        self.assertEqual(line.cost_replacement, 60.0)
        self.assertEqual(line.value_returned, 60.0)
        self.assertEqual(line.cost_total, 0.0)

    def test_credit_less_fee(self):
        self._sell_at()
        self._invoice()
        claim = self._inspected()
        line = claim.line_ids
        self.env["rma.service.line"].create(
            {
                "line_id": line.id,
                "kind": "restocking",
                "product_id": self.fee.id,
                "price_unit": 15.0,
            }
        )
        claim.action_create_credit()
        self.assertEqual(self._get_rows(line), [("returned", 60.0)], "Not posted yet")
        self._post_notes(claim)
        self.assertEqual(
            self._get_rows(line),
            [("credit", -87.5), ("credit", 15.0), ("returned", 60.0)],
        )
        line = line.with_user(self.approver)
        self.assertEqual(line.cost_credit, 72.5)
        # 72.50 given back, a printer at 60 got back
        self.assertEqual(line.cost_total, 12.5)
        self._get_notes(claim).button_cancel()
        line.invalidate_recordset()
        self.assertEqual(line.cost_credit, 0.0)

    def test_vendor_recovery(self):
        line = self._repaired()
        refund = (
            self.env["account.move"]
            .sudo()
            .create(
                {
                    "move_type": "in_refund",
                    "partner_id": self.vendor.id,
                    "invoice_date": "2026-01-05",
                    "invoice_line_ids": [
                        Command.create(
                            {
                                "name": "Claim",
                                "price_unit": 25.0,
                                "rma_line_id": line.id,
                            }
                        )
                    ],
                }
            )
        )
        refund.action_post()
        line = line.with_user(self.approver)
        line.invalidate_recordset()
        self.assertEqual(line.cost_other, -25.0)
        self.assertEqual(line.cost_total, 15.0)

    # -- the contract for addons --

    def test_addons_add_their_costs(self):
        """A fake courier: what ``rma_courier`` and ``rma_standby`` will do."""
        line = self._repaired().with_user(self.approver)
        report = self.registry["rma.cost.report"]
        queries = report._get_queries

        def _get_queries(self):
            return [
                *queries(self),
                # the columns in an order of its own
                SQL(
                    """SELECT 'courier' AS kind, id AS row_id, id AS line_id,
                              -7.5 AS amount, create_date::date AS date,
                              'rma.claim.line' AS res_model, id AS res_id,
                              0.0 AS amount_paid
                         FROM rma_claim_line WHERE id = %s""",
                    line.id,
                ),
            ]

        with patch.object(report, "_get_queries", _get_queries):
            self.assertIn(("courier", -7.5), self._get_rows(line))
            self.assertEqual(line.cost_other, 7.5)
            self.assertEqual(line.cost_total, 47.5)
            rows = self.env["rma.cost.report"].search([("line_id", "=", line.id)])
            self.assertEqual(len(rows), len(set(rows.ids)))

    # -- panel and rights --

    def test_many_units_one_query(self):
        line = self._repaired()
        others = [self._received("repair", lot=lot).line_ids for lot in self.lots[1:3]]
        lines = line.union(*others).with_user(self.approver)
        lines.mapped("margin")
        lines.invalidate_recordset(["margin"])
        self.env.flush_all()
        with self.assertQueryCount(1):
            lines.mapped("margin")

    def test_right_after_a_write(self):
        line = self._repaired().with_user(self.approver)
        self.assertEqual(line.cost_labour, 20.0)
        self._add_labour(line, 60)
        self.assertEqual(line.cost_labour, 60.0)
        self.assertEqual(line.claim_id.cost_labour, 60.0)

    def test_who_sees_costs(self):
        line = self._repaired()
        auditor = new_test_user(
            self.env, "rma_auditor", groups="account.group_account_readonly"
        )
        for user in (self.approver, self.manager, self.accountant, auditor):
            self.assertEqual(line.with_user(user).cost_total, 40.0, user.name)
            rows = self.env["rma.cost.report"].with_user(user)
            self.assertEqual(rows.search_count([("line_id", "=", line.id)]), 2)
        for user in (self.agent, self.agent_own, self.stocker, self.portal):
            with self.assertRaises(AccessError):
                line.with_user(user).read(["cost_total"])
            with self.assertRaises(AccessError):
                self.env["rma.cost.report"].with_user(user).search([])

    def test_other_company_sees_nothing(self):
        line = self._repaired()
        company = self.env["res.company"].create({"name": "Sister"})
        user = new_test_user(
            self.env,
            "rma_sister",
            groups="rma_management.group_rma_manager",
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
        )
        rows = self.env["rma.cost.report"].with_user(user)
        self.assertFalse(rows.search([("line_id", "=", line.id)]))

    def test_drill_down(self):
        line = self._repaired()
        self._charge(line, 10.0)
        rows = self.env["rma.cost.report"].search([("line_id", "=", line.id)])
        for row in rows.with_user(self.accountant):
            action = row.action_open_document()
            document = self.env[action["res_model"]].browse(action["res_id"])
            document.with_user(self.accountant).check_access("read")
        self.assertEqual(
            set(rows.mapped("res_model")),
            {"stock.move", "rma.service.line", "account.move"},
        )
        action = line.with_user(self.accountant).action_view_costs()
        self.assertEqual(self.env[action["res_model"]].search(action["domain"]), rows)
