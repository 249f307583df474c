# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from collections import defaultdict

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
]


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
            "submitted": "rma_management.mail_template_submitted",
            "approved": "rma_management.mail_template_approved",
            "rejected": "rma_management.mail_template_rejected",
            "reminded": "rma_management.mail_template_reminded",
            "expired": "rma_management.mail_template_expired",
            "received": "rma_management.mail_template_received",
            "discrepancy": "rma_management.mail_template_discrepancy",
            "refused": "rma_management.mail_template_discrepancy",
            "shipped": "rma_management.mail_template_shipped",
            "verdict": "rma_management.mail_template_verdict",
        }

    @api.model
    def _get_head_office_kinds(self):
        """Return the kinds of which the company's head office gets a copy."""
        return {"approved", "rejected", "received", "discrepancy", "refused", "shipped"}

    def _send_notices(self):
        """Post the waiting messages of the claims in *self* and mark them sent."""
        templates = self._get_notice_templates()
        head_office_kinds = self._get_head_office_kinds()
        grouped = defaultdict(self.browse)
        for event in self:
            grouped[event.claim_id, event.kind] |= event
        for (claim, kind), events in grouped.items():
            template = self.env.ref(templates[kind], raise_if_not_found=False)
            if template:
                claim._send_notice(template, events, kind in head_office_kinds)
        return super()._send_notices()
