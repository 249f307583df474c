# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common import RmaCommon


@tagged("post_install", "-at_install")
class TestSecurityEntitlement(RmaCommon):
    """Who reads and who writes rules, their results and overrides."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.auditor = new_test_user(
            cls.env, "rma_auditor", groups="account.group_account_readonly"
        )
        cls.claim = cls._register(user_id=cls.agent.id)
        cls.claim.action_submit()
        cls.line = cls.claim.line_ids
        cls.line.with_user(cls.approver).action_override_entitlement(
            "Goodwill", "free", 50
        )
        cls.result = cls.line.result_ids[:1]
        cls.override = cls.line.sudo().override_ids
        cls.rule = cls.result.rule_id
        cls.staff = (
            cls.agent,
            cls.approver,
            cls.manager,
            cls.stocker,
            cls.accountant,
            cls.auditor,
        )

    def test_everybody_at_work_reads(self):
        for user in self.staff:
            for records, names in (
                (self.result, ["reason", "outcome_label", "is_evidence_readable"]),
                (self.override, ["reason", "before", "after", "rule_ids"]),
                (self.rule, ["name", "severity", "is_counting"]),
            ):
                with self.subTest(user=user.login, model=records._name):
                    self.assertTrue(records.with_user(user).read(names))
                    found = records.with_user(user).search([("id", "in", records.ids)])
                    self.assertEqual(found.ids, records.ids)

    def test_append_only(self):
        """No role writes, deletes or makes results or overrides by RPC."""
        for user in (*self.staff, self.agent_own, self.portal):
            for records, vals in (
                (self.result, {"reason": "x"}),
                (self.override, {"reason": "x"}),
            ):
                records = records.with_user(user)
                data = records.sudo().copy_data()[0]
                with self.subTest(user=user.login, model=records._name):
                    with self.assertRaises(AccessError):
                        records.write(vals)
                    with self.assertRaises(AccessError):
                        records.unlink()
                    with self.assertRaises(AccessError):
                        records.create(data)
        with self.assertRaises(AccessError):
            self.line.with_user(self.manager).write({"override_ids": [(5,)]})

    def test_rules_are_the_managers(self):
        for user in (self.agent, self.approver, self.stocker, self.accountant):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.rule.with_user(user).severity = "info"
        self.rule.with_user(self.manager).severity = "info"
        self.assertEqual(self.rule.severity, "info")
        with self.assertRaisesRegex(UserError, "Archive it"):
            self.rule.with_user(self.manager).unlink()

    def test_own_claims_only(self):
        for records in (self.result, self.override):
            records = records.with_user(self.agent_own)
            self.assertFalse(records.search([("id", "in", records.ids)]))
            self.env.invalidate_all()
            with self.assertRaises(AccessError):
                records.read(["reason"])
        with self.assertRaises(AccessError):
            self.override.with_user(self.agent_own).action_view_line()["res_id"]
            self.line.with_user(self.agent_own).read(["reference"])

    def test_other_company(self):
        company = self.env["res.company"].create({"name": "Elsewhere Ltd"})
        foreigner = new_test_user(
            self.env,
            "rma_foreign_manager",
            groups="rma_management.group_rma_manager",
            company_id=company.id,
        )
        for records in (self.result, self.override):
            self.env.invalidate_all()
            with self.assertRaises(AccessError):
                records.with_user(foreigner).read(["reason"])
        own = self.rule.sudo().copy({"company_id": self.company.id})
        self.assertNotIn(own, own.with_user(foreigner).search([]))

    def test_portal_reads_none(self):
        for records in (self.result, self.override, self.rule):
            with self.subTest(model=records._name), self.assertRaises(AccessError):
                records.with_user(self.portal).read(["display_name"])
        for records in (self.claim, self.line):
            with self.assertRaises(AccessError):
                records.with_user(self.portal).action_check_entitlement()
            with self.assertRaises(UserError):
                records.with_user(self.portal).action_approve_passing()

    def test_evidence_leads_to_its_document(self):
        """The button is there for whoever may open the document."""
        owner = self.line.result_ids.filtered(lambda r: r.rule_id.code == "owner")
        picking = self.sale_order.picking_ids
        self.assertEqual(
            (owner.evidence_model, owner.evidence_id), ("stock.picking", picking.id)
        )
        self.assertTrue(owner.with_user(self.stocker).is_evidence_readable)
        action = owner.with_user(self.stocker).action_open_evidence()
        self.assertEqual(
            (action["res_model"], action["res_id"]), ("stock.picking", picking.id)
        )
        owner.sudo().write({"evidence_model": "ir.cron", "evidence_id": 1})
        self.assertFalse(owner.with_user(self.stocker).is_evidence_readable)
        with self.assertRaises(AccessError):
            owner.with_user(self.stocker).action_open_evidence()
        owner.sudo().evidence_id = 0
        with self.assertRaisesRegex(UserError, "is not there any more"):
            owner.with_user(self.stocker).action_open_evidence()
