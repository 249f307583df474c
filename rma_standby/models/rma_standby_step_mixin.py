# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.fields import Domain

from .rma_standby_gate_mixin import OPEN_STATES, OUT_STATES

#: What has to happen next with a loan, in the order of the process.
LOAN_STEPS = [
    ("reserve", "Reserve a unit"),
    ("wait", "Wait for a unit to come back"),
    ("quote", "Quote the loan fee"),
    ("deposit", "Invoice the deposit"),
    ("post", "Post the draft of the deposit"),
    ("pay", "Customer accepts the loan fee"),
    ("issue", "Prepare the issue"),
    ("hand_over", "Validate the issue"),
    ("with_customer", "Customer uses the unit"),
    ("send_back", "Customer sends the unit back"),
    ("remind", "Get the overdue unit back"),
    ("check", "Check the unit for the next loan"),
    ("settle", "Settle the loss or the damage"),
    ("refund", "Pay the deposit back"),
    ("nothing", "Nothing more to do"),
]
BALL_OWNERS = [
    ("us", "Us"),
    ("customer", "Customer"),
    ("nobody", "Nobody"),
]
BALL_OF_STEP = {
    "pay": "customer",
    "with_customer": "customer",
    "send_back": "customer",
    "nothing": "nobody",
}
#: Where a search for a step has to look.
RESERVED = Domain("state", "=", "reserved")
OUT = Domain("state", "in", OUT_STATES)
DOMAIN_OF_STEP = {
    "reserve": Domain("state", "=", "requested"),
    "wait": Domain("state", "=", "requested"),
    "quote": RESERVED,
    "deposit": RESERVED,
    "post": Domain("deposit_state", "in", ("draft", "to_refund")),
    "pay": RESERVED,
    "issue": RESERVED,
    "hand_over": RESERVED,
    "with_customer": OUT,
    "send_back": OUT,
    "remind": OUT,
    "check": Domain("state", "=", "returned")
    & Domain("unit_id.state", "=", "preparation"),
    "settle": Domain("is_settled", "=", False),
    "refund": Domain("deposit_state", "=", "to_refund"),
    "nothing": Domain("state", "not in", OPEN_STATES),
}


class RmaStandbyStepMixin(models.AbstractModel):
    """What is next for a loan, who has the ball, since when, is it late?

    Read off its state, its transfers, what is to be paid and what is free; not stored,
    because a unit that comes back changes what is next for others.
    """

    _name = "rma.standby.step.mixin"
    _description = "RMA Next Step of a Loan"

    next_step = fields.Selection(
        selection=LOAN_STEPS,
        string="What Is Next",
        compute="_compute_next_step",
        search="_search_next_step",
    )
    ball_owner = fields.Selection(
        selection=BALL_OWNERS,
        string="Who Has the Ball",
        compute="_compute_next_step",
    )
    is_step_late = fields.Boolean(string="Step Late", compute="_compute_next_step")

    # -- what is next --

    @api.depends(
        "state",
        "unit_id.state",
        "date_from",
        "date_expected",
        "is_issue_prepared",
        "is_return_requested",
        "is_settled",
        "is_charge_waived",
        "fee_state",
        "deposit_state",
        "proposal_ids",
    )
    def _compute_next_step(self):
        for loan in self:
            loan.next_step = step = loan._get_next_step()
            loan.ball_owner = BALL_OF_STEP.get(step, "us")
            due = loan._get_step_due(step)
            loan.is_step_late = bool(due) and due < loan._get_today()

    @api.model
    def _search_next_step(self, operator, value):
        if operator != "in":
            return NotImplemented
        steps = set(value)
        domain = Domain.OR(
            domain for step, domain in DOMAIN_OF_STEP.items() if step in steps
        )
        loans = self.search(domain).filtered(lambda loan: loan.next_step in steps)
        return Domain("id", "in", loans.ids)

    def _get_next_step(self):
        """Return the one thing that has to happen next."""
        self.ensure_one()
        if self.state == "requested":
            return self._get_requested_step()
        if self.state == "reserved":
            if self.is_issue_prepared:
                return "hand_over"
            return self._get_charge_step() or "issue"
        if self._is_out():
            if self.state == "overdue" or self.is_late:
                return "remind"
            return "send_back" if self.is_return_requested else "with_customer"
        return self._get_ended_step()

    def _get_requested_step(self):
        """Return whether a unit can be booked, or none is free."""
        self.ensure_one()
        if not self.product_id and not self.unit_id:
            return "reserve"
        wanted = self.unit_id
        is_free = wanted in self.proposal_ids if wanted else self.proposal_ids
        return "reserve" if is_free else "wait"

    def _get_charge_step(self):
        """Return what fee and deposit need before the issue, or False."""
        self.ensure_one()
        if not self._get_unpaid_obstacle():
            return False
        if self.fee_state in ("to_quote", "declined"):
            return "quote"
        if self.fee_state == "quoted":
            return "pay"
        return "post" if self.deposit_state == "draft" else "deposit"

    def _get_ended_step(self):
        """Return what is left to do after the end of the loan."""
        self.ensure_one()
        if not self.is_settled:
            return "settle"
        if self._is_check_due():
            return "check"
        if self.deposit_state == "to_refund":
            return "post" if self._is_refund_deposit_done() else "refund"
        return "nothing"

    def _is_check_due(self):
        """Tell whether the unit waits for a check since this very loan."""
        self.ensure_one()
        if self.state != "returned" or self.unit_id.state != "preparation":
            return False
        back = self.unit_id.date_back
        return not back or not self.date_returned or self.date_returned >= back

    def _get_step_due(self, step):
        """Return until when *step* is to be done, as a date, or False."""
        self.ensure_one()
        if self.state in ("requested", "reserved"):
            return self.date_from
        if step in ("with_customer", "send_back", "remind"):
            return self.date_expected
        return False

    def _get_step_since(self, step):
        """Return since when *step* is what is next, as far as it is known."""
        self.ensure_one()
        if step in ("reserve", "wait"):
            return self.date_requested
        if self.state == "reserved":
            return self.date_reserved
        if step in ("with_customer", "send_back", "remind"):
            return self.date_issued
        return self.date_returned
