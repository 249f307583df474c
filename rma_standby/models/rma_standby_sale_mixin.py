# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models

from odoo.addons.rma_management.tools.rma_dates import format_day

from .rma_standby_charge_mixin import OPEN_ORDER_STATES


class RmaStandbySaleMixin(models.AbstractModel):
    """A unit that the customer keeps or has lost is sold natively.

    The order delivers exactly this serial from On loan. It is an order of its own: it
    neither replaces the customer's unit nor changes the order of it.
    """

    _name = "rma.standby.sale.mixin"
    _description = "RMA Sale of a Stand-by Unit"

    sale_line_ids = fields.One2many(
        "sale.order.line",
        "rma_standby_loan_id",
        string="Sale of the Unit",
        domain=[("rma_standby_charge_kind", "=", "unit")],
        readonly=True,
        copy=False,
    )
    is_charge_allowed = fields.Boolean(compute="_compute_sale_allowed")
    is_sell_allowed = fields.Boolean(compute="_compute_sale_allowed")

    @api.depends("state", "is_settled", "charge_line_ids.state", "move_ids.state")
    def _compute_sale_allowed(self):
        for action in ("charge", "sell"):
            self._set_allowed(action)

    def _is_being_sold(self):
        """Tell whether an order is open or about to deliver the unit.

        One that was delivered and taken back is not.
        """
        self.ensure_one()
        return bool(
            self._get_charge_lines("unit", *OPEN_ORDER_STATES)
            or self.sudo()._get_open_moves("sale")  # sudo: as in _get_sold_obstacle
        )

    # -- charge what is lost --

    def _is_charge_done(self):
        self.ensure_one()
        return self.state == "lost" and (self._is_unit_gone() or self._is_being_sold())

    def _get_customer_obstacle(self):
        """Return why the unit cannot be sold natively, or False."""
        self.ensure_one()
        if self.partner_id.active:
            return False
        return self.env._(
            "%(customer)s is archived: nothing is sold to them. Unarchive the "
            "customer first, or write %(loan)s off.",
            customer=self.partner_id.display_name,
            loan=self.display_name,
        )

    def _get_charge_obstacle(self):
        self.ensure_one()
        if self.state != "lost":
            return self.env._(
                "%(loan)s is %(state)s: only what is lost is charged. Sell a unit that "
                "the customer keeps.",
                loan=self.display_name,
                state=self._get_state_label().lower(),
            )
        return self._get_customer_obstacle()

    def _check_charge_allowed(self):
        self._check_allowed("charge")

    def action_charge(self):
        """Charge lost units by native orders, one a customer, at the company's rule.

        :return: the action that opens the quotations
        :raises odoo.exceptions.UserError: a unit is not lost
        """
        todo = self._pass_gate("charge")
        return todo._sell_natively(self.env._("The unit is charged already."))

    # -- sell what the customer keeps --

    def _is_sell_done(self):
        self.ensure_one()
        if self.state == "sold":
            return True
        return self._is_out() and self._is_being_sold()

    def _get_sell_obstacle(self):
        self.ensure_one()
        if self.state == "lost":
            return self.env._(
                "%(loan)s is lost: charge it instead of selling it.",
                loan=self.display_name,
            )
        return self._get_not_out_obstacle() or self._get_customer_obstacle()

    def _check_sell_allowed(self):
        self._check_allowed("sell")

    def action_sell(self):
        """Sell units to customers who keep them, by native orders, one a customer.

        The loans are sold when the deliveries of the orders are validated.

        :return: the action that opens the quotations
        :raises odoo.exceptions.UserError: the customer does not have a unit
        """
        todo = self._pass_gate("sell")
        return todo._sell_natively(self.env._("The unit is being sold already."))

    def _sell_natively(self, text):
        """Draft the orders of these units and open them; *text* tells a repeat."""
        if not self:
            return self._notify(text)
        orders_sudo = self._create_charges("unit", lambda ln: ln._get_customer_key())
        self._log_event(
            "sale_quoted", document=self._get_documents(orders_sudo.order_line)
        )
        return self._open_documents(
            orders_sudo,
            self.env._("Sales of Stand-by Units"),
            self.env._("The quotation is made; the sales team confirms it."),
        )

    def _prepare_unit_line_vals(self):
        """Return the values of the order line that sells the unit."""
        self.ensure_one()
        loan = self._with_customer_lang()
        # sudo: what the unit is called
        lot = loan.unit_id.sudo().lot_id
        route = self.company_id._get_standby_sale_route()
        text = loan.env._("Serial number %(serial)s", serial=lot.name)
        return {
            "product_id": lot.product_id.id,
            "name": "\n".join(
                [lot.product_id.display_name, text, loan._get_sale_text()]
            ),
            "product_uom_qty": 1.0,
            "product_uom_id": lot.product_id.uom_id.id,
            "route_ids": [fields.Command.set(route.ids)],
        }

    def _get_sale_text(self):
        """Return how the customer got the unit, for the order line."""
        self.ensure_one()
        return self.env._(
            "Lent on %(date)s (%(loan)s)",
            date=format_day(self.env, self.date_from),
            loan=self.name,
        )

    def _get_sale_price(self, line, price):
        """Return the price of the unit on the order *line* by the company's rule.

        :param float price: by the pricelist, in the currency of the order
        """
        self.ensure_one()
        # sudo: the rule decides, whoever makes the quotation
        company = self.company_id.sudo()
        if company.rma_standby_price_rule == "cost":
            price = company.currency_id._convert(
                # sudo: as above
                self.sudo().value_lent or self._get_unit_cost(),
                line.currency_id or company.currency_id,
                company,
                line.order_id.date_order or fields.Date.context_today(self),
            )
        return price * company.rma_standby_price_percent / 100

    def _get_sold_obstacle(self):
        """Return which confirmed order is to deliver the unit, or False."""
        self.ensure_one()
        # sudo: what the warehouse is to deliver, whoever may see it
        orders = self.sudo()._get_open_moves("sale").sale_line_id.order_id
        if not orders:
            return False
        return self.env._(
            "Order %(order)s sells the unit of %(loan)s and is confirmed. Deliver it, "
            "or cancel it first.",
            order=orders[:1].name,
            loan=self.display_name,
        )

    def _get_unsaleable_text(self):
        """Return why an order that sells the unit cannot be confirmed, or False."""
        self.ensure_one()
        if self._is_out() or (self.state == "lost" and not self._is_unit_gone()):
            return False
        return self.env._(
            "%(loan)s is %(state)s: its unit is not on loan any more and cannot be "
            "sold from there. Cancel this quotation, or delete its line.",
            loan=self.display_name,
            state=self._get_state_label().lower(),
        )

    # -- done moves tell --

    def _tell_sold(self, moves):
        """Note that units left On loan for good.

        :param moves: {loan: done move}
        """
        self._withdraw_orders_of_others(moves)
        self._cancel_open_moves("return")
        kinds = {}
        for loan in self:
            is_lost = loan.state == "lost"
            if moves[loan].location_dest_id.usage == "inventory":
                # the action that made the scrap has told why
                is_told = loan._is_write_off_told(moves[loan].scrap_id)
                kind = False if is_told else "written_off"
                state = "lost"
            else:
                kind, state = ("charged", "lost") if is_lost else ("sold", "sold")
            if loan.state != state:
                loan._update_state(state)
            if kind:
                kinds[kind] = kinds.get(kind, self.browse()) | loan
        for kind, loans in kinds.items():
            loans._log_event(kind, document={m: moves[m].picking_id for m in loans})

    def _tell_taken_back(self, moves):
        """Note that units are on loan again after their delivery was returned.

        What is lost stays lost, and is to be settled again.

        :param moves: {loan: done move}
        """
        if not self:
            return
        self.filtered(lambda loan: loan.state == "sold")._update_state("issued")
        self._log_event("taken_back", document={m: moves[m].picking_id for m in self})
        self._sync_due_state()

    def _withdraw_orders_of_others(self, moves):
        """Take back quotations of units that another document took away."""
        stale = self.filtered(
            lambda loan: (
                moves[loan].sale_line_id not in loan._get_charge_lines("unit")
                and loan._get_charge_lines("unit", *OPEN_ORDER_STATES)
            )
        )
        stale._withdraw_orders("unit")
