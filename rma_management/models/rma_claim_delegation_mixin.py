# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.exceptions import UserError


class RmaClaimDelegationMixin(models.AbstractModel):
    """The units' own steps as buttons of the claim: for all units that are ready."""

    _name = "rma.claim.delegation.mixin"
    _description = "RMA Steps of All Units"

    is_start_work_allowed = fields.Boolean(compute="_compute_step_allowed")
    is_finish_work_allowed = fields.Boolean(compute="_compute_step_allowed")
    is_create_quotation_allowed = fields.Boolean(compute="_compute_step_allowed")
    is_create_credit_allowed = fields.Boolean(compute="_compute_step_allowed")
    is_ship_allowed = fields.Boolean(compute="_compute_step_allowed")
    is_deliver_allowed = fields.Boolean(compute="_compute_step_allowed")
    is_confirm_working_allowed = fields.Boolean(compute="_compute_step_allowed")
    is_reopen_allowed = fields.Boolean(compute="_compute_step_allowed")
    is_send_quotation_allowed = fields.Boolean(compute="_compute_step_allowed")
    is_override_acceptance_allowed = fields.Boolean(compute="_compute_step_allowed")
    is_return_unrepaired_allowed = fields.Boolean(compute="_compute_step_allowed")
    is_create_invoice_allowed = fields.Boolean(compute="_compute_step_allowed")
    closure_hint = fields.Text(
        compute="_compute_closure_hint", help="What is missing before it can be closed."
    )

    @api.model
    def _get_delegated_actions(self):
        """Return the names of the units' actions that the claim offers."""
        return [
            "start_work",
            "finish_work",
            "create_quotation",
            "send_quotation",
            "override_acceptance",
            "return_unrepaired",
            "create_invoice",
            "create_credit",
            "ship",
            "deliver",
            "confirm_working",
            "reopen",
        ]

    @api.depends("line_ids.stage", "line_ids.next_step")
    @api.depends_context("uid")
    def _compute_step_allowed(self):
        self.line_ids._read_ahead()
        for claim in self:
            for action in self._get_delegated_actions():
                name = f"is_{action}_allowed"
                claim[name] = any(line[name] for line in claim.line_ids)

    @api.depends("line_ids.closure_hint")
    def _compute_closure_hint(self):
        for claim in self:
            hints = claim.line_ids.mapped("closure_hint")
            claim.closure_hint = "\n".join(filter(None, hints))

    def _delegate(self, action, *args):
        """Run *action* on the units that allow it; else say why none does."""
        ready = self.line_ids.filtered(f"is_{action}_allowed")
        if not self.line_ids:
            raise UserError(self.env._("There is no unit on this claim."))
        if not ready:
            is_done = f"_is_{action}_done"
            self.line_ids.filtered(
                lambda line: not getattr(line, is_done)()
            )._check_allowed(action)
        return getattr(ready or self.line_ids, f"action_{action}")(*args)

    def action_start_work(self):
        """Start the work on all units that are ready for it."""
        return self._delegate("start_work")

    def action_finish_work(self):
        """Finish the work on all units that are being worked on."""
        return self._delegate("finish_work")

    def action_create_quotation(self):
        """Make the quotation for all units that are to be paid."""
        return self._delegate("create_quotation")

    def action_send_quotation(self):
        """Send the open quotations to the customer."""
        return self._delegate("send_quotation")

    def action_override_acceptance(self, reason=None):
        """Let the work on all units go on without acceptance.

        :param str reason: why; kept with the overrides
        """
        return self._delegate("override_acceptance", reason)

    def action_open_override_acceptance(self):
        """Open the dialog that asks why the work goes on without acceptance."""
        lines = self.line_ids.filtered("is_override_acceptance_allowed")
        (lines or self.line_ids)._check_override_acceptance_allowed()
        return lines.action_open_override_acceptance()

    def action_return_unrepaired(self):
        """Send all units that are here back as they came."""
        return self._delegate("return_unrepaired")

    def action_create_invoice(self):
        """Draft the invoice of the accepted work on all units."""
        return self._delegate("create_invoice")

    def action_create_credit(self):
        """Draft the credit notes of all units whose credit is due."""
        return self._delegate("create_credit")

    def action_set_inspected(self):
        """Note that all units that are here were inspected."""
        return self.line_ids.filtered("quantity_held").action_set_inspected()

    def action_ship(self):
        """Make the delivery of all units that are ready: one transfer a claim."""
        return self._delegate("ship")

    def action_deliver(self):
        """Record that the customer has all units that were shipped."""
        return self._delegate("deliver")

    def action_confirm_working(self):
        """Record that all units that were sent back work."""
        return self._delegate("confirm_working")

    def action_reopen(self, reason=None):
        """Open all closed units again.

        :param str reason: why; kept in the timeline
        """
        return self._delegate("reopen", reason)
