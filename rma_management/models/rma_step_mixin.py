# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

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
    ("answer", "Decide about the declined quotation"),
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


class RmaStepMixin(models.AbstractModel):
    """What is told, what is next, who has the ball, since when, is it late?

    Units derive it from their axes, claims from their units: in ``_compute_stage``.
    """

    _name = "rma.step.mixin"
    _description = "RMA Next Step"

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

    @api.depends("date_step_deadline")
    def _compute_is_late(self):
        now = fields.Datetime.now()
        for record in self:
            record.is_late = bool(
                record.date_step_deadline and record.date_step_deadline < now
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
