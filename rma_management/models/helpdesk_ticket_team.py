# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models


class HelpdeskTicketTeam(models.Model):
    _inherit = "helpdesk.ticket.team"

    rma_assignment = fields.Selection(
        selection=[
            ("manual", "By hand"),
            ("round_robin", "In turn"),
            ("least_loaded", "To whom has the fewest open claims"),
        ],
        string="Claims Are Assigned",
        default="manual",
        required=True,
    )
    rma_last_user_id = fields.Many2one(
        "res.users", string="Last Assigned", readonly=True, copy=False
    )
    rma_claim_ids = fields.One2many("rma.claim", "team_id", string="Claims")

    def _get_next_rma_user(self):
        """Return who gets the next claim of this team, or an empty record.

        In turn: the member after the last one. Fewest open claims: a tie goes to the
        member who comes first in the team.
        """
        users = self.user_ids.filtered(lambda user: user.active and not user.share)
        users = users.sorted("id")
        if not users or self.rma_assignment == "manual":
            return users.browse()
        if self.rma_assignment == "least_loaded":
            return min(users, key=self._count_open_claims(users).__getitem__)
        # sudo: whose turn it is follows from assigning, not from rights on the team
        team_sudo = self.sudo()
        later = users.filtered(lambda user: user.id > team_sudo.rma_last_user_id.id)
        user = (later or users)[:1]
        team_sudo.rma_last_user_id = user
        return user

    def _count_open_claims(self, users):
        """Return {user: open claims} for all *users*, in one query."""
        groups = self.env["rma.claim"].sudo()._read_group(  # sudo: everybody's load
            [("user_id", "in", users.ids), ("state", "in", ("draft", "submitted", "open"))],
            ["user_id"],
            ["__count"],
        )
        return dict.fromkeys(users, 0) | {user.sudo(False): n for user, n in groups}
