# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models


class RmaParcelSuggestion(models.Model):
    """A unit that a quarantine parcel may contain, and why."""

    _name = "rma.parcel.suggestion"
    _description = "RMA Suggestion for a Parcel"
    _order = "score desc, id"

    parcel_id = fields.Many2one(
        "rma.parcel", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="parcel_id.company_id", store=True)
    line_id = fields.Many2one(
        "rma.claim.line", string="Unit", required=True, ondelete="cascade", index=True
    )
    claim_id = fields.Many2one(related="line_id.claim_id")
    partner_id = fields.Many2one(related="line_id.partner_id")
    product_id = fields.Many2one(related="line_id.product_id")
    score = fields.Integer(aggregator=None)
    reasons = fields.Char()
