# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models

#: So many people who may approve are named.
MAX_NAMED = 5


class RmaCounterResultMixin(models.AbstractModel):
    """What came of an intake: received and printed, or waiting for an approver."""

    _name = "rma.counter.result.mixin"
    _description = "RMA Result of the Intake"
    _inherit = "rma.action.mixin"

    state = fields.Selection(
        selection=[
            ("input", "Being Entered"),
            ("waiting", "Waiting for Approval"),
            ("done", "Taken In"),
        ],
        default="input",
        required=True,
        readonly=True,
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        readonly=True,
        default=lambda self: self.env.company,
    )
    claim_ids = fields.Many2many(
        "rma.claim", "rma_counter_wizard_claim_rel", string="Claims", readonly=True
    )
    result_note = fields.Text(string="What Was Done", readonly=True)
    waiting_note = fields.Text(string="What Is Waiting", readonly=True)
    is_approver = fields.Boolean(compute="_compute_is_approver")

    def _compute_is_approver(self):
        for wizard in self:
            lines = wizard.claim_ids._get_undecided_lines()
            wizard.is_approver = bool(lines) and not any(
                line._get_approve_obstacle() for line in lines
            )

    def _show_result(self, claims):
        """Keep what was done with *claims* and print what is handed out."""
        waiting = claims._get_undecided_lines()
        received = claims._get_received_lines()
        self._write_axis(
            {
                "claim_ids": [fields.Command.set(claims.ids)],
                "state": "waiting" if waiting else "done",
                "result_note": "\n".join(map(self._get_received_text, received)),
                "waiting_note": "\n".join(map(self._get_waiting_text, waiting)),
            }
        )
        return self._print(received.claim_id)

    def _print(self, claims):
        """Return the action that prints the papers of *claims*, one after the other."""
        if not claims:
            return True
        return {
            "type": "ir.actions.client",
            "tag": "rma_counter_print",
            "params": {"reports": claims._get_counter_print_actions()},
        }

    def _get_received_text(self, line):
        return self.env._(
            "%(unit)s was received for %(customer)s: %(resolution)s.",
            unit=" ".join(filter(None, [line.display_name, line.lot_id.name])),
            customer=line.partner_id.display_name,
            resolution=line.resolution_id.name,
        )

    def _get_waiting_text(self, line):
        """Return why a unit was not received, and who decides."""
        # sudo: the reasons are told to whoever takes the unit in
        reason = line.sudo()._get_approve_obstacle() or self.env._(
            "%(unit)s waits for approval.", unit=line.display_name
        )
        names = ", ".join(self._get_approver_names()) or self.env._("nobody yet")
        return self.env._(
            "%(reason)s Who may decide: %(names)s.", reason=reason, names=names
        )

    def _get_approver_names(self):
        """Return the names of people who may approve here."""
        # sudo: who decides is told to whoever has to ask them
        group_sudo = self.env.ref("rma_management.group_rma_approver").sudo()
        users_sudo = group_sudo.all_user_ids.filtered(
            lambda user: not user.share and self.company_id in user.company_ids
        )
        return users_sudo.sorted("name")[:MAX_NAMED].mapped("name")

    def action_approve_and_receive(self):
        """Approve as an approver what waits, and receive it: the unit is still here.

        :raises odoo.exceptions.UserError: the user is no approver, or a rule blocks
        """
        self.ensure_one()
        self._lock_records()
        if self.state != "waiting":
            return True
        self.claim_ids._get_undecided_lines().action_approve()
        for claim in self.claim_ids:
            claim._receive_at_counter()
        return self._show_result(self.claim_ids)

    def action_print(self):
        """Print the papers of the intake again."""
        self.ensure_one()
        return self._print(self.claim_ids._get_received_lines().claim_id)

    def action_open_claims(self):
        """Open what was taken in."""
        self.ensure_one()
        return self.claim_ids._get_records_action(name=self.env._("Claims"))
