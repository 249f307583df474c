# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models

from ..tools.trusted import Trusted


class AccountMoveReversal(models.TransientModel):
    _inherit = "account.move.reversal"

    def _prepare_default_reversal(self, move):
        """Credit the claimed units only, with the claim's number on the document."""
        vals = super()._prepare_default_reversal(move)
        # the context names the values, see ``account.move._reverse_for_rma``
        return vals | Trusted.get(self.env, "rma_credit_vals", {}).get(move.id, {})
