# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models
from odoo.tools import format_date

from odoo.addons.rma_management.tools.rma_words import selection_label

from .rma_consignment import TO_US

#: Options that fit the keys 1 to 9.
MAX_OPTIONS = 9


class RmaDockCardMixin(models.AbstractModel):
    """Says in plain words and plain JSON what a scan means.

    A *target* is one thing that it may mean: a dict with ``claim``, ``units`` (those
    that the scan means), ``picking``, ``consignment``, ``parcel`` and ``obstacle``.
    """

    _name = "rma.dock.card.mixin"
    _description = "RMA Answers of the Dock"

    def _prepare_answer(self, targets, found, is_denied, warehouse_id):
        """Return the one answer to a scan that means *targets*."""
        ready = [t for t in targets if self._get_kind(t) == "receipt"]
        meant = ready or targets
        if len(meant) == 1:
            return self._prepare_card(meant[0], warehouse_id)
        if meant:
            return self._prepare_options(meant)
        if is_denied:
            return {
                "kind": "denied",
                "message": self.env._(
                    "This number belongs to a claim that is not yours. Give the parcel "
                    "to your service manager, or to somebody who sees all claims."
                ),
            }
        return self._prepare_unknown(found)

    @api.model
    def _get_kind(self, target):
        if target["parcel"]:
            return "parcel"
        picking = target["picking"]
        if target["claim"] and not picking:
            return "obstacle"
        if picking:
            code = picking.picking_type_id.code
            is_open = picking.state not in ("done", "cancel")
            if code == "incoming" and target["claim"]:
                is_ready = is_open and not target["obstacle"]
                return "receipt" if is_ready else "obstacle"
            return "outgoing" if code == "outgoing" else "transfer"
        consignment = target["consignment"]
        return "unknown" if consignment.direction in TO_US else "outgoing"

    def _prepare_card(self, target, warehouse_id=None):
        """Return what the screen shows of *target*."""
        kind = self._get_kind(target)
        if kind == "unknown":
            return self._prepare_unknown({}, target["consignment"])
        prepare = getattr(self, f"_prepare_{kind}_card")
        return {
            "kind": kind,
            "claim": bool(target["claim"]) and self._prepare_claim(target["claim"]),
            "consignment": bool(target["consignment"])
            and self._prepare_consignment(target["consignment"]),
            "units": [],
            "notes": [],
            **prepare(target, warehouse_id),
        }

    # -- goods of a claim --

    def _prepare_claim(self, claim):
        """Return what the card says of a claim."""
        # sudo: the user may read the claim; its customer's name belongs to it
        claim_sudo = claim.sudo()
        return {
            "id": claim.id,
            "number": claim_sudo.rma_number or claim_sudo.name,
            "name": claim_sudo.name,
            "customer": claim_sudo.partner_id.display_name,
            "stage": self._get_label(claim_sudo, "stage"),
            "delivery_method": self._get_label(claim_sudo, "delivery_method"),
            "is_by_courier": claim_sudo.delivery_method == "courier",
            "valid_until": format_date(self.env, claim_sudo.valid_until)
            if claim_sudo.valid_until
            else "",
        }

    def _prepare_consignment(self, consignment):
        consignment_sudo = consignment.sudo()  # sudo: the courier's name is no secret
        return {
            "id": consignment.id,
            "name": consignment_sudo.name,
            "docket": consignment_sudo.docket or "",
            "carrier": consignment_sudo.carrier_id.name or "",
            "state": self._get_label(consignment_sudo, "state"),
            "package_count": consignment_sudo.package_count,
        }

    @api.model
    def _get_label(self, record, name):
        return selection_label(record, name, self.env)

    def _prepare_receipt_card(self, target, warehouse_id):
        # sudo: whoever may read the claim may know what is expected of it
        picking_sudo = target["picking"].sudo()
        moves_sudo = picking_sudo.move_ids.filtered(
            lambda move: move.rma_line_id and move.state not in ("done", "cancel")
        )
        units = [self._prepare_unit(move, target["units"]) for move in moves_sudo]
        if len(units) == 1:
            units[0]["is_scanned"] = True
        warehouse = picking_sudo.picking_type_id.warehouse_id
        notes = []
        if warehouse_id and warehouse.id != warehouse_id:
            notes.append(
                self.env._("This is expected at %(place)s.", place=warehouse.name)
            )
        count = len(units)
        message = self.env._("1 unit is expected.")
        if count != 1:
            message = self.env._("%(count)s units are expected.", count=count)
        return {
            "message": message,
            "notes": notes,
            "picking": {"id": picking_sudo.id, "name": picking_sudo.name},
            "units": units,
        }

    def _prepare_unit(self, move_sudo, scanned):
        """Return what the card says of one unit that *move_sudo* expects."""
        unit_sudo = move_sudo.rma_line_id
        product = move_sudo.product_id
        serial = unit_sudo.lot_id.name or unit_sudo.lot_name or ""
        return {
            "id": unit_sudo.id,
            "reference": unit_sudo.reference,
            "product": product.display_name,
            "serial": serial,
            "quantity": move_sudo.product_uom_qty,
            "uom": move_sudo.product_uom.name,
            "is_serial_needed": product.tracking != "none" and not serial,
            "is_scanned": unit_sudo.id in scanned.ids,
        }

    # -- what is no receipt --

    def _prepare_outgoing_card(self, target, warehouse_id):
        picking, consignment = target["picking"], target["consignment"]
        if picking:
            message = self.env._(
                "%(transfer)s goes out to %(partner)s: it is “%(state)s”.",
                transfer=picking.name,
                partner=picking.partner_id.display_name or self.env._("nobody named"),
                state=self._get_label(picking, "state"),
            )
            opened, choices = picking, ["open"]
        else:
            message = self.env._(
                "%(consignment)s goes out to %(partner)s: it is “%(state)s”.",
                consignment=consignment.name,
                partner=consignment.partner_to_id.display_name
                or self.env._("nobody named"),
                state=self._get_label(consignment, "state"),
            )
            if consignment.state == "returned":
                message = self.env._(
                    "%(consignment)s came back to us. Open its transfer and book the "
                    "goods in with “Return”.",
                    consignment=consignment.name,
                )
            opened = consignment.picking_ids[:1] or consignment
            choices = [
                "open",
                *(["take_back"] if self._may_return(consignment) else []),
            ]
        return {
            "message": message,
            "choices": choices,
            "open": {"model": opened._name, "id": opened.id},
        }

    @api.model
    def _may_return(self, consignment):
        return not (consignment._is_return_done() or consignment._get_return_obstacle())

    def _prepare_transfer_card(self, target, warehouse_id):
        picking = target["picking"]
        values = {
            "transfer": picking.name,
            "type": picking.picking_type_id.name,
            "state": self._get_label(picking, "state"),
        }
        message = self.env._(
            "%(transfer)s is no receipt of a claim: it is a transfer of “%(type)s”, "
            "“%(state)s”.",
            **values,
        )
        is_open = picking.state not in ("done", "cancel")
        if is_open and picking._get_courier_direction() == "in":
            message = self.env._(
                "%(transfer)s of “%(type)s” waits for this from %(partner)s: open it, "
                "check what is inside and validate it.",
                partner=picking.partner_id.display_name or self.env._("nobody named"),
                **values,
            )
        return {
            "message": message,
            "choices": ["open"],
            "open": {"model": picking._name, "id": picking.id},
        }

    def _prepare_options(self, targets):
        """Return the numbered list of *targets* to choose from."""
        options = [self._prepare_option(target) for target in targets[:MAX_OPTIONS]]
        return {
            "kind": "options",
            "message": self.env._(
                "%(count)s answers fit. Which one is it?", count=len(targets)
            ),
            "options": options,
            "more": max(0, len(targets) - MAX_OPTIONS),
        }

    def _prepare_option(self, target):
        record = (
            target["parcel"]
            or target["picking"]
            or target["claim"]
            or target["consignment"]
        )
        card = self._prepare_card(target)
        names = [unit["serial"] or unit["product"] for unit in card["units"] if unit]
        claim = card["claim"]
        title = f"{claim['number']} · {claim['customer']}" if claim else ""
        return {
            "kind": card["kind"],
            "model": record._name,
            "id": record.id,
            "line_ids": target["units"].ids,
            "consignment_id": target["consignment"].id,
            "title": title or record.display_name,
            "text": ", ".join([*names[:4], card["message"]]),
        }
