# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models


class RmaMoneyMixin(models.AbstractModel):
    """The axis that only sale orders and posted account moves move.

    The quotation, its acceptance and the invoice are mixins of their own; here is
    where the money stands, read off the native documents.
    """

    _name = "rma.money.mixin"
    _description = "RMA Money of the Unit"

    money_state = fields.Selection(
        selection=[
            ("none", "None"),
            ("to_quote", "To Quote"),
            ("quoted", "Quoted"),
            ("accepted", "Accepted"),
            ("declined", "Declined"),
            ("to_invoice", "To Invoice"),
            ("invoiced", "Invoiced"),
            ("to_credit", "To Credit"),
            ("credited", "Credited"),
        ],
        string="Money",
        compute="_compute_money_state",
        store=True,
        index=True,
    )
    money_payment = fields.Selection(
        selection=[
            ("not_paid", "Not Paid"),
            ("partial", "Partly Paid"),
            ("in_payment", "In Payment"),
            ("paid", "Paid"),
        ],
        string="Payment",
        compute="_compute_money_payment",
        store=True,
        help="Whether the customer has paid the posted invoices of the work.",
    )
    sale_order_ids = fields.Many2many(
        "sale.order",
        "rma_claim_line_sale_order_rel",
        "line_id",
        "order_id",
        string="Quotations and Orders",
        readonly=True,
        copy=False,
    )
    charge_line_ids = fields.One2many(
        "sale.order.line", "rma_line_id", string="Charges", readonly=True, copy=False
    )
    account_move_ids = fields.Many2many(
        "account.move",
        "rma_claim_line_account_move_rel",
        "line_id",
        "move_id",
        string="Invoices and Credit Notes",
        readonly=True,
        groups="account.group_account_invoice,account.group_account_readonly",
        copy=False,
    )
    service_line_ids = fields.One2many(
        "rma.service.line", "line_id", string="Labour and Fees", copy=False
    )

    @api.depends(
        "decision",
        "coverage",
        "parts_percent",
        "labour_percent",
        "goods_state",
        "work_state",
        "date_inspected",
        "resolution_id.credit",
        "service_line_ids.is_excluded",
        "service_line_ids.kind",
        "service_line_ids.product_uom_qty",
        "service_line_ids.sale_line_id",
        "repair_ids.sale_order_id.state",
        "repair_ids.move_ids.state",
        "repair_ids.move_ids.sale_line_id",
        "repair_ids.move_ids.product_uom_qty",
        "repair_ids.move_ids.repair_line_type",
        "repair_ids.move_ids.is_rma_excluded",
        "sale_order_ids.state",
        "sale_order_ids.amount_total",
        "sale_order_ids.rma_accepted_amount",
        "sale_order_ids.is_rma_declined",
        "charge_line_ids.qty_delivered",
        "charge_line_ids.product_uom_qty",
        "charge_line_ids.price_total",
        "charge_line_ids.invoice_lines.quantity",
        "charge_line_ids.invoice_lines.move_id.state",
        "account_move_ids.state",
        "account_move_ids.move_type",
        "account_move_ids.payment_state",
        "quantity_credited",
        "quantity_received",
    )
    def _compute_money_state(self):
        for line in self:
            line.money_state = line._get_money_state()

    def _get_money_state(self):
        """Return where the money stands, from the native documents."""
        self.ensure_one()
        if self.decision != "approved":
            return "none"
        if self.resolution_id.credit != "no":
            return self._get_credit_state()
        orders = self._get_orders()
        if any(order._is_rma_answer_due(self) for order in orders):
            return "quoted"
        if self._has_payable(self._get_unquoted_charges()):
            return "to_quote"
        if self._is_declined():
            return "declined"
        if not orders.filtered(lambda order: order.state != "cancel"):
            is_paid = self.coverage == "paid" and self.resolution_id.is_chargeable
            return "to_quote" if is_paid else "none"
        return self._get_invoice_state()

    def _get_invoice_state(self):
        """Return how far the accepted work is invoiced, by posted invoices only.

        An order on which nothing is to be paid is settled: ``none``.
        """
        self.ensure_one()
        payable = self.charge_line_ids.filtered(
            lambda line: (
                line.state == "sale"
                and not line.currency_id.is_zero(line.price_reduce_taxinc)
            )
        )
        if not payable:
            is_paid = any(order.amount_total for order in self._get_orders())
            return "accepted" if is_paid and not self.charge_line_ids else "none"
        if any(line._get_rma_uninvoiced_quantity() > 0 for line in payable):
            return "to_invoice"
        if any(line.qty_invoiced_posted for line in payable):
            return "invoiced"
        return "accepted"

    def _get_orders(self):
        """Return the unit's orders, those made from its repair orders included."""
        self.ensure_one()
        return self.sale_order_ids | self.repair_ids.sale_order_id

    def _is_settled(self):
        """Tell whether this claim gave the customer a new unit or the money back."""
        self.ensure_one()
        is_credited = (
            self.resolution_id.credit != "no" and self.money_state == "credited"
        )
        return self.quantity_replaced > 0 or is_credited

    @api.depends(
        "account_move_ids.state",
        "account_move_ids.move_type",
        "account_move_ids.payment_state",
    )
    def _compute_money_payment(self):
        for line in self:
            line.money_payment = line._get_money_payment()

    def _get_money_payment(self):
        """Return how far the posted invoices of the unit are paid, the least first."""
        self.ensure_one()
        states = {
            move.payment_state
            for move in self.account_move_ids
            if move.state == "posted" and move.move_type == "out_invoice"
        } - {"reversed"}
        if not states:
            return False
        if states == {"paid"}:
            return "paid"
        if states <= {"paid", "in_payment"}:
            return "in_payment"
        return "not_paid" if states == {"not_paid"} else "partial"
