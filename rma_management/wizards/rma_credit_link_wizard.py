# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models


class RmaCreditLinkWizard(models.TransientModel):
    """Asks which credit note, written by hand, is for the units."""

    _name = "rma.credit.link.wizard"
    _description = "RMA Link Credit Note"

    line_ids = fields.Many2many(
        "rma.claim.line", string="Units", default=lambda self: self._default_line_ids()
    )
    commercial_partner_id = fields.Many2one(
        "res.partner", compute="_compute_commercial_partner_id"
    )
    note_id = fields.Many2one(
        "account.move",
        string="Credit Note",
        required=True,
        domain="[('move_type', '=', 'out_refund'), ('state', '!=', 'cancel'), "
        "('commercial_partner_id', '=', commercial_partner_id)]",
    )

    @api.model
    def _default_line_ids(self):
        return self.env["rma.claim.line"].browse(self.env.context.get("active_ids", []))

    @api.depends("line_ids")
    def _compute_commercial_partner_id(self):
        for wizard in self:
            wizard.commercial_partner_id = wizard.line_ids.claim_id[
                :1
            ].commercial_partner_id

    def action_apply(self):
        """Link the credit note to the units."""
        self.ensure_one()
        return self.line_ids.action_link_credit_note(self.note_id.id)
