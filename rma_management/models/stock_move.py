# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..tools.trusted import Trusted


class StockMove(models.Model):
    _name = "stock.move"
    _inherit = [
        "stock.move",
        "rma.unit.link.mixin",
        "rma.warranty.delivery.mixin",
    ]

    rma_line_id = fields.Many2one(
        "rma.claim.line",
        string="RMA Unit",
        index="btree_not_null",
        ondelete="set null",
        check_company=True,
    )
    rma_move_kind = fields.Selection(
        selection=[
            ("receipt", "Receipt of the unit"),
            ("delivery", "Return of the unit"),
            ("replacement", "Replacement"),
            ("ownership", "Change of ownership"),
            ("repair", "Repair"),
            ("vendor", "To or from the vendor"),
            ("keep", "Kept"),
            ("quarantine", "Quarantine"),
            ("inside", "Moved by the warehouse"),
        ],
        string="RMA Purpose",
    )
    is_rma_excluded = fields.Boolean(
        string="Not Covered",
        copy=False,
        help="The customer pays this part in full, whatever is covered.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        """Tie a unit's own move of a repair to the unit and its owner.

        See ``repair.order.action_repair_done``, which names the units.
        """
        self._check_rma_copies(vals_list)
        for vals in vals_list:
            unit = Trusted.get(self.env, "rma_repaired_units", {}).get(
                vals.get("repair_id")
            )
            if unit and not vals.get("repair_line_type"):
                vals["rma_line_id"] = unit["line_id"]
                vals["rma_move_kind"] = "repair"
                vals["restrict_partner_id"] = unit["owner_id"]
                for command in vals.get("move_line_ids", []):
                    command[2]["owner_id"] = unit["owner_id"]
        closed = self._without_rma_defaults({"rma_line_id", "rma_move_kind"})
        return super(StockMove, closed).create(vals_list).with_env(self.env)

    def write(self, vals):
        """Keep the purpose of the moves: units count on them, and are gated by them."""
        self._check_rma_closed(vals, {"rma_line_id", "rma_move_kind"})
        if "is_rma_excluded" in vals:
            self._check_rma_part_open(vals["is_rma_excluded"])
        result = super().write(vals)
        if "is_rma_excluded" in vals:
            # sudo: the workshop says what is not covered, the claim prices it
            self.repair_id.rma_line_id.sudo()._refresh_quotation_coverage()
        return result

    def _check_rma_copies(self, vals_list):
        """Raise when a user makes moves for a unit that its claim did not ask for.

        The native buttons copy the moves that there are: backorders and returns.
        """
        linked = [vals for vals in vals_list if vals.get("rma_line_id")]
        if self.env.su or not linked:
            return
        # sudo: what the claim asked for, whoever may read it
        known_sudo = self.sudo().search_fetch(
            [("rma_line_id", "in", [vals["rma_line_id"] for vals in linked])],
            ["rma_line_id", "rma_move_kind"],
        )
        known = {(move.rma_line_id.id, move.rma_move_kind) for move in known_sudo}
        for vals in linked:
            if (vals["rma_line_id"], vals.get("rma_move_kind")) not in known:
                raise AccessError(
                    self.env._(
                        "Only the claim asks for moves of its units. Use the actions "
                        "of the claim."
                    )
                )

    def _check_rma_part_open(self, is_excluded):
        """Raise when the customer has agreed to the price of these parts already."""
        # sudo: the state of the order is no secret
        for move in self.sudo():
            order = move.sale_line_id.order_id
            if move.is_rma_excluded != is_excluded and order.state == "sale":
                raise UserError(
                    self.env._(
                        "%(part)s is on the accepted order %(order)s and stays as it "
                        "was agreed. Cancel the order and set it back to quotation to "
                        "ask again.",
                        part=move.product_id.display_name,
                        order=order.name,
                    )
                )

    def _create_repair_sale_order_line(self):
        """Charge parts of a claim's repair for their unit, at what is covered.

        Only while the quotation is open: parts that come up after the customer has
        answered wait for a quotation of their own (``action_create_quotation``).
        """
        parts = self.filtered("repair_id.rma_line_id")
        super(StockMove, self - parts)._create_repair_sale_order_line()
        # sudo: the workshop adds the part, the quotation is the sales people's
        open_sudo = parts.sudo().filtered(
            lambda move: (
                not move.sale_line_id
                and move.repair_line_type == "add"
                and move.repair_id.sale_order_id.state in ("draft", "sent")
            )
        )
        if not open_sudo:
            return
        # the coverage of each line says what is free, not one tick box for all
        open_sudo.repair_id.filtered("under_warranty").under_warranty = False
        for repair in open_sudo.repair_id:
            unit, order = repair.rma_line_id, repair.sale_order_id
            if order not in unit.sale_order_ids:
                unit._write_axis({"sale_order_ids": [fields.Command.link(order.id)]})
        context = {
            "rma_part_vals": Trusted(
                {m.id: m._prepare_rma_sale_vals() for m in open_sudo}
            )
        }
        super(
            StockMove, open_sudo.with_context(**context)
        )._create_repair_sale_order_line()

    def _prepare_rma_sale_vals(self):
        """Return what the order line of a part has beside the native values."""
        self.ensure_one()
        unit = self.repair_id.rma_line_id
        lang = self.repair_id.sale_order_id.partner_id.lang
        product = self.product_id.with_context(lang=lang)
        unit_text = unit.with_context(lang=lang)._get_charge_text()
        return {
            "name": f"{product.get_product_multiline_description_sale()}\n{unit_text}",
            "rma_line_id": unit.id,
            "rma_charge_kind": "part",
            "rma_covered_percent": unit._get_covered_percent(
                "part", self.is_rma_excluded
            ),
        }

    def _get_rma_direction(self):
        """Return what the move means for its unit.

        ``in`` and ``out`` for the unit itself, ``replaced`` and ``replaced_back`` for
        its replacement, ``kept`` when it is booked away, ``quarantine`` when it came
        under a number that was not valid, ``inside`` for all others.
        """
        self.ensure_one()
        is_from_customer = self.location_id.usage == "customer"
        is_to_customer = self.location_dest_id.usage == "customer"
        if self.rma_move_kind == "keep":
            return "kept"
        if self.rma_move_kind == "quarantine":
            return "quarantine"
        if self.rma_move_kind == "replacement":
            if is_to_customer:
                return "replaced"
            return "replaced_back" if is_from_customer else "step"
        if is_from_customer == is_to_customer or self.rma_move_kind == "ownership":
            return "inside"
        return "in" if is_from_customer else "out"

    @api.model
    def _prepare_merge_moves_distinct_fields(self):
        """Never merge the moves of two units."""
        return [*super()._prepare_merge_moves_distinct_fields(), "rma_line_id"]

    def _prepare_procurement_values(self):
        """Hand the unit on to the moves of the steps before."""
        values = super()._prepare_procurement_values()
        if self.rma_line_id:
            values["rma_line_id"] = self.rma_line_id.id
            values["rma_move_kind"] = self.rma_move_kind
        return values

    def _prepare_move_line_vals(self, quantity=None, reserved_quant=None):
        """Offer the expected serial and the right owner on the transfer."""
        vals = super()._prepare_move_line_vals(quantity, reserved_quant)
        line = self.rma_line_id
        if line and self.rma_move_kind == "receipt":
            vals["owner_id"] = self.restrict_partner_id.id
            if self.product_id == line.product_id:
                vals["lot_id"] = line.lot_id.id
                if not line.lot_id:
                    vals["lot_name"] = line.lot_name
        return vals

    def _update_reserved_quantity_vals(
        self,
        need,
        location_id,
        lot_id=None,
        package_id=None,
        owner_id=None,
        strict=True,
    ):
        """Reserve the very unit of the claim, with the owner it has."""
        if self.rma_line_id and self.rma_move_kind == "delivery":
            lot_id = lot_id or self.rma_line_id.lot_id
            owner_id = owner_id or self.restrict_partner_id
        return super()._update_reserved_quantity_vals(
            need, location_id, lot_id, package_id, owner_id, strict
        )

    def _action_done(self, cancel_backorder=False):
        """Tell the claims what has moved, freeze the warranty of what was sold."""
        moves = super()._action_done(cancel_backorder=cancel_backorder)
        moves._adopt_native_moves()
        moves._tell_rma()
        self.env["stock.lot"]._freeze_warranties(moves)
        return moves

    def _find_held_units(self):
        """Return {move: units} of moves that no claim asked for, by their serials.

        A unit in our hands may be scrapped, transferred or sent by the native buttons;
        its claim follows it by the serial number.
        """
        moves = self.filtered(
            lambda move: (
                not move.rma_line_id
                and (
                    move.location_dest_id.usage == "customer"
                    or move._is_in_after_sales()
                )
            )
        )
        if not moves.lot_ids:
            return {}
        # sudo: the warehouse carries it out, the claim keeps its own record
        units_sudo = (
            self.env["rma.claim.line"]
            .sudo()
            .search([("lot_id", "in", moves.lot_ids.ids), ("quantity_held", ">", 0)])
        )
        by_lot = units_sudo.grouped(lambda unit: unit.lot_id.id)
        none = units_sudo.browse()
        found = {
            move: none.union(*(by_lot.get(lot_id, none) for lot_id in move.lot_ids.ids))
            for move in moves
        }
        return {move: units for move, units in found.items() if units}

    def _is_in_after_sales(self):
        """Tell whether the move starts in the company's After-sales locations."""
        self.ensure_one()
        root = self.company_id.rma_location_id
        is_inside = self.location_id.usage == "internal" and bool(root)
        return is_inside and self.location_id._child_of(root)

    def _adopt_native_moves(self):
        """Tie moves that the warehouse made by itself to the units that moved."""
        done = self.filtered(lambda move: move.state == "done")
        for move, unit_sudo in done._find_held_units().items():
            # what was kept and is sold again is a sale, not the claim's delivery
            if len(move.lot_ids) != 1 or len(unit_sudo) != 1 or move.sale_line_id:
                continue
            kind = {"inventory": "keep", "customer": "delivery"}.get(
                move.location_dest_id.usage, "inside"
            )
            # sudo: as in _find_held_units
            move.sudo().write({"rma_line_id": unit_sudo.id, "rma_move_kind": kind})
            if kind == "keep":
                unit_sudo._log_event("kept", text=move.reference)

    def _tell_rma(self):
        """Record what done moves mean for their units, one insert per meaning."""
        rma_moves = self.filtered(lambda m: m.rma_line_id and m.state == "done")
        for direction, moves in rma_moves.grouped(StockMove._get_rma_direction).items():
            # sudo: warehouse users carry the move out, the claim keeps its own record
            lines = moves.rma_line_id.sudo()
            if direction == "in":
                moves._note_received_lots()
                lines._log_event("received", document=moves.picking_id[:1])
                lines.filtered(
                    lambda line: line.resolution_id.credit != "no"
                )._mark_returns()
            elif direction in ("out", "replaced"):
                lines._log_event("shipped", document=moves.picking_id[:1])
                if direction == "out":
                    lines._log_repair_warranty("repair")

    def _note_received_lots(self):
        """Write the serial that arrived on units that had none we knew."""
        for move in self:
            line = move.rma_line_id.sudo()  # sudo: as in _tell_rma
            if not line.lot_id and len(move.lot_ids) == 1:
                line.lot_id = move.lot_ids
