# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models
from odoo.exceptions import UserError


class RmaBookingMixin(models.AbstractModel):
    """What is booked on the spot, without an errand: ownership, vendor, disposition."""

    _name = "rma.booking.mixin"
    _description = "RMA Bookings of the Unit"

    def _book_move(self, kind, location_dest=None, location=None, owner=None):
        """Move the units at once, without a transfer: a booking, not an errand.

        :param str kind: ``rma_move_kind`` of the moves
        :param location_dest: where the units of *self* are then; empty: where they are
        :param location: where they come from; empty: where they are
        :param owner: owner of the moved goods; None: whoever owns them now
        :return: the done moves
        """
        vals_list = []
        for line in self.filtered("quantity_held"):
            place = line._get_current_location()
            partner = line._get_owner_partner() if owner is None else owner
            vals_list.append(
                line._prepare_booking_vals(
                    location or place, location_dest or place, partner, kind
                )
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
        for company, lines in self.grouped("company_id").items():
            passage = company.rma_ownership_location_id
            lines._book_move("ownership", location_dest=passage, owner=owner_before)
            lines._book_move("ownership", location=passage, owner=owner_after)
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
        # sudo: as in _book_move
        scraps = (
            self.env["stock.scrap"]
            .sudo()
            .create([line._prepare_scrap_vals() for line in self])
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
