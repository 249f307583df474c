# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models


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

    def _post(self, soft=True):
        """Start the warranties that run from the invoice."""
        posted = super()._post(soft=soft)
        self.env["stock.lot"]._start_invoiced_warranties(posted)
        return posted

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
