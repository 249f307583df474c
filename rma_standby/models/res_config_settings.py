# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    rma_standby_loan_days = fields.Integer(
        related="company_id.rma_standby_loan_days", readonly=False
    )
    rma_standby_grace_days = fields.Integer(
        related="company_id.rma_standby_grace_days", readonly=False
    )
    rma_standby_extension_days = fields.Integer(
        related="company_id.rma_standby_extension_days", readonly=False
    )
    rma_standby_is_prepared = fields.Boolean(
        related="company_id.rma_standby_is_prepared", readonly=False
    )
    rma_standby_terms = fields.Html(
        related="company_id.rma_standby_terms", readonly=False
    )
    rma_standby_manager_id = fields.Many2one(
        related="company_id.rma_standby_manager_id", readonly=False
    )
    rma_standby_fee_product_id = fields.Many2one(
        related="company_id.rma_standby_fee_product_id", readonly=False
    )
    rma_standby_deposit_product_id = fields.Many2one(
        related="company_id.rma_standby_deposit_product_id", readonly=False
    )
    rma_standby_damage_product_id = fields.Many2one(
        related="company_id.rma_standby_damage_product_id", readonly=False
    )
    rma_standby_price_rule = fields.Selection(
        related="company_id.rma_standby_price_rule", readonly=False
    )
    rma_standby_price_percent = fields.Float(
        related="company_id.rma_standby_price_percent", readonly=False
    )
