# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.exceptions import UserError


class RmaBookingMixin(models.AbstractModel):
    """What is booked on the spot, without an errand: ownership, vendor, disposition."""

    _name = "rma.booking.mixin"
    _description = "RMA Bookings of the Unit"

    def _book_move(self, kind, location_dest):
        """Move the units from wherever they are to *location_dest* at once.

        :param str kind: ``rma_move_kind`` of the moves
        :return: the done moves
        """
        return self._book(
            line._prepare_booking_vals(
                kind, place, location_dest, quantity, line._get_owner_partner()
            )
            for line in self
            for place, quantity in line._get_places().items()
        )

    def _book(self, vals_list):
        """Create moves and do them at once: a booking, not an errand."""
        vals_list = list(vals_list)
        self._unpack(vals_list)
        # sudo: the decision on the claim moves the goods, not a right in the warehouse
        moves = self.env["stock.move"].sudo().create(vals_list)
        moves._action_confirm(merge=False)
        moves.picked = True
        moves._action_done()
        return moves.sudo(False)

    @api.model
    def _unpack(self, vals_list):
        """Take the goods of *vals_list* out of the packages they may be in."""
        # sudo: where goods are packed decides, not who may see packages
        packed = (
            self.env["stock.quant"]
            .sudo()
            .search(
                [
                    ("package_id", "!=", False),
                    ("product_id", "in", [vals["product_id"] for vals in vals_list]),
                    ("location_id", "in", [vals["location_id"] for vals in vals_list]),
                ]
            )
        )
        packages = {
            (
                q.product_id.id,
                q.location_id.id,
                q.lot_id.id,
                q.owner_id.id,
            ): q.package_id
            for q in packed
        }
        for vals in vals_list:
            for command in vals["move_line_ids"]:
                line = command[2]
                key = (
                    line["product_id"],
                    line["location_id"],
                    line["lot_id"],
                    line["owner_id"],
                )
                if package := packages.get(key):
                    line["package_id"] = package.id

    def _prepare_booking_vals(self, kind, location, location_dest, quantity, owner):
        """Return the values of a move that is booked at once, with its move line."""
        self.ensure_one()
        common = {
            "product_id": self.product_id.id,
            "location_id": location.id,
            "location_dest_id": location_dest.id,
            "company_id": self.company_id.id,
        }
        line_vals = {
            **common,
            "product_uom_id": self.product_id.uom_id.id,
            "quantity": quantity,
            "lot_id": self.lot_id.id,
            "owner_id": owner.id,
        }
        return {
            **common,
            "rma_line_id": self.id,
            "rma_move_kind": kind,
            "origin": self.reference,
            "product_uom": self.product_id.uom_id.id,
            "product_uom_qty": quantity,
            "restrict_partner_id": owner.id,
            "to_refund": False,
            "move_line_ids": [fields.Command.create(line_vals)],
        }

    def _book_ownership(self, owner_before, owner_after):
        """Book that the units with us change hands, with moves that stay visible.

        :param owner_before: partner that owned them, empty for us
        :param owner_after: partner that owns them now, empty for us
        """
        places = [
            (line, place, quantity, line.company_id.rma_ownership_location_id)
            for line in self
            for place, quantity in line._get_places().items()
        ]
        self._book(
            line._prepare_booking_vals(
                "ownership", place, passage, quantity, owner_before
            )
            for line, place, quantity, passage in places
        )
        self._book(
            line._prepare_booking_vals(
                "ownership", passage, place, quantity, owner_after
            )
            # what becomes ours again is worth what it left with
            | {"origin_returned_move_id": not owner_after and line.origin_move_id.id}
            for line, place, quantity, passage in places
        )
        for company, lines in self.grouped("company_id").items():
            lines._log_event(
                "ownership",
                text=self.env._(
                    "From %(before)s to %(after)s",
                    before=owner_before.display_name or company.name,
                    after=owner_after.display_name or company.name,
                ),
            )

    def _book_disposition(self):
        """Book where a unit that stays with us goes: stock, quarantine or scrap."""
        for (disposition, warehouse), lines in (
            self.filtered("quantity_held")
            .grouped(
                lambda line: (
                    line.resolution_id.disposition,
                    line.claim_id.warehouse_id,
                )
            )
            .items()
        ):
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
            lines._book_move("keep", target)
            lines._log_event("kept", text=target.display_name)

    def _scrap(self):
        """Scrap the units natively, from where they are."""
        places = [
            (line, place, quantity)
            for line in self
            for place, quantity in line._get_places().items()
        ]
        vals_list = [
            line._prepare_scrap_vals(place, quantity)
            for line, place, quantity in places
        ]
        # sudo: as in _book
        scraps = self.env["stock.scrap"].sudo().create(vals_list)
        scraps.do_scrap()
        documents = {}
        for (line, _place, _quantity), scrap in zip(places, scraps, strict=True):
            scrap.move_ids.write({"rma_line_id": line.id, "rma_move_kind": "keep"})
            documents[line] = scrap
        self._log_event("kept", document=documents)

    def _prepare_scrap_vals(self, location, quantity):
        """Return the values of the native scrap of this unit."""
        self.ensure_one()
        return {
            "product_id": self.product_id.id,
            "product_uom_id": self.product_id.uom_id.id,
            "scrap_qty": quantity,
            "lot_id": self.lot_id.id,
            "owner_id": self._get_owner_partner().id,
            "location_id": location.id,
            "origin": self.reference,
            "company_id": self.company_id.id,
        }
