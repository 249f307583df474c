# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.exceptions import AccessError
from odoo.fields import Date
from odoo.tests import tagged

from .common import RmaCommon


@tagged("post_install", "-at_install")
class TestAuthorisation(RmaCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.claim = cls._register(user=cls.agent_own)
        cls.line = cls.claim.line_ids

    # -- submit --

    def test_submit_works(self):
        """The weakest role, an agent with own claims, submits."""
        self.assertIs(self.claim.action_submit(), True)
        self.assertEqual(self.line.decision, "submitted")
        self.assertEqual((self.claim.state, self.claim.stage), ("submitted",) * 2)
        self.assertTrue(self.line.date_submitted)
        self.assertFalse(self.claim.rma_number)
        self.assertEqual(self._get_event_kinds(self.claim), ["registered", "submitted"])

    def test_submit_refused_without_unit(self):
        claim = self._register(line_ids=[])
        self.assertRefused("has no unit", claim, "action_submit")

    def test_submit_refused_without_product(self):
        claim = self._register(line_ids=[(0, 0, {"lot_name": "X1"})])
        self.assertFalse(claim.line_ids.is_submit_allowed)
        self.assertRefused("has no product yet", claim, "action_submit")

    def test_submit_refused_for_stocker(self):
        """Warehouse users read claims, they do not ask for decisions."""
        claim = self.claim.with_user(self.stocker)
        self.assertRefused("", claim, "action_submit", error=AccessError)
        self.assertRefused("", claim.line_ids, "action_submit", error=AccessError)

    def test_submit_repeat(self):
        self.claim.action_submit()
        self.assertRepeatIsHarmless(self.claim, "action_submit")
        self.assertRepeatIsHarmless(self.line, "action_submit")

    # -- approve --

    def test_approve_works(self):
        """An approver decides: number, validity and one expected receipt appear."""
        self.claim.action_submit()
        claim = self.claim.with_user(self.approver)
        self.assertTrue(claim.is_approve_allowed)
        self.assertIs(claim.action_approve(), True)
        self.assertRecordValues(
            claim.line_ids,
            [
                {
                    "decision": "approved",
                    "decided_by_id": self.approver.id,
                    "goods_state": "expected",
                    "next_step": "send",
                    "ball_owner": "customer",
                }
            ],
        )
        self.assertTrue(claim.rma_number)
        self.assertEqual((claim.valid_until - Date.today()).days, 30)
        receipt = claim.sudo().line_ids.picking_ids
        self.assertEqual(len(receipt), 1)
        self.assertEqual(receipt.picking_type_id, self.warehouse.rma_receipt_type_id)
        self.assertEqual(receipt.rma_claim_id, claim.sudo())
        self.assertEqual(receipt.move_line_ids.lot_id, self.lots[0])
        self.assertEqual(receipt.move_ids.restrict_partner_id, self.customer)
        self.assertFalse(receipt.move_ids.to_refund)
        self.assertFalse(
            receipt.sale_id, "A receipt never carries the order's reference"
        )

    def test_approve_refused_for_agent(self):
        """The strongest role below the approver is refused, by claim and by unit."""
        claim = self.claim.with_user(self.agent)
        claim.action_submit()
        self.assertFalse(claim.is_approve_allowed)
        self.assertRefused("right .After-sales: Approver", claim, "action_approve")
        self.assertRefused(
            "right .After-sales: Approver", claim.line_ids, "action_approve"
        )

    def test_approve_refused_before_submission(self):
        claim = self.claim.with_user(self.approver)
        self.assertRefused(
            "waits for no decision. Submit it first", claim, "action_approve"
        )
        self.assertRefused("not submitted yet", claim.line_ids, "action_approve")

    def test_approve_refused_without_resolution(self):
        claim = self._register(resolution=False).with_user(self.approver)
        claim.action_submit()
        self.assertRefused("choose a resolution", claim, "action_approve")

    def test_approve_refused_after_rejection(self):
        self.claim.action_submit()
        claim = self.claim.with_user(self.approver)
        claim.action_reject("Too old.")
        self.assertRefused("rejected|waits for no decision", claim, "action_approve")
        self.assertRefused("was rejected on", claim.line_ids, "action_approve")

    def test_approve_repeat(self):
        self.claim.action_submit()
        claim = self.claim.with_user(self.approver)
        claim.action_approve()
        self.assertRepeatIsHarmless(claim, "action_approve")
        self.assertRepeatIsHarmless(claim.line_ids, "action_approve")
        self.assertRepeatIsHarmless(claim, "action_submit")

    def test_approve_some_then_the_rest(self):
        """Units decided one after the other share the number of their claim."""
        claim = self._register_many(self.lots[:2]).with_user(self.approver)
        claim.action_submit()
        first, second = claim.line_ids
        first.action_approve()
        number = claim.rma_number
        self.assertTrue(number)
        self.assertEqual(claim.state, "open")
        self.assertEqual(second.decision, "submitted")
        claim.action_approve()
        self.assertEqual(claim.rma_number, number)
        self.assertEqual(claim.line_ids.mapped("decision"), ["approved"] * 2)
        self.assertEqual(claim.line_ids.mapped("goods_state"), ["expected"] * 2)

    def test_approve_without_goods_gives_no_number(self):
        """Only what moves goods gets an RMA number."""
        claim = self._approved("onsite")
        self.assertFalse(claim.rma_number)
        self.assertFalse(claim.valid_until)
        self.assertFalse(claim.line_ids.move_ids)
        self.assertEqual(claim.state, "open")

    # -- reject --

    def test_reject_works(self):
        self.claim.action_submit()
        claim = self.claim.with_user(self.approver)
        self.assertIs(claim.action_reject("Water inside."), True)
        self.assertRecordValues(
            claim.line_ids,
            [
                {
                    "decision": "rejected",
                    "decision_remarks": "Water inside.",
                    "stage": "rejected",
                    "next_step": "nothing",
                    "ball_owner": "nobody",
                }
            ],
        )
        self.assertEqual(claim.state, "rejected")
        self.assertFalse(claim.line_ids.move_ids)
        self.assertIn("Water inside.", claim.sudo().event_ids.mapped("text"))

    def test_reject_refused_without_remarks(self):
        self.claim.action_submit()
        claim = self.claim.with_user(self.approver)
        for remarks in (None, "", "  \n "):
            self.assertRefused(
                "remarks for the customer", claim, "action_reject", remarks
            )

    def test_reject_refused_for_agent(self):
        self.claim.action_submit()
        claim = self.claim.with_user(self.agent)
        self.assertRefused(
            "right .After-sales: Approver", claim, "action_reject", "No."
        )

    def test_reject_refused_after_approval(self):
        claim = self._approved().with_user(self.approver)
        self.assertRefused("waits for no decision", claim, "action_reject", "No.")

    def test_reject_repeat(self):
        self.claim.action_submit()
        claim = self.claim.with_user(self.approver)
        claim.action_reject("Water inside.")
        self.assertRepeatIsHarmless(claim, "action_reject", "Again.")
        self.assertRepeatIsHarmless(claim.line_ids, "action_reject")

    # -- by the way --

    def test_decision_cannot_be_written(self):
        """Nobody decides past the actions, not even the manager."""
        for user in (self.agent_own, self.manager):
            line = self.line.with_user(user)
            for vals in (
                {"decision": "approved"},
                {"date_decided": "2020-01-01 10:00:00"},
                {"decided_by_id": user.id},
                {"ending": "closed"},
                {"date_confirmed": "2020-01-01 10:00:00"},
            ):
                with self.assertRaisesRegex(AccessError, "use the buttons"):
                    line.write(vals)
        with self.assertRaisesRegex(AccessError, "use the buttons"):
            self._register(
                line_ids=[(0, 0, {"lot_id": self.lots[1].id, "decision": "approved"})]
            )

    def test_decision_cannot_come_by_context(self):
        """A default in the context decides as little as a value."""
        model = self.env["rma.claim"].with_user(self.agent)
        claim = model.with_context(
            default_decision="approved", default_ending="closed"
        ).create({"partner_id": self.customer.id, "lot_id": self.lots[1].id})
        self.assertEqual(claim.line_ids.decision, "draft")
        self.assertFalse(claim.line_ids.ending)

    def test_dialog_rejects(self):
        """The dialog runs the action for the records it was opened for."""
        self.claim.action_submit()
        claim = self.claim.with_user(self.approver)
        action = claim.action_open_reject()
        wizard = (
            self.env[action["res_model"]]
            .with_user(self.approver)
            .with_context(**action["context"])
            .create({"text": "Not ours."})
        )
        wizard.action_apply()
        self.assertEqual(claim.line_ids.decision_remarks, "Not ours.")
