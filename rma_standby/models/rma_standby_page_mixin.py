# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.tools import format_date

from .rma_standby_gate_mixin import OPEN_STATES


class RmaStandbyPageMixin(models.AbstractModel):
    """What the pages of a loan show beside its fields."""

    _name = "rma.standby.page.mixin"
    _description = "RMA Page of a Loan"

    summary = fields.Char(string="In Words", compute="_compute_summary")

    @api.depends("state", "unit_id", "date_expected", "product_id")
    def _compute_summary(self):
        for loan in self:
            loan.summary = loan._get_summary()

    def _get_summary(self):
        """Return in one line which unit the customer has, and until when."""
        if not self:
            return False
        self.ensure_one()
        # sudo: what the unit is called
        unit = self.unit_id.sudo() or self.product_id.sudo()
        values = {
            "unit": unit.display_name or self.name,
            "state": self._get_state_label(),
            "date": format_date(self.env, self.date_expected),
        }
        if self.state in OPEN_STATES:
            return self.env._("%(unit)s: %(state)s, until %(date)s", **values)
        return self.env._("%(unit)s: %(state)s", **values)

    def _get_telling(self):
        """Return the loans that tell most: the open ones, else the last one."""
        open_loans = self.filtered(lambda loan: loan.state in OPEN_STATES)
        ended = self.filtered(lambda loan: loan.state != "cancelled").sorted("id")
        return open_loans or ended[-1:]

    # -- where the buttons lead --

    def action_view_pickings(self):
        """Open the transfers of these loans."""
        return self.picking_ids._get_records_action(name=self.env._("Transfers"))

    def action_view_open_pickings(self):
        """Open the transfers that are waiting to be validated."""
        pickings = self._get_open_moves().picking_id
        return pickings._get_records_action(name=self.env._("Transfers"))

    def action_view_claim(self):
        """Open the claims behind these loans."""
        return self.claim_id._get_records_action(name=self.env._("Claims"))

    def action_view_ticket(self):
        """Open the tickets behind these loans."""
        return self.ticket_id._get_records_action(name=self.env._("Tickets"))

    def action_view_unit(self):
        """Open the stand-by units of these loans."""
        return self.unit_id._get_records_action(name=self.env._("Stand-by Units"))

    # -- dialogs that ask for the words an action needs --

    def action_open_cancel(self):
        """Open the dialog that asks for the reason of a cancellation."""
        return self._open_dialog(
            "rma.remarks.wizard", self.env._("Cancel"), default_action="cancel"
        )
