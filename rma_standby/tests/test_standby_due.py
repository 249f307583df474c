# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import date, datetime, timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo.tests import tagged

from ..models import rma_standby_reminder_job_mixin
from .reminder_common import ReminderCommon

NOW = datetime(2026, 3, 2, 12)


@tagged("-at_install", "post_install")
@freeze_time(NOW)
class TestStandbyDue(ReminderCommon):
    """The daily job moves loans between issued, due and overdue."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.loan = cls._issued(date_expected=date(2026, 3, 10))

    def _on(self, day, hour=12):
        with freeze_time(datetime(2026, 3, day, hour)):
            self._run_daily()
        return self.loan.state

    def test_states(self):
        self.assertEqual(self._on(9), "issued")
        self.assertEqual(self._on(10), "due")
        self.assertEqual(self._on(11), "overdue")
        self.assertEqual(self.loan.unit_id.state, "overdue")
        kinds = self._get_loan_kinds(self.loan)
        self.assertEqual((kinds.count("due"), kinds.count("overdue")), (1, 1))

    def test_repeat(self):
        for _repeat in range(3):
            self._on(11)
        self.assertEqual(self._get_loan_kinds(self.loan).count("overdue"), 1)

    def test_what_is_not_out_is_left_alone(self):
        reserved = self._reserved(date_expected=date(2026, 3, 5))
        back = self._bring_back(self._issued(date_expected=date(2026, 3, 5)))
        self._on(11)
        self.assertEqual((reserved.state, back.state), ("reserved", "returned"))

    def test_day_is_the_companys(self):
        """At 23:30 UTC it is tomorrow where the company is."""
        self.company.partner_id.tz = "Asia/Tokyo"
        self.company.resource_calendar_id.tz = "Asia/Tokyo"
        today = self.company._get_rma_date(datetime(2026, 3, 9, 23, 30))
        self.assertEqual(today, date(2026, 3, 10))
        self.assertEqual(self._on(9, 23), "due")

    def test_extended_before_the_job(self):
        """A date that moves by itself is followed by the next run."""
        self._on(11)
        self.loan.sudo().date_expected = date(2026, 3, 20)
        self.assertEqual(self._on(11), "issued")

    def test_extension_by_hand_at_once(self):
        self._on(11)
        with freeze_time(datetime(2026, 3, 11, 12)):
            self.loan.action_extend(7)
        self.assertEqual(self.loan.state, "issued")

    def test_killed_and_restarted(self):
        loans = self.loan
        loans |= self._issued(date_expected=date(2026, 3, 9))
        loans |= self._issued(date_expected=date(2026, 3, 10))
        with (
            freeze_time(datetime(2026, 3, 12, 12)),
            patch.object(rma_standby_reminder_job_mixin, "BATCH_SIZE", 1),
        ):
            self._run_daily_and_be_killed(2)
            states = loans.mapped("state")
            self.assertEqual(states.count("overdue"), 2)
            self._run_daily()
        self.assertEqual(set(loans.mapped("state")), {"overdue"})
        for loan in loans:
            self.assertEqual(self._get_loan_kinds(loan).count("overdue"), 1)

    def test_the_job_itself(self):
        cron = self.env.ref("rma_standby.ir_cron_standby_reminders")
        with freeze_time(datetime(2026, 3, 11)), self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual(self.loan.state, "overdue")

    def test_time_is_over(self):
        """A run that is out of time stops; the next one goes on."""
        progress = type(self.env["ir.cron"])
        job = self.env["rma.standby.loan"].sudo()._cron_follow_loans
        with freeze_time(NOW + timedelta(days=30)):
            with patch.object(progress, "_commit_progress", return_value=0.0):
                job()
            self.assertEqual(self.loan.state, "issued")
            self._run(job)
        self.assertEqual(self.loan.state, "overdue")
