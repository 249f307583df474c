# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_date

from .rma_standby_gate_mixin import OPEN_STATES, OUT_STATES

#: A loan is extended by a year at most, so that a slip of the finger is seen.
MAX_DAYS = 366


class RmaStandbyDateMixin(models.AbstractModel):
    """When the unit comes back: after the customer's own one, until fixed by hand."""

    _name = "rma.standby.date.mixin"
    _description = "RMA Expected Return of a Loan"

    date_expected = fields.Date(
        string="Expected Return",
        compute="_compute_date_expected",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        index=True,
        tracking=True,
        help="When the customer's own unit is ready, plus transit and grace; a date "
        "that somebody enters stays.",
    )
    is_date_fixed = fields.Boolean(
        string="Date Fixed",
        copy=False,
        help="The return was set by hand and does not follow the work any more.",
    )
    date_told = fields.Date(
        string="Return as Told",
        readonly=True,
        copy=False,
        help="The date that the customer knows.",
    )
    is_date_untold = fields.Boolean(
        string="Return Moved", compute="_compute_is_date_untold", store=True
    )
    is_late = fields.Boolean(
        string="Late", compute="_compute_is_late", search="_search_is_late"
    )
    days_late = fields.Integer(string="Days Overdue", compute="_compute_is_late")
    conflict_loan_id = fields.Many2one(
        "rma.standby.loan",
        string="Promised to",
        compute="_compute_conflict_loan_id",
        help="The unit is booked for this loan before it is expected back.",
    )
    is_extend_allowed = fields.Boolean(compute="_compute_date_allowed")

    _untold_idx = models.Index("(id) WHERE is_date_untold")

    # -- the date follows the original --

    @api.depends(
        "line_id.date_forecast", "is_date_fixed", "date_from", "company_id", "state"
    )
    def _compute_date_expected(self):
        for loan in self:
            follows = not loan.is_date_fixed and loan.state in OPEN_STATES
            forecast = follows and loan._get_forecast_return()
            start = loan.date_from or fields.Date.context_today(loan)
            if forecast:
                loan.date_expected = max(forecast, start)
            elif not loan.date_expected or (
                loan.date_expected < start and not loan.is_date_fixed
            ):
                days = loan.company_id.rma_standby_loan_days or 1
                loan.date_expected = start + timedelta(days=days)

    def _get_forecast_return(self):
        """Return when the stand-by is not needed any more, or False when unknown.

        The day on which the customer's own unit (or its replacement) leaves us, its
        transit, and the days of grace to send the stand-by back.
        """
        self.ensure_one()
        ready = self.line_id.date_forecast
        company = self.company_id
        days = company.rma_transit_days + company.rma_standby_grace_days
        return ready and ready + timedelta(days=days)

    @api.depends("date_expected", "date_told", "state")
    def _compute_is_date_untold(self):
        for loan in self:
            loan.is_date_untold = (
                loan.state in OUT_STATES and loan.date_expected != loan.date_told
            )

    # -- due, overdue --

    @api.depends("date_expected", "state")
    def _compute_is_late(self):
        for loan in self:
            days = (
                (loan._get_today() - loan.date_expected).days if loan._is_out() else 0
            )
            loan.is_late = days > 0
            loan.days_late = max(days, 0)

    @api.model
    def _search_is_late(self, operator, value):
        if operator != "in" or set(value) != {True}:
            return NotImplemented
        today = fields.Date.context_today(self)
        return Domain("state", "in", OUT_STATES) & Domain("date_expected", "<", today)

    def _get_today(self):
        """Return the day where the company is."""
        company = self.company_id or self.env.company
        return company[:1]._get_rma_date(fields.Datetime.now())

    def _get_due_state(self):
        """Return issued, due or overdue, by the day where the company is."""
        self.ensure_one()
        today = self._get_today()
        if self.date_expected < today:
            return "overdue"
        return "due" if self.date_expected == today else "issued"

    def _sync_due_state(self):
        """Move what is out between issued, due and overdue, as its date says."""
        out = self.filtered(lambda loan: loan._is_out())
        for state, loans in out.grouped(lambda loan: loan._get_due_state()).items():
            moved = loans.filtered(lambda loan, state=state: loan.state != state)
            moved = moved._update_state(state)
            if state != "issued":
                moved._log_event(state)

    @api.depends(
        "date_expected",
        "state",
        "unit_id.loan_ids.state",
        "unit_id.loan_ids.date_from",
    )
    def _compute_conflict_loan_id(self):
        nexts = self.filtered("unit_id")._get_next_bookings()
        for loan in self:
            booking = nexts.get(loan)
            is_hit = booking and booking.date_from <= loan.date_expected
            loan.conflict_loan_id = is_hit and loan.state in OPEN_STATES and booking

    # -- extend --

    @api.depends("state")
    def _compute_date_allowed(self):
        self._set_allowed("extend")

    def _is_extend_done(self):
        return False

    def _get_extend_obstacle(self):
        self.ensure_one()
        return self._get_ended_loan_obstacle()

    def _check_extend_allowed(self):
        self._check_allowed("extend")

    def action_extend(self, days=None):
        """Let the customers keep the units *days* longer, from today or from the
        expected return, whichever is later. The date is fixed then.

        :param int days: the company's days of an extension when missing
        :raises odoo.exceptions.UserError: a loan has ended, or the unit is promised to
            somebody else
        """
        todo = self._pass_gate("extend")
        is_number = type(days) is int and 1 <= days <= MAX_DAYS
        if days is not None and not is_number:
            raise UserError(
                self.env._(
                    "Please enter by how many days to extend: one or more, at most "
                    "%(limit)s. Nothing was changed.",
                    limit=MAX_DAYS,
                )
            )
        todo._extend(days)
        return True

    def _extend(self, days):
        if not self:
            return
        dates = {}
        for loan in self:
            length = days or loan.company_id.rma_standby_extension_days
            start = max(loan.date_expected, loan._get_today())
            dates.setdefault(start + timedelta(days=length), self.browse())
            dates[start + timedelta(days=length)] |= loan
        for date, loans in dates.items():
            loans._move_expected(date, "extended")

    def _move_expected(self, date, kind="date_changed"):
        """Fix the expected return by hand.

        :raises odoo.exceptions.UserError: the dates are reversed, or somebody else has
            booked the unit before *date*
        """
        self._check_new_date(date)
        self._write_axis({"date_expected": date, "is_date_fixed": True})
        # the database refuses an overlap here, where the sentence can be given
        self.env.flush_all()
        self._sync_due_state()
        self._follow_return_dates()
        self._log_event(kind, text=format_date(self.env, date))

    def _check_new_date(self, date):
        """Raise when these loans cannot last until *date*."""
        nexts = self.filtered("unit_id")._get_next_bookings()
        for loan in self:
            if date < loan.date_from:
                raise UserError(
                    self.env._(
                        "%(loan)s begins on %(from)s and cannot end on %(to)s. Enter a "
                        "later day.",
                        loan=loan.display_name,
                        **{
                            "from": format_date(self.env, loan.date_from),
                            "to": format_date(self.env, date),
                        },
                    )
                )
            booking = nexts.get(loan)
            if booking and booking.date_from <= date:
                raise UserError(
                    self.env._(
                        "%(unit)s is booked for %(other)s from %(from)s: %(loan)s can "
                        "last until the day before, or %(other)s gets another unit.",
                        unit=loan.unit_id.display_name,
                        other=booking.name,
                        loan=loan.display_name,
                        **{"from": format_date(self.env, booking.date_from)},
                    )
                )
