# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import date

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .desk_common import DeskCommon

SCRIPT = "<script>alert(1)</script>"


@tagged("-at_install", "post_install")
class TestStatement(DeskCommon):
    """Credits and open units of a month, for the customer himself and accountants."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.statements = cls.env["rma.statement"].with_user(cls.portal)
        with freeze_time("2026-01-10 10:00:00"):
            cls.invoice = cls.sale_order._create_invoices()
            cls.invoice.action_post()

    def _credit(self, lot, moment):
        """Credit a unit: its credit note is posted at *moment*."""
        with freeze_time(moment):
            claim = self._approved("credit_without_return", lot=lot)
            claim.action_create_credit()
            note = claim.with_env(self.env).line_ids.account_move_ids
            note.action_post()
        return claim, note

    def _get_statement(self, month=date(2026, 3, 1)):
        self.env.flush_all()
        return self.statements._get_statement(self.contact, month)

    def test_credits_of_the_month(self):
        claim, note = self._credit(self.lots[0], "2026-03-31 10:00:00")
        self._credit(self.lots[1], "2026-04-01 10:00:00")
        with freeze_time("2026-04-15"):
            statement = self._get_statement()
        [row] = statement["credits"]
        self.assertEqual(row["number"], note.name)
        self.assertEqual(row["date"], date(2026, 3, 31))
        self.assertEqual(row["reference"], claim.line_ids.reference)
        self.assertEqual(row["serial"], "SOLD0")
        self.assertAlmostEqual(row["amount"], note.amount_total)
        self.assertEqual(statement["totals"], [(note.currency_id, row["amount"])])

    def test_drafts_do_not_count_and_what_is_taken_back_counts_against(self):
        _claim, note = self._credit(self.lots[0], "2026-03-10 10:00:00")
        with freeze_time("2026-03-20 10:00:00"):
            note.button_draft()
            self.assertFalse(self._get_statement()["credits"])
            note.action_post()
            wizard = (
                self.env["account.move.reversal"]
                .with_context(active_model="account.move", active_ids=note.ids)
                .create({"journal_id": note.journal_id.id})
            )
            wizard.refund_moves()
            wizard.new_move_ids.action_post()
            statement = self._get_statement()
        amounts = [row["amount"] for row in statement["credits"]]
        self.assertEqual(len(amounts), 2)
        self.assertAlmostEqual(sum(amounts), 0.0)

    def test_open_units_at_the_end_of_the_month(self):
        with freeze_time("2026-02-10 10:00:00"):
            early = self._register("return_unrepaired", lot=self.lots[0])
            early.action_submit()
        with freeze_time("2026-04-02 10:00:00"):
            late = self._register("return_unrepaired", lot=self.lots[1])
            late.action_submit()
            early.action_cancel("mistake")
        self._create_batch("SOLD2")  # not sent
        with freeze_time("2026-04-20"):
            march = self._get_statement()
            april = self._get_statement(date(2026, 4, 1))
        [unit] = march["units"]
        self.assertEqual((unit["serial"], unit["age"]), ("SOLD0", 49))
        [unit] = april["units"]
        self.assertEqual((unit["serial"], unit["age"]), ("SOLD1", 18))
        self.assertEqual(april["date_to"], date(2026, 4, 20))

    def test_rejected_units_are_open_until_then(self):
        with freeze_time("2026-02-10 10:00:00"):
            claim = self._register("return_unrepaired", lot=self.lots[0])
            claim.action_submit()
        with freeze_time("2026-04-02 10:00:00"):
            claim.with_user(self.approver).action_reject("no")
        with freeze_time("2026-04-20"):
            self.assertEqual(len(self._get_statement()["units"]), 1)
            self.assertFalse(self._get_statement(date(2026, 4, 1))["units"])

    # -- the page --

    def test_page_workbook_and_paper(self):
        _claim, note = self._credit(self.lots[0], "2026-03-10 10:00:00")
        note.partner_id.name = SCRIPT
        self._login(self.portal)
        page = self._get("/my/rma/statement?month=2026-03").text
        self.assertIn(note.name, page)
        self.assertIn("SOLD0", page)
        self.assertNotIn(SCRIPT, page)
        content = self._get("/my/rma/statement.xlsx?month=2026-03").content
        rows = self._read_xlsx(content)
        self.assertEqual(rows[1][0], note.name)
        self.assertAlmostEqual(rows[-1][6], note.amount_total)
        response = self._get("/my/rma/statement.pdf?month=2026-03")
        self.assertEqual(response.headers["Content-Type"], "application/pdf")
        self.assertTrue(response.content)

    def test_bad_months_are_sentences(self):
        self._login(self.portal)
        for month in ("2026-13", "x", "1999-01", "9999-01", "2026-01-01'--", "²²²²-01"):
            for kind in ("", ".xlsx", ".pdf"):
                response = self._get(f"/my/rma/statement{kind}?month={month}")
                self.assertEqual(response.status_code, 303, month)
            page = self._get("/my/rma/statement").text
            self.assertRegex(page, "is no month|still to come")
        self.assertEqual(self._get("/my/rma/statement").status_code, 200)

    # -- who may read it --

    def test_only_the_customer_and_who_may(self):
        _claim, note = self._credit(self.lots[0], "2026-03-10 10:00:00")
        self._login(self.mallory)
        page = self._get(
            "/my/rma/statement?month=2026-03&partner_id=%s" % self.customer.id
        )
        self.assertEqual(page.status_code, 200)
        self.assertNotIn(note.name, page.text)
        report = f"/report/html/rma_management.report_statement/{self.customer.id}"
        with mute_logger("odoo.http", "odoo.addons.base.models.ir_qweb"):
            response = self._get(report + "?month=2026-03")
        self.assertNotIn(note.name, response.text)
        self._login(None)
        self.assertEqual(self._get("/my/rma/statement").status_code, 303)
        statements = self.env["rma.statement"]
        for user in (self.mallory, self.agent_own, self.stocker):
            with self.assertRaises(AccessError):
                statements.with_user(user)._get_statement(
                    self.contact, date(2026, 3, 1)
                )
            with self.assertRaises(AccessError):
                # all rights do not change who asks
                statements.with_user(user).sudo()._get_statement(
                    self.contact, date(2026, 3, 1)
                )
        for user in (self.agent, self.accountant):
            found = statements.with_user(user)._get_statement(
                self.contact, date(2026, 3, 1)
            )
            self.assertEqual(len(found["credits"]), 1)

    def test_other_companies_are_left_out(self):
        self._credit(self.lots[0], "2026-03-10 10:00:00")
        other = self.env["res.company"].create({"name": "Other"})
        elsewhere = self.env["rma.statement"].with_context(
            allowed_company_ids=other.ids
        )
        found = elsewhere._get_statement(self.contact, date(2026, 3, 1))
        self.assertFalse(found["credits"] + found["units"])

    # -- the accountant's button --

    def test_accountant_prints_it(self):
        with freeze_time("2026-04-02"):
            wizard = (
                self.env["rma.statement.wizard"]
                .with_user(self.accountant)
                .create({"partner_id": self.contact.id})
            )
            self.assertEqual(wizard.month, date(2026, 3, 1))
            action = wizard.action_print()
        data = action["data"]
        self.assertEqual(data, {"ids": self.contact.ids, "month": "2026-03"})
        html = self.env["ir.actions.report"].with_user(self.accountant)
        html = html._render_qweb_html("rma_management.report_statement", None, data)[0]
        self.assertIn("Shop", html.decode())
        with self.assertRaises(AccessError):
            wizard.with_user(self.agent_own).action_print()
        report = self.env["report.rma_management.report_statement"]
        for ids in ([], [1, 2], ["1"]):
            with self.assertRaises(UserError):
                report._get_report_values(ids, {})

    # -- what it costs --

    def test_queries_do_not_grow(self):
        def count():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            with freeze_time("2026-04-20"):
                self._get_statement()
            return self.cr.sql_log_count - before

        self._credit(self.lots[0], "2026-03-10 10:00:00")
        count()
        few = count()
        for lot in self.lots[1:]:
            self._credit(lot, "2026-03-10 10:00:00")
        self.assertLessEqual(count(), few)
