# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models

#: What a line charges or credits: only claims say so.
CHARGE_FIELDS = frozenset({"rma_line_id", "rma_covered_percent", "rma_service_line_id"})


class AccountMoveLine(models.Model):
    _name = "account.move.line"
    _inherit = ["account.move.line", "rma.unit.link.mixin"]

    rma_line_id = fields.Many2one(
        "rma.claim.line",
        string="RMA Unit",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        help="The unit that this line charges for.",
    )
    rma_covered_percent = fields.Float(
        string="Covered (%)",
        digits=(5, 2),
        readonly=True,
        copy=False,
        aggregator=None,
        help="What warranty or contract took off this line.",
    )

    rma_service_line_id = fields.Many2one(
        "rma.service.line",
        string="RMA Fee",
        index="btree_not_null",
        copy=False,
        readonly=True,
        help="The fee that this line keeps back from a credit.",
    )

    # -- links --

    @api.model_create_multi
    def create(self, vals_list):
        """Take links to units from claims only, or from what is reversed."""
        closed = self._without_rma_defaults(CHARGE_FIELDS)
        lines = super(AccountMoveLine, closed).create(vals_list).with_env(self.env)
        if not self.env.su:
            lines._drop_foreign_units()
        return lines

    def write(self, vals):
        """Take links to units from claims only: they decide about money."""
        self._check_rma_closed(vals, CHARGE_FIELDS)
        return super().write(vals)

    def _drop_foreign_units(self):
        """Keep the units of what is charged, sold or reversed; drop all others.

        The native reversal copies the unit from line to line as the accountant.
        """
        # sudo: where a unit comes from, whoever may read it
        for line in self.sudo().filtered("rma_line_id"):
            unit, sources = line.rma_line_id, line.sale_line_ids
            reversed_lines = line.move_id.reversed_entry_id.invoice_line_ids
            units = sources.rma_line_id | reversed_lines.rma_line_id
            is_sold = unit.sale_line_id and unit.sale_line_id in sources
            if unit not in units and not is_sold:
                line.write(dict.fromkeys(CHARGE_FIELDS, False))

    # -- credits --

    def _get_rma_credited_units(self):
        """Return the units that these lines of credit notes give money back for.

        Fees keep money back; a reversal of the work is no credit of the unit.
        """
        return self.filtered(
            lambda line: (
                not line.rma_service_line_id
                and line.rma_line_id not in line.sale_line_ids.rma_line_id
            )
        ).rma_line_id

    def _get_rma_credited_qty(self, uom):
        """Return how much of its unit this line credits, in *uom*.

        Drafts count, so that nothing is credited twice; the invoice that takes a
        credit note back counts against it.
        """
        self.ensure_one()
        move = self.move_id
        sign = {"out_refund": 1.0, "out_invoice": -1.0}.get(move.move_type)
        if not sign or move.state == "cancel" or self.display_type != "product":
            return 0.0
        return sign * self.product_uom_id._compute_quantity(
            self.quantity, uom, round=False
        )

    def _copy_data_extend_business_fields(self, values):
        """Keep the unit on the lines of a credit note."""
        result = super()._copy_data_extend_business_fields(values)
        values["rma_line_id"] = self.rma_line_id.id
        values["rma_covered_percent"] = self.rma_covered_percent
        return result

    def _eligible_for_stock_account(self):
        """Leave the cost of goods where it is when the unit stays at the customer's.

        The core takes the cost of what is credited back into stock, whether or not
        the goods come back.
        """
        # sudo: where the unit is decides, whoever posts the credit note
        unit_sudo = self.rma_line_id.sudo()
        if (
            self.move_id.move_type == "out_refund"
            and unit_sudo.sale_line_id in self.sale_line_ids
            and unit_sudo.resolution_id.goods_in == "no"
        ):
            return False
        return super()._eligible_for_stock_account()
