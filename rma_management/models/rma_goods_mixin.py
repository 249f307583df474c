# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError


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
        "stock.picking", string="Transfers", compute="_compute_picking_ids"
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
        string="With Us Now", digits="Product Unit", compute="_compute_goods", store=True
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
    replacement_product_id = fields.Many2one(
        "product.product",
        check_company=True,
        domain="[('type', '=', 'consu')]",
        help="Empty: the same product.",
    )
    owner = fields.Selection(
        selection=[("customer", "The customer's"), ("company", "Ours")],
        string="Owner",
        compute="_compute_owner",
        help="Whose the unit is while it is with us.",
    )
    is_ship_allowed = fields.Boolean(compute="_compute_goods_allowed")
    is_deliver_allowed = fields.Boolean(compute="_compute_goods_allowed")

    # -- what the moves say ---------------------------------------------------------

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

    def _sum_moves(self):
        """Return the unit's quantities, dates and open directions from its moves."""
        self.ensure_one()
        totals = defaultdict(float)
        open_directions = set()
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
            elif move.state != "cancel":
                open_directions.add(direction)
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
            "open": open_directions,
        }

    def _get_goods_state(self, sums):
        """Return where the goods are, from the sums of ``_sum_moves``."""
        self.ensure_one()
        quantities = sums["quantities"]
        if quantities["quantity_returned"] > 0 or quantities["quantity_replaced"] > 0:
            if self.date_delivered or self.claim_id.delivery_method != "courier":
                return "delivered"
            return "shipped"
        if quantities["quantity_held"] > 0:
            return "received"
        if quantities["quantity_kept"] > 0:
            return "kept"
        if "in" in sums["open"]:
            return "expected"
        return "none"

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

    def _get_current_location(self):
        """Return where the last done move of the unit itself put it."""
        self.ensure_one()
        done = self.move_ids.filtered(
            lambda move: move.state == "done"
            and move.rma_move_kind != "replacement"
            and move.location_dest_id.usage in ("internal", "transit")
        )
        last = done.sorted(lambda move: (move.date, move.id))[-1:]
        return last.location_dest_id or self.company_id.rma_inspection_location_id

    # -- in -------------------------------------------------------------------------

    def _create_receipts(self):
        """Make the expected receipt of the units that come in: one transfer a claim."""
        lines = self.filtered(
            lambda line: line.resolution_id.goods_in == "before"
            and line.goods_state == "none"
        )
        return lines._create_transfers("receipt")

    def _prepare_receipt_move_vals(self):
        """Return the values of the incoming move of this unit."""
        self.ensure_one()
        vals = self._prepare_move_vals("receipt")
        if self.owner == "company" and self.origin_move_id:
            # the cost of a unit that becomes ours again is what it left with
            vals["origin_returned_move_id"] = self.origin_move_id.id
        return vals

    # -- out ------------------------------------------------------------------------

    @api.depends(
        "decision", "ending", "goods_state", "work_state", "resolution_id", "move_ids"
    )
    def _compute_goods_allowed(self):
        for action in ("ship", "deliver"):
            self._set_allowed(action)

    def _is_ship_done(self):
        self.ensure_one()
        return self.goods_state in ("shipped", "delivered") or any(
            move.state not in ("done", "cancel")
            and move._get_rma_direction() in ("out", "replaced", "step")
            for move in self.move_ids
        )

    def _get_ship_obstacle(self):
        self.ensure_one()
        unit = self.display_name
        resolution = self.resolution_id
        if self.ending:
            return self._get_ended_obstacle()
        if self.decision != "approved":
            return self.env._("%(unit)s is not approved.", unit=unit)
        if resolution.goods_out == "no":
            return self.env._(
                "“%(resolution)s” sends nothing to the customer. Change the resolution "
                "of %(unit)s if something is to be sent.",
                resolution=resolution.name,
                unit=unit,
            )
        if resolution.goods_out != "now" and self.goods_state != "received":
            return self.env._("%(unit)s has not come in yet.", unit=unit)
        if resolution.goods_out == "after_inspection" and not self.date_inspected:
            return self.env._("%(unit)s was not inspected yet.", unit=unit)
        if resolution.goods_out == "after_work" and self.work_state != "done":
            return self.env._(
                "The work on %(unit)s is not finished. Finish it, or change the "
                "resolution to “Return unrepaired”.",
                unit=unit,
            )
        return False

    def _check_ship_allowed(self):
        self._check_allowed("ship")

    def action_ship(self):
        """Make the delivery that the resolution calls for.

        The same units leave as one native transfer a claim; replacements are procured
        through the warehouse's own delivery steps.

        :raises odoo.exceptions.UserError: a unit is not ready to go
        """
        todo = self._pass_gate("ship")
        todo._ship()
        return self._answer(todo, self.env._("The delivery exists already."))

    def _ship(self):
        if not self:
            return
        replaced = self.filtered(lambda line: line.resolution_kind == "replace")
        (self - replaced)._create_transfers("delivery")
        replaced._procure_replacements()
        self._log_event("shipping")

    def _prepare_delivery_move_vals(self):
        """Return the values of the outgoing move of this very unit."""
        self.ensure_one()
        return self._prepare_move_vals("delivery")

    def _procure_replacements(self):
        """Order the replacements from the warehouse through its own delivery route."""
        if not self:
            return
        self.claim_id._create_missing_references()
        procurements = [
            self.env["stock.rule"].Procurement(*line._prepare_procurement())
            for line in self
        ]
        # sudo: the engineer asks for the goods, the warehouse hands them out
        self.env["stock.rule"].sudo().run(procurements)

    def _prepare_procurement(self):
        """Return the fields of the procurement of this unit's replacement."""
        self.ensure_one()
        claim = self.claim_id
        product = self.replacement_product_id or self.product_id
        return (
            product,
            self.quantity,
            product.uom_id,
            claim.partner_shipping_id.property_stock_customer
            or self.env.ref("stock.stock_location_customers"),
            self.reference,
            claim.name,
            self.company_id,
            {
                "warehouse_id": claim.warehouse_id,
                "partner_id": claim.partner_shipping_id.id,
                "date_planned": fields.Datetime.now(),
                "reference_ids": claim.reference_id,
                "rma_line_id": self.id,
                "rma_move_kind": "replacement",
                "to_refund": False,
            },
        )

    # -- delivered ------------------------------------------------------------------

    def _is_deliver_done(self):
        self.ensure_one()
        return self.goods_state == "delivered"

    def _get_deliver_obstacle(self):
        self.ensure_one()
        if self.ending:
            return self._get_ended_obstacle()
        if self.goods_state != "shipped":
            return self.env._(
                "%(unit)s was not shipped yet: validate its delivery first.",
                unit=self.display_name,
            )
        return False

    def _check_deliver_allowed(self):
        self._check_allowed("deliver")

    def action_deliver(self):
        """Record that the customer has the unit.

        :raises odoo.exceptions.UserError: a unit was not shipped
        """
        todo = self._pass_gate("deliver")
        todo._set_delivered()
        return self._answer(todo, self.env._("This was delivered already."))

    def _set_delivered(self):
        """Note the delivery; the courier's events come in here too."""
        if not self:
            return
        self._write_axis({"date_delivered": fields.Datetime.now()})
        self._log_event("delivered")

    # -- native moves, in batches -----------------------------------------------------

    def _create_transfers(self, kind):
        """Make one native transfer a claim for the units in *self*.

        :param str kind: ``receipt`` or ``delivery``
        :return: the new ``stock.picking`` records, confirmed and reserved
        """
        pickings = self.env["stock.picking"]
        if not self:
            return pickings
        groups = [(claim, lines) for claim, lines in self.grouped("claim_id").items()]
        # sudo: the decision makes the transfer, the warehouse carries it out
        pickings = pickings.sudo().create(
            [claim._prepare_picking_vals(kind) for claim, _lines in groups]
        )
        moves_vals = []
        for picking, (_claim, lines) in zip(pickings, groups, strict=True):
            for line in lines:
                vals = getattr(line, f"_prepare_{kind}_move_vals")()
                moves_vals.append({**vals, "picking_id": picking.id})
        moves = self.env["stock.move"].sudo().create(moves_vals)  # sudo: as above
        moves._action_confirm(merge=False)
        return pickings.sudo(False)

    def _prepare_move_vals(self, kind):
        """Return the values that receipts and deliveries have in common."""
        self.ensure_one()
        claim = self.claim_id
        picking_type = claim._get_picking_type(kind)
        customers = picking_type[
            "default_location_src_id" if kind == "receipt" else "default_location_dest_id"
        ]
        inside = (
            picking_type.default_location_dest_id
            if kind == "receipt"
            else self._get_current_location()
        )
        return {
            "rma_line_id": self.id,
            "rma_move_kind": kind,
            "company_id": self.company_id.id,
            "picking_type_id": picking_type.id,
            "partner_id": claim.partner_shipping_id.id,
            "origin": self.reference,
            "product_id": self.product_id.id,
            "product_uom": self.product_id.uom_id.id,
            "product_uom_qty": self.quantity if kind == "receipt" else self.quantity_held,
            "location_id": customers.id if kind == "receipt" else inside.id,
            "location_dest_id": inside.id if kind == "receipt" else customers.id,
            "restrict_partner_id": self._get_owner_partner().id,
            # neither a repair nor a free replacement changes what was sold
            "to_refund": False,
        }

    def _book_move(self, location_dest, kind, location=None, owner=None, **vals):
        """Move the units at once, without a transfer: a booking, not an errand.

        :param location_dest: where the units of *self* are then
        :param str kind: ``rma_move_kind`` of the moves
        :param location: where they are now; empty: where the last move put them
        :param owner: owner of the moved goods; empty: whoever owns them now
        :return: the done moves
        """
        vals_list = []
        for line in self.filtered("quantity_held"):
            source = location or line._get_current_location()
            partner = line._get_owner_partner() if owner is None else owner
            vals_list.append(
                line._prepare_booking_vals(source, location_dest, partner, kind) | vals
            )
        # sudo: the decision on the claim moves the goods, not a right in the warehouse
        moves = self.env["stock.move"].sudo().create(vals_list)
        moves._action_confirm(merge=False)
        moves.picked = True
        moves._action_done()
        return moves.sudo(False)

    def _prepare_booking_vals(self, location, location_dest, owner, kind):
        """Return the values of a move that is booked at once, with its move line."""
        self.ensure_one()
        common = {
            "product_id": self.product_id.id,
            "location_id": location.id,
            "location_dest_id": location_dest.id,
            "company_id": self.company_id.id,
        }
        return {
            **common,
            "rma_line_id": self.id,
            "rma_move_kind": kind,
            "origin": self.reference,
            "product_uom": self.product_id.uom_id.id,
            "product_uom_qty": self.quantity_held,
            "restrict_partner_id": owner.id,
            "to_refund": False,
            "move_line_ids": [
                fields.Command.create(
                    {
                        **common,
                        "product_uom_id": self.product_id.uom_id.id,
                        "quantity": self.quantity_held,
                        "lot_id": self.lot_id.id,
                        "owner_id": owner.id,
                    }
                )
            ],
        }

    def _book_ownership(self, owner_before, owner_after):
        """Book that the units with us change hands, with moves that stay visible.

        :param owner_before: partner that owned them, empty for us
        :param owner_after: partner that owns them now, empty for us
        """
        passage = self.company_id.rma_ownership_location_id
        for line in self.filtered("quantity_held"):
            place = line._get_current_location()
            line._book_move(passage, "ownership", location=place, owner=owner_before)
            line._book_move(place, "ownership", location=passage, owner=owner_after)
            line._log_event(
                "ownership",
                text=self.env._(
                    "From %(before)s to %(after)s",
                    before=owner_before.display_name or line.company_id.name,
                    after=owner_after.display_name or line.company_id.name,
                ),
            )

    def _book_disposition(self):
        """Book where a unit that stays with us goes: stock, quarantine or scrap."""
        for (disposition, warehouse), lines in self.filtered("quantity_held").grouped(
            lambda line: (line.resolution_id.disposition, line.claim_id.warehouse_id)
        ).items():
            company = lines.company_id
            if disposition == "scrap":
                lines._scrap()
                continue
            target = {
                "stock": warehouse.lot_stock_id,
                "quarantine": company.rma_quarantine_location_id,
            }.get(disposition)
            if not target:
                raise UserError(
                    self.env._(
                        "“%(resolution)s” does not say where the unit goes. Choose "
                        "stock, quarantine or scrap on the resolution.",
                        resolution=lines.resolution_id[:1].name,
                    )
                )
            lines._book_move(target, "keep")
            lines._log_event("kept", text=target.display_name)

    def _scrap(self):
        """Scrap the units natively, from where they are."""
        # sudo: as in _book_move
        scraps = self.env["stock.scrap"].sudo().create(
            [line._prepare_scrap_vals() for line in self]
        )
        scraps.do_scrap()
        for line, scrap in zip(self, scraps, strict=True):
            scrap.move_ids.write({"rma_line_id": line.id, "rma_move_kind": "keep"})
            line._log_event("kept", document=scrap)

    def _prepare_scrap_vals(self):
        """Return the values of the native scrap of this unit."""
        self.ensure_one()
        return {
            "product_id": self.product_id.id,
            "product_uom_id": self.product_id.uom_id.id,
            "scrap_qty": self.quantity_held,
            "lot_id": self.lot_id.id,
            "owner_id": self._get_owner_partner().id,
            "location_id": self._get_current_location().id,
            "origin": self.reference,
            "company_id": self.company_id.id,
        }
