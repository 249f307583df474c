# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from itertools import chain

from odoo import api, fields, models
from odoo.fields import Command


class RmaQuotationMixin(models.AbstractModel):
    """Parts, labour, fees and replacements priced by the native quotation.

    One quotation a claim. What comes up after the customer has answered goes on
    another one. Warranty and contract take their percentage off each line through
    the native discount, combined with that of the pricelist.
    """

    _name = "rma.quotation.mixin"
    _description = "RMA Quotation of the Unit"

    currency_id = fields.Many2one("res.currency")
    amount_quoted = fields.Monetary(
        string="Quoted",
        compute="_compute_amount_quoted",
        compute_sudo=True,
        help="What the customer pays for this unit by its quotations and orders, taxes "
        "included, in the company's currency.",
    )
    is_create_quotation_allowed = fields.Boolean(compute="_compute_quotation_allowed")

    @api.depends("charge_line_ids.price_total", "charge_line_ids.state")
    def _compute_amount_quoted(self):
        for line in self:
            line.amount_quoted = sum(
                charge.currency_id._convert(
                    charge.price_total,
                    line.currency_id,
                    line.company_id,
                    charge.order_id.date_order,
                )
                for charge in line.charge_line_ids
                if charge.state != "cancel"
            )

    # -- create --

    @api.depends(
        "decision",
        "ending",
        "coverage",
        "money_state",
        "sale_order_ids.state",
        "service_line_ids.sale_line_id",
        "service_line_ids.product_uom_qty",
    )
    def _compute_quotation_allowed(self):
        self._set_allowed("create_quotation")

    def _is_create_quotation_done(self):
        """Everything stands on a quotation; what is covered needs none of its own."""
        self.ensure_one()
        # sudo: repairs, parts and orders are other people's documents
        line_sudo = self.sudo()
        orders = line_sudo._get_orders().filtered(
            lambda order: order.state != "cancel" and order.order_line
        )
        if not orders:
            return False
        unquoted = line_sudo._get_unquoted_charges(with_declined=True)
        is_open = any(order.state in ("draft", "sent") for order in orders)
        return not unquoted or not (is_open or line_sudo._has_payable(unquoted))

    def _get_create_quotation_obstacle(self):
        self.ensure_one()
        unit = self.display_name
        if obstacle := self._get_inactive_obstacle():
            return obstacle
        if self.resolution_id.credit != "no":
            return self.env._(
                "%(unit)s is credited, not charged: fees are deducted from the credit.",
                unit=unit,
            )
        # sudo: as in _is_create_quotation_done
        line_sudo = self.sudo()
        charges = line_sudo._get_unquoted_charges(with_declined=True)
        if line_sudo._has_payable(charges):
            return False
        if self.coverage == "free":
            return self.env._(
                "The work on %(unit)s is free. Mark what is not covered, or ask an "
                "approver to override the entitlement.",
                unit=unit,
            )
        if self.coverage == "contract" or not self.resolution_id.is_chargeable:
            return self.env._(
                "Nothing is to be paid for %(unit)s. Enter labour, fees or parts that "
                "are not fully covered, then make the quotation.",
                unit=unit,
            )
        return False

    def _check_create_quotation_allowed(self):
        self._check_allowed("create_quotation")

    def action_create_quotation(self):
        """Make one native quotation a claim, or add what is missing to the open one.

        Parts come from the repair orders, labour and fees from the unit, for a paid
        replacement its product. What comes up after the answer of the customer goes
        on a quotation of its own.

        :return: the action that opens the quotation(s)
        :raises odoo.exceptions.UserError: nothing is to be paid, or not approved
        """
        todo = self._pass_gate("create_quotation")
        orders = todo._create_quotations()
        if not todo:
            return self._answer(todo, self.env._("The quotation exists already."))
        return orders._get_records_action(name=self.env._("Quotations"))

    def _create_quotations(self):
        """Put what is not quoted on the claims' open quotations; return these."""
        orders = self.env["sale.order"]
        if not self:
            return orders
        # sudo: the engineer proposes the price, the sales rights confirm it
        for claim, lines in self.sudo().grouped("claim_id").items():
            order = lines._get_open_order() or orders.sudo().create(
                claim._prepare_quotation_vals()
            )
            lines._write_axis({"sale_order_ids": [Command.link(order.id)]})
            lines._add_charges(order)
            lines.with_env(self.env)._log_event("quoted", document=order)
            orders |= order.with_env(self.env)
        self.claim_id._accept_within_limit()
        return orders

    def _get_open_order(self):
        """Return the claim's quotation that the customer has not answered yet."""
        orders = self.claim_id.line_ids.sale_order_ids.filtered(
            lambda order: order.state in ("draft", "sent")
        )
        return orders[:1]

    def _add_charges(self, order):
        """Add the charges of these units that are on no quotation to *order*."""
        charges = list(
            chain.from_iterable(
                line._get_unquoted_charges(with_declined=True) for line in self
            )
        )
        moves = self.env["stock.move"].union(
            *(charge["record"] for charge in charges if charge["kind"] == "part")
        )
        services = self.env["rma.service.line"].union(
            *(
                charge["record"]
                for charge in charges
                if charge["record"]._name == "rma.service.line"
            )
        )
        replaced = self.browse().union(
            *(c["record"] for c in charges if c["kind"] == "replacement")
        )
        repairs = moves.repair_id
        repairs.sale_order_id = order
        moves.filtered("sale_line_id").write({"sale_line_id": False})
        moves._create_repair_sale_order_line()
        vals_list = [service._prepare_sale_line_vals(order) for service in services]
        vals_list += [line._prepare_replacement_sale_vals(order) for line in replaced]
        sale_lines = order.order_line.browse().create(vals_list)
        for service, sale_line in zip(services, sale_lines, strict=False):
            service._write_axis({"sale_line_id": sale_line.id})

    def _prepare_replacement_sale_vals(self, order):
        """Return the values of the order line that charges for the replacement."""
        self.ensure_one()
        product = self._get_replacement_product()
        unit = self.with_context(lang=order.partner_id.lang)
        name = product.with_context(lang=order.partner_id.lang).display_name
        return {
            "order_id": order.id,
            "product_id": product.id,
            "name": "\n".join(
                [name, self.env._("for %(unit)s", unit=unit._get_charge_text())]
            ),
            "product_uom_id": product.uom_id.id,
            "product_uom_qty": self.quantity,
            "rma_line_id": self.id,
            "rma_charge_kind": "replacement",
            "rma_covered_percent": self._get_covered_percent("replacement"),
        }

    # -- coverage --

    def _refresh_quotation_coverage(self):
        """Price the open quotations by what is covered now.

        Whatever changes coverage, percentages or exclusions calls it. An order that
        the customer has accepted stays as it was accepted.
        """
        # sudo: as in _create_quotations
        lines_sudo = self.sudo()
        stale = {}
        for line in lines_sudo:
            excluded = line._get_excluded_sale_lines()
            for charge in line.charge_line_ids:
                percent = line._get_covered_percent(
                    charge.rma_charge_kind, charge in excluded
                )
                is_open = charge.state in ("draft", "sent")
                if is_open and charge.rma_covered_percent != percent:
                    stale.setdefault(percent, charge.browse())
                    stale[percent] |= charge
        for percent, charges in stale.items():
            charges.rma_covered_percent = percent

    def _get_excluded_sale_lines(self):
        """Return the order lines of what the customer pays in full."""
        self.ensure_one()
        parts = self.repair_ids.move_ids.filtered("is_rma_excluded")
        services = self.service_line_ids.filtered("is_excluded")
        return parts.sale_line_id | services.sale_line_id
