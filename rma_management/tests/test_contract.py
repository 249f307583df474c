# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import date

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .contract_common import RmaContractCommon

CRON_LOGGER = "odoo.addons.base.models.ir_cron"


@tagged("post_install", "-at_install")
@freeze_time("2026-06-15 12:00:00")
class TestContract(RmaContractCommon):
    SOLD = 8

    # -- what a service contract must say --

    def test_term_is_needed(self):
        with self.assertSentence("does not say what it covers. Choose its coverage"):
            self._contract(coverage_term_id=False)
        contract = self._contract()
        with self.assertSentence("does not say what it covers"):
            contract.coverage_term_id = False

    def test_customers_only(self):
        with self.assertSentence("is a contract with a supplier"):
            self._contract(contract_type="purchase")

    def test_dates_reversed(self):
        with self.assertSentence("ends before it starts"):
            self._contract(date_end="2025-12-31")
        self.assertTrue(self._contract(date_end="2026-01-01"))

    def test_negative_days(self):
        for name in ("arrears_days", "renewal_days"):
            with self.assertSentence("is less than zero"):
                self._contract(**{name: -1})

    def test_term_of_another_company(self):
        company = self.env["res.company"].create({"name": "Elsewhere"})
        term = self.env["rma.coverage.term"].create(
            {"name": "Foreign", "company_id": company.id}
        )
        with self.assertSentence("Foreign"):
            self._contract(coverage_term_id=term.id)

    def test_contract_with_claims_stays(self):
        contract = self._contract()
        self._claim_under(contract, self.lots[0])
        with self.assertSentence("it stays a service contract"):
            contract.is_service_contract = False

    def test_term_is_frozen_by_a_contract(self):
        self.term.parts_percent = 40
        self._contract()
        with self.assertSentence("was promised already"):
            self.term.parts_percent = 100
        with self.assertSentence("was promised already"):
            self.term.claim_limit = 99
        self.term.note = "Conditions may be explained"

    def test_copy_takes_the_units_along(self):
        contract = self._contract([self._get_unit_vals(self.lots[0])])
        copy = contract.copy()
        self.assertEqual(copy.rma_unit_ids.lot_id, self.lots[0])
        self.assertFalse(copy.date_renewal_reminded)

    # -- claims --

    def _get_usage(self, contract, day, **options):
        return contract._get_claim_usage(date.fromisoformat(day), **options)[contract]

    def test_claims_per_contract_year(self):
        contract = self._contract(date_start="2025-03-01", date_end="2028-02-29")
        lines = self.env["rma.claim.line"]
        for number, moment in enumerate(
            ("2026-02-28 10:00:00", "2026-03-01 10:00:00", "2027-02-28 23:00:00")
        ):
            lines |= self._claim_under(contract, self.lots[number], moment)
        self.assertEqual(self._get_usage(contract, "2025-12-31"), (1, 2, 1))
        self.assertEqual(self._get_usage(contract, "2026-02-28"), (1, 2, 1))
        self.assertEqual(self._get_usage(contract, "2026-03-01"), (2, 2, 0))
        self.assertEqual(self._get_usage(contract, "2027-02-28"), (2, 2, 0))
        self.assertEqual(self._get_usage(contract, "2027-03-01"), (0, 2, 2))
        self.assertEqual(
            self._get_usage(contract, "2026-03-01", without=lines[1]), (1, 2, 1)
        )

    def test_used_claims_across_the_anniversary(self):
        contract = self._contract(date_start="2025-07-01", date_end=False)
        self._claim_under(contract, self.lots[:2])
        asked = contract.with_user(self.agent_own)
        self.assertEqual((asked.used_claims, asked.remaining_claims), (2, 0))
        with freeze_time("2026-06-30 12:00:00"):
            asked.invalidate_recordset()
            self.assertEqual((asked.used_claims, asked.remaining_claims), (2, 0))
        with freeze_time("2026-07-01 12:00:00"):
            asked.invalidate_recordset()
            self.assertEqual((asked.used_claims, asked.remaining_claims), (0, 2))

    def test_contract_from_a_leap_day(self):
        contract = self._contract(date_start="2024-02-29", date_end=False)
        self._claim_under(contract, self.lots[0], "2025-02-28 10:00:00")
        self.assertEqual(self._get_usage(contract, "2025-02-27"), (0, 2, 2))
        self.assertEqual(self._get_usage(contract, "2025-02-28"), (1, 2, 1))
        self.assertEqual(self._get_usage(contract, "2026-02-27"), (1, 2, 1))
        self.assertEqual(self._get_usage(contract, "2026-02-28"), (0, 2, 2))

    def test_days_are_those_of_the_company(self):
        self.company.partner_id.tz = "Asia/Kolkata"
        contract = self._contract(date_start="2025-07-01", date_end=False)
        self._claim_under(contract, self.lots[0], "2026-06-30 18:29:00")
        self._claim_under(contract, self.lots[1], "2026-06-30 18:31:00")
        self.assertEqual(self._get_usage(contract, "2026-06-30")[0], 1)
        self.assertEqual(self._get_usage(contract, "2026-07-01")[0], 1)

    def test_claims_in_all(self):
        term = self.env["rma.coverage.term"].create(
            {"name": "Once", "claim_limit": 3, "claim_period": "term"}
        )
        contract = self._contract(date_start="2020-01-01", coverage_term_id=term.id)
        self._claim_under(contract, self.lots[0], "2020-02-01 10:00:00")
        self._claim_under(contract, self.lots[1])
        self.assertEqual(self._get_usage(contract, "2026-06-15"), (2, 3, 1))

    def test_no_limit(self):
        term = self.env["rma.coverage.term"].create({"name": "Unlimited"})
        contract = self._contract(coverage_term_id=term.id)
        self._claim_under(contract, self.lots[0])
        self.assertEqual(self._get_usage(contract, "2026-06-15"), (1, 0, None))

    def test_what_does_not_count(self):
        contract = self._contract()
        lines = self._claim_under(contract, self.lots[:6])
        for line, vals in zip(
            lines,
            (
                {"ending": "cancelled"},
                {"ending": "expired"},
                {"decision": "rejected"},
                {"coverage": "paid"},
                {"contract_id": self._contract().id},
                {"ending": "closed"},
            ),
            strict=True,
        ):
            line.write(vals)
        self.assertEqual(self._get_usage(contract, "2026-06-15")[0], 1)
        self.assertEqual(contract.rma_line_count, 5)

    def test_queries_do_not_grow_with_the_contracts(self):
        contracts = self.env["contract.contract"]
        for month in range(1, 11):
            contracts |= self._contract(
                date_start=f"2026-{month:02d}-01", date_end=False
            )
        for contract in contracts[:2]:
            self._invoice(contract.sudo(), "2026-01-01")
        day = date(2026, 6, 15)
        for method, args in (("_get_claim_usage", [day]), ("_get_overdue", [])):
            one = self._count_queries(getattr(contracts[0], method), *args)
            many = self._count_queries(getattr(contracts, method), *args)
            self.assertEqual(many, one, method)
        fields = ["used_claims", "is_in_arrears", "rma_unit_count", "rma_line_count"]
        asked = contracts.with_user(self.agent_own)
        one = self._count_queries(asked[0].read, fields)
        self.assertEqual(self._count_queries(asked.read, fields), one)

    # -- arrears --

    def test_overdue(self):
        contract, other, paid = (self._contract() for _i in range(3))
        oldest = self._invoice(contract.sudo(), "2026-05-31", 100)
        self._invoice(contract.sudo(), "2026-06-10", 50)
        self._invoice(contract.sudo(), "2026-06-15", 70)
        self._invoice(contract.sudo(), "2026-01-01", 900, post=False)
        self._pay(self._invoice(paid.sudo(), "2026-01-01"))
        asked = (contract | other | paid).with_user(self.agent_own)
        self.assertEqual(asked._get_overdue(), {contract: (15, 150.0, oldest)})
        self.assertEqual(asked.mapped("is_in_arrears"), [True, False, False])

    def test_overdue_for_how_long(self):
        contract = self._contract(arrears_days=14)
        self._invoice(contract.sudo(), "2026-06-02")
        for days, late in ((14, False), (13, True), (1, True), (0, True)):
            contract.arrears_days = days
            self.assertEqual(contract.is_in_arrears, late, days)
        fresh = self._contract(arrears_days=0)
        self._invoice(fresh.sudo(), "2026-06-15")
        self.assertFalse(fresh.is_in_arrears, "due today is not late")

    def test_search_in_arrears(self):
        late, fine = self._contract(), self._contract()
        self._invoice(late.sudo(), "2026-01-01")
        contracts = self.env["contract.contract"].with_user(self.agent_own)
        both = [("id", "in", (late | fine).ids)]
        found = contracts.search([*both, ("is_in_arrears", "=", True)])
        self.assertEqual(found, late)
        for domain in (
            [("is_in_arrears", "=", False)],
            [("is_in_arrears", "!=", True)],
        ):
            self.assertEqual(contracts.search(both + domain), fine)

    def test_service_desk_reads_no_invoice(self):
        contract = self._contract()
        invoice = self._invoice(contract.sudo(), "2026-01-01")
        self.assertTrue(contract.with_user(self.agent_own).is_in_arrears)
        with self.assertRaises(AccessError):
            invoice.with_user(self.manager).read(["amount_total"])
        with self.assertRaises(AccessError):
            contract.contract_line_ids.with_user(self.manager).read(["price_unit"])

    # -- invoices stay native --

    def test_native_recurring_invoice(self):
        contract = self._contract(
            [self._get_unit_vals(self.lots[0])],
            date_start="2026-06-15",
            recurring_rule_type="monthly",
            contract_line_ids=[
                Command.create(
                    {
                        "product_id": self.service.id,
                        "name": "Maintenance #START#",
                        "price_unit": 120,
                    }
                )
            ],
        )
        self.assertEqual(contract.recurring_next_date, date(2026, 6, 15))
        contract.sudo()._recurring_create_invoice()
        invoice = contract.sudo()._get_related_invoices()
        self.assertEqual(invoice.amount_untaxed, 120)
        self.assertEqual(contract.recurring_next_date, date(2026, 7, 15))
        self.env["contract.contract"].cron_recurring_create_invoice(date(2026, 7, 15))
        self.assertEqual(len(contract.sudo()._get_related_invoices()), 2)

    # -- renewal --

    def _remind(self):
        self.env.flush_all()
        with self.enter_registry_test_mode(), mute_logger(CRON_LOGGER):
            self.env.ref("rma_management.ir_cron_renewal").method_direct_trigger()
        self.env.invalidate_all()

    def test_reminder_once_per_end(self):
        contract = self._contract(date_end="2026-07-10", user_id=self.agent.id)
        self._remind()
        activity = contract.activity_ids
        self.assertEqual(activity.user_id, self.agent)
        self.assertEqual(activity.date_deadline, date(2026, 7, 10))
        self.assertIn("“AMC” of Shop ends on 07/10/2026: renew", activity.summary)
        self.assertEqual(contract.date_renewal_reminded, date(2026, 7, 10))
        self._remind()
        self.assertEqual(contract.activity_ids, activity)
        activity.action_done()
        self._remind()
        self.assertFalse(contract.activity_ids)
        contract.date_end = "2026-07-14"
        self._remind()
        self.assertEqual(len(contract.activity_ids), 1, "a new end, a new reminder")

    def test_who_is_reminded_of(self):
        due = {
            "on the first day": {"date_end": "2026-07-15"},
            "on the last day": {"date_end": "2026-06-15", "renewal_days": 0},
        }
        not_due = {
            "too early": {"date_end": "2026-07-16"},
            "ended": {"date_end": "2026-06-14"},
            "open end": {"date_end": False},
            "no service": {"date_end": "2026-07-01", "is_service_contract": False},
            "archived": {"date_end": "2026-07-01", "active": False},
        }
        contracts = {
            name: self._contract(**vals) for name, vals in (due | not_due).items()
        }
        self._remind()
        reminded = {name for name, c in contracts.items() if c.activity_ids}
        self.assertEqual(reminded, set(due))

    def test_reminder_without_responsible(self):
        contract = self._contract(date_end="2026-07-01", user_id=False)
        self._remind()
        self.assertFalse(contract.activity_ids.user_id)
        self.assertTrue(contract.activity_ids)

    def test_reminder_works_in_batches(self):
        contracts = self.env["contract.contract"]
        for _i in range(3):
            contracts |= self._contract(date_end="2026-07-01")
        committed = []
        self.patch(
            type(self.env["ir.cron"]),
            "_commit_progress",
            lambda _self, processed=0, **_options: (
                committed.append(processed) or len(committed) < 3
            ),
        )
        cron = self.env["contract.contract"]._cron_remind_renewal
        cron(size=1)
        self.assertEqual(committed, [0, 1, 1], "stopped after the second batch")
        self.assertEqual(len(contracts.activity_ids), 2)
        committed.clear()
        cron(size=1)
        self.assertEqual(len(contracts.activity_ids), 3, "the rest, nothing twice")

    # -- pages --

    def test_service_desk_opens_the_contract(self):
        contract = self._contract([self._get_unit_vals(self.lots[0])])
        self._invoice(contract.sudo(), "2026-01-01")
        asked = contract.with_user(self.agent_own)
        asked.invalidate_recordset()
        view = self.env["ir.ui.view"].browse(asked.get_formview_id())
        self.assertEqual(
            view, self.env.ref("rma_management.contract_contract_view_form_service")
        )
        self.env.invalidate_all()
        form = Form(asked, view)
        self.assertEqual(form.coverage_term_id, self.term)
        self.assertNotIn("contract_line_fixed_ids", form._view["fields"])
        self.assertNotIn("invoice_count", form._view["fields"])
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "rma_management.contract_contract_action_service"
        )
        views = asked.get_views(
            [(view_id, kind) for view_id, kind in action["views"]]
            + [(action["search_view_id"][0], "search")]
        )
        names = views["models"]["contract.contract"]["fields"]
        listed = views["views"]["list"]["arch"]
        asked.search_read([], [name for name in names if f'"{name}"' in listed])

    def test_accountant_edits_prices_in_the_same_form(self):
        contract = self._contract()
        with Form(
            contract, "rma_management.contract_contract_view_form_service"
        ) as form:
            self.assertIn("contract_line_fixed_ids", form._view["fields"])
            form.coverage_term_id = self.term
            with form.rma_unit_ids.new() as unit:
                unit.lot_id = self.lots[0]
        self.assertEqual(contract.rma_unit_ids.product_id, self.product)
        self.assertEqual(contract.rma_unit_count, 1)

    def test_who_changes_contracts(self):
        contract = self._contract()
        for user in (self.manager, self.accountant):
            with self.assertRaises(AccessError):
                contract.with_user(user).name = "Mine"
        contract.name = "Ours"
        with self.assertRaises(UserError):
            contract.coverage_term_id = False

    def test_service_desk_sees_service_contracts_only(self):
        contract = self._contract(is_service_contract=False)
        with self.assertRaises(AccessError):
            contract.with_user(self.manager).read(["name"])
        self.assertTrue(contract.with_user(self.accountant).read(["name"]))

    def test_buttons(self):
        contract = self._contract([self._get_unit_vals(self.lots[0])])
        line = self._claim_under(contract, self.lots[0])
        asked = contract.with_user(self.agent)
        self.assertEqual(
            self.env["rma.claim.line"].search(asked.action_view_rma_lines()["domain"]),
            line,
        )
        action = asked.action_view_rma_units()
        self.assertEqual(
            self.env["rma.contract.unit"].search(action["domain"]),
            contract.rma_unit_ids,
        )
        self.assertEqual(action["context"]["default_contract_id"], contract.id)
