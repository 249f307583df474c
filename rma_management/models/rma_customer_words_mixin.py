# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models

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
        "rma.customer.sentence.mixin",
        "rma.customer.history.mixin",
        "rma.customer.unit.mixin",
        "rma.customer.list.mixin",
        "rma.customer.message.mixin",
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
            "vendor": (
                self.env._("We wait for a partner of ours"),
                "fa-hourglass-half",
            ),
            "nobody": ("", "fa-check"),
        }

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
            steps["back"] = (
                self.env._("Delivered to you")
                if self.stage == "delivered"
                else self.env._("On its way to you")
            )
        steps["done"] = self.env._("Done")
        return steps
