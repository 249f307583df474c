# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from markupsafe import Markup

from odoo import api, fields, models

#: The to-do of who is responsible for a unit that does not come back.
TO_DO = "rma_standby.mail_activity_standby_back"


class RmaStandbyReminderMixin(models.AbstractModel):
    """Reminding customers of their units: one message about all of them.

    By hand, in bulk, whenever somebody wants to; the daily job does it by itself.
    """

    _name = "rma.standby.reminder.mixin"
    _inherit = "rma.standby.reminder.job.mixin"
    _description = "RMA Reminders of a Loan"

    date_reminded = fields.Datetime(
        string="Reminded On",
        readonly=True,
        copy=False,
        help="When the customer was last reminded to send the unit back.",
    )
    reminder_line_ids = fields.One2many(
        "rma.standby.reminder.line", "loan_id", readonly=True
    )
    reminder_count = fields.Integer(
        string="Reminders", compute="_compute_reminder_count"
    )
    is_remind_allowed = fields.Boolean(compute="_compute_remind_allowed")

    @api.depends("reminder_line_ids")
    def _compute_reminder_count(self):
        # sudo: how often somebody was reminded, whoever may read the messages
        lines_sudo = self.env["rma.standby.reminder.line"].sudo()
        counts = dict(
            lines_sudo._read_group(
                [("loan_id", "in", self.ids)], ["loan_id"], ["__count"]
            )
        )
        for loan in self:
            # sudo: compared, as counted
            loan.reminder_count = counts.get(loan.sudo(), 0)

    @api.depends("state", "date_reminded", "partner_id.email")
    def _compute_remind_allowed(self):
        self._set_allowed("remind")

    # -- by hand --

    def _is_remind_done(self):
        """Tell whether the customer was told of the unit today already."""
        self.ensure_one()
        if not self.date_reminded or not self._is_out():
            return False
        company = self.company_id
        return company._get_rma_date(self.date_reminded) == self._get_today()

    def _get_remind_obstacle(self):
        self.ensure_one()
        if obstacle := self._get_not_out_obstacle():
            return obstacle
        if self.sudo()._get_reminder_recipients():  # sudo: the address of the customer
            return False
        return self.env._(
            "%(customer)s has no e-mail address, so nobody can be reminded of "
            "%(loan)s. Enter one on the contact, or call.",
            customer=self.partner_id.display_name,
            loan=self.display_name,
        )

    def _check_remind_allowed(self):
        self._check_allowed("remind")

    def action_remind(self):
        """Remind the customers of these units now: one message for each customer.

        Of what a customer was told today already, by hand or by the job, he is not
        told again.

        :raises odoo.exceptions.UserError: the customer does not have a unit, or there
            is no e-mail address
        """
        todo = self._pass_gate("remind")
        left = self - todo
        todo._remind_by_hand()
        if not left:
            return True
        return self._notify(
            self.env._(
                "The customers were reminded of %(loans)s today already; these were "
                "left out.",
                loans=", ".join(left[:20].mapped("display_name")),
            ),
            is_reloading=bool(todo),
        )

    def _remind_by_hand(self):
        # sudo: the log is append-only for users; the action has passed the gate
        loans_sudo = self.sudo()
        receivers = loans_sudo.grouped(
            lambda loan: (loan.company_id, loan.commercial_partner_id)
        )
        reached = loans_sudo._get_reached_steps("customer")
        for (_company, partner), loans in receivers.items():
            # sudo: the log is closed to users; only reminding writes it
            reminder = (
                self.env["rma.standby.reminder"]
                .sudo()
                ._remind("customer", partner, loans, reached, is_manual=True)
            )
            loans._note_reminded(reminder)

    def _note_reminded(self, reminder):
        """Note on the loans of one customer that *reminder* told him of them."""
        if not reminder.mail_id:
            # nobody was reached: whoever is responsible calls
            self._make_reminder_todos(reminder.note)
            return
        self._write_axis({"date_reminded": reminder.date})
        # the message names the date, too
        self._note_date_told()
        self._log_event("reminded", document=reminder)

    # -- to-dos --

    def _make_reminder_todos(self, note=False):
        """Ask who is responsible to get the units back, once for each loan."""
        if not self:
            return
        # sudo: a to-do is made whoever it is for
        loans_sudo = self.sudo()
        known = set(loans_sudo.activity_search([TO_DO]).mapped("res_id"))
        todo = loans_sudo.filtered(lambda loan: loan.id not in known)
        owners = todo._get_reminder_owners()
        for user, loans in todo.grouped(lambda loan: owners[loan]).items():
            # the message of the day tells of all of them; no other mail for each
            loans.with_context(mail_activity_quick_update=True).activity_schedule(
                TO_DO,
                date_deadline=loans[:1]._get_today(),
                user_id=(user or self.env.user).id,
                note=note and Markup("<p>%s</p>") % note,
            )

    def _end_reminder_todos(self):
        """Take back the to-dos of units that came back or may be kept longer."""
        if self:
            self.sudo().activity_unlink([TO_DO])  # sudo: whoever they are for

    # -- page --

    def action_view_reminders(self):
        """Open the messages that reminded somebody of these loans."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "rma_standby.rma_standby_reminder_action"
        )
        return action | {"domain": [("line_ids.loan_id", "in", self.ids)]}
