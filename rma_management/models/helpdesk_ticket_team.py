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

    def _get_next_rma_users(self, count):
        """Return who gets the next *count* claims of this team, one user each.

        In turn: the member after the last one. Fewest open claims: a tie goes to the
        member who comes first. By hand, or in an empty team: nobody.
        """
        members = self.user_ids.filtered(lambda user: user.active and not user.share)
        members = members.sorted("id")
        if not members or self.rma_assignment == "manual":
            return []
        if self.rma_assignment == "least_loaded":
            loads = self._count_open_claims(members)
            users = []
            for _claim in range(count):
                users.append(min(members, key=loads.__getitem__))
                loads[users[-1]] += 1
            return users
        # sudo: whose turn it is follows from assigning, not from rights on the team
        team_sudo = self.sudo()
        later = members.filtered(lambda user: user.id > team_sudo.rma_last_user_id.id)
        order = later + (members - later)
        users = [order[index % len(order)] for index in range(count)]
        team_sudo.rma_last_user_id = users[-1]
        return users

    def _count_open_claims(self, users):
        """Return {user: open claims} for all *users*, in one query."""
        groups = (
            self.env["rma.claim"]
            .sudo()  # sudo: everybody's load counts, not only what the user sees
            ._read_group(
                [
                    ("user_id", "in", users.ids),
                    ("state", "in", ("draft", "submitted", "open")),
                ],
                ["user_id"],
                ["__count"],
            )
        )
        return dict.fromkeys(users, 0) | {user.sudo(False): n for user, n in groups}
