# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models

from .sale_order_line import CHARGE_KINDS, STANDBY_FIELDS


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    rma_standby_loan_id = fields.Many2one(
        "rma.standby.loan",
        string="Stand-by Loan",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        help="The loan that this line charges for, or whose deposit it is.",
    )
    rma_standby_charge_kind = fields.Selection(
        selection=[*CHARGE_KINDS, ("deposit", "Deposit")],
        string="Stand-by Charge",
        readonly=True,
        copy=False,
    )

    @api.model_create_multi
    def create(self, vals_list):
        """Take links to loans from loans only, or from what is reversed."""
        closed = self._without_rma_defaults(STANDBY_FIELDS)
        lines = super(AccountMoveLine, closed).create(vals_list).with_env(self.env)
        if not self.env.su:
            lines._drop_foreign_loans()
        return lines

    def write(self, vals):
        """Take links to loans from loans only: they decide about money."""
        self._check_rma_closed(vals, STANDBY_FIELDS)
        return super().write(vals)

    def _drop_foreign_loans(self):
        """Keep the loans of what is ordered or reversed; drop all others.

        The native reversal copies the loan from line to line as the accountant.
        """
        # sudo: where a loan comes from, whoever may read it
        for line in self.sudo().filtered("rma_standby_loan_id"):
            reversed_lines = line.move_id.reversed_entry_id.invoice_line_ids
            sources = {
                (source.rma_standby_loan_id, source.rma_standby_charge_kind)
                for source in [*line.sale_line_ids, *reversed_lines]
            }
            if (line.rma_standby_loan_id, line.rma_standby_charge_kind) not in sources:
                line.write(dict.fromkeys(STANDBY_FIELDS, False))

    def _copy_data_extend_business_fields(self, values):
        """Keep the loan on the lines of a credit note."""
        result = super()._copy_data_extend_business_fields(values)
        values["rma_standby_loan_id"] = self.rma_standby_loan_id.id
        values["rma_standby_charge_kind"] = self.rma_standby_charge_kind
        return result
