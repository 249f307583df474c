# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from lxml import etree

from odoo.fields import Command, Domain
from odoo.tests import Form, tagged
from odoo.tools.safe_eval import safe_eval

from .test_credit import CreditCommon


@tagged("post_install", "-at_install")
class TestAccountant(CreditCommon):
    """What an accountant sees who has no after-sales right at all."""

    SOLD = 84

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.action = cls.env.ref("rma_management.rma_claim_line_action_settle")

    def _get_list_fields(self, user):
        view = self.env.ref("rma_management.rma_claim_line_view_list_settle")
        model = self.env["rma.claim.line"].with_user(user)
        arch = model.get_view(view.id, "list")
        return {
            name: {"fields": {"display_name": {}}}
            if model._fields[name].relational
            else {}
            for name in arch["models"]["rma.claim.line"]
        }

    def _get_filters(self):
        """Return {filter: domain} of the list's search view as the accountant's."""
        view = self.env.ref("rma_management.rma_claim_line_view_search_settle")
        lines = self.env["rma.claim.line"].with_user(self.accountant)
        tree = etree.fromstring(lines.get_view(view.id, "search")["arch"])
        return {
            node.get("name"): Domain(safe_eval(node.get("domain")))
            for node in tree.iter("filter")
            if node.get("domain")
        }

    def test_menu_and_list_open(self):
        menus = self.env["ir.ui.menu"].with_user(self.accountant)._visible_menu_ids()
        for name in ("rma_account_menu_settle", "rma_account_menu_costs"):
            self.assertIn(self.env.ref(f"rma_management.{name}").id, menus)
        menus = self.env["ir.ui.menu"].with_user(self.agent)._visible_menu_ids()
        self.assertNotIn(self.env.ref("rma_management.rma_account_menu").id, menus)
        claim = self._inspected()
        lines = self.env["rma.claim.line"].with_user(self.accountant)
        found = lines.search(Domain(safe_eval(self.action.domain)))
        self.assertIn(claim.line_ids, found)
        with Form(claim.line_ids.with_user(self.accountant)) as form:
            self.assertEqual(form.cost_total, -60.0, "The printer became ours")

    def test_constant_queries_for_eighty_rows(self):
        claim = self._register_many(self.lots[:80], "return_unrepaired")
        self._approve(claim)
        for user in (self.accountant, self.manager):
            with self.subTest(user=user.login):
                spec = self._get_list_fields(user)
                few = self._count_queries(user, spec, 10)
                many = self._count_queries(user, spec, 80)
                self.assertLessEqual(many, few)

    def _count_queries(self, user, spec, limit):
        model = self.env["rma.claim.line"].with_user(user)
        domain = safe_eval(self.action.domain)
        for _run in range(2):
            self.env.flush_all()
            self.env.invalidate_all()
            count = self.cr.sql_log_count
            result = model.web_search_read(domain, spec, limit=limit)
            self.assertEqual(len(result["records"]), limit)
        return self.cr.sql_log_count - count

    def test_filters(self):
        self._invoice()
        credit = self._inspected()
        free = self._received("repair", lot=self.lots[1])
        contract = self._received("repair", lot=self.lots[2])
        self._put_under_contract(contract.line_ids)
        contract.line_ids.with_user(self.approver).action_override_entitlement(
            "Under contract", coverage="contract"
        )
        filters = self._get_filters()
        lines = self.env["rma.claim.line"].with_user(self.accountant)
        ours = Domain("claim_id", "in", (credit | free | contract).ids)

        def find(name):
            return lines.search(filters[name] & ours).claim_id

        self.assertEqual(find("to_credit"), credit)
        self.assertEqual(find("free"), free)
        self.assertEqual(find("contract"), contract)
        self.assertFalse(find("credited"))
        credit.action_create_credit()
        self._post_notes(credit)
        self.assertEqual(find("credited"), credit)
        for name in ("to_invoice", "invoiced", "paid_by_customer"):
            self.assertFalse(find(name))
        invoice = (
            self.env["account.move"]
            .sudo()
            .create(
                {
                    "move_type": "out_invoice",
                    "partner_id": self.customer.id,
                    "rma_line_ids": [Command.link(free.line_ids.id)],
                    "invoice_line_ids": [
                        Command.create({"name": "Work", "price_unit": 10.0})
                    ],
                }
            )
        )
        invoice.action_post()
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoice.ids
        ).create({})._create_payments()
        free.line_ids.sudo().money_state = "invoiced"
        self.assertEqual(find("invoiced"), free)
        self.assertEqual(find("paid_by_customer"), free)

    def test_groups_and_pivot(self):
        self._invoice()
        claim = self._inspected()
        claim.action_create_credit()
        self._post_notes(claim)
        report = self.env["rma.cost.report"].with_user(self.accountant)
        for group in ("partner_id", "product_id", "coverage", "kind", "date:month"):
            rows = report.formatted_read_group(
                [("claim_id", "=", claim.id)], [group], ["amount:sum"]
            )
            total = sum(row["amount:sum"] for row in rows)
            self.assertAlmostEqual(total, 60.0 - 100.0, msg=group)
        lines = self.env["rma.claim.line"].with_user(self.accountant)
        for group in ("money_state", "partner_id", "date_decided:month"):
            rows = lines.formatted_read_group(
                [("claim_id", "=", claim.id)], [group], ["__count"]
            )
            self.assertEqual(rows[0]["__count"], 1)

    def test_drill_down_from_the_list(self):
        self._invoice()
        claim = self._inspected()
        claim.action_create_credit()
        line = claim.line_ids.with_user(self.accountant)
        action = line.action_view_account_moves()
        note = self.env[action["res_model"]].browse(action["res_id"])
        note.with_user(self.accountant).action_post()
        self.assertEqual(line.money_state, "credited")
