# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tools import formatLang

from ..tools.trusted import Trusted


class RmaClaimPriceMixin(models.AbstractModel):
    """What the customer pays for all units: one quotation, and his word in advance."""

    _name = "rma.claim.price.mixin"
    _description = "RMA Price of the Claim"

    currency_id = fields.Many2one("res.currency")
    # no Monetary: rounding it on each new claim would cost queries
    price_limit = fields.Float(
        string="Repair up to",
        digits="Product Price",
        compute="_compute_price_limit",
        store=True,
        readonly=False,
        precompute=True,
        tracking=True,
        copy=False,
        help="Quotations up to this total, taxes included, are accepted without asking "
        "the customer. 0: always ask.",
    )

    @api.depends("partner_id", "company_id")
    def _compute_price_limit(self):
        for claim in self:
            partner = claim.partner_id.with_company(claim.company_id)
            limit = partner.rma_price_limit
            claim.price_limit = limit or partner.commercial_partner_id.rma_price_limit

    @api.constrains("price_limit")
    def _check_price_limit_positive(self):
        for claim in self:
            if claim.price_limit < 0:
                raise ValidationError(
                    self.env._(
                        "“Repair up to” of %(claim)s is less than zero. Enter 0 to "
                        "always ask, or the amount that the customer named.",
                        claim=claim.display_name,
                    )
                )

    def _check_price_limit(self, vals):
        """Let only an approver raise the limit once the claim was approved."""
        if "price_limit" not in vals or self._has_rma_right("group_rma_approver"):
            return
        for claim in self:
            if "approved" not in claim.line_ids.mapped("decision"):
                continue
            if vals["price_limit"] > claim.price_limit:
                raise UserError(
                    self.env._(
                        "%(claim)s is approved with its limit. Ask an approver to "
                        "raise it, or send the quotation to the customer.",
                        claim=claim.display_name,
                    )
                )

    def _accept_within_limit(self):
        """Accept the quotations that stay within the customer's limit.

        All orders of a claim count together, in the company's currency.
        """
        # sudo: the customer has agreed, the system confirms for him
        for claim in self.sudo().filtered("price_limit"):
            orders = claim.line_ids.sale_order_ids.filtered(
                lambda order: order.state != "cancel"
            )
            total = orders._get_rma_company_total()
            waiting = orders.filtered(
                lambda order: order.state in ("draft", "sent") and order.amount_total
            )
            if (
                waiting
                and claim.currency_id.compare_amounts(total, claim.price_limit) <= 0
            ):
                text = self.env._(
                    "%(total)s is within the limit of %(limit)s that the customer "
                    "gave: accepted without asking.",
                    total=claim._format_amount(total),
                    limit=claim._format_amount(claim.price_limit),
                )
                waiting.with_user(SUPERUSER_ID).with_context(
                    rma_acceptance=Trusted(("accepted", text))
                ).action_confirm()

    def _format_amount(self, amount):
        return formatLang(self.env, amount, currency_obj=self.currency_id)

    def _charge_fees(self, services):
        """Charge labour or fees that nobody is asked about by an order of its own.

        :param services: ``rma.service.line`` records of this claim
        :return: the confirmed ``sale.order``
        """
        self.ensure_one()
        # sudo: the fee follows from the set-up of the company
        order = self.env["sale.order"].sudo().create(self._prepare_quotation_vals())
        units = services.line_id
        units._write_axis({"sale_order_ids": [Command.link(order.id)]})
        sale_lines = order.order_line.create(
            [service._prepare_sale_line_vals(order) for service in services]
        )
        for service, sale_line in zip(services, sale_lines, strict=True):
            service._write_axis({"sale_line_id": sale_line.id})
        amount = formatLang(
            self.env, order.amount_total, currency_obj=order.currency_id
        )
        text = self.env._("Diagnosis fee of %(amount)s.", amount=amount)
        answer = Trusted(("charged", text))
        order.with_context(rma_acceptance=answer).action_confirm()
        return order
