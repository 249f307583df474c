# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError

from .rma_standby_gate_mixin import OPEN_STATES


class RmaStandbyRefundMixin(models.AbstractModel):
    """The deposit goes back when the unit is, or is kept against damage and loss."""

    _name = "rma.standby.refund.mixin"
    _description = "RMA Refund of a Deposit"

    currency_id = fields.Many2one("res.currency")
    deposit_kept_amount = fields.Monetary(
        string="Kept of the Deposit", readonly=True, copy=False
    )
    is_deposit_due_back = fields.Boolean(
        compute="_compute_is_deposit_due_back",
        store=True,
        recursive=True,
        help="Nothing is out any more that the deposit stands for.",
    )
    is_refund_deposit_allowed = fields.Boolean(compute="_compute_refund_allowed")
    is_keep_deposit_allowed = fields.Boolean(compute="_compute_refund_allowed")

    @api.depends("state", "is_settled", "swapped_by_ids.is_deposit_due_back")
    def _compute_is_deposit_due_back(self):
        for loan in self:
            is_over = loan.state in ("returned", "cancelled", "sold") or (
                loan.state == "lost" and loan.is_settled
            )
            # the unit that took its place is out for the same deposit
            loan.is_deposit_due_back = is_over and all(
                other.is_deposit_due_back for other in loan.swapped_by_ids
            )

    # -- what the documents say --

    def _get_deposit_left(self, *states):
        """Return what of the posted deposit is neither kept nor credited, untaxed.

        :param states: of the credit notes that count; drafts count by default
        """
        self.ensure_one()
        invoiced = self._get_charge_moves("deposit", "out_invoice", "posted")
        credited = self._get_charge_moves("deposit", "out_refund", *states)
        left = (
            sum(invoiced.mapped("price_subtotal"))
            - sum(credited.mapped("price_subtotal"))
            - self.deposit_kept_amount
        )
        return max(self.currency_id.round(left), 0.0)

    def _is_deposit_returned(self):
        """Tell whether all of the deposit is credited by posted notes, or kept."""
        self.ensure_one()
        return self.currency_id.is_zero(self._get_deposit_left("posted"))

    # -- refund --

    @api.depends("deposit_state", "deposit_kept_amount")
    @api.depends_context("uid")
    def _compute_refund_allowed(self):
        for action in ("refund_deposit", "keep_deposit"):
            self._set_allowed(action)

    def _is_refund_deposit_done(self):
        self.ensure_one()
        if self.deposit_state in ("refunded", "kept"):
            return True
        is_asked = self.deposit_state == "to_refund"
        return is_asked and self.currency_id.is_zero(self._get_deposit_left())

    def _get_refund_deposit_obstacle(self):
        self.ensure_one()
        if self.deposit_state == "to_refund":
            return False
        values = {"loan": self.display_name}
        if self.deposit_state in ("invoiced", "paid"):
            return self.env._(
                "The deposit of %(loan)s goes back when the unit is: it is still out.",
                **values,
            )
        if self.deposit_state == "draft":
            return self.env._(
                "The invoice of the deposit of %(loan)s is a draft: delete it instead "
                "of refunding it.",
                **values,
            )
        return self.env._("%(loan)s has no deposit to refund.", **values)

    def _check_refund_deposit_allowed(self):
        self._check_allowed("refund_deposit")

    def action_refund_deposit(self):
        """Draft the native credit notes of deposits, one for each invoice.

        Only what these loans paid is credited, less what is kept; an accountant posts.

        :return: the action that opens the drafts, or a notification for whoever may
            not read them
        :raises odoo.exceptions.UserError: a unit is still out, or there is no deposit
        """
        todo = self._pass_gate("refund_deposit")
        if not todo:
            return self._answer(todo, self.env._("The deposit is refunded already."))
        notes_sudo = todo._create_refunds()
        return self._open_documents(
            notes_sudo,
            self.env._("Refunds of Deposits"),
            self.env._("The refund of the deposit is drafted; an accountant posts it."),
        )

    def _create_refunds(self):
        """Reverse the invoices natively for these deposits only; return the drafts."""
        # sudo: the service desk drafts the refund that is due, accountants post it
        notes_sudo = self.env["account.move"].sudo()
        by_invoice = defaultdict(list)
        for loan in self:
            left = loan._get_deposit_left()
            for line in loan._get_charge_moves("deposit", "out_invoice", "posted"):
                amount = min(left, line.price_subtotal)
                left -= amount
                if amount > 0:
                    vals = loan._prepare_refund_line_vals(line, amount)
                    by_invoice[line.move_id].append(fields.Command.create(vals))
        invoices = notes_sudo.union(*by_invoice)
        for same in invoices.grouped("journal_id").values():
            vals = {
                invoice.id: {
                    "ref": self.env._(
                        "Refund of the deposit: %(invoice)s", invoice=invoice.name
                    ),
                    "line_ids": by_invoice[invoice],
                }
                for invoice in same
            }
            notes_sudo |= same._reverse_for_rma(vals)
        lines = notes_sudo.invoice_line_ids
        self._log_event("refund_drafted", document=self._get_documents(lines))
        return notes_sudo

    def _prepare_refund_line_vals(self, line, amount):
        """Return the copy of the invoice *line* that credits *amount* of it."""
        self.ensure_one()
        [vals] = line.with_context(include_business_fields=True).copy_data()
        if self.currency_id.compare_amounts(amount, line.price_subtotal) < 0:
            # a part was kept
            share = amount / line.price_subtotal
            vals |= {"price_unit": line.price_unit * share}
        return vals | {
            "rma_standby_loan_id": self.id,
            "rma_standby_charge_kind": "deposit",
        }

    # -- keep --

    def _is_keep_deposit_done(self):
        self.ensure_one()
        return self.deposit_state == "kept"

    def _get_keep_deposit_obstacle(self):
        self.ensure_one()
        values = {"loan": self.display_name}
        if not self._has_rma_right("group_rma_approver"):
            return self.env._(
                "To keep a deposit needs the right “After-sales: Approver”. Ask your "
                "service manager to decide on %(loan)s.",
                **values,
            )
        if self.state in OPEN_STATES:
            return self.env._(
                "%(loan)s is still running: a deposit is kept when the unit is damaged "
                "or lost.",
                **values,
            )
        if self.deposit_state not in ("invoiced", "paid", "to_refund"):
            return self.env._(
                "%(loan)s has no posted deposit that could be kept.", **values
            )
        if self.currency_id.is_zero(self._get_deposit_left()):
            return self.env._(
                "The refund of the deposit of %(loan)s is drafted already. Delete the "
                "draft first, then keep the deposit.",
                **values,
            )
        return False

    def _check_keep_deposit_allowed(self):
        self._check_allowed("keep_deposit")

    def action_keep_deposit(self, reason=None, amount=None):
        """Keep the deposits against damage or loss; the rest of them is refunded.

        :param str reason: why; kept in the timeline
        :param float amount: how much, without taxes; all that is left when missing
        :raises odoo.exceptions.UserError: the user is no approver, there is no deposit
            or no reason, or *amount* is more than what is left
        """
        todo = self._pass_gate("keep_deposit")
        if todo:
            self._check_text(reason, self.env._("why the deposit is kept"))
            todo._check_kept_amount(amount)
        for loan in todo:
            kept = loan._get_deposit_left() if amount is None else amount
            total = loan.deposit_kept_amount + kept
            loan._write_axis({"deposit_kept_amount": total})
        todo._log_event("deposit_kept", text=reason)
        return self._answer(todo, self.env._("The deposit was kept already."))

    def _check_kept_amount(self, amount):
        """Raise when *amount* cannot be kept of each of these deposits."""
        if amount is None:
            return
        for loan in self:
            left = loan._get_deposit_left()
            is_amount = isinstance(amount, (int, float)) and amount > 0
            if not is_amount or loan.currency_id.compare_amounts(amount, left) > 0:
                raise UserError(
                    self.env._(
                        "Of the deposit of %(loan)s %(left)s are left: enter an amount "
                        "above zero and up to that. Nothing was changed.",
                        loan=loan.display_name,
                        left=loan.currency_id.format(left),
                    )
                )

    def action_open_keep_deposit(self):
        """Open the dialog that asks why the deposit is kept."""
        return self._open_dialog(
            "rma.remarks.wizard",
            self.env._("Keep the Deposit"),
            default_action="keep_deposit",
        )

    # -- what keeps the claim open --

    def _get_deposit_texts(self):
        """Return what is still to be done about a posted deposit, as sentences."""
        self.ensure_one()
        if self.deposit_state != "to_refund":
            return []
        if self._is_refund_deposit_done():
            return [
                self.env._(
                    "The refund of the deposit of %(loan)s is a draft: an accountant "
                    "posts it.",
                    loan=self.display_name,
                )
            ]
        return [
            self.env._(
                "The deposit of %(loan)s is neither refunded nor kept.",
                loan=self.display_name,
            )
        ]
