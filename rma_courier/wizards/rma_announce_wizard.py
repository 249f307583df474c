# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models


class RmaAnnounceWizard(models.TransientModel):
    """Asks what the customer tells of the parcel that was sent."""

    _name = "rma.announce.wizard"
    _description = "RMA Parcel of the Customer"

    docket = fields.Char(string="Docket Number", required=True)
    carrier_id = fields.Many2one("delivery.carrier", string="Courier")
    date = fields.Datetime(
        string="Handed Over On", required=True, default=fields.Datetime.now
    )

    def action_apply(self):
        """Announce the parcel of the claims that the dialog was opened for."""
        self.ensure_one()
        # ids come from the client: the action itself checks the rights on each record
        claims = self.env["rma.claim"].browse(self.env.context.get("active_ids", []))
        result = claims.action_announce_consignment(
            self.docket, self.carrier_id, self.date
        )
        if isinstance(result, dict):
            return result
        return {"type": "ir.actions.act_window_close"}
