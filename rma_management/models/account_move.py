# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models


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
