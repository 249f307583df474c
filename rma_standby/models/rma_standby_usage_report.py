# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models


class RmaStandbyUsageReport(models.Model):
    """RMA Use of Stand-by Units."""

    _name = "rma.standby.usage.report"
    _description = "RMA Use of Stand-by Units"

    name = fields.Char()
