# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import math

from odoo import api, fields, models
from odoo.exceptions import UserError

from .rma_standby_gate_mixin import LOAN_STATES, OPEN_STATES, OUT_STATES


class RmaClaimLine(models.Model):
    _inherit = "rma.claim.line"

    standby_loan_ids = fields.One2many(
        "rma.standby.loan", "line_id", string="Stand-by Loans", copy=False
    )
    standby_loan_count = fields.Integer(compute="_compute_standby")
    standby_summary = fields.Char(
        string="Stand-by",
        compute="_compute_standby",
        help="Which stand-by unit the customer has meanwhile, and until when.",
    )
    standby_state = fields.Selection(
        selection=LOAN_STATES,
        string="Stand-by Status",
        compute="_compute_standby_state",
        store=True,
        index="btree_not_null",
    )

    @api.depends("standby_loan_ids.state")
    def _compute_standby_state(self):
        for line in self:
            line.standby_state = line._get_main_loan().state

    def _get_main_loan(self):
        """Return the loan that tells most: what is out, then what is open, the last."""
        self.ensure_one()
        loans = self.standby_loan_ids.sorted("id")
        for states in (OUT_STATES, OPEN_STATES):
            if found := loans.filtered(lambda loan, s=states: loan.state in s):
                return found[-1:]
        return loans.filtered(lambda loan: loan.state != "cancelled")[-1:]

    @api.depends("standby_loan_ids.state", "standby_loan_ids.date_expected")
    def _compute_standby(self):
        for line in self:
            # sudo: that there is a stand-by and until when is part of the case
            loans_sudo = line.sudo().standby_loan_ids
            line.standby_loan_count = len(loans_sudo)
            line.standby_summary = line.sudo()._get_main_loan()._get_summary()

    # -- closure --

    @api.depends(
        "standby_loan_ids.state",
        "standby_loan_ids.is_settled",
        "standby_loan_ids.deposit_state",
        "standby_loan_ids.fee_state",
    )
    def _compute_closure_allowed(self):
        """Let stand-by units that are out keep a unit open."""
        return super()._compute_closure_allowed()

    @api.depends(
        "standby_loan_ids.state",
        "standby_loan_ids.is_settled",
        "standby_loan_ids.deposit_state",
        "standby_loan_ids.fee_state",
    )
    def _compute_closure_hint(self):
        """Name the stand-by units that keep a unit open."""
        return super()._compute_closure_hint()

    def _closure_blockers(self):
        """Name the stand-by units that the customer still has, or that are lost and
        not settled."""
        # sudo: what keeps the claim open, whoever's loan it is
        loans_sudo = self.sudo().standby_loan_ids
        return super()._closure_blockers() + [
            text for loan in loans_sudo for text in loan._get_closure_texts()
        ]

    def _end(self, ending, text=None):
        """Cancel what was requested or reserved for units that have ended."""
        result = super()._end(ending, text)
        self._end_standby(self.env._("The claim has ended."))
        return result

    def _reject(self, remarks):
        """Lend nothing more for units that are rejected."""
        result = super()._reject(remarks)
        self._end_standby(self.env._("The claim was rejected."))
        return result

    def _end_standby(self, reason):
        """Cancel what is not out, and ask for what is: nothing is waited for."""
        # sudo: the claim takes back what was asked for it
        loans_sudo = self.sudo().standby_loan_ids
        waiting = loans_sudo.filtered(
            lambda loan: loan.state in ("requested", "reserved")
        )
        waiting._cancel(reason)
        loans_sudo._ask_back()

    # -- the original tells --

    def _ask_standby_back(self):
        """Ask for the stand-by units of units that have gone back to the customer.

        Where only some of several pieces went back, the customer keeps as many
        stand-by units as there are pieces left.
        """
        # sudo: shipping the original asks for the stand-by, whoever ships it
        loans_sudo = self.env["rma.standby.loan"].sudo()
        for line_sudo in self.sudo():  # sudo: as above
            out = line_sudo.standby_loan_ids.filtered(
                lambda loan: loan._is_out() and not loan._is_request_return_done()
            ).sorted(lambda loan: (loan.date_expected, loan.id))
            loans_sudo |= out[: max(len(out) - line_sudo._get_pieces_away(), 0)]
        loans_sudo._ask_back()
        self.sudo()._hold_standby_issues()  # sudo: as above

    def _hold_standby_issues(self):
        """Take back issues that were prepared, where the original has gone home.

        Whoever still needs the unit has it prepared again.
        """
        home = self.filtered(lambda line: not line._get_pieces_away())
        waiting = home.standby_loan_ids.filtered(
            lambda loan: loan.state == "reserved" and loan.is_issue_prepared
        )
        waiting._cancel_open_moves("issue")
        waiting._log_event("issue_held")

    def _get_pieces_away(self):
        """Return how many pieces the customer does not have, nor anything for them."""
        self.ensure_one()
        settled = self.quantity_returned + self.quantity_replaced + self.quantity_kept
        held = 0.0 if self.quantity_replaced else self.quantity_held
        return math.ceil(max(self.quantity - settled, held, 0.0))

    def _leave_standby_out(self):
        """Take back that request when the original is here again.

        Not when it arrives for the first time: what was asked for before has other
        reasons, and a unit that failed comes back whatever happens.
        """
        # sudo: as in _ask_standby_back
        self.sudo().standby_loan_ids.filtered(
            lambda loan: not loan._is_swap_done()
        )._withdraw_return()

    # -- page and timeline --

    def _get_timeline_events(self):
        """Tell also what happened to the stand-by units."""
        # sudo: the story of the stand-by is part of the story of the unit
        loans_sudo = self.sudo().standby_loan_ids
        rows = loans_sudo._format_events()
        return self._sort_timeline(super()._get_timeline_events() + rows)

    def action_create_loan(self):
        """Open a stand-by loan for each of these units that has none open.

        :return: the action that shows the loans
        :raises odoo.exceptions.UserError: all of these units have ended
        """
        living = self.filtered(lambda line: not line._get_lending_obstacle())
        if self and not living:
            raise UserError(self[:1]._get_lending_obstacle())
        todo = living.filtered(
            lambda line: (
                not line.standby_loan_ids.filtered(
                    lambda loan: loan.state in OPEN_STATES
                )
            )
        )
        self.env["rma.standby.loan"].create([{"line_id": line.id} for line in todo])
        return self.action_view_loans()

    def _get_lending_obstacle(self):
        """Return why nothing is lent for this unit, or False."""
        self.ensure_one()
        if self.ending:
            return self._get_ended_obstacle()
        if self.decision == "rejected":
            return self.env._(
                "%(unit)s is rejected: nothing is lent for it. Lend a unit for the "
                "ticket or the customer instead.",
                unit=self.display_name,
            )
        return False

    def action_view_loans(self):
        """Open the stand-by loans of these units."""
        return self.standby_loan_ids._get_records_action(
            name=self.env._("Stand-by Loans")
        )
