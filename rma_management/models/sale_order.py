# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models


class SaleOrder(models.Model):
    _name = "sale.order"
    _inherit = ["sale.order", "rma.link.mixin"]

    rma_line_ids = fields.Many2many(
        "rma.claim.line",
        "rma_claim_line_sale_order_rel",
        "order_id",
        "line_id",
        string="RMA Units",
        copy=False,
    )
    rma_line_count = fields.Integer(
        string="Claims Count", compute="_compute_rma_line_count"
    )

    def _get_invoiced(self):
        """Count the invoices also for whoever may read the order but no invoice."""
        can_read = self.env["account.move.line"].has_access("read")
        # sudo: opening an invoice needs the rights on it
        orders = self if can_read else self.sudo()
        return super(SaleOrder, orders)._get_invoiced()

    def _compute_rma_line_count(self):
        lines = self._get_rma_lines()
        for order in self:
            order.rma_line_count = len(
                lines.filtered(
                    lambda line, order=order: (
                        order in line.sale_order_ids
                        or order == line.sale_order_origin_id
                    )
                )
            )

    def _get_rma_lines(self):
        """Return the claimed units that were sold or are charged on these orders."""
        return self.env["rma.claim.line"].search(
            [
                "|",
                ("sale_order_ids", "in", self.ids),
                ("sale_line_id.order_id", "in", self.ids),
            ]
        )

    def _action_confirm(self):
        """Extend the warranties that these orders sell."""
        result = super()._action_confirm()
        self.order_line._sync_warranty_extensions()
        self.order_line._tell_ambiguous_extensions()
        return result

    def _action_cancel(self):
        """Take back the extensions of cancelled orders."""
        result = super()._action_cancel()
        self.order_line._sync_warranty_extensions()
        return result

    def action_view_rma_lines(self):
        """Open the units that were sold or are charged on these orders."""
        return self._get_rma_lines()._get_records_action(name=self.env._("Claims"))

    @api.model_create_multi
    def create(self, vals_list):
        """Take links to units from the claims only: they decide about money."""
        for vals in vals_list:
            self._check_rma_link(vals)
        return super().create(vals_list)

    def write(self, vals):
        """Take links to units from the claims only: they decide about money."""
        self._check_rma_link(vals)
        return super().write(vals)
