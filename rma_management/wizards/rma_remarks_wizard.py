# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.exceptions import UserError


class RmaRemarksWizard(models.TransientModel):
    """Asks for the words that an action needs, then runs it.

    Addons add their actions with ``selection_add``, their models to
    ``_get_action_models``, and a text and a button to the view.
    """

    _name = "rma.remarks.wizard"
    _description = "RMA Remarks"

    action = fields.Selection(
        selection=[
            ("reject", "Reject"),
            ("cancel", "Cancel"),
            ("reopen", "Reopen"),
            ("waive_return", "Waive the Return"),
            ("withdraw_override", "Withdraw the Override"),
            ("override_acceptance", "Go On without Acceptance"),
            ("ask_customer", "Ask the Customer"),
            ("answer_question", "Enter the Answer"),
        ],
        required=True,
        readonly=True,
    )
    text = fields.Text(required=True)

    @api.model
    def _get_action_models(self):
        """Return the models whose actions may be run with a text; a hook.

        Their ``action_<action>(text)`` checks the rights on each record.
        """
        return ("rma.claim", "rma.claim.line")

    def action_apply(self):
        """Run the action on the records that the dialog was opened for."""
        self.ensure_one()
        model = self.env.context.get("active_model")
        name = f"action_{self.action}"
        is_known = model in self._get_action_models()
        if not is_known or not hasattr(self.env[model], name):
            # ids of other records are no ids of claims
            raise UserError(self.env._("Open this dialog from a claim or a unit."))
        # ids come from the client: the action itself checks the rights on each record
        records = self.env[model].browse(self.env.context.get("active_ids", []))
        result = getattr(records, name)(self.text)
        if isinstance(result, dict):
            return result
        return {"type": "ir.actions.act_window_close"}
