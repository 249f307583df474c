# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models
from odoo.exceptions import UserError


class RmaWarrantyWizard(models.TransientModel):
    """Asks for what a decision about a warranty needs, then carries it out."""

    _name = "rma.warranty.wizard"
    _description = "RMA Decision about a Warranty"

    action = fields.Selection(
        selection=[
            ("void_warranty", "Void"),
            ("restore_warranty", "Restore"),
            ("set_first_use", "In Use Since"),
        ],
        required=True,
        readonly=True,
    )
    reason = fields.Text()
    date = fields.Date(string="First Day of Use", default=fields.Date.context_today)

    def action_apply(self):
        """Run the action on the serials that the dialog was opened for."""
        self.ensure_one()
        if self.env.context.get("active_model") != "stock.lot":
            # ids of other records are no ids of serials
            raise UserError(self.env._("Open this dialog from a serial number."))
        # ids come from the client: the action itself checks the rights on each record
        lots = self.env["stock.lot"].browse(self.env.context.get("active_ids", []))
        given = self.date if self.action == "set_first_use" else self.reason
        result = getattr(lots, f"action_{self.action}")(given)
        if isinstance(result, dict):
            return result
        return {"type": "ir.actions.act_window_close"}
