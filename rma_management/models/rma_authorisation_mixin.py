# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date


class RmaAuthorisationMixin(models.AbstractModel):
    """The axis that people move: draft, submitted, approved or rejected."""

    _name = "rma.authorisation.mixin"
    _description = "RMA Authorisation of the Unit"

    decision = fields.Selection(
        selection=[
            ("draft", "Draft"),
            ("submitted", "Submitted"),
            ("approved", "Approved"),
            ("rejected", "Rejected"),
        ],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        index=True,
    )
    date_submitted = fields.Datetime(readonly=True, copy=False)
    date_decided = fields.Datetime(string="Decision Date", readonly=True, copy=False)
    decided_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    decision_remarks = fields.Text(
        string="Remarks to the Customer", readonly=True, copy=False
    )
    resolution_id = fields.Many2one(
        "rma.resolution",
        check_company=True,
        index=True,
        ondelete="restrict",
        tracking=True,
        help="What is to be done with the unit. It decides what comes next.",
    )
    resolution_kind = fields.Selection(related="resolution_id.kind")
    is_other_product = fields.Boolean(related="resolution_id.is_other_product")
    is_submit_allowed = fields.Boolean(compute="_compute_authorisation_allowed")
    is_approve_allowed = fields.Boolean(compute="_compute_authorisation_allowed")
    is_reject_allowed = fields.Boolean(compute="_compute_authorisation_allowed")

    @api.depends("decision", "ending", "resolution_id", "product_id", "quantity")
    @api.depends_context("uid")
    def _compute_authorisation_allowed(self):
        for action in ("submit", "approve", "reject"):
            self._set_allowed(action)

    # -- submit --

    def _is_submit_done(self):
        self.ensure_one()
        return self.decision != "draft" and not self.ending

    def _get_submit_obstacle(self):
        self.ensure_one()
        if self.ending:
            return self._get_ended_obstacle()
        if not self.claim_id.is_confirmed:
            return self.claim_id._get_submit_obstacle()
        if not self.product_id:
            return self.env._(
                "%(unit)s has no product yet. Scan its serial number or choose the "
                "product it is.",
                unit=self.display_name,
            )
        return False

    def _check_submit_allowed(self):
        self._check_allowed("submit")

    def action_submit(self):
        """Ask for a decision on these units.

        The rules judge who pays; what they say is kept for whoever decides.

        :raises odoo.exceptions.UserError: a unit has no product or has ended
        """
        todo = self._pass_gate("submit")
        todo._submit()
        return self._answer(todo, self.env._("This was submitted already."))

    def _submit(self):
        if not self:
            return
        self._write_axis(
            {"decision": "submitted", "date_submitted": fields.Datetime.now()}
        )
        self._log_event("submitted")
        self._check_entitlement("submission")

    # -- approve --

    def _is_approve_done(self):
        self.ensure_one()
        return self.decision == "approved" and not self.ending

    def _get_approve_obstacle(self):
        self.ensure_one()
        if self.ending:
            return self._get_ended_obstacle()
        if not self._has_rma_right("group_rma_approver"):
            return self.env._(
                "Approving needs the right “After-sales: Approver”. Ask your service "
                "manager to decide on %(unit)s.",
                unit=self.display_name,
            )
        if self.decision == "draft":
            return self.env._(
                "%(unit)s was not submitted yet. Submit it first.",
                unit=self.display_name,
            )
        if self.decision == "rejected":
            return self.env._(
                "%(unit)s was rejected on %(date)s. Register a new claim to decide "
                "again.",
                unit=self.display_name,
                date=format_date(self.env, self.date_decided),
            )
        if not self.resolution_id:
            return self.env._(
                "Say what is to be done with %(unit)s: choose a resolution.",
                unit=self.display_name,
            )
        return self._get_entitlement_obstacle()

    def _may_counter_approve(self):
        """Tell whether the counter's rule may decide: the unit lies here before
        anything leaves or is credited for it."""
        self.ensure_one()
        resolution = self.resolution_id
        return resolution.goods_in == "before" and "now" not in (
            resolution.goods_out,
            resolution.credit,
        )

    def _check_approve_allowed(self):
        self._check_allowed("approve")

    def action_approve(self):
        """Approve these units: number, validity, expected receipt, instructions.

        The claim gets its RMA number with the first approved unit that moves; the
        receipts of all units of a claim are one native transfer.

        The rules are asked again first: what has changed since the submission counts.

        :raises odoo.exceptions.UserError: a unit is not submitted, has no resolution,
            a rule blocks it, or the user is no approver
        """
        before = {line: line._get_coverage_key() for line in self}
        todo = self._pass_gate("approve")
        todo._approve()
        turned = todo.filtered(lambda line: line._get_coverage_key() != before[line])
        if turned:
            return self._notify(turned._tell_turned())
        return self._answer(todo, self.env._("This was approved already."))

    def _tell_turned(self):
        """Keep, and say, that who pays has changed since it was seen."""
        self._log_event("turned")
        coverages = dict(self._fields["coverage"]._description_selection(self.env))
        return "\n".join(
            self.env._(
                "%(unit)s is approved, but what it was judged on has changed: %(who)s.",
                unit=line.display_name,
                who=coverages[line.coverage].lower(),
            )
            for line in self
        )

    def _approve(self):
        if not self:
            return
        self._write_decision("approved")
        self.claim_id._open_validity()
        self._log_event("approved")
        self._create_receipts()

    def action_approve_passing(self):
        """Approve those of these units that all rules pass, leave the others.

        Of two units with the same serial number only the first is approved: the other
        one is looked at.

        :return: a notification that says how many were approved and how many wait
        :raises odoo.exceptions.UserError: the user is no approver
        """
        todo = self.filtered(
            lambda line: line.decision == "submitted" and not line.ending
        )
        if not self._has_rma_right("group_rma_approver"):
            raise UserError(
                self.env._(
                    "Approving needs the right “After-sales: Approver”. Ask your "
                    "service manager to decide on these claims."
                )
            )
        todo._lock_for_action()
        todo._refresh_for("approve")
        passing = todo.filtered(
            lambda line: line.verdict == "pass" and not line._get_approve_obstacle()
        )._keep_first_of_serial()
        passing._approve()
        return self._notify(
            self.env._(
                "%(approved)s units approved, %(waiting)s wait for a closer look.",
                approved=len(passing),
                waiting=len(todo - passing),
            ),
            is_reloading=True,
        )

    def _keep_first_of_serial(self):
        """Return these units without those whose serial number comes before."""
        firsts = {}
        for line in self:
            is_one = line.lot_id and line.product_id.tracking == "serial"
            firsts.setdefault(line.lot_id if is_one else line, line)
        return self.browse().union(*firsts.values())

    # -- reject --

    def _is_reject_done(self):
        self.ensure_one()
        return self.decision == "rejected"

    def _get_reject_obstacle(self):
        self.ensure_one()
        if self.ending:
            return self._get_ended_obstacle()
        if not self._has_rma_right("group_rma_approver"):
            return self.env._(
                "Rejecting needs the right “After-sales: Approver”. Ask your service "
                "manager to decide on %(unit)s.",
                unit=self.display_name,
            )
        if self.decision != "submitted":
            return self.env._(
                "%(unit)s waits for no decision, so it cannot be rejected.",
                unit=self.display_name,
            )
        if self.quantity_held > 0:
            return self.env._(
                "%(unit)s is here already: approve it with “Return unrepaired”, so "
                "that the customer gets it back.",
                unit=self.display_name,
            )
        return False

    def _check_reject_allowed(self):
        self._check_allowed("reject")

    def action_reject(self, remarks=None):
        """Reject these units; the remarks reach the customer.

        :param str remarks: why, in words for the customer; the button asks for them in
            a dialog
        :raises odoo.exceptions.UserError: a unit waits for no decision, the user is no
            approver, or there are no remarks
        """
        todo = self._pass_gate("reject")
        if todo:
            self._check_text(remarks, self.env._("remarks for the customer"))
        todo._reject(remarks)
        return self._answer(todo, self.env._("This was rejected already."))

    def _reject(self, remarks):
        if not self:
            return
        self._write_decision("rejected", decision_remarks=remarks)
        self._log_event("rejected", text=remarks)

    def _write_decision(self, decision, **vals):
        self._write_axis(
            {
                "decision": decision,
                "date_decided": fields.Datetime.now(),
                "decided_by_id": self.env.uid,
                **vals,
            }
        )
