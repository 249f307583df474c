# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models


class RmaClaim(models.Model):
    _inherit = "rma.claim"

    consignment_ids = fields.Many2many(
        "rma.consignment", string="Consignments", compute="_compute_consignment_ids"
    )
    consignment_count = fields.Integer(
        string="Number of Consignments", compute="_compute_consignment_count"
    )

    @api.depends("line_ids.consignment_ids")
    def _compute_consignment_ids(self):
        # at once, not one by one as each is assigned
        consignments = self.line_ids.consignment_ids._filtered_access("read")
        for claim in self:
            claim.consignment_ids = claim.line_ids.consignment_ids & consignments

    @api.depends("consignment_ids")
    def _compute_consignment_count(self):
        for claim in self:
            claim.consignment_count = len(claim.consignment_ids)

    def action_view_consignments(self):
        """Open the consignments with units of the claims."""
        return self.line_ids.action_view_consignments()
