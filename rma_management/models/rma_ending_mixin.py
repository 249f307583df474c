# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.rma_words import selection_label


class RmaEndingMixin(models.AbstractModel):
    """That a unit has ended, how it is cancelled and how it is reopened."""

    _name = "rma.ending.mixin"
    _description = "RMA Ending of the Unit"

    ending = fields.Selection(
        selection=[
            ("closed", "Closed"),
            ("expired", "Expired"),
            ("cancelled", "Cancelled"),
        ],
        readonly=True,
        copy=False,
        index=True,
    )
    date_ended = fields.Datetime(string="Ended On", readonly=True, copy=False)
    is_cancel_allowed = fields.Boolean(compute="_compute_ending_allowed")
    is_reopen_allowed = fields.Boolean(compute="_compute_ending_allowed")
    is_waive_return_allowed = fields.Boolean(compute="_compute_ending_allowed")

    @api.depends("decision", "ending", "move_ids.state")
    @api.depends_context("uid")
    def _compute_ending_allowed(self):
        for action in ("cancel", "reopen", "waive_return"):
            self._set_allowed(action)

    def _get_ended_obstacle(self):
        """Return the sentence for any action on a unit that has ended."""
        self.ensure_one()
        return self.env._(
            "%(unit)s is %(ending)s: nothing more can be done with it until it is "
            "reopened.",
            unit=self.display_name,
            ending=selection_label(self, "ending").lower(),
        )

    def _get_inactive_obstacle(self):
        """Return why nothing can be done with a unit that has ended or waits for its
        approval, or False."""
        self.ensure_one()
        if self.ending:
            return self._get_ended_obstacle()
        if self.decision != "approved":
            return self.env._("%(unit)s is not approved.", unit=self.display_name)
        return False

    def _end(self, ending, text=None):
        self._write_axis({"ending": ending, "date_ended": fields.Datetime.now()})
        self._log_event(ending, text=text)

    # -- cancel --

    def _is_cancel_done(self):
        self.ensure_one()
        return self.ending == "cancelled"

    def _get_cancel_obstacle(self):
        self.ensure_one()
        if self.ending:
            return self._get_ended_obstacle()
        if self.resolution_id.credit != "no" and self.quantity_credited > 0:
            return self.env._(
                "%(unit)s cannot be cancelled: it is credited. Delete or cancel the "
                "credit note, or change the resolution, first.",
                unit=self.display_name,
            )
        if self.move_ids.filtered(lambda move: move.state == "done"):
            return self.env._(
                "%(unit)s cannot be cancelled: goods have moved already. Send it back "
                "with the resolution “Return unrepaired”, then close it.",
                unit=self.display_name,
            )
        return False

    def _check_cancel_allowed(self):
        self._check_allowed("cancel")

    def action_cancel(self, reason=None):
        """Cancel these units and their open transfers.

        :param str reason: why; kept in the timeline
        :raises odoo.exceptions.UserError: goods have moved, or there is no reason
        """
        todo = self._pass_gate("cancel")
        if todo:
            self._check_text(reason, self.env._("the reason of the cancellation"))
        todo._cancel(reason)
        return self._answer(todo, self.env._("This was cancelled already."))

    def _cancel(self, reason):
        if not self:
            return
        self._cancel_open_documents()
        self._end("cancelled", text=reason)

    def _cancel_open_documents(self):
        """Cancel the transfers, repairs and quotations that have not happened yet."""
        # sudo: the claim takes back what the claim asked for
        moves = self.move_ids.sudo().filtered(
            lambda m: m.state not in ("done", "cancel")
        )
        moves._action_cancel()
        repairs = self.repair_ids.sudo().filtered(
            lambda repair: repair.state not in ("done", "cancel")
        )
        if repairs:
            repairs.action_repair_cancel()
        # sudo: as above
        self.sudo()._withdraw_quotations()

    # -- reopen --

    def _is_reopen_done(self):
        self.ensure_one()
        return not self.ending and self.decision != "rejected"

    def _get_reopen_obstacle(self):
        self.ensure_one()
        if not self._has_rma_right("group_rma_approver"):
            return self.env._(
                "Reopening needs the right “After-sales: Approver”. Ask your service "
                "manager to reopen %(unit)s.",
                unit=self.display_name,
            )
        if self.ending != "closed":
            return self.env._(
                "%(unit)s was never closed, so it cannot be reopened. Extend an "
                "expired one; register a new claim for a cancelled or rejected one.",
                unit=self.display_name,
            )
        return False

    def _check_reopen_allowed(self):
        self._check_allowed("reopen")

    def action_reopen(self, reason=None):
        """Open closed units again; the history stays.

        :param str reason: why; kept in the timeline
        :raises odoo.exceptions.UserError: a unit is not closed, the user is no
            approver, or there is no reason
        """
        todo = self._pass_gate("reopen")
        if todo:
            self._check_text(reason, self.env._("the reason of the reopening"))
        todo._reopen(reason)
        return self._answer(todo, self.env._("This is open already."))

    def _reopen(self, reason):
        if not self:
            return
        self._check_reopen_alone()
        self._write_axis(
            {
                "ending": False,
                "date_ended": False,
                "date_confirmed": False,
                "confirmed_by_id": False,
            }
        )
        self._log_event("reopened", text=reason)

    def _check_reopen_alone(self):
        """Raise when a serial number is in another open claim by now."""
        # sudo: in whoever's claim it is
        others_sudo = self.sudo().search([("open_lot_id", "in", self.lot_id.ids)])
        for line in self.filtered(lambda line: not line.is_open_twice):
            other = others_sudo.filtered(
                lambda other, line=line: other.open_lot_id == line.lot_id
            )
            if other:
                raise UserError(
                    self.env._(
                        "%(unit)s cannot be reopened: its serial number is in the open "
                        "claim %(other)s by now. Close or cancel that one first.",
                        unit=line.display_name,
                        other=other[0].reference,
                    )
                )

    # -- waive the return --

    def _is_waive_return_done(self):
        self.ensure_one()
        return self.is_return_waived

    def _get_waive_return_obstacle(self):
        self.ensure_one()
        if self.ending:
            return self._get_ended_obstacle()
        if not self._has_rma_right("group_rma_approver"):
            return self.env._(
                "Waiving the return needs the right “After-sales: Approver”. Ask your "
                "service manager to decide on %(unit)s.",
                unit=self.display_name,
            )
        if self.decision != "approved" or not self._is_return_due():
            return self.env._(
                "%(unit)s is not expected, so there is no return to waive.",
                unit=self.display_name,
            )
        return False

    def _check_waive_return_allowed(self):
        self._check_allowed("waive_return")

    def action_waive_return(self, reason=None):
        """Expect the units no longer: what was sent in advance is not given back.

        :param str reason: why; kept in the timeline
        :raises odoo.exceptions.UserError: no return is due, the user is no approver, or
            there is no reason
        """
        todo = self._pass_gate("waive_return")
        if todo:
            self._check_text(reason, self.env._("why the return is waived"))
        todo._waive_return(reason)
        return self._answer(todo, self.env._("The return was waived already."))

    def _waive_return(self, reason):
        if not self:
            return
        # sudo: the claim takes back what the claim asked for
        receipts = self.move_ids.sudo().filtered(
            lambda move: (
                move.rma_move_kind == "receipt" and move.state not in ("done", "cancel")
            )
        )
        receipts._action_cancel()
        self._write_axis({"is_return_waived": True})
        self._log_event("waived", text=reason)
