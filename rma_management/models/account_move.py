# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.exceptions import UserError


class AccountMove(models.Model):
    _name = "account.move"
    _inherit = ["account.move", "rma.link.mixin"]

    rma_line_ids = fields.Many2many(
        "rma.claim.line",
        "rma_claim_line_account_move_rel",
        "move_id",
        "line_id",
        string="RMA Units",
        copy=False,
    )

    @api.model_create_multi
    def create(self, vals_list):
        """Take links to units from the claims only: they decide about money."""
        for vals in vals_list:
            self._check_rma_link(vals)
        closed = self._without_rma_defaults({"rma_line_ids"})
        moves = super(AccountMove, closed).create(vals_list).with_env(self.env)
        moves._link_rma_reversals()
        return moves

    def write(self, vals):
        """Take links to units from the claims only: they decide about money."""
        self._check_rma_link(vals)
        return super().write(vals)

    # -- credits of claims --

    def _reverse_for_rma(self, vals):
        """Reverse these invoices natively, each with *vals* in place of its copy.

        :param dict vals: ``{invoice id: values of its credit note}``
        :return: the draft credit notes
        """
        wizard = (
            self.env["account.move.reversal"]
            .with_context(
                active_model=self._name, active_ids=self.ids, rma_credit_vals=vals
            )
            .create({"journal_id": self.journal_id.id})
        )
        wizard.refund_moves()
        return self.browse(wizard.new_move_ids.ids)

    def _is_rma_credit_reversed(self):
        """Tell whether posted invoices take this credit note back as a whole."""
        self.ensure_one()
        back = self.reversal_move_ids.filtered(lambda move: move.state == "posted")
        total = sum(back.mapped("amount_total"))
        return (
            bool(back)
            and self.currency_id.compare_amounts(total, self.amount_total) >= 0
        )

    def _link_rma_reversals(self):
        """Tie the reversal of work that was charged to the units it was done on."""
        for note in self.filtered(lambda move: move.move_type == "out_refund"):
            # sudo: whoever reverses the invoice, the claim knows it
            note_sudo = note.sudo()
            units_sudo = note_sudo.invoice_line_ids.rma_line_id
            if units_sudo - note_sudo.rma_line_ids:
                note_sudo.rma_line_ids |= units_sudo

    def _check_rma_credits(self):
        """Raise when a credit note credits a unit that is to be credited no more."""
        # sudo: the claim decides, whoever posts the credit note
        notes_sudo = self.sudo().filtered(lambda move: move.move_type == "out_refund")
        for unit_sudo in notes_sudo.invoice_line_ids._get_rma_credited_units():
            if unit_sudo.resolution_id.credit == "no":
                raise UserError(
                    self.env._(
                        "%(unit)s is not credited any more: its resolution is "
                        "“%(resolution)s” now. Delete this credit note, or let the "
                        "credit be approved again.",
                        unit=unit_sudo.display_name,
                        resolution=unit_sudo.resolution_id.name,
                    )
                )
            uom = unit_sudo.product_id.uom_id
            if uom.compare(unit_sudo.quantity_credited, unit_sudo.quantity) > 0:
                raise UserError(
                    self.env._(
                        "%(unit)s would be credited more than once: it stands on "
                        "%(notes)s. Cancel the one that is too many, or lower its "
                        "quantity.",
                        unit=unit_sudo.display_name,
                        notes=", ".join(
                            unit_sudo._get_credit_notes().mapped("display_name")
                        ),
                    )
                )

    def _get_rma_credited_lines(self):
        """Return the units that these credit notes credit."""
        # sudo: whoever posts the document tells the claims of any service user
        notes_sudo = self.sudo().filtered(lambda move: move.move_type == "out_refund")
        return notes_sudo.rma_line_ids

    def _post(self, soft=True):
        """Start warranties that run from the invoice; tell the claims of credits."""
        self._check_rma_credits()
        posted = super()._post(soft)
        self.env["stock.lot"]._start_invoiced_warranties(posted)
        for note in posted.filtered(lambda move: move.move_type == "out_refund"):
            note._get_rma_credited_lines()._log_event("credited", document=note)
        back = posted.filtered(lambda move: move.move_type == "out_invoice")
        back.reversed_entry_id._get_rma_credited_lines()._take_back_credit()
        return posted

    def button_cancel(self):
        """Tell the claims that a credit, or the invoice behind one, was cancelled."""
        units_sudo = self._get_rma_credited_lines()
        result = super().button_cancel()
        units_sudo._take_back_credit()
        self._warn_of_cancelled_source()
        return result

    def unlink(self):
        """Tell the claims that the draft of their credit was deleted."""
        units_sudo = self._get_rma_credited_lines()
        result = super().unlink()
        units_sudo._take_back_credit()
        return result

    def _warn_of_cancelled_source(self):
        """Ask the responsible what to do about credits of invoices that are void."""
        # sudo: as in _get_rma_credited_lines
        notes_sudo = self.sudo().reversal_move_ids.filtered(
            lambda note: note.state != "cancel" and note.rma_line_ids
        )
        for note in notes_sudo:
            for unit in note.rma_line_ids:
                unit._schedule_source_cancelled(note)
