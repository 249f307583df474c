# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models
from odoo.exceptions import UserError


class RmaStandbyLossWizard(models.TransientModel):
    """Asks what becomes of units that do not come back."""

    _name = "rma.standby.loss.wizard"
    _description = "RMA Stand-by That Does Not Come Back"

    ending = fields.Selection(
        selection=[
            ("lost", "It is lost; who pays is decided later"),
            ("charge", "It is lost and the customer pays for it"),
            ("sell", "The customer keeps it and pays for it"),
            ("write_off", "Nobody pays: it is written off"),
        ],
        string="What Happened",
        default="lost",
        required=True,
    )
    reason = fields.Text(help="Kept in the timeline.")

    def _get_loans(self):
        """Return the loans that the dialog was opened for.

        :raises odoo.exceptions.UserError: it was opened from something else
        """
        if self.env.context.get("active_model") != "rma.standby.loan":
            raise UserError(self.env._("Open this dialog from a stand-by loan."))
        # ids come from the client: the actions check the rights on each record
        return self.env["rma.standby.loan"].browse(
            self.env.context.get("active_ids", [])
        )

    def action_apply(self):
        """Do it with the loans that the dialog was opened for."""
        self.ensure_one()
        loans = self._get_loans()
        if self.ending == "sell":
            result = loans.action_sell()
        elif self.ending == "write_off":
            result = loans.action_write_off(self.reason)
        else:
            result = loans.action_mark_lost(self.reason)
            if self.ending == "charge":
                result = loans.action_charge()
        if isinstance(result, dict):
            return result
        return {"type": "ir.actions.act_window_close"}
