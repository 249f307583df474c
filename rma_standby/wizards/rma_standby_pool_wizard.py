# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

#: How many serial numbers one call takes; more is a slip, and locks the stock for long.
MAX_UNITS = 500
#: How many problems are named at once.
MAX_PROBLEMS = 20


class RmaStandbyPoolWizard(models.TransientModel):
    """Brings units into the pool, to another site, or out, by native transfers."""

    _name = "rma.standby.pool.wizard"
    _inherit = "rma.standby.pool.check.mixin"
    _description = "RMA Move of Stand-by Units"
    _check_company_auto = True

    direction = fields.Selection(
        selection=[
            ("in", "Bring Units In"),
            ("move", "Move to Another Site"),
            ("out", "Take Units Out"),
        ],
        string="What",
        default="in",
        required=True,
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    warehouse_id = fields.Many2one(
        "stock.warehouse",
        string="Site",
        check_company=True,
        required=True,
        compute="_compute_warehouse_id",
        store=True,
        readonly=False,
        precompute=True,
    )
    location_dest_id = fields.Many2one(
        "stock.location",
        string="Taken To",
        check_company=True,
        domain="[('usage', '=', 'internal'), "
        "('company_id', 'in', (company_id, False))]",
        compute="_compute_location_dest_id",
        store=True,
        readonly=False,
        precompute=True,
    )
    serials = fields.Text(
        string="Scan Serials",
        help="Scan, type or paste serial numbers, one on each line.",
    )
    lot_ids = fields.Many2many("stock.lot", string="Serial Numbers")
    unlent_names = fields.Char(compute="_compute_unlent_names")
    is_tick_allowed = fields.Boolean(compute="_compute_unlent_names")
    is_product_ticked = fields.Boolean(
        string="Let Them Be Lent",
        help="Ticks “May Be Lent” on these products.",
    )
    is_moved_now = fields.Boolean(
        string="Move Now",
        default=lambda self: self._may_move(),
        help="The units are there already: the transfer is validated at once.",
    )
    is_move_allowed = fields.Boolean(
        compute="_compute_is_move_allowed",
        default=lambda self: self._may_move(),
    )

    @api.depends("company_id", "lot_ids")
    def _compute_warehouse_id(self):
        sites = self.env["stock.warehouse"].search(
            [("company_id", "in", self.company_id.ids)]
        )
        for wizard in self:
            company = wizard.company_id
            own = sites.filtered(lambda site, c=company: site.company_id == c)
            if wizard.warehouse_id not in own:
                wizard.warehouse_id = own[:1]

    @api.depends("warehouse_id", "direction")
    def _compute_location_dest_id(self):
        for wizard in self:
            is_out = wizard.direction == "out"
            wizard.location_dest_id = is_out and wizard.warehouse_id.lot_stock_id

    @api.depends("lot_ids", "serials", "direction")
    def _compute_unlent_names(self):
        may_tick = self.env["product.template"].has_access("write")
        for wizard in self:
            products = wizard.env["product.template"]
            if wizard.direction == "in":
                lots = wizard.lot_ids | wizard._find_lots()[0]
                products = wizard._get_unlent_products(lots)
            wizard.unlent_names = ", ".join(products.mapped("display_name"))
            wizard.is_tick_allowed = may_tick

    def _compute_is_move_allowed(self):
        self.is_move_allowed = self._may_move()

    @api.model
    def _may_move(self):
        """Tell whether the user validates transfers."""
        return self.env.user.has_group("stock.group_stock_user")

    # -- move them --

    def action_apply(self):
        """Make one native transfer per place with these very units, and validate it
        where the user asks for it and may.

        :return: the action that shows the transfers, or the units when they were moved
        :raises odoo.exceptions.UserError: a serial is unknown, or cannot be moved
        """
        self.ensure_one()
        self._check_right()
        scanned, problems = self._find_lots()
        lots = self.lot_ids | scanned
        self._check_number(lots, problems)
        self._tick_products(lots)
        destination = self._get_destination()
        # whoever moves the same units at the same moment waits
        lots.sudo().lock_for_update(allow_referencing=True)  # sudo: to keep them only
        lots.invalidate_recordset(["location_id"])
        there = lots.filtered(lambda lot: lot.location_id == destination)
        quants = self._find_quants(lots - there)
        problems += self._get_problems(lots - there, quants)
        if problems:
            raise UserError("\n".join(problems[:MAX_PROBLEMS]))
        if lots == there:
            return self._notify(self.env._("These units are there already."))
        pickings = self._create_pickings(quants, destination)
        if self.is_moved_now and self._may_move():
            return self._validate(pickings)
        return pickings._get_records_action(name=self.env._("Transfers"))

    def _check_right(self):
        """Let the warehouse and approvers of after-sales move their pool."""
        # posted ids are not trusted: only a company of the user's is moved in
        self.company_id.check_access("read")
        self.warehouse_id.check_access("read")
        self.location_dest_id.check_access("read")
        if not (self._may_move() or self._has_rma_right("group_rma_approver")):
            raise UserError(
                self.env._(
                    "Moving stand-by units needs the rights of the warehouse or of an "
                    "after-sales approver. Ask one of them."
                )
            )

    def _check_number(self, lots, problems):
        """Raise when there is nothing to move, or too much at once."""
        if not lots and not problems:
            raise UserError(
                self.env._("Scan or choose the serial numbers; nothing was moved.")
            )
        if len(lots) > MAX_UNITS:
            raise UserError(
                self.env._(
                    "These are %(count)s serial numbers: move %(limit)s at once, at "
                    "most. Nothing was moved.",
                    count=len(lots),
                    limit=MAX_UNITS,
                )
            )

    def _tick_products(self, lots):
        """Let products be lent where the user asked for it and may."""
        if self.direction == "in" and self.is_product_ticked:
            products = self._get_unlent_products(lots).filtered(
                lambda product: product.tracking == "serial"
            )
            products.is_rma_standby = True

    def _get_destination(self):
        """Return where the units go.

        :raises odoo.exceptions.UserError: no place is given, or it is in the pool
        """
        self.ensure_one()
        if self.direction != "out":
            # sudo: the place of the pool is no secret
            return self.warehouse_id.sudo().rma_standby_location_id
        place = self.location_dest_id
        # sudo: as above
        insides = self.company_id.sudo()._get_standby_locations()
        if not place or any(place._child_of(inside) for inside in insides):
            raise UserError(
                self.env._(
                    "Choose a place outside the stand-by pool to take the units to."
                )
            )
        return place

    def _create_pickings(self, quants, destination):
        """Make one transfer for each place that the units are taken from.

        It reserves these very serials, not those that Odoo would choose.
        """
        groups = quants.grouped("location_id")
        # sudo: approvers ask for the transfer, the warehouse carries it out
        model = self.env["stock.picking"].sudo(not self._may_move())
        pickings = model.create(
            [
                self._prepare_picking_vals(place, destination, group)
                for place, group in groups.items()
            ]
        )
        # sudo: places are compared with those of the quants
        pickings.env["stock.move.line"].create(
            [
                self._prepare_line_vals(move, quant)
                for move in pickings.move_ids
                for quant in groups[move.location_id.sudo()]
                if quant.product_id == move.product_id
            ]
        )
        pickings.action_confirm()
        return pickings.sudo(False)

    def _prepare_picking_vals(self, place, destination, quants):
        """Return the values of the transfer of *quants* from *place*."""
        common = {
            "location_id": place.id,
            "location_dest_id": destination.id,
            "company_id": self.company_id.id,
        }
        moves = [
            Command.create(
                {
                    **common,
                    "product_id": product.id,
                    "product_uom": product.uom_id.id,
                    "product_uom_qty": len(same),
                }
            )
            for product, same in quants.grouped("product_id").items()
        ]
        return {
            **common,
            # sudo: the operation types of the site are no secret
            "picking_type_id": self.warehouse_id.sudo().int_type_id.id,
            "origin": self.env._("Stand-by pool"),
            "move_ids": moves,
        }

    def _prepare_line_vals(self, move, quant):
        """Return the values of the line of *move* that takes one serial."""
        return {
            "move_id": move.id,
            "picking_id": move.picking_id.id,
            "company_id": move.company_id.id,
            "product_id": move.product_id.id,
            "product_uom_id": move.product_uom.id,
            "location_id": move.location_id.id,
            "location_dest_id": move.location_dest_id.id,
            "lot_id": quant.lot_id.id,
            "package_id": quant.package_id.id,
            "quantity": 1.0,
        }

    def _validate(self, pickings):
        """Validate the transfers; show what they moved, or what Odoo asks."""
        pickings.move_ids.picked = True
        result = pickings.button_validate()
        if result is not True:
            return result
        units = self.env["rma.standby.unit"].search(
            [("lot_id", "in", pickings.move_ids.lot_ids.ids)]
        )
        return units._get_records_action(name=self.env._("Stand-by Units"))
