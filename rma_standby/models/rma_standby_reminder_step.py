# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models


class RmaStandbyReminderStep(models.Model):
    """RMA Step of Stand-by Reminders."""

    _name = "rma.standby.reminder.step"
    _description = "RMA Step of Stand-by Reminders"

    name = fields.Char()
