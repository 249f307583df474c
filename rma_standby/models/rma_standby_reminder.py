# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.tools import format_date

from .rma_standby_reminder_step import AUDIENCES

#: The message of each audience.
TEMPLATES = {
    "customer": "rma_standby.mail_template_reminder_customer",
    "owner": "rma_standby.mail_template_reminder_owner",
    "manager": "rma_standby.mail_template_reminder_manager",
}
#: A message lists so many loans, the ones that are overdue for longest.
MAX_ROWS = 200


class RmaStandbyReminder(models.Model):
    """One message that reminded somebody of all loans that concern him.

    Written by the daily job and by the button, never changed. The database itself
    refuses a second one of the job for the same receiver and day, so that neither a
    second run nor two workers at once send twice.
    """

    _name = "rma.standby.reminder"
    _description = "RMA Stand-by Reminder"
    _order = "date desc, id desc"
    _rec_names_search = ["partner_id"]

    date = fields.Datetime(
        string="Sent On", required=True, default=fields.Datetime.now, index=True
    )
    day = fields.Date(required=True, help="The day where the company is.")
    audience = fields.Selection(selection=AUDIENCES, required=True, index=True)
    partner_id = fields.Many2one(
        "res.partner",
        string="Reminded",
        required=True,
        index=True,
        ondelete="restrict",
        help="The customer's company, or who of us was reminded.",
    )
    recipient_ids = fields.Many2many(
        "res.partner", string="Recipients", context={"active_test": False}
    )
    company_id = fields.Many2one("res.company", required=True, index=True)
    is_manual = fields.Boolean(string="By Hand")
    user_id = fields.Many2one(
        "res.users", string="By", default=lambda self: self.env.user
    )
    line_ids = fields.One2many("rma.standby.reminder.line", "reminder_id")
    loan_count = fields.Integer(string="Loans", aggregator="sum")
    note = fields.Char(help="Why nothing was sent.")
    mail_id = fields.Many2one("mail.mail", ondelete="set null", readonly=True)
    mail_state = fields.Selection(related="mail_id.state", string="Message")
    mail_failure = fields.Text(related="mail_id.failure_reason", string="Failure")
    # what the message shows
    intro = fields.Text(compute="_compute_intro")
    shown_line_ids = fields.Many2many(
        "rma.standby.reminder.line", compute="_compute_shown_line_ids"
    )
    hidden_count = fields.Integer(compute="_compute_shown_line_ids")

    _day_uniq = models.UniqueIndex(
        "(company_id, partner_id, audience, day) WHERE NOT is_manual",
        "This reminder was sent today already.",
    )

    @api.depends("line_ids.step_id.note")
    @api.depends_context("lang")
    def _compute_intro(self):
        for reminder in self:
            steps = reminder.line_ids.step_id.sorted("days")
            reminder.intro = steps[-1:].note

    @api.depends("line_ids")
    def _compute_shown_line_ids(self):
        for reminder in self:
            reminder.shown_line_ids = reminder.line_ids[:MAX_ROWS]
            reminder.hidden_count = max(0, len(reminder.line_ids) - MAX_ROWS)

    @api.depends("partner_id", "day")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for reminder in self:
            reminder.display_name = self.env._(
                "Reminder of %(day)s: %(partner)s",
                day=format_date(self.env, reminder.day, date_format="long"),
                # sudo: whom it was sent to is what the reminder is called
                partner=reminder.partner_id.sudo().display_name,
            )

    # -- send --

    @api.model
    def _was_sent(self, company, audience, partner, day):
        """Tell whether the job has reminded *partner* on *day* already."""
        return bool(
            self.search_count(
                [
                    ("company_id", "=", company.id),
                    ("audience", "=", audience),
                    ("partner_id", "=", partner.id),
                    ("day", "=", day),
                    ("is_manual", "=", False),
                ],
                limit=1,
            )
        )

    @api.model
    def _remind(self, audience, partner, loans, steps, is_manual=False):
        """Write the log and queue the one message to *partner* about *loans*.

        :param loans: of one company
        :param steps: {loan: the step of which it is reminded}; others are listed along
        :return: the reminder
        :raises psycopg2.errors.UniqueViolation: it was sent today already
        """
        vals = self._prepare_reminder_vals(audience, partner, loans, is_manual)
        reminder = self.create(vals)
        # what was sent already is refused here, before anything else happens
        self.env.flush_all()
        none = self.env["rma.standby.reminder.step"]
        self.env["rma.standby.reminder.line"].create(
            [
                reminder._prepare_line_vals(loan, steps.get(loan, none))
                # the message shows them in this order
                for loan in loans.sorted(lambda loan: (loan.date_expected, loan.id))
            ]
        )
        if reminder.recipient_ids:
            reminder._queue_mail()
        return reminder

    @api.model
    def _prepare_reminder_vals(self, audience, partner, loans, is_manual):
        """Return the values of the log of one message."""
        recipients = (
            loans._get_reminder_recipients()
            if audience == "customer"
            else partner.filtered("email")
        )
        note = False
        if not recipients:
            note = self.env._(
                "%(partner)s has no e-mail address: nothing was sent. Enter one, or "
                "call.",
                partner=partner.display_name,
            )
        return {
            "audience": audience,
            "partner_id": partner.id,
            "recipient_ids": [fields.Command.set(recipients.ids)],
            "company_id": loans.company_id.id,
            "day": loans[:1]._get_today(),
            "is_manual": is_manual,
            "loan_count": len(loans),
            "note": note,
        }

    def _prepare_line_vals(self, loan, step):
        """Return the values of the line that names *loan*."""
        self.ensure_one()
        return {
            "reminder_id": self.id,
            "company_id": self.company_id.id,
            "loan_id": loan.id,
            "step_id": step.id,
            "days": step.days,
            "audience": self.audience,
            "date": self.day,
            "date_expected": loan.date_expected,
            "is_manual": self.is_manual,
        }

    def _queue_mail(self):
        """Render the message and leave it to the queue of outgoing mail."""
        self.ensure_one()
        template = self.env.ref(TEMPLATES[self.audience], raise_if_not_found=False)
        if not template:
            self.note = self.env._("The template of the message was deleted.")
            return
        mail_id = template.send_mail(
            self.id,
            email_values={
                "recipient_ids": [fields.Command.set(self.recipient_ids.ids)]
            },
            email_layout_xmlid="mail.mail_notification_light",
        )
        self.mail_id = mail_id
