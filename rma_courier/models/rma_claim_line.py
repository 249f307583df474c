# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models


class RmaClaimLine(models.Model):
    _name = "rma.claim.line"
    _inherit = ["rma.claim.line", "rma.claim.line.label.mixin"]

    consignment_ids = fields.Many2many(
        "rma.consignment",
        "rma_consignment_line_rel",
        "line_id",
        "consignment_id",
        string="Consignments",
        copy=False,
    )

    @api.depends("consignment_ids.state")
    def _compute_goods(self):
        """Let couriers move what is expected."""
        return super()._compute_goods()
