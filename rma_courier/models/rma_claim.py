# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models


class RmaClaim(models.Model):
    _name = "rma.claim"
    _inherit = ["rma.claim", "rma.claim.label.mixin"]

    consignment_ids = fields.Many2many(
        "rma.consignment", string="Consignments", compute="_compute_consignment_ids"
    )

    @api.depends("line_ids.consignment_ids")
    def _compute_consignment_ids(self):
        for claim in self:
            claim.consignment_ids = claim.line_ids.consignment_ids
