# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.tools import formatLang

#: The customer has not agreed to pay, so nothing is finished or sent.
UNACCEPTED_STATES = ("to_quote", "quoted", "declined")


class RmaAcceptanceMixin(models.AbstractModel):
    """The quotation goes to the customer; no paid work ends without an answer.

    Nobody is exempt: an approver who lets the work go on gives a reason, which is kept
    and holds for the amount of that moment.
    """

    _name = "rma.acceptance.mixin"
    _description = "RMA Acceptance of the Quotation"

    currency_id = fields.Many2one("res.currency")
    date_acceptance_overridden = fields.Datetime(
        string="Acceptance Overridden On", readonly=True, copy=False
    )
    overridden_amount = fields.Monetary(
        readonly=True,
        copy=False,
        help="Up to this amount the work goes on without acceptance.",
    )
    is_send_quotation_allowed = fields.Boolean(compute="_compute_acceptance_allowed")
    is_override_acceptance_allowed = fields.Boolean(
        compute="_compute_acceptance_allowed"
    )

    @api.depends(
        "decision",
        "ending",
        "money_state",
        "sale_order_ids.state",
        "sale_order_ids.amount_total",
        "date_acceptance_overridden",
    )
    @api.depends_context("uid")
    def _compute_acceptance_allowed(self):
        for action in ("send_quotation", "override_acceptance"):
            self._set_allowed(action)

    # -- the gate --

    def _get_unaccepted_obstacle(self):
        """Return why paid work cannot end before it is accepted, or False."""
        self.ensure_one()
        if not self._is_acceptance_missing():
            return False
        return self._get_acceptance_text()

    def _is_acceptance_missing(self):
        """Tell whether the customer has not agreed and nobody let the work go on."""
        self.ensure_one()
        is_open = self.money_state in UNACCEPTED_STATES
        return is_open and not self._is_acceptance_overridden()

    def _is_acceptance_overridden(self):
        """Tell whether an approver let the work go on, for at least this amount."""
        self.ensure_one()
        if not self.date_acceptance_overridden:
            return False
        asked = self._get_asked_amount()
        rise = self.currency_id.compare_amounts(asked, self.overridden_amount)
        return rise <= 0

    def _get_asked_amount(self):
        """Return what the customer is asked to pay, in the company's currency.

        What is not quoted yet counts as its quotation will say.
        """
        self.ensure_one()
        # sudo: the amount decides for everybody, whoever may read the order
        unit = self.sudo()
        orders = unit._get_orders().filtered(lambda order: order.state != "cancel")
        quoted = orders._get_rma_company_total()
        return quoted + sum(
            unit._get_expected_price(charge)
            for charge in unit._get_unquoted_charges(with_declined=True)
        )

    def _get_acceptance_text(self):
        """Return the sentence that says what is not accepted, and the mend."""
        self.ensure_one()
        unit = self.display_name
        # sudo: as in _get_asked_amount
        orders = self.sudo()._get_orders()
        raised = orders.filtered(lambda order: order._is_rma_raised())[:1]
        if raised:
            return self.env._(
                "The customer accepted %(accepted)s of order %(order)s, which is now "
                "%(total)s: the rise for %(unit)s is not accepted. Lower the order, or "
                "cancel it and set it back to quotation to ask again, or ask an "
                "approver to let the work go on.",
                accepted=self._format_amount(raised.rma_accepted_amount, raised),
                total=self._format_amount(raised.amount_total, raised),
                order=raised.name,
                unit=unit,
            )
        if self.money_state == "declined":
            return self.env._(
                "The customer has declined the quotation for %(unit)s. Return the unit "
                "unrepaired, take off what was declined, or make another quotation.",
                unit=unit,
            )
        if self.money_state == "to_quote":
            return self.env._(
                "The customer has not accepted the quotation for %(unit)s: it is not "
                "made yet. Make it and wait for the answer, or ask an approver to let "
                "the work go on.",
                unit=unit,
            )
        return self.env._(
            "The customer has not accepted the quotation for %(unit)s. Wait for the "
            "answer, or ask an approver to let the work go on.",
            unit=unit,
        )

    def _format_amount(self, amount, record):
        return formatLang(self.env, amount, currency_obj=record.currency_id)

    # -- send --

    def _is_send_quotation_done(self):
        """A quotation may be sent again."""
        self.ensure_one()
        return False

    def _get_send_quotation_obstacle(self):
        self.ensure_one()
        if self.ending:
            return self._get_ended_obstacle()
        if not self._get_orders_to_send():
            return self.env._(
                "There is no open quotation for %(unit)s. Make it first.",
                unit=self.display_name,
            )
        return False

    def _get_orders_to_send(self):
        # sudo: whether there is one, is no secret to who works on the unit
        return self.sudo().sale_order_ids.filtered(
            lambda order: order.state in ("draft", "sent") and order.order_line
        )

    def _check_send_quotation_allowed(self):
        self._check_allowed("send_quotation")

    def action_send_quotation(self):
        """Send the open quotations to the customer.

        Whoever has sales rights gets the native message to look over; for others the
        system sends it as the template says.

        :return: the native composer, or a notification
        :raises odoo.exceptions.UserError: there is no open quotation
        """
        todo = self._pass_gate("send_quotation")
        orders = todo._get_orders_to_send()
        own = orders.sudo(False)
        if own.has_access("write"):
            return own.action_quotation_send()
        # orders are in sudo here: the engineer asks, the system sends
        for order in orders:
            order.with_context(mark_so_as_sent=True)._send_order_notification_mail(
                order._find_mail_template()
            )
        return self._answer(
            self.browse(),
            self.env._(
                "Quotation %(names)s was sent to the customer.",
                names=", ".join(orders.mapped("name")),
            ),
        )

    # -- override --

    def _is_override_acceptance_done(self):
        self.ensure_one()
        return (
            self.money_state in UNACCEPTED_STATES and self._is_acceptance_overridden()
        )

    def _get_override_acceptance_obstacle(self):
        self.ensure_one()
        if self.ending:
            return self._get_ended_obstacle()
        if not self._has_rma_right("group_rma_approver"):
            return self.env._(
                "To let the work go on without acceptance needs the right "
                "“After-sales: Approver”. Ask your service manager to decide on "
                "%(unit)s.",
                unit=self.display_name,
            )
        if self.money_state not in UNACCEPTED_STATES:
            return self.env._(
                "%(unit)s waits for no acceptance, so there is nothing to override.",
                unit=self.display_name,
            )
        return False

    def _check_override_acceptance_allowed(self):
        self._check_allowed("override_acceptance")

    def action_override_acceptance(self, reason=None):
        """Let the work go on without acceptance, for the amount of this moment.

        :param str reason: why; kept with the override
        :raises odoo.exceptions.UserError: nothing waits for acceptance, the user is no
            approver, or there is no reason
        """
        todo = self._pass_gate("override_acceptance")
        if todo:
            self._check_text(reason, self.env._("why the work goes on unaccepted"))
        todo._override_acceptance(reason)
        return self._answer(todo, self.env._("The work may go on already."))

    def _override_acceptance(self, reason):
        if not self:
            return
        now = fields.Datetime.now()
        vals_list = []
        for line in self:
            amount = line._get_asked_amount()
            after = self.env._(
                "The work goes on without acceptance, up to %(amount)s.",
                amount=line._format_amount(amount, line),
            )
            vals_list.append(
                {
                    "line_id": line.id,
                    "user_id": self.env.uid,
                    "kind": "acceptance",
                    "reason": reason,
                    "before": line._get_acceptance_text(),
                    "after": after,
                }
            )
            line._write_axis(
                {"date_acceptance_overridden": now, "overridden_amount": amount}
            )
        # sudo: overrides are append-only for users; only actions write them
        self.env["rma.override"].sudo().create(vals_list)
        self._log_event("unaccepted", text=reason)

    def action_open_override_acceptance(self):
        """Open the dialog that asks why the work goes on without acceptance."""
        return self._open_dialog(
            "rma.remarks.wizard",
            self.env._("Go On without Acceptance"),
            default_action="override_acceptance",
        )
