# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import logging
from datetime import date, timedelta

from psycopg2.errors import SerializationFailure, UniqueViolation

from odoo import api, fields, models
from odoo.exceptions import LockError, UserError
from odoo.fields import Domain
from odoo.tools import SQL

from .rma_standby_gate_mixin import OUT_STATES
from .rma_standby_reminder_step import AUDIENCES

_logger = logging.getLogger(__name__)

#: How many loans change between issued, due and overdue in one transaction.
BATCH_SIZE = 500
#: After so many minutes the job looks again for who was busy.
RETRY_MINUTES = 15


class RmaStandbyReminderJobMixin(models.AbstractModel):
    """The daily job: what is due, what is overdue, and who is reminded of it.

    Each receiver is a transaction of his own, log and message together, and the
    database refuses a second one: the job may be killed anywhere, run twice or in two
    workers at once, and nobody is reminded twice.
    """

    _name = "rma.standby.reminder.job.mixin"
    _inherit = "rma.standby.receiver.mixin"
    _description = "RMA Daily Job of Loans"

    @api.model
    def _cron_follow_loans(self):
        """Move loans that became due or overdue, and remind who is to be reminded.

        Commits after each batch and each receiver; what is not done when the time is
        over, the next run does.
        """
        if not self._follow_due_states():
            return
        progress = self.env["ir.cron"]
        tasks = self._find_reminder_tasks()
        if not progress._commit_progress(remaining=len(tasks)):
            return
        is_busy = False
        for task in tasks:
            is_busy |= not self._remind_receiver(*task)
            if not progress._commit_progress(1):
                break
        if is_busy:
            self._retry_reminders()

    @api.model
    def _retry_reminders(self):
        """Look again later for loans that somebody was changing just now."""
        cron = self.env.ref(
            "rma_standby.ir_cron_standby_reminders", raise_if_not_found=False
        )
        if cron:
            # sudo: as in rma_jobs.wake
            later = fields.Datetime.now() + timedelta(minutes=RETRY_MINUTES)
            cron.sudo()._trigger(at=later)

    # -- due, overdue --

    @api.model
    def _follow_due_states(self):
        """Move loans between issued, due and overdue as their dates say, in batches.

        :return: False when the time is over
        """
        todo = self.search(self._get_due_state_domain(), order="id")
        progress = self.env["ir.cron"]
        # one more: the reminders that follow
        if not progress._commit_progress(remaining=len(todo) + 1):
            return False
        for start in range(0, len(todo), BATCH_SIZE):
            batch = self.browse(todo.ids[start : start + BATCH_SIZE])
            # whoever changes one right now moves its state, too
            batch = batch.try_lock_for_update(allow_referencing=True)
            # the timeline tells of it; the chatter need not repeat it
            batch.with_context(mail_notrack=True)._sync_due_state()
            if not progress._commit_progress(len(batch)):
                return False
        return True

    @api.model
    def _get_due_state_domain(self):
        """Return the domain of loans whose state is not what their date says.

        The day is the one where the company is.
        """
        domains = []
        for company, today in self._get_lending_companies().items():
            domains.append(
                Domain("company_id", "=", company.id)
                & (
                    (
                        Domain("state", "=", "issued")
                        & Domain("date_expected", "<=", today)
                    )
                    | (
                        Domain("state", "=", "due")
                        & Domain("date_expected", "!=", today)
                    )
                    | (
                        Domain("state", "=", "overdue")
                        & Domain("date_expected", ">=", today)
                    )
                )
            )
        return Domain.OR(domains)

    @api.model
    def _get_lending_companies(self):
        """Return {company: its day today} of the companies that have units out."""
        groups = self._read_group([("state", "in", OUT_STATES)], ["company_id"])
        now = fields.Datetime.now()
        return {company: company._get_rma_date(now) for [company] in groups}

    # -- who is to be reminded --

    @api.model
    def _find_reminder_tasks(self):
        """Return who is to be reminded of what: company, audience, partner, steps."""
        tasks = []
        for company in self._get_lending_companies():
            for audience, _label in AUDIENCES:
                reached = self._find_untold_steps(company, audience)
                loans = self.browse(reached)
                receivers = loans._get_reminder_receivers(audience, reached)
                for partner, told in receivers.items():
                    steps = {loan.id: reached[loan.id] for loan in told}
                    tasks.append((company, audience, partner, steps))
        return tasks

    @api.model
    def _get_step_spans(self, company, audience):
        """Return [(step, first, last)]: the expected returns that have reached it.

        The spans do not overlap: only the last step that was reached counts.
        """
        steps = self.env["rma.standby.reminder.step"]._get_steps(company, audience)
        # of two steps on one day the company's own counts
        steps = steps.sorted(lambda step: (step.days, bool(step.company_id)))
        steps = list({step.days: step for step in steps}.values())
        today = company._get_rma_date(fields.Datetime.now())
        spans = []
        for step, following in zip(steps, [*steps, None][1:], strict=True):
            first = date.min
            if following:
                first = today - timedelta(days=following.days - 1)
            spans.append((step, first, today - timedelta(days=step.days)))
        return spans

    @api.model
    def _find_untold_steps(self, company, audience):
        """Return {loan id: step} of the loans of which *audience* is to be reminded.

        That is: they have reached a step, and for the return that is expected now
        nobody was told at this step or at a later one. A customer whose own unit is
        still with us is not asked for the stand-by: the delay is ours.
        """
        spans = self._get_step_spans(company, audience)
        if not spans:
            return {}
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT loan.id, step.id
                  FROM rma_standby_loan loan
                  JOIN (VALUES %(steps)s) AS step (id, days, first, last)
                    ON loan.date_expected BETWEEN step.first AND step.last
                  LEFT JOIN rma_claim_line original ON original.id = loan.line_id
                 WHERE loan.company_id = %(company)s
                   AND loan.state IN %(states)s
                   AND (
                       %(is_for_us)s
                       OR loan.is_date_fixed
                       OR original.id IS NULL
                       OR original.quantity_held <= 0
                       OR original.date_shipped IS NOT NULL
                   )
                   AND NOT EXISTS (
                       SELECT FROM rma_standby_reminder_line line
                        WHERE line.loan_id = loan.id
                          AND line.audience = %(audience)s
                          AND line.date_expected = loan.date_expected
                          AND line.step_id IS NOT NULL
                          AND line.days >= step.days
                   )
                 ORDER BY loan.date_expected, loan.id
                """,
                steps=SQL(", ").join(
                    SQL("(%s, %s, %s::date, %s::date)", step.id, step.days, first, last)
                    for step, first, last in spans
                ),
                company=company.id,
                states=OUT_STATES,
                audience=audience,
                is_for_us=audience != "customer",
            )
        )
        steps = self.env["rma.standby.reminder.step"]
        return {loan_id: steps.browse(step_id) for loan_id, step_id in rows}

    def _get_reached_steps(self, audience):
        """Return {loan: the last step that it has reached}; some have reached none."""
        reached = {}
        for company, loans in self.grouped("company_id").items():
            spans = self._get_step_spans(company, audience)
            for loan in loans:
                for step, first, last in spans:
                    if first <= loan.date_expected <= last:
                        reached[loan] = step
        return reached

    # -- one receiver --

    @api.model
    def _remind_receiver(self, company, audience, partner, steps):
        """Remind one receiver in a transaction of his own.

        :param steps: {loan id: step that was reached}
        :return: False when somebody else was changing the loans just now
        """
        loans = self.with_company(company).browse(steps)
        try:
            with self.env.cr.savepoint():
                loans._remind_of(audience, partner, steps)
        except UniqueViolation:
            _logger.info("%s was reminded by another worker", partner.display_name)
        except (LockError, SerializationFailure):
            _logger.info("Loans of %s are busy, later again", partner.display_name)
            return False
        except (UserError, ValueError):
            # one broken template or address must not hold up the others
            _logger.exception("%s was not reminded", partner.display_name)
        return True

    def _remind_of(self, audience, partner, steps):
        """Remind *partner* of those of these loans that still need it."""
        company = self.env.company
        today = company._get_rma_date(fields.Datetime.now())
        reminders = self.env["rma.standby.reminder"]
        if reminders._was_sent(company, audience, partner, today):
            return
        if audience == "customer":
            self.lock_for_update(allow_referencing=True)
        # what came back or was extended meanwhile
        due = self.filtered(
            lambda loan: (
                loan._is_out()
                and (today - loan.date_expected).days >= steps[loan.id].days
            )
        )
        if not due:
            return
        listed = due
        if audience == "customer":
            listed |= self._find_listed_along(partner, today)
        told = {loan: steps[loan.id] for loan in due}
        reminder = reminders._remind(audience, partner, listed, told)
        if audience == "customer":
            listed._note_reminded(reminder)
        elif audience == "owner":
            due.filtered("is_late")._make_reminder_todos()

    @api.model
    def _find_listed_along(self, partner, today):
        """Return the other loans of the customer that are overdue, due or soon due."""
        spans = self._get_step_spans(self.env.company, "customer")
        last = max((span[2] for span in spans), default=today)
        return self.search(
            [
                ("company_id", "=", self.env.company.id),
                ("commercial_partner_id", "=", partner.id),
                ("state", "in", OUT_STATES),
                ("date_expected", "<=", last),
                # as in _find_untold_steps
                "|",
                ("is_date_fixed", "=", True),
                "|",
                ("line_id", "=", False),
                "|",
                ("line_id.quantity_held", "<=", 0),
                ("line_id.date_shipped", "!=", False),
            ]
        )
