# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.exceptions import AccessError


class RmaLinkMixin(models.AbstractModel):
    """Native documents that decide about the money of the units they are linked to."""

    _name = "rma.link.mixin"
    _inherit = "rma.unit.link.mixin"
    _description = "RMA Link of a Document"

    rma_claim_names = fields.Char(
        string="RMA", compute="_compute_rma_claim_names", compute_sudo=True
    )

    @api.depends("rma_line_ids.claim_id.rma_number")
    def _compute_rma_claim_names(self):
        for document in self:
            claims = document.rma_line_ids.claim_id
            document.rma_claim_names = ", ".join(claims.mapped("display_name"))

    def _check_rma_link(self, vals):
        """Raise when a user links units past the actions of their claim."""
        if vals.get("rma_line_ids") and not self.env.su:
            raise AccessError(
                self.env._("Units are linked by the actions of their claim only.")
            )
