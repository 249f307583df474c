# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import timedelta

from odoo import api, fields, models

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
    """Stage and next step of a unit, read off its axes."""

    _name = "rma.stage.mixin"
    _inherit = "rma.step.mixin"
    _description = "RMA Stage of the Unit"

    @api.depends(
        "decision",
        "ending",
        "goods_state",
        "work_state",
        "money_state",
        "date_acceptance_overridden",
        "resolution_id",
        "date_confirmed",
        "date_inspected",
        "follow_up_line_id",
        "question",
        "move_ids.state",
        "is_return_waived",
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
        if self.question:
            # nothing goes on before the answer
            return "wait_customer"
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
        if self.resolution_kind == "replace" and self.resolution_id.goods_out == "now":
            if money_step := self._get_acceptance_step():
                return money_step
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
            # the diagnosis comes first: it says what is to be quoted
            if self.work_state == "waiting":
                return work_step
            return self._get_acceptance_step() or work_step
        if can_ship:
            return "ship"
        if self.goods_state == "shipped":
            return "deliver"
        return False

    def _get_acceptance_step(self):
        """Return what is missing for the customer's yes, or False."""
        self.ensure_one()
        if not self._is_acceptance_missing():
            return False
        return {"to_quote": "quote", "quoted": "accept", "declined": "answer"}[
            self.money_state
        ]

    def _is_missing(self):
        """Tell whether the unit should have come, and nobody expects it any more."""
        self.ensure_one()
        return self._is_return_due() and "in" not in self._get_open_directions()

    def _get_next_money_step(self):
        self.ensure_one()
        return {
            "to_quote": "quote",
            "quoted": "accept",
            "declined": "answer",
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
