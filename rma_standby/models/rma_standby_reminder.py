# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models


class RmaStandbyReminder(models.Model):
    """RMA Stand-by Reminder."""

    _name = "rma.standby.reminder"
    _description = "RMA Stand-by Reminder"

    name = fields.Char()
