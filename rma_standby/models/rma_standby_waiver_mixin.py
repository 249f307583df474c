# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models

from .rma_standby_fee_mixin import UNACCEPTED_STATES

#: The deposit was asked for and no invoice of it is posted.
UNPOSTED_STATES = ("to_invoice", "draft")


class RmaStandbyWaiverMixin(models.AbstractModel):
    """Nothing is handed out before fee and deposit are settled, or waived by right."""

    _name = "rma.standby.waiver.mixin"
    _description = "RMA Waiver of the Charges of a Loan"

    is_charge_waived = fields.Boolean(
        string="Fee and Deposit Waived",
        readonly=True,
        copy=False,
        help="An approver let the unit be handed out without them.",
    )
    is_waive_charges_allowed = fields.Boolean(compute="_compute_waiver_allowed")

    @api.depends("state", "fee_state", "deposit_state", "is_charge_waived")
    @api.depends_context("uid")
    def _compute_waiver_allowed(self):
        self._set_allowed("waive_charges")

    # -- what the issue waits for --

    def _is_waived(self):
        """Tell whether an approver let one of these units be handed out as it is."""
        return any(loan.is_charge_waived for loan in self)

    def _get_unpaid_obstacle(self):
        """Return why the unit is not handed out before something is paid, or False."""
        self.ensure_one()
        # what was settled for the unit that failed is not asked for again
        if self.swap_of_id or self._is_waived():
            return False
        return self._get_fee_obstacle() or self._get_unposted_deposit_obstacle()

    def _get_fee_obstacle(self):
        """Return why the loan fee is not agreed, or False."""
        self.ensure_one()
        if self.fee_state not in UNACCEPTED_STATES:
            return False
        values = {
            "loan": self.display_name,
            # sudo: the name of the quotation that is waited for
            "order": self.sudo().fee_order_id.name or "",
        }
        return {
            "to_quote": self.env._(
                "The loan fee of %(loan)s is not quoted yet. Quote it and wait for the "
                "customer's answer, or ask an approver to waive it.",
                **values,
            ),
            "quoted": self.env._(
                "The customer has not accepted the loan fee of %(loan)s yet (quotation "
                "%(order)s). Wait for the answer, or ask an approver to waive it.",
                **values,
            ),
            "declined": self.env._(
                "The customer has declined the loan fee of %(loan)s. Quote it again, "
                "cancel the loan, or ask an approver to waive the fee.",
                **values,
            ),
        }[self.fee_state]

    def _get_unposted_deposit_obstacle(self):
        """Return why the deposit is not asked for natively yet, or False."""
        self.ensure_one()
        if self.deposit_state not in UNPOSTED_STATES:
            return False
        if self.deposit_state == "to_invoice":
            return self.env._(
                "The deposit of %(loan)s is not invoiced yet. Invoice it, or ask an "
                "approver to waive it.",
                loan=self.display_name,
            )
        return self.env._(
            "The invoice of the deposit of %(loan)s is a draft: an accountant checks "
            "and posts it, or an approver waives it.",
            loan=self.display_name,
        )

    # -- waive --

    def _is_waive_charges_done(self):
        self.ensure_one()
        return self.is_charge_waived

    def _get_waive_charges_obstacle(self):
        self.ensure_one()
        if obstacle := self._get_ended_loan_obstacle():
            return obstacle
        if not self._has_rma_right("group_rma_approver"):
            return self.env._(
                "To waive fee and deposit needs the right “After-sales: Approver”. Ask "
                "your service manager to decide on %(loan)s.",
                loan=self.display_name,
            )
        if (
            self.fee_state not in UNACCEPTED_STATES
            and self.deposit_state not in UNPOSTED_STATES
        ):
            return self.env._(
                "%(loan)s waits for no fee and no deposit: there is nothing to waive.",
                loan=self.display_name,
            )
        return False

    def _check_waive_charges_allowed(self):
        self._check_allowed("waive_charges")

    def action_waive_charges(self, reason=None):
        """Let units be handed out without fee and deposit; open ones are withdrawn.

        What the customer has accepted or an accountant has posted stands.

        :param str reason: why; kept in the timeline
        :raises odoo.exceptions.UserError: the user is no approver, nothing is asked
            for, or there is no reason
        """
        todo = self._pass_gate("waive_charges")
        if todo:
            self._check_text(reason, self.env._("why fee and deposit are waived"))
        todo._waive_charges(reason)
        return self._answer(todo, self.env._("This was waived already."))

    def _waive_charges(self, reason):
        if not self:
            return
        self._write_axis({"is_charge_waived": True})
        self._withdraw_charges()
        self._log_event("waived", text=reason)

    def _withdraw_charges(self):
        """Take back the quotations of fees and the drafts of deposits."""
        self._withdraw_orders("fee")
        self._withdraw_deposit()

    def action_open_waive_charges(self):
        """Open the dialog that asks why fee and deposit are waived."""
        return self._open_dialog(
            "rma.remarks.wizard",
            self.env._("Waive Fee and Deposit"),
            default_action="waive_charges",
        )
