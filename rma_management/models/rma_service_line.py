# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from .rma_cost_mixin import COST_GROUPS
from .rma_service_charge_mixin import AGREED_FIELDS

#: Company fields that name the service of a kind.
DEFAULT_PRODUCTS = {
    "labour": "rma_labour_product_id",
    "diagnosis": "rma_diagnosis_product_id",
    "restocking": "rma_restocking_product_id",
}


class RmaServiceLine(models.Model):
    """Labour or a fee on a unit: what was done, how long, what it is sold as."""

    _name = "rma.service.line"
    _description = "RMA Labour and Fees"
    _inherit = ["rma.action.mixin", "rma.service.charge.mixin", "rma.credit.fee.mixin"]
    _order = "line_id, sequence, id"
    _check_company_auto = True

    line_id = fields.Many2one(
        "rma.claim.line",
        string="Unit",
        required=True,
        index=True,
        ondelete="cascade",
        check_company=True,
    )
    company_id = fields.Many2one(
        related="line_id.company_id", store=True, precompute=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    sequence = fields.Integer(default=10)
    kind = fields.Selection(
        selection=[
            ("labour", "Labour"),
            ("fee", "Fee"),
            ("diagnosis", "Diagnosis Fee"),
            ("restocking", "Restocking or Inspection Fee"),
        ],
        default="labour",
        required=True,
    )
    # what it is sold as
    product_id = fields.Many2one(
        "product.product",
        string="Service",
        required=True,
        check_company=True,
        ondelete="restrict",
        domain="[('type', '=', 'service')]",
        compute="_compute_product_id",
        store=True,
        readonly=False,
        precompute=True,
    )
    name = fields.Char(
        string="What Was Done",
        compute="_compute_name",
        store=True,
        readonly=False,
        precompute=True,
    )
    product_uom_id = fields.Many2one(
        "uom.uom",
        string="Unit of Measure",
        compute="_compute_product_uom_id",
        store=True,
        readonly=False,
        precompute=True,
    )
    product_uom_qty = fields.Float(
        string="Quantity",
        digits="Product Unit",
        compute="_compute_product_uom_qty",
        store=True,
        readonly=False,
        precompute=True,
    )
    is_excluded = fields.Boolean(
        string="Not Covered",
        help="The customer pays this in full, whatever warranty or contract cover.",
    )
    sale_line_id = fields.Many2one(
        "sale.order.line",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    sale_order_id = fields.Many2one(related="sale_line_id.order_id", string="Quotation")
    sale_line_state = fields.Selection(
        related="sale_line_id.state", string="Quotation Status"
    )
    covered_percent = fields.Float(
        string="Covered (%)", digits=(5, 2), compute="_compute_covered_percent"
    )
    # who did it, and what it costs us
    date = fields.Date(default=fields.Date.context_today)
    user_id = fields.Many2one(
        "res.users", string="Done By", default=lambda self: self.env.user
    )
    minutes = fields.Float(
        help="Time that it took.",
        compute="_compute_minutes",
        store=True,
        readonly=False,
        precompute=True,
    )
    cost_hour = fields.Monetary(
        string="Cost of an Hour",
        compute="_compute_cost_hour",
        # no precompute: it would read the field as the engineer, who may not
        store=True,
        aggregator=None,
        help="As it was when the work was noted.",
        groups=COST_GROUPS,
    )
    cost = fields.Monetary(
        compute="_compute_cost",
        store=True,
        help="What the time cost us; fees cost nothing.",
        groups=COST_GROUPS,
    )

    # -- computes --

    @api.depends("kind")
    def _compute_product_id(self):
        for line in self:
            company = line.company_id or line.env.company
            defaults = [company[name] for name in DEFAULT_PRODUCTS.values()]
            if not line.product_id or line.product_id in defaults:
                field = DEFAULT_PRODUCTS.get(line.kind)
                line.product_id = field and company[field]

    @api.depends("product_id")
    def _compute_name(self):
        for line in self:
            line.name = line.product_id.name

    @api.depends("product_id")
    def _compute_product_uom_id(self):
        for line in self:
            line.product_uom_id = line.product_id.uom_id

    @api.depends("product_id")
    def _compute_minutes(self):
        for line in self:
            line.minutes = line.product_id.rma_norm_minutes

    @api.depends("minutes", "product_uom_id")
    def _compute_product_uom_qty(self):
        for line in self:
            # sudo: only whether it was agreed to
            is_agreed = line.sudo().sale_line_id.state == "sale"
            hour = line._get_hour(line.product_uom_id)
            if hour and line.minutes and not is_agreed:
                line.product_uom_qty = hour._compute_quantity(
                    line.minutes / 60, line.product_uom_id
                )
            else:
                line.product_uom_qty = line.product_uom_qty or 1.0

    @api.model
    def _get_hour(self, uom):
        """Return the hour when *uom* measures time, else an empty record."""
        hour = self.env.ref("uom.product_uom_hour", raise_if_not_found=False)
        is_time = uom and hour and uom._has_common_reference(hour)
        return hour if is_time else self.env["uom.uom"]

    @api.depends("kind")
    def _compute_cost_hour(self):
        for line in self:
            company = line.company_id or line.env.company
            is_labour = line.kind == "labour"
            line.cost_hour = is_labour and company.rma_labour_cost_hour

    @api.depends("minutes", "product_uom_qty", "product_uom_id", "cost_hour")
    def _compute_cost(self):
        for line in self:
            line.cost = line._get_minutes() / 60 * line.cost_hour

    def _get_minutes(self):
        """Return how long it took: as noted, else from a quantity of hours."""
        self.ensure_one()
        hour = self._get_hour(self.product_uom_id)
        if self.minutes or not hour:
            return self.minutes
        return 60 * self.product_uom_id._compute_quantity(
            self.product_uom_qty, hour, round=False
        )

    @api.depends(
        "kind",
        "is_excluded",
        "line_id.coverage",
        "line_id.parts_percent",
        "line_id.labour_percent",
    )
    def _compute_covered_percent(self):
        for line in self:
            line.covered_percent = line.line_id and line.line_id._get_covered_percent(
                line.kind, line.is_excluded
            )

    # -- checks --

    @api.constrains("product_uom_qty", "minutes", "price_unit")
    def _check_not_negative(self):
        for line in self:
            if min(line.product_uom_qty, line.minutes, line.price_unit) < 0:
                raise ValidationError(
                    self.env._(
                        "“%(name)s” on %(unit)s is less than zero. Enter time, "
                        "quantity and price of 0 or more.",
                        name=line.name or line.product_id.display_name,
                        unit=line.line_id.display_name,
                    )
                )

    @api.constrains("product_id")
    def _check_service(self):
        for line in self:
            if line.product_id.type != "service":
                raise ValidationError(
                    self.env._(
                        "%(product)s is no service. Choose a service here; parts are "
                        "added on the repair order.",
                        product=line.product_id.display_name,
                    )
                )

    # -- CRUD --

    @api.model_create_multi
    def create(self, vals_list):
        """Add labour and fees to units that have not ended."""
        for vals in vals_list:
            self._check_axis_vals(vals)
            self._check_numbers(vals)
            self._check_product_known(vals)
        lines = super(RmaServiceLine, self._without_closed_defaults()).create(vals_list)
        lines = lines.with_env(self.env)
        lines._check_unit_open()
        return lines

    def _check_product_known(self, vals):
        """Raise when neither the line nor the settings name a service."""
        if vals.get("product_id"):
            return
        line = self.env["rma.claim.line"].browse(vals.get("line_id"))
        company = line.company_id or self.env.company
        field = DEFAULT_PRODUCTS.get(vals.get("kind") or "labour")
        if not field or not company[field]:
            raise UserError(
                self.env._(
                    "Choose the service that is charged, or let an administrator name "
                    "the usual one in Settings → After-sales."
                )
            )

    def write(self, vals):
        """Keep what was agreed, and hand changes on to the open quotation."""
        self._check_axis_vals(vals)
        self._check_numbers(vals)
        self._check_unit_open()
        if "line_id" in vals and any(
            line.line_id.id != vals["line_id"] for line in self
        ):
            raise UserError(
                self.env._(
                    "Labour stays with its unit. Delete the line and add it to the "
                    "other unit."
                )
            )
        changed = self.filtered(
            lambda line: any(
                line._fields[name].convert_to_cache(vals[name], line)
                != line._fields[name].convert_to_cache(line[name], line)
                for name in AGREED_FIELDS & vals.keys()
            )
        )
        changed._check_not_agreed()
        result = super().write(vals)
        if (AGREED_FIELDS | {"name", "minutes"}) & vals.keys():
            self._update_quotation()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_agreed(self):
        self._check_unit_open()
        self._check_not_agreed()

    def unlink(self):
        """Take the lines off the open quotation too."""
        # sudo: the engineer proposes, as in _create_quotations
        self.sudo().sale_line_id.filtered(
            lambda line: line.state in ("draft", "sent")
        ).unlink()
        return super().unlink()
