# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.exceptions import AccessError

from ..tools.courier_status import STATUSES

#: Where events come from.
SOURCES = [
    ("manual", "By Hand"),
    ("scan", "Scan"),
    ("transfer", "Transfer"),
    ("claim", "Claim"),
    ("import", "Import"),
    ("webhook", "Webhook"),
    ("poll", "Polling"),
]


class RmaConsignmentEvent(models.Model):
    """What somebody said of a consignment: append-only.

    Rows are written by ``rma.consignment._register_events`` only. A source names each
    of its events by a key, so that it may tell them again.
    """

    _name = "rma.consignment.event"
    _description = "RMA Consignment Event"
    _order = "date desc, id desc"
    _rec_name = "status"

    consignment_id = fields.Many2one(
        "rma.consignment", required=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    date = fields.Datetime(string="Happened On", required=True, readonly=True)
    status = fields.Selection(selection=STATUSES, required=True, readonly=True)
    location = fields.Char(string="Place", readonly=True)
    text = fields.Char(string="Remark", readonly=True)
    date_promised = fields.Datetime(string="Promised For", readonly=True)
    source = fields.Selection(selection=SOURCES, required=True, readonly=True)
    source_key = fields.Char(string="Key of the Source", readonly=True)
    is_correction = fields.Boolean(string="Correction", readonly=True)
    create_date = fields.Datetime(string="Known Since")
    create_uid = fields.Many2one("res.users", string="By")

    _consignment_idx = models.Index("(consignment_id, date)")
    _source_uniq = models.UniqueIndex(
        "(consignment_id, source, source_key) WHERE source_key IS NOT NULL",
        "This event is known already.",
    )

    def write(self, vals):
        """Refuse: what was said was said; a correction is another event."""
        if not self.env.su:
            raise AccessError(
                self.env._(
                    "Courier events are never changed. Add an event that corrects it."
                )
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        if not self.env.su:
            raise AccessError(self.env._("Courier events are never deleted."))
