# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models

#: On which occasion the rules were asked.
OCCASIONS = [
    ("submission", "Submission"),
    ("approval", "Approval"),
    ("inspection", "Inspection"),
    ("change", "Change of cause or demand"),
    ("request", "Asked for"),
    ("arrival", "Arrived unannounced"),
]


class RmaEntitlementResult(models.Model):
    """What one rule said about one unit, and why.

    Append-only: a later evaluation that says something else adds new rows and marks
    the old ones as past; one that says the same adds nothing.
    """

    _name = "rma.entitlement.result"
    _description = "RMA Entitlement Result"
    _order = "date desc, sequence, id"

    line_id = fields.Many2one(
        "rma.claim.line", string="Unit", required=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", required=True)
    date = fields.Datetime(required=True, default=fields.Datetime.now)
    occasion = fields.Selection(selection=OCCASIONS, required=True)
    rule_id = fields.Many2one(
        "rma.entitlement.rule", required=True, ondelete="restrict", index=True
    )
    sequence = fields.Integer()
    outcome = fields.Selection(
        selection=[
            ("pass", "Pass"),
            ("info", "Note"),
            ("warn", "Warning"),
            ("block", "Block"),
        ],
        required=True,
    )
    reason = fields.Text(required=True)
    evidence_model = fields.Char()
    evidence_id = fields.Many2oneReference(
        string="Evidence Id", model_field="evidence_model"
    )
    evidence_name = fields.Char(string="Evidence")
    is_current = fields.Boolean(default=True)
    is_overridden = fields.Boolean(compute="_compute_is_overridden")

    _line_idx = models.Index("(line_id) WHERE is_current")

    def _compute_is_overridden(self):
        for result in self:
            overrides = result.line_id.override_ids.filtered("is_in_force")
            result.is_overridden = result.rule_id in overrides.rule_ids

    def _get_key(self):
        """Return what tells this result from another one, to compare evaluations."""
        self.ensure_one()
        return (self.rule_id.id, self.outcome, self.reason)

    def action_open_evidence(self):
        """Open the document that the rule refers to."""
        self.ensure_one()
        if self.evidence_model not in self.env or not self.evidence_id:
            return False
        return (
            self.env[self.evidence_model].browse(self.evidence_id)._get_records_action()
        )
