# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..tools import rma_number
from ..tools.qr_picture import get_qr_src
from ..tools.rma_context import without_defaults


class RmaClaimCounterMixin(models.AbstractModel):
    """Claims that are taken in at the counter: decided, received and signed at once."""

    _name = "rma.claim.counter.mixin"
    _description = "RMA Claim Taken In at the Counter"

    intake_signature = fields.Binary(
        string="Signature of the Intake", readonly=True, copy=False, attachment=True
    )
    intake_signed_by = fields.Char(string="Signed By", readonly=True, copy=False)
    date_intake_signed = fields.Datetime(string="Signed On", readonly=True, copy=False)

    @api.model
    def _get_counter_domain(self, text):
        """Return the domain of the claims that *text* is a number of; a hook.

        Numbers of units are not among them: a unit may be claimed again.
        """
        number = rma_number.normalize(text)
        upper = text.upper()
        return Domain.OR(
            [
                Domain("rma_number", "=", number),
                Domain("name", "=", upper),
                Domain("line_ids.reference", "=", upper),
                Domain("ticket_id.number", "=", upper),
            ]
        )

    # -- in one go: the caller locks, checks and shows --

    def _take_in(self):
        """Submit, approve by the counter's rule and receive what lies on the counter.

        What the rules block stays submitted and is not received: a number that was
        not approved receives no goods.

        :return: the units that are not received, which wait for a decision
        """
        self.ensure_one()
        self._lock_for_action()
        if self._get_draft_lines():
            self.action_submit()
        waiting = self._approve_at_counter()
        self._receive_at_counter()
        return waiting

    def _approve_at_counter(self):
        """Approve what no rule blocks, when the company lets its counter do so.

        :return: the units that still wait for a decision
        """
        self.ensure_one()
        lines = self._get_undecided_lines()
        if not lines or not self.company_id.rma_is_counter_approved:
            return lines
        # sudo: the company approves what no rule blocks, whoever takes it in
        passing_sudo = lines.sudo().filtered(
            lambda line: (
                line._may_counter_approve() and not line._get_approve_obstacle()
            )
        )
        passing_sudo = passing_sudo._keep_first_of_serial()
        if passing_sudo:
            passing_sudo.action_approve()
            passing_sudo._log_event(
                "counter_approved", text=self.env._("No rule blocks it.")
            )
        return self._get_undecided_lines()

    def _receive_at_counter(self):
        """Validate the receipt of what is expected: it lies on the counter.

        :raises odoo.exceptions.UserError: the transfer asks for something first
        """
        self.ensure_one()
        # sudo: who takes the unit in has it in hand, with or without stock rights
        pickings_sudo = self._get_expected_receipts().sudo()
        pickings_sudo = without_defaults(pickings_sudo, bool)
        if not pickings_sudo:
            return
        self._name_unnumbered(pickings_sudo.move_ids)
        if pickings_sudo.button_validate() is not True:
            raise UserError(
                self.env._(
                    "Transfer %(names)s asks for something before it can be validated. "
                    "Nothing was taken in; open the transfer and receive it there.",
                    names=", ".join(pickings_sudo.mapped("name")),
                )
            )

    @api.model
    def _name_unnumbered(self, moves_sudo):
        """Let a unit whose number nobody can read be called as its item reference.

        Its product asks for a number, and the unit is found again by the reference.
        """
        for move in moves_sudo:
            unnumbered = move.move_line_ids.filtered(
                lambda line: not line.lot_id and not line.lot_name
            )
            if move.product_id.tracking != "none" and unnumbered:
                unnumbered.lot_name = move.rma_line_id.reference

    def _get_received_lines(self):
        """Return the units that are here."""
        return self.line_ids.filtered(lambda line: line.quantity_received > 0)

    def _get_expected_receipts(self):
        """Return the open receipts of the claim."""
        return self.line_ids.picking_ids.filtered(
            lambda picking: (
                picking.is_rma_receipt and picking.state not in ("done", "cancel")
            )
        )

    def _log_intake(self, texts, signature=None, signed_by=None):
        """Keep who brought and who signed; *texts* are sentences for the timeline."""
        self.ensure_one()
        if signature:
            self._write_axis(
                {
                    "intake_signature": signature,
                    "intake_signed_by": signed_by,
                    "date_intake_signed": fields.Datetime.now(),
                }
            )
        self._log_event("taken_in", text="\n".join(texts) or False)

    # -- on paper --

    def _get_counter_reports(self):
        """Return what the intake prints: (report, records) in order; a hook."""
        return [("rma_management.report_intake_receipt_action", self)]

    def _get_counter_print_actions(self):
        """Return the actions that print what the counter hands out."""
        actions = []
        for xmlid, records in self._get_counter_reports():
            report = self.env.ref(xmlid, raise_if_not_found=False)
            if report and records:
                # sudo: how a report is set up is no secret to who prints it
                action = report.sudo().report_action(records.ids, config=False)
                actions.append(action)
        return actions

    def _get_intake_qr(self):
        """Return the QR code of the tracking page as the data URI of a picture."""
        self.ensure_one()
        return get_qr_src(self._get_tracking_url())
