# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from collections import defaultdict

from odoo import api, fields, models


class RmaGoodsMixin(models.AbstractModel):
    """The axis that only done stock moves move: where the unit is and whose it is.

    Every quantity is a sum over the native moves of the unit (``move_ids``), which
    say by ``rma_move_kind`` what they are for and by their locations which way they
    go. Nothing here is typed.
    """

    _name = "rma.goods.mixin"
    _description = "RMA Goods of the Unit"

    move_ids = fields.One2many("stock.move", "rma_line_id", string="Stock Moves")
    picking_ids = fields.Many2many(
        "stock.picking",
        string="Transfers",
        compute="_compute_picking_ids",
        compute_sudo=True,
    )
    goods_state = fields.Selection(
        selection=[
            ("none", "None"),
            ("expected", "Expected"),
            ("in_transit", "On Its Way"),
            ("received", "Received"),
            ("shipped", "Shipped"),
            ("delivered", "Delivered"),
            ("kept", "Stays with Us"),
        ],
        string="Goods",
        compute="_compute_goods",
        store=True,
        index=True,
    )
    quantity_announced = fields.Float(
        string="Announced", digits="Product Unit", compute="_compute_goods", store=True
    )
    quantity_received = fields.Float(
        string="Received", digits="Product Unit", compute="_compute_goods", store=True
    )
    quantity_rejected = fields.Float(
        string="In Quarantine",
        digits="Product Unit",
        compute="_compute_goods",
        store=True,
    )
    quantity_accepted = fields.Float(
        string="Accepted", digits="Product Unit", compute="_compute_goods", store=True
    )
    quantity_returned = fields.Float(
        string="Sent Back", digits="Product Unit", compute="_compute_goods", store=True
    )
    quantity_replaced = fields.Float(
        string="Replaced", digits="Product Unit", compute="_compute_goods", store=True
    )
    quantity_kept = fields.Float(
        string="Kept", digits="Product Unit", compute="_compute_goods", store=True
    )
    quantity_held = fields.Float(
        string="With Us Now",
        digits="Product Unit",
        compute="_compute_goods",
        store=True,
    )
    date_received = fields.Datetime(compute="_compute_goods", store=True)
    date_shipped = fields.Datetime(compute="_compute_goods", store=True)
    date_delivered = fields.Datetime(
        string="Delivered On",
        readonly=True,
        copy=False,
        help="When the customer had the unit: on hand-over at the counter, by the "
        "courier's word, or as told by the customer.",
    )
    owner = fields.Selection(
        selection=[("customer", "The customer's"), ("company", "Ours")],
        compute="_compute_owner",
        help="Whose the unit is while it is with us.",
    )

    # -- what the moves say --

    @api.depends("move_ids.picking_id")
    def _compute_picking_ids(self):
        for line in self:
            line.picking_ids = line.move_ids.picking_id

    @api.depends(
        "date_delivered",
        "move_ids.state",
        "move_ids.quantity",
        "move_ids.product_uom_qty",
        "move_ids.rma_move_kind",
        "move_ids.location_id",
        "move_ids.location_dest_id",
        "claim_id.delivery_method",
    )
    def _compute_goods(self):
        for line in self:
            sums = line._sum_moves()
            line.update(sums["quantities"])
            line.date_received = sums["date_received"]
            line.date_shipped = sums["date_shipped"]
            line.goods_state = line._get_goods_state(sums)

    def _read_ahead(self):
        """Read at once what obstacles and pages look at unit by unit.

        Records that ``filtered`` and slices return forget their siblings, and reading
        on them is one query each; what is in the cache already costs nothing.
        """
        # sudo: the cache is filled as the computes that follow will read it
        moves = self.sudo().move_ids
        moves.mapped("picking_id.name")
        moves.move_line_ids.mapped("quantity_product_uom")
        (moves.location_id | moves.location_dest_id).mapped("usage")
        self.sudo().repair_ids.mapped("state")
        self.mapped("resolution_id.name")
        self.mapped("product_id.display_name")
        # sudo: the serial is part of the claim; accountants do not read stock
        self.lot_id.sudo().mapped("name")
        credited = self.filtered(lambda line: line.resolution_id.credit != "no")
        credited.mapped("quantity_credited")
        credited.sudo().account_move_ids.mapped("state")

    def _sum_moves(self):
        """Return the unit's quantities, dates and open directions from its moves."""
        self.ensure_one()
        totals = defaultdict(float)
        dates = defaultdict(lambda: False)
        for move in self.move_ids:
            direction = move._get_rma_direction()
            if move.state == "done":
                totals[direction] += move.quantity
                dates[direction] = max(dates[direction] or move.date, move.date)
                if move.location_dest_id == self.company_id.rma_quarantine_location_id:
                    totals["rejected"] += move.quantity
                if move.location_id == self.company_id.rma_quarantine_location_id:
                    totals["rejected"] -= move.quantity
            if direction == "in" and move.state != "cancel":
                totals["announced"] += move.product_uom_qty
        held = totals["in"] - totals["out"] - totals["kept"]
        return {
            "quantities": {
                "quantity_announced": totals["announced"],
                "quantity_received": totals["in"],
                "quantity_rejected": totals["rejected"],
                "quantity_accepted": totals["in"] - totals["rejected"],
                "quantity_returned": totals["out"],
                "quantity_replaced": totals["replaced"] - totals["replaced_back"],
                "quantity_kept": totals["kept"],
                "quantity_held": held,
            },
            "date_received": dates["in"],
            "date_shipped": dates["replaced"] or dates["out"],
            "open": self._get_open_directions(),
        }

    def _get_goods_state(self, sums):
        """Return where the goods are, from the sums of ``_sum_moves``.

        A replacement that went out counts first, then what is here, then what is
        still to come, then what has gone.
        """
        self.ensure_one()
        quantities = sums["quantities"]
        has_it = self.date_delivered or self.claim_id.delivery_method != "courier"
        if quantities["quantity_replaced"] > 0:
            return "delivered" if has_it else "shipped"
        if quantities["quantity_held"] > 0:
            return "received"
        if "in" in sums["open"]:
            return "in_transit" if self._is_in_transit() else "expected"
        if quantities["quantity_returned"] > 0:
            return "delivered" if has_it else "shipped"
        return "kept" if quantities["quantity_kept"] > 0 else "none"

    def _is_in_transit(self):
        """Tell whether a courier carries the expected unit; the courier addon knows."""
        return False

    def _may_expire(self):
        """Tell whether the unit ends with its number, because it never came; a hook."""
        self.ensure_one()
        is_expected = self.goods_state == "expected" and not self.ending
        return is_expected and not self.quantity_received

    def _get_open_directions(self):
        """Return the directions of the moves that have not happened yet."""
        self.ensure_one()
        return {
            move._get_rma_direction()
            for move in self.move_ids
            if move.state not in ("done", "cancel")
        }

    @api.depends("resolution_id.arrival_owner")
    def _compute_owner(self):
        for line in self:
            line.owner = line.resolution_id.arrival_owner or "customer"

    def _get_owner_partner(self):
        """Return the partner that owns the unit while it is with us, or none for us.

        It is the same partner that the repair order is made for: a company and its
        contact would be two owners.
        """
        self.ensure_one()
        owner = self.claim_id.partner_id
        return owner if self.owner == "customer" else owner.browse()

    def _get_places(self):
        """Return {location: quantity} of the units with us, from their done moves.

        A line of several pieces may lie at two places: repaired ones on the bench, late
        ones at the inspection.
        """
        self.ensure_one()
        places = defaultdict(float)
        for move in self.move_ids:
            is_own = move.rma_move_kind not in ("replacement", "quarantine")
            if move.state != "done" or not is_own:
                continue
            for line in move.move_line_ids:
                places[line.location_id] -= line.quantity_product_uom
                if move.rma_move_kind != "keep":
                    places[line.location_dest_id] += line.quantity_product_uom
        uom = self.product_id.uom_id
        return {
            location: quantity
            for location, quantity in places.items()
            if location.usage in ("internal", "transit")
            and uom.compare(quantity, 0) > 0
        }

    def _get_current_location(self):
        """Return where most of the unit is, the inspection when it is nowhere yet."""
        self.ensure_one()
        places = self._get_places()
        if not places:
            return self.company_id.rma_inspection_location_id
        return max(places, key=places.get)
