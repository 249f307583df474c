# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from .rma_standby_gate_mixin import OUT_STATES


class StockMove(models.Model):
    _inherit = "stock.move"

    rma_standby_loan_id = fields.Many2one(
        "rma.standby.loan",
        string="Stand-by Loan",
        index="btree_not_null",
        ondelete="set null",
        check_company=True,
    )
    rma_standby_kind = fields.Selection(
        selection=[("issue", "Issue"), ("return", "Return"), ("sale", "Sale")],
        string="Stand-by Purpose",
    )

    @api.model_create_multi
    def create(self, vals_list):
        """Keep the purpose of moves: loans are moved by them."""
        self._check_standby_copies(vals_list)
        closed = self._without_rma_defaults({"rma_standby_loan_id", "rma_standby_kind"})
        return super(StockMove, closed).create(vals_list).with_env(self.env)

    def write(self, vals):
        """Keep the purpose of moves: loans are moved by them."""
        self._check_rma_closed(vals, {"rma_standby_loan_id", "rma_standby_kind"})
        return super().write(vals)

    def _check_standby_copies(self, vals_list):
        """Raise when a user makes moves for a loan that it did not ask for.

        The native buttons copy the moves that there are: backorders and returns.
        """
        wanted = {
            (
                vals["rma_standby_loan_id"],
                vals.get("rma_standby_kind") or False,
                vals.get("product_id"),
            )
            for vals in vals_list
            if vals.get("rma_standby_loan_id")
        }
        if self.env.su or not wanted:
            return
        # sudo: whether the loan has such a move, whoever may read it
        known = self.sudo().search_fetch(
            [("rma_standby_loan_id", "in", [loan_id for loan_id, *_rest in wanted])],
            ["rma_standby_loan_id", "rma_standby_kind", "product_id"],
        )
        if wanted - {
            (move.rma_standby_loan_id.id, move.rma_standby_kind, move.product_id.id)
            for move in known
        }:
            raise UserError(
                self.env._(
                    "Only the loan asks for moves of its unit. Use the actions of the "
                    "loan."
                )
            )

    @api.model
    def _prepare_merge_moves_distinct_fields(self):
        """Never merge the moves of two loans."""
        return [*super()._prepare_merge_moves_distinct_fields(), "rma_standby_loan_id"]

    def _update_reserved_quantity_vals(
        self,
        need,
        location_id,
        lot_id=None,
        package_id=None,
        owner_id=None,
        strict=True,
    ):
        """Reserve the very unit of the loan."""
        if self.rma_standby_loan_id:
            # sudo: which serial it is, the warehouse has to know
            lot_id = lot_id or self.rma_standby_loan_id.sudo().lot_id
        return super()._update_reserved_quantity_vals(
            need, location_id, lot_id, package_id, owner_id, strict
        )

    def _action_done(self, cancel_backorder=False):
        """Let only units of the pool be lent, and tell the loans what has moved."""
        self._check_standby_moves()
        moves = super()._action_done(cancel_backorder=cancel_backorder)
        moves.filtered(lambda move: move.state == "done")._tell_standby()
        return moves

    def _get_standby_lines(self):
        """Return the lines of these moves that touch the pool or On loan."""
        places = self.company_id._get_standby_locations()
        if not places:
            return self.env["stock.move.line"]
        return self.move_line_ids.filtered(
            lambda line: (
                line.quantity
                and any(
                    place._child_of(root)
                    for root in places
                    for place in (line.location_id, line.location_dest_id)
                )
            )
        )

    # -- before --

    def _check_standby_moves(self):
        """Let nothing be lent that is not in the pool, and nothing in it be sold.

        :raises odoo.exceptions.UserError: a line lends what is not booked, or takes a
            unit from the pool to a customer
        """
        todo = self.filtered(lambda move: move.state not in ("done", "cancel"))
        lines = todo._get_standby_lines()
        if not lines:
            return
        loans_sudo = self._find_standby_loans(lines.lot_id)
        for line in lines:
            pool = line.company_id.rma_standby_pool_location_id
            on_loan = line.company_id.rma_standby_loan_location_id
            is_from_pool = line.location_id._child_of(pool)
            if line.location_dest_id._child_of(on_loan):
                is_new = not line.location_id._child_of(on_loan)
                if is_new and not line.move_id._takes_standby_sale_back():
                    self._check_standby_issue(line, is_from_pool, loans_sudo)
            elif is_from_pool and line.location_dest_id.usage == "customer":
                raise UserError(
                    self.env._(
                        "%(serial)s is in the stand-by pool and is not sold from "
                        "there. Lend it, or take it out of the pool first.",
                        serial=line.lot_id.name or line.product_id.display_name,
                    )
                )
            elif line.location_dest_id._child_of(pool):
                # what was lent comes back, whatever has become of its product
                if not is_from_pool and not line.location_id._child_of(on_loan):
                    self._check_standby_entry(line)
            elif line.location_id._child_of(on_loan):
                self._check_standby_sale(line)

    def _takes_standby_sale_back(self):
        """Tell whether this move returns natively what was sold from On loan."""
        self.ensure_one()
        return self.origin_returned_move_id.rma_standby_kind == "sale"

    def _check_standby_issue(self, line, is_from_pool, loans_sudo):
        """Raise when *line* lends a unit that is not in the pool or not booked."""
        serial = line.lot_id.name or line.lot_name or self.env._("no serial number")
        if not is_from_pool:
            raise UserError(
                self.env._(
                    "%(serial)s is not in the stand-by pool (%(place)s) and cannot be "
                    "lent. Bring it into the pool first.",
                    serial=serial,
                    place=line.location_id.display_name,
                )
            )
        own_sudo = line.move_id.sudo().rma_standby_loan_id  # sudo: as in reservation
        if own_sudo and own_sudo.lot_id != line.lot_id:
            raise UserError(
                self.env._(
                    "%(loan)s is for serial number %(right)s, not for %(wrong)s. Hand "
                    "out the right unit, or change the reservation first.",
                    loan=own_sudo.name,
                    right=own_sudo.lot_id.name,
                    wrong=serial,
                )
            )
        booked = own_sudo or loans_sudo.filtered(
            lambda loan: loan.lot_id == line.lot_id and loan.state == "reserved"
        )
        if not booked or not any(loan._is_lendable_state() for loan in booked):
            raise UserError(
                self.env._(
                    "Nobody has reserved %(serial)s: request a loan for the customer "
                    "first, so that it is known who has it.",
                    serial=serial,
                )
            )
        if obstacle := booked[0]._get_outdated_obstacle():
            raise UserError(obstacle)

    def _check_standby_sale(self, line):
        """Raise when *line* leaves a lent unit to a customer who does not pay."""
        # sudo: whether it is sold, whoever may read the order
        move_sudo = line.move_id.sudo()
        if line.location_dest_id.usage == "customer" and not move_sudo.sale_line_id:
            raise UserError(
                self.env._(
                    "%(serial)s is on loan and is not left to a customer without an "
                    "order. Sell it on its loan, or take it back.",
                    serial=line.lot_id.name or line.product_id.display_name,
                )
            )

    def _check_standby_entry(self, line):
        """Raise when *line* brings into the pool what cannot be lent."""
        product = line.product_id
        if not product.is_rma_standby:
            raise UserError(
                self.env._(
                    "%(product)s is not lent and has no place in the stand-by pool. "
                    "Tick “May Be Lent” on the product, or choose another location.",
                    product=product.display_name,
                )
            )
        if line.owner_id and line.owner_id != line.company_id.partner_id:
            raise UserError(
                self.env._(
                    "%(serial)s belongs to %(owner)s: only our own units are lent.",
                    serial=line.lot_id.name or line.lot_name,
                    owner=line.owner_id.display_name,
                )
            )

    @api.model
    def _find_standby_loans(self, lots):
        """Return the loans that have these serials or have booked them."""
        # sudo: the warehouse moves units of loans that it may only read
        return (
            self.env["rma.standby.loan"]
            .sudo()
            .search(
                Domain("lot_id", "in", lots.ids)
                & Domain("state", "in", ("reserved", *OUT_STATES, "lost"))
            )
        )

    # -- after --

    def _tell_standby(self):
        """Tell pool and loans what these done moves mean for them."""
        lines = self._get_standby_lines()
        originals = self._get_shipped_originals()
        if lines:
            self.env["rma.standby.unit"]._follow_moves(lines)
            lines._tell_standby_loans()
            self._find_standby_loans(lines.lot_id)._prepare_issue_again()
        for direction, units in originals.items():
            if direction == "in":
                units._leave_standby_out()
            else:
                units._ask_standby_back()

    def _get_shipped_originals(self):
        """Return {direction: units} of the customers' own units that moved.

        ``out`` when the unit or its replacement left, ``in`` when that came back.
        """
        result = {}
        rma_moves = self.filtered("rma_line_id")
        for move in rma_moves:
            # sudo: as in _find_standby_loans
            unit_sudo = move.rma_line_id.sudo()
            direction = move._get_rma_direction()
            if direction in ("out", "replaced"):
                direction = "out"
            elif direction == "replaced_back" or (
                direction == "in" and unit_sudo.quantity_returned
            ):
                direction = "in"
            else:
                continue
            result[direction] = result.get(direction, unit_sudo) | unit_sudo
        return result

    def _adopt_standby_loan(self, loan, kind):
        """Tie moves that the warehouse made by itself to the loan that they moved."""
        for move in self.sudo():  # sudo: as in _find_standby_loans
            if move.rma_standby_loan_id != loan or move.rma_standby_kind != kind:
                move.write({"rma_standby_loan_id": loan.id, "rma_standby_kind": kind})
