# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models


class RmaTrackingMessage(models.Model):
    """A signed message of a tracking service, exactly as it came."""

    _name = "rma.tracking.message"
    _description = "RMA Tracking Message"
    _order = "id desc"
    _rec_name = "message_key"

    source_id = fields.Many2one(
        "rma.tracking.source", required=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="source_id.company_id", store=True)
    message_key = fields.Char(required=True, readonly=True)
    docket = fields.Char(string="Docket Number", readonly=True)
    docket_key = fields.Char(readonly=True, index="btree_not_null")
    body = fields.Text(string="Message", readonly=True)
    state = fields.Selection(
        selection=[
            ("applied", "Applied"),
            ("waiting", "Docket Unknown"),
            ("failed", "Not Understood"),
        ],
        required=True,
        readonly=True,
        index=True,
    )
    error = fields.Char(readonly=True)
    consignment_ids = fields.Many2many(
        "rma.consignment",
        "rma_tracking_message_consignment_rel",
        string="Consignments",
        readonly=True,
    )

    _key_uniq = models.UniqueIndex(
        "(source_id, message_key)", "This message came already."
    )
