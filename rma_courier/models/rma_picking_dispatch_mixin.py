# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models
from odoo.fields import Command

from ..tools import courier_status
from .rma_picking_consignment_mixin import CONSIGNMENT_DIRECTIONS


class RmaPickingDispatchMixin(models.AbstractModel):
    """What preparing, validating and cancelling a transfer tells its consignments."""

    _name = "rma.picking.dispatch.mixin"
    _description = "RMA Dispatch and Arrival of the Transfer"

    # -- made with the transfer --

    def _announce_consignments(self):
        """Make the consignments of deliveries that have none: awaiting dispatch."""
        todo = self.filtered(
            lambda p: (
                p.state != "cancel"
                and p._get_courier_direction() == "out"
                and not p._get_own_consignments()
            )
        )
        self._create_consignments(list(todo))

    @api.model
    def _create_consignments(self, boxes):
        """Make one consignment for each of *boxes* (transfers), in one create."""
        # sudo: consignments follow their transfers, whoever carries these out
        model_sudo = self.env["rma.consignment"].sudo()
        if not boxes:
            return model_sudo
        quiet = model_sudo.with_context(
            mail_create_nolog=True, mail_create_nosubscribe=True, tracking_disable=True
        )
        vals_list = [pickings._prepare_consignment_vals() for pickings in boxes]
        return quiet.create(vals_list).with_env(model_sudo.env)

    def _prepare_consignment_vals(self):
        """Return the values of the consignment in which these transfers travel."""
        first = self[:1]
        direction = first._get_courier_direction()
        address = first.partner_id
        names = {}
        for picking in self:
            names |= picking._get_docket_names()
        return {
            "direction": CONSIGNMENT_DIRECTIONS[direction],
            "company_id": first.company_id.id,
            "partner_id": first._get_rma_customer().id,
            "partner_from_id" if direction == "in" else "partner_to_id": address.id,
            "warehouse_id": first.picking_type_id.warehouse_id.id,
            "carrier_id": self.carrier_id[:1].id,
            "docket_ids": [Command.create({"name": name}) for name in names.values()],
            "picking_ids": [Command.set(self.ids)],
            "line_ids": [Command.set(self._get_courier_units().ids)],
            "payer": first._get_rma_courier_payer(),
            "weight": sum(p.shipping_weight or p.weight for p in self),
            "cost": sum(self.mapped("carrier_price")),
        }

    # -- validated --

    def _follow_validation(self):
        """Tell the consignments of what was validated; announce what comes next."""
        done = self.filtered(lambda p: p.state == "done")
        # sudo: the warehouse's next step, whoever may read it
        moves = done.sudo().move_ids.filtered("rma_line_id")
        moves.move_dest_ids.picking_id._announce_consignments()
        done._announce_consignments()
        done._tell_consignments()

    def _tell_consignments(self):
        """Tell through the gate that done deliveries left and receipts arrived."""
        vals_list = []
        leaving = self.env["rma.consignment"].sudo()  # sudo: see _create_consignments
        for picking in self:
            direction = picking._get_courier_direction()
            if direction == "out":
                consignments = picking._get_own_consignments()
                leaving |= consignments
                vals_list += picking._prepare_told_vals(consignments, "dispatched")
            elif picking.picking_type_id.courier_direction == "in":
                # what a courier has brought is here, however the rest of it travels
                consignments = picking._get_arrived_consignments()
                if len(consignments) == 1 and picking.id not in (
                    consignments.picking_ids.ids
                ):
                    consignments.picking_ids = [Command.link(picking.id)]
                vals_list += picking._prepare_told_vals(consignments, "delivered")
        if vals_list:
            self.env["rma.consignment"]._register_events(vals_list)
        # what was delivered before the transfer was validated counts from now on
        leaving.filtered(lambda c: c.state == "delivered")._deliver_units()

    def _prepare_told_vals(self, consignments, status):
        self.ensure_one()
        return [
            {
                "consignment_id": consignment.id,
                "status": status,
                "date": self.date_done,
                "source": "transfer",
                "source_key": f"stock.picking,{self.id}",
                "text": self.name,
            }
            for consignment in consignments
        ]

    def _get_arrived_consignments(self):
        """Return the open consignments that brought what this receipt took in.

        A claim may come in several boxes: only those with a unit that arrived count,
        by the docket on the transfer where there is one.
        """
        self.ensure_one()
        # sudo: as in _create_consignments
        moves_sudo = self.sudo().move_ids.filtered(
            lambda move: (
                move.state == "done"
                and move.quantity
                and move.rma_move_kind not in ("delivery", "replacement")
            )
        )
        units = moves_sudo.rma_line_id
        candidates = self._get_arrival_candidates(units)
        keys = self._get_docket_names().keys()
        if named := candidates.filtered(
            lambda c: keys & set(c.docket_ids.mapped("key"))
        ):
            return named
        if len(candidates) > 1 and self._is_more_expected(units):
            complete = units.filtered(lambda u: "in" not in u._get_open_directions())
            sure = candidates.filtered(
                lambda c: c.line_ids and not c.line_ids - complete
            )
            return sure or candidates.sorted(lambda c: c._get_arrival_order())[:1]
        return candidates

    def _get_arrival_candidates(self, units):
        """Return the open consignments that may have brought *units*.

        Where the transfer moves no units at all, those of the transfer count, and
        those of the one whose rest it is.
        """
        self.ensure_one()
        self_sudo = self.sudo()  # sudo: as in _create_consignments
        known = self_sudo.consignment_ids | units.consignment_ids
        is_without_units = not self._get_courier_units()
        if is_without_units:
            known |= self_sudo.backorder_id.consignment_ids
        return known.filtered(
            lambda c: (
                c.direction == "customer_in"
                and c.is_open
                and (is_without_units or not c.line_ids or c.line_ids & units)
            )
        )

    def _is_more_expected(self, units):
        """Tell whether something of what this receipt takes in has still to come."""
        self.ensure_one()
        rest = self.sudo().backorder_ids  # sudo: as in _create_consignments
        return any("in" in unit._get_open_directions() for unit in units) or (
            not units and any(p.state not in ("done", "cancel") for p in rest)
        )

    # -- cancelled --

    def _cancel_consignments(self):
        """Cancel what was only announced for cancelled transfers, and for no other."""
        # sudo: as in _create_consignments
        cancelled = self.sudo().filtered(lambda p: p.state == "cancel")
        announced = cancelled.consignment_ids.filtered(
            lambda c: (
                c.state == "announced"
                and all(p.state == "cancel" for p in c.picking_ids)
            )
        )
        if announced:
            announced._tell("cancelled", source="transfer")

    # -- asked before the validation --

    def _is_docket_missing(self):
        """Tell whether this transfer should have courier and docket, and has not."""
        self.ensure_one()
        if self.picking_type_id.courier_check == "none" or self.state in (
            "done",
            "cancel",
        ):
            return False
        direction = self._get_courier_direction()
        if not direction or (self.carrier_id and self._get_docket_names()):
            return False
        if direction == "out" and self._is_docket_from_carrier():
            return False
        # sudo: as in _create_consignments
        units = self._get_courier_units()
        known = self.sudo().consignment_ids | units.consignment_ids
        return not known.filtered(
            lambda c: (
                c.direction == CONSIGNMENT_DIRECTIONS[direction]
                and c.state not in courier_status.ENDED - {"delivered"}
                and (c.is_open or set(c.picking_ids.ids) <= set(self.ids))
                and c.docket_ids
            )
        )

    def _is_docket_from_carrier(self):
        """Tell whether the carrier itself gives the docket at the validation."""
        self.ensure_one()
        carrier = self.carrier_id
        return bool(
            carrier
            and carrier.integration_level == "rate_and_ship"
            and carrier.delivery_type not in ("fixed", "base_on_rule")
            and self.picking_type_id.print_label
        )
