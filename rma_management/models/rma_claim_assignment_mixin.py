# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models


class RmaClaimAssignmentMixin(models.AbstractModel):
    """Who at the service desk works on a claim."""

    _name = "rma.claim.assignment.mixin"
    _description = "RMA Assignment of the Claim"

    def _assign_users(self):
        """Give the claims to somebody: the ticket's user, or by the team's method."""
        by_user = self.grouped(lambda claim: claim.ticket_id.user_id)
        for user, claims in by_user.items():
            if user:
                claims.user_id = user
        left = self.filtered(lambda claim: claim.team_id and not claim.user_id)
        for team, claims in left.grouped("team_id").items():
            users = team._get_next_rma_users(len(claims))
            for claim, user in zip(claims, users, strict=False):
                claim.user_id = user
