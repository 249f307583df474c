# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models
from odoo.tools import format_date

from .rma_step_mixin import ENDED_STAGES


class RmaCustomerSentenceMixin(models.AbstractModel):
    """One sentence for the customer: what happens next, or what we wait for."""

    _name = "rma.customer.sentence.mixin"
    _description = "RMA Sentence for the Customer"

    def _get_customer_sentence(self):
        """Return what happens next or what we wait for, from whom, until when."""
        self.ensure_one()
        if self.stage in ENDED_STAGES:
            return self._get_customer_endings()[self.stage]
        sentence = self._get_customer_sentences().get(self.next_step)
        if callable(sentence):
            sentence = sentence()
        return sentence or self._get_neutral_sentence()

    def _get_customer_endings(self):
        """Return {stage that ended the claim: what that means for the customer}."""
        return {
            "closed": self.env._(
                "Everything is done. If something is wrong after all, tell us."
            ),
            "rejected": self.env._(
                "We could not accept this claim. You find the reason with the unit; "
                "write to us if you have a question about it."
            ),
            "expired": self.env._(
                "The unit did not reach us in time, so the number is no longer valid. "
                "Write to us before you send it."
            ),
            "cancelled": self.env._(
                "This claim was cancelled. Report the fault again if you still need us."
            ),
        }

    def _get_customer_sentences(self):
        """Return {next step: sentence, or the method that makes it}.

        Addons with steps of their own add theirs.
        """
        self.ensure_one()
        return {
            "submit": self.env._(
                "We complete your claim and check it. You need not do anything."
            ),
            "decide": self._say_until(
                self.env._("We check your claim and tell you the result by %(date)s."),
                self.env._(
                    "We check your claim and tell you the result as soon as we can."
                ),
            ),
            "send": self._get_sending_sentence,
            "missing": self.env._(
                "We are finding out where the unit is, and write to you."
            ),
            "transit": self.env._(
                "The unit is on its way. We tell you when it has arrived."
            ),
            "start_work": self._say_until(
                self.env._("We start to work on the unit by %(date)s."),
                self.env._(
                    "The unit is next to be worked on; it takes longer than planned."
                ),
            ),
            "finish_work": self.env._("We are working on the unit."),
            "wait_parts": self.env._(
                "We wait for parts and go on as soon as they have arrived."
            ),
            "wait_vendor": self.env._(
                "We wait for an answer and go on as soon as we have it."
            ),
            "wait_customer": self.env._(
                "We have asked you something and wait for your answer."
            ),
            "quote": self.env._("We prepare a quotation for you."),
            "accept": self._get_quotation_sentence,
            "answer": self.env._(
                "You declined the quotation. We tell you how we go on."
            ),
            "ship": self.env._("We prepare what you get from us."),
            "hand_over": (
                self.env._("Everything is ready: you can collect it at our counter.")
                if self.delivery_method == "counter"
                else self.env._("Everything is packed and leaves us next.")
            ),
            "deliver": self.env._("The goods are on their way to you."),
            "confirm": self._say_until(
                self.env._("Please tell us by %(date)s whether it works again."),
                self.env._("Please tell us whether it works again."),
            ),
            "invoice": self.env._("The work is done. You get our invoice next."),
            "credit": self.env._("We prepare your credit note."),
            "close": self.env._("The work is done. We finish the paperwork."),
            "nothing": self.env._("There is nothing more to do."),
        }

    def _get_neutral_sentence(self):
        """Return a sentence for steps that only another addon knows."""
        return {
            "customer": self.env._("We need something from you before we can go on."),
            "courier": self.env._("The goods are with the courier."),
            "vendor": self.env._("We wait for an answer and then go on."),
        }.get(self.ball_owner, self.env._("We are working on your claim."))

    def _get_sending_sentence(self):
        """Return how and until when the unit comes to us."""
        values = {
            "number": self.rma_number or self.name,
            "date": format_date(self.env, self.valid_until),
        }
        if self.delivery_method == "pickup" or self.ball_owner == "courier":
            return self.env._(
                "Please keep the unit packed, with the number %(number)s on the "
                "parcel: we have it picked up.",
                **values,
            )
        if self.delivery_method == "counter":
            return self.env._(
                "Please bring the unit to our counter by %(date)s and tell the number "
                "%(number)s.",
                **values,
            )
        return self.env._(
            "Please send us the unit by %(date)s, with the number %(number)s on the "
            "parcel.",
            **values,
        )

    def _get_quotation_sentence(self):
        """Return what we wait for: the customer's yes, or that we send the offer."""
        orders = self.line_ids.sale_order_ids
        if any(order.state in ("sent", "sale") for order in orders):
            return self.env._(
                "We have sent you a quotation. Please accept or decline it, then we go "
                "on."
            )
        return self.env._("We are about to send you a quotation.")

    def _say_until(self, sentence, overdue):
        """Return *sentence* with the day it is due, *overdue* when that is over."""
        due = self.date_step_deadline
        if not due or due < fields.Datetime.now():
            return overdue
        moment = fields.Datetime.context_timestamp(self, due)
        return sentence % {"date": format_date(self.env, moment.date())}
