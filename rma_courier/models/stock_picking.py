# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models


class StockPicking(models.Model):
    _name = "stock.picking"
    _inherit = ["stock.picking", "rma.handover.mixin"]

    consignment_ids = fields.Many2many(
        "rma.consignment",
        "rma_consignment_picking_rel",
        "picking_id",
        "consignment_id",
        string="Consignments",
        copy=False,
    )

    def _get_courier_direction(self):
        """Return ``in``, ``out`` or False: the way this transfer travels by courier.

        False for transfers whose claim is brought, collected or handed over.
        """
        self.ensure_one()
        claim = self.rma_claim_id.sudo()  # sudo: how it travels is no secret
        if claim.delivery_method != "courier":
            return False
        direction = self.picking_type_id.courier_direction
        # replacements leave through the warehouse's own deliveries
        return direction or (self.picking_type_id.code == "outgoing" and "out")
