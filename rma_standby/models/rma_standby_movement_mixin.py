# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models

from .rma_standby_gate_mixin import OUT_STATES


class RmaStandbyMovementMixin(models.AbstractModel):
    """What done moves tell a loan: the customer has the unit, or it is here again."""

    _name = "rma.standby.movement.mixin"
    _description = "RMA Movements of a Loan"

    date_issued = fields.Datetime(string="Issued On", readonly=True, copy=False)
    date_returned = fields.Datetime(string="Returned On", readonly=True, copy=False)

    def _tell_issued(self, moves):
        """Note that the customer has the units.

        :param moves: {loan: done move}
        """
        now = fields.Datetime.now()
        for loan in self.filtered(lambda loan: not loan._is_out()):
            loan._update_state(
                "issued",
                date_issued=moves[loan].date or now,
                date_from=loan._get_issue_day(moves[loan]),
                date_returned=False,
            )
        self.unit_id._write_axis({"is_ready": False})
        self._freeze_value_lent()
        self._log_event("issued", document={m: moves[m].picking_id for m in self})
        self._sync_due_state()

    def _get_issue_day(self, move):
        """Return the day on which the loan begins: of the issue, not after its end."""
        self.ensure_one()
        day = self.company_id._get_rma_date(move.date or fields.Datetime.now())
        return min(day, self.date_expected)

    def _tell_returned(self, moves):
        """Note that the units are here again.

        :param moves: {loan: done move}
        """
        now = fields.Datetime.now()
        self._update_state("returned", date_returned=now)
        for company, loans in self.grouped("company_id").items():
            if not company.rma_standby_is_prepared:
                loans.unit_id._write_axis({"is_ready": True})
        self._cancel_open_moves()
        self._log_event("returned", document={m: moves[m].picking_id for m in self})

    def _is_lendable_state(self):
        """Tell whether the loan may hand its unit out now."""
        self.ensure_one()
        return self.state == "reserved" or self.state in OUT_STATES
