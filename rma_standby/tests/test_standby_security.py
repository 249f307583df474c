# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .common import StandbyCommon


@tagged("-at_install", "post_install")
class TestStandbySecurity(StandbyCommon):
    """Weakest role that should succeed, strongest that should fail."""

    def test_own_loans_only(self):
        mine = self._request(user=self.agent_own)
        foreign = self._request(user=self.agent)
        Loan = self.env["rma.standby.loan"].with_user(self.agent_own)
        self.assertIn(mine, Loan.search([]))
        self.assertNotIn(foreign, Loan.search([]))
        with self.assertRaises(AccessError):
            foreign.with_user(self.agent_own).read(["state"])
        with self.assertRaises(AccessError):
            foreign.with_user(self.agent_own).action_reserve()
        with self.assertRaises(AccessError):
            foreign.event_ids.with_user(self.agent_own).read(["kind"])

    def test_agent_without_stock_rights_lends(self):
        loan = self._request(user=self.agent_own)
        loan.action_reserve()
        loan.action_issue()
        self.assertTrue(loan.is_issue_prepared)

    def test_warehouse_moves_and_reads(self):
        loan = self._issued()
        loan = loan.with_user(self.stocker)
        self.assertEqual(loan.state, "issued")
        for action in ("action_reserve", "action_issue", "action_extend"):
            with self.assertRaises(AccessError):
                getattr(loan, action)()

    def test_accountant_reads(self):
        loan = self._issued().with_user(self.accountant)
        self.assertEqual(loan.read(["state"])[0]["state"], "issued")
        with self.assertRaises(AccessError):
            loan.note = "no"
        with self.assertRaises(AccessError):
            loan.unit_id.write({"grade": "new"})

    def test_customers_do_not_read(self):
        loan = self._issued()
        for record in (loan, loan.unit_id, loan.event_ids):
            with self.assertRaises(AccessError):
                record.with_user(self.portal).read([])

    def test_employees_do_not_read(self):
        loan = self._issued()
        employee = new_test_user(self.env, "plain_employee", groups="base.group_user")
        for record in (loan, loan.unit_id):
            with self.assertRaises(AccessError):
                record.with_user(employee).read(["state"])

    def test_other_company_sees_nothing(self):
        company = self.env["res.company"].create({"name": "Branch"})
        user = new_test_user(
            self.env,
            "branch_manager",
            groups="rma_management.group_rma_manager,stock.group_stock_user",
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
        )
        loan = self._issued()
        for model in ("rma.standby.loan", "rma.standby.unit", "rma.standby.event"):
            self.assertFalse(self.env[model].with_user(user).search([]))
        for record in (loan, loan.unit_id, loan.event_ids):
            with self.assertRaises(AccessError):
                record.with_user(user).read([])
        with self.assertRaises(AccessError):
            loan.with_user(user).action_extend()

    def test_history_is_append_only(self):
        loan = self._issued()
        for role in (self.agent, self.approver, self.manager, self.stocker):
            events = loan.event_ids.with_user(role)
            with self.assertRaises(AccessError):
                events.unlink()
            with self.assertRaises(AccessError):
                events.create({"loan_id": loan.id, "kind": "returned"})

    def test_unit_flags_are_no_input(self):
        unit = self._bring_back(self._issued()).unit_id
        with self.assertRaisesRegex(AccessError, "use the buttons"):
            unit.with_user(self.agent).write({"is_ready": True})

    def test_foreign_photos_are_not_shown(self):
        secret = self.env["ir.attachment"].create(
            {
                "name": "secret.png",
                "res_model": "res.partner",
                "res_id": self.stranger.id,
            }
        )
        loan = self._request()
        with self.assertRaises(AccessError):
            loan.write({"photo_out_ids": [Command.link(secret.id)]})
