# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models


class RmaStandbyFollowMixin(models.AbstractModel):
    """Transfers of a loan follow what happens: to the case, the unit and the dates."""

    _name = "rma.standby.follow.mixin"
    _description = "RMA Transfers That Follow"

    def _ask_back(self):
        """Ask for those of these units that are out and not asked for yet."""
        self.filtered(
            lambda loan: (
                not loan._get_request_return_obstacle()
                and not loan._is_request_return_done()
            )
        )._request_return()

    def _withdraw_return(self):
        """Expect the units later: the customer needs them longer than thought."""
        asked = self.filtered(lambda loan: loan._get_open_moves("return"))
        asked._cancel_open_moves("return")
        asked._log_event("return_withdrawn")

    def _follow_return_dates(self):
        """Let returns that were asked for be expected when the loans end now."""
        for loan in self:
            # sudo: as in _create_standby_transfers
            moves_sudo = loan.sudo()._get_open_moves("return")
            if moves_sudo:
                moves_sudo.date = loan._get_transfer_date("return")

    def _prepare_issue_again(self):
        """Follow units that were moved while their issue was prepared."""
        stale = self.filtered(
            lambda loan: (
                loan.state == "reserved"
                and any(
                    not loan.lot_id.location_id._child_of(move.location_id)
                    for move in loan._get_open_moves("issue")
                )
            )
        )
        stale._cancel_open_moves("issue")
        stale.filtered(lambda loan: loan.unit_id.place == "pool")._issue()
