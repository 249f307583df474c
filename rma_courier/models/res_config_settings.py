# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    rma_courier_days = fields.Integer(
        related="company_id.rma_courier_days", readonly=False
    )
    rma_courier_digest = fields.Boolean(
        related="company_id.rma_courier_digest", readonly=False
    )
