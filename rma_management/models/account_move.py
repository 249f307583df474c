# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.exceptions import AccessError


class AccountMove(models.Model):
    _inherit = "account.move"

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
        return super().create(vals_list)

    def write(self, vals):
        """Take links to units from the claims only: they decide about money."""
        self._check_rma_link(vals)
        return super().write(vals)

    def _check_rma_link(self, vals):
        if vals.get("rma_line_ids") and not self.env.su:
            raise AccessError(
                self.env._("Units are linked by the actions of their claim only.")
            )
