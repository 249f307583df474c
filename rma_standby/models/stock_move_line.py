# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from .rma_standby_gate_mixin import OUT_STATES

#: What says which unit went from where to where.
MOVED_FIELDS = frozenset(
    {"location_dest_id", "location_id", "lot_id", "owner_id", "quant_id", "quantity"}
)


class StockMoveLine(models.Model):
    _inherit = "stock.move.line"

    @api.model_create_multi
    def create(self, vals_list):
        """Add no unit to what has moved already: no loan would hear of it."""
        lines = super().create(vals_list)
        lines.filtered(lambda ln: ln.move_id.state == "done")._check_standby_done()
        return lines

    def write(self, vals):
        """Keep what has moved: loans were told of it."""
        if not MOVED_FIELDS.isdisjoint(vals):
            done = self.filtered(lambda ln: ln.state == "done")
            done.filtered(lambda ln: ln._is_other_movement(vals))._check_standby_done()
        return super().write(vals)

    def _is_other_movement(self, vals):
        """Tell whether *vals* change what was moved."""
        self.ensure_one()
        return any(
            self._fields[name].convert_to_cache(vals[name], self, validate=False)
            != self._fields[name].convert_to_cache(self[name], self)
            for name in MOVED_FIELDS & vals.keys()
        )

    def _check_standby_done(self):
        """Raise when one of these done lines touches the pool or what is on loan."""
        if self and (lines := self.move_id._get_standby_lines() & self):
            raise UserError(
                self.env._(
                    "The transfer of %(serial)s is done and its loan was told. Move "
                    "the unit by a new transfer instead.",
                    serial=lines[0].lot_id.name or lines[0].product_id.display_name,
                )
            )

    def _tell_standby_loans(self):
        """Tell the loans of these done lines that their units went out or came back."""
        loans_sudo = self.env["stock.move"]._find_standby_loans(self.lot_id)
        # what was taken back natively belongs to a loan that has ended already
        loans_sudo |= self.move_id.sudo().rma_standby_loan_id  # sudo: as there
        moves = {"issue": {}, "return": {}, "sale": {}}
        for line in self:
            kind = line._get_standby_kind()
            loan = kind and line._choose_standby_loan(kind, loans_sudo)
            if loan:
                moves[kind][loan] = line.move_id
                line.move_id._adopt_standby_loan(loan, kind)
        none = loans_sudo.browse()
        none.union(*moves["issue"])._tell_issued(moves["issue"])
        none.union(*moves["return"])._tell_returned(moves["return"])
        none.union(*moves["sale"])._tell_sold(moves["sale"])

    def _get_standby_kind(self):
        """Return what the line means: issue, return, sale, or nothing."""
        self.ensure_one()
        on_loan = self.company_id.rma_standby_loan_location_id
        is_from = self.location_id._child_of(on_loan)
        is_to = self.location_dest_id._child_of(on_loan)
        if is_from == is_to:
            return False
        if is_to:
            return "issue"
        if self.location_dest_id.usage in ("customer", "inventory"):
            return "sale"
        return "return"

    def _choose_standby_loan(self, kind, loans):
        """Return the one of *loans* that this line moves."""
        self.ensure_one()
        own = self.move_id.sudo().rma_standby_loan_id  # sudo: as in the caller
        if own.lot_id == self.lot_id:
            return own
        same = loans.filtered(lambda loan: loan.lot_id == self.lot_id)
        states = {"issue": ("reserved",)}.get(
            kind, ("overdue", "due", "issued", "lost")
        )
        for state in states:
            if found := same.filtered(lambda loan, state=state: loan.state == state):
                return found[:1]
        return loans.browse()

    def _is_expected_standby(self):
        """Tell whether this is the unit that a stand-by return waits for."""
        self.ensure_one()
        # sudo: which serial it is, the warehouse has to know
        loan_sudo = self.move_id.sudo().rma_standby_loan_id
        return bool(loan_sudo) and self._is_standby_lot(loan_sudo.lot_id)

    def _is_standby_lot(self, lot):
        """Tell whether the line carries the serial number *lot*, scanned or typed."""
        self.ensure_one()
        if self.lot_id:
            return self.lot_id == lot
        return self.lot_name == lot.name and self.product_id == lot.product_id

    def _find_standby_loans_out(self):
        """Return the loans whose units these lines may carry, as sudo.

        A unit that was charged and delivered belongs to the customer.
        """
        names = [line.lot_name for line in self if line.lot_name and not line.lot_id]
        # sudo: the warehouse sees whose unit it is, whoever may read the loan
        loans_sudo = (
            self.env["rma.standby.loan"]
            .sudo()
            .search(
                Domain("state", "in", (*OUT_STATES, "lost"))
                & (
                    Domain("lot_id", "in", self.lot_id.ids)
                    | Domain("lot_id.name", "in", names)
                )
            )
        )
        return loans_sudo.filtered(
            lambda loan: loan.state != "lost" or not loan._is_unit_gone()
        )

    def _find_announced_units(self):
        """Return {line: move} of the customers' own units that claims expect.

        Whole serial numbers of claims that may receive goods only.
        """
        names = [line.lot_name for line in self if line.lot_name and not line.lot_id]
        # sudo: the warehouse sees what is expected, whoever may read the claim
        moves_sudo = (
            self.env["stock.move"]
            .sudo()
            .search(
                Domain("rma_move_kind", "=", "receipt")
                & Domain("state", "not in", ("done", "cancel"))
                & (
                    Domain("rma_line_id.lot_id", "in", self.lot_id.ids)
                    | Domain("rma_line_id.lot_id.name", "in", names)
                )
            )
        ).filtered(
            lambda move: (
                move.product_id.tracking == "serial"
                and move.product_id == move.rma_line_id.product_id
                and not move.picking_id._get_rma_receiving_obstacle()
            )
        )
        return {
            line: found[:1]
            for line in self
            if (
                found := moves_sudo.filtered(
                    lambda move, line=line: (
                        move.company_id == line.company_id
                        and line._is_standby_lot(move.rma_line_id.lot_id)
                    )
                )
            )
        }

    def _match_standby_loan(self, loans):
        """Return the one of *loans* whose unit this line carries, or none.

        A number that was typed for another product is that of the loan only when the
        parcel is from its customer.
        """
        self.ensure_one()
        found = loans.filtered(
            lambda loan: (
                loan.company_id == self.company_id and self._is_standby_lot(loan.lot_id)
            )
        )
        if not found and self.lot_name and not self.lot_id:
            sender = self.picking_id.partner_id.commercial_partner_id
            found = loans.filtered(
                lambda loan: (
                    loan.lot_id.name == self.lot_name
                    and loan.commercial_partner_id == sender
                )
            )
        return found[:1]
