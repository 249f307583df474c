# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models


class AccountMove(models.Model):
    _inherit = "account.move"

    def _post(self, soft=True):
        """Tell loans that their deposit was invoiced or goes back."""
        posted = super()._post(soft)
        for move_type, kind in (
            ("out_invoice", "deposit_invoiced"),
            ("out_refund", "deposit_refunded"),
        ):
            # sudo: the loan keeps its own record, whoever posts the document
            lines_sudo = posted.sudo().invoice_line_ids.filtered(
                lambda line, move_type=move_type: (
                    line.rma_standby_charge_kind == "deposit"
                    and line.rma_standby_loan_id
                    and line.move_id.move_type == move_type
                )
            )
            # sudo: as for the lines
            loans_sudo = lines_sudo.rma_standby_loan_id.with_user(self.env.user).sudo()
            documents = loans_sudo._get_documents(lines_sudo)
            loans_sudo._log_event(kind, document=documents)
        return posted
