# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models

from ..tools.courier_status import STATUSES


class RmaConsignmentEventWizard(models.TransientModel):
    """What a courier told by phone, or a correction."""

    _name = "rma.consignment.event.wizard"
    _description = "RMA: Add Event to Consignments"

    status = fields.Selection(selection=STATUSES, required=True)
    date = fields.Datetime(
        string="Happened On", required=True, default=fields.Datetime.now
    )
    location = fields.Char(string="Place")
    text = fields.Char(string="Remark")
    is_correction = fields.Boolean(
        string="Correction",
        help="Holds whatever was said before: for an event that was told wrongly.",
    )

    def action_confirm(self):
        """Add the event to the consignments that the dialog was opened for."""
        self.ensure_one()
        consignments = self.env["rma.consignment"].browse(
            self.env.context.get("active_ids", [])
        )
        return consignments.action_add_event(
            self.status,
            date=self.date,
            location=self.location,
            text=self.text,
            is_correction=self.is_correction,
        )
