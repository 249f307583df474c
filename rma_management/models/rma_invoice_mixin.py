# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models


class RmaInvoiceMixin(models.AbstractModel):
    """The accepted work is invoiced natively; accountants post the drafts."""

    _name = "rma.invoice.mixin"
    _description = "RMA Invoice of the Work"

    is_create_invoice_allowed = fields.Boolean(compute="_compute_invoice_allowed")

    @api.depends("money_state", "charge_line_ids.qty_to_invoice")
    def _compute_invoice_allowed(self):
        self._set_allowed("create_invoice")

    def _get_lines_to_invoice(self):
        """Return the order lines that an invoice can be made of now."""
        # sudo: what can be invoiced is no secret to who works on the unit
        return self.sudo().charge_line_ids.filtered(
            lambda line: (
                line.state == "sale"
                and line.qty_to_invoice > 0
                and not line.currency_id.is_zero(line.price_reduce_taxinc)
            )
        )

    def _is_create_invoice_done(self):
        self.ensure_one()
        # sudo: as in _get_lines_to_invoice
        is_begun = bool(self.sudo().charge_line_ids.invoice_lines)
        return is_begun and not self._get_lines_to_invoice()

    def _get_create_invoice_obstacle(self):
        self.ensure_one()
        if self._get_lines_to_invoice():
            return False
        if self.money_state in ("to_quote", "quoted", "declined"):
            return self.env._(
                "Nothing of %(unit)s can be invoiced: the customer has not accepted a "
                "quotation. Make it, or wait for the answer.",
                unit=self.display_name,
            )
        if self.money_state == "accepted":
            return self.env._(
                "Nothing of %(unit)s can be invoiced yet: parts are invoiced when the "
                "repair has used them, replacements when they were sent.",
                unit=self.display_name,
            )
        return self.env._(
            "Nothing is to be paid for %(unit)s, so there is nothing to invoice.",
            unit=self.display_name,
        )

    def _check_create_invoice_allowed(self):
        self._check_allowed("create_invoice")

    def action_create_invoice(self):
        """Draft the native invoices of the accepted work, one a customer.

        Service users draft, accountants post.

        :return: the action that opens the drafts, or a notification for whoever may
            not read invoices
        :raises odoo.exceptions.UserError: nothing can be invoiced
        """
        todo = self._pass_gate("create_invoice")
        if not todo:
            return self._answer(todo, self.env._("The invoice exists already."))
        invoices = todo._create_work_invoices().with_env(self.env)
        if invoices.has_access("read"):
            return invoices._get_records_action(name=self.env._("Invoices"))
        return self._answer(
            self.browse(),
            self.env._("The draft invoice is made; an accountant posts it."),
        )

    def _create_work_invoices(self):
        """Draft the invoices of the units' orders and return them."""
        # sudo: service users may draft the invoice of their work, and only draft it
        orders = self._get_lines_to_invoice().order_id.sudo()
        invoices = orders._create_invoices(final=True)
        self._log_event(
            "invoiced",
            document={
                line: invoices.filtered(
                    lambda move, line=line: line in move.rma_line_ids
                )[:1]
                for line in self
            },
        )
        return invoices
