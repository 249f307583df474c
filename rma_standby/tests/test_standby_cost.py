# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools.safe_eval import safe_eval

from odoo.addons.rma_management.tests.common import UNIT_COST

from .money_common import StandbyMoneyCommon


@tagged("-at_install", "post_install")
class TestStandbyCost(StandbyMoneyCommon):
    """What a stand-by costs the claim, against amounts counted by hand."""

    @classmethod
    def setUpClass(cls):
        with freeze_time("2026-04-01 09:00:00"):
            super().setUpClass()
        cls.product.rma_standby_cost_day = 2.5
        cls.unit = cls.units[0]

    def _lent(self, day="2026-04-10 12:00:00", **vals):
        """Return the loan of a claimed unit, handed out."""
        with freeze_time(day):
            claim = self._received("repair")
            return self._issued(self.unit, line_id=claim.line_ids.id, **vals)

    def _get_rows(self, loan):
        """Return (kind, amount, paid) of the claim, read again from the database."""
        self.env.flush_all()
        Report = self.env["rma.cost.report"].with_user(self.approver)
        Report.invalidate_model()
        rows = Report.search([("line_id", "=", loan.line_id.id)])
        self.assertEqual(len(set(rows.ids)), len(rows))
        return sorted(
            (row.kind, round(row.amount, 2), round(row.amount_paid, 2)) for row in rows
        )

    # -- days --

    def test_days_on_loan(self):
        loan = self._lent()
        with freeze_time("2026-04-10 18:00:00"):
            self.assertEqual(self._get_rows(loan), [("standby", -2.5, 0)])
        with freeze_time("2026-04-19 12:00:00"):
            # the 10th to the 19th are ten days
            self.assertEqual(self._get_rows(loan), [("standby", -25, 0)])
            self._bring_back(loan)
        with freeze_time("2026-06-30 12:00:00"):
            self.assertEqual(self._get_rows(loan), [("standby", -25, 0)])

    def test_page_of_the_claim(self):
        loan = self._lent()
        with freeze_time("2026-04-19 12:00:00"):
            self._bring_back(loan)
        self.env.invalidate_all()
        for record in (loan.line_id, loan.claim_id):
            self.assertRecordValues(
                record.with_user(self.approver),
                [{"cost_other": 25.0, "cost_total": 25.0, "margin": -25.0}],
            )

    def test_no_claim_no_cost(self):
        with freeze_time("2026-04-10 12:00:00"):
            self._issued(self.unit)
        count = self.env["rma.cost.report"].search_count([("kind", "=", "standby")])
        self.assertEqual(count, 0)

    def test_reserved_costs_nothing(self):
        loan = self._reserved(self.unit, line_id=self._approved().line_ids.id)
        self.assertEqual(self._get_rows(loan), [])

    def test_days_of_a_lost_unit_end_with_the_report(self):
        loan = self._lent()
        with freeze_time("2026-04-13 12:00:00"):
            loan.action_mark_lost("Stolen")
        with freeze_time("2026-06-30 12:00:00"):
            self.assertEqual(self._get_rows(loan), [("standby", -10, 0)])

    # -- goods and money --

    def test_written_off(self):
        loan = self._lent()
        with freeze_time("2026-04-10 15:00:00"):
            loan.action_mark_lost("Stolen")
            loan.with_user(self.approver).action_write_off("Nothing to get")
            rows = self._get_rows(loan)
        self.assertEqual(rows, [("standby", -UNIT_COST, 0), ("standby", -2.5, 0)])
        row = self.env["rma.cost.report"].search(
            [("line_id", "=", loan.line_id.id), ("res_model", "=", "stock.move")]
        )
        self.assertEqual(row.action_open_document()["res_model"], "stock.move")

    def test_sold_and_invoiced(self):
        self.product.rma_standby_cost_day = 0
        loan = self._lent()
        with freeze_time("2026-04-12 12:00:00"):
            loan.action_sell()
            orders = self._confirm(self._get_orders(loan, "unit"))
            self._deliver(orders)
            self.assertEqual(self._get_rows(loan), [("standby", -UNIT_COST, 0)])
            # sudo: invoicing orders is not what is tested
            invoice = self._post(orders.sudo()._create_invoices())
            charged = ("charged", 100.0, 0.0)
            self.assertEqual(
                self._get_rows(loan), [charged, ("standby", -UNIT_COST, 0)]
            )
            self._pay(invoice)
            self.assertIn(("charged", 100.0, 100.0), self._get_rows(loan))
            self.env.invalidate_all()
            line = loan.line_id.with_user(self.approver)
            self.assertRecordValues(
                line, [{"cost_other": 60.0, "amount_charged": 100.0, "margin": 40.0}]
            )
            # a credit note takes it back
            refund = invoice.sudo()._reverse_moves([{"date": invoice.date}])
            self._post(refund)
            amounts = [
                amount
                for kind, amount, _paid in self._get_rows(loan)
                if kind == "charged"
            ]
            self.assertEqual(amounts, [-100.0, 100.0])

    def test_fee_counts_and_deposit_does_not(self):
        self.product.rma_standby_cost_day = 0
        self._ask_fee()
        self._ask_deposit()
        with freeze_time("2026-04-10 12:00:00"):
            claim = self._received("repair")
            loan = self._reserved(
                self.unit, line_id=claim.line_ids.id, date_expected="2026-04-12"
            )
            self._paid_deposit(loan)
            self.assertEqual(self._get_rows(loan), [])
            loan.action_quote_fee()
            orders = self._confirm(self._get_orders(loan, "fee"))
            # sudo: as above
            self._post(orders.sudo()._create_invoices())
            # three days at 5
            self.assertEqual(self._get_rows(loan), [("charged", 15.0, 0.0)])

    # -- who --

    def test_cost_of_a_day_is_not_for_everybody(self):
        product = self.product.with_user(self.agent)
        with self.assertRaises(AccessError):
            product.read(["rma_standby_cost_day"])
        with self.assertRaises(AccessError):
            self.env["rma.cost.report"].with_user(self.agent).search([])

    # -- the value of the pool --

    def test_value_of_idle_units(self):
        unit = self.unit.with_user(self.approver)
        self.assertEqual(unit.value, UNIT_COST)
        with self.assertRaises(AccessError):
            self.unit.with_user(self.agent).read(["value"])

    def test_windows(self):
        """Each window of the reports finds what it is about, and nothing else."""
        waiting = self._request()
        with freeze_time("2026-04-10 12:00:00"):
            late = self._issued(self.unit, date_expected="2026-04-12")
        with freeze_time("2026-05-01 12:00:00"):
            late.sudo()._sync_due_state()
            found = self._find("rma_standby_loan_action_waiting_report", self.agent)
            self.assertEqual(found, waiting)
            found = self._find("rma_standby_loan_action_overdue_report", self.approver)
            self.assertEqual(found, late)
            self.assertEqual(found.value_at_risk, UNIT_COST)
            self.assertFalse(self._find("rma_standby_unit_action_idle", self.agent))
        with freeze_time("2026-06-15 12:00:00"):
            found = self._find("rma_standby_unit_action_idle", self.agent)
            self.assertEqual(found, self.units[1:])

    def _find(self, name, user):
        """Return what the window shows, with the views that it names."""
        action = self.env["ir.actions.act_window"]._for_xml_id(f"rma_standby.{name}")
        model = self.env[action["res_model"]].with_user(user)
        for view_id, view_type in action["views"]:
            model.get_view(view_id, view_type)
        return model.search(safe_eval(action["domain"])).sorted("id")
