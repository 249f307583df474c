# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    rma_courier_days = fields.Integer(
        string="Days on the Way",
        default=5,
        help="A consignment is late after so many days on its way, when neither its "
        "courier nor the consignment says otherwise. Zero: never late.",
    )
    rma_courier_digest = fields.Boolean(
        string="Daily Digest to the Head Office",
        help="One message a day about all consignments, instead of one for each leg.",
    )
