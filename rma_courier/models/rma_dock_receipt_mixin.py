# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..tools import docket as docket_tool
from .rma_consignment import TO_US


class RmaDockReceiptMixin(models.AbstractModel):
    """Receives at the dock what was scanned, through the native transfer."""

    _name = "rma.dock.receipt.mixin"
    _description = "RMA Receipts at the Dock"

    @api.model
    def receive(self, picking_id, line_ids, courier=None, serials=None):
        """Validate the scanned units of a receipt; the others stay expected.

        :param int picking_id: the receipt
        :param list line_ids: the units that are here
        :param dict courier: how they came, where known: ``consignment_id``, or
            ``docket`` and ``carrier_id``
        :param dict serials: {unit id: serial number} of units whose number nobody
            knew before
        :return: True, or the native dialog's action (backorder, other serial, courier)
        :raises odoo.exceptions.UserError: a unit is not on this transfer
        """
        self._check_dock_access()
        picking = self._get_posted("stock.picking", picking_id, "write")
        self._lock(picking)
        if picking.state == "done":
            message = self.env._(
                "%(transfer)s was received already.", transfer=picking.name
            )
            return picking.rma_claim_id._notify(message)
        moves = self._get_scanned_moves(picking, self._get_ids(line_ids))
        self._note_serials(moves, serials if isinstance(serials, dict) else {})
        for move in moves.filtered(lambda move: not move.quantity):
            move.quantity = move.product_uom_qty
        (picking.move_ids - moves).filtered(
            lambda move: move.state not in ("done", "cancel")
        ).picked = False
        moves.picked = True
        self._note_courier(picking, moves, courier if isinstance(courier, dict) else {})
        return picking.button_validate()

    def _get_scanned_moves(self, picking, line_ids):
        """Return the open moves of *picking* for the units *line_ids*.

        :raises odoo.exceptions.UserError: it is no open receipt, or has not all of them
        """
        if picking.state == "cancel" or picking.picking_type_id.code != "incoming":
            raise UserError(
                self.env._(
                    "%(transfer)s receives nothing. Scan the parcel again.",
                    transfer=picking.name,
                )
            )
        if not line_ids:
            raise UserError(
                self.env._(
                    "No unit is ticked. Scan the units that are in the parcel, or tick "
                    "them; nothing was received."
                )
            )
        moves = picking.move_ids.filtered(
            lambda move: (
                move.rma_line_id.id in line_ids and move.state not in ("done", "cancel")
            )
        )
        if set(moves.rma_line_id.ids) != set(line_ids):
            raise UserError(
                self.env._(
                    "Some of these units are not expected on %(transfer)s any more. "
                    "Scan the parcel again; nothing was received.",
                    transfer=picking.name,
                )
            )
        return moves

    def _note_serials(self, moves, serials):
        """Write the numbers that were read off units which had none."""
        for move in moves:
            name = serials.get(str(move.rma_line_id.id))
            lines = move.move_line_ids
            if not isinstance(name, str) or not name.strip() or len(lines) != 1:
                continue
            if lines.lot_id or lines.lot_name:
                continue
            name = name.strip()[: docket_tool.MAX_LENGTH]
            lot = move.rma_line_id._find_lot(name, move.product_id)
            lines.write({"lot_id": lot.id, "lot_name": not lot and name})

    # -- how it came --

    def _note_courier(self, picking, moves, courier):
        """Tie receipt, units and consignment together; the parcel is at the door."""
        # sudo: the link to the unit is that of a transfer which the user may validate
        units = moves.rma_line_id.sudo()
        consignment = self._get_consignment(picking, units, courier)
        if not consignment:
            return
        # from this side: a consignment takes all units of a transfer that it is given,
        # and some of them may come in another box
        picking.write({"consignment_ids": [Command.link(consignment.id)]})
        # sudo: as above
        consignment.sudo().line_ids = [Command.link(unit.id) for unit in units]
        if consignment.is_open:
            consignment._tell(
                "delivered", source="scan", source_key=f"dock-{picking.id}"
            )

    def _get_consignment(self, picking, units, courier):
        """Return the consignment that *courier* names; announce it when it is new."""
        consignments = self.env["rma.consignment"]
        if consignment_id := courier.get("consignment_id"):
            consignment = self._get_posted("rma.consignment", consignment_id, "write")
            self._check_inbound(consignment, picking)
            return consignment
        number = courier.get("docket")
        carrier = self.env["delivery.carrier"]
        if courier.get("carrier_id"):
            carrier = self._get_posted("delivery.carrier", courier["carrier_id"])
        if not isinstance(number, str) or not docket_tool.normalize(number):
            return consignments
        number = number.strip()[: docket_tool.MAX_LENGTH]
        for known in consignments._find_by_docket(number, carrier, is_open=False):
            is_same = known.is_open or picking in known.picking_ids
            if known.company_id == picking.company_id and (
                is_same and known.direction in TO_US
            ):
                return known
        # sudo: whose parcel it is stands on the claim
        claim_sudo = units.claim_id[:1].sudo()
        return consignments.create(
            {
                "direction": "customer_in",
                "company_id": picking.company_id.id,
                "partner_id": claim_sudo.partner_id.id,
                "warehouse_id": picking.picking_type_id.warehouse_id.id,
                "carrier_id": carrier.id,
                "docket": number,
            }
        )

    def _check_inbound(self, consignment, picking):
        """Raise when *consignment* cannot have brought the goods of *picking*."""
        is_ours = consignment.company_id == picking.company_id
        if consignment.direction not in TO_US or not is_ours:
            raise UserError(
                self.env._(
                    "%(consignment)s does not bring goods for %(transfer)s. Scan the "
                    "docket number of the parcel again.",
                    consignment=consignment.display_name,
                    transfer=picking.name,
                )
            )
