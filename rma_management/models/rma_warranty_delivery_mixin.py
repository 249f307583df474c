# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models


class RmaWarrantyDeliveryMixin(models.AbstractModel):
    """What a done move to a customer says about the warranty of what it delivered."""

    _name = "rma.warranty.delivery.mixin"
    _description = "RMA Delivery under Warranty"

    def _is_warranty_delivery(self):
        """Tell whether the move sold tracked goods to a customer, or replaced them.

        A customer's own unit that goes back after a repair is not sold again.
        """
        self.ensure_one()
        return (
            self.state == "done"
            and self.product_id.tracking != "none"
            and self.rma_move_kind in (False, "replacement")
            and self.location_dest_id.usage == "customer"
            and self.location_id.usage != "customer"
        )

    def _get_own_lots(self):
        """Return the serials and lots of the move that were ours."""
        self.ensure_one()
        own = self.move_line_ids.filtered(
            lambda line: (
                line.quantity > 0
                and (not line.owner_id or line.owner_id == self.company_id.partner_id)
            )
        )
        return own.lot_id

    def _get_warranty_partner(self):
        """Return the customer who got the goods, as a company."""
        self.ensure_one()
        partner = self.picking_id.partner_id or self.partner_id
        return partner.commercial_partner_id

    def _get_delivery_day(self):
        """Return the day of the delivery where the company is."""
        self.ensure_one()
        return self.company_id._get_rma_date(self.date)

    def _get_warranty_offers(self):
        """Return ``{move: (term, duration, unit)}`` of what is sold now."""
        cache, offers = {}, {}
        for move in self:
            key = move.product_id.product_tmpl_id, move.company_id
            if key not in cache:
                cache[key] = key[0]._get_warranty_offer(key[1])
            offers[move] = cache[key]
        return offers

    def _get_first_invoice_dates(self, offers):
        """Return ``{move: day}`` of moves whose term runs from the invoice."""
        moves = self.filtered(lambda m: offers[m][0].start_basis == "invoice")
        dates = moves.sale_line_id._get_first_invoice_dates()
        return {move: dates.get(move.sale_line_id) for move in moves}

    def _get_replaced_ends(self):
        """Return ``{move: last day}`` of the warranties that replacements go on with.

        A lot of many pieces has its dates in the entry of each delivery.
        """
        moves = self.filtered(lambda move: move.rma_move_kind == "replacement")
        ends = {}
        for move in moves:
            old = move.rma_line_id.lot_id
            if not old.warranty_void_date:
                ends[move] = old.warranty_end
        pieces = moves.filtered(
            lambda move: move.rma_line_id.lot_id.product_id.tracking == "lot"
        )
        if not pieces:
            return ends
        entries = self.env["rma.warranty.entry"].search(
            [
                ("lot_id", "in", pieces.rma_line_id.lot_id.ids),
                ("move_id", "in", pieces.rma_line_id.origin_move_id.ids),
                ("kind", "in", ("sold", "inherited", "recomputed")),
            ],
            order="id",
        )
        found = {(entry.lot_id, entry.move_id): entry.date_end for entry in entries}
        for move in pieces:
            line = move.rma_line_id
            ends[move] = found.get((line.lot_id, line.origin_move_id))
        return ends

    def _sync_order_extensions(self, lots):
        """Apply the extensions that were sold with these deliveries, or for *lots*."""
        serials = lots.filtered(lambda lot: lot.product_id.tracking == "serial")
        if not serials:
            return
        lines = self.env["sale.order.line"].search(
            [
                ("product_id.is_warranty_extension", "=", True),
                ("state", "=", "sale"),
                "|",
                ("order_id", "in", self.sale_line_id.order_id.ids),
                ("rma_extended_lot_ids", "in", serials.ids),
            ]
        )
        lines._sync_warranty_extensions()
