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
    consignment_count = fields.Integer(
        string="Number of Consignments", compute="_compute_consignment_count"
    )

    @api.depends("consignment_ids.state")
    def _compute_goods(self):
        """Let couriers move what is expected."""
        return super()._compute_goods()

    @api.depends("consignment_ids")
    def _compute_consignment_count(self):
        for line in self:
            line.consignment_count = len(line.consignment_ids)

    def action_view_consignments(self):
        """Open the consignments with these units."""
        action = self.consignment_ids._get_records_action(
            name=self.env._("Consignments")
        )
        action["context"] = {
            "default_line_ids": self.ids,
            "default_partner_id": self.partner_id[:1].id,
        }
        return action
