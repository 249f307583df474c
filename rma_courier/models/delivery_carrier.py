# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models


class DeliveryCarrier(models.Model):
    _name = "delivery.carrier"
    _inherit = [
        "delivery.carrier",
        "rma.carrier.tracking.mixin",
        "rma.carrier.demo.mixin",
    ]

    delivery_type = fields.Selection(
        selection_add=[("rma_demo", "Demo Courier")],
        ondelete={"rma_demo": "set default"},
    )
    rma_partner_id = fields.Many2one(
        "res.partner",
        string="Courier Company",
        check_company=True,
        help="Whom to ask about parcels that are late or lost.",
    )
    rma_courier_days = fields.Integer(
        string="Days on the Way",
        help="A consignment is late after so many days with this courier. "
        "Zero: as the company says.",
    )
    rma_courier_codes = fields.Char(
        string="Names in Messages",
        help="How tracking services and import files call this courier, separated by "
        "commas, for example: dhl, dhl-germany.",
    )
