# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from collections import defaultdict

from odoo import api, fields, models

#: Native quotations that nobody has answered yet.
OPEN_ORDER_STATES = ("draft", "sent")


class RmaStandbyChargeMixin(models.AbstractModel):
    """What a loan charges stands on native orders: fee, damage, a unit that is kept.

    The loan proposes, the sales rights confirm; each order belongs to one claim or
    one customer and has nothing to do with the order of the customer's own unit.
    """

    _name = "rma.standby.charge.mixin"
    _description = "RMA Charges of a Loan"

    charge_line_ids = fields.One2many(
        "sale.order.line",
        "rma_standby_loan_id",
        string="Charges",
        readonly=True,
        copy=False,
    )
    charge_order_count = fields.Integer(
        string="Quotations and Orders Count",
        compute="_compute_charge_order_count",
        compute_sudo=True,
    )

    @api.depends("charge_line_ids.order_id")
    def _compute_charge_order_count(self):
        for loan in self:
            loan.charge_order_count = len(loan.charge_line_ids.order_id)

    def _get_charge_lines(self, kind, *states):
        """Return the order lines of *kind* that stand; in these states only.

        :param str kind: fee, damage or unit
        """
        # sudo: what is charged decides about the loan, whoever may read the order
        return self.sudo().charge_line_ids.filtered(
            lambda line: (
                line.rma_standby_charge_kind == kind
                and (line.state in states if states else line.state != "cancel")
            )
        )

    def _get_swap_chain(self):
        """Return the loan and those whose failed units it replaces, the first first."""
        self.ensure_one()
        chain = self
        while chain[:1].swap_of_id:
            chain = chain[:1].swap_of_id + chain
        return chain

    def _get_charge_partner(self):
        """Return who gets the quotations and invoices of the loan."""
        self.ensure_one()
        return self.partner_id

    def _create_charges(self, kind, key, **line_vals):
        """Put these loans on new native orders; return these, as sudo.

        :param str kind: fee, damage or unit; ``_prepare_<kind>_line_vals`` has the
            values of the line
        :param key: tells which loans share an order
        :param line_vals: go on top of them
        """
        # sudo: the service desk proposes the price, the sales rights confirm it
        orders_sudo = self.env["sale.order"].sudo()
        for (company, *_rest), loans in self.grouped(key).items():
            lines = [
                fields.Command.create(
                    {
                        "rma_standby_loan_id": loan.id,
                        "rma_standby_charge_kind": kind,
                        **getattr(loan, f"_prepare_{kind}_line_vals")(),
                        **line_vals,
                    }
                )
                for loan in loans
            ]
            vals = loans[0]._prepare_charge_order_vals(loans)
            orders_sudo |= orders_sudo.with_company(company).create(
                vals | {"order_line": lines}
            )
        return orders_sudo

    def _get_claim_key(self):
        """Loans of one claim, else of one customer, share a quotation of the fee."""
        self.ensure_one()
        return (self.company_id, self.claim_id, self._get_charge_partner())

    def _get_customer_key(self):
        """Loans of one customer share a document."""
        self.ensure_one()
        return (self.company_id, self._get_charge_partner())

    def _prepare_charge_order_vals(self, loans):
        """Return the values of the order that charges *loans*."""
        self.ensure_one()
        return {
            "partner_id": self._get_charge_partner().id,
            "partner_shipping_id": self.partner_shipping_id.id or self.partner_id.id,
            "company_id": self.company_id.id,
            "warehouse_id": self.warehouse_id.id,
            "origin": ", ".join(
                [*loans.claim_id.mapped("display_name"), *loans.mapped("name")]
            ),
        }

    def _get_charge_text(self):
        """Return the stand-by unit as it stands on quotations and invoices."""
        self.ensure_one()
        # sudo: what the unit is called
        unit = self.unit_id.sudo() or self.product_id.sudo()
        return self.env._(
            "Stand-by %(loan)s: %(unit)s", loan=self.name, unit=unit.display_name
        )

    def _with_customer_lang(self):
        """Return the loan in the language of who reads its documents."""
        self.ensure_one()
        return self.with_context(lang=self._get_charge_partner().lang or self.env.lang)

    def _withdraw_orders(self, *kinds):
        """Take these loans off quotations that nobody has answered.

        What is left without a line of others is cancelled.
        """
        lines_sudo = self.sudo().charge_line_ids.browse()  # sudo: as in _create_charges
        for kind in kinds:
            lines_sudo |= self._get_charge_lines(kind, *OPEN_ORDER_STATES)
        whole = lines_sudo.order_id.filtered(
            lambda order: not order.order_line - lines_sudo
        )
        if whole:
            whole._action_cancel()
        lines_sudo.filtered(lambda line: line.order_id not in whole).unlink()

    def _get_documents(self, lines):
        """Return {loan: the document of its line} for events."""
        documents = defaultdict(lambda: lines.browse())
        for line in lines:
            loan = self.browse(line.rma_standby_loan_id.id)
            documents[loan] = line[
                "order_id" if line._name == "sale.order.line" else "move_id"
            ]
        return dict(documents)

    def _open_documents(self, documents_sudo, name, text):
        """Open native documents for whoever may read them, else say what was made."""
        documents = documents_sudo.sudo(False)
        if documents.has_access("read"):
            return documents._get_records_action(name=name)
        return self._notify(text, is_reloading=True)

    def action_view_charges(self):
        """Open the quotations and orders that charge for these loans."""
        orders = self.charge_line_ids.order_id
        return orders._get_records_action(name=self.env._("Quotations and Orders"))
