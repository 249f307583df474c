# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models

from .rma_cost_mixin import COST_GROUPS


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    rma_head_office_partner_ids = fields.Many2many(
        related="company_id.rma_head_office_partner_ids", readonly=False
    )
    rma_validity_days = fields.Integer(
        related="company_id.rma_validity_days", readonly=False
    )
    rma_reminder_days = fields.Integer(
        related="company_id.rma_reminder_days", readonly=False
    )
    rma_decision_days = fields.Integer(
        related="company_id.rma_decision_days", readonly=False
    )
    rma_transit_days = fields.Integer(
        related="company_id.rma_transit_days", readonly=False
    )
    rma_work_days = fields.Integer(related="company_id.rma_work_days", readonly=False)
    rma_shipping_days = fields.Integer(
        related="company_id.rma_shipping_days", readonly=False
    )
    rma_confirmation_days = fields.Integer(
        related="company_id.rma_confirmation_days", readonly=False
    )
    rma_customer_team_id = fields.Many2one(
        related="company_id.rma_customer_team_id", readonly=False
    )
    rma_is_web_form_open = fields.Boolean(
        related="company_id.rma_is_web_form_open", readonly=False
    )
    rma_confirm_hours = fields.Integer(
        related="company_id.rma_confirm_hours", readonly=False
    )
    rma_customer_extension_days = fields.Integer(
        related="company_id.rma_customer_extension_days", readonly=False
    )
    rma_failing_days = fields.Integer(
        related="company_id.rma_failing_days", readonly=False
    )
    rma_is_counter_approved = fields.Boolean(
        related="company_id.rma_is_counter_approved", readonly=False
    )
    rma_intake_terms = fields.Text(
        related="company_id.rma_intake_terms", readonly=False
    )
    rma_packing_note = fields.Text(
        related="company_id.rma_packing_note", readonly=False
    )
    rma_coverage_term_id = fields.Many2one(
        related="company_id.rma_coverage_term_id", readonly=False
    )
    rma_labour_product_id = fields.Many2one(
        related="company_id.rma_labour_product_id", readonly=False
    )
    rma_diagnosis_product_id = fields.Many2one(
        related="company_id.rma_diagnosis_product_id", readonly=False
    )
    rma_restocking_product_id = fields.Many2one(
        related="company_id.rma_restocking_product_id", readonly=False
    )
    rma_labour_cost_hour = fields.Monetary(
        related="company_id.rma_labour_cost_hour",
        readonly=False,
        currency_field="rma_currency_id",
        groups=COST_GROUPS,
    )
    rma_currency_id = fields.Many2one(
        related="company_id.currency_id", string="Cost Currency"
    )
