# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.exceptions import UserError

#: How many units the dialog names.
MAX_NAMED_UNITS = 10


class RmaOverrideWizard(models.TransientModel):
    """Asks why the rules are set aside, and who pays instead."""

    _name = "rma.override.wizard"
    _description = "RMA Override of the Entitlement"

    failing = fields.Text(
        compute="_compute_failing", help="What the override sets aside."
    )
    coverage = fields.Selection(
        selection=[
            ("keep", "As the rules say"),
            ("free", "Free"),
            ("contract", "Contract"),
            ("paid", "Paid"),
        ],
        string="Who Pays",
        default="keep",
        required=True,
    )
    parts_percent = fields.Float(
        string="Parts Covered (%)",
        digits=(5, 2),
        compute="_compute_percents",
        store=True,
        readonly=False,
    )
    labour_percent = fields.Float(
        string="Labour Covered (%)",
        digits=(5, 2),
        compute="_compute_percents",
        store=True,
        readonly=False,
    )
    reason = fields.Text(required=True)

    def _get_lines(self):
        """Return the units that the dialog was opened for.

        :raises odoo.exceptions.UserError: it was opened from something else
        """
        model = self.env.context.get("active_model")
        if model not in ("rma.claim", "rma.claim.line"):
            # ids of other records are no ids of claims
            raise UserError(self.env._("Open this dialog from a claim or a unit."))
        # ids come from the client: they are checked, here and by the action itself
        records = self.env[model].browse(self.env.context.get("active_ids", []))
        records.check_access("write")
        return records._get_lines_to_override() or records._get_page_lines()

    @api.depends_context("active_model", "active_ids")
    def _compute_failing(self):
        lines = self._get_lines()
        texts = [line._get_failing_text() for line in lines[:MAX_NAMED_UNITS]]
        if more := len(lines) - len(texts):
            texts.append(self.env._("… and %(count)s more units", count=more))
        self.failing = "\n".join(texts)

    @api.depends("coverage")
    def _compute_percents(self):
        for wizard in self:
            usual = 100.0 if wizard.coverage in ("free", "contract") else 0.0
            wizard.parts_percent = usual
            wizard.labour_percent = usual

    def action_apply(self):
        """Override the entitlement of the units that the dialog was opened for."""
        self.ensure_one()
        args = [self.reason]
        if self.coverage != "keep":
            args += [self.coverage, self.parts_percent, self.labour_percent]
        result = self._get_lines().action_override_entitlement(*args)
        if isinstance(result, dict):
            return result
        return {"type": "ir.actions.act_window_close"}
