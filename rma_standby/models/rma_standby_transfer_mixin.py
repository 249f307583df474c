# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.tools import format_date


class RmaStandbyTransferMixin(models.AbstractModel):
    """The way of the unit: native transfers that the warehouse carries out.

    An issue goes from the site's pool to On loan, a return comes back from there. Done
    moves issue, return and sell; nothing else does.
    """

    _name = "rma.standby.transfer.mixin"
    _description = "RMA Transfers of a Loan"

    move_ids = fields.One2many(
        "stock.move", "rma_standby_loan_id", string="Stock Moves"
    )
    picking_ids = fields.Many2many(
        "stock.picking",
        string="Transfers",
        compute="_compute_picking_ids",
        compute_sudo=True,
    )
    picking_count = fields.Integer(
        string="Transfers Count", compute="_compute_picking_ids", compute_sudo=True
    )
    is_issue_prepared = fields.Boolean(
        compute="_compute_picking_ids", compute_sudo=True
    )
    is_return_requested = fields.Boolean(
        string="Return Asked For",
        compute="_compute_is_return_requested",
        store=True,
        help="A transfer waits for the unit.",
    )
    is_issue_allowed = fields.Boolean(compute="_compute_transfer_allowed")
    is_request_return_allowed = fields.Boolean(compute="_compute_transfer_allowed")

    @api.depends("move_ids.picking_id", "move_ids.state")
    def _compute_picking_ids(self):
        for loan in self:
            loan.picking_ids = loan.move_ids.picking_id
            loan.picking_count = len(loan.picking_ids)
            loan.is_issue_prepared = bool(loan._get_open_moves("issue"))

    @api.depends("move_ids.state", "move_ids.rma_standby_kind")
    def _compute_is_return_requested(self):
        for loan in self:
            loan.is_return_requested = bool(loan._get_open_moves("return"))

    @api.depends("state", "unit_id", "move_ids.state", "fee_state", "deposit_state")
    @api.depends_context("uid")
    def _compute_transfer_allowed(self):
        for action in ("issue", "request_return"):
            self._set_allowed(action)

    def _get_open_moves(self, kind=None):
        """Return the moves of *kind* that have not happened yet."""
        return self.move_ids.filtered(
            lambda move: (
                move.state not in ("done", "cancel")
                and kind in (None, move.rma_standby_kind)
            )
        )

    # -- issue --

    def _is_issue_done(self):
        self.ensure_one()
        return self._is_out() or bool(self._get_open_moves("issue"))

    def _get_issue_obstacle(self):
        self.ensure_one()
        loan, unit = self.display_name, self.unit_id
        if obstacle := self._get_ended_loan_obstacle():
            return obstacle
        if not self.partner_id.active:
            return self._get_reserve_obstacle()
        if not unit:
            return self.env._("%(loan)s has no unit yet: reserve one first.", loan=loan)
        if obstacle := unit._get_lending_obstacle():
            return obstacle
        if unit.place == "on_loan":
            return self.env._(
                "%(unit)s is still with %(customer)s: %(loan)s waits until it is back, "
                "or gets another unit.",
                unit=unit.display_name,
                # sudo: as in _get_bookings
                customer=unit.sudo().partner_id.display_name
                or self.env._("a customer"),
                loan=loan,
            )
        return self._get_early_obstacle() or self._get_unpaid_obstacle()

    def _get_early_obstacle(self):
        """Return whose booking an issue now would break, or that it is too late."""
        self.ensure_one()
        today = self._get_today()
        if obstacle := self._get_outdated_obstacle():
            return obstacle
        # sudo: that the unit is promised is no secret, whoever's loan it is
        earlier_sudo = self.unit_id.sudo().loan_ids.filtered(
            lambda other: (
                other.state == "reserved"
                and other.id != self.id
                and today <= other.date_expected
                and other.date_from < self.date_from
            )
        )
        if not earlier_sudo:
            return False
        return self.env._(
            "%(unit)s is booked for %(other)s before: hand it out for that one first, "
            "or choose another unit for %(loan)s.",
            unit=self.unit_id.display_name,
            other=earlier_sudo[0].name,
            loan=self.display_name,
        )

    def _check_issue_allowed(self):
        self._check_allowed("issue")

    def _get_outdated_obstacle(self):
        """Return that the loan would be overdue with its issue, or False."""
        self.ensure_one()
        if self.date_expected >= self._get_today():
            return False
        return self.env._(
            "%(loan)s should have ended on %(date)s: extend it before the unit is "
            "handed out.",
            loan=self.display_name,
            date=format_date(self.env, self.date_expected),
        )

    def action_issue(self):
        """Prepare the transfer that hands the reserved units out.

        One transfer for each claim (or customer and address), site and way; each with
        the exact serial numbers. Loans that only ask for a product are reserved first.

        :raises odoo.exceptions.UserError: a unit is not in the pool, or something is
            to be paid before
        """
        waiting = self.filtered(lambda loan: loan.state == "requested")
        if waiting:
            waiting.action_reserve()
        todo = self._pass_gate("issue")
        todo._issue()
        return self._answer(todo, self.env._("The issue is prepared already."))

    def _issue(self):
        if not self:
            return
        pickings = self._create_standby_transfers("issue")
        self._log_event(
            "issuing",
            document={m.rma_standby_loan_id: m.picking_id for m in pickings.move_ids},
        )

    # -- return --

    def _is_request_return_done(self):
        self.ensure_one()
        return self._is_out() and bool(self._get_open_moves("return"))

    def _get_request_return_obstacle(self):
        self.ensure_one()
        return self._get_not_out_obstacle() or self._get_sold_obstacle()

    def _check_request_return_allowed(self):
        self._check_allowed("request_return")

    def action_request_return(self):
        """Ask for the units: the transfer that waits for them, and a message.

        :raises odoo.exceptions.UserError: the customer does not have a unit
        """
        todo = self._pass_gate("request_return")
        todo._request_return()
        return self._answer(todo, self.env._("The return was asked for already."))

    def _request_return(self):
        if not self:
            return
        pickings = self._create_standby_transfers("return")
        self._log_event(
            "return_requested",
            document={m.rma_standby_loan_id: m.picking_id for m in pickings.move_ids},
        )
