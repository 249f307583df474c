# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models


class RmaParcelWizard(models.TransientModel):
    """Asks which unit parcels contain, or why they go back."""

    _name = "rma.parcel.wizard"
    _description = "RMA: Match or Refuse Parcels"

    action = fields.Selection(
        selection=[("match", "Match"), ("refuse", "Refuse")],
        default="match",
        required=True,
    )
    line_id = fields.Many2one(
        "rma.claim.line",
        string="Unit",
        domain="[('goods_state', 'in', ['none', 'expected', 'in_transit']), "
        "('ending', 'not in', ['closed', 'cancelled'])]",
    )
    reason = fields.Char(help="What the sender is told.")

    def action_confirm(self):
        """Match or refuse the parcels that the dialog was opened for.

        :raises odoo.exceptions.UserError: no unit was chosen, or no reason given
        """
        self.ensure_one()
        # ids come from the client: the action itself checks the rights on each record
        parcels = self.env["rma.parcel"].browse(self.env.context.get("active_ids", []))
        if self.action == "match":
            result = parcels.action_match(self.line_id.id)
        else:
            parcels._check_text(self.reason, self.env._("why the parcel is refused"))
            result = parcels.action_refuse(self.reason)
        if isinstance(result, dict):
            return result
        return {"type": "ir.actions.act_window_close"}
