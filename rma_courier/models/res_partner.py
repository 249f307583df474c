# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    rma_courier_digest = fields.Boolean(
        string="Daily Digest of Consignments",
        help="This customer gets one message a day about all consignments, instead of "
        "one for each.",
    )
