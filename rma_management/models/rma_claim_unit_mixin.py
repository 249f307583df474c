# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command, Domain

from .rma_step_mixin import ENDED_STAGES

#: Fields of the unit that a one-unit claim shows and takes as its own.
UNIT_FIELDS = frozenset(
    {
        "product_id",
        "lot_id",
        "lot_name",
        "manufacture_year",
        "quantity",
        "sale_line_id",
        "vendor_id",
        "symptom_id",
        "symptom_note",
        "reason_id",
        "reason_note",
        "fault_photo_ids",
        "product_told",
        "accessories_told",
        "cause_id",
        "remedy_id",
        "solution",
        "resolution_id",
        "replacement_product_id",
        "date_purchased",
        "proof_ids",
        "service_line_ids",
        "work_hold",
        "date_forecast_told",
        "condition_grade",
        "packaging",
        "accessories",
        "is_damaged_in_transit",
        "damage",
        "inspection_note",
        "inspection_photo_ids",
    }
)
#: Any of these makes a unit; the others only describe it.
IDENTIFYING_FIELDS = frozenset(
    {
        "product_id",
        "product_told",
        "lot_id",
        "lot_name",
        "sale_line_id",
        "symptom_id",
        "symptom_note",
    }
)


class RmaClaimUnitMixin(models.AbstractModel):
    """A claim with one unit reads and is written as one record.

    The unit's fields appear on the claim as related fields. The claim hands their
    values on: to its only line when written, to a first line when created.
    """

    _name = "rma.claim.unit.mixin"
    _description = "RMA Claim as One Unit"

    single_line_id = fields.Many2one(
        "rma.claim.line",
        string="The Unit",
        compute="_compute_single_line_id",
        search="_search_single_line_id",
        help="Filled when the claim has exactly one unit.",
    )
    is_single = fields.Boolean(string="One Unit", compute="_compute_is_single")

    # which unit
    product_id = fields.Many2one(
        related="single_line_id.product_id",
        readonly=False,
        domain="[('type', '=', 'consu')]",
    )
    product_tracking = fields.Selection(related="product_id.tracking")
    lot_id = fields.Many2one(
        related="single_line_id.lot_id",
        readonly=False,
        domain="[('product_id', '=?', product_id)]",
    )
    lot_name = fields.Char(related="single_line_id.lot_name", readonly=False)
    manufacture_year = fields.Integer(
        related="single_line_id.manufacture_year", readonly=False
    )
    quantity = fields.Float(related="single_line_id.quantity", readonly=False)
    uom_id = fields.Many2one(related="product_id.uom_id", string="Unit of Measure")
    sale_line_id = fields.Many2one(
        related="single_line_id.sale_line_id", readonly=False
    )
    sale_order_origin_id = fields.Many2one(
        related="single_line_id.sale_order_origin_id"
    )
    origin_picking_id = fields.Many2one(related="single_line_id.origin_picking_id")
    origin_invoice_ids = fields.Many2many(
        related="single_line_id.origin_invoice_ids",
        groups="account.group_account_invoice,account.group_account_readonly",
    )
    origin_invoice_names = fields.Char(related="single_line_id.origin_invoice_names")
    date_delivered_originally = fields.Datetime(
        related="single_line_id.date_delivered_originally"
    )
    vendor_id = fields.Many2one(related="single_line_id.vendor_id", readonly=False)
    # what is wrong, what is done
    symptom_id = fields.Many2one(related="single_line_id.symptom_id", readonly=False)
    symptom_note = fields.Text(related="single_line_id.symptom_note", readonly=False)
    reason_id = fields.Many2one(related="single_line_id.reason_id", readonly=False)
    reason_note = fields.Text(related="single_line_id.reason_note", readonly=False)
    product_told = fields.Char(related="single_line_id.product_told", readonly=False)
    told_lot_id = fields.Many2one(related="single_line_id.told_lot_id")
    accessories_told = fields.Char(
        related="single_line_id.accessories_told", readonly=False
    )
    fault_photo_ids = fields.Many2many(
        related="single_line_id.fault_photo_ids", readonly=False
    )
    cause_id = fields.Many2one(related="single_line_id.cause_id", readonly=False)
    remedy_id = fields.Many2one(related="single_line_id.remedy_id", readonly=False)
    solution = fields.Text(related="single_line_id.solution", readonly=False)
    resolution_id = fields.Many2one(
        related="single_line_id.resolution_id", readonly=False
    )
    resolution_kind = fields.Selection(related="single_line_id.resolution_kind")
    is_other_product = fields.Boolean(related="resolution_id.is_other_product")
    replacement_product_id = fields.Many2one(
        related="single_line_id.replacement_product_id", readonly=False
    )
    # who pays
    date_purchased = fields.Date(
        related="single_line_id.date_purchased", readonly=False
    )
    proof_ids = fields.Many2many(related="single_line_id.proof_ids", readonly=False)
    parts_percent = fields.Float(related="single_line_id.parts_percent")
    labour_percent = fields.Float(related="single_line_id.labour_percent")
    coverage_term_id = fields.Many2one(related="single_line_id.coverage_term_id")
    contract_id = fields.Many2one(related="single_line_id.contract_id")
    verdict_coverage = fields.Selection(related="single_line_id.verdict_coverage")
    verdict_summary = fields.Text(related="single_line_id.verdict_summary")
    date_verdict = fields.Datetime(related="single_line_id.date_verdict")
    is_overridden = fields.Boolean(related="single_line_id.is_overridden")
    result_ids = fields.One2many(related="single_line_id.result_ids")
    # the price
    currency_id = fields.Many2one("res.currency")
    service_line_ids = fields.One2many(
        related="single_line_id.service_line_ids", readonly=False
    )
    sale_order_ids = fields.Many2many(related="single_line_id.sale_order_ids")
    amount_quoted = fields.Monetary(related="single_line_id.amount_quoted")
    money_payment = fields.Selection(related="single_line_id.money_payment")
    override_ids = fields.One2many(related="single_line_id.override_ids")
    # inspection
    condition_grade = fields.Selection(
        related="single_line_id.condition_grade", readonly=False
    )
    packaging = fields.Selection(related="single_line_id.packaging", readonly=False)
    accessories = fields.Char(related="single_line_id.accessories", readonly=False)
    is_damaged_in_transit = fields.Boolean(
        related="single_line_id.is_damaged_in_transit", readonly=False
    )
    damage = fields.Text(related="single_line_id.damage", readonly=False)
    inspection_note = fields.Text(
        related="single_line_id.inspection_note", readonly=False
    )
    inspection_photo_ids = fields.Many2many(
        related="single_line_id.inspection_photo_ids", readonly=False
    )
    date_inspected = fields.Datetime(related="single_line_id.date_inspected")
    work_hold = fields.Selection(related="single_line_id.work_hold", readonly=False)
    date_forecast = fields.Date(related="single_line_id.date_forecast")
    date_forecast_told = fields.Date(
        related="single_line_id.date_forecast_told", readonly=False
    )
    # the axes, for the buttons
    goods_state = fields.Selection(related="single_line_id.goods_state")
    work_state = fields.Selection(related="single_line_id.work_state")
    money_state = fields.Selection(related="single_line_id.money_state")

    @api.depends("line_ids")
    def _compute_single_line_id(self):
        for claim in self:
            lines = claim.line_ids
            claim.single_line_id = lines if len(lines) == 1 else False

    @api.model
    def _search_single_line_id(self, operator, value):
        """Search the units: what is true of one unit finds its claim."""
        return Domain("line_ids", operator, value)

    @api.depends("line_ids")
    def _compute_is_single(self):
        for claim in self:
            claim.is_single = len(claim.line_ids) <= 1

    @api.onchange("product_id")
    def _onchange_unit_product_id(self):
        """Show what the new unit starts with."""
        self.quantity = self.quantity or 1.0

    @api.onchange("lot_name")
    def _onchange_unit_lot_name(self):
        """Recognise a typed or scanned serial that we know."""
        if self.lot_name and not self.lot_id:
            lot = self.env["rma.claim.line"]._find_lot(self.lot_name, self.product_id)
            if lot:
                self.lot_id = lot
                self.lot_name = False
                self._onchange_unit_lot_id()

    @api.onchange("lot_id")
    def _onchange_unit_lot_id(self):
        """Fill product, order and customer from the serial."""
        if not self.lot_id:
            return
        self.product_id = self.lot_id.product_id
        line_model = self.env["rma.claim.line"]
        lot = self.lot_id._origin
        origin = line_model._find_history(lot).get(lot, {}).get("delivery")
        if origin:
            # sudo: whoever may register the claim may see whose unit it is
            self.sale_line_id = origin.sudo().sale_line_id
            self.partner_id = self.partner_id or origin.sudo().picking_id.partner_id

    @api.model
    def _take_unit_vals(self, vals):
        """Remove the unit's values from *vals* and return them."""
        return {name: vals.pop(name) for name in list(vals) if name in UNIT_FIELDS}

    @api.model
    def _turn_unit_vals_into_line(self, vals):
        """Make the first line of a new claim from the unit's values in *vals*."""
        unit_vals = self._take_unit_vals(vals)
        if any(unit_vals.get(name) for name in IDENTIFYING_FIELDS):
            given = {name: value for name, value in unit_vals.items() if value}
            vals["line_ids"] = [*vals.get("line_ids", []), Command.create(given)]

    def _write_unit_vals(self, unit_vals):
        """Write the unit's values to the only line, or make it when there is none."""
        many = self.filtered(lambda claim: len(claim.line_ids) > 1)
        if many and any(unit_vals.values()):
            raise UserError(
                self.env._(
                    "%(claim)s has several units: change the unit itself, in the list "
                    "of units.",
                    claim=many[0].display_name,
                )
            )
        self.single_line_id.write(unit_vals)
        for claim in self.filtered(lambda claim: not claim.line_ids):
            vals = dict(unit_vals)
            claim._turn_unit_vals_into_line(vals)
            if vals:
                claim.write(vals)

    # -- checks --

    def _check_lines_can_be_added(self):
        """Refuse a unit on a claim that has ended."""
        for claim in self:
            if claim.line_ids and claim.state in ENDED_STAGES:
                raise UserError(
                    self.env._(
                        "%(claim)s has ended: no unit can be added. Register a new "
                        "claim, or reopen this one.",
                        claim=claim.display_name,
                    )
                )

    def _check_unit_policy(self):
        """Refuse a second unit where the customer gets one number per unit.

        What comes unannounced is noted by the system whatever the policy.
        """
        if self.env.su:
            return
        for claim in self:
            if len(claim.line_ids) > 1 and claim.partner_id._is_one_unit_per_claim():
                raise ValidationError(
                    self.env._(
                        "%(customer)s gets one RMA number per unit: register one claim "
                        "per unit, or change “Units per Claim” on the customer.",
                        customer=claim.partner_id.display_name,
                    )
                )
