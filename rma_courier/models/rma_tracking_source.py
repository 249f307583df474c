# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import secrets

from odoo import api, fields, models


class RmaTrackingSource(models.Model):
    """A service that tells us by webhook what happens to consignments."""

    _name = "rma.tracking.source"
    _description = "RMA Tracking Service"
    _order = "name, id"
    _check_company_auto = True

    name = fields.Char(required=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    payload_format = fields.Selection(
        selection=[
            ("generic", "Generic"),
            ("aftership", "AfterShip"),
            ("easypost", "EasyPost"),
        ],
        string="Format",
        default="generic",
        required=True,
    )
    token = fields.Char(
        readonly=True,
        copy=False,
        required=True,
        default=lambda self: secrets.token_urlsafe(24),
        help="Names this service in the address it calls.",
    )
    secret = fields.Char(
        copy=False,
        groups="rma_management.group_rma_manager",
        help="Both sides sign with it. It is never shown in the log.",
    )
    tolerance = fields.Integer(
        string="Tolerance (s)",
        default=300,
        help="Messages that were signed longer ago are refused.",
    )
    carrier_id = fields.Many2one(
        "delivery.carrier",
        string="Courier",
        check_company=True,
        help="Whose consignments it tells about; empty: it names the courier itself.",
    )
    url = fields.Char(string="Address to Call", compute="_compute_url")
    message_ids = fields.One2many("rma.tracking.message", "source_id")

    _token_uniq = models.UniqueIndex("(token)", "This token is taken.")

    @api.depends("token")
    def _compute_url(self):
        for source in self:
            source.url = f"{source.get_base_url()}/rma/courier/webhook/{source.token}"
