# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import contextlib
from datetime import timedelta

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.fields import Date
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import RmaCommon


class Killed(Exception):
    """Stands for a worker that dies in the middle of the job."""


@tagged("post_install", "-at_install")
class TestValidity(RmaCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.claim = cls._approved()
        cls.receipt = cls._get_open_pickings(cls.claim, "incoming")
        cls.today = cls.claim.valid_until - timedelta(days=30)

    def _run_job(self, days):
        """Run the daily job *days* after the approval, as the scheduler does."""
        day = self.today + timedelta(days=days)
        with freeze_time(day), self.enter_registry_test_mode():
            self.env.ref("rma_management.ir_cron_validity").method_direct_trigger()
        self.env.invalidate_all()

    def _get_kinds(self, claim=None):
        return self._get_event_kinds(claim or self.claim)[3:]

    # -- until when --

    def test_validity_starts_at_approval(self):
        self.assertEqual(self.claim.valid_until, Date.today() + timedelta(days=30))
        self.assertEqual(
            self.claim.date_step_deadline.date(),
            self.claim.valid_until + timedelta(days=1),
        )

    def test_validity_is_the_companys(self):
        self.company.rma_validity_days = 7
        claim = self._approved(lot=self.lots[1])
        self.assertEqual(claim.valid_until, Date.today() + timedelta(days=7))

    # -- reminder --

    def test_reminder_waits_for_its_day(self):
        self._run_job(24)
        self.assertFalse(self.claim.date_reminded)
        self._run_job(25)
        self.assertTrue(self.claim.date_reminded)
        self.assertEqual(self._get_kinds(), ["reminded"])

    def test_reminder_comes_once(self):
        for days in (26, 26, 27, 30):
            self._run_job(days)
        self.assertEqual(self._get_kinds(), ["reminded"])
        event = self.claim.sudo().event_ids.filtered(lambda e: e.kind == "reminded")
        self.assertEqual(event.notice_state, "waiting")

    def test_no_reminder_after_arrival(self):
        self._receive(self.claim)
        self._run_job(29)
        self.assertFalse(self.claim.date_reminded)

    def test_reminder_comes_again_after_extension(self):
        self._run_job(26)
        self.claim.with_user(self.approver).action_extend_validity(30)
        self._run_job(57)
        self.assertEqual(self._get_kinds(), ["reminded", "extended", "reminded"])

    # -- expiry --

    def test_expiry_on_the_day_after(self):
        self._run_job(30)
        self.assertEqual(self.claim.state, "open")
        self._run_job(31)
        self.assertEqual((self.claim.state, self.claim.stage), ("expired", "expired"))
        self.assertEqual(self.receipt.state, "cancel")
        self.assertEqual(self.claim.ball_owner, "nobody")
        self.assertEqual(self._get_kinds()[-1], "expired")

    def test_expiry_repeat(self):
        self._run_job(31)
        before = self._get_snapshot(self.claim)
        self._run_job(31)
        self._run_job(40)
        self.assertEqual(self._get_snapshot(self.claim), before)

    def test_expiry_leaves_what_arrived(self):
        claim = self._register_many(self.lots[1:3])
        self._approve(claim)
        receipt = self._get_open_pickings(claim, "incoming")
        receipt.move_ids[0].write({"quantity": 1, "picked": True})
        receipt.move_ids[1].write({"quantity": 0, "picked": False})
        receipt.with_context(
            rma_receipt_checked=True, skip_backorder=True
        ).button_validate()
        came, missing = claim.line_ids
        self.assertEqual(
            (came.goods_state, missing.goods_state), ("received", "expected")
        )
        self._run_job(31)
        self.assertFalse(came.ending)
        self.assertEqual(missing.ending, "expired")
        self.assertEqual(claim.state, "open")

    def test_expiry_leaves_replacement_in_advance(self):
        """A claim whose replacement went out is not simply forgotten."""
        claim = self._approved("replace_in_advance", lot=self.lots[1])
        claim.action_ship()
        self._hand_over(claim)
        self._run_job(31)
        self.assertEqual(claim.state, "open", "The faulty unit is still owed to us")

    def test_expired_number_receives_nothing(self):
        """Neither by the button nor by the method under it, before the job has run."""
        with freeze_time(self.today + timedelta(days=31)):
            action = self.receipt.button_validate()
            self.assertEqual(action["res_model"], "rma.receipt.check")
            check = self.env["rma.receipt.check"].browse(action["res_id"])
            self.assertEqual(check.line_ids.kind, "not_valid")
            self.assertIn("was valid until", check.line_ids.text)
            with self.assertRaisesRegex(UserError, "Hand the parcel back"):
                self.receipt._action_done()
        self.assertFalse(self.claim.line_ids.quantity_received)

    # -- a job that is killed --

    def test_job_killed_and_restarted(self):
        """A killed job leaves whole claims; the next one does the rest, once."""
        others = [self._approved(lot=lot) for lot in self.lots[1:3]]
        claims = self.claim | others[0] | others[1]
        model = type(self.env["rma.claim"])
        calls = []
        expire = model._expire

        def die_at_second(batch):
            calls.append(len(batch))
            if len(calls) == 2:
                raise Killed
            expire(batch)

        self.patch(model, "_expire", die_at_second)
        run = model._run_in_batches
        self.patch(model, "_run_in_batches", lambda s, name, size=1: run(s, name, 1))
        day = self.today + timedelta(days=31)
        with freeze_time(day), self.enter_registry_test_mode():
            job = self.env["rma.claim"].with_user(self.env.ref("base.user_root"))
            with contextlib.suppress(Killed), self.registry.cursor() as cr:
                job.with_env(job.env(cr=cr))._cron_expire()
        self.env.invalidate_all()
        self.assertEqual(sorted(claims.mapped("state")), ["expired", "open", "open"])
        self.patch(model, "_expire", expire)
        self._run_job(31)
        self.assertEqual(claims.mapped("state"), ["expired"] * 3)
        for claim in claims:
            self.assertEqual(self._get_kinds(claim).count("expired"), 1)

    @mute_logger("odoo.addons.base.models.ir_cron")
    def test_locked_claim_is_left_for_the_next_run(self):
        with freeze_time(self.today + timedelta(days=31)):
            claims = self.env["rma.claim"]
            self.patch(type(claims), "try_lock_for_update", lambda s, **kw: s.browse())
            with self.enter_registry_test_mode():
                self.env.ref("rma_management.ir_cron_validity").method_direct_trigger()
        self.assertEqual(self.claim.state, "open")

    # -- extend --

    def test_extend_works(self):
        until = self.claim.valid_until
        self.claim.with_user(self.approver).action_extend_validity(10)
        self.assertEqual(self.claim.valid_until, until + timedelta(days=10))
        self.assertEqual(self._get_kinds(), ["extended"])
        self.assertEqual(
            self.claim.date_step_deadline.date(),
            self.claim.valid_until + timedelta(days=1),
        )

    def test_extend_refused(self):
        self.assertRefused(
            "right .After-sales: Approver", self.claim, "action_extend_validity", 5
        )
        claim = self.claim.with_user(self.approver)
        for days in (None, 0, -3):
            self.assertRefused("one or more", claim, "action_extend_validity", days)
        draft = self._register(lot=self.lots[1]).with_user(self.approver)
        self.assertRefused("no RMA number yet", draft, "action_extend_validity", 5)
        claim.action_cancel("By mistake.")
        self.assertRefused(
            "only an open or expired", claim, "action_extend_validity", 5
        )

    def test_extend_refused_for_stocker(self):
        claim = self.claim.with_user(self.stocker)
        self.assertRefused("", claim, "action_extend_validity", 5, error=AccessError)

    def test_extend_revives(self):
        """An expired claim is expected again under the number it has."""
        number = self.claim.rma_number
        self._run_job(31)
        with freeze_time(self.today + timedelta(days=40)):
            claim = self.claim.with_user(self.approver)
            claim.action_extend_validity(10)
            self.assertEqual(claim.valid_until, Date.today() + timedelta(days=10))
            self.assertEqual((claim.state, claim.rma_number), ("open", number))
            self.assertEqual(claim.line_ids.goods_state, "expected")
            self._receive(claim)
        self.assertEqual(claim.line_ids.goods_state, "received")

    def test_extend_dialog(self):
        claim = self.claim.with_user(self.approver)
        action = claim.action_open_extend_validity()
        wizard = (
            self.env[action["res_model"]]
            .with_user(self.approver)
            .with_context(**action["context"])
            .create({"days": 3})
        )
        until = claim.valid_until
        wizard.action_apply()
        self.assertEqual(claim.valid_until, until + timedelta(days=3))
