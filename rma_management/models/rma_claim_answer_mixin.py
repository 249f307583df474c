# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import timedelta

from odoo import fields, models
from odoo.tools import format_date

from ..tools.customer_text import check_customer_text


class RmaClaimAnswerMixin(models.AbstractModel):
    """What the customer does about a claim: confirm, answer, extend, rate.

    The acts run with all rights in the name of who came, by login or by link, after the
    page has checked that the claim is his. Each locks first, then asks its obstacle; a
    repeat changes nothing.
    """

    _name = "rma.claim.answer.mixin"
    _description = "RMA Answers of the Customer"

    date_extended_by_customer = fields.Datetime(
        string="Extended by the Customer On", readonly=True, copy=False
    )

    def _get_customer_answers(self):
        """Return what the cards on the customer's page offer; addons add theirs."""
        self.ensure_one()
        lines = self.line_ids
        lines._read_ahead()
        return {
            "questions": self._get_customer_questions(),
            "orders": self._get_quotations_to_answer(),
            "confirm_lines": lines._may_customer("confirm"),
            "failing_lines": lines._may_customer("failing"),
            "extend_days": self._get_customer_extension(),
            "rating": self._get_customer_rating(),
            # who goes on in a follow-up is not asked before its end
            "may_rate": self.state == "closed" and not self.follow_up_ids,
            "may_cancel": not self._get_customer_cancel_obstacle(),
        }

    def _get_quotations_to_answer(self):
        """Return the quotations that wait for the customer's yes or no."""
        return self.line_ids.sale_order_ids.filtered(
            lambda order: order.state == "sent" and not order.is_expired
        )

    # -- it works --

    def _customer_confirm_working(self, lines):
        """Note that *lines* of this claim work; close the claim when all is settled.

        :return: whether the claim is closed now
        :raises odoo.exceptions.UserError: the customer does not have a unit back
        """
        self.ensure_one()
        self.line_ids._lock_records()
        todo = lines.filtered(lambda line: not line._is_customer_confirm_done())
        todo._check_allowed("customer_confirm")
        todo._confirm_working()
        if todo:
            self._close_if_settled()
        return self.state == "closed"

    def _close_if_settled(self):
        """Close what is open when nothing is missing any more on any unit."""
        self.ensure_one()
        if self.state == "open" and not self._get_close_obstacle():
            self._get_lines_to_close()._close()

    # -- a little more time --

    def _get_customer_extension(self):
        """Return by how many days the customer may extend now, 0 for not at all."""
        self.ensure_one()
        if self.date_extended_by_customer or self._get_customer_extend_obstacle():
            return 0
        return self.company_id.rma_customer_extension_days

    def _get_customer_extend_obstacle(self):
        """Return why the customer cannot extend the validity, or False.

        An expired number can be extended as many days after its end as the extension
        would have given.
        """
        self.ensure_one()
        days = self.company_id.rma_customer_extension_days
        if days <= 0 or not self.rma_number:
            return self.env._(
                "The validity of %(claim)s cannot be extended here. Please write to "
                "us.",
                claim=self.display_name,
            )
        expected = self.line_ids.filtered(
            lambda line: line._may_expire() or line.ending == "expired"
        )
        if self.state not in ("open", "expired") or not expected:
            return self.env._(
                "We do not wait for a parcel of %(claim)s, so there is nothing to "
                "extend.",
                claim=self.display_name,
            )
        last_day = self.valid_until + timedelta(days=days)
        if last_day < fields.Date.context_today(self):
            return self.env._(
                "%(claim)s expired on %(date)s, which is too long ago. Please raise a "
                "new claim.",
                claim=self.display_name,
                date=format_date(self.env, self.valid_until),
            )
        return self._get_claimed_again_obstacle(expected)

    def _get_claimed_again_obstacle(self, lines):
        """Return the sentence for an expired unit that is in another claim by now."""
        lots = lines.filtered("ending").lot_id
        # sudo: in whoever's claim it is; nothing of it is told
        is_claimed = lots and self.env["rma.claim.line"].sudo().search_count(
            [("open_lot_id", "in", lots.ids)], limit=1
        )
        return bool(is_claimed) and self.env._(
            "A unit of %(claim)s is in another claim by now, so this one cannot be "
            "extended. Please write to us.",
            claim=self.display_name,
        )

    def _customer_extend_validity(self):
        """Expect the units some days longer, once.

        :return: whether it was extended now
        :raises odoo.exceptions.UserError: nothing is expected, or it expired long ago
        """
        self.ensure_one()
        self._lock_records()
        self.line_ids._lock_records()
        if self.date_extended_by_customer:
            return False
        self._check_allowed("customer_extend")
        self._write_axis({"date_extended_by_customer": fields.Datetime.now()})
        self._extend_validity(self.company_id.rma_customer_extension_days)
        return True

    # -- not needed any more --

    def _get_customer_cancel_obstacle(self):
        """Return why the customer cannot withdraw the claim himself, or False."""
        self.ensure_one()
        if self.state in ("draft", "submitted") and not self._get_decided_lines():
            return self._get_cancel_obstacle()
        return self.env._(
            "%(claim)s is being worked on already, so it cannot be withdrawn here. "
            "Please write to us.",
            claim=self.display_name,
        )

    def _get_decided_lines(self):
        return self.line_ids.filtered(lambda line: line.decision == "approved")

    def _customer_cancel(self, reason=None):
        """Withdraw the claim that nobody has decided on.

        :param str reason: why, in the customer's words; he need not say
        :return: whether it was withdrawn now
        :raises odoo.exceptions.UserError: a unit was approved or has moved
        """
        self.ensure_one()
        self.line_ids._lock_records()
        if self.state == "cancelled":
            return False
        self._check_allowed("customer_cancel")
        reason = check_customer_text(
            self.env, reason, self.env._("the reason"), is_required=False
        )
        self.line_ids.filtered(
            lambda line: not line.ending and line.decision != "rejected"
        )._cancel(reason or self.env._("Withdrawn by the customer."))
        return True
