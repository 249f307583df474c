# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models

from ..tools import courier_status

#: What an outbound consignment tells the customer when it turns into a state.
OUT_KINDS = {
    "available": "available",
    "attempt_failed": "attempt_failed",
    "exception": "parcel_exception",
    "lost": "parcel_lost",
    "returned": "parcel_returned",
}
#: The same on the way to us: our own door is no news for the customer.
IN_KINDS = {
    "exception": "parcel_exception",
    "lost": "parcel_lost",
    "returned": "parcel_returned",
}
#: Directions of which the customer hears.
CUSTOMER_DIRECTIONS = ("customer_in", "customer_out", "customer_vendor")


class RmaConsignmentEffectMixin(models.AbstractModel):
    """What the status of a consignment means for the claims and units inside."""

    _name = "rma.consignment.effect.mixin"
    _description = "RMA Effects of the Consignment"

    def _follow_status(self, before):
        """Let claims, to-dos and messages follow the new status, in bulk.

        :param before: {consignment: state before the events}
        """
        changed = self.filtered(lambda c: before[c] != c.state)
        if not changed:
            return
        changed._reopen_losses(before)
        changed.line_ids.mapped("goods_state")
        changed._log_on_units(
            {c: kind for c in changed if (kind := c._get_effect_kind(before[c]))}
        )
        changed.filtered(lambda c: before[c] == "delivered")._take_delivery_back()
        changed.filtered(lambda c: c.state == "delivered")._deliver_units()
        changed._follow_todos(before)

    def _reopen_losses(self, before):
        """Let what was lost, found and lost again be settled again."""
        again = self.filtered(
            lambda c: c.state == "lost" and before[c] != "lost" and c.date_settled
        )
        if again:
            again._write_axis({"date_settled": False, "settlement": False})

    def _get_effect_kind(self, before):
        """Return the kind of claim event that the change of status is, or False."""
        self.ensure_one()
        if self.state == "cancelled":
            return False
        kinds = OUT_KINDS if self.direction == "customer_out" else IN_KINDS
        if kind := kinds.get(self.state):
            return kind
        if before == "lost":
            return "parcel_found"
        is_on_its_way = self.state in courier_status.MOVING
        is_new = before in ("announced", "cancelled")
        if self.direction == "customer_in" and is_on_its_way and is_new:
            return "consigned"
        return False

    def _log_on_units(self, kinds, texts=None):
        """Write the events of all units inside with one insert.

        :param kinds: {consignment: kind of claim event}
        :param texts: {consignment: remark}
        """
        vals_list = []
        for consignment, kind in kinds.items():
            is_told = consignment.direction in CUSTOMER_DIRECTIONS
            for line in consignment.line_ids:
                vals_list.append(
                    {
                        **line._prepare_event_vals(),
                        "kind": kind,
                        "text": (texts or {}).get(consignment),
                        "document_model": consignment._name,
                        "document_id": consignment.id,
                        "document_name": consignment.display_name,
                        # vendors and sites are no matter of the customer
                        **({} if is_told else {"notice_state": "none"}),
                    }
                )
        if vals_list:
            # sudo: the timeline is append-only for users; the gate writes it
            self.env["rma.claim.event"].sudo().create(vals_list)

    # -- delivered, and not delivered after all --

    def _deliver_units(self):
        """Let the shipped units inside be delivered, when nothing of them is left on
        its way.

        Units whose transfer is not validated yet follow at its validation.
        """
        arrived = self.filtered(lambda c: c.direction == "customer_out")
        dates = {}
        # of several parcels with the same unit the last one counts
        for consignment in arrived.sorted("date_delivered"):
            for line in consignment.line_ids:
                if line.goods_state == "shipped" and line._is_all_delivered():
                    dates[line] = consignment.date_delivered
        lines = self.line_ids.filtered(lambda line: line in dates)
        for date, units in lines.grouped(lambda line: dates[line]).items():
            units._set_delivered(date)

    def _take_delivery_back(self):
        """Let units that were not delivered after all be on their way again."""
        lines = self.filtered(
            lambda c: c.direction == "customer_out"
        ).line_ids.filtered(
            lambda line: line.date_delivered and not line.date_confirmed
        )
        if not lines:
            return
        lines._write_axis({"date_delivered": False})
        if told := self.filtered(
            lambda c: c.state != "returned" and c.line_ids & lines
        ):
            told._log_on_units(dict.fromkeys(told, "undelivered"))

    # -- to-dos: what is lost or late is traced by somebody --

    def _follow_todos(self, before):
        """Ask somebody to trace what was lost; end the to-dos of what was found.

        What turns up after its loss was settled is somebody's to decide.
        """
        self.filtered(lambda c: c.state == "lost")._make_trace_todos()
        calm = self.filtered(
            lambda c: (
                (
                    c.state in courier_status.ENDED
                    or (before[c] == "lost" and c.state != "lost" and not c.is_late)
                )
                and (c.date_late_told or before[c] == "lost")
                and (before[c] == "lost" or not c.date_settled)
            )
        )
        calm._end_trace_todos(self.env._("There is news of it: nothing to trace."))
        self.filtered(
            lambda c: before[c] == "lost" and c.state != "lost" and c.date_settled
        )._make_trace_todos()

    def _find_trace_todos(self):
        """Return the open to-dos to trace these consignments."""
        trace = self.env.ref("rma_courier.mail_activity_trace")
        # sudo: whoever they are for
        return (
            self.env["mail.activity"]
            .sudo()
            .search(
                [
                    ("res_model", "=", self._name),
                    ("res_id", "in", self.ids),
                    ("activity_type_id", "=", trace.id),
                ]
            )
        )

    def _make_trace_todos(self):
        """Make one to-do for each consignment that has none yet."""
        if not self:
            return
        known = set(self._find_trace_todos().mapped("res_id"))
        todo = self.filtered(lambda c: c.id not in known)
        trace = self.env.ref("rma_courier.mail_activity_trace")
        model = self.env["ir.model"]._get(self._name)
        # sudo: the courier's word makes the to-do, whoever passed it on
        activities_sudo = self.env["mail.activity"].sudo()
        activities_sudo.with_context(mail_activity_quick_update=True).create(
            [
                {
                    "res_model_id": model.id,
                    "res_id": consignment.id,
                    "activity_type_id": trace.id,
                    "automated": True,
                    "date_deadline": fields.Date.context_today(consignment),
                    "user_id": consignment._get_tracer().id,
                    "summary": consignment._get_trace_summary(),
                }
                for consignment in todo
            ]
        )

    def _get_tracer(self):
        """Return who looks after this consignment: engineer, responsible or team."""
        self.ensure_one()
        claims = self.line_ids.claim_id
        approvers = self.env.ref("rma_management.group_rma_approver").all_user_ids
        candidates = [
            claims.user_id,
            self.user_id,
            claims.team_id.user_id,
            claims.team_id.user_ids,
            approvers.filtered(lambda user: self.company_id in user.company_ids),
        ]
        living = (users.filtered("active") for users in candidates)
        return next((users[0] for users in living if users), approvers.browse())

    def _get_trace_summary(self):
        """Return what is to be done, in the language of who does it."""
        self.ensure_one()
        consignment = self.with_context(lang=self._get_tracer().lang or self.env.lang)
        values = {
            "consignment": consignment.display_name,
            "courier": consignment.carrier_id.name or consignment.env._("the courier"),
        }
        if self.state == "lost":
            return consignment.env._(
                "%(consignment)s is lost: ask %(courier)s, or settle the loss",
                **values,
            )
        if self.date_settled:
            return consignment.env._(
                "%(consignment)s turned up after its loss was settled: decide what "
                "happens with it",
                **values,
            )
        return consignment.env._(
            "%(consignment)s is late: ask %(courier)s where it is", **values
        )

    def _end_trace_todos(self, feedback):
        """End the to-dos to trace these consignments; the chatter keeps them."""
        if self and (activities := self._find_trace_todos()):
            activities._action_done(feedback=feedback)

    def _follow_settlement(self):
        """Tell the units that their loss is settled, and end its to-dos."""
        texts = {consignment: consignment.settlement for consignment in self}
        self._log_on_units(dict.fromkeys(self, "loss_settled"), texts)
        self._end_trace_todos(self.env._("The loss is settled."))
        # what came in the other parcels is all that comes
        others = self.line_ids.consignment_ids - self
        others.filtered(lambda c: c.state == "delivered")._deliver_units()

    # -- helpers of transfers --

    def _get_arrival_order(self):
        """Return by what parcels are sorted that may be the one that has arrived."""
        self.ensure_one()
        is_moving = self.state in courier_status.MOVING
        return (
            not is_moving,
            self.state == "lost",
            self.date_dispatched or False,
            self.id,
        )

    def _drop_announced(self):
        """Remove what was only prepared; what something was told of is cancelled."""
        told = self.filtered("event_ids")
        (self - told).unlink()
        if told:
            told._tell("cancelled", source="transfer")
