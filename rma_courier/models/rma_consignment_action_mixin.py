# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models

from odoo.addons.rma_management.tools.rma_words import selection_label

from ..tools import courier_status


class RmaConsignmentActionMixin(models.AbstractModel):
    """What people tell of a consignment by hand: the same gate as every source."""

    _name = "rma.consignment.action.mixin"
    _description = "RMA Actions of the Consignment"

    date_settled = fields.Datetime(
        string="Loss Settled On",
        readonly=True,
        copy=False,
        help="When it was decided what happens instead of the lost goods.",
    )
    settlement = fields.Char(readonly=True, copy=False)
    is_dispatch_allowed = fields.Boolean(compute="_compute_actions_allowed")
    is_deliver_allowed = fields.Boolean(compute="_compute_actions_allowed")
    is_lose_allowed = fields.Boolean(compute="_compute_actions_allowed")
    is_return_allowed = fields.Boolean(compute="_compute_actions_allowed")
    is_cancel_allowed = fields.Boolean(compute="_compute_actions_allowed")
    is_settle_loss_allowed = fields.Boolean(compute="_compute_actions_allowed")

    @api.depends("state", "date_settled", "carrier_id", "docket_ids")
    def _compute_actions_allowed(self):
        for action in ("dispatch", "deliver", "lose", "return", "cancel"):
            self._set_allowed(action)
        self._set_allowed("settle_loss")

    def _tell(self, status, date=None, source="manual", **vals):
        """Register one event of the same *status* for each consignment in *self*."""
        return self._register_events(
            [
                {
                    "consignment_id": consignment.id,
                    "status": status,
                    "date": date,
                    "source": source,
                    **vals,
                }
                for consignment in self
            ]
        )

    def _get_state_label(self):
        self.ensure_one()
        return selection_label(self, "state")

    def _get_status_obstacle(self, status):
        """Return why *status* cannot follow the present one, or False."""
        self.ensure_one()
        if courier_status.follows(self.state, status):
            return False
        return self.env._(
            "%(consignment)s is “%(state)s” already. If that is wrong, correct it "
            "with “Add Event”.",
            consignment=self.display_name,
            state=self._get_state_label(),
        )

    # -- dispatch --

    def _is_dispatch_done(self):
        self.ensure_one()
        return self.state not in ("announced", "cancelled")

    def _get_dispatch_obstacle(self):
        return self._get_status_obstacle("dispatched")

    def _check_dispatch_allowed(self):
        self._check_allowed("dispatch")

    def action_dispatch(self, date=None):
        """Note that the courier has the consignments since *date* (now when missing).

        :raises odoo.exceptions.UserError: a consignment has ended already
        """
        todo = self._pass_gate("dispatch")
        todo._tell("dispatched", date)
        return self._answer(todo, self.env._("This was dispatched already."))

    # -- deliver --

    def _is_deliver_done(self):
        self.ensure_one()
        return self.state == "delivered"

    def _get_deliver_obstacle(self):
        return self._get_status_obstacle("delivered")

    def _check_deliver_allowed(self):
        self._check_allowed("deliver")

    def action_deliver(self, date=None):
        """Note that the receivers have the consignments since *date*.

        :raises odoo.exceptions.UserError: a consignment was returned or cancelled
        """
        todo = self._pass_gate("deliver")
        todo._tell("delivered", date)
        return self._answer(todo, self.env._("This was delivered already."))

    # -- lose --

    def _is_lose_done(self):
        self.ensure_one()
        return self.state == "lost"

    def _get_lose_obstacle(self):
        self.ensure_one()
        if self.state == "announced":
            return self.env._(
                "%(consignment)s was not dispatched yet: it cannot be lost. Cancel it "
                "if it is not sent.",
                consignment=self.display_name,
            )
        return self._get_status_obstacle("lost")

    def _check_lose_allowed(self):
        self._check_allowed("lose")

    def action_lose(self, date=None):
        """Note that the courier has lost the consignments.

        :raises odoo.exceptions.UserError: a consignment is not with the courier
        """
        todo = self._pass_gate("lose")
        todo._tell("lost", date)
        return self._answer(todo, self.env._("This is reported as lost already."))

    # -- settle a loss --

    def _is_settle_loss_done(self):
        self.ensure_one()
        return bool(self.date_settled)

    def _get_settle_loss_obstacle(self):
        self.ensure_one()
        if self.state == "lost":
            return False
        return self.env._(
            "%(consignment)s is “%(state)s”, not lost: there is nothing to settle.",
            consignment=self.display_name,
            state=self._get_state_label(),
        )

    def _check_settle_loss_allowed(self):
        self._check_allowed("settle_loss")

    def action_settle_loss(self, reason=None):
        """Record what happens instead of the lost goods; the claims may close.

        :param str reason: what was agreed with customer and courier
        :raises odoo.exceptions.UserError: no reason, or nothing was lost
        """
        todo = self._pass_gate("settle_loss")
        if todo:
            todo._check_text(reason, self.env._("how the loss is settled"))
            todo._write_axis(
                {
                    "date_settled": fields.Datetime.now(),
                    "settlement": self._clean_text(reason),
                }
            )
            # sudo: whoever settles the loss may tell its units so
            todo.sudo()._follow_settlement()
        return self._answer(todo, self.env._("This loss is settled already."))

    def action_open_settle_loss(self):
        """Open the dialog that asks how the loss is settled."""
        self._check_settle_loss_allowed()
        return self._open_dialog("rma.loss.wizard", self.env._("Settle the Loss"))

    # -- return --

    def _is_return_done(self):
        self.ensure_one()
        return self.state == "returned"

    def _get_return_obstacle(self):
        self.ensure_one()
        if self.state == "announced":
            return self.env._(
                "%(consignment)s was not dispatched yet: it cannot come back.",
                consignment=self.display_name,
            )
        return self._get_status_obstacle("returned")

    def _check_return_allowed(self):
        self._check_allowed("return")

    def action_return(self, date=None):
        """Note that the consignments came back to their sender.

        :raises odoo.exceptions.UserError: a consignment was never dispatched
        """
        todo = self._pass_gate("return")
        todo._tell("returned", date)
        return self._answer(todo, self.env._("This came back already."))

    # -- cancel --

    def _is_cancel_done(self):
        self.ensure_one()
        return self.state == "cancelled"

    def _get_cancel_obstacle(self):
        self.ensure_one()
        if self.state == "announced":
            return False
        return self.env._(
            "%(consignment)s is “%(state)s”: only what was not dispatched yet can be "
            "cancelled.",
            consignment=self.display_name,
            state=self._get_state_label(),
        )

    def _check_cancel_allowed(self):
        self._check_allowed("cancel")

    def action_cancel(self):
        """Note that the consignments will not be sent.

        :raises odoo.exceptions.UserError: a consignment is on its way already
        """
        todo = self._pass_gate("cancel")
        todo._tell("cancelled")
        return self._answer(todo, self.env._("This was cancelled already."))

    # -- anything else --

    def action_add_event(
        self,
        status=None,
        date=None,
        location=None,
        text=None,
        is_correction=False,
        date_promised=None,
    ):
        """Add what a courier told by phone, or correct what was told wrongly.

        Without *status* the dialog opens.

        :param str status: key of ``courier_status.STATUSES``
        :param datetime date: when it happened; now when missing
        :param bool is_correction: holds whatever was said before
        :param datetime date_promised: when the courier wants to deliver
        :raises odoo.exceptions.UserError: no such status
        """
        if not status:
            return self._open_dialog(
                "rma.consignment.event.wizard", self.env._("Add Event")
            )
        self._check_status(status)
        self._lock_for_action()
        self._tell(
            status,
            date,
            location=location,
            text=text,
            is_correction=is_correction,
            date_promised=date_promised,
        )
        return True
