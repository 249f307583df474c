# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import format_date


class RmaStandbyExtendWizard(models.TransientModel):
    """Asks by how long loans are extended, then extends them."""

    _name = "rma.standby.extend.wizard"
    _description = "RMA Extension of Loans"

    loan_ids = fields.Many2many("rma.standby.loan", string="Loans", required=True)
    mode = fields.Selection(
        selection=[("days", "By a Number of Days"), ("date", "Until a Day")],
        string="How Long",
        default="days",
        required=True,
    )
    days = fields.Integer(
        default=lambda self: self.env.company.rma_standby_extension_days,
        help="From today or from the expected return, whichever is later.",
    )
    date = fields.Date(string="Expected Return")
    reason = fields.Char(help="Kept in the notes of the loan.")

    @api.model
    def default_get(self, fields):
        """Take the loans that the dialog was opened for."""
        values = super().default_get(fields)
        if self.env.context.get("active_model") == "rma.standby.loan":
            ids = self.env.context.get("active_ids", [])
            values["loan_ids"] = [Command.set(ids)]
        return values

    def action_apply(self):
        """Extend the loans.

        :raises odoo.exceptions.UserError: no day is given, a loan has ended, or a unit
            is promised to somebody else
        """
        self.ensure_one()
        loans = self.loan_ids
        if self.mode == "days":
            loans.action_extend(self.days)
        else:
            todo = loans.filtered(lambda loan: loan.date_expected != self.date)
            self._check_date()
            if not todo:
                return self.env["rma.standby.loan"]._notify(
                    self.env._("These units are expected on that day already.")
                )
            # the same gate as for days
            todo = todo._pass_gate("extend")
            todo._move_expected(self.date, "extended")
            loans = todo
        if self.reason:
            loans._message_log_batch(
                {
                    loan.id: self.env._(
                        "Extended until %(date)s: %(reason)s",
                        date=format_date(self.env, loan.date_expected),
                        reason=self.reason,
                    )
                    for loan in loans
                }
            )
        return {"type": "ir.actions.act_window_close"}

    def _check_date(self):
        """Raise when the day is missing or has passed."""
        self.ensure_one()
        if not self.date:
            raise UserError(
                self.env._(
                    "Please enter until when to extend, or choose a number of days. "
                    "Nothing was changed."
                )
            )
        for loan in self.loan_ids:
            if self.date < loan._get_today():
                raise UserError(
                    self.env._(
                        "%(date)s has passed: enter the day on which the units are "
                        "expected back, today or later. Nothing was changed.",
                        date=format_date(self.env, self.date),
                    )
                )
