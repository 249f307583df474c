# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models


class RmaValidityWizard(models.TransientModel):
    """Asks by how many days the validity is extended."""

    _name = "rma.validity.wizard"
    _description = "RMA Extension of the Validity"

    days = fields.Integer(
        required=True, default=lambda self: self.env.company.rma_validity_days
    )

    def action_apply(self):
        """Extend the claims that the dialog was opened for."""
        self.ensure_one()
        # ids come from the client: the action itself checks the rights on each record
        claims = self.env["rma.claim"].browse(self.env.context.get("active_ids", []))
        claims.action_extend_validity(self.days)
        return {"type": "ir.actions.act_window_close"}
