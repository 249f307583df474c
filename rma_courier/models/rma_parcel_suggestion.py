# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models


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
    goods_state = fields.Selection(related="line_id.goods_state")
    score = fields.Integer(aggregator=None)
    reason_codes = fields.Char(help="Keys of the reasons, the best first.")
    reasons = fields.Char(compute="_compute_reasons")

    @api.depends("reason_codes")
    @api.depends_context("lang")
    def _compute_reasons(self):
        texts = self._get_reason_texts()
        for suggestion in self:
            codes = (suggestion.reason_codes or "").split(",")
            suggestion.reasons = ", ".join(texts[c] for c in codes if c in texts)

    @api.model
    def _get_reason_texts(self):
        """Return {key of a reason: why, in plain words}."""
        return {
            "named": self.env._("its number is on the parcel"),
            "serial": self.env._("same serial number"),
            "docket": self.env._("same docket number"),
            "number": self.env._("its number was read in the parcel"),
            "sender": self.env._("sent by the customer"),
            "similar": self.env._("sender's name is similar"),
            "product": self.env._("same product"),
            "today": self.env._("expected today"),
            "late": self.env._("expired or rejected"),
        }

    def action_match(self):
        """Match the parcel with this unit.

        :raises odoo.exceptions.UserError: the parcel is matched or refused already
        """
        self.ensure_one()
        return self.parcel_id.action_match(self.line_id.id)
