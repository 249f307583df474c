# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

#: What the customer is told, in the order of the process.
STAGES = [
    ("draft", "Draft"),
    ("submitted", "Submitted"),
    ("approved", "Approved"),
    ("dispatched", "Dispatched"),
    ("received", "Received for Repair/Inspection"),
    ("in_progress", "In Progress"),
    ("ready", "Ready"),
    ("shipped", "Shipped"),
    ("delivered", "Delivered"),
    ("closed", "Closed"),
    ("rejected", "Rejected"),
    ("expired", "Expired"),
    ("cancelled", "Cancelled"),
]
ENDED_STAGES = ("closed", "rejected", "expired", "cancelled")

#: What has to happen next, who does it.
NEXT_STEPS = [
    ("submit", "Submit for approval"),
    ("decide", "Approve or reject"),
    ("send", "Customer sends the unit"),
    ("missing", "Decide about the missing unit"),
    ("transit", "Unit is on its way to us"),
    ("start_work", "Start the work"),
    ("finish_work", "Finish the work"),
    ("wait_parts", "Parts arrive"),
    ("wait_vendor", "Vendor answers"),
    ("wait_customer", "Customer answers"),
    ("quote", "Make the quotation"),
    ("accept", "Customer accepts the quotation"),
    ("ship", "Prepare the delivery"),
    ("hand_over", "Validate the delivery"),
    ("deliver", "Courier delivers"),
    ("confirm", "Customer confirms that it works"),
    ("invoice", "Invoice the work"),
    ("credit", "Post the credit note"),
    ("close", "Close"),
    ("nothing", "Nothing more to do"),
]
BALL_OWNERS = [
    ("us", "Us"),
    ("customer", "Customer"),
    ("courier", "Courier"),
    ("vendor", "Vendor"),
    ("nobody", "Nobody"),
]
BALL_OF_STEP = {
    "send": "customer",
    "transit": "courier",
    "wait_vendor": "vendor",
    "wait_parts": "vendor",
    "wait_customer": "customer",
    "accept": "customer",
    "deliver": "courier",
    "confirm": "customer",
    "nothing": "nobody",
}


class RmaStageMixin(models.AbstractModel):
    """What the customer is told, what is next, who has the ball, and since when."""

    _name = "rma.stage.mixin"
    _description = "RMA Stage of the Unit"

    stage = fields.Selection(
        selection=STAGES,
        compute="_compute_stage",
        store=True,
        index=True,
        group_expand="_group_expand_stage",
    )
    next_step = fields.Selection(
        selection=NEXT_STEPS,
        compute="_compute_stage",
        store=True,
        string="What Is Next",
    )
    ball_owner = fields.Selection(
        selection=BALL_OWNERS,
        compute="_compute_stage",
        store=True,
        index=True,
        string="Who Has the Ball",
    )
    date_waiting_since = fields.Datetime(
        string="Waiting Since", compute="_compute_stage", store=True
    )
    date_step_deadline = fields.Datetime(
        string="Due", compute="_compute_stage", store=True, index="btree_not_null"
    )
    is_late = fields.Boolean(
        string="Late", compute="_compute_is_late", search="_search_is_late"
    )

    @api.depends(
        "decision",
        "ending",
        "goods_state",
        "work_state",
        "money_state",
        "resolution_id",
        "date_confirmed",
        "date_inspected",
        "move_ids.state",
        "claim_id.valid_until",
    )
    def _compute_stage(self):
        now = fields.Datetime.now()
        for line in self:
            line.stage = line._get_stage()
            step = line._get_next_step()
            if line.next_step != step or not line.date_waiting_since:
                line.date_waiting_since = now
            line.next_step = step
            line.ball_owner = BALL_OF_STEP.get(step, "us")
            line.date_step_deadline = line._get_step_deadline(step)

    def _get_stage(self):
        """Return the stage from the axes."""
        self.ensure_one()
        if self.ending:
            return self.ending
        if self.decision != "approved":
            return self.decision
        if self.goods_state in ("shipped", "delivered"):
            return self.goods_state
        if self.goods_state == "kept" or self.work_state == "done":
            return "ready"
        if self.work_state not in ("none", "waiting"):
            return "in_progress"
        if self.goods_state == "received":
            return "received"
        if self.goods_state == "in_transit":
            return "dispatched"
        return "approved"

    def _get_next_step(self):
        """Return the one thing that has to happen next."""
        self.ensure_one()
        if self.ending or self.decision == "rejected":
            return "nothing"
        if self.decision == "draft":
            return "submit"
        if self.decision == "submitted":
            return "decide"
        return (
            self._get_next_goods_step()
            or self._get_next_money_step()
            or self._get_next_closing_step()
        )

    def _get_next_goods_step(self):
        """Return the next step of goods and work, or False when both are through."""
        self.ensure_one()
        directions = self._get_open_directions()
        if directions & {"out", "replaced", "step"}:
            return "hand_over"
        can_ship = not self._is_ship_done() and not self._get_ship_obstacle()
        if can_ship and self.resolution_kind == "replace":
            return "ship"
        if "in" in directions and self.quantity_held <= 0:
            return "transit" if self.goods_state == "in_transit" else "send"
        if self._is_missing():
            return "missing"
        work_step = {
            "waiting": "start_work",
            "in_progress": "finish_work",
            "waiting_parts": "wait_parts",
            "waiting_vendor": "wait_vendor",
            "waiting_customer": "wait_customer",
        }.get(self.work_state)
        if work_step:
            if self.money_state == "to_quote":
                return "quote"
            if self.money_state == "quoted":
                return "accept"
            return work_step
        if can_ship:
            return "ship"
        if self.goods_state == "shipped":
            return "deliver"
        return False

    def _is_missing(self):
        """Tell whether the unit should have come, and nobody expects it any more."""
        self.ensure_one()
        return (
            self.resolution_id.goods_in == "before"
            and not self.quantity_received
            and "in" not in self._get_open_directions()
        )

    def _get_next_money_step(self):
        self.ensure_one()
        return {
            "to_quote": "quote",
            "quoted": "accept",
            "accepted": "invoice",
            "to_invoice": "invoice",
            "to_credit": "credit",
        }.get(self.money_state)

    def _get_next_closing_step(self):
        self.ensure_one()
        return (
            "close" if self.date_confirmed or not self.needs_confirmation else "confirm"
        )

    def _get_step_deadline(self, step):
        """Return when *step* has to be done, by the company's days, or False."""
        self.ensure_one()
        company = self.company_id
        if step == "send":
            until = self.claim_id.valid_until
            return until and fields.Datetime.to_datetime(until) + timedelta(days=1)
        days = {
            "decide": company.rma_decision_days,
            "start_work": company.rma_work_days,
            "finish_work": company.rma_work_days,
            "ship": company.rma_shipping_days,
            "hand_over": company.rma_shipping_days,
            "confirm": company.rma_confirmation_days,
        }.get(step)
        return bool(days) and self.date_waiting_since + timedelta(days=days)

    @api.depends("date_step_deadline")
    def _compute_is_late(self):
        now = fields.Datetime.now()
        for line in self:
            line.is_late = bool(
                line.date_step_deadline and line.date_step_deadline < now
            )

    @api.model
    def _search_is_late(self, operator, value):
        if operator != "in" or set(value) != {True}:
            return NotImplemented
        return Domain("date_step_deadline", "<", fields.Datetime.now())

    @api.model
    def _group_expand_stage(self, stages, domain):
        """Show the columns of the living stages also when they are empty."""
        return [stage for stage, _label in STAGES if stage not in ENDED_STAGES] + [
            stage for stage in stages if stage in ENDED_STAGES
        ]
