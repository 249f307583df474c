# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    rma_standby_loan_ids = fields.Many2many(
        "rma.standby.loan",
        string="Stand-by Loans",
        compute="_compute_rma_standby_loan_ids",
        compute_sudo=True,
    )
    rma_standby_loan_count = fields.Integer(
        string="Stand-by Loans Count",
        compute="_compute_rma_standby_loan_ids",
        compute_sudo=True,
    )

    @api.depends("order_line.rma_standby_loan_id")
    def _compute_rma_standby_loan_ids(self):
        for order in self:
            order.rma_standby_loan_ids = order.order_line.rma_standby_loan_id
            order.rma_standby_loan_count = len(order.rma_standby_loan_ids)

    def unlink(self):
        """Tell the loans that their quotation is gone: its lines go with it."""
        # sudo: whoever may delete the quotation deletes its lines
        self.sudo().order_line.filtered("rma_standby_loan_id").unlink()
        return super().unlink()

    def _get_standby_charges(self, kind):
        """Return the lines of *kind* with which loans charge on these orders."""
        # sudo: the loan keeps its own record, whoever confirms the order
        return self.sudo().order_line.filtered(
            lambda line: (
                line.rma_standby_loan_id and line.rma_standby_charge_kind == kind
            )
        )

    def _confirmation_error_message(self):
        """Sell from On loan only what is there."""
        if message := super()._confirmation_error_message():
            return message
        for loan_sudo in self._get_standby_charges("unit").rma_standby_loan_id:
            if text := loan_sudo._get_unsaleable_text():
                return text
        return False

    def _action_confirm(self):
        """Free units that are sold from their returns; tell loans of accepted fees."""
        sold_sudo = self._get_standby_charges("unit").rma_standby_loan_id
        sold_sudo._cancel_open_moves("return")
        result = super()._action_confirm()
        fees_sudo = self._get_standby_charges("fee")
        # sudo: as for the charges
        loans_sudo = fees_sudo.rma_standby_loan_id.with_user(self.env.user).sudo()
        loans_sudo._log_event(
            "fee_accepted", document=loans_sudo._get_documents(fees_sudo)
        )
        return result

    def action_view_standby_loans(self):
        """Open the loans that these orders charge for."""
        return self.rma_standby_loan_ids._get_records_action(
            name=self.env._("Stand-by Loans")
        )
