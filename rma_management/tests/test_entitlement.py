# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import RmaCommon

BATCH = 500


@tagged("post_install", "-at_install")
class TestEntitlement(RmaCommon):
    """When the rules are asked, what is kept, and who is told."""

    SOLD = 6

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.misuse = cls.env["rma.cause"].create(
            {"name": "Dropped", "code": "T-DROP", "is_misuse": True}
        )

    def _let_warranty_end(self, lot):
        yesterday = fields.Date.today() - timedelta(days=1)
        lot.sudo().write({"warranty_start": yesterday, "warranty_end": yesterday})

    # -- asked --

    def test_asked_at_submission(self):
        claim = self._register()
        self.assertFalse(claim.line_ids.verdict)
        claim.action_submit()
        line = claim.line_ids
        self.assertEqual((line.verdict, line.coverage), ("pass", "free"))
        self.assertEqual(set(line.sudo().result_ids.mapped("occasion")), {"submission"})
        self.assertIn("covered.", line.verdict_summary)

    def test_asked_again_at_approval(self):
        """What has changed since the submission counts."""
        claim = self._register()
        claim.action_submit()
        self.lots[0].sudo().write(
            {
                "warranty_void_date": fields.Date.today(),
                "warranty_void_reason": "Seal broken",
            }
        )
        claim.with_user(self.approver).action_approve()
        self.assertEqual(claim.line_ids.coverage, "paid")
        self.assertIn("void since", claim.line_ids.verdict_summary)

    def test_asked_again_at_inspection_and_cause(self):
        claim = self._received("repair")
        line = claim.line_ids
        line.packaging = "none"
        line.action_start_work()
        self.assertEqual(line.verdict, "warn")
        self.assertEqual(line.coverage, "free")
        line.cause_id = self.misuse
        self.assertEqual(line.coverage, "paid")

    def test_asked_again_at_change_of_demand(self):
        claim = self._register()
        claim.action_submit()
        claim.demand = "paid"
        self.assertEqual(claim.coverage, "paid")
        self.assertEqual(claim.line_ids.verdict, "pass")

    def test_asked_by_hand(self):
        claim = self._register()
        self.assertIs(claim.line_ids.action_check_entitlement(), True)
        self.assertRepeatIsHarmless(claim.line_ids, "action_check_entitlement")

    @mute_logger("odoo.addons.base.models.ir_access")
    def test_who_may_ask(self):
        line = self._register().line_ids
        for user in (self.stocker, self.accountant, self.portal):
            with self.assertRaises(AccessError):
                line.with_user(user).action_check_entitlement()

    def test_ended_units_keep_their_verdict(self):
        claim = self._finish(self._received("return_unrepaired"))
        before = claim.line_ids.verdict_summary
        self._let_warranty_end(self.lots[0])
        self.assertNotified(claim.line_ids.action_check_entitlement())
        self.assertEqual(claim.line_ids.verdict_summary, before)

    # -- kept --

    def test_same_verdict_adds_nothing(self):
        claim = self._register()
        claim.action_submit()
        results = claim.line_ids.sudo().result_ids
        claim.with_user(self.approver).action_approve()
        self.assertEqual(claim.line_ids.sudo().result_ids, results)

    def test_other_verdict_keeps_the_old_one(self):
        claim = self._register()
        claim.action_submit()
        line = claim.line_ids
        before = line.sudo().result_ids
        line.cause_id = self.misuse
        after = line.sudo().result_ids
        self.assertFalse(before & after)
        self.assertEqual(set(after.mapped("occasion")), {"change"})
        every = self.env["rma.entitlement.result"].search([("line_id", "=", line.id)])
        self.assertEqual(every, before | after)

    @mute_logger("odoo.addons.base.models.ir_access")
    def test_results_are_append_only(self):
        claim = self._register()
        claim.action_submit()
        result = claim.line_ids.sudo().result_ids[:1]
        for user in (self.agent, self.approver, self.manager):
            mine = result.with_user(user)
            self.assertTrue(mine.reason)
            with self.assertRaises(AccessError):
                mine.reason = "Nothing to see here"
            with self.assertRaises(AccessError):
                mine.unlink()
            with self.assertRaises(AccessError):
                mine.copy()

    # -- told --

    def test_change_after_the_customer_was_told(self):
        claim = self._received("repair")
        line = claim.line_ids
        line.cause_id = self.misuse
        event = claim.sudo().event_ids.filtered(lambda e: e.kind == "verdict")
        self.assertEqual(event.notice_state, "waiting")
        self.assertIn("Paid", event.text)
        activity = claim.sudo().activity_ids
        self.assertIn("Who pays has changed", activity.summary)

    def test_change_before_the_customer_was_told(self):
        claim = self._register()
        claim.action_submit()
        claim.line_ids.cause_id = self.misuse
        self.assertNotIn("verdict", self._get_event_kinds(claim))
        self.assertFalse(claim.sudo().activity_ids)

    def test_the_message_says_who_pays(self):
        claim = self._received("repair")
        claim.line_ids.cause_id = self.misuse
        events = claim.sudo().event_ids.filtered(lambda e: e.kind == "verdict")
        events._send_notices()
        body = claim.sudo().message_ids[:1].body
        self.assertIn("not covered", body)
        self.assertIn("quotation first", body)

    # -- what is known --

    def test_lot_without_delivery(self):
        claim = self._register(lot=self.stock_lots[0])
        claim.action_submit()
        self.assertEqual(claim.coverage, "paid")
        self.assertIn("No delivery of this unit is known", claim.verdict_summary)

    def test_bought_elsewhere_with_a_proof(self):
        claim = self._register(lot=self.stock_lots[0])
        claim.date_purchased = fields.Date.today() - timedelta(days=30)
        claim.action_submit()
        self.assertEqual(claim.coverage, "free")
        self.assertIn("as the customer says", claim.verdict_summary)

    def test_unit_without_serial_counts_from_its_delivery(self):
        with freeze_time("2024-02-03 10:00:00"):
            order = self._sell(self.cable, quantity=2)
        vals = {"product_id": self.cable.id, "sale_line_id": order.order_line.id}
        for day, coverage in (("2026-02-03", "free"), ("2026-02-04", "paid")):
            with freeze_time(f"{day} 10:00:00"):
                claim = self._register(**vals)
                claim.action_submit()
                self.assertEqual(claim.coverage, coverage, claim.verdict_summary)

    def test_product_without_warranty(self):
        self.cable.warranty = 0
        order = self._sell(self.cable, quantity=1)
        claim = self._register(
            product_id=self.cable.id, sale_line_id=order.order_line.id
        )
        claim.action_submit()
        self.assertEqual(claim.coverage, "paid")
        self.assertIn("sold without warranty", claim.verdict_summary)

    def test_earlier_repair_covers_the_same_fault(self):
        lot = self.lots[0]
        self._let_warranty_end(lot)
        symptom = self.env.ref("rma_management.symptom_noise")
        first = self._received("return_unrepaired", symptom_id=symptom.id)
        self._finish(first)
        self.env["rma.warranty.entry"].create(
            {
                "lot_id": lot.id,
                "kind": "repaired",
                "line_id": first.line_ids.id,
                "date_start": fields.Date.today(),
                "date_end": fields.Date.today() + timedelta(days=90),
                "symptom_id": symptom.id,
                "text": "Board",
            }
        )
        same = self._register(symptom_id=symptom.id)
        same.action_submit()
        self.assertEqual(same.coverage, "free")
        self.assertIn("Board", same.verdict_summary)
        same.action_cancel("Next one.")
        other_symptom = self.env.ref("rma_management.symptom_no_power")
        other = self._register(symptom_id=other_symptom.id)
        other.action_submit()
        self.assertEqual(other.coverage, "paid")
        self.assertIn("another fault", other.verdict_summary)

    # -- in bulk --

    def _create_batch(self, count):
        lots = self._create_lots(self.product, f"BATCH{count}-", count)
        lots.write(
            {
                "warranty_term_id": self.env.ref(
                    "rma_management.coverage_term_standard"
                ).id,
                "warranty_partner_id": self.customer.id,
                "warranty_duration": 24,
                "warranty_duration_unit": "month",
                "warranty_start": fields.Date.today(),
                "warranty_end": fields.Date.today() + timedelta(days=700),
            }
        )
        contract = self.env["contract.contract"].create(
            {
                "name": "AMC",
                "partner_id": self.customer.id,
                "is_service_contract": True,
                "coverage_term_id": self.env.ref(
                    "rma_management.coverage_term_parts"
                ).id,
                "date_start": fields.Date.today(),
                "rma_unit_ids": [Command.create({"lot_id": lot.id}) for lot in lots],
            }
        )
        self.assertEqual(len(contract.rma_unit_ids), count)
        return self._register_many(lots).line_ids

    def _count(self, lines):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        lines.action_check_entitlement()
        self.env.flush_all()
        return self.cr.sql_log_count - before

    def test_constant_number_of_queries(self):
        """500 units take the queries of a few, but for the batches of inserts."""
        few, many = self._create_batch(5), self._create_batch(BATCH)
        self._count(self._create_batch(2))
        few_count, many_count = self._count(few), self._count(many)
        self.assertEqual(set(many.mapped("coverage")), {"free"})
        # INSERT and UPDATE go in batches of 100 to 1000 rows, reads of 1000 records
        inserts = len(many.sudo().result_ids) // 100 + 10
        self.assertLessEqual(many_count, few_count + inserts)
        self.assertLess(many_count, BATCH / 2)
