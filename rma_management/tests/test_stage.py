# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import datetime, timedelta

from freezegun import freeze_time

from odoo.tests import tagged

from .common import RmaCommon


@tagged("post_install", "-at_install")
class TestStage(RmaCommon):
    """What is next, who has the ball, since when, and whether that is late."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.write(
            {
                "rma_decision_days": 2,
                "rma_work_days": 7,
                "rma_shipping_days": 2,
                "rma_confirmation_days": 7,
            }
        )

    def assertNext(self, claim, stage, next_step, ball_owner):
        for record in (claim, claim.line_ids):
            self.assertRecordValues(
                record,
                [{"stage": stage, "next_step": next_step, "ball_owner": ball_owner}],
            )

    def test_way_of_a_repair(self):
        claim = self._register("repair")
        self.assertNext(claim, "draft", "submit", "us")
        claim.action_submit()
        self.assertNext(claim, "submitted", "decide", "us")
        claim.with_user(self.approver).action_approve()
        self.assertNext(claim, "approved", "send", "customer")
        self._receive(claim)
        self.assertNext(claim, "received", "start_work", "us")
        claim.action_start_work()
        self.assertNext(claim, "in_progress", "finish_work", "us")
        claim.work_hold = "waiting_parts"
        self.assertNext(claim, "in_progress", "wait_parts", "vendor")
        claim.work_hold = False
        claim.action_finish_work()
        self.assertNext(claim, "ready", "ship", "us")
        claim.action_ship()
        self.assertNext(claim, "ready", "hand_over", "us")
        self._hand_over(claim)
        self.assertNext(claim, "shipped", "deliver", "courier")
        claim.action_deliver()
        self.assertNext(claim, "delivered", "confirm", "customer")
        claim.action_confirm_working()
        self.assertNext(claim, "delivered", "close", "us")
        claim.action_close()
        self.assertNext(claim, "closed", "nothing", "nobody")

    def test_received_reads_as_the_customer_is_told(self):
        labels = dict(self.env["rma.claim"]._fields["stage"].selection)
        self.assertEqual(labels["received"], "Received for Repair/Inspection")

    def test_one_primary_step_is_possible(self):
        """The step that is next is a step that its user may take."""
        claim = self._register("repair", user=self.approver)
        for action, step in (
            ("submit", None),
            ("approve", self._receive),
            ("start_work", None),
            ("finish_work", None),
            ("ship", self._hand_over),
            ("deliver", None),
            ("confirm_working", None),
            ("close", None),
        ):
            self.assertTrue(claim[f"is_{action}_allowed"], action)
            getattr(claim, f"action_{action}")()
            self.assertFalse(claim[f"is_{action}_allowed"], f"{action} twice")
            if step:
                step(claim)

    def test_since_when(self):
        """The date moves with the step only."""
        start = datetime(2030, 3, 1, 10)
        with freeze_time(start):
            claim = self._register("repair")
            self.env.flush_all()
        self.assertEqual(claim.date_waiting_since, start)
        with freeze_time(start + timedelta(hours=3)):
            claim.symptom_note = "Smokes"
            self.env.flush_all()
            self.assertEqual(claim.date_waiting_since, start)
            claim.action_submit()
            self.env.flush_all()
        self.assertEqual(claim.date_waiting_since, start + timedelta(hours=3))

    def test_late(self):
        """A step is late when its days are over, in lists and in searches."""
        start = datetime(2030, 3, 1, 10)
        with freeze_time(start):
            claim = self._register("repair")
            claim.action_submit()
            self.env.flush_all()
        for record in (claim, claim.line_ids):
            self.assertEqual(record.date_step_deadline, start + timedelta(days=2))
            for days, is_late in ((1, False), (3, True)):
                with freeze_time(start + timedelta(days=days)):
                    record.invalidate_recordset(["is_late"])
                    self.assertEqual(record.is_late, is_late)
                    late = record.search([("is_late", "=", True)])
                    self.assertEqual(record in late, is_late)
                    punctual = record.search([("is_late", "=", False)])
                    self.assertEqual(record in punctual, not is_late)

    def test_claim_shows_its_slowest_unit(self):
        claim = self._register_many(self.lots[:2], "repair")
        self._approve(claim)
        self._receive(claim)
        first, second = claim.line_ids
        first.action_start_work()
        self.assertEqual((claim.stage, claim.next_step), ("received", "start_work"))
        second.action_start_work()
        self.assertEqual((claim.stage, claim.next_step), ("in_progress", "finish_work"))
        self.assertEqual(
            claim.date_step_deadline, min(claim.line_ids.mapped("date_step_deadline"))
        )

    def test_sentence(self):
        """One line says step, owner and since; a hint says what is missing."""
        claim = self._register("repair")
        claim.action_submit()
        self.assertRegex(claim.next_step_summary, "^Approve or reject – with us since ")
        self.assertIn("Approver", claim.next_step_hint)
        claim.with_user(self.approver).action_approve()
        receipt = self._get_open_pickings(claim, "incoming")
        self.assertIn(receipt.name, claim.next_step_hint)

    def test_board_shows_the_living_stages(self):
        model = self.env["rma.claim"].with_context(read_group_expand=True)
        groups = model.formatted_read_group([("id", "=", 0)], ["stage"], ["__count"])
        stages = [group["stage"] for group in groups]
        self.assertIn("received", stages)
        self.assertNotIn("closed", stages)
