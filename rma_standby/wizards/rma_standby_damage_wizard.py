# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.rma_standby_agreement_mixin import RETURN_GRADES
from ..models.rma_standby_damage_mixin import SETTLEMENTS


class RmaStandbyDamageWizard(models.TransientModel):
    """Asks what is damaged on a unit that came back, and who pays."""

    _name = "rma.standby.damage.wizard"
    _description = "RMA Damage of a Stand-by Unit"

    grade_in = fields.Selection(
        selection=RETURN_GRADES, string="Condition", default="damaged", required=True
    )
    accessories_in = fields.Char(string="Accessories Returned")
    damage = fields.Text(string="What Is Damaged", required=True)
    photo_ids = fields.Many2many(
        "ir.attachment",
        string="Photos",
        bypass_search_access=True,
    )
    settlement = fields.Selection(
        selection=[*SETTLEMENTS, ("later", "Decide later")],
        string="Who Pays",
        default="later",
        required=True,
    )
    currency_id = fields.Many2one("res.currency", compute="_compute_currency_id")
    amount = fields.Monetary(help="Without taxes.")
    reason = fields.Text(string="Why It Is Waived")

    @api.depends_context("active_model", "active_ids")
    def _compute_currency_id(self):
        self.currency_id = self._get_loans()[:1].currency_id or (
            self.env.company.currency_id
        )

    def _get_loans(self):
        """Return the loans that the dialog was opened for.

        :raises odoo.exceptions.UserError: it was opened from something else
        """
        if self.env.context.get("active_model") != "rma.standby.loan":
            raise UserError(self.env._("Open this dialog from a stand-by loan."))
        # ids come from the client: the action checks the rights on each record
        return self.env["rma.standby.loan"].browse(
            self.env.context.get("active_ids", [])
        )

    def action_apply(self):
        """Note and settle the damage of the loans that the dialog was opened for."""
        self.ensure_one()
        found = {
            "grade_in": self.grade_in,
            "accessories_in": self.accessories_in,
            "photo_in_ids": self._release_photos(),
        }
        if self.settlement == "fee":
            found["amount"] = self.amount
        if self.settlement == "waive":
            found["reason"] = self.reason
        settlement = False if self.settlement == "later" else self.settlement
        result = self._get_loans().action_note_damage(self.damage, settlement, **found)
        if isinstance(result, dict):
            return result
        return {"type": "ir.actions.act_window_close"}

    def _release_photos(self):
        """Return the ids of the photos that were uploaded here, for the loan to bind.

        A posted id may be that of any file: what is not the user's own new upload is
        left as it is, and the loan refuses it.
        """
        # sudo: only to see whose the files are
        photos_sudo = self.photo_ids.sudo()
        own_sudo = photos_sudo.filtered(
            lambda file: (
                file.res_model == self._name
                and file.res_id in (0, False, self.id)
                and file.create_uid == self.env.user
            )
        )
        own_sudo.write({"res_model": False, "res_id": 0})
        return photos_sudo.ids
