# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models
from odoo.tools import format_date

from .rma_step_mixin import ENDED_STAGES

#: How far the goods of a stage are, as a key of the customer's progress bar.
PROGRESS_OF_STAGE = {
    "draft": "registered",
    "submitted": "registered",
    "approved": "approved",
    "dispatched": "sent",
    "received": "received",
    "in_progress": "work",
    "ready": "work",
    "shipped": "back",
    "delivered": "back",
    "closed": "done",
}


class RmaCustomerWordsMixin(models.AbstractModel):
    """What the customer reads of a claim: where it stands, what is next, what happened.

    The sentences are made from stage and next step only, and from what the customer
    may know besides: the number, the end of its validity, the forecast.
    """

    _name = "rma.customer.words.mixin"
    _inherit = [
        "rma.customer.history.mixin",
        "rma.customer.unit.mixin",
        "rma.customer.list.mixin",
    ]
    _description = "RMA Words for the Customer"

    # -- where it stands --

    def _get_customer_status(self):
        """Return where the claim stands, in words for the customer.

        :return: dict of ``stage`` (key), ``title``, ``text`` (what happens next or what
            we wait for, a sentence), ``ball_owner`` (key), ``owner`` (who has to act,
            in words, or ``""``), ``icon`` (a class of the icon font), ``since`` and
            ``due`` (datetimes or ``False``), ``forecast`` (date or ``False``)
        """
        self.ensure_one()
        return self._get_customer_headline() | {"forecast": self._get_told_forecast()}

    def _get_customer_headline(self):
        """Return the status without what is read from unit to unit, for lists."""
        self.ensure_one()
        owner, icon = self._get_customer_owners().get(self.ball_owner, ("", "fa-cogs"))
        return {
            "stage": self.stage,
            "title": self._get_customer_titles().get(self.stage, self.env._("Open")),
            "text": self._get_customer_sentence(),
            "ball_owner": self.ball_owner,
            "owner": owner,
            "icon": icon,
            "since": self.date_waiting_since,
            "due": self.date_step_deadline,
        }

    def _get_customer_titles(self):
        """Return {stage: its name for customers}; addons with stages add theirs."""
        return {
            "draft": self.env._("Registered"),
            "submitted": self.env._("Being checked"),
            "approved": self.env._("Approved"),
            "dispatched": self.env._("On its way to us"),
            "received": self.env._("Arrived with us"),
            "in_progress": self.env._("In work"),
            "ready": self.env._("Ready"),
            "shipped": self.env._("On its way to you"),
            "delivered": self.env._("Delivered to you"),
            "closed": self.env._("Done"),
            "rejected": self.env._("Not accepted"),
            "expired": self.env._("Expired"),
            "cancelled": self.env._("Cancelled"),
        }

    def _get_customer_owners(self):
        """Return {who has the ball: (in words, icon)}."""
        return {
            "us": (self.env._("It is our turn"), "fa-cogs"),
            "customer": (self.env._("It is your turn"), "fa-hand-o-right"),
            "courier": (self.env._("With the courier"), "fa-truck"),
            "vendor": (self.env._("We wait for a partner of ours"), "fa-hourglass-half"),
            "nobody": ("", "fa-check"),
        }

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
                "Everything is done. If something is wrong, write to us below."
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
        _ = self.env._
        return {
            "submit": _("We complete your claim and check it. You need not do anything."),
            "decide": self._say_until(
                _("We check your claim and tell you the result by %(date)s."),
                _("We check your claim and tell you the result as soon as we can."),
            ),
            "send": self._get_sending_sentence,
            "missing": _("We are finding out where the unit is, and write to you."),
            "transit": _("The unit is on its way. We tell you when it has arrived."),
            "start_work": self._say_until(
                _("We start to work on the unit by %(date)s."),
                _("The unit is next to be worked on; it takes longer than planned."),
            ),
            "finish_work": _("We are working on the unit."),
            "wait_parts": _("We wait for parts and go on as soon as they have arrived."),
            "wait_vendor": _("We wait for an answer and go on as soon as we have it."),
            "wait_customer": _("We have asked you something and wait for your answer."),
            "quote": _("We prepare a quotation for you."),
            "accept": self._get_quotation_sentence,
            "answer": _("You declined the quotation. We tell you how we go on."),
            "ship": _("We prepare what you get from us."),
            "hand_over": (
                _("Everything is ready: you can collect it at our counter.")
                if self.delivery_method == "counter"
                else _("Everything is packed and leaves us next.")
            ),
            "deliver": _("The goods are on their way to you."),
            "confirm": self._say_until(
                _("Please tell us by %(date)s whether it works again."),
                _("Please tell us whether it works again."),
            ),
            "invoice": _("The work is done. You get our invoice next."),
            "credit": _("We prepare your credit note."),
            "close": _("The work is done. We finish the paperwork."),
            "nothing": _("There is nothing more to do."),
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
        if self.delivery_method == "pickup":
            return self.env._(
                "Please keep the unit packed, with the number %(number)s on the parcel: "
                "we have it picked up.",
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

    def _get_told_forecast(self):
        """Return the day on which all is expected to be ready, or False."""
        days = [
            line.date_forecast
            for line in self.line_ids
            if line.date_forecast and not (line.ending or line.date_shipped)
        ]
        latest = max(days, default=False)
        return latest and latest >= fields.Date.context_today(self) and latest

    # -- how far it is --

    def _get_customer_progress(self):
        """Return the steps of the claim as a list of dicts; none when it ended badly.

        Keys: ``name`` and ``state``: ``done``, ``current`` or ``todo``.
        """
        self.ensure_one()
        reached = PROGRESS_OF_STAGE.get(self.stage)
        if not reached:
            return []
        steps = self._get_progress_steps()
        keys = list(steps)
        everything = list(dict.fromkeys(PROGRESS_OF_STAGE.values()))
        if "received" not in steps and any(self.line_ids.mapped("date_shipped")):
            # what was sent in advance is on its way, wherever the faulty unit is
            reached = max(reached, "back", key=everything.index)
        # a step that this claim has not counts as the one before it
        passed = everything[: everything.index(reached) + 1]
        current = max(keys.index(key) for key in keys if key in passed)
        is_over = reached == "done"
        return [
            {
                "name": steps[key],
                "state": "done"
                if index < current or is_over
                else ("current" if index == current else "todo"),
            }
            for index, key in enumerate(keys)
        ]

    def _get_progress_steps(self):
        """Return {key: name} of the steps that the units go through."""
        resolutions = self.line_ids.resolution_id
        comes = not resolutions or "before" in resolutions.mapped("goods_in")
        leaves = not resolutions or set(resolutions.mapped("goods_out")) != {"no"}
        steps = {
            "registered": self.env._("Registered"),
            "approved": self.env._("Approved"),
        }
        if comes and "now" not in resolutions.mapped("goods_out"):
            steps["sent"] = self.env._("Sent")
            steps["received"] = self.env._("Received")
            steps["work"] = self.env._("In work")
        elif not leaves:
            steps["work"] = self.env._("In work")
        if leaves:
            steps["back"] = self.env._("On its way to you")
        steps["done"] = self.env._("Done")
        return steps
