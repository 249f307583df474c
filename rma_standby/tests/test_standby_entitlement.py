# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.fields import Command
from odoo.tests import tagged

from .money_common import StandbyMoneyCommon


@tagged("-at_install", "post_install")
class TestStandbyEntitlement(StandbyMoneyCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.term = cls.env["rma.coverage.term"].create(
            {
                "name": "Gold",
                "is_standby_included": True,
                "is_courier_included": True,
            }
        )

    def _loan_of_claim(self, **vals):
        claim = self._approved(lot=self.lots[0], **vals)
        return self._request(line_id=claim.line_ids.id)

    def _under_warranty(self, lot, term):
        lot.sudo().write(
            {
                "warranty_term_id": term.id,
                "warranty_start": "2020-01-01",
                "warranty_end": "2099-12-31",
                "warranty_partner_id": self.customer.id,
            }
        )

    def test_warranty_without_standby_charges_the_fee(self):
        self._ask_fee()
        loan = self._loan_of_claim()
        self.assertEqual(loan.line_id.coverage, "free")
        self.assertFalse(loan.is_entitled)
        self.assertIn("No warranty or contract", loan.entitlement_reason)
        self.assertEqual(loan.fee_state, "to_quote")
        self.assertEqual(loan.courier_payer, "customer")

    def test_warranty_term_includes_it(self):
        self._ask_fee()
        self._under_warranty(self.lots[0], self.term)
        loan = self._loan_of_claim()
        self.assertTrue(loan.is_entitled)
        self.assertEqual(loan.entitlement_term_id, self.term)
        self.assertIn("Gold", loan.entitlement_reason)
        self.assertIn("2099", loan.entitlement_reason)
        self.assertEqual(loan.fee_state, "not_needed")
        self.assertEqual(loan.courier_payer, "company")

    def test_courier_is_the_customers_when_the_term_leaves_it_out(self):
        term = self.term.copy({"name": "Silver", "is_courier_included": False})
        self._under_warranty(self.lots[0], term)
        self.assertEqual(self._loan_of_claim().courier_payer, "customer")

    def test_contract_beside_the_warranty_includes_it(self):
        claim = self._register(lot=self.lots[0])
        self._put_under_contract(
            claim.line_ids,
            coverage_term_id=self.term.id,
            date_start="2020-01-01",
            date_end="2099-06-30",
        )
        self._approve(claim)
        loan = self._request(line_id=claim.line_ids.id)
        self.assertTrue(loan.is_entitled)
        self.assertIn("2099", loan.entitlement_reason)

    def test_verdict_that_changes_is_followed_until_the_issue(self):
        loan = self._loan_of_claim()
        line = loan.line_id.sudo()
        line.coverage_term_id = self.term
        self.assertTrue(loan.is_entitled)
        line.coverage = "paid"
        self.assertFalse(loan.is_entitled)
        line.coverage = "free"
        loan.action_reserve()
        self._hand_out(loan)
        line.coverage = "paid"
        self.assertTrue(loan.is_entitled, "what was promised at the issue stays")

    def test_ticket_without_claim(self):
        ticket = self.env["helpdesk.ticket"].create(
            {
                "name": "Dead",
                "description": "Dead",
                "partner_id": self.customer.id,
                "rma_lot_id": self.lots[1].id,
            }
        )
        loan = self._request(
            user=self.env.user, ticket_id=ticket.id, partner_id=self.customer.id
        )
        self.assertFalse(loan.is_entitled)
        self._under_warranty(self.lots[1], self.term)
        self.assertTrue(loan.is_entitled)

    def test_ticket_under_contract_of_its_customer_only(self):
        self.env["contract.contract"].create(
            {
                "name": "AMC",
                "partner_id": self.customer.id,
                "is_service_contract": True,
                "coverage_term_id": self.term.id,
                "date_start": "2020-01-01",
                "date_end": "2099-06-30",
                "rma_unit_ids": [Command.create({"lot_id": self.lots[1].id})],
            }
        )
        vals = {"name": "Dead", "description": "Dead", "rma_lot_id": self.lots[1].id}
        for partner, expected in ((self.customer, True), (self.stranger, False)):
            ticket = self.env["helpdesk.ticket"].create(
                {**vals, "partner_id": partner.id}
            )
            loan = self._request(
                user=self.env.user, ticket_id=ticket.id, partner_id=partner.id
            )
            self.assertEqual(loan.is_entitled, expected, partner.name)

    def test_no_case_at_all(self):
        self.assertFalse(self._request().is_entitled)
