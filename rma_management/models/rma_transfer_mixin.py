# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models


class RmaTransferMixin(models.AbstractModel):
    """The errands of a unit: native transfers that the warehouse carries out."""

    _name = "rma.transfer.mixin"
    _description = "RMA Transfers of the Unit"

    replacement_product_id = fields.Many2one(
        "product.product",
        check_company=True,
        domain="[('type', '=', 'consu')]",
        help="Empty: the same product.",
    )
    is_ship_allowed = fields.Boolean(compute="_compute_goods_allowed")
    is_deliver_allowed = fields.Boolean(compute="_compute_goods_allowed")

    # -- in --

    def _create_receipts(self):
        """Make the expected receipt of the units that come in: one transfer a claim."""
        lines = self.filtered(
            lambda line: (
                line.resolution_id.goods_in == "before" and line.goods_state == "none"
            )
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

    # -- out --

    @api.depends(
        "decision",
        "ending",
        "goods_state",
        "work_state",
        "money_state",
        "resolution_id",
        "move_ids",
    )
    def _compute_goods_allowed(self):
        for action in ("ship", "deliver"):
            self._set_allowed(action)

    def _is_ship_done(self):
        self.ensure_one()
        if self._get_open_directions() & {"out", "replaced", "step"}:
            return True
        if self.resolution_kind == "replace":
            rest = self.quantity - self.quantity_replaced
            return self.product_id.uom_id.compare(rest, 0.0) <= 0
        return self.quantity_returned > 0 and self.quantity_held <= 0

    def _get_ship_obstacle(self):
        self.ensure_one()
        unit = self.display_name
        resolution = self.resolution_id
        if obstacle := self._get_inactive_obstacle():
            return obstacle
        if resolution.goods_out == "no":
            return self.env._(
                "“%(resolution)s” sends nothing to the customer. Change the resolution "
                "of %(unit)s if something is to be sent.",
                resolution=resolution.name,
                unit=unit,
            )
        is_replaced = resolution.kind == "replace"
        quantity_in = self.quantity_received if is_replaced else self.quantity_held
        if resolution.goods_out != "now" and quantity_in <= 0:
            return self.env._("%(unit)s has not come in yet.", unit=unit)
        if resolution.goods_out == "after_inspection" and not self.date_inspected:
            return self.env._("%(unit)s was not inspected yet.", unit=unit)
        if resolution.goods_out == "after_work" and self.work_state != "done":
            return self.env._(
                "The work on %(unit)s is not finished. Finish it, or change the "
                "resolution to “Return unrepaired”.",
                unit=unit,
            )
        return resolution.needs_work and self._get_unaccepted_obstacle()

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
        open_moves = self.move_ids.filtered(
            lambda move: (
                move.state not in ("done", "cancel")
                and move.rma_move_kind in ("delivery", "replacement")
            )
        )
        self._log_event(
            "shipping", document={m.rma_line_id: m.picking_id for m in open_moves}
        )

    def _prepare_delivery_move_vals(self):
        """Return the values of the outgoing move of this very unit."""
        self.ensure_one()
        vals = self._prepare_move_vals("delivery")
        return vals | {"product_uom_qty": self.quantity_held}

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
        product = self._get_replacement_product()
        return (
            product,
            self.quantity - self.quantity_replaced,
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

    # -- delivered --

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

    def _set_delivered(self, date=None):
        """Note the delivery; the courier's events come in here too.

        :param datetime date: when the customer got it, UTC; now when missing
        """
        if not self:
            return
        self._write_axis({"date_delivered": date or fields.Datetime.now()})
        self._log_event("delivered")

    # -- native moves, in batches --

    def _create_transfers(self, kind):
        """Make one native transfer a claim for the units in *self*.

        :param str kind: ``receipt`` or ``delivery``
        :return: the new ``stock.picking`` records, confirmed and reserved
        """
        pickings = self.env["stock.picking"]
        if not self:
            return pickings
        vals_list = []
        for claim, lines in self.grouped("claim_id").items():
            moves_vals = [
                vals for line in lines for vals in line._get_transfer_moves_vals(kind)
            ]
            vals_list.append(
                claim._prepare_picking_vals(kind)
                | {"move_ids": [fields.Command.create(vals) for vals in moves_vals]}
            )
        # sudo: the decision makes the transfer, the warehouse carries it out
        pickings = pickings.sudo().create(vals_list)
        pickings.move_ids._action_confirm(merge=False)
        return pickings.sudo(False)

    def _get_transfer_moves_vals(self, kind):
        """Return the values of the unit's moves, one for each place it is at."""
        self.ensure_one()
        if kind == "receipt":
            return [self._prepare_receipt_move_vals()]
        vals = self._prepare_delivery_move_vals()
        return [
            vals | {"location_id": place.id, "product_uom_qty": quantity}
            for place, quantity in self._get_places().items()
        ]

    def _prepare_move_vals(self, kind):
        """Return the values that receipts and deliveries have in common."""
        self.ensure_one()
        claim = self.claim_id
        picking_type = claim._get_picking_type(kind)
        return {
            "rma_line_id": self.id,
            "rma_move_kind": kind,
            "company_id": self.company_id.id,
            "picking_type_id": picking_type.id,
            "partner_id": claim.partner_shipping_id.id,
            "origin": self.reference,
            "product_id": self.product_id.id,
            "product_uom": self.product_id.uom_id.id,
            "product_uom_qty": self.quantity,
            "location_id": picking_type.default_location_src_id.id,
            "location_dest_id": picking_type.default_location_dest_id.id,
            "restrict_partner_id": self._get_owner_partner().id,
            # neither a repair nor a free replacement changes what was sold
            "to_refund": False,
        }
