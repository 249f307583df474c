# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models


class RmaStandbyReminderMixin(models.AbstractModel):
    """Reminders of a Loan."""

    _name = "rma.standby.reminder.mixin"
    _description = "RMA Reminders of a Loan"

    reminder_note = fields.Char()
