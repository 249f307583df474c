# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.exceptions import UserError


class RmaCreditLinkMixin(models.AbstractModel):
    """Credit notes that accounting wrote by hand, tied to the unit they are for.

    For units whose sale nobody knows, or that were sold before this database.
    """

    _name = "rma.credit.link.mixin"
    _description = "RMA Credit Notes Made by Hand"

    is_link_credit_note_allowed = fields.Boolean(
        compute="_compute_link_credit_note_allowed"
    )

    @api.depends("money_state", "ending", "account_move_ids.state")
    @api.depends_context("uid")
    def _compute_link_credit_note_allowed(self):
        self._set_allowed("link_credit_note")

    def _is_link_credit_note_done(self):
        self.ensure_one()
        return bool(self._get_credit_notes())

    def _get_link_credit_note_obstacle(self):
        self.ensure_one()
        if not self.env.user.has_group("account.group_account_invoice"):
            return self.env._(
                "Linking a credit note needs the right to make invoices. Ask an "
                "accountant."
            )
        if self.ending:
            return self._get_ended_obstacle()
        if self.decision != "approved" or self.resolution_id.credit in ("no", False):
            return self.env._(
                "No credit was approved for %(unit)s. Choose a resolution that credits "
                "it, and let it be approved, first.",
                unit=self.display_name,
            )
        return False

    def _check_link_credit_note_allowed(self):
        self._check_allowed("link_credit_note")

    def action_open_link_credit_note(self):
        """Open the dialog that asks which credit note it is."""
        return self._open_dialog(
            "rma.credit.link.wizard", self.env._("Link Credit Note")
        )

    def action_link_credit_note(self, note_id=None):
        """Tie a credit note that was written by hand to these units.

        :param int note_id: the credit note
        :raises odoo.exceptions.UserError: it is no credit note of the customer, or no
            credit was approved
        """
        self.check_access("read")
        note = self.env["account.move"].browse(note_id or []).exists()
        # sudo: an accountant carries out the decision, he does not change it; the
        # obstacle asks for his right
        todo = self.sudo()._pass_gate("link_credit_note")
        if todo:
            self._check_note(note)
            todo._link_note(note)
        return self._answer(todo, self.env._("A credit note is linked already."))

    def _check_note(self, note):
        if not note:
            raise UserError(self.env._("Choose the credit note; nothing was linked."))
        note.check_access("read")
        customers = self.claim_id.commercial_partner_id
        if (
            note.move_type != "out_refund"
            or note.state == "cancel"
            or note.company_id != self.company_id
            or note.commercial_partner_id != customers
        ):
            raise UserError(
                self.env._(
                    "%(note)s is no credit note of %(customers)s that stands. Choose "
                    "another one.",
                    note=note.display_name,
                    customers=", ".join(customers.mapped("display_name")),
                )
            )

    def _check_note_lines(self, lines):
        """Raise when no line of the credit note is left for one of these units."""
        for unit in self:
            if not lines[unit]:
                raise UserError(
                    self.env._(
                        "The credit note has no line left for %(unit)s: each line "
                        "stands for one unit. Add a line for it, or choose another "
                        "credit note.",
                        unit=unit.display_name,
                    )
                )

    def _link_note(self, note):
        """Link units and lines, so that state and costs follow the credit note."""
        # sudo: which unit a line is for is written by the claim only
        free = note.sudo().invoice_line_ids.filtered(
            lambda line: line.display_type == "product" and not line.rma_line_id
        )
        lines = {}
        for unit in self:
            own = free.filtered(
                lambda line, unit=unit: line.product_id == unit.product_id
            )
            lines[unit] = own[:1] or free[:1]
            free -= lines[unit]
        self._check_note_lines(lines)
        for unit, line in lines.items():
            line.rma_line_id = unit
        self._write_axis({"account_move_ids": [fields.Command.link(note.id)]})
        kind = "credited" if note.state == "posted" else "credit_drafted"
        self._log_event(kind, document=note)
