# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models


class RmaPickupWizard(models.TransientModel):
    """Asks when the courier fetches the units."""

    _name = "rma.pickup.wizard"
    _description = "RMA Request of a Pick-up"

    date = fields.Date(
        string="Pick-up On", required=True, default=fields.Date.context_today
    )
    hour_from = fields.Float(string="From", required=True, default=9.0)
    hour_to = fields.Float(string="Until", required=True, default=17.0)
    carrier_id = fields.Many2one("delivery.carrier", string="Courier")

    def action_apply(self):
        """Request the pick-up for the claims that the dialog was opened for."""
        self.ensure_one()
        # ids come from the client: the action itself checks the rights on each record
        claims = self.env["rma.claim"].browse(self.env.context.get("active_ids", []))
        result = claims.action_request_pickup(
            self.date, self.hour_from, self.hour_to, self.carrier_id
        )
        if isinstance(result, dict):
            return result
        return {"type": "ir.actions.act_window_close"}
