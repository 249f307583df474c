# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..tools import docket

#: The direction of the consignment of a claim's transfer.
CONSIGNMENT_DIRECTIONS = {"in": "customer_in", "out": "customer_out"}


class RmaPickingConsignmentMixin(models.AbstractModel):
    """Courier and docket on a transfer, and the consignments that follow them.

    What stands on the transfer is the truth: its consignment is made, joined or
    corrected by it, and never made twice.
    """

    _name = "rma.picking.consignment.mixin"
    _description = "RMA Consignments of the Transfer"

    consignment_ids = fields.Many2many(
        "rma.consignment",
        "rma_consignment_picking_rel",
        "picking_id",
        "consignment_id",
        string="Consignments",
        check_company=True,
        copy=False,
    )
    consignment_count = fields.Integer(compute="_compute_consignment_count")
    consignment_summary = fields.Char(
        string="Consignment Status", compute="_compute_consignment_count"
    )
    courier_direction = fields.Selection(
        selection=[("in", "Courier In"), ("out", "Courier Out")],
        string="Travels by Courier",
        compute="_compute_courier_direction",
    )

    @api.depends("consignment_ids.state")
    def _compute_consignment_count(self):
        for picking in self:
            # sudo: how many there are and how they are; opening them needs the rights
            consignments = picking.sudo().consignment_ids
            picking.consignment_count = len(consignments)
            picking.consignment_summary = ", ".join(
                dict.fromkeys(c._get_state_label() for c in consignments)
            )

    @api.depends(
        "picking_type_id.code",
        "picking_type_id.courier_direction",
        "rma_claim_id.delivery_method",
        "move_ids.rma_line_id.claim_id.delivery_method",
    )
    def _compute_courier_direction(self):
        for picking in self:
            picking.courier_direction = picking._get_courier_direction()

    def _get_courier_direction(self):
        """Return ``in``, ``out`` or False: the way this transfer travels by courier.

        False for transfers whose goods are brought, collected or handed over.
        """
        self.ensure_one()
        picking_type = self.picking_type_id
        # replacements leave through the warehouse's own deliveries
        direction = picking_type.courier_direction or (
            picking_type.code == "outgoing" and "out"
        )
        if not direction or (direction == "in" and self._is_returned_parcel()):
            return False
        return direction if "courier" in self._get_rma_delivery_methods() else False

    def _is_returned_parcel(self):
        """Tell whether this books in what a courier has brought back to us."""
        # sudo: as in _get_own_consignments
        return "returned" in self.sudo().return_id.consignment_ids.mapped("state")

    def _get_courier_units(self):
        """Return the units that these transfers move, with all rights."""
        # sudo: what travels is told by the transfers, whoever may read the claim
        moves = self.sudo().move_ids.filtered(lambda move: move.state != "cancel")
        return moves.rma_line_id

    def _get_own_consignments(self):
        """Return the linked consignments that go this way, with all rights."""
        direction = CONSIGNMENT_DIRECTIONS.get(self._get_courier_direction())
        # sudo: consignments follow their transfers, whoever may read them
        return self.sudo().consignment_ids.filtered(
            lambda c: c.direction == direction and c.state != "cancelled"
        )

    def _get_docket_names(self):
        """Return {key: name} of the docket numbers that stand on the transfer."""
        self.ensure_one()
        names = docket.split(self.carrier_tracking_ref)
        return {docket.normalize(name): name for name in names}

    # -- the consignment follows what stands on the transfer --

    def _follow_courier(self, before=None):
        """Make, join or correct the consignments of these transfers; repeats are
        harmless.

        :param before: {transfer: docket keys that stood on it}
        :raises odoo.exceptions.LockError: somebody else is changing a consignment
        """
        pickings = self.filtered(
            lambda p: (
                p.state != "cancel"
                and p._get_courier_direction()
                and p._get_docket_names()
            )
        )
        carried = (self - pickings).filtered("carrier_id")
        if not pickings and not carried:
            return
        found = pickings._find_open_consignments()
        linked = (pickings | carried)._get_linked_open()
        (found | linked)._lock_records()
        boxes = []
        for picking in pickings:
            picking._follow_docket(found, boxes, (before or {}).get(picking, set()))
            # the next transfer with the same docket goes into the same box
            found |= picking._get_own_consignments().filtered("is_open")
        for picking in carried:
            picking._follow_carrier()
        self._create_consignments([box["pickings"] for box in boxes])
        pickings.filtered(lambda p: p.state == "done")._tell_consignments()

    def _get_linked_open(self):
        """Return all linked consignments of which something is still expected."""
        # sudo: as in _get_own_consignments
        return self.sudo().consignment_ids.filtered("is_open")

    def _find_open_consignments(self):
        """Return the open consignments with any docket of these transfers."""
        keys = {key for picking in self for key in picking._get_docket_names()}
        if not keys:
            return self.env["rma.consignment"].sudo()  # sudo: empty, like below
        # sudo: a docket is taken, whoever may read its consignment
        dockets = (
            self.env["rma.consignment.docket"]
            .sudo()
            .search_fetch(
                [
                    ("key", "in", list(keys)),
                    ("is_open", "=", True),
                    ("company_id", "in", self.company_id.ids),
                ],
                ["key", "consignment_id", "carrier_id", "company_id"],
                order="id desc",
            )
        )
        return dockets.consignment_id

    def _follow_docket(self, found, boxes, keys_before):
        """Find the consignment of this transfer's docket, or put it into a box.

        :param found: open consignments that have any docket of the batch
        :param boxes: dicts of the consignments that are still to be made
        """
        self.ensure_one()
        names = self._get_docket_names()
        own = self._get_own_consignments()
        missing = names.keys() - set(own.docket_ids.mapped("key"))
        alone = own.filtered(lambda c: c.picking_ids == self.sudo())  # sudo: compared
        alone = alone if len(own) == 1 else own.browse()
        if own and not missing:
            self._correct_consignment(alone, names, keys_before)
            return
        if other := self._choose_consignment(found - own, missing):
            self._leave_consignments(
                own - alone.filtered(self._is_prepared), keys_before
            )
            self._join_consignment(other, alone)
            return
        target = alone or own.filtered(lambda c: not c.docket_ids)[:1]
        if target:
            self._correct_consignment(target, names, keys_before)
            return
        self._leave_consignments(own, keys_before)
        self._put_into_box(boxes, names)

    def _choose_consignment(self, found, keys):
        """Return the open consignment with a docket of *keys* that goes this way.

        :raises odoo.exceptions.UserError: the docket is on one that goes another way
        """
        self.ensure_one()
        direction = CONSIGNMENT_DIRECTIONS[self._get_courier_direction()]
        carrier = self.carrier_id
        same = found.filtered(
            lambda c: (
                c.company_id == self.company_id
                and keys & set(c.docket_ids.mapped("key"))
                and (not carrier or not c.carrier_id or c.carrier_id.id == carrier.id)
            )
        )
        fitting = same.filtered(lambda c: c.direction == direction)
        taken = (same - fitting).filtered(lambda c: c.carrier_id.id == carrier.id)
        if taken and not fitting:
            raise UserError(
                self.env._(
                    "Docket number %(docket)s of %(transfer)s is on %(consignment)s "
                    "already, which goes another way and is still open. Check the "
                    "number, or mark that one as delivered first.",
                    docket=self.carrier_tracking_ref,
                    transfer=self.name,
                    consignment=taken[0].display_name,
                )
            )
        return fitting[:1]

    def _join_consignment(self, consignment, placeholder):
        """Put what this transfer moves into *consignment*; drop what was prepared."""
        self.ensure_one()
        vals = {"picking_ids": [Command.link(self.id)]}
        if self.carrier_id and not consignment.carrier_id:
            vals["carrier_id"] = self.carrier_id.id
        consignment.write(vals)
        placeholder.filtered(lambda c: c.state == "announced")._drop_announced()

    def _correct_consignment(self, consignment, names, keys_before):
        """Let *consignment* have courier and dockets of this transfer."""
        if not consignment:
            return
        known = set(consignment.docket_ids.mapped("key"))
        # numbers that were told elsewhere stay beside those of the transfer
        stay = {} if known <= keys_before else known
        vals = self._get_carrier_vals(consignment)
        if known - set(names) - set(stay) or names.keys() - known:
            told = {d.key: d.name for d in consignment.docket_ids if d.key in stay}
            vals["docket"] = ", ".join((told | names).values())
        if self.carrier_price and not consignment.cost:
            vals["cost"] = self.carrier_price
        if vals:
            consignment.write(vals)

    def _get_carrier_vals(self, consignment):
        carrier = self.carrier_id
        if not carrier or carrier.id == consignment.carrier_id.id:
            return {}
        return {"carrier_id": carrier.id}

    def _follow_carrier(self):
        """Let the consignments that only this transfer has change their courier."""
        self.ensure_one()
        for consignment in self._get_own_consignments():
            is_alone = consignment.picking_ids.ids == self.ids
            vals = self._get_carrier_vals(consignment)
            if vals and (is_alone or not consignment.carrier_id):
                consignment.write(vals)

    def _leave_consignments(self, consignments, keys_before):
        """Leave shared boxes whose docket no longer stands on the transfer."""
        self.ensure_one()
        for consignment in consignments.filtered("is_open"):
            if keys_before & set(consignment.docket_ids.mapped("key")):
                others = consignment.picking_ids - self.sudo()  # sudo: compared
                gone = self._get_courier_units() - others._get_courier_units()
                consignment.write(
                    {
                        "picking_ids": [Command.unlink(self.id)],
                        "line_ids": [Command.unlink(unit.id) for unit in gone],
                    }
                )
                self._drop_ghost(consignment)

    @api.model
    def _is_prepared(self, consignment):
        return consignment.state == "announced"

    @api.model
    def _drop_ghost(self, consignment):
        """Cancel a box that only transfers told of, and that no transfer is in."""
        sources = set(consignment.event_ids.mapped("source"))
        if not consignment.picking_ids and sources <= {"transfer"}:
            consignment._drop_announced()

    def _put_into_box(self, boxes, names):
        """Add this transfer to the box with its docket, or start one."""
        self.ensure_one()
        kind = (self.company_id, self._get_courier_direction())
        for box in boxes:
            is_same = not (box["carrier"] and self.carrier_id) or (
                box["carrier"] == self.carrier_id
            )
            if box["kind"] == kind and is_same and names.keys() & box["keys"]:
                box["pickings"] |= self
                box["keys"] |= names.keys()
                box["carrier"] |= self.carrier_id
                return
        boxes.append(
            {
                "kind": kind,
                "keys": set(names),
                "carrier": self.carrier_id,
                "pickings": self,
            }
        )

    def _drop_dockets(self):
        """Take the dockets off consignments when they are taken off the transfer."""
        for picking in self.filtered("carrier_tracking_ref"):
            keys = picking._get_docket_names().keys()
            for consignment in picking._get_own_consignments():
                is_alone = consignment.picking_ids.ids == picking.ids
                if not is_alone:
                    picking._leave_consignments(consignment, keys)
                elif consignment.state in ("announced", "dispatched"):
                    consignment.docket_ids.filtered(
                        lambda d, keys=keys: d.key in keys
                    ).unlink()
