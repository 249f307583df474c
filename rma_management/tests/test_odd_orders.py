# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged

from .price_common import PriceCommon


@tagged("post_install", "-at_install")
class TestOddOrders(PriceCommon):
    """Quotations and orders that are answered, emptied or left in an odd order."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.salesman = new_test_user(
            cls.env,
            "rma_seller",
            groups="sales_team.group_sale_salesman,rma_management.group_rma_user",
        )

    def _get_to_invoice(self, line):
        return sum(self._get_order(line).order_line.mapped("qty_to_invoice"))

    def _onsite(self, lot=None):
        claim = self._register("onsite", lot=lot, demand="paid")
        line = self._approve(claim).line_ids
        self._add_labour(line)
        line.action_create_quotation()
        return line

    # -- the unit goes back after the order was accepted --

    def test_return_after_the_acceptance(self):
        """Work that was not done is not charged."""
        line = self._accept(self._quoted())
        line.action_return_unrepaired()
        self.assertEqual(self._get_to_invoice(line), 0)
        self.assertEqual(line.money_state, "none")

    def test_return_charges_the_diagnosis_only(self):
        self.company.rma_diagnosis_product_id = self.diagnosis
        line = self._accept(self._quoted())
        line.action_return_unrepaired()
        self._check_diagnosis_only(line)

    def test_return_keeps_the_diagnosis_that_was_accepted(self):
        self.company.rma_diagnosis_product_id = self.diagnosis
        line = self._started()
        self._add_labour(line)
        self._add_labour(line, kind="diagnosis", product_id=self.diagnosis.id)
        line.action_create_quotation()
        self._accept(line)
        line.action_return_unrepaired()
        self._check_diagnosis_only(line)

    def _check_diagnosis_only(self, line):
        self.assertEqual(line.money_state, "to_invoice")
        line.action_create_invoice()
        invoiced = self._get_invoices(line).invoice_line_ids.filtered("quantity")
        self.assertEqual(invoiced.product_id, self.diagnosis)
        self.assertEqual(self._get_invoices(line).amount_total, 15)

    # -- the unit is cancelled --

    def test_cancelled_unit_leaves_no_quotation(self):
        line = self._onsite()
        line.action_cancel("Not needed")
        self.assertEqual(self._get_order(line).state, "cancel")
        self.assertEqual(line.money_state, "declined")

    def test_cancelled_unit_leaves_nothing_to_invoice(self):
        line = self._accept(self._onsite())
        self.assertEqual(self._get_to_invoice(line), 1)
        line.action_cancel("Not needed")
        self.assertEqual(self._get_to_invoice(line), 0)
        self.assertEqual(line.money_state, "none")

    # -- what an approver lets pass --

    def test_override_counts_as_the_quotation_will(self):
        """Taxes and pricelist included: the quotation does not void the override."""
        self.labour.taxes_id = self.env["account.tax"].create(
            {"name": "Fifteen", "amount": 15.0, "type_tax_use": "sale"}
        )
        line = self._started()
        self._add_labour(line)
        boss = line.with_user(self.approver)
        boss.action_override_acceptance("He waits at the counter")
        self.assertEqual(line.overridden_amount, 69)
        line.action_create_quotation()
        self.assertEqual(self._get_order(line).amount_total, 69)
        self.assertFalse(line._is_acceptance_missing())
        line.action_finish_work()

    # -- quotations without lines --

    def test_quotation_emptied_by_the_salesperson(self):
        line = self._started()
        self._add_labour(line)
        line.action_create_quotation()
        order = self._get_order(line)
        order.user_id = self.salesman
        order.with_user(self.salesman).order_line.unlink()
        self.assertRefused("Make it first", line, "action_send_quotation")
        line.action_create_quotation()
        self.assertEqual(self._get_order(line), order)
        self.assertEqual(order.amount_total, 60)
        self.assertEqual(line.money_state, "quoted")

    def test_quotation_emptied_by_the_engineer(self):
        line = self._started()
        labour = self._add_labour(line)
        line.action_create_quotation()
        labour.unlink()
        self.assertRefused("Make it first", line, "action_send_quotation")
        self._add_labour(line, 30)
        line.action_create_quotation()
        self.assertEqual(self._get_order(line).amount_total, 30)

    # -- bad values --

    def test_no_labour_service_in_the_settings(self):
        self.company.rma_labour_product_id = False
        line = self._approved().line_ids
        with self.assertRaisesRegex(UserError, "Choose the service that is charged"):
            self._add_labour(line)
        self._add_labour(line, product_id=self.labour.id)

    def test_values_of_a_wrong_type(self):
        line = self._approved().line_ids
        boss = line.with_user(self.approver)
        for args, message in (
            ((5,), "the reason of the override"),
            (("x", 5), "is no coverage"),
            (("x", "free", "abc"), "between 0 and 100"),
            (("x", "free", float("nan")), "between 0 and 100"),
        ):
            with self.subTest(args=args):
                self.assertRefused(message, boss, "action_override_entitlement", *args)
        lot = self.lots[0].with_user(self.agent)
        for day in ("garbage", 5, ["2026-01-01"]):
            with self.subTest(day=day), self.assertRaisesRegex(UserError, "first day"):
                lot.action_set_first_use(day)

    def test_no_time_that_is_no_number(self):
        line = self._approved().line_ids
        for name in ("minutes", "product_uom_qty", "price_unit"):
            for value in (float("nan"), float("inf"), 1e300, "abc"):
                with self.subTest(name=name), self.assertRaises(UserError):
                    self._add_labour(line, **{name: value})

    # -- many at once --

    def test_one_to_do_for_many_units(self):
        """Who pays has changed for all units of a claim: one to-do, no e-mail each."""
        claim = self._approve(self._register_many(self.lots[:3], "repair"))
        claim.user_id = self.agent_own
        mails = self.env["mail.mail"].search_count([])
        claim.line_ids.with_user(self.approver).action_override_entitlement("x", "paid")
        todo = self.env["mail.activity"].search(
            [("res_model", "in", ("rma.claim", "rma.claim.line"))]
        )
        own = todo.filtered(lambda activity: "Who pays" in (activity.summary or ""))
        self.assertEqual(len(own), 1)
        self.assertEqual((own.res_model, own.res_id), ("rma.claim", claim.id))
        self.assertEqual(self.env["mail.mail"].search_count([]), mails)

    def test_overrides_are_read_together(self):
        lots = self._create_lots(self.product, "MANY", 12)
        self._buy(self.product, lots)
        self._sell(self.product, lots)
        lines = self._register_many(lots, "repair").line_ids
        lines.action_submit()
        lines.with_user(self.approver).action_override_entitlement("x", "free", 30, 40)
        counts = []
        for count in (3, 12):
            for _run in range(2):
                self.env.flush_all()
                self.env.invalidate_all()
                before = self.cr.sql_log_count
                lines[:count].action_check_entitlement()
                self.env.flush_all()
            counts.append(self.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0])

    def test_shared_quotation_of_a_cancelled_unit(self):
        """The other units keep theirs."""
        lines = self._approve(
            self._register_many(self.lots[:2], "onsite", demand="paid")
        ).line_ids
        for line in lines:
            self._add_labour(line)
        lines.action_create_quotation()
        lines[0].action_cancel("Not needed")
        order = self._get_order(lines[1])
        self.assertEqual((order.state, order.amount_total), ("draft", 60))
        self.assertEqual(
            order.order_line.filtered("product_uom_qty").rma_line_id, lines[1]
        )
