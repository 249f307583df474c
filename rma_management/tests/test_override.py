# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common import RmaCommon


@tagged("post_install", "-at_install")
class TestOverride(RmaCommon):
    """Setting the rules aside: by right, with a reason, on record."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # an open claim about the same serial blocks the second one
        cls.first = cls._approved()
        cls.claim = cls._register()
        cls.claim.action_submit()
        cls.line = cls.claim.line_ids
        cls.boss_line = cls.line.with_user(cls.approver)

    def _override(self, *args):
        return self.boss_line.action_override_entitlement(*args)

    def _get_overrides(self):
        return self.line.sudo().override_ids.sorted("id")

    def _get_rule(self, code):
        return self.env["rma.entitlement.rule"].search([("code", "=", code)])

    # -- works, refused, repeated --

    def test_override_is_on_record(self):
        self.assertEqual(self.line.verdict, "block")
        self.assertTrue(self.boss_line.is_override_entitlement_allowed)
        self.assertTrue(self._override("A known mistake of ours"))
        override = self._get_overrides()
        self.assertRecordValues(
            override,
            [
                {
                    "kind": "entitlement",
                    "reason": "A known mistake of ours",
                    "user_id": self.approver.id,
                    "rule_ids": self._get_rule("open_claim").ids,
                    "coverage": False,
                    "is_in_force": True,
                    "claim_id": self.claim.id,
                    "partner_id": self.customer.id,
                    "product_id": self.product.id,
                }
            ],
        )
        self.assertIn(self.lots[0].name, override.before)
        self.assertEqual(self.line.verdict, "pass")
        self.assertEqual(self.line.coverage, "free")
        self.assertIn("overridden", self._get_event_kinds(self.claim))

    def test_two_open_claims_by_override(self):
        """The same serial is in two open claims only when an approver says so."""
        claim = self.claim.with_user(self.approver)
        self.assertRefused("is in the open claim", claim, "action_approve")
        self._override("The first claim is about the power supply")
        claim.action_approve()
        self.assertEqual(self.line.decision, "approved")
        self.assertTrue(self.line.is_open_twice)
        self.assertEqual(self.first.line_ids.open_lot_id, self.lots[0])
        self.assertFalse(self.line.open_lot_id)

    def test_refused(self):
        args = ("action_override_entitlement", "Please")
        self.assertFalse(self.line.is_override_entitlement_allowed)
        self.assertRefused("needs the right", self.line, *args)
        draft = self._register(lot=self.lots[1]).line_ids.with_user(self.approver)
        self.assertRefused("were not asked", draft, *args)
        self.assertFalse(self._get_overrides())
        ended = self.first.line_ids.with_user(self.approver)
        self.first.action_cancel("Mistake")
        self.assertRefused("cancelled", ended, *args)

    def test_bad_input(self):
        for args, message in (
            ((None,), "the reason"),
            (("  ",), "the reason"),
            (("x", "gratis"), "is no coverage"),
            (("x", "free", 100.5), "between 0 and 100"),
            (("x", "free", 50, -1), "between 0 and 100"),
        ):
            with self.subTest(args=args):
                self.assertRefused(
                    message, self.boss_line, "action_override_entitlement", *args
                )
        self.assertFalse(self._get_overrides())

    def test_repeat_is_harmless(self):
        self._override("Once")
        self.assertRepeatIsHarmless(
            self.boss_line, "action_override_entitlement", "Once"
        )
        self.assertEqual(len(self._get_overrides()), 1)

    # -- who pays --

    def test_coverage_by_override(self):
        self._put_under_contract(self.line)
        for args, values in (
            (("paid",), ("paid", 0.0, 0.0)),
            (("contract",), ("contract", 100.0, 100.0)),
            (("free", 50, 0), ("free", 50.0, 0.0)),
        ):
            with self.subTest(args=args):
                self.assertIs(self._override("Agreed by phone", *args), True)
                self.assertEqual(self.line._get_coverage_key(), values)
        self.assertEqual(self.line.verdict_coverage, "free")
        self.assertEqual(len(self._get_overrides()), 3)

    def test_many_units(self):
        """Each unit keeps what was set aside for it."""
        other = self._register(lot=self.lots[1])
        other.action_submit()
        lines = (self.line | other.line_ids).with_user(self.approver)
        lines.action_override_entitlement("Goodwill", "free", 100, 50)
        self.assertEqual(set(lines.mapped("labour_percent")), {50.0})
        overrides = lines.sudo().override_ids
        self.assertEqual(len(overrides), 2)
        self.assertEqual(overrides.rule_ids, self._get_rule("open_claim"))

    # -- what it holds for --

    def test_a_new_failure_blocks_again(self):
        """An override holds for what failed then, not for what comes later."""
        self._override("Known")
        self.assertEqual(self.line.verdict, "pass")
        rule = self._get_rule("misuse")
        rule.severity = "block"
        self.line.cause_id = self.env["rma.cause"].create(
            {"name": "Dropped", "code": "DROP", "is_misuse": True}
        )
        self.assertEqual(self.line.verdict, "block")
        claim = self.claim.with_user(self.approver)
        self.assertRefused("is misuse", claim, "action_approve")
        self._override("Goodwill")
        overrides = self._get_overrides()
        self.assertIn(rule, overrides[-1].rule_ids)
        self.assertNotIn(rule, overrides[0].rule_ids)
        self.assertNotEqual(self.line.verdict, "block")
        claim.action_approve()

    def test_withdrawn(self):
        self._override("Known", "paid")
        self.assertTrue(self.boss_line.is_withdraw_override_allowed)
        args = ("action_withdraw_override", "It was wrong")
        self.assertRefused("needs the right", self.line, *args)
        self.assertRefused("the reason", self.boss_line, args[0])
        with freeze_time("2030-05-05 10:00:00"):
            self.boss_line.action_withdraw_override("It was wrong")
        self.assertRecordValues(
            self._get_overrides(),
            [{"is_in_force": False, "withdrawn_by_id": self.approver.id}],
        )
        self.assertTrue(self._get_overrides().date_withdrawn)
        self.assertEqual((self.line.verdict, self.line.coverage), ("block", "free"))
        self.assertFalse(self.line.is_open_twice)
        self.assertRepeatIsHarmless(self.boss_line, *args)
        self.assertIn("override_withdrawn", self._get_event_kinds(self.claim))

    def test_the_result_says_that_it_is_set_aside(self):
        result = self.boss_line.result_ids.filtered(lambda r: r.outcome == "block")
        self.assertEqual(result.outcome_label, "✕ Block")
        self._override("Known")
        self.assertEqual(result.outcome_label, "✕ Block, set aside")
        passed = self.boss_line.result_ids.filtered(lambda r: r.outcome == "pass")
        self.assertEqual(set(passed.mapped("is_overridden")), {False})

    # -- the dialog --

    def _open_wizard(self, records, user=None, **vals):
        action = records.with_user(user or self.approver).action_open_override()
        wizard = self.env["rma.override.wizard"].with_user(user or self.approver)
        return wizard.with_context(**action["context"]).create(vals)

    def test_dialog_from_the_claim(self):
        wizard = self._open_wizard(self.claim, reason="Known")
        self.assertIn("is in the open claim", wizard.failing)
        wizard.action_apply()
        self.assertEqual(self.line.verdict, "pass")
        self.assertFalse(self._get_overrides().coverage)

    def test_dialog_from_units(self):
        other = self._register(lot=self.lots[1])
        other.action_submit()
        lines = self.line | other.line_ids
        wizard = self._open_wizard(lines, reason="Goodwill", coverage="free")
        self.assertEqual((wizard.parts_percent, wizard.labour_percent), (100, 100))
        self.assertIn("no rule fails", wizard.failing)
        wizard.labour_percent = 25
        wizard.action_apply()
        self.assertEqual(set(lines.mapped("labour_percent")), {25.0})

    def test_dialog_with_the_claims_ids(self):
        """The dialog also takes claims, with their living units."""
        wizard = (
            self.env["rma.override.wizard"]
            .with_user(self.approver)
            .with_context(active_model="rma.claim", active_ids=self.claim.ids)
            .create({"reason": "Known", "coverage": "paid"})
        )
        self.assertEqual((wizard.parts_percent, wizard.labour_percent), (0, 0))
        wizard.action_apply()
        self.assertEqual(self.line.coverage, "paid")
        # nothing else to do: the dialog says so
        self.assertNotified(wizard.action_apply())

    def test_dialog_on_foreign_records(self):
        wizards = self.env["rma.override.wizard"].with_user(self.approver)
        wizard = wizards.with_context(
            active_model="sale.order", active_ids=self.claim.ids
        )
        with self.assertRaisesRegex(UserError, "from a claim or a unit"):
            wizard.create({"reason": "x"}).action_apply()
        company = self.env["res.company"].create({"name": "Elsewhere Ltd"})
        foreigner = new_test_user(
            self.env,
            "rma_foreign_approver",
            groups="rma_management.group_rma_approver",
            company_id=company.id,
        )
        wizard = wizards.with_user(foreigner).with_context(
            active_model="rma.claim.line", active_ids=self.line.ids
        )
        with self.assertRaises(AccessError):
            wizard.create({"reason": "x"}).action_apply()
        with self.assertRaises(AccessError):
            wizards.with_user(self.agent).create({"reason": "x"})
        self.assertFalse(self._get_overrides())

    def test_withdrawal_by_dialog(self):
        self._override("Known")
        action = self.claim.with_user(self.approver).action_open_withdraw_override()
        context = action["context"]
        self.env["rma.remarks.wizard"].with_user(self.approver).with_context(
            **context
        ).create({"text": "Wrong"}).action_apply()
        self.assertFalse(self.line.is_overridden)
