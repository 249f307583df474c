# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models
from odoo.exceptions import UserError


class RepairOrder(models.Model):
    _inherit = "repair.order"

    rma_line_id = fields.Many2one(
        "rma.claim.line",
        string="RMA Unit",
        index="btree_not_null",
        ondelete="set null",
        check_company=True,
        copy=False,
    )
    rma_claim_id = fields.Many2one(related="rma_line_id.claim_id", string="RMA Claim")

    def action_view_rma_line(self):
        """Open the unit that is repaired."""
        return self.rma_line_id._get_records_action()

    def _update_sale_order_line_price(self):
        """Leave the prices of claims alone: the coverage of each line makes them."""
        own = self.filtered(lambda repair: not repair.rma_line_id)
        return super(RepairOrder, own)._update_sale_order_line_price()

    def action_repair_done(self):
        """Hold paid repairs until the quotation is accepted; keep the unit's owner.

        However the repair is ended, it ends here.
        Works around odoo/odoo PR#285715: the core looks for the owner in the location
        of the components instead of the unit's own one, so that the unit moves without
        its owner. ``test_core_repair_owner_defect`` tells when this can go.
        """
        for line in self.rma_line_id:
            if obstacle := line._get_unaccepted_obstacle():
                raise UserError(obstacle)
        units = {
            repair.id: {
                "line_id": repair.rma_line_id.id,
                "owner_id": repair.rma_line_id._get_owner_partner().id,
            }
            for repair in self.filtered("rma_line_id")
        }
        return super(
            RepairOrder, self.with_context(rma_repaired_units=units)
        ).action_repair_done()
