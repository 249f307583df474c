# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from .rma_standby_gate_mixin import OUT_STATES

#: States in which a loan keeps its unit from others.
BOOKED_STATES = ("reserved", *OUT_STATES)


class RmaStandbyReservationMixin(models.AbstractModel):
    """Which unit a loan gets, from when to when: the calendar of the pool.

    The database itself refuses that one unit is booked or lent twice at a time; what
    Python checks before only gives the better sentence.
    """

    _name = "rma.standby.reservation.mixin"
    _description = "RMA Reservation of a Stand-by Unit"

    unit_id = fields.Many2one(
        "rma.standby.unit",
        string="Stand-by Unit",
        check_company=True,
        index="btree_not_null",
        ondelete="restrict",
        tracking=True,
        copy=False,
        domain="[('id', 'in', proposal_ids)]",
    )
    date_from = fields.Date(
        string="From",
        default=fields.Date.context_today,
        required=True,
        tracking=True,
    )
    date_occupied_to = fields.Date(
        string="Booked Until",
        compute="_compute_date_occupied_to",
        store=True,
        help="Nobody else gets the unit until then. Empty while it is overdue.",
    )
    date_reserved = fields.Datetime(string="Reserved On", readonly=True, copy=False)
    is_reserve_allowed = fields.Boolean(compute="_compute_reservation_allowed")
    is_release_allowed = fields.Boolean(compute="_compute_reservation_allowed")

    _no_overlap = models.Constraint(
        "EXCLUDE USING gist ("
        "int4range(unit_id, unit_id, '[]') WITH &&, "
        "daterange(date_from, date_occupied_to, '[]') WITH &&) "
        "WHERE (state IN ('reserved', 'issued', 'due', 'overdue'))",
        "This stand-by unit is booked or lent at that time already. Choose another "
        "unit or other dates.",
    )
    _one_out = models.UniqueIndex(
        "(unit_id) WHERE state IN ('issued', 'due', 'overdue')",
        "This stand-by unit is on loan already. Choose another unit.",
    )
    _dates_ordered = models.Constraint(
        "CHECK (date_from <= date_expected)",
        "A loan ends on the day it begins, or later. Correct the dates.",
    )

    # -- how long it is booked --

    @api.depends("unit_id", "state", "date_from", "date_expected")
    def _compute_date_occupied_to(self):
        """Book a unit up to its expected return, but not into somebody's booking.

        A repair that takes longer must not fail because the stand-by is promised to
        somebody: the conflict is shown (``conflict_loan_id``), not forbidden.
        """
        booked = self.filtered(lambda loan: loan.state in BOOKED_STATES)
        nexts = booked._get_next_bookings()
        for loan in self:
            until = False if loan.state == "overdue" else loan.date_expected
            following = nexts.get(loan)
            if following and (not until or until >= following.date_from):
                until = fields.Date.subtract(following.date_from, days=1)
            loan.date_occupied_to = until

    def _get_next_bookings(self):
        """Return {loan: the booking of the same unit that begins after it}."""
        units = self.unit_id
        if not units:
            return {}
        # sudo: that a unit is promised is no secret, whoever's loan it is
        bookings_sudo = (
            self.env["rma.standby.loan"]
            .sudo()
            .search_fetch(
                [("unit_id", "in", units.ids), ("state", "=", "reserved")],
                ["unit_id", "date_from"],
                order="date_from, id",
            )
        )
        by_unit = bookings_sudo.grouped(lambda booking: booking.unit_id.id)
        found = {}
        for loan in self:
            for booking in by_unit.get(loan.unit_id._origin.id, ()):
                if booking.id != loan._origin.id and (
                    booking.date_from > loan.date_from
                ):
                    found[loan] = booking
                    break
        return found

    # -- who else wants it --

    @api.model
    def _get_bookings(self, units):
        """Return {unit: loans that book it or have it}, for any number of units."""
        # sudo: that a unit is taken is no secret, whoever's loan it is
        loans_sudo = (
            self.env["rma.standby.loan"]
            .sudo()
            .search_fetch(
                [("unit_id", "in", units.ids), ("state", "in", BOOKED_STATES)],
                ["unit_id", "state", "date_from", "date_occupied_to", "date_expected"],
            )
        )
        busy = defaultdict(loans_sudo.browse)
        for loan in loans_sudo:
            busy[loan.unit_id.sudo(False)] |= loan
        return busy

    def _get_overlap(self, unit, bookings):
        """Return the first of *bookings* that takes *unit* at this loan's time."""
        self.ensure_one()
        for booking in bookings.sorted("date_from"):
            if booking.id == self._origin.id:
                continue
            until = booking.date_occupied_to
            if booking.date_from <= self.date_expected and (
                not until or until >= self.date_from
            ):
                return booking
        return bookings.browse()

    # -- reserve --

    @api.depends("state", "unit_id", "date_from", "date_expected")
    def _compute_reservation_allowed(self):
        for action in ("reserve", "release"):
            self._set_allowed(action)

    def _is_reserve_done(self):
        self.ensure_one()
        return self.state in BOOKED_STATES

    def _get_reserve_obstacle(self):
        self.ensure_one()
        if obstacle := self._get_ended_loan_obstacle():
            return obstacle
        if not self.partner_id.active:
            return self.env._(
                "%(customer)s is archived: nothing is lent to them. Choose another "
                "customer on %(loan)s, or unarchive this one.",
                customer=self.partner_id.display_name,
                loan=self.display_name,
            )
        if not self.product_id and not self.unit_id:
            return self.env._(
                "%(loan)s does not say what is to be lent: choose a product or a unit.",
                loan=self.display_name,
            )
        return self.unit_id._get_lending_obstacle() if self.unit_id else False

    def _check_reserve_allowed(self):
        self._check_allowed("reserve")

    def action_reserve(self, unit=None):
        """Book a unit for each loan: the chosen one, else the best that is free.

        :param unit: ``rma.standby.unit`` to take, for one loan
        :raises odoo.exceptions.UserError: no unit is free, or the chosen one is not;
            nothing is booked for any of the loans then
        :raises odoo.exceptions.LockError: somebody else is booking right now
        """
        todo = self.filtered(lambda loan: not loan._is_reserve_done())
        if unit and len(todo) == 1:
            todo.unit_id = unit
        todo = self._pass_gate("reserve")
        todo._reserve()
        return self._answer(todo, self.env._("This is reserved already."))

    def _reserve(self):
        if not self:
            return
        chosen = self._choose_units()
        units = self.env["rma.standby.unit"].union(*chosen.values())
        # whoever books one of these at the same moment waits, or is told
        units._lock_records()
        # until when each one is booked stands in its row before the booking does: a row
        # without an end would meet every later booking of the unit
        self.flush_recordset(["date_from", "date_expected", "date_occupied_to"])
        now = fields.Datetime.now()
        for loan, unit in chosen.items():
            loan._update_state("reserved", unit_id=unit.id, date_reserved=now)
        # the database refuses an overlap here, where the sentence can be given
        self.env.flush_all()
        self._log_event("reserved", document=chosen)

    def _choose_units(self):
        """Return {loan: unit} for all of these loans, each unit once at a time.

        :raises odoo.exceptions.UserError: a loan gets none
        """
        open_loans = self.filtered(lambda loan: not loan.unit_id)
        proposals = open_loans._find_free_units() if open_loans else {}
        candidates = self.unit_id.union(*proposals.values())
        busy = self._get_bookings(candidates)
        chosen, problems = {}, []
        # who has chosen a unit comes before who takes any
        for loan in self - open_loans + open_loans:
            for unit in proposals.get(loan, loan.unit_id):
                overlap = loan._get_overlap(unit, busy[unit])
                if not overlap:
                    chosen[loan] = unit
                    busy[unit] |= loan.sudo()  # sudo: compared with others' loans
                    break
            else:
                problems.append(loan._get_taken_text(busy))
        if problems:
            raise UserError("\n".join(problems))
        return chosen

    def _get_taken_text(self, busy):
        """Return the sentence that says why this loan gets no unit."""
        self.ensure_one()
        unit = self.unit_id
        other = self._get_overlap(unit, busy[unit]) if unit else unit
        if not other:
            return self.env._(
                "No unit is free for %(loan)s (%(product)s) from %(from)s to %(to)s. "
                "Choose other dates or another product, or let the customer wait.",
                loan=self.display_name,
                product=self.product_id.display_name,
                **{
                    "from": format_date(self.env, self.date_from),
                    "to": format_date(self.env, self.date_expected),
                },
            )
        return self.env._(
            "%(unit)s is taken by %(other)s from %(from)s to %(to)s. Choose another "
            "unit or other dates for %(loan)s.",
            unit=unit.display_name,
            other=other.name,
            loan=self.display_name,
            **{
                "from": format_date(self.env, other.date_from),
                "to": format_date(self.env, other.date_occupied_to)
                or self.env._("an unknown day, it is overdue"),
            },
        )

    # -- give it back unused --

    def _is_release_done(self):
        self.ensure_one()
        return self.state == "requested"

    def _get_release_obstacle(self):
        self.ensure_one()
        if self.state == "reserved":
            return False
        return self.env._(
            "%(loan)s is %(state)s, so there is no reservation to give back.",
            loan=self.display_name,
            state=self._get_state_label().lower(),
        )

    def _check_release_allowed(self):
        self._check_allowed("release")

    def action_release(self):
        """Give reserved units back to the pool; the loans wait again.

        An issue that was prepared is cancelled.

        :raises odoo.exceptions.UserError: a loan has no reservation
        """
        todo = self._pass_gate("release")
        todo._release()
        return self._answer(todo, self.env._("Nothing is reserved."))

    def _release(self):
        if not self:
            return
        units = self.unit_id
        self._cancel_open_moves()
        self._log_event("released", document={loan: loan.unit_id for loan in self})
        self._update_state("requested", unit_id=False, date_reserved=False)
        self._void_signature()
        self._refresh_bookings(units)

    @api.model
    def _refresh_bookings(self, units):
        """Let loans keep *units* as long as they need them, now that others do not."""
        # sudo: bookings follow each other, whoever's loans they are
        loans_sudo = self.sudo().search(
            [("unit_id", "in", units.ids), ("state", "in", BOOKED_STATES)]
        )
        self.env.add_to_compute(self._fields["date_occupied_to"], loans_sudo)
