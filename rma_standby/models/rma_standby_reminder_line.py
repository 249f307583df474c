# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models

from .rma_standby_reminder_step import AUDIENCES


class RmaStandbyReminderLine(models.Model):
    """A loan that a reminder names, as it was on that day."""

    _name = "rma.standby.reminder.line"
    _description = "RMA Loan of a Stand-by Reminder"
    _order = "date_expected, id"

    reminder_id = fields.Many2one(
        "rma.standby.reminder", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", required=True)
    loan_id = fields.Many2one(
        "rma.standby.loan", required=True, index=True, ondelete="cascade"
    )
    step_id = fields.Many2one(
        "rma.standby.reminder.step",
        index="btree_not_null",
        ondelete="restrict",
        help="Empty: the loan is only listed along with others.",
    )
    days = fields.Integer(string="Days of the Step", aggregator=None)
    audience = fields.Selection(selection=AUDIENCES, required=True)
    date = fields.Date(required=True)
    date_expected = fields.Date(string="Expected Return", required=True)
    is_manual = fields.Boolean(string="By Hand")
    status = fields.Char(compute="_compute_status")

    _step_uniq = models.UniqueIndex(
        "(loan_id, step_id, audience, date_expected) WHERE NOT is_manual",
        "Somebody was reminded of this loan at this step already.",
    )

    @api.depends("date", "date_expected")
    @api.depends_context("lang")
    def _compute_status(self):
        for line in self:
            line.status = line._get_status()

    def _get_status(self):
        """Return how far the loan was from its expected return, in words."""
        self.ensure_one()
        days = (self.date - self.date_expected).days
        if days > 1:
            return self.env._("%(days)s days overdue", days=days)
        if days == 1:
            return self.env._("1 day overdue")
        if days == 0:
            return self.env._("Due today")
        if days == -1:
            return self.env._("Due tomorrow")
        return self.env._("Due in %(days)s days", days=-days)
