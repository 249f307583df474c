# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Command

from ..tools.trusted import Trusted

#: Charged when they were delivered; labour and fees are charged as ordered.
GOODS_KINDS = ("part", "replacement")
#: What a line charges for: only claims say so.
CHARGE_FIELDS = frozenset({"rma_line_id", "rma_charge_kind", "rma_covered_percent"})


class SaleOrderLine(models.Model):
    _name = "sale.order.line"
    _inherit = [
        "sale.order.line",
        "rma.unit.link.mixin",
        "rma.extension.line.mixin",
        "rma.credited.line.mixin",
    ]

    rma_line_id = fields.Many2one(
        "rma.claim.line",
        string="RMA Unit",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        help="The unit that this line charges for.",
    )
    rma_charge_kind = fields.Selection(
        selection=[
            ("part", "Part"),
            ("labour", "Labour"),
            ("fee", "Fee"),
            ("replacement", "Replacement"),
        ],
        string="RMA Charge",
        readonly=True,
        copy=False,
    )
    rma_covered_percent = fields.Float(
        string="Covered (%)",
        digits=(5, 2),
        readonly=True,
        copy=False,
        aggregator=None,
        help="What warranty or contract take off this line.",
    )
    rma_date_claimed = fields.Datetime(
        readonly=True, copy=False, help="When a claim about it was approved last."
    )
    rma_extended_lot_ids = fields.Many2many(
        "stock.lot",
        "sale_order_line_rma_extended_lot_rel",
        string="Extends the Warranty Of",
        copy=False,
        groups="sales_team.group_sale_salesman,stock.group_stock_user,"
        "rma_management.group_rma_user",
        help="Empty: the serials delivered on this order.",
    )
    is_warranty_extension = fields.Boolean(
        related="product_id.is_warranty_extension", string="Extends the Warranty"
    )

    # -- the price --

    @api.depends("rma_covered_percent")
    def _compute_discount(self):
        """Take what is covered off the price that the pricelist leaves.

        10 % of the pricelist and 50 % of the contract make 55 %. A discount typed by
        hand stands until the price is computed again, as natively.
        """
        charged = self.filtered("rma_charge_kind")
        # without a pricelist the core leaves the last discount, coverage included
        charged.discount = 0.0
        result = super()._compute_discount()
        for line in charged:
            covered = line.rma_covered_percent
            line.discount = 100 - (100 - line.discount) * (100 - covered) / 100
        return result

    # -- the quantity --

    @api.depends("rma_line_id.quantity_replaced")
    def _compute_qty_delivered(self):
        """Follow the replacement that the claim sends, not the order."""
        return super()._compute_qty_delivered()

    def _prepare_qty_delivered(self):
        """Count what was sent in place of the unit."""
        quantities = super()._prepare_qty_delivered()
        for line in self:
            if line.rma_charge_kind == "replacement":
                quantities[line] = line.rma_line_id.quantity_replaced
        return quantities

    def _get_rma_due_quantity(self):
        """Return how much may be invoiced: parts that were used, labour as ordered."""
        self.ensure_one()
        if self.rma_charge_kind not in GOODS_KINDS:
            return self.product_uom_qty
        # what was used beyond the order was never agreed to
        return min(self.qty_delivered, self.product_uom_qty)

    def _get_rma_uninvoiced_quantity(self):
        """Return how much of what may be invoiced is on no posted invoice."""
        self.ensure_one()
        rest = self._get_rma_due_quantity() - self.qty_invoiced_posted
        return self.product_uom_id.round(rest)

    @api.depends("rma_charge_kind", "rma_credited_qty")
    def _compute_qty_to_invoice(self):
        """Invoice parts as used and labour as ordered, whatever their product says.

        What was credited for claims is not to be invoiced again.
        """
        result = super()._compute_qty_to_invoice()
        for line in self:
            if line.rma_charge_kind and line.state == "sale":
                line.qty_to_invoice = line._get_rma_due_quantity() - line.qty_invoiced
            if line.rma_credited_qty and line.state == "sale" and not line.display_type:
                line.qty_to_invoice -= line._get_rma_settled_qty()
        return result

    @api.depends("rma_credited_qty")
    def _compute_invoice_status(self):
        """Take parts that were not needed, and what was credited, for invoiced."""
        result = super()._compute_invoice_status()
        for line in self.filtered("rma_credited_qty"):
            settled = line.qty_invoiced + line.rma_credited_qty
            is_settled = line.product_uom_id.compare(settled, line.product_uom_qty) >= 0
            if line.invoice_status == "no" and line.state == "sale" and is_settled:
                line.invoice_status = "invoiced"
        for line in self:
            if line.rma_charge_kind != "part" or line.state != "sale":
                continue
            states = set(line.move_ids.mapped("state"))
            is_used = "done" in states and states <= {"done", "cancel"}
            if line.invoice_status == "upselling" or (
                line.invoice_status == "no" and is_used
            ):
                line.invoice_status = "invoiced"
        return result

    @api.depends("rma_credited_qty")
    def _compute_untaxed_amount_to_invoice(self):
        """Leave out what was credited for claims."""
        result = super()._compute_untaxed_amount_to_invoice()
        for line in self.filtered("rma_credited_qty"):
            settled = line.price_reduce_taxexcl * line._get_rma_settled_qty()
            line.untaxed_amount_to_invoice = max(
                line.untaxed_amount_to_invoice - settled, 0.0
            )
        return result

    @api.depends("rma_credited_qty")
    def _compute_amount_to_invoice(self):
        """Leave out what was credited for claims."""
        result = super()._compute_amount_to_invoice()
        for line in self.filtered("rma_credited_qty"):
            settled = line.price_reduce_taxinc * line._get_rma_settled_qty()
            line.amount_to_invoice = max(line.amount_to_invoice - settled, 0.0)
        return result

    # -- what the order does not do --

    def _action_launch_stock_rule(self, **kwargs):
        """Procure nothing for what the claim itself uses or sends."""
        own = self.filtered(lambda line: not line.rma_charge_kind)
        return super(SaleOrderLine, own)._action_launch_stock_rule(**kwargs)

    def _create_repair_order(self):
        """Make no repair for labour on a repair."""
        own = self.filtered(lambda line: not line.rma_charge_kind)
        return super(SaleOrderLine, own)._create_repair_order()

    # -- links --

    @api.model_create_multi
    def create(self, vals_list):
        """Tie parts of repair orders to their unit; links come from claims only.

        An extension added to a confirmed order counts at once.
        """
        # see stock.move._create_repair_sale_order_line, which names the parts
        part_vals = Trusted.get(self.env, "rma_part_vals", {})
        for vals in vals_list:
            self._check_rma_unit(vals)
            for command in vals.get("move_ids") or []:
                if command[0] == Command.LINK:
                    vals.update(part_vals.get(command[1], {}))
        closed = self._without_rma_defaults(CHARGE_FIELDS)
        lines = super(SaleOrderLine, closed).create(vals_list).with_env(self.env)
        lines.filtered(lambda line: line.state == "sale")._sync_warranty_extensions()
        return lines

    def write(self, vals):
        """Take links from claims only; follow a change of what is extended."""
        self._check_rma_unit(vals)
        result = super().write(vals)
        if vals.keys() & {"rma_extended_lot_ids", "product_uom_qty", "product_id"}:
            sold = self.filtered(lambda line: line.state == "sale")
            sold._sync_warranty_extensions()
        return result

    def copy_data(self, default=None):
        """Copy no coverage: a duplicated order is nobody's warranty."""
        vals_list = super().copy_data(default)
        for line, vals in zip(self, vals_list, strict=True):
            if line.rma_charge_kind:
                vals.pop("discount", None)
        return vals_list

    def _check_rma_unit(self, vals):
        if not self.env.su and CHARGE_FIELDS & vals.keys():
            raise AccessError(
                self.env._(
                    "What a line charges for, and what is covered of it, comes from "
                    "the claim. Change the discount, or the coverage of the unit."
                )
            )

    def _prepare_invoice_line(self, **optional_values):
        """Hand the unit and what is covered on to the invoice."""
        vals = super()._prepare_invoice_line(**optional_values)
        if self.rma_line_id:
            vals["rma_line_id"] = self.rma_line_id.id
            vals["rma_covered_percent"] = self.rma_covered_percent
        return vals
