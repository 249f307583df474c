# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models


class RmaLossWizard(models.TransientModel):
    """Asks how the loss of consignments is settled."""

    _name = "rma.loss.wizard"
    _description = "RMA Settlement of a Loss"

    text = fields.Text(string="Agreed", required=True)

    def action_apply(self):
        """Settle the losses that the dialog was opened for."""
        self.ensure_one()
        # ids come from the client: the action itself checks the rights on each record
        consignments = self.env["rma.consignment"].browse(
            self.env.context.get("active_ids", [])
        )
        result = consignments.action_settle_loss(self.text)
        if isinstance(result, dict):
            return result
        return {"type": "ir.actions.act_window_close"}
