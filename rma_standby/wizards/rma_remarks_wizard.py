# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models


class RmaRemarksWizard(models.TransientModel):
    _inherit = "rma.remarks.wizard"

    action = fields.Selection(
        selection_add=[
            ("waive_charges", "Waive Fee and Deposit"),
            ("keep_deposit", "Keep the Deposit"),
        ],
        ondelete={"waive_charges": "cascade", "keep_deposit": "cascade"},
    )

    @api.model
    def _get_action_models(self):
        """Let loans be acted on with a text, too."""
        return (*super()._get_action_models(), "rma.standby.loan")
