# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.fields import Command

from ..tools.trusted import Trusted

#: What only the customer's answer, told by the claim, sets.
ANSWER_FIELDS = {"rma_accepted_amount", "date_rma_accepted", "is_rma_declined"}


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
    rma_accepted_amount = fields.Monetary(
        string="Accepted Amount",
        readonly=True,
        copy=False,
        help="The total that the customer accepted for the work on units of claims.",
    )
    date_rma_accepted = fields.Datetime(string="Accepted On", readonly=True, copy=False)
    is_rma_declined = fields.Boolean(
        string="Declined by the Customer", readonly=True, copy=False
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

    def _action_cancel(self):
        """Take back the extensions of cancelled orders."""
        result = super()._action_cancel()
        self.order_line._sync_warranty_extensions()
        return result

    def action_view_rma_lines(self):
        """Open the units that were sold or are charged on these orders."""
        return self._get_rma_lines()._get_records_action(name=self.env._("Claims"))

    # -- the customer's answer --

    def _is_rma_answer_due(self, unit):
        """Tell whether the customer has still to accept what *unit* costs here.

        An order that became dearer after it was accepted asks again.
        """
        self.ensure_one()
        is_asked = unit.resolution_id.is_chargeable
        if self.state == "sale":
            return is_asked and self._is_rma_raised()
        if self.state == "cancel":
            return False
        lines = unit.charge_line_ids.filtered(lambda line: line.order_id == self)
        is_priced = any(not self.currency_id.is_zero(ln.price_total) for ln in lines)
        return is_priced or (is_asked and unit.coverage == "paid")

    def _is_rma_raised(self):
        """Tell whether the order costs more than the customer accepted."""
        self.ensure_one()
        rise = self.currency_id.compare_amounts(
            self.amount_total, self.rma_accepted_amount
        )
        return self.state == "sale" and bool(self.date_rma_accepted) and rise > 0

    def _get_rma_company_total(self):
        """Return the sum of these orders in the currency of their companies."""
        return sum(
            order.currency_id._convert(
                order.amount_total,
                order.company_id.currency_id,
                order.company_id,
                order.date_order,
            )
            for order in self
        )

    def _action_confirm(self):
        """Keep the amount that the customer accepts, tell the claims, extend what is
        sold with more warranty."""
        result = super()._action_confirm()
        self.order_line._sync_warranty_extensions()
        self.order_line._tell_ambiguous_extensions()
        now = fields.Datetime.now()
        # sudo: the claim keeps its own record, whoever confirms the order
        for order in self.sudo().filtered("rma_line_ids"):
            order.write(
                {"rma_accepted_amount": order.amount_total, "date_rma_accepted": now}
            )
            kind, text = order._get_rma_acceptance()
            order.rma_line_ids.with_user(self.env.user).sudo()._log_event(
                kind, text=text, document=order
            )
        return result

    def _get_rma_acceptance(self):
        """Return the kind and the text of the event that a confirmation is."""
        self.ensure_one()
        given = Trusted.get(self.env, "rma_acceptance", None)
        if given:
            return given
        signer = self.signed_by
        text = signer and self.env._("Signed by %(name)s.", name=signer)
        return "accepted", text

    def _decline_by_customer(self, text=None):
        """Note that the customer declined these cancelled quotations.

        Units that are here and not worked to the end turn to “Return unrepaired”,
        with the diagnosis fee where the company has one. Where the customer has
        accepted other work on the unit, people decide.

        :param str text: why, in the customer's words
        """
        # sudo: the customer answers, the claim keeps its own record
        for order in self.sudo().filtered("rma_line_ids"):
            units = order.rma_line_ids
            order.is_rma_declined = True
            units._log_event("declined", text=text, document=order)
            units._turn_declined()

    def _prepare_invoice(self):
        """Name the claim as a source of the invoice."""
        vals = super()._prepare_invoice()
        if self.rma_claim_names:
            vals["invoice_origin"] = f"{self.name} ({self.rma_claim_names})"
        return vals

    def _create_account_invoices(self, invoice_vals_list, final):
        """Show the units on the invoices of their work, whoever makes them."""
        moves = super()._create_account_invoices(invoice_vals_list, final)
        # sudo: as the core, which makes the invoice
        for move in moves.sudo():
            if units := move.invoice_line_ids.rma_line_id:
                move.rma_line_ids = [Command.link(unit.id) for unit in units]
        return moves

    # -- CRUD --

    @api.model_create_multi
    def create(self, vals_list):
        """Take links to units from the claims only: they decide about money."""
        for vals in vals_list:
            self._check_rma_link(vals)
            self._check_rma_closed(vals, ANSWER_FIELDS)
        closed = self._without_rma_defaults(ANSWER_FIELDS | {"rma_line_ids"})
        return super(SaleOrder, closed).create(vals_list).with_env(self.env)

    def write(self, vals):
        """Tell the claims when a quotation was sent; open ones are not declined."""
        self._check_rma_link(vals)
        self._check_rma_closed(vals, ANSWER_FIELDS)
        sent = self.browse()
        if vals.get("state") == "sent":
            sent = self.filtered(lambda order: order.state == "draft")
        elif vals.get("state") == "draft":
            vals = {**vals, "is_rma_declined": False}
        result = super().write(vals)
        # sudo: as in _action_confirm
        for order in sent.sudo():
            order.rma_line_ids._log_event("offered", document=order)
            # the claim's page leads there, also who came by the claim's link
            if order.rma_line_ids:
                order._portal_ensure_token()
        return result
