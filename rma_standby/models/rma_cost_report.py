# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models


class RmaCostReport(models.Model):
    _inherit = "rma.cost.report"
