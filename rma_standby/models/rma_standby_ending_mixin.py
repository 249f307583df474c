# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models


class RmaStandbyEndingMixin(models.AbstractModel):
    """A loan that is not wanted any more."""

    _name = "rma.standby.ending.mixin"
    _description = "RMA Cancellation of a Loan"

    is_cancel_allowed = fields.Boolean(compute="_compute_ending_allowed")

    @api.depends("state", "move_ids.state")
    def _compute_ending_allowed(self):
        self._set_allowed("cancel")

    def _is_cancel_done(self):
        self.ensure_one()
        return self.state == "cancelled"

    def _get_cancel_obstacle(self):
        self.ensure_one()
        if self.state in ("requested", "reserved"):
            return False
        return self.env._(
            "%(loan)s is %(state)s: a unit that was handed out comes back, or is lost "
            "or sold; the loan is not cancelled.",
            loan=self.display_name,
            state=self._get_state_label().lower(),
        )

    def _check_cancel_allowed(self):
        self._check_allowed("cancel")

    def action_cancel(self, reason=None):
        """Cancel requested and reserved loans, and what was prepared for them.

        :param str reason: why; kept in the timeline
        :raises odoo.exceptions.UserError: the unit was handed out, or there is no
            reason
        """
        todo = self._pass_gate("cancel")
        if todo:
            self._check_text(reason, self.env._("the reason of the cancellation"))
        todo._cancel(reason)
        return self._answer(todo, self.env._("This was cancelled already."))

    def _cancel(self, reason):
        if not self:
            return
        self._cancel_open_moves()
        self._withdraw_charges()
        self._update_state("cancelled")
        self._refresh_bookings(self.unit_id)
        self._log_event("cancelled", text=reason)
