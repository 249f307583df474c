# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models


class RmaClaimLine(models.Model):
    _inherit = "rma.claim.line"

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
