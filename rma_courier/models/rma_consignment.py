# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain

from odoo.addons.rma_management.models.rma_cost_mixin import COST_GROUPS
from odoo.addons.rma_management.tools import tracking_link

#: Which way it goes, in words for people.
DIRECTIONS = [
    ("customer_in", "Customer to us"),
    ("customer_out", "Us to customer"),
    ("vendor_out", "Us to vendor"),
    ("vendor_in", "Vendor to us"),
    ("customer_vendor", "Customer to vendor"),
    ("transfer", "Between sites"),
]
#: Who pays the courier.
PAYERS = [
    ("company", "Us"),
    ("customer", "The customer"),
    ("vendor", "The vendor"),
]
#: Our side of the way: where it comes from, where it goes to.
FROM_US = frozenset({"customer_out", "vendor_out", "transfer"})
TO_US = frozenset({"customer_in", "vendor_in", "transfer"})
#: More packages are a mistake in typing; each has a label of its own.
MAX_PACKAGES = 500
#: Consignments that a part of a docket number finds at most.
MOST_FOUND = 200


class RmaConsignment(models.Model):
    """What a courier carries at once: with units of claims, a transfer, or neither.

    Known from the moment somebody announces it to the moment it is at the door.
    """

    _name = "rma.consignment"
    _description = "RMA Consignment"
    _inherit = [
        "mail.thread",
        "mail.activity.mixin",
        "rma.action.mixin",
        "rma.photo.mixin",
        "rma.consignment.docket.mixin",
        "rma.consignment.status.mixin",
        "rma.consignment.guard.mixin",
        "rma.consignment.action.mixin",
        "rma.consignment.effect.mixin",
        "rma.consignment.late.mixin",
        "rma.consignment.notice.mixin",
        "rma.consignment.page.mixin",
        "rma.consignment.label.mixin",
        "rma.consignment.poll.mixin",
        "rma.consignment.customer.mixin",
    ]
    _order = "id desc"
    _check_company_auto = True
    _mail_post_access = "read"
    _photo_fields = ("proof_photo_ids",)

    name = fields.Char(string="Consignment", readonly=True, copy=False, index="trigram")
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    user_id = fields.Many2one(
        "res.users", string="Responsible", domain="[('share', '=', False)]"
    )
    # which way
    direction = fields.Selection(
        selection=DIRECTIONS, required=True, default="customer_in", index=True
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer or Vendor",
        check_company=True,
        index="btree_not_null",
        help="The other side: whose parcel it is.",
    )
    warehouse_id = fields.Many2one(
        "stock.warehouse",
        string="Service Centre",
        check_company=True,
        compute="_compute_warehouse_id",
        store=True,
        readonly=False,
        precompute=True,
    )
    partner_from_id = fields.Many2one(
        "res.partner",
        string="From",
        check_company=True,
        compute="_compute_addresses",
        store=True,
        readonly=False,
        precompute=True,
    )
    partner_to_id = fields.Many2one(
        "res.partner",
        string="To",
        check_company=True,
        compute="_compute_addresses",
        store=True,
        readonly=False,
        precompute=True,
    )
    # by whom
    carrier_id = fields.Many2one(
        "delivery.carrier",
        string="Courier",
        check_company=True,
        index="btree_not_null",
        tracking=True,
    )
    # what is inside
    line_ids = fields.Many2many(
        "rma.claim.line",
        "rma_consignment_line_rel",
        "consignment_id",
        "line_id",
        string="Units",
        check_company=True,
        copy=False,
    )
    claim_ids = fields.Many2many(
        "rma.claim",
        string="Claims",
        compute="_compute_claim_ids",
        search="_search_claim_ids",
    )
    picking_ids = fields.Many2many(
        "stock.picking",
        "rma_consignment_picking_rel",
        "consignment_id",
        "picking_id",
        string="Transfers",
        check_company=True,
        copy=False,
    )
    description = fields.Char(string="Contents")
    package_count = fields.Integer(string="Packages", default=1, aggregator="sum")
    weight = fields.Float(digits="Stock Weight")
    weight_uom_name = fields.Char(compute="_compute_weight_uom_name")
    declared_value = fields.Monetary()
    # who pays the courier
    payer = fields.Selection(
        selection=PAYERS, string="Paid By", default="company", required=True
    )
    # another parcel costs what its own courier charges
    cost = fields.Monetary(
        groups=COST_GROUPS, copy=False, help="What the courier charges for it."
    )
    # when the courier comes for it
    date_pickup = fields.Date(string="Pick-up On", copy=False)
    pickup_from = fields.Float(string="Pick-up From", copy=False, aggregator=None)
    pickup_to = fields.Float(string="Pick-up Until", copy=False, aggregator=None)
    pickup_number = fields.Char(
        string="Pick-up Confirmation",
        copy=False,
        help="What the courier calls the pick-up.",
    )
    # proof of delivery
    proof_name = fields.Char(string="Received By", copy=False)
    proof_signature = fields.Binary(string="Signature", attachment=True, copy=False)
    proof_photo_ids = fields.Many2many(
        "ir.attachment",
        "rma_consignment_photo_rel",
        string="Photos",
        copy=False,
        bypass_search_access=True,
    )

    _package_count_possible = models.Constraint(
        f"CHECK (package_count BETWEEN 1 AND {MAX_PACKAGES})",
        "A consignment has at least one package and at most 500. Register more as "
        "another consignment.",
    )
    # what is no number is greater than every number
    _weight_possible = models.Constraint(
        "CHECK (weight >= 0 AND weight < 1e9)",
        "The weight of a consignment is no less than zero. Correct it.",
    )

    # -- computes --

    @api.depends("company_id")
    def _compute_warehouse_id(self):
        warehouses = self.env["stock.warehouse"].search(
            [("company_id", "in", self.company_id.ids)], order="sequence desc, id desc"
        )
        first = {warehouse.company_id: warehouse for warehouse in warehouses}
        for consignment in self:
            if consignment.warehouse_id.company_id != consignment.company_id:
                consignment.warehouse_id = first.get(consignment.company_id, False)

    @api.depends("direction", "partner_id", "warehouse_id")
    def _compute_addresses(self):
        for consignment in self:
            here = consignment.warehouse_id.partner_id
            there = consignment.partner_id
            is_from_us = consignment.direction in FROM_US
            is_to_us = consignment.direction in TO_US
            consignment.partner_from_id = here if is_from_us else there
            consignment.partner_to_id = here if is_to_us and not is_from_us else there

    @api.depends("line_ids.claim_id")
    def _compute_claim_ids(self):
        units = self._get_readable_units()
        # at once, not one by one as each is assigned
        claims = self.line_ids.claim_id._filtered_access("read")
        for consignment in self:
            consignment.claim_ids = units[consignment].claim_id & claims

    @api.model
    def _search_claim_ids(self, operator, value):
        if operator in Domain.NEGATIVE_OPERATORS:
            return NotImplemented
        return Domain("line_ids.claim_id", operator, value)

    def _compute_weight_uom_name(self):
        template = self.env["product.template"]
        name = template._get_weight_uom_name_from_ir_config_parameter()
        self.weight_uom_name = name

    @api.depends("name", "docket_ids.name")
    def _compute_display_name(self):
        for consignment in self:
            name = consignment.name or self.env._("New consignment")
            number = consignment.docket_ids[:1].name
            consignment.display_name = f"{name} ({number})" if number else name

    @api.model
    def _search_display_name(self, operator, value):
        """Find a consignment by its number or by any of its docket numbers."""
        value = tracking_link.to_number(value)
        domain = super()._search_display_name(operator, value)
        if operator in ("ilike", "=", "in") and value:
            # found beforehand: the database cannot use two indexes in one "or"
            found = self.search(Domain("docket", operator, value), limit=MOST_FOUND)
            domain |= Domain("id", "in", found.ids)
        return domain

    # -- CRUD --

    @api.model_create_multi
    def create(self, vals_list):
        """Number the consignments; take the units of their transfers with them."""
        for vals in vals_list:
            self._check_axis_vals(vals)
            sequence = self.env["ir.sequence"].with_company(vals.get("company_id"))
            vals["name"] = sequence.next_by_code("rma.consignment")
        model = self._without_closed_defaults()
        consignments = super(RmaConsignment, model).create(vals_list)
        consignments = consignments.with_env(self.env)
        if any(map(self._has_photo_vals, vals_list)):
            consignments._bind_photos()
        consignments._take_units_of_transfers()
        return consignments

    def write(self, vals):
        """Keep the status to the gate; take the units of new transfers in."""
        self._check_axis_vals(vals)
        self._check_fixed(vals)
        lost = self._get_lost_units() if "line_ids" in vals else {}
        promised = {c: c.date_promised for c in self if "date_promised" in vals}
        result = super().write(vals)
        self._check_lost_units(lost)
        if self._has_photo_vals(vals):
            self._bind_photos()
        if "picking_ids" in vals:
            self._take_units_of_transfers()
        self.filtered(
            lambda c: c.is_open and promised.get(c, c.date_promised) != c.date_promised
        )._forget_late()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_told(self):
        for consignment in self:
            if consignment.event_ids:
                raise UserError(
                    self.env._(
                        "Something was told of %(consignment)s already, so it stays on "
                        "record. Cancel it instead of deleting it.",
                        consignment=consignment.display_name,
                    )
                )

    def _take_units_of_transfers(self):
        """Put the units of the linked transfers inside; those typed stay."""
        for consignment in self:
            # sudo: what travels is told by the transfers, whoever may read them
            units = consignment.sudo().picking_ids.move_ids.rma_line_id
            if missing := units - consignment.sudo().line_ids:
                consignment.sudo().line_ids = [Command.link(u.id) for u in missing]
