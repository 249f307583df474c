# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.exceptions import UserError


class RmaMoneyMixin(models.AbstractModel):
    """The axis that only sale orders and posted account moves move."""

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
    sale_order_ids = fields.Many2many(
        "sale.order",
        "rma_claim_line_sale_order_rel",
        "line_id",
        "order_id",
        string="Quotations and Orders",
        readonly=True,
        copy=False,
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
    is_create_quotation_allowed = fields.Boolean(compute="_compute_money_allowed")

    @api.depends(
        "decision",
        "coverage",
        "parts_percent",
        "labour_percent",
        "service_line_ids.is_excluded",
        "goods_state",
        "work_state",
        "date_inspected",
        "resolution_id.credit",
        "sale_order_ids.state",
        "sale_order_ids.invoice_status",
        "repair_ids.sale_order_id.state",
        "repair_ids.sale_order_id.invoice_status",
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
        if not orders and not self._is_charged():
            return "none"
        if confirmed := orders.filtered(lambda order: order.state == "sale"):
            invoiced = self.account_move_ids.filtered(
                lambda move: move.state == "posted" and move.move_type == "out_invoice"
            )
            if invoiced or all(o.invoice_status == "invoiced" for o in confirmed):
                return "invoiced"
            if any(o.invoice_status == "to invoice" for o in confirmed):
                return "to_invoice"
            return "accepted"
        if any(order.state in ("draft", "sent") for order in orders):
            return "quoted"
        if orders:
            return "declined"
        return "to_quote"

    def _is_charged(self):
        """Tell whether the customer pays anything for the work on this unit."""
        self.ensure_one()
        if self.coverage == "paid":
            return self.resolution_id.is_chargeable
        excluded = self.service_line_ids.filtered("is_excluded")
        return bool(excluded) or (
            self.resolution_id.is_chargeable
            and min(self.parts_percent, self.labour_percent) < 100.0
        )

    def _get_covered_percent(self, kind, is_excluded=False):
        """Return how much of a charge warranty or contract take, 0 to 100.

        :param str kind: ``rma_charge_kind`` of the order line
        :param bool is_excluded: the line is paid by the customer whatever is covered
        """
        self.ensure_one()
        if is_excluded or self.coverage == "paid":
            return 0.0
        is_part = kind in ("part", "replacement")
        return self.parts_percent if is_part else self.labour_percent

    def _get_orders(self):
        """Return the unit's orders, those made from its repair orders included."""
        self.ensure_one()
        return self.sale_order_ids | self.repair_ids.sale_order_id

    def _get_unaccepted_obstacle(self):
        """Return why paid work cannot be finished before it is accepted, or False."""
        self.ensure_one()
        is_accepted = self.money_state not in ("to_quote", "quoted", "declined")
        if is_accepted or self._has_rma_right("group_rma_approver"):
            return False
        return self.env._(
            "The customer has not accepted the quotation for %(unit)s. Wait for the "
            "answer, or ask an approver to finish the work all the same.",
            unit=self.display_name,
        )

    def _check_coverage(self, vals):
        """Let only an approver make free what was to be paid."""
        is_approver = self._has_rma_right("group_rma_approver")
        for line in self:
            is_paid = line.decision == "approved" and line.coverage != "free"
            if vals.get("coverage") == "free" and is_paid and not is_approver:
                raise UserError(
                    self.env._(
                        "The work on %(unit)s is to be paid. Ask an approver to make "
                        "it free.",
                        unit=line.display_name,
                    )
                )

    @api.depends("decision", "ending", "coverage", "sale_order_ids.state")
    def _compute_money_allowed(self):
        self._set_allowed("create_quotation")

    def _is_create_quotation_done(self):
        self.ensure_one()
        return any(order.state != "cancel" for order in self._get_orders())

    def _get_create_quotation_obstacle(self):
        self.ensure_one()
        if self.ending:
            return self._get_ended_obstacle()
        if self.decision != "approved":
            return self.env._("%(unit)s is not approved.", unit=self.display_name)
        if self.coverage == "free":
            return self.env._(
                "The work on %(unit)s is free. Set its coverage to “Paid” or "
                "“Contract” to quote it.",
                unit=self.display_name,
            )
        return False

    def _check_create_quotation_allowed(self):
        self._check_allowed("create_quotation")

    def action_create_quotation(self):
        """Make one native quotation a claim, with the parts of the repair orders.

        :return: the action that opens the quotation(s)
        :raises odoo.exceptions.UserError: the work is free or not approved
        """
        todo = self._pass_gate("create_quotation")
        todo._create_quotations()
        if not todo:
            return self._answer(todo, self.env._("The quotation exists already."))
        return todo.sale_order_ids._get_records_action(name=self.env._("Quotations"))

    def _create_quotations(self):
        for claim, lines in self.grouped("claim_id").items():
            # sudo: the engineer proposes the price, the sales rights confirm it
            order = (
                self.env["sale.order"].sudo().create(claim._prepare_quotation_vals())
            )
            repairs = lines.repair_ids.sudo().filtered(lambda r: r.state != "cancel")
            repairs.sale_order_id = order
            repairs.move_ids._create_repair_sale_order_line()
            lines._write_axis({"sale_order_ids": [fields.Command.link(order.id)]})
            lines._log_event("quoted", document=order)
