# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import RmaCommon


@tagged("post_install", "-at_install")
class TestMisuse(RmaCommon):
    """Each rule against misuse: what it says, what it points to, how grave it is."""

    def _rule(self, code):
        return self.env.ref(f"rma_management.entitlement_rule_{code}")

    def _submitted(self, **vals):
        claim = self._register(**vals)
        claim.action_submit()
        return claim.line_ids

    def _result(self, line, code):
        """Return the current result of one rule, None when it had nothing to say."""
        results = line.sudo().result_ids
        return results.filtered(lambda r: r.rule_id.code == code)

    def assertJudged(self, line, code, outcome, reason, evidence=None):
        result = self._result(line, code)
        self.assertEqual(result.outcome, outcome, result.reason)
        self.assertIn(reason, result.reason)
        if evidence is not None:
            self.assertEqual(
                (result.evidence_model, result.evidence_id),
                (evidence._name, evidence.id),
            )

    # -- claimed twice --

    def test_open_claim_blocks(self):
        first = self._approved().line_ids
        line = self._submitted()
        reason = f"is in the open claim {first.reference}"
        self.assertJudged(line, "open_claim", "block", reason, first)
        self.assertEqual(line.verdict, "block")
        self.assertRefused(
            "override the entitlement",
            line.with_user(self.approver),
            "action_approve",
        )

    def test_undecided_claim_is_only_noted(self):
        """Two claims that both wait: whoever is approved first blocks the other."""
        first, second = self._submitted(), self._submitted()
        self.assertJudged(second, "open_claim", "info", "waits for its decision", first)
        first.with_user(self.approver).action_approve()
        self.assertRefused(
            "in the open claim", second.with_user(self.approver), "action_approve"
        )

    def test_closed_claim_does_not_block(self):
        self._finish(self._received("return_unrepaired"))
        line = self._submitted()
        self.assertJudged(line, "open_claim", "pass", "In no other open claim")

    def test_open_claim_of_another_company_does_not_count(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self._approved().line_ids.sudo().flush_recordset()
        self.env.cr.execute(
            "UPDATE rma_claim_line SET company_id = %s, open_lot_id = NULL "
            "WHERE lot_id = %s",
            (other.id, self.lots[0].id),
        )
        self.env.invalidate_all()
        self.assertJudged(self._submitted(), "open_claim", "pass", "In no other")

    def test_replaced_before_blocks(self):
        self._finish(self._received("replace_after_receipt"))
        line = self._submitted()
        self.assertJudged(line, "settled", "block", "was replaced already in")
        self.assertEqual(line.verdict, "block")

    def test_sold_again_after_the_replacement(self):
        """A unit that was replaced, then sold again, is claimed anew."""
        self._finish(self._received("replace_after_receipt"))
        lot = self.lots[0]
        with freeze_time(fields.Datetime.now() + timedelta(days=1)):
            quant = self.env["stock.quant"]._gather(
                self.product, self.warehouse.view_location_id, lot_id=lot
            )
            if not quant.filtered(lambda q: q.quantity > 0):
                self.env["stock.quant"]._update_available_quantity(
                    self.product, self.warehouse.lot_stock_id, 1, lot_id=lot
                )
            self._sell(self.product, lot)
            line = self._submitted()
        self.assertJudged(line, "settled", "pass", "Neither replaced nor credited")

    # -- by whom, how many, how often --

    def test_returned_by_someone_else(self):
        line = self._submitted(partner_id=self.stranger.id)
        self.assertJudged(
            line, "owner", "warn", "Delivered to Shop, claimed by Stranger"
        )
        self.assertEqual(line.verdict, "warn")

    def test_contact_of_the_customer_is_the_customer(self):
        line = self._submitted(partner_id=self.contact.id)
        self.assertJudged(line, "owner", "pass", "Delivered to this customer")

    def test_more_than_delivered_minus_claimed(self):
        order = self._sell(self.cable, quantity=5)
        vals = {"product_id": self.cable.id, "sale_line_id": order.order_line.id}
        first = self._submitted(**vals, quantity=3.0)
        second = self._submitted(**vals, quantity=3.0)
        self.assertJudged(first, "quantity", "pass", "5 of them can be claimed")
        self.assertJudged(
            second, "quantity", "block", "2 of them are in no other claim", order
        )
        # the first is not held up by the second
        first.with_user(self.approver).action_approve()

    def test_too_often_by_customer(self):
        self._rule("customer_frequency").write({"limit_count": 1, "limit_days": 30})
        with freeze_time(fields.Datetime.now() - timedelta(days=40)):
            self._submitted(lot=self.lots[0])
        line = self._submitted(lot=self.lots[1])
        reason = "1 claims of this customer in 30 days"
        self.assertJudged(line, "customer_frequency", "pass", reason)
        line = self._submitted(lot=self.lots[2], partner_id=self.contact.id)
        reason = "2 claims of this customer in 30 days"
        self.assertJudged(line, "customer_frequency", "warn", reason)

    def test_too_often_by_serial(self):
        self._rule("serial_frequency").write({"limit_count": 1, "limit_days": 90})
        first = self._register("return_unrepaired")
        self._finish(self._receive(self._approve(first)))
        line = self._submitted()
        reason = "2 claims of this serial number in 90 days"
        self.assertJudged(line, "serial_frequency", "warn", reason, first.line_ids)

    def test_proof_missing_and_given(self):
        line = self._submitted(lot=self.stock_lots[0])
        self.assertJudged(line, "proof", "warn", "Neither a delivery of ours")
        proof = (
            self.env["ir.attachment"]
            .with_user(self.agent)
            .create({"name": "bill.pdf", "raw": b"%PDF-"})
        )
        line.write({"proof_ids": [Command.link(proof.id)]})
        self.assertJudged(line, "proof", "pass", "sent a proof", proof)

    def test_unknown_serial(self):
        claim = self._register(
            line_ids=[
                Command.create(
                    {
                        "product_id": self.product.id,
                        "lot_name": "X-1",
                        "resolution_id": self._resolution("repair").id,
                    }
                )
            ]
        )
        claim.action_submit()
        line = claim.line_ids
        self.assertJudged(line, "serial", "warn", "X-1 is no serial number of ours")
        self.assertEqual(line.coverage, "paid")

    def test_arrived_late_and_badly_packed(self):
        claim = self._approved("repair")
        claim.sudo().valid_until = fields.Date.today() + timedelta(days=1)
        with freeze_time(fields.Datetime.now() + timedelta(days=1)):
            self._receive(claim)
        line = claim.line_ids
        claim.sudo().valid_until = fields.Date.today() - timedelta(days=1)
        line.write({"packaging": "none", "condition_grade": "damaged"})
        line.action_set_inspected()
        self.assertJudged(line, "validity", "warn", "the number was valid until")
        self.assertJudged(
            line, "condition", "warn", "Packaging: None, condition: Damaged"
        )

    def test_claim_limit_of_the_term(self):
        term = self.env["rma.coverage.term"].create({"name": "Once", "claim_limit": 1})
        self.lots[0].warranty_term_id = term
        self._finish(self._received("return_unrepaired"))
        line = self._submitted()
        self.assertEqual(line.coverage, "paid")
        self.assertJudged(line, "warranty", "warn", "1 of 1 claims are used up")

    def test_claim_limit_per_year(self):
        """A year later the count begins again."""
        term = self.env["rma.coverage.term"].create(
            {"name": "Once a year", "claim_limit": 1, "claim_period": "year"}
        )
        self.lots[0].warranty_term_id = term
        self._finish(self._received("return_unrepaired"))
        self.assertEqual(self._submitted().coverage, "paid")
        with freeze_time(fields.Datetime.now() + timedelta(days=370)):
            self.assertEqual(self._submitted().coverage, "free")

    # -- rules are records --

    def test_rule_switched_off_and_regraded(self):
        self._approved()
        self._rule("open_claim").severity = "warn"
        line = self._submitted()
        self.assertJudged(line, "open_claim", "warn", "in the open claim")
        self._rule("open_claim").active = False
        line.action_check_entitlement()
        self.assertFalse(self._result(line, "open_claim"))

    def test_rule_of_another_company(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self._rule("proof").company_id = other
        self.assertFalse(self._result(self._submitted(), "proof"))

    @mute_logger("odoo.addons.base.models.ir_access")
    def test_who_may_change_rules(self):
        self._rule("proof").with_user(self.manager).severity = "info"
        with self.assertRaises(AccessError):
            self._rule("proof").with_user(self.approver).severity = "warn"

    def test_limits_below_zero(self):
        with self.assertSentence("must be zero or more"):
            self._rule("serial_frequency").limit_count = -1

    def test_database_refuses_the_second_open_claim(self):
        """Should Python be wrong or race, the database is not."""
        first, second = self._submitted(), self._submitted()
        first.with_user(self.approver).action_approve()
        with self.assertSentence("in another open claim already"):
            second.sudo().write({"decision": "approved"})

    def test_misuse_is_covered_by_nobody(self):
        cause = self.env["rma.cause"].create(
            {"name": "Drowned", "code": "T-WET", "is_misuse": True}
        )
        line = self._submitted()
        self.assertEqual(line.coverage, "free")
        line.cause_id = cause
        self.assertEqual(line.coverage, "paid")
        self.assertJudged(line, "misuse", "warn", "is misuse: nobody covers it")
        with self.assertRaises(UserError):
            line.action_override_entitlement("I know him.", coverage="free")
        line.with_user(self.approver).action_override_entitlement(
            "Goodwill", coverage="free"
        )
        self.assertEqual((line.coverage, line.parts_percent), ("free", 100))
