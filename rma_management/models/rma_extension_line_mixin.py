# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models
from odoo.exceptions import ValidationError


class RmaExtensionLineMixin(models.AbstractModel):
    """An order line that sells more warranty, and the serials that get it."""

    _name = "rma.extension.line.mixin"
    _description = "RMA Extension on an Order Line"

    @api.constrains("rma_extended_lot_ids", "product_id", "product_uom_qty")
    def _check_extended_lots(self):
        for line in self:
            # most lines sell something else: their serials are not even read
            if not line.product_id.is_warranty_extension:
                continue
            # sudo: a salesperson may not read what the warehouse has
            lots_sudo = line.sudo().rma_extended_lot_ids
            if not lots_sudo:
                continue
            pieces = lots_sudo.filtered(lambda lot: lot.product_id.tracking == "lot")
            if pieces:
                raise ValidationError(
                    self.env._(
                        "%(lot)s is a lot of many pieces: a warranty is extended for "
                        "single serial numbers. Choose serial numbers.",
                        lot=pieces[0].name,
                    )
                )
            if line.product_uom_id.compare(line.product_uom_qty, len(lots_sudo)) != 0:
                raise ValidationError(
                    self.env._(
                        "%(product)s is sold %(quantity)s times, for %(count)s serial "
                        "numbers. Choose as many serial numbers as the quantity, or "
                        "change the quantity.",
                        product=line.product_id.display_name,
                        quantity=line.product_uom_qty,
                        count=len(lots_sudo),
                    )
                )

    def _get_first_invoice_dates(self):
        """Return ``{order line: day}`` of the first posted invoice of each."""
        # sudo: the warehouse may not read invoices, the day is all that is asked
        invoice_lines = self.sudo().invoice_lines.filtered(
            lambda line: (
                line.move_id.move_type == "out_invoice"
                and line.move_id.state == "posted"
                and line.move_id.invoice_date
            )
        )
        dates = {}
        for invoice_line in invoice_lines:
            for line in invoice_line.sale_line_ids:
                day = invoice_line.move_id.invoice_date
                dates[line] = min(day, dates.get(line, day))
        return dates

    # -- which serials --

    def _get_extended_lines(self):
        """Return the lines whose units this extension is for: the one above it.

        Without one above it is for all serial numbers of the order.
        """
        self.ensure_one()
        lines = self.order_id.order_line.filtered(
            lambda line: line.product_id.tracking == "serial" and not line.display_type
        ).sorted(lambda line: (line.sequence, line.id))
        above = lines.filtered(
            lambda line: (line.sequence, line.id) < (self.sequence, self.id)
        )
        return above[-1:] or lines

    def _is_extension_ambiguous(self):
        """Tell whether fewer or more extensions are sold than there are units."""
        self.ensure_one()
        if self.rma_extended_lot_ids:
            return False
        units = sum(self._get_extended_lines().mapped("product_uom_qty"))
        return self.product_uom_id.compare(units, self.product_uom_qty) != 0

    def _find_extended_lots(self):
        """Return ``{extension line: delivered serials that it is for}``."""
        targets = {line: line._get_extended_lines() for line in self}
        all_targets = self.browse().union(*targets.values())
        lots = self.env["stock.lot"].search(
            [
                ("warranty_move_id.sale_line_id", "in", all_targets.ids),
                ("product_id.tracking", "=", "serial"),
            ]
        )
        by_line = lots.grouped(lambda lot: lot.warranty_move_id.sale_line_id)
        found = {}
        for line, sold in targets.items():
            if line.state != "sale":
                found[line] = lots.browse()
            elif line.rma_extended_lot_ids:
                found[line] = line.rma_extended_lot_ids.filtered(
                    lambda lot: lot.warranty_partner_id or lot.warranty_end
                )
            elif line._is_extension_ambiguous():
                found[line] = lots.browse()
            else:
                found[line] = lots.browse().union(
                    *(by_line.get(unit, lots.browse()) for unit in sold)
                )
        return found

    def _sync_warranty_extensions(self):
        """Extend what confirmed orders sold, take back the rest; safe to repeat."""
        extensions = self.filtered("product_id.is_warranty_extension")
        if not extensions:
            return
        # sudo: a sale extends a passport that the salesperson may not write
        lines = extensions.sudo()
        wanted = lines._find_extended_lots()
        entries = self.env["rma.warranty.entry"].sudo()  # sudo: as above
        before = entries.search([("sale_line_id", "in", lines.ids)]).lot_id
        lots = before.union(*wanted.values())
        logs = lots._get_extension_logs()
        vals_list = []
        for line in lines:
            for lot in lots:
                log = logs[lot]
                is_applied = line in log["applied"]
                if lot in wanted[line] and not is_applied and line not in log["spent"]:
                    vals_list.append(lot._extend_warranty(line))
                elif is_applied and lot not in wanted[line]:
                    vals_list.append(lot._shorten_warranty(line, log))
        lots._log_warranty(vals_list)

    def _tell_ambiguous_extensions(self):
        """Say on the order when nobody can tell which units an extension is for."""
        # sudo: the customer may confirm in the portal and must not read serials
        for order, lines in self.sudo().grouped("order_id").items():
            names = [
                line.product_id.display_name
                for line in lines
                if line.product_id.is_warranty_extension
                and line._is_extension_ambiguous()
            ]
            if names:
                order.message_post(
                    body=self.env._(
                        "%(names)s: not as many as units on this order, so that no "
                        "warranty is extended yet. Choose the serial numbers on the "
                        "line, or correct the quantity.",
                        names=", ".join(names),
                    )
                )
