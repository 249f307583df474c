# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models

from .rma_step_mixin import ENDED_STAGES, STAGES

#: Weight of a stage: the claim stands where its slowest unit stands.
STAGE_ORDER = {stage: index for index, (stage, _label) in enumerate(STAGES)}


class RmaClaimStageMixin(models.AbstractModel):
    """State, stage and next step of a claim, read off its units.

    The stage is that of the slowest unit; the next step is the first one that is ours,
    and what we wait for only when there is nothing for us to do.
    """

    _name = "rma.claim.stage.mixin"
    _inherit = "rma.step.mixin"
    _description = "RMA Stage of the Claim"

    state = fields.Selection(
        selection=[
            ("unconfirmed", "Unconfirmed"),
            ("draft", "Draft"),
            ("submitted", "Submitted"),
            ("open", "Open"),
            ("closed", "Closed"),
            ("rejected", "Rejected"),
            ("expired", "Expired"),
            ("cancelled", "Cancelled"),
        ],
        compute="_compute_state",
        store=True,
        index=True,
    )

    @api.depends("is_confirmed", "line_ids.decision", "line_ids.ending")
    def _compute_state(self):
        for claim in self:
            claim.state = claim._get_state()

    def _get_state(self):
        """Return the claim's state from its units."""
        self.ensure_one()
        if not self.is_confirmed:
            return "unconfirmed"
        lines = self.line_ids
        live = lines.filtered(
            lambda line: not line.ending and line.decision != "rejected"
        )
        if live:
            decisions = set(live.mapped("decision"))
            for decision, state in (("approved", "open"), ("submitted", "submitted")):
                if decision in decisions:
                    return state
            return "draft"
        endings = {line.ending or line.decision for line in lines}
        for ending in ("closed", "expired", "rejected", "cancelled"):
            if ending in endings:
                return ending
        return "draft"

    @api.depends(
        "line_ids.stage",
        "line_ids.next_step",
        "line_ids.ball_owner",
        "line_ids.date_waiting_since",
        "line_ids.date_step_deadline",
    )
    def _compute_stage(self):
        for claim in self:
            lines = claim.line_ids
            live = lines.filtered(lambda line: line.stage not in ENDED_STAGES)
            by_stage = sorted(
                live or lines, key=lambda line: STAGE_ORDER.get(line.stage, 0)
            )
            slowest = by_stage[0] if by_stage else lines
            # what we can do comes before what we wait for
            ours = (line for line in by_stage if line.ball_owner == "us")
            lead = next(ours, slowest)
            claim.stage = slowest.stage or "draft"
            claim.next_step = lead.next_step or "submit"
            claim.ball_owner = lead.ball_owner or "us"
            claim.date_waiting_since = lead.date_waiting_since
            deadlines = [line.date_step_deadline for line in live]
            claim.date_step_deadline = min(filter(None, deadlines), default=False)
