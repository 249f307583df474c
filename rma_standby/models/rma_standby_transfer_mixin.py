# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.exceptions import UserError
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

    # -- native moves, in batches --

    def _create_standby_transfers(self, kind):
        """Make the native transfers of *kind* (issue, return); return them assigned.

        :raises odoo.exceptions.UserError: a serial number cannot be reserved
        """
        vals_list = []
        for loans in self.grouped(lambda loan: loan._get_transfer_key()).values():
            moves = [loan._prepare_standby_move_vals(kind) for loan in loans]
            vals_list.append(
                loans[0]._prepare_standby_picking_vals(kind)
                | (loans._prepare_return_vals() if kind == "return" else {})
                | {"scheduled_date": min(vals["date"] for vals in moves)}
                | {"move_ids": [fields.Command.create(vals) for vals in moves]}
            )
        # sudo: the loan asks for the transfer, the warehouse carries it out
        pickings_sudo = self.env["stock.picking"].sudo().create(vals_list)
        moves_sudo = pickings_sudo.move_ids._action_confirm(merge=False)
        moves_sudo.filtered(lambda move: move.state != "assigned")._action_assign()
        for move in moves_sudo:
            if move.state != "assigned":
                raise UserError(
                    self.env._(
                        "%(unit)s cannot be taken from %(place)s: another transfer has "
                        "reserved it, or it is not there. Check its stock first.",
                        unit=move.rma_standby_loan_id.unit_id.display_name,
                        place=move.location_id.display_name,
                    )
                )
        return pickings_sudo

    def _get_transfer_key(self):
        """Return what loans have in common that travel in one transfer."""
        self.ensure_one()
        return (
            self.claim_id,
            self.partner_shipping_id,
            self.warehouse_id,
            self.delivery_method,
            self.courier_payer,
        )

    def _get_standby_type(self, kind):
        """Return the site's operation type of *kind*.

        :raises odoo.exceptions.UserError: the site has none
        """
        self.ensure_one()
        field = f"rma_standby_{kind}_type_id"
        # sudo: the operation types of the site are no secret
        picking_type = self.warehouse_id.sudo()[field]
        if not picking_type:
            raise UserError(
                self.env._(
                    "%(site)s has no operation type for stand-by units. Ask an "
                    "administrator to set “Stand-by Issues” and “Stand-by Returns”.",
                    site=self.warehouse_id.name or self.company_id.name,
                )
            )
        return picking_type

    def _prepare_standby_picking_vals(self, kind):
        """Return the values of the transfer in which this loan travels."""
        self.ensure_one()
        picking_type = self._get_standby_type(kind)
        return {
            "picking_type_id": picking_type.id,
            "partner_id": self.partner_shipping_id.id or self.partner_id.id,
            "company_id": self.company_id.id,
            "origin": self.claim_id.display_name or self.name,
            "rma_claim_id": self.claim_id.id,
            "user_id": False,
            **self._get_standby_way(picking_type, kind),
        }

    def _prepare_standby_move_vals(self, kind):
        """Return the values of the move of this loan's unit."""
        self.ensure_one()
        picking_type = self._get_standby_type(kind)
        product = self.unit_id.product_id
        return {
            "rma_standby_loan_id": self.id,
            "rma_standby_kind": kind,
            "date": self._get_transfer_date(kind),
            "company_id": self.company_id.id,
            "picking_type_id": picking_type.id,
            "partner_id": self.partner_shipping_id.id or self.partner_id.id,
            "origin": self.name,
            "product_id": product.id,
            "product_uom": product.uom_id.id,
            "product_uom_qty": 1.0,
            # a loan changes nothing of what was sold
            "to_refund": False,
            **self._get_standby_way(picking_type, kind),
        }

    def _get_standby_way(self, picking_type, kind):
        """Return from where to where the unit goes.

        An issue takes the unit from where it lies in the pool, at whatever site.
        """
        self.ensure_one()
        on_loan = self.company_id.rma_standby_loan_location_id
        if kind == "issue":
            place = self.unit_id.location_id or picking_type.default_location_src_id
            return {"location_id": place.id, "location_dest_id": on_loan.id}
        back = picking_type.default_location_dest_id
        return {"location_id": on_loan.id, "location_dest_id": back.id}

    def _cancel_open_moves(self, kind=None):
        """Cancel what was prepared and has not happened."""
        # sudo: the loan takes back what the loan asked for
        moves = self.sudo()._get_open_moves(kind)
        if moves:
            moves._action_cancel()
