# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import ValidationError


class RmaOriginMixin(models.AbstractModel):
    """Where the unit comes from: sale, delivery, invoice, vendor."""

    _name = "rma.origin.mixin"
    _description = "RMA Origin of the Unit"

    origin_move_id = fields.Many2one(
        "stock.move",
        string="Original Delivery Line",
        index="btree_not_null",
        ondelete="set null",
        compute="_compute_origin",
        store=True,
        precompute=True,
    )
    origin_picking_id = fields.Many2one(
        related="origin_move_id.picking_id", string="Original Delivery"
    )
    date_delivered_originally = fields.Datetime(
        related="origin_move_id.date", string="Delivered Originally On"
    )
    sale_line_id = fields.Many2one(
        "sale.order.line",
        string="Sales Order Line",
        check_company=True,
        index="btree_not_null",
        ondelete="set null",
        compute="_compute_sale_line_id",
        store=True,
        readonly=False,
        precompute=True,
    )
    sale_order_origin_id = fields.Many2one(
        related="sale_line_id.order_id", string="Original Order"
    )
    quantity_claimable = fields.Float(
        digits="Product Unit",
        compute="_compute_quantity_claimable",
        help="Delivered on the order line and not claimed before this unit.",
    )
    origin_invoice_ids = fields.Many2many(
        "account.move",
        string="Original Invoices",
        compute="_compute_origin_invoices",
        compute_sudo=True,
        groups="account.group_account_invoice,account.group_account_readonly",
    )
    origin_invoice_names = fields.Char(
        string="Invoiced By",
        compute="_compute_origin_invoices",
        compute_sudo=True,
        help="Service users see which invoice it was; opening it needs its rights.",
    )
    vendor_id = fields.Many2one(
        "res.partner",
        index="btree_not_null",
        compute="_compute_origin",
        store=True,
        readonly=False,
        precompute=True,
        help="Who supplied the unit, also when it was not bought from us.",
    )

    @api.depends("lot_id", "product_id")
    def _compute_origin(self):
        history = self._find_history(self.lot_id)
        for line in self:
            found = history.get(line.lot_id, {})
            line.origin_move_id = found.get("delivery") or line.origin_move_id
            line.vendor_id = (
                found.get("vendor")
                or line.vendor_id
                # sudo: the vendor of a product is no secret to the service desk
                or line.product_id.sudo().seller_ids[:1].partner_id
            )

    @api.depends("origin_move_id")
    def _compute_sale_line_id(self):
        for line in self:
            # sudo: whoever may register the claim may see which sale it is about
            sale_line = line.origin_move_id.sudo().sale_line_id
            if line.decision == "approved" and line.sale_line_id:
                # what was decided on stays, whatever serial arrives
                sale_line = line.sale_line_id
            line.sale_line_id = sale_line or line.sale_line_id

    @api.depends("sale_line_id", "quantity")
    def _compute_quantity_claimable(self):
        # sudo: other people's claims on the same delivery count too
        others_sudo = self.sudo().search(
            [
                ("sale_line_id", "in", self.sale_line_id.ids),
                ("decision", "!=", "rejected"),
                ("ending", "in", (False, "closed")),
                "|",
                ("decision", "!=", "draft"),
                ("claim_id", "in", self.claim_id.ids),
            ]
        )
        by_sale_line = others_sudo.grouped(lambda line: line.sale_line_id.id)
        for line in self:
            # sudo: a total only
            sale_line_sudo = line.sale_line_id.sudo()
            claimed = sum(
                other.quantity
                for other in by_sale_line.get(sale_line_sudo.id, others_sudo)
                if other._claims_before(line)
            )
            # what an open claim took back was delivered, and is counted as claimed
            delivered = (
                sale_line_sudo.qty_delivered
                + sale_line_sudo._get_rma_returned_qty(is_open_only=True)
            )
            # orders may count in dozens, claims count in the product's unit of measure
            delivered = sale_line_sudo.product_uom_id._compute_quantity(
                delivered, line.product_id.uom_id, round=False
            )
            line.quantity_claimable = delivered - claimed

    def _claims_before(self, line):
        """Tell whether this unit's quantity is taken before *line* gets its own.

        A closed unit that was repaired or replaced can be claimed again; one that was
        credited and came back has lowered the delivered quantity already.
        """
        self.ensure_one()
        line = line._origin
        if self == line:
            return False
        if self.ending:
            return self.resolution_id.credit != "no" and not self.quantity_received
        return self.decision == "approved" or not line.id or self.id < line.id

    @api.depends("sale_line_id")
    def _compute_origin_invoices(self):
        for line in self:
            invoices = line.sale_line_id.invoice_lines.move_id.filtered(
                lambda move: move.move_type == "out_invoice"
            )
            line.origin_invoice_ids = invoices
            line.origin_invoice_names = ", ".join(
                name for name in invoices.mapped("name") if name
            )

    @api.constrains("product_id", "sale_line_id")
    def _check_sale_line_product(self):
        for line in self:
            # sudo: whoever may register the claim may see which sale it is about
            sale_line_sudo = line.sale_line_id.sudo()
            if sale_line_sudo and sale_line_sudo.product_id != line.product_id:
                raise ValidationError(
                    self.env._(
                        "Order %(order)s sold %(right)s on this line, not %(wrong)s. "
                        "Choose the right order line, or leave it empty.",
                        order=sale_line_sudo.order_id.name,
                        right=sale_line_sudo.product_id.display_name,
                        wrong=line.product_id.display_name or self.env._("nothing"),
                    )
                )

    @api.constrains("sale_line_id", "lot_id")
    def _check_sale_line_of_serial(self):
        for line in self:
            # sudo: whoever may register the claim may see which sale it is about
            delivered_sudo = line.origin_move_id.sudo().sale_line_id
            is_one = line.product_id.sudo().tracking == "serial"
            # what arrives in the end is judged, not refused at the dock
            if line.decision == "approved" or not is_one or not delivered_sudo:
                continue
            if line.sale_line_id and line.sale_line_id.sudo() != delivered_sudo:
                raise ValidationError(
                    self.env._(
                        "Serial number %(serial)s was delivered by order %(order)s, "
                        "not by the order line you chose. Leave the order line to the "
                        "serial number.",
                        serial=line.lot_id.name,
                        order=delivered_sudo.order_id.name,
                    )
                )

    @api.model
    def _find_history(self, lots):
        """Return where *lots* came from and went to, with one search.

        Moves of claims do not count: a repaired unit keeps the sale it comes from.

        :return: ``{lot: {"delivery": last move to a customer, "vendor": partner of the
            last receipt from a vendor}}``, keys only where there is something
        """
        if not lots:
            return {}
        # sudo: the history of a serial is read for whoever may register its claim
        lines = (
            self.env["stock.move.line"]
            .sudo()
            .search(
                [
                    ("lot_id", "in", lots.ids),
                    ("state", "=", "done"),
                    ("move_id.rma_line_id", "=", False),
                    ("company_id", "in", (self.company_id or self.env.company).ids),
                    "|",
                    ("location_dest_id.usage", "=", "customer"),
                    ("location_id.usage", "=", "supplier"),
                ],
                order="date, id",
            )
        )
        history = defaultdict(dict)
        for line in lines:
            found = history[line.lot_id.sudo(False)]
            if line.location_dest_id.usage == "customer":
                found["delivery"] = line.move_id.sudo(False)
            if line.location_id.usage == "supplier" and line.picking_id.partner_id:
                found["vendor"] = line.picking_id.partner_id.sudo(False)
        return history

    def _get_origin_events(self):
        """Return the sale and the first delivery of the unit."""
        self.ensure_one()
        events = []
        # sudo: the history of a unit is read by whoever may read its claim
        order = self.sudo().sale_line_id.order_id
        delivery = self.sudo().origin_move_id
        for record, date, title in (
            (order, order.date_order, self.env._("Sold")),
            (
                delivery.picking_id,
                delivery.date,
                self.env._("Delivered after the sale"),
            ),
        ):
            if record:
                events.append(
                    {
                        "date": date,
                        "kind": "origin",
                        "title": title,
                        "text": False,
                        "actor": False,
                        "unit": self.reference,
                        "model": record._name,
                        "res_id": record.id,
                        "document": record.display_name,
                    }
                )
        return events
