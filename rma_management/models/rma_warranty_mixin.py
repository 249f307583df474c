# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ..tools.rma_dates import format_day, format_duration
from .rma_coverage_term import DURATION_UNITS

WARRANTY_STATES = [
    ("none", "No Warranty"),
    ("not_started", "Not Started"),
    ("running", "Running"),
    ("ended", "Ended"),
    ("void", "Void"),
]


class RmaWarrantyMixin(models.AbstractModel):
    """The warranty part of a unit's passport: frozen at delivery, logged in entries.

    A lot of many pieces goes to many customers: it keeps the terms only, and each of
    its deliveries has its dates in an entry of its own (``move_id``).
    """

    _name = "rma.warranty.mixin"
    _description = "RMA Warranty of a Serial Number"

    warranty_term_id = fields.Many2one(
        "rma.coverage.term",
        index="btree_not_null",
        ondelete="restrict",
        copy=False,
    )
    warranty_duration = fields.Integer(copy=False, aggregator=None)
    warranty_duration_unit = fields.Selection(selection=DURATION_UNITS, copy=False)
    warranty_start = fields.Date(copy=False)
    warranty_end = fields.Date(
        copy=False, index="btree_not_null", help="The last day that is covered."
    )
    warranty_partner_id = fields.Many2one(
        "res.partner", string="Sold To", index="btree_not_null", copy=False
    )
    warranty_move_id = fields.Many2one(
        "stock.move",
        string="Delivered By",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    date_first_use = fields.Date(
        string="In Use Since",
        copy=False,
        help="For terms that run from the first use.",
    )
    warranty_void_date = fields.Date(
        string="Voided On", readonly=True, copy=False, index="btree_not_null"
    )
    warranty_void_reason = fields.Text(string="Why Void", readonly=True, copy=False)
    warranty_entry_ids = fields.One2many(
        "rma.warranty.entry", "lot_id", string="Warranty Log", readonly=True
    )
    warranty_state = fields.Selection(
        selection=WARRANTY_STATES,
        string="Warranty",
        compute="_compute_warranty_state",
        search="_search_warranty_state",
    )
    warranty_summary = fields.Char(
        string="Warranty in Words",
        compute="_compute_warranty_summary",
        compute_sudo=True,
    )

    # -- where it stands today --

    def _get_warranty_company(self):
        """Return the company whose calendar counts: a serial may belong to all."""
        self.ensure_one()
        return self.company_id or self.env.company

    def _get_warranty_today(self):
        """Return today where the company of this serial is."""
        return self._get_warranty_company()._get_rma_date(fields.Datetime.now())

    @api.depends(
        "warranty_void_date",
        "warranty_start",
        "warranty_end",
        "warranty_duration",
        "warranty_partner_id",
    )
    @api.depends_context("company")
    def _compute_warranty_state(self):
        for lot in self:
            lot.warranty_state = lot._get_warranty_state(lot._get_warranty_today())

    def _get_warranty_state(self, day):
        """Return what the warranty is on *day*, voiding apart from its date."""
        self.ensure_one()
        if self.warranty_void_date:
            return "void"
        if self.warranty_end and self.warranty_end < day:
            return "ended"
        if self.warranty_end and (
            not self.warranty_start or self.warranty_start <= day
        ):
            return "running"
        if self.warranty_end or (self.warranty_duration and self.warranty_partner_id):
            return "not_started"
        return "none"

    @api.model
    def _search_warranty_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        companies = self.env.companies | self.env.company
        now = fields.Datetime.now()
        by_day = companies.grouped(lambda company: company._get_rma_date(now))
        domains = []
        for day, group in by_day.items():
            domain = Domain.OR(self._get_warranty_state_domain(s, day) for s in value)
            if len(by_day) > 1:
                ids = [*group.ids, False] if self.env.company in group else group.ids
                domain &= Domain("company_id", "in", ids)
            domains.append(domain)
        return Domain.OR(domains)

    @api.model
    def _get_warranty_state_domain(self, state, day):
        """Return the domain of the serials whose warranty is *state* on *day*."""
        valid = Domain("warranty_void_date", "=", False)
        has_begun = Domain("warranty_start", "=", False) | Domain(
            "warranty_start", "<=", day
        )
        is_promised = Domain("warranty_duration", ">", 0) & Domain(
            "warranty_partner_id", "!=", False
        )
        open_end = Domain("warranty_end", "=", False)
        not_ended = Domain("warranty_end", ">=", day)
        return {
            "void": ~valid,
            "ended": valid & Domain("warranty_end", "<", day),
            "running": valid & not_ended & has_begun,
            "not_started": valid
            & (
                (not_ended & Domain("warranty_start", ">", day))
                | open_end & is_promised
            ),
            "none": valid & open_end & ~is_promised,
        }.get(state, Domain.FALSE)

    # -- in words --

    @api.depends(
        "warranty_state",
        "warranty_term_id",
        "warranty_duration_unit",
        "warranty_move_id",
        "warranty_void_reason",
    )
    @api.depends_context("company", "lang")
    def _compute_warranty_summary(self):
        for lot in self:
            lot.warranty_summary = lot._get_warranty_summary()

    def _get_warranty_summary(self):
        """Return the whole passport in one sentence or two."""
        self.ensure_one()
        if self.product_id.tracking == "lot":
            return self._get_lot_summary()
        sold = self._get_sold_phrase()
        duration = self._get_duration_phrase()
        rest = self._get_end_phrase()
        if self.warranty_end and not duration:
            rest = self.env._("warranty %(rest)s", rest=rest)
        parts = [part for part in (sold, duration, rest) if part]
        if not parts:
            return self.env._("No delivery to a customer is known.")
        text = ", ".join(parts)
        text = f"{text[0].upper()}{text[1:]}."
        if self.warranty_void_date:
            void = self.env._(
                "Void since %(date)s: %(reason)s",
                date=format_day(self.env, self.warranty_void_date),
                reason=self.warranty_void_reason or "",
            )
            text = f"{text} {void}"
        return text

    def _get_lot_summary(self):
        if not self.warranty_duration:
            return self.env._("No warranty is known for this lot.")
        return self.env._(
            "Each delivery of this lot has its own warranty: %(duration)s.",
            duration=self._get_duration_phrase(),
        )

    def _get_sold_phrase(self):
        company = self._get_warranty_company()
        moment = self.warranty_move_id.date
        delivered = moment and company._get_rma_date(moment)
        partner = self.warranty_partner_id.name
        if delivered and partner:
            return self.env._(
                "delivered %(date)s to %(customer)s",
                date=format_day(self.env, delivered),
                customer=partner,
            )
        return partner and self.env._("sold to %(customer)s", customer=partner)

    def _get_duration_phrase(self):
        """Return “24 months from delivery”; nothing when it is not how long it is."""
        if not self.warranty_duration:
            has_none = self.warranty_partner_id and not self.warranty_end
            return self.env._("without warranty") if has_none else False
        if self.warranty_end and self.warranty_start:
            plain_end = self.env["rma.coverage.term"]._add_duration(
                self.warranty_start, self.warranty_duration, self.warranty_duration_unit
            )
            if plain_end != self.warranty_end:
                return False
        return format_duration(
            self.env,
            self.warranty_duration,
            self.warranty_duration_unit,
            self.warranty_term_id.start_basis,
        )

    def _get_end_phrase(self):
        if not self.warranty_end:
            waits = self.warranty_duration and self.warranty_partner_id
            return self.env._("not started yet") if waits else False
        date = format_day(self.env, self.warranty_end)
        if self.warranty_end < self._get_warranty_today():
            return self.env._("ended %(date)s", date=date)
        return self.env._("ends %(date)s", date=date)

    # -- checks --

    @api.constrains("warranty_start", "warranty_end", "warranty_duration")
    def _check_warranty_dates(self):
        for lot in self:
            if lot.warranty_duration < 0:
                raise ValidationError(
                    self.env._(
                        "The warranty duration of %(serial)s is less than zero. Enter "
                        "0 for none, or how long it lasts.",
                        serial=lot.name,
                    )
                )
            start, end = lot.warranty_start, lot.warranty_end
            if start and end and end < start:
                raise ValidationError(
                    self.env._(
                        "The warranty of %(serial)s would end on %(end)s, before it "
                        "begins on %(start)s. Correct one of the two dates.",
                        serial=lot.name,
                        start=format_day(self.env, start),
                        end=format_day(self.env, end),
                    )
                )
