# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.rma_consignment_status_mixin import MAX_AHEAD
from ..tools.courier_status import STATUSES


class RmaConsignmentEventWizard(models.TransientModel):
    """What a courier told by phone, or a correction, for any number of consignments."""

    _name = "rma.consignment.event.wizard"
    _description = "RMA: Add Event to Consignments"

    consignment_ids = fields.Many2many(
        "rma.consignment",
        string="Consignments",
        readonly=True,
        default=lambda self: self._default_consignments(),
    )
    consignment_count = fields.Integer(compute="_compute_consignment_count")
    status = fields.Selection(selection=STATUSES, required=True)
    date = fields.Datetime(
        string="Happened On", required=True, default=fields.Datetime.now
    )
    location = fields.Char(string="Place")
    text = fields.Char(string="Remark")
    date_promised = fields.Datetime(
        string="Promised For", help="When the courier wants to deliver now."
    )
    is_correction = fields.Boolean(
        string="Correction",
        help="Holds whatever was said before: for an event that was told wrongly.",
    )

    @api.model
    def _default_consignments(self):
        """Return the consignments that the dialog is opened for, which exist."""
        if self.env.context.get("active_model") != "rma.consignment":
            return self.env["rma.consignment"]
        ids = self.env.context.get("active_ids") or []
        return self.env["rma.consignment"].browse(ids).exists()

    @api.depends("consignment_ids")
    def _compute_consignment_count(self):
        for wizard in self:
            wizard.consignment_count = len(wizard.consignment_ids)

    def action_confirm(self):
        """Add the event to the consignments that the dialog was opened for.

        :raises odoo.exceptions.UserError: no consignment, nothing said, or a date to
            come
        """
        self.ensure_one()
        self._check_input()
        return self.consignment_ids.action_add_event(
            self.status,
            date=self.date,
            location=self.location,
            text=self.text,
            is_correction=self.is_correction,
            date_promised=self.date_promised,
        )

    def _check_input(self):
        if not self.consignment_ids:
            raise UserError(
                self.env._("Please select the consignments in the list first.")
            )
        said = self.text or self.location or self.date_promised
        if self.status == "note" and not said:
            raise UserError(
                self.env._("Please enter what the courier said as the remark.")
            )
        if self.date > fields.Datetime.now() + MAX_AHEAD:
            raise UserError(
                self.env._(
                    "An event cannot happen in the future. Enter when the courier "
                    "wants to deliver at “Promised For”."
                )
            )
