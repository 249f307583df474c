# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models

from .rma_entitlement_mixin import COVERAGES, VERDICTS


class RmaClaimEntitlementMixin(models.AbstractModel):
    """Who pays for the units of a claim: the worst verdict, and all asked at once."""

    _name = "rma.claim.entitlement.mixin"
    _description = "RMA Entitlement of the Claim"

    verdict = fields.Selection(
        selection=VERDICTS,
        compute="_compute_verdict",
        store=True,
        index=True,
        help="The worst verdict of its units.",
    )
    coverage = fields.Selection(
        selection=COVERAGES,
        compute="_compute_verdict",
        store=True,
        help="Empty before the first check, and where the units differ.",
    )
    verdict_counts = fields.Char(
        string="Verdicts of the Units", compute="_compute_verdict_counts"
    )
    is_override_entitlement_allowed = fields.Boolean(
        compute="_compute_entitlement_allowed"
    )
    is_withdraw_override_allowed = fields.Boolean(
        compute="_compute_entitlement_allowed"
    )

    def _get_judged_lines(self):
        """Return the units whose verdict counts: not those that were refused or
        taken back, unless there are no others."""
        self.ensure_one()
        judged = self.line_ids.filtered("verdict")
        alive = judged.filtered(
            lambda line: not line.ending and line.decision != "rejected"
        )
        return alive or judged

    @api.depends(
        "line_ids.verdict", "line_ids.coverage", "line_ids.decision", "line_ids.ending"
    )
    def _compute_verdict(self):
        gravity = [verdict for verdict, _label in reversed(VERDICTS)]
        for claim in self:
            lines = claim._get_judged_lines()
            verdicts = lines.mapped("verdict")
            claim.verdict = min(verdicts, key=gravity.index, default=False)
            coverages = set(lines.mapped("coverage"))
            claim.coverage = coverages.pop() if len(coverages) == 1 else False

    @api.depends("line_ids.verdict", "line_ids.decision", "line_ids.ending")
    def _compute_verdict_counts(self):
        labels = self._fields["verdict"]._description_selection(self.env)
        for claim in self:
            verdicts = claim._get_judged_lines().mapped("verdict")
            claim.verdict_counts = ", ".join(
                self.env._(
                    "%(count)s × %(verdict)s",
                    count=verdicts.count(verdict),
                    verdict=label,
                )
                for verdict, label in labels
                if verdict in verdicts
            )

    @api.depends("line_ids.verdict", "line_ids.is_overridden", "line_ids.ending")
    @api.depends_context("uid")
    def _compute_entitlement_allowed(self):
        for claim in self:
            for action in ("override_entitlement", "withdraw_override"):
                name = f"is_{action}_allowed"
                claim[name] = any(line[name] for line in claim.line_ids)

    def action_check_entitlement(self):
        """Ask the rules about the units; see ``rma.claim.line``."""
        return self.line_ids.action_check_entitlement()

    def action_approve_passing(self):
        """Approve the units of these claims that all rules pass, leave the others."""
        return self.line_ids.action_approve_passing()
