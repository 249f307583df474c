# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models

from .rma_standby_charge_mixin import OPEN_ORDER_STATES
from .rma_standby_gate_mixin import OPEN_STATES

FEE_STATES = [
    ("not_needed", "Not Needed"),
    ("to_quote", "To Quote"),
    ("quoted", "Quoted"),
    ("accepted", "Accepted"),
    ("declined", "Declined"),
    ("invoiced", "Invoiced"),
    ("waived", "Waived"),
]
#: The customer has not agreed to pay.
UNACCEPTED_STATES = ("to_quote", "quoted", "declined")


class RmaStandbyFeeMixin(models.AbstractModel):
    """The loan fee, quoted by a native order where nothing includes the stand-by.

    An order that the customer has accepted never changes: days that come on top are
    quoted on a further one. A quotation that is open follows the dates of the loan.
    """

    _name = "rma.standby.fee.mixin"
    _description = "RMA Loan Fee"

    currency_id = fields.Many2one("res.currency")
    fee_state = fields.Selection(
        selection=FEE_STATES,
        string="Loan Fee",
        compute="_compute_fee_state",
        store=True,
        index="btree_not_null",
    )
    fee_line_ids = fields.One2many(
        "sale.order.line",
        "rma_standby_loan_id",
        string="Lines of the Loan Fee",
        domain=[("rma_standby_charge_kind", "=", "fee")],
        readonly=True,
        copy=False,
    )
    fee_order_id = fields.Many2one(
        "sale.order",
        string="Order of the Loan Fee",
        compute="_compute_fee_state",
        store=True,
    )
    fee_estimate = fields.Monetary(
        string="Estimated Fee",
        compute="_compute_fee_estimate",
        compute_sudo=True,
        help="By the customer's pricelist, for the days that are planned now, without "
        "taxes, in the company's currency.",
    )
    is_quote_fee_allowed = fields.Boolean(compute="_compute_fee_allowed")

    @api.depends(
        "state",
        "is_entitled",
        "is_charge_waived",
        "swap_of_id.is_charge_waived",
        "swap_of_id.charge_line_ids.state",
        "product_id",
        "unit_id",
        "date_from",
        "date_expected",
        "charge_line_ids.state",
        "charge_line_ids.product_uom_qty",
        "charge_line_ids.qty_invoiced_posted",
    )
    def _compute_fee_state(self):
        for loan in self:
            lines = loan._get_charge_lines("fee").sorted("id")
            loan.fee_state = loan._get_fee_state()
            loan.fee_order_id = lines[-1:].order_id

    def _get_fee_state(self):
        """Return where the loan fee stands, from its native orders."""
        self.ensure_one()
        lines = self._get_charge_lines("fee")
        if any(line.state in OPEN_ORDER_STATES for line in lines):
            return "quoted"
        if self._get_unquoted_fee() > 0:
            if self._get_swap_chain()._is_waived():
                return "waived"
            is_declined = bool(self._get_charge_lines("fee", "cancel"))
            return "declined" if is_declined else "to_quote"
        if not lines:
            is_waived = self._needs_fee() and self._get_swap_chain()._is_waived()
            return "waived" if is_waived else "not_needed"
        is_invoiced = all(
            line.product_uom_id.compare(line.qty_invoiced_posted, line.product_uom_qty)
            >= 0
            for line in lines
        )
        return "invoiced" if is_invoiced else "accepted"

    # -- how much --

    def _get_fee_template(self):
        """Return the product that the fee is asked for: the one that was asked for."""
        self.ensure_one()
        # sudo: what a loan costs is no secret to who lends
        product = self.product_id.sudo() or self.unit_id.sudo().product_id
        return product.product_tmpl_id

    def _get_fee_product(self):
        """Return the product of the fee, none when we lend for nothing."""
        self.ensure_one()
        return (
            self._get_fee_template().rma_standby_fee_product_id
            # sudo: as above
            or self.company_id.sudo().rma_standby_fee_product_id
        )

    def _needs_fee(self):
        """Tell whether the customer pays for the loan."""
        self.ensure_one()
        return not self.is_entitled and bool(self._get_fee_product())

    def _get_fee_uom(self):
        """Return the unit of measure of the fee: days where the product has a time."""
        self.ensure_one()
        product = self._get_fee_product()
        day = self.env.ref("uom.product_uom_day")
        is_daily = self._get_fee_template().rma_standby_fee_basis == "day"
        is_time = bool(product) and product.uom_id._has_common_reference(day)
        return day if is_daily and is_time else product.uom_id

    def _get_fee_quantity(self):
        """Return for how many days the fee is due, both ends included; 1 when flat.

        A unit that took the place of another one goes on counting.
        """
        self.ensure_one()
        if not self._needs_fee() or self.state == "cancelled":
            return 0.0
        if self._get_fee_template().rma_standby_fee_basis == "flat":
            return 1.0
        first = self._get_swap_chain()[:1].date_from
        if not first or not self.date_expected:
            return 0.0
        return float(max((self.date_expected - first).days + 1, 0))

    def _get_accepted_fee(self):
        """Return for how many days the customer has accepted to pay."""
        self.ensure_one()
        uom = self._get_fee_uom()
        total = 0.0
        for line in self._get_swap_chain()._get_charge_lines("fee", "sale"):
            # nobody pays by another unit of measure, unless the line was changed
            is_same = uom and line.product_uom_id._has_common_reference(uom)
            total += (
                line.product_uom_id._compute_quantity(
                    line.product_uom_qty, uom, round=False
                )
                if is_same
                else line.product_uom_qty
            )
        return total

    def _get_unquoted_fee(self):
        """Return how many days of a living loan are on no order."""
        self.ensure_one()
        if self.state not in OPEN_STATES:
            return 0.0
        rest = self._get_fee_quantity() - self._get_accepted_fee()
        return max(rest, 0.0)

    @api.depends("fee_state", "partner_id", "date_from", "date_expected", "product_id")
    def _compute_fee_estimate(self):
        for loan in self:
            loan.fee_estimate = loan._get_fee_estimate()

    def _get_fee_estimate(self):
        """Return what the whole loan would cost by the customer's pricelist."""
        self.ensure_one()
        quantity, product = self._get_fee_quantity(), self._get_fee_product()
        if not quantity:
            return 0.0
        company = self.company_id
        partner = self._get_charge_partner().with_company(company)
        pricelist = partner.property_product_pricelist
        price = pricelist._get_product_price(
            product.with_company(company),
            quantity,
            currency=company.currency_id,
            uom=self._get_fee_uom(),
        )
        return price * quantity

    # -- quote --

    @api.depends("fee_state", "state")
    def _compute_fee_allowed(self):
        self._set_allowed("quote_fee")

    def _is_quote_fee_done(self):
        self.ensure_one()
        return self.fee_state in ("quoted", "accepted", "invoiced")

    def _get_quote_fee_obstacle(self):
        self.ensure_one()
        loan = self.display_name
        if obstacle := self._get_ended_loan_obstacle():
            return obstacle
        if self.fee_state == "waived":
            return self.env._(
                "The loan fee of %(loan)s was waived: there is nothing to quote.",
                loan=loan,
            )
        if self.is_entitled:
            return self.env._(
                "%(loan)s costs nothing: %(reason)s",
                loan=loan,
                reason=self.entitlement_reason,
            )
        if not self._get_fee_product():
            return self.env._(
                "There is no loan fee for %(loan)s. Choose one on the product, or in "
                "the settings under “Stand-by Units”.",
                loan=loan,
            )
        return False

    def _check_quote_fee_allowed(self):
        self._check_allowed("quote_fee")

    def action_quote_fee(self):
        """Quote the loan fee natively: one order for each claim, or customer.

        After an extension the days that come on top are quoted on a further order.

        :return: the action that opens the quotations
        :raises odoo.exceptions.UserError: the stand-by is included, there is no fee, or
            the loan has ended
        """
        todo = self._pass_gate("quote_fee")
        if not todo:
            return self._answer(todo, self.env._("The loan fee is quoted already."))
        orders_sudo = todo._create_charges("fee", lambda loan: loan._get_claim_key())
        todo._log_event(
            "fee_quoted", document=todo._get_documents(orders_sudo.order_line)
        )
        return self._open_documents(
            orders_sudo,
            self.env._("Quotations of the Loan Fee"),
            self.env._("The loan fee is quoted; the sales team sends the quotation."),
        )

    def _prepare_fee_line_vals(self):
        """Return the values of the order line that charges the fee."""
        self.ensure_one()
        loan = self._with_customer_lang()
        product = loan._get_fee_product()
        return {
            "product_id": product.id,
            "name": "\n".join([product.display_name, loan._get_charge_text()]),
            "product_uom_qty": self._get_unquoted_fee(),
            "product_uom_id": self._get_fee_uom().id,
        }

    def _get_quoted_quantity(self, line):
        """Return how many days the open quotation *line* is about now.

        What stands on other open lines is not asked for twice.
        """
        self.ensure_one()
        others = self._get_charge_lines("fee", *OPEN_ORDER_STATES) - line
        rest = self._get_fee_quantity() - self._get_accepted_fee()
        return max(rest - sum(others.mapped("product_uom_qty")), 0.0)
