# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.tools.misc import formatLang


class RmaCreditedLineMixin(models.AbstractModel):
    """An order line, parts of which claims have credited, and what is left of it."""

    _name = "rma.credited.line.mixin"
    _description = "RMA Credits on an Order Line"

    rma_reduced_qty = fields.Float(
        string="Taken off for Claims",
        digits="Product Unit",
        readonly=True,
        copy=False,
        help="Claimed before it was invoiced: neither invoiced nor credited.",
    )
    rma_credited_qty = fields.Float(
        string="Credited for Claims",
        digits="Product Unit",
        compute="_compute_rma_credited_qty",
        store=True,
        copy=False,
        help="Credit notes of claims, drafts included, and what was taken off the "
        "order. It is not to be invoiced again.",
    )

    # -- what claims credit is never to be invoiced again --

    @api.depends(
        "rma_reduced_qty",
        "invoice_lines.rma_line_id",
        "invoice_lines.move_id.state",
        "invoice_lines.quantity",
    )
    def _compute_rma_credited_qty(self):
        for line in self:
            line.rma_credited_qty = line.rma_reduced_qty + sum(
                invoice_line._get_rma_credited_qty(line.product_uom_id)
                for invoice_line in line.invoice_lines
                # charges of work have a unit, too, but that was sold elsewhere
                if invoice_line.rma_line_id.sale_line_id == line
            )

    def _get_rma_settled_qty(self):
        """Return how much the core takes for uninvoiced although a claim settled it.

        Credited goods that came back have lowered the delivered quantity already.
        """
        self.ensure_one()
        if not self.rma_credited_qty:
            return 0.0
        if self.product_id.invoice_policy == "order":
            return self.rma_credited_qty
        return self.rma_credited_qty - self._get_rma_returned_qty()

    def _get_rma_returned_qty(self, is_open_only=False):
        """Return how much of the delivered quantity credited units took back.

        :param bool is_open_only: count the units of open claims only
        """
        self.ensure_one()
        if not self.rma_credited_qty:
            return 0.0
        return sum(
            move.product_uom._compute_quantity(
                move.quantity, self.product_uom_id, round=False
            )
            for move in self.move_ids
            if move.rma_line_id
            and move.to_refund
            and move.state == "done"
            and move._get_rma_direction() == "in"
            and not (is_open_only and move.rma_line_id.ending)
        )

    # -- what a claim can still credit --

    def _get_rma_creditable(self):
        """Return {posted invoice line: quantity that no credit note took}.

        Oldest first, in the unit of measure of the order line. Credit notes count until
        they are cancelled, whoever made them and whatever for.
        """
        self.ensure_one()
        uom = self.product_uom_id
        lines = self.invoice_lines.filtered(lambda line: line.display_type == "product")
        invoiced = lines.filtered(
            lambda line: (
                line.move_id.move_type == "out_invoice"
                and line.move_id.state == "posted"
                and line.quantity > 0
            )
        ).sorted(lambda line: (line.move_id.invoice_date, line.id))
        left = {
            line: line.product_uom_id._compute_quantity(line.quantity, uom, round=False)
            for line in invoiced
        }
        for credit in lines.filtered(lambda line: line.move_id.state != "cancel"):
            if credit.move_id.move_type != "out_refund":
                continue
            rest = credit.product_uom_id._compute_quantity(
                credit.quantity, uom, round=False
            )
            of_invoice = invoiced.filtered(
                lambda line, credit=credit: (
                    line.move_id == credit.move_id.reversed_entry_id
                )
            )
            for line in of_invoice | invoiced:
                taken = min(rest, left[line])
                left[line] -= taken
                rest -= taken
        return {line: quantity for line, quantity in left.items() if quantity > 0}

    def _get_rma_uninvoiced_qty(self):
        """Return how much can still be taken off the order instead of credited."""
        self.ensure_one()
        return max(self.qty_to_invoice, 0.0)

    def _get_rma_shortage(self, needed, unit_name):
        """Return why *needed* pieces cannot be credited from this line, or False."""
        self.ensure_one()
        available = sum(self._get_rma_creditable().values())
        available += self._get_rma_uninvoiced_qty()
        if self.product_uom_id.compare(needed, available) <= 0:
            return False
        return self._get_rma_shortage_text(unit_name, needed)

    def _get_rma_shortage_text(self, unit_name, needed):
        """Return the sentence about pieces that cannot be credited, with its mend."""
        self.ensure_one()
        drafts = self.invoice_lines.move_id.filtered(
            lambda move: move.state == "draft" and move.move_type == "out_invoice"
        )
        if drafts:
            return self.env._(
                "%(unit)s stands on a draft invoice of order %(order)s (%(drafts)s). "
                "Post that invoice or delete it first; then the unit is credited or "
                "taken off the order.",
                unit=unit_name,
                order=self.order_id.name,
                drafts=", ".join(drafts.mapped("display_name")),
            )
        return self.env._(
            "Order %(order)s has nothing left to credit for %(unit)s: %(needed)s asked "
            "for, the rest is credited already. Check the credit notes of the order, "
            "or choose another order line under “Origin”.",
            order=self.order_id.name,
            unit=unit_name,
            needed=formatLang(self.env, needed, dp="Product Unit"),
        )
