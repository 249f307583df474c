# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.exceptions import UserError

#: On which occasion the rules were asked.
OCCASIONS = [
    ("submission", "Submission"),
    ("approval", "Approval"),
    ("inspection", "Inspection"),
    ("change", "Change of cause or demand"),
    ("request", "Asked for"),
    ("arrival", "Arrived unannounced"),
]
OUTCOMES = [
    ("pass", "Pass"),
    ("info", "Note"),
    ("warn", "Warning"),
    ("block", "Block"),
]
#: Told beside the colour, for those who do not see it.
SYMBOLS = {"pass": "✓", "info": "i", "warn": "!", "block": "✕"}
#: Where people read what has no page of its own: model → field that leads there.
PAGES = {
    "rma.warranty.entry": "lot_id",
    "rma.contract.unit": "contract_id",
    "stock.move": "picking_id",
}


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
    outcome = fields.Selection(selection=OUTCOMES, required=True)
    outcome_label = fields.Char(string="Says", compute="_compute_outcome_label")
    reason = fields.Text(required=True)
    evidence_model = fields.Char()
    evidence_id = fields.Many2oneReference(
        string="Evidence Id", model_field="evidence_model"
    )
    evidence_name = fields.Char(string="Evidence")
    is_evidence_readable = fields.Boolean(compute="_compute_is_evidence_readable")
    is_current = fields.Boolean(default=True)
    is_overridden = fields.Boolean(compute="_compute_is_overridden")

    _line_idx = models.Index("(line_id) WHERE is_current")

    @api.depends("outcome", "is_overridden")
    def _compute_outcome_label(self):
        labels = dict(self._fields["outcome"]._description_selection(self.env))
        for result in self:
            values = {
                "symbol": SYMBOLS.get(result.outcome, ""),
                "outcome": labels.get(result.outcome, ""),
            }
            result.outcome_label = (
                self.env._("%(symbol)s %(outcome)s, set aside", **values)
                if result.is_overridden
                else self.env._("%(symbol)s %(outcome)s", **values)
            )

    @api.depends("line_id.override_ids.is_in_force", "line_id.override_ids.rule_ids")
    def _compute_is_overridden(self):
        for result in self:
            overrides = result.line_id.override_ids.filtered("is_in_force")
            failed = result.outcome in ("warn", "block")
            result.is_overridden = failed and result.rule_id in overrides.rule_ids

    @api.depends("evidence_model", "evidence_id")
    @api.depends_context("uid")
    def _compute_is_evidence_readable(self):
        for result in self:
            name = result.evidence_model
            is_known = result.evidence_id and name in self.env
            result.is_evidence_readable = is_known and self.env[name].has_access("read")

    def _get_key(self):
        """Return what tells this result from another one, to compare evaluations."""
        self.ensure_one()
        return (self.rule_id.id, self.outcome, self.reason)

    def action_open_evidence(self):
        """Open the document that the rule refers to.

        :raises odoo.exceptions.UserError: there is none, or it is gone
        """
        self.ensure_one()
        record = self._get_evidence()
        if not record:
            raise UserError(
                self.env._(
                    "“%(document)s” is not there any more. Check the entitlement "
                    "again to see what holds now.",
                    document=self.evidence_name or self.rule_id.name,
                )
            )
        if record._name == "ir.attachment":
            return {
                "type": "ir.actions.act_url",
                "url": f"/web/content/{record.id}",
                "target": "new",
            }
        return record._get_records_action()

    def _get_evidence(self):
        """Return the record to open, empty when there is none."""
        self.ensure_one()
        if self.evidence_model not in self.env or not self.evidence_id:
            return self.browse()
        record = self.env[self.evidence_model].browse(self.evidence_id).exists()
        record.check_access("read")
        page = PAGES.get(record._name)
        return record[page] if page else record
