# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models

#: What can happen, in words for people; addons extend the field with ``selection_add``.
EVENT_KINDS = [
    ("registered", "Claim registered"),
    ("confirmed", "Confirmed by its author"),
    ("submitted", "Submitted for approval"),
    ("turned", "Who pays has changed before the approval"),
    ("verdict", "Who pays has changed"),
    ("overridden", "Entitlement overridden"),
    ("override_withdrawn", "Override withdrawn"),
    ("approved", "Approved"),
    ("counter_approved", "Approved by the rule of the counter"),
    ("taken_in", "Taken in at the counter"),
    ("rejected", "Rejected"),
    ("cancelled", "Cancelled"),
    ("reminded", "Reminder of the end of validity"),
    ("expired", "Expired: the unit never came"),
    ("extended", "Validity extended"),
    ("asked", "Customer asked"),
    ("answered", "Customer answered"),
    ("received", "Received for repair/inspection"),
    ("discrepancy", "Arrived differently than announced"),
    ("refused", "Refused at the dock"),
    ("inspected", "Inspected"),
    ("resolution", "Resolution changed"),
    ("ownership", "Ownership changed"),
    ("work_started", "Work started"),
    ("work_finished", "Work finished"),
    ("quoted", "Quotation made"),
    ("offered", "Quotation sent to the customer"),
    ("accepted", "Quotation accepted"),
    ("declined", "Quotation declined by the customer"),
    ("unaccepted", "Work goes on without acceptance"),
    ("charged", "Fee charged"),
    ("invoiced", "Invoice drafted"),
    ("credit_drafted", "Credit note drafted"),
    ("credited", "Credited"),
    ("credit_cancelled", "Credit taken back"),
    ("shipping", "Delivery prepared"),
    ("shipped", "Shipped to the customer"),
    ("delivered", "Delivered to the customer"),
    ("kept", "Unit stays with us"),
    ("working", "Confirmed to work"),
    ("failing", "Reported not to work"),
    ("follow_up", "Carries on an earlier claim"),
    ("waived", "Return waived"),
    ("closed", "Closed"),
    ("reopened", "Reopened"),
    ("split", "Split"),
    ("solved", "Solved without a return"),
    ("bounced", "A message did not reach the customer"),
]

#: Kinds of which the customer is told, and the message of each.
TEMPLATES = {
    "submitted": "submitted",
    "approved": "approved",
    "rejected": "rejected",
    "cancelled": "cancelled",
    "reminded": "reminded",
    "expired": "expired",
    "extended": "extended",
    "waived": "waived",
    "asked": "asked",
    "received": "received",
    "discrepancy": "discrepancy",
    "refused": "discrepancy",
    "verdict": "verdict",
    "shipping": "ready",
    "shipped": "shipped",
    "delivered": "delivered",
    "failing": "failing",
    "reopened": "reopened",
    "credited": "credited",
    "closed": "closed",
}
#: Steps on the way of a unit: of several that wait only the last one is still news.
STEP_KINDS = frozenset(
    {
        "submitted",
        "approved",
        "rejected",
        "cancelled",
        "reminded",
        "expired",
        "extended",
        "waived",
        "received",
        "shipping",
        "shipped",
        "delivered",
        "failing",
        "reopened",
        "closed",
    }
)
#: Which messages customers get at least: ``needed`` are those that ask for something
#: and the end, ``none`` those that must be said whatever they chose; others: ``all``.
NOTICE_LEVELS = {
    "rejected": "none",
    "cancelled": "none",
    "expired": "none",
    "discrepancy": "none",
    "refused": "none",
    "verdict": "none",
    "approved": "needed",
    "reminded": "needed",
    "waived": "needed",
    "asked": "needed",
    "shipping": "needed",
    "delivered": "needed",
    "credited": "needed",
    "closed": "needed",
}


class RmaClaimEvent(models.Model):
    """What happened to a claim or a unit: the memory of the timeline.

    Rows are written by the actions, in one insert per action, and are never
    changed or deleted by users. A row whose kind has a message to the customer
    waits in the outbox (``notice_state``) until the job sends it, so that no
    mail is rendered or sent inside the transaction that moves goods.
    """

    _name = "rma.claim.event"
    _description = "RMA Claim Event"
    _inherit = "rma.outbox.mixin"
    _order = "date desc, id desc"
    _outbox_field = "claim_id"
    _outbox_job = "rma_management.ir_cron_notices"

    claim_id = fields.Many2one(
        "rma.claim", required=True, index=True, ondelete="cascade"
    )
    line_id = fields.Many2one(
        "rma.claim.line", index="btree_not_null", ondelete="cascade"
    )
    kind = fields.Selection(selection=EVENT_KINDS, required=True, index=True)

    _notice_idx = models.Index("(claim_id) WHERE notice_state = 'waiting'")

    @api.model
    def _get_notice_templates(self):
        """Return {kind: mail template xmlid} of the kinds the customer hears of."""
        return {
            kind: f"rma_management.mail_template_{name}"
            for kind, name in TEMPLATES.items()
        }

    @api.model
    def _get_head_office_kinds(self):
        """Return the kinds of which the company's head office gets a copy."""
        return {"approved", "rejected", "received", "discrepancy", "refused", "shipped"}

    @api.model
    def _get_step_kinds(self):
        """Return the kinds that follow each other on the way of a unit."""
        return STEP_KINDS

    @api.model
    def _get_notice_levels(self):
        """Return {kind: level}: who chose less than that level does not get it."""
        return NOTICE_LEVELS

    def _get_notice_level(self):
        """Return the least level at which customers hear of these events."""
        levels = self._get_notice_levels()
        kinds = {levels.get(event.kind, "all") for event in self}
        return next(level for level in ("none", "needed", "all") if level in kinds)

    def _send_notices(self):
        """Post what the customer still needs to hear, and mark these rows as told."""
        templates = self._get_notice_templates()
        head_office_kinds = self._get_head_office_kinds()
        told = self._choose_notices()
        (self - told).write({"notice_state": "none"})
        groups = told.grouped(lambda e: (e.claim_id, e._get_notice_key(told)))
        for (claim, kind), events in groups.items():
            template = self.env.ref(templates[kind], raise_if_not_found=False)
            if template:
                is_for_head_office = any(e.kind in head_office_kinds for e in events)
                claim._send_notice(template, events, is_for_head_office)
        return super(RmaClaimEvent, told)._send_notices()

    def _choose_notices(self):
        """Return the rows of *self* that are still news.

        What is not true any more is left out. Of the steps of a unit only the last one
        is told; what is no step (a question, a difference) is told beside it. A step
        of the whole claim is the last one as long as it is so for one of its units.
        """
        steps = self._get_step_kinds()
        due = self.filtered(lambda event: event._is_notice_due()).sorted("id")
        last = {}
        for event in due:
            if event.kind in steps:
                for unit in event.line_id or event.claim_id.line_ids:
                    last[unit] = event
        told = due.filtered(lambda e: e.kind not in steps).union(*last.values())
        return told.sorted("id")

    def _is_notice_due(self):
        """Tell whether what happened is still as the message says; a hook."""
        self.ensure_one()
        line = self.line_id
        if self.kind == "delivered":
            # nobody is asked whether it works who has said so
            return not line.date_confirmed
        if self.kind == "shipping":
            # only who comes for it needs to know that it is ready
            is_ready = line.goods_state not in ("shipped", "delivered")
            return self.claim_id.delivery_method == "counter" and is_ready
        if self.kind == "closed":
            return line.ending == "closed" and line.decision != "rejected"
        return True

    def _get_notice_key(self, others):
        """Return the kind whose message tells this event too.

        One parcel makes one message: what came and how it differs are told together.
        """
        self.ensure_one()
        is_parcel = self.kind in ("received", "discrepancy", "refused")
        kinds = others.filtered(lambda e: e.claim_id == self.claim_id).mapped("kind")
        if is_parcel and {"discrepancy", "refused"} & set(kinds):
            return "discrepancy"
        return self.kind
