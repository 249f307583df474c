# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields
from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged

from .common import RmaCommon

MANY = 200
#: Every fourth claim is about a serial number that nobody knows.
STRANGE = 4


@tagged("post_install", "-at_install")
class TestBatchApproval(RmaCommon):
    """Approvers approve at once what all rules pass, and look at the rest."""

    SOLD = MANY + 30

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # so many claims of one customer are no suspicion here
        cls.env["rma.entitlement.rule"].search(
            [("code", "=", "customer_frequency")]
        ).limit_count = 10000

    def _submit_mixed(self, lots):
        """Return submitted claims, one per lot; each fourth is of an unknown unit."""
        repair = self._resolution("repair").id
        claims = (
            self.env["rma.claim"]
            .with_user(self.agent)
            .create(
                [
                    {
                        "partner_id": self.customer.id,
                        "resolution_id": repair,
                        **(
                            {"lot_id": lot.id}
                            if index % STRANGE
                            else {
                                "product_id": self.product.id,
                                "lot_name": f"?{lot.name}",
                            }
                        ),
                    }
                    for index, lot in enumerate(lots)
                ]
            )
        )
        claims.action_submit()
        return claims

    def _approve_passing(self, records):
        answer = records.with_user(self.approver).action_approve_passing()
        self.assertNotified(answer)
        return answer["params"]["message"]

    def test_only_what_passes(self):
        claims = self._submit_mixed(self.lots[:MANY])
        strange = claims.filtered(lambda claim: claim.verdict != "pass")
        self.assertEqual(len(strange), MANY // STRANGE)
        message = self._approve_passing(claims)
        self.assertIn("150 units approved, 50 wait", message)
        self.assertEqual(set(strange.mapped("state")), {"submitted"})
        self.assertEqual(set((claims - strange).mapped("state")), {"open"})
        self.assertEqual(len(set((claims - strange).mapped("rma_number"))), 150)
        self.assertIn("0 units approved, 50 wait", self._approve_passing(claims))

    def _count(self, records):
        self.env.flush_all()
        self.env.invalidate_all()
        count = self.cr.sql_log_count
        self._approve_passing(records)
        self.env.flush_all()
        return self.cr.sql_log_count - count

    def test_cost_per_claim_does_not_grow(self):
        """Forty claims cost less each than ten: what is asked, is asked at once."""
        lots = iter(self.lots)
        few, many = (
            self._submit_mixed([next(lots) for _i in range(number)])
            for number in (10, 40)
        )
        warm = self._submit_mixed([next(lots) for _i in range(4)])
        self._count(warm)
        each_of_few, each_of_many = self._count(few) / 10, self._count(many) / 40
        self.assertLessEqual(each_of_many, each_of_few)
        # nothing passes: the rules alone, whatever the number
        self.assertLessEqual(self._count(many), self._count(few) + 3)

    def test_units_of_a_claim(self):
        """Of one claim the units that pass are approved, the others wait."""
        claim = self._register_many(self.lots[:2], "repair")
        claim.line_ids[1].lot_id = False
        claim.action_submit()
        self.assertEqual(claim.line_ids.mapped("verdict"), ["pass", "warn"])
        self.assertEqual(claim.verdict, "warn")
        self.assertIn("1 units approved, 1 wait", self._approve_passing(claim.line_ids))
        self.assertEqual(claim.line_ids.mapped("decision"), ["approved", "submitted"])

    def test_twice_the_same_serial(self):
        """Both pass while none is approved; only the first one is."""
        claims = self._register(lot=self.lots[0]) | self._register(lot=self.lots[0])
        claims.action_submit()
        self.assertEqual(claims.mapped("verdict"), ["pass", "pass"])
        self.assertIn("1 units approved, 1 wait", self._approve_passing(claims))
        self.assertEqual(claims.mapped("state"), ["open", "submitted"])
        self._approve_passing(claims)
        self.assertEqual(claims.mapped("verdict"), ["pass", "block"])

    def test_without_resolution(self):
        claim = self._register(resolution=None)
        claim.action_submit()
        self.assertIn("0 units approved, 1 wait", self._approve_passing(claim))

    def test_not_the_agent(self):
        claim = self._register()
        claim.action_submit()
        self.assertRefused("needs the right", claim, "action_approve_passing")
        self.assertRefused("", claim.with_user(self.stocker), "action_approve_passing")

    def test_what_passed_then_is_asked_again(self):
        """A verdict of yesterday does not approve anything today."""
        claim = self._register()
        claim.action_submit()
        self.assertEqual(claim.verdict, "pass")
        self.lots[0].sudo().write(
            {"warranty_void_date": "2020-01-01", "warranty_void_reason": "Opened"}
        )
        rule = self.env["rma.entitlement.rule"].search([("code", "=", "serial")])
        rule.severity = "block"
        self.env["rma.entitlement.rule"].search(
            [("code", "=", "serial_frequency")]
        ).write({"limit_count": 1, "limit_days": 30})
        other = self._register()
        other.action_submit()
        self._approve_passing(claim)
        self.assertEqual(claim.state, "submitted")

    # -- the claim's own verdict --

    def test_verdict_of_the_claim(self):
        """The worst of the units that count; coverage only where they agree."""
        claim = self._register_many(self.lots[:3], "repair")
        self.assertFalse(claim.verdict)
        self.assertFalse(claim.coverage)
        claim.action_submit()
        self.assertEqual((claim.verdict, claim.coverage), ("pass", "free"))
        lines = claim.line_ids.sudo()
        lines[1].write({"verdict": "block", "coverage": "paid"})
        self.assertEqual((claim.verdict, claim.coverage), ("block", False))
        self.assertEqual(claim.verdict_counts, "2 × All pass, 1 × Blocked")
        found = self.env["rma.claim"].search(
            [("verdict", "=", "block"), ("id", "=", claim.id)]
        )
        self.assertEqual(found, claim)
        lines[1].with_user(self.approver).action_reject("No")
        self.assertEqual((claim.verdict, claim.coverage), ("pass", "free"))
        self.assertEqual(claim.verdict_counts, "2 × All pass")

    def test_only_actions_write_the_verdict(self):
        claim = self._register()
        claim.action_submit()
        for vals in ({"verdict": "pass"}, {"coverage": "free"}):
            with self.assertRaises(AccessError):
                claim.with_user(self.manager).write(vals)

    def test_warranty_before_the_first_check(self):
        """What the serial number says is told before the rules are asked."""
        claim = self._register()
        self.assertFalse(claim.verdict)
        self.assertIn("24 months from delivery", claim.warranty_hint)
        self.assertEqual(claim.warranty_hint, claim.line_ids.warranty_hint)

    def test_check_again_from_the_claim(self):
        claim = self._register_many(self.lots[:2], "repair")
        self.assertIs(claim.action_check_entitlement(), True)
        self.assertEqual(claim.line_ids.mapped("verdict"), ["pass", "pass"])
        self.assertNotified(claim.action_check_entitlement())
        with self.assertRaises(AccessError):
            claim.with_user(self.stocker).action_check_entitlement()

    # -- what the customer shows --

    def test_proof_is_readable_for_the_approver(self):
        """A proof uploaded before the claim was saved belongs to its unit."""
        proof = (
            self.env["ir.attachment"]
            .with_user(self.agent)
            .create({"name": "receipt.txt", "raw": b"paid", "res_model": "rma.claim"})
        )
        claim = self._register(
            product_id=self.product.id, proof_ids=[Command.link(proof.id)]
        )
        self.assertEqual(proof.res_model, "rma.claim.line")
        self.assertEqual(proof.with_user(self.approver).raw, b"paid")
        claim.action_submit()
        result = claim.line_ids.result_ids.filtered(lambda r: r.rule_id.code == "proof")
        self.assertEqual(result.outcome, "pass")
        action = result.with_user(self.approver).action_open_evidence()
        self.assertEqual(action["type"], "ir.actions.act_url")

    def test_date_of_purchase_is_settled_by_the_approval(self):
        """Nobody makes a paid repair free by a date, once it was decided on."""
        claim = self._register(product_id=self.product.id, date_purchased="2001-01-01")
        self._approve(claim)
        self.assertEqual(claim.coverage, "paid")
        self.assertRefused(
            "was decided on", claim, "write", {"date_purchased": fields.Date.today()}
        )
        claim.with_user(self.approver).date_purchased = fields.Date.today()
        self.assertEqual(claim.coverage, "free")
