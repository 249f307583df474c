# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.rma_words import selection_label


class RmaClaimDecisionMixin(models.AbstractModel):
    """Deciding on and ending a whole claim: its units' own actions, all at once."""

    _name = "rma.claim.decision.mixin"
    _description = "RMA Decision on the Claim"

    is_submit_allowed = fields.Boolean(compute="_compute_allowed")
    is_approve_allowed = fields.Boolean(compute="_compute_allowed")
    is_reject_allowed = fields.Boolean(compute="_compute_allowed")
    is_cancel_allowed = fields.Boolean(compute="_compute_allowed")
    is_close_allowed = fields.Boolean(compute="_compute_allowed")

    @api.depends("state", "line_ids.decision", "line_ids.ending", "line_ids.move_ids")
    @api.depends_context("uid")
    def _compute_allowed(self):
        self.line_ids._read_ahead()
        for action in ("submit", "approve", "reject", "cancel", "close"):
            self._set_allowed(action)

    # -- the decision --

    def _pass_claim_gate(self, action):
        """Return the claims that *action* has still to process; their units are locked
        by the units' own gate."""
        todo = self.filtered(lambda c: not getattr(c, f"_is_{action}_done")())
        todo._check_allowed(action)
        return todo

    def _get_draft_lines(self):
        return self.line_ids.filtered(
            lambda line: line.decision == "draft" and not line.ending
        )

    def _is_submit_done(self):
        self.ensure_one()
        is_submitted = self.state in ("submitted", "open", "closed", "rejected")
        return is_submitted and not self._get_draft_lines()

    def _get_submit_obstacle(self):
        self.ensure_one()
        if self.state == "unconfirmed":
            return self.env._(
                "%(claim)s waits for its author to confirm the e-mail address.",
                claim=self.display_name,
            )
        if not self.line_ids:
            return self.env._(
                "%(claim)s has no unit. Scan a serial number or add the product it is "
                "about.",
                claim=self.display_name,
            )
        return self._get_ended_obstacle()

    def _get_ended_obstacle(self):
        """Return why nothing more can be done with an ended claim, or False."""
        self.ensure_one()
        if self.state not in ("expired", "cancelled", "closed"):
            return False
        return self.env._(
            "%(claim)s is %(state)s: nothing more can be done with it.",
            claim=self.display_name,
            state=selection_label(self, "state").lower(),
        )

    def _check_submit_allowed(self):
        self._check_allowed("submit")

    def action_submit(self):
        """Submit all units that are still drafts.

        :raises odoo.exceptions.UserError: a claim has no unit, or a unit refuses
        """
        todo = self._pass_claim_gate("submit")
        todo._get_draft_lines().action_submit()
        return self._answer(todo, self.env._("This was submitted already."))

    def _get_undecided_lines(self):
        return self.line_ids.filtered(
            lambda line: line.decision == "submitted" and not line.ending
        )

    def _is_approve_done(self):
        self.ensure_one()
        return self.state in ("open", "closed") and not self._get_undecided_lines()

    def _get_approve_obstacle(self):
        self.ensure_one()
        return self._get_ended_obstacle() or self._get_decision_obstacle()

    def _get_decision_obstacle(self):
        """Return why there is nothing to decide on, or what the first unit refuses."""
        self.ensure_one()
        lines = self._get_undecided_lines()
        return self._get_idle_obstacle() or next(
            filter(None, (line._get_approve_obstacle() for line in lines)), False
        )

    def _get_idle_obstacle(self):
        """Return why there is nothing to decide on, or False."""
        self.ensure_one()
        if self._get_undecided_lines():
            return False
        return self.env._(
            "%(claim)s waits for no decision. Submit it first.",
            claim=self.display_name,
        )

    def _check_approve_allowed(self):
        self._check_allowed("approve")

    def action_approve(self):
        """Approve all submitted units; see ``rma.claim.line.action_approve``.

        :raises odoo.exceptions.UserError: a unit refuses, or the user is no approver
        """
        todo = self.filtered(lambda claim: not claim._is_approve_done())
        for claim in todo:
            if obstacle := claim._get_ended_obstacle() or claim._get_idle_obstacle():
                raise UserError(obstacle)
        # the units' own gate asks the rules again before it refuses
        result = todo._get_undecided_lines().action_approve()
        if todo and isinstance(result, dict):
            return result
        return self._answer(todo, self.env._("This was approved already."))

    def _is_reject_done(self):
        self.ensure_one()
        return self.state == "rejected"

    def _get_reject_obstacle(self):
        self.ensure_one()
        lines = self._get_undecided_lines()
        if not lines:
            return self.env._(
                "%(claim)s waits for no decision, so it cannot be rejected.",
                claim=self.display_name,
            )
        return lines[:1]._get_reject_obstacle()

    def _check_reject_allowed(self):
        self._check_allowed("reject")

    def action_reject(self, remarks=None):
        """Reject all submitted units; the remarks reach the customer.

        :param str remarks: why, in words for the customer
        :raises odoo.exceptions.UserError: nothing to decide, no approver, no remarks
        """
        todo = self._pass_claim_gate("reject")
        todo._get_undecided_lines().action_reject(remarks)
        return self._answer(todo, self.env._("This was rejected already."))

    # -- the end --

    def _is_cancel_done(self):
        self.ensure_one()
        return self.state == "cancelled"

    def _get_cancel_obstacle(self):
        self.ensure_one()
        if self.state in ("closed", "expired", "rejected"):
            return self._get_ended_obstacle() or self.env._(
                "%(claim)s was rejected: there is nothing to cancel.",
                claim=self.display_name,
            )
        lines = self.line_ids.filtered(lambda line: not line.ending)
        return next(
            filter(None, (line._get_cancel_obstacle() for line in lines)), False
        )

    def _check_cancel_allowed(self):
        self._check_allowed("cancel")

    def action_cancel(self, reason=None):
        """Cancel all units and their open transfers.

        :param str reason: why; kept in the timeline
        :raises odoo.exceptions.UserError: goods have moved, or there is no reason
        """
        todo = self._pass_claim_gate("cancel")
        if todo:
            self._check_text(reason, self.env._("the reason of the cancellation"))
        lines = todo.line_ids.filtered(
            lambda line: not line.ending and line.decision != "rejected"
        )
        lines.action_cancel(reason)
        return self._answer(todo, self.env._("This was cancelled already."))

    def _closure_blockers(self):
        """Return what is missing before the claim can be closed, as sentences."""
        self.ensure_one()
        return [
            text
            for line in self._get_lines_to_close()
            for text in line._closure_blockers()
        ]

    def _get_lines_to_close(self):
        return self.line_ids.filtered(
            lambda line: not line.ending and line.decision != "rejected"
        )

    def _is_close_done(self):
        self.ensure_one()
        return self.state == "closed"

    def _get_close_obstacle(self):
        self.ensure_one()
        if self.state != "open":
            return self._get_ended_obstacle() or self.env._(
                "%(claim)s is not open: there is nothing to close.",
                claim=self.display_name,
            )
        obstacles = (line._get_close_obstacle() for line in self._get_lines_to_close())
        return "\n".join(filter(None, obstacles)) or False

    def _check_close_allowed(self):
        self._check_allowed("close")

    def action_close(self):
        """Close all units of the claims.

        :raises odoo.exceptions.UserError: lists everything that is missing
        """
        todo = self._pass_claim_gate("close")
        todo._get_lines_to_close().action_close()
        return self._answer(todo, self.env._("This was closed already."))
