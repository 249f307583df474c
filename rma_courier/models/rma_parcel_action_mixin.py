# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.fields import Command

from odoo.addons.rma_management.tools.rma_words import selection_label


class RmaParcelActionMixin(models.AbstractModel):
    """What becomes of a parcel else: refused, back to quarantine, or received."""

    _name = "rma.parcel.action.mixin"
    _description = "RMA Actions of the Quarantine Parcel"

    is_refuse_allowed = fields.Boolean(compute="_compute_actions_allowed")
    is_reopen_allowed = fields.Boolean(compute="_compute_actions_allowed")
    is_receive_allowed = fields.Boolean(compute="_compute_actions_allowed")

    @api.depends("state", "line_id.goods_state", "return_consignment_id.state")
    def _compute_actions_allowed(self):
        for action in ("match", "refuse", "reopen", "receive"):
            self._set_allowed(action)

    def _get_state_obstacle(self):
        """Return why only a parcel in quarantine can be dealt with, or False."""
        self.ensure_one()
        if self.state == "quarantine":
            return False
        return self.env._(
            "%(parcel)s is “%(state)s” already. Take that back with “Back to "
            "Quarantine” first.",
            parcel=self.name,
            state=selection_label(self, "state"),
        )

    # -- refuse --

    def _is_refuse_done(self):
        self.ensure_one()
        return self.state == "refused"

    def _get_refuse_obstacle(self):
        return self._get_state_obstacle()

    def _check_refuse_allowed(self):
        self._check_allowed("refuse")

    def action_refuse(self, reason=None):
        """Send the parcels back to who sent them: each by a consignment of its own.

        :param str reason: what the sender is told; the button asks for it
        :raises odoo.exceptions.UserError: a parcel is matched with a unit
        """
        if not reason:
            return self._open_dialog(
                "rma.parcel.wizard",
                self.env._("Refuse and Send Back"),
                default_action="refuse",
            )
        todo = self._pass_gate("refuse")
        todo._check_text(reason, self.env._("why the parcel is refused"))
        todo._refuse(" ".join(reason.split())[:500])
        return self._answer(todo, self.env._("This was refused already."))

    def _refuse(self, reason):
        consignments = self.env["rma.consignment"].create(
            [parcel._prepare_return_vals() for parcel in self]
        )
        for parcel, consignment in zip(self, consignments, strict=True):
            parcel._write_axis(
                {
                    "state": "refused",
                    "refusal": reason,
                    "return_consignment_id": consignment.id,
                }
            )
            # sudo: the dock writes the history of claims that it may only read
            parcel.named_line_id.sudo()._log_event(
                "refused", text=reason, document=consignment
            )

    def _prepare_return_vals(self):
        """Return the values of the consignment by which the parcel goes back."""
        self.ensure_one()
        # sudo: to whom it goes back stands on the claim
        partner = self.partner_id or self.named_line_id.sudo().partner_id
        sender = not partner and self.sender_name
        parts = [
            sender and self.env._("To %(sender)s", sender=sender),
            self._get_description() or self.env._("Contents: unopened parcel"),
        ]
        return {
            "direction": "customer_out",
            "company_id": self.company_id.id,
            "warehouse_id": self.warehouse_id.id,
            "partner_id": partner.id,
            "carrier_id": self.carrier_id.id,
            "description": ". ".join(filter(None, parts)),
        }

    # -- reopen --

    def _is_reopen_done(self):
        self.ensure_one()
        return self.state == "quarantine"

    def _get_reopen_obstacle(self):
        self.ensure_one()
        # sudo: what became of the goods is no secret to whoever keeps the parcel
        unit_sudo = self.line_id.sudo()
        if self.state == "matched" and unit_sudo.goods_state not in (
            "none",
            "expected",
            "in_transit",
        ):
            return self.env._(
                "%(parcel)s was received as %(unit)s: it is in the books now.",
                parcel=self.name,
                unit=unit_sudo.display_name,
            )
        way_back = self.return_consignment_id
        is_moving = way_back and way_back.state not in ("announced", "cancelled")
        if self.state == "refused" and is_moving:
            return self.env._(
                "%(parcel)s is on its way back as %(consignment)s.",
                parcel=self.name,
                consignment=way_back.display_name,
            )
        return False

    def _check_reopen_allowed(self):
        self._check_allowed("reopen")

    def action_reopen(self):
        """Take back a match or a refusal while nothing has moved.

        :raises odoo.exceptions.UserError: the goods were received, or are on their way
        """
        todo = self._pass_gate("reopen")
        todo._reopen()
        return self._answer(todo, self.env._("This is in quarantine already."))

    def _reopen(self):
        for parcel in self.filtered("line_id"):
            # sudo: as in _match
            parcel.consignment_id.sudo().line_ids = [Command.unlink(parcel.line_id.id)]
            parcel.line_id.sudo()._log_event("unmatched", text=parcel.name)
        self.return_consignment_id.filtered("is_open")._tell("cancelled")
        self._write_axis(
            {
                "state": "quarantine",
                "line_id": False,
                "refusal": False,
                "return_consignment_id": False,
            }
        )
        self.action_refresh_suggestions()

    # -- receive --

    def _is_receive_done(self):
        return False

    def _get_receive_obstacle(self):
        self.ensure_one()
        if self.state != "matched":
            return self.env._(
                "%(parcel)s is matched with no unit. Match it first.",
                parcel=self.name,
            )
        # sudo: whoever keeps the parcel may know why nothing comes in
        unit_sudo = self.line_id.sudo()
        if self._get_receipts():
            return False
        if unit_sudo.goods_state not in ("none", "expected", "in_transit"):
            return self.env._(
                "%(unit)s was received already.", unit=unit_sudo.display_name
            )
        return self.env._(
            "No receipt waits for %(unit)s. If its number has expired, an approver "
            "extends its validity first; if it was not approved, it is approved first.",
            unit=unit_sudo.display_name,
        )

    def _check_receive_allowed(self):
        self._check_allowed("receive")

    def action_receive(self):
        """Open the receipts of the matched units, ready to validate.

        :raises odoo.exceptions.UserError: nothing waits for a unit
        """
        self._check_receive_allowed()
        return self._get_receipts()._get_records_action(name=self.env._("Receipts"))

    def _get_receipts(self):
        """Return the open transfers by which the matched units come in."""
        # sudo: as in _get_receive_obstacle; the transfers open with the user's rights
        moves = self.line_id.sudo().move_ids.filtered(self.env["rma.dock"]._is_expected)
        return moves.picking_id.sudo(False)
