# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from markupsafe import Markup

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
        self._question_accepted_fees()
        self._update_state("cancelled")
        self._refresh_bookings(self.unit_id)
        self._log_event("cancelled", text=reason)

    def _question_accepted_fees(self):
        """Ask the sales team about orders for loans that do not happen.

        The customer has accepted them, so nobody but the sales team takes them back.
        """
        for loan in self:
            lines_sudo = loan._get_charge_lines("fee", "sale")
            for order_sudo in lines_sudo.order_id:
                order_sudo.activity_schedule(
                    "mail.mail_activity_data_todo",
                    date_deadline=loan._get_today(),
                    user_id=order_sudo.user_id.id or loan.user_id.id or self.env.uid,
                    summary=self.env._("Stand-by cancelled"),
                    note=Markup("<p>%s</p>") % loan._get_accepted_fee_hint(order_sudo),
                )

    def _get_accepted_fee_hint(self, order):
        """Return what is to be done with *order* though the loan was cancelled."""
        self.ensure_one()
        return self.env._(
            "%(order)s charges the fee of %(loan)s and is confirmed, but the unit was "
            "never handed out. Cancel the order, take the line off it, or credit what "
            "was invoiced.",
            order=order.name,
            loan=self.name,
        )
