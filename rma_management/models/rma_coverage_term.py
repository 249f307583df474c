# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

#: Units of a duration, as ``product_warranty`` names them.
DURATION_UNITS = [
    ("day", "Day(s)"),
    ("week", "Week(s)"),
    ("month", "Month(s)"),
    ("year", "Year(s)"),
]
#: What a term promises: it does not change under units and contracts that have it.
FROZEN_FIELDS = frozenset(
    {
        "start_basis",
        "parts_percent",
        "labour_percent",
        "is_courier_included",
        "is_standby_included",
        "excluded_cause_ids",
        "claim_limit",
        "claim_period",
        "replacement_days",
        "repair_days",
        "company_id",
    }
)


class RmaCoverageTerm(models.Model):
    """What a warranty or a service contract pays for.

    A term that a serial number or a service contract has is frozen: its conditions
    cannot change any more, so that a unit keeps what it was delivered with. Archive
    it and create another one instead.
    """

    _name = "rma.coverage.term"
    _description = "RMA Coverage Term"
    _order = "sequence, name, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", help="Empty: for all companies.")
    note = fields.Text(string="Conditions", translate=True)
    duration = fields.Integer(
        help="For products that say no warranty of their own; 0: no warranty."
    )
    duration_unit = fields.Selection(
        selection=DURATION_UNITS, default="month", required=True
    )
    start_basis = fields.Selection(
        selection=[
            ("delivery", "Delivery"),
            ("invoice", "Invoice"),
            ("first_use", "First use"),
        ],
        default="delivery",
        required=True,
        string="Runs From",
    )
    parts_percent = fields.Float(
        string="Parts Covered (%)", default=100.0, digits=(5, 2), aggregator=None
    )
    labour_percent = fields.Float(
        string="Labour Covered (%)", default=100.0, digits=(5, 2), aggregator=None
    )
    is_courier_included = fields.Boolean(string="Courier Included", default=True)
    is_standby_included = fields.Boolean(string="Stand-by Unit Included")
    excluded_cause_ids = fields.Many2many("rma.cause", string="Causes Not Covered")
    claim_limit = fields.Integer(help="0: as many as there are.", aggregator=None)
    claim_period = fields.Selection(
        selection=[("term", "in all"), ("year", "per year")],
        default="term",
        required=True,
        string="Limit Counts",
    )
    replacement_days = fields.Integer(
        string="Least Warranty of a Replacement (Days)",
        help="A replacement inherits what is left, but never less than this.",
        aggregator=None,
    )
    repair_days = fields.Integer(
        string="Warranty of a Repair (Days)",
        default=90,
        help="How long a repair is covered, for what was repaired.",
        aggregator=None,
    )

    @api.constrains("parts_percent", "labour_percent")
    def _check_percent(self):
        for term in self:
            for name in ("parts_percent", "labour_percent"):
                if not 0 <= term[name] <= 100:
                    raise ValidationError(
                        self.env._(
                            "“%(field)s” of “%(term)s” is %(value)s. Enter a "
                            "percentage between 0 and 100.",
                            field=self._fields[name]._description_string(self.env),
                            term=term.name,
                            value=term[name],
                        )
                    )

    @api.constrains("duration", "claim_limit", "replacement_days", "repair_days")
    def _check_not_negative(self):
        for term in self:
            for name in ("duration", "claim_limit", "replacement_days", "repair_days"):
                if term[name] < 0:
                    raise ValidationError(
                        self.env._(
                            "“%(field)s” of “%(term)s” is less than zero. Enter 0 "
                            "or more.",
                            field=self._fields[name]._description_string(self.env),
                            term=term.name,
                        )
                    )

    def write(self, vals):
        """Keep what units and contracts were promised."""
        changed = self.filtered(
            lambda term: (
                any(
                    term[name] != term._fields[name].convert_to_cache(vals[name], term)
                    for name in FROZEN_FIELDS & vals.keys() - {"excluded_cause_ids"}
                )
                or "excluded_cause_ids" in vals
            )
        )
        if changed:
            changed._check_not_frozen()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_standard(self):
        standard_id = self.env["ir.model.data"]._xmlid_to_res_id(
            "rma_management.coverage_term_standard"
        )
        if standard_id in self.ids:
            raise UserError(
                self.env._(
                    "“%(term)s” is the standard for products that name no term. "
                    "Archive it instead, or name another standard in the settings.",
                    term=self.browse(standard_id).name,
                )
            )

    def _check_not_frozen(self):
        """Raise when units or contracts of any company have these terms."""
        # sudo: whoever has it, has it
        for model, field in (
            ("stock.lot", "warranty_term_id"),
            ("contract.contract", "coverage_term_id"),
            ("rma.warranty.entry", "term_id"),
        ):
            found = self.env[model].sudo().search([(field, "in", self.ids)], limit=1)
            if found:
                raise UserError(
                    self.env._(
                        "“%(term)s” was promised already, for example to "
                        "%(example)s: its conditions stay. Archive it and create "
                        "another term.",
                        term=found[field].name,
                        example=found.display_name,
                    )
                )

    @api.model
    def _add_duration(self, start, duration, unit):
        """Return *start* plus a duration, the last day included.

        24 months from 3 February 2025 end on 3 February 2027; 12 months from
        29 February 2024 end on 28 February 2025.

        :param datetime.date start: first day
        :param str unit: ``day``, ``week``, ``month`` or ``year``
        """
        return start + relativedelta(**{f"{unit}s": duration})

    def _get_period_start(self, start, day):
        """Return the first day of the period in which *day* is counted, or False.

        :param datetime.date start: when the term began to run, False when it has not
        """
        self.ensure_one()
        if self.claim_period == "term" or not start:
            return start
        years = relativedelta(day, start).years
        return start + relativedelta(years=years)
