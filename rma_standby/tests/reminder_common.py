# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from contextlib import suppress
from unittest.mock import patch

from odoo.addons.base.models.ir_cron import IrCron

from .common import StandbyCommon


class ReminderCommon(StandbyCommon):
    """Jobs that tell of loans, run as the scheduler runs them.

    A commit is a savepoint here: what a killed job had committed stays.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.rma_standby_manager_id = cls.manager
        # whatever waited before the test is none of its business
        cls.env["rma.standby.event"].search([("notice_state", "=", "waiting")]).write(
            {"notice_state": "none"}
        )

    def _run(self, job, killed_after=None):
        """Run *job* of a model; it is killed after so many commits when told."""
        commits = []

        def commit(model, processed=0, *, remaining=None, deactivate=False):
            if processed and killed_after is not None:
                if len(commits) == killed_after:
                    raise KeyboardInterrupt
                commits.append(processed)
                model.env.flush_all()
                model.env.cr.execute("SAVEPOINT rma_committed")
            return 60.0

        with patch.object(IrCron, "_commit_progress", commit):
            job()
        self.env.flush_all()

    def _run_notices(self):
        self._run(self.env["rma.standby.event"].sudo()._cron_send_notices)

    def _run_daily(self, **kwargs):
        self._run(self.env["rma.standby.loan"].sudo()._cron_follow_loans, **kwargs)

    def _run_daily_and_be_killed(self, killed_after):
        # not assertRaises: its own savepoint would undo what was committed
        with suppress(KeyboardInterrupt):
            self._run_daily(killed_after=killed_after)
            self.fail("The job was not killed.")
        self.env.transaction.clear()
        self.env.cr.execute("ROLLBACK TO SAVEPOINT rma_committed")

    def _get_told(self, loan):
        """Return what the customer was told of *loan*, the first message first."""
        subtype = self.env.ref("rma_standby.mt_standby_progress")
        messages = loan.sudo().message_ids.filtered(lambda m: m.subtype_id == subtype)
        return messages.sorted("id")

    def _get_reminders(self, audience=None, partner=None):
        """Return the reminders of this company, the first one first."""
        domain = [("company_id", "=", self.company.id)]
        if audience:
            domain.append(("audience", "=", audience))
        if partner:
            domain.append(("partner_id", "=", partner.id))
        return self.env["rma.standby.reminder"].search(domain, order="id")

    def _get_todos(self, loan):
        kind = self.env.ref("rma_standby.mail_activity_standby_back")
        return loan.sudo().activity_ids.filtered(lambda a: a.activity_type_id == kind)
