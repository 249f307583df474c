# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from ..tools import rma_number
from .rma_stage_mixin import BALL_OWNERS, ENDED_STAGES, NEXT_STEPS, STAGES

#: Weight of a stage: the claim stands where its slowest unit stands.
STAGE_ORDER = {stage: index for index, (stage, _label) in enumerate(STAGES)}


class RmaClaim(models.Model):
    """A claim: one customer, one RMA number, one or many units.

    The claim holds what the units have in common; its state is read off them.
    """

    _name = "rma.claim"
    _description = "RMA Claim"
    _inherit = [
        "portal.mixin",
        "rating.mixin",
        "mail.activity.mixin",
        "rma.action.mixin",
        "rma.validity.mixin",
        "rma.claim.unit.mixin",
        "rma.claim.delegation.mixin",
        "rma.timeline.mixin",
    ]
    _order = "priority desc, id desc"
    _check_company_auto = True
    _mail_post_access = "read"
    _axis_fields = frozenset({"name", "rma_number", "valid_until", "date_reminded"})

    name = fields.Char(
        string="Claim Reference", readonly=True, copy=False, index="trigram"
    )
    priority = fields.Selection(
        selection=[("0", "Normal"), ("1", "Urgent")], default="0", index=True
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    # who
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        required=True,
        index=True,
        check_company=True,
        tracking=True,
    )
    commercial_partner_id = fields.Many2one(
        related="partner_id.commercial_partner_id",
        string="Customer's Company",
        store=True,
        index=True,
    )
    partner_shipping_id = fields.Many2one(
        "res.partner",
        string="Address",
        check_company=True,
        compute="_compute_partner_shipping_id",
        store=True,
        readonly=False,
        precompute=True,
        help="Where the unit is fetched from and goes back to.",
    )
    delegate_id = fields.Many2one(
        "res.partner", help="Who brings or collects the unit, when somebody else does."
    )
    team_id = fields.Many2one(
        "helpdesk.ticket.team",
        check_company=True,
        index="btree_not_null",
        compute="_compute_team_id",
        store=True,
        readonly=False,
        precompute=True,
        tracking=True,
    )
    user_id = fields.Many2one(
        "res.users",
        string="Engineer",
        index="btree_not_null",
        domain="[('share', '=', False)]",
        tracking=True,
    )
    # how
    ticket_id = fields.Many2one(
        "helpdesk.ticket",
        check_company=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    warehouse_id = fields.Many2one(
        "stock.warehouse",
        string="Service Centre",
        check_company=True,
        compute="_compute_warehouse_id",
        store=True,
        readonly=False,
        precompute=True,
    )
    channel = fields.Selection(
        selection=[
            ("phone", "Phone"),
            ("email", "E-mail"),
            ("counter", "Counter"),
            ("portal", "Portal"),
            ("web", "Web Form"),
            ("ticket", "Ticket"),
        ],
        default="phone",
        required=True,
    )
    demand = fields.Selection(
        selection=[
            ("warranty", "Warranty"),
            ("nonconformity", "Non-conformity with the Contract"),
            ("paid", "Paid Service"),
            ("return", "Return"),
        ],
        string="Customer Demands",
        default="warranty",
        required=True,
    )
    delivery_method = fields.Selection(
        selection=[("courier", "Courier"), ("pickup", "Pick-up"), ("counter", "Counter")],
        string="Way of Delivery",
        default="courier",
        required=True,
    )
    client_ref = fields.Char(string="Customer's Reference", copy=False)
    description = fields.Html(string="Notes")
    date_registered = fields.Datetime(
        string="Registered On", default=fields.Datetime.now, readonly=True, copy=False
    )
    date_reminded = fields.Datetime(readonly=True, copy=False)
    is_confirmed = fields.Boolean(
        default=True,
        copy=False,
        help="Claims from the public form count only when their author confirmed them.",
    )
    # the units and what they say
    line_ids = fields.One2many("rma.claim.line", "claim_id", string="Units", copy=True)
    line_count = fields.Integer(string="Units Count", compute="_compute_line_count")
    event_ids = fields.One2many("rma.claim.event", "claim_id")
    reference_id = fields.Many2one(
        "stock.reference",
        readonly=True,
        copy=False,
        help="Keeps the replacements of a claim together in the warehouse.",
    )
    state = fields.Selection(
        selection=[
            ("unconfirmed", "Unconfirmed"),
            ("draft", "Draft"),
            ("submitted", "Submitted"),
            ("open", "Open"),
            ("closed", "Closed"),
            ("rejected", "Rejected"),
            ("expired", "Expired"),
            ("cancelled", "Cancelled"),
        ],
        compute="_compute_state",
        store=True,
        index=True,
    )
    stage = fields.Selection(
        selection=STAGES,
        compute="_compute_stage",
        store=True,
        index=True,
        group_expand="_group_expand_stage",
    )
    next_step = fields.Selection(
        selection=NEXT_STEPS, compute="_compute_stage", store=True, string="What Is Next"
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
    is_submit_allowed = fields.Boolean(compute="_compute_allowed")
    is_approve_allowed = fields.Boolean(compute="_compute_allowed")
    is_reject_allowed = fields.Boolean(compute="_compute_allowed")
    is_cancel_allowed = fields.Boolean(compute="_compute_allowed")
    is_close_allowed = fields.Boolean(compute="_compute_allowed")

    # -- defaults and computes ---------------------------------------------------------

    @api.depends("partner_id")
    def _compute_partner_shipping_id(self):
        for claim in self:
            addresses = claim.partner_id.address_get(["delivery"])
            claim.partner_shipping_id = addresses["delivery"] or False

    @api.depends("company_id")
    def _compute_warehouse_id(self):
        for claim in self:
            if claim.warehouse_id.company_id != claim.company_id:
                claim.warehouse_id = self.env["stock.warehouse"].search(
                    [("company_id", "=", claim.company_id.id)], limit=1
                )

    @api.depends("ticket_id")
    def _compute_team_id(self):
        for claim in self:
            claim.team_id = claim.ticket_id.team_id or claim.team_id

    @api.depends("line_ids")
    def _compute_line_count(self):
        for claim in self:
            claim.line_count = len(claim.line_ids)

    @api.depends("is_confirmed", "line_ids.decision", "line_ids.ending")
    def _compute_state(self):
        for claim in self:
            claim.state = claim._get_state()

    def _get_state(self):
        """Return the claim's state from its units."""
        self.ensure_one()
        if not self.is_confirmed:
            return "unconfirmed"
        lines = self.line_ids
        live = lines.filtered(lambda l: not l.ending and l.decision != "rejected")
        if live:
            decisions = set(live.mapped("decision"))
            for decision, state in (("approved", "open"), ("submitted", "submitted")):
                if decision in decisions:
                    return state
            return "draft"
        endings = {line.ending or line.decision for line in lines}
        for ending in ("closed", "expired", "rejected", "cancelled"):
            if ending in endings:
                return ending
        return "draft"

    @api.depends(
        "line_ids.stage",
        "line_ids.next_step",
        "line_ids.date_waiting_since",
        "line_ids.date_step_deadline",
    )
    def _compute_stage(self):
        for claim in self:
            live = claim.line_ids.filtered(lambda l: l.stage not in ENDED_STAGES)
            lead = min(
                live or claim.line_ids,
                key=lambda line: STAGE_ORDER.get(line.stage, 0),
                default=claim.line_ids,
            )
            claim.stage = lead.stage or "draft"
            claim.next_step = lead.next_step or "submit"
            claim.ball_owner = lead.ball_owner or "us"
            claim.date_waiting_since = lead.date_waiting_since
            deadlines = [line.date_step_deadline for line in live]
            claim.date_step_deadline = min(filter(None, deadlines), default=False)

    @api.depends("date_step_deadline")
    def _compute_is_late(self):
        now = fields.Datetime.now()
        for claim in self:
            claim.is_late = bool(
                claim.date_step_deadline and claim.date_step_deadline < now
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

    @api.depends("name", "rma_number", "partner_id")
    def _compute_display_name(self):
        for claim in self:
            claim.display_name = (
                claim.rma_number or claim.name or self.env._("New claim")
            )

    def _compute_access_url(self):
        """Let the customer open the claim in the portal."""
        super()._compute_access_url()
        for claim in self:
            claim.access_url = f"/my/rma/{claim.id}"

    @api.depends("state", "line_ids.decision", "line_ids.ending", "line_ids.move_ids")
    @api.depends_context("uid")
    def _compute_allowed(self):
        for action in ("submit", "approve", "reject", "cancel", "close"):
            self._set_allowed(action)

    @api.model
    def _search_display_name(self, operator, value):
        """Find a claim by any number: claim, RMA, item, serial, as people type them."""
        domain = super()._search_display_name(operator, value)
        if operator in ("ilike", "=", "like") and isinstance(value, str):
            domain |= self._get_number_domain(operator, value)
        return domain

    @api.model
    def _get_number_domain(self, operator, value):
        """Return the domain of the claims that *value* may be a number of."""
        return Domain.OR(
            [
                Domain("name", operator, value),
                Domain("rma_number", operator, rma_number.normalize(value)),
                Domain("client_ref", operator, value),
                Domain("line_ids.reference", operator, value),
                Domain("line_ids.lot_name", operator, value),
                Domain("line_ids.lot_id.name", operator, value),
            ]
        )

    # -- checks --------------------------------------------------------------------------

    def _check_lines_can_be_added(self):
        """Refuse a unit on a claim that has ended."""
        for claim in self:
            if claim.line_ids and claim.state in ENDED_STAGES:
                raise UserError(
                    self.env._(
                        "%(claim)s has ended: no unit can be added. Register a new "
                        "claim, or reopen this one.",
                        claim=claim.display_name,
                    )
                )

    def _check_unit_policy(self):
        """Refuse a second unit where the customer gets one number per unit."""
        for claim in self:
            if len(claim.line_ids) > 1 and claim.partner_id._is_one_unit_per_claim():
                raise ValidationError(
                    self.env._(
                        "%(customer)s gets one RMA number per unit: register one claim "
                        "per unit, or change “Units per Claim” on the customer.",
                        customer=claim.partner_id.display_name,
                    )
                )

    # -- CRUD ----------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        """Give the claim reference, make the unit of a one-unit claim, assign it."""
        for vals in vals_list:
            self._check_axis_vals(vals)
            self._turn_unit_vals_into_line(vals)
            sequence = self.env["ir.sequence"].with_company(vals.get("company_id"))
            vals["name"] = sequence.next_by_code("rma.claim")
        claims = super().create(vals_list)
        claims._log_event("registered")
        claims.filtered(lambda claim: not claim.user_id)._assign_user()
        return claims

    def write(self, vals):
        """Hand the unit's values on to the only unit."""
        self._check_axis_vals(vals)
        vals = dict(vals)
        unit_vals = self._take_unit_vals(vals)
        result = super().write(vals) if vals else True
        if unit_vals:
            self._write_unit_vals(unit_vals)
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_numbered(self):
        for claim in self:
            if claim.rma_number or claim.state not in ("draft", "unconfirmed"):
                raise UserError(
                    self.env._(
                        "%(claim)s was submitted already: numbers are never reused, so "
                        "it stays on record. Cancel it instead of deleting it.",
                        claim=claim.display_name,
                    )
                )

    def _assign_user(self):
        """Give the claims to somebody: the ticket's user, or by the team's method."""
        for claim in self:
            user = claim.ticket_id.user_id or claim.team_id._get_next_rma_user()
            if user:
                claim.user_id = user

    # -- the decision ---------------------------------------------------------------------

    def _pass_claim_gate(self, action):
        """Return the claims that *action* has still to process; their units are locked
        by the units' own gate."""
        todo = self.filtered(lambda c: not getattr(c, f"_is_{action}_done")())
        todo._check_allowed(action)
        return todo

    def _is_submit_done(self):
        self.ensure_one()
        return self.state in ("submitted", "open", "closed", "rejected")

    def _get_submit_obstacle(self):
        self.ensure_one()
        if self.state == "unconfirmed":
            return self.env._(
                "%(claim)s waits for its author to confirm the e-mail address.",
                claim=self.display_name,
            )
        if not self.line_ids:
            return self.env._(
                "%(claim)s has no unit. Scan a serial number or add the product it is "
                "about.",
                claim=self.display_name,
            )
        return self._get_ended_obstacle()

    def _get_ended_obstacle(self):
        """Return why nothing more can be done with an ended claim, or False."""
        self.ensure_one()
        if self.state not in ("expired", "cancelled", "closed"):
            return False
        states = dict(self._fields["state"]._description_selection(self.env))
        return self.env._(
            "%(claim)s is %(state)s: nothing more can be done with it.",
            claim=self.display_name,
            state=states[self.state].lower(),
        )

    def _check_submit_allowed(self):
        self._check_allowed("submit")

    def action_submit(self):
        """Submit all units that are still drafts.

        :raises odoo.exceptions.UserError: a claim has no unit, or a unit refuses
        """
        todo = self._pass_claim_gate("submit")
        todo.line_ids.filtered(lambda l: l.decision == "draft").action_submit()
        return self._answer(todo, self.env._("This was submitted already."))

    def _get_undecided_lines(self):
        return self.line_ids.filtered(
            lambda line: line.decision == "submitted" and not line.ending
        )

    def _is_approve_done(self):
        self.ensure_one()
        return self.state in ("open", "closed") and not self._get_undecided_lines()

    def _get_approve_obstacle(self):
        self.ensure_one()
        return self._get_ended_obstacle() or self._get_decision_obstacle()

    def _get_decision_obstacle(self):
        """Return why there is nothing to decide on, or what the first unit refuses."""
        self.ensure_one()
        lines = self._get_undecided_lines()
        if not lines:
            return self.env._(
                "%(claim)s waits for no decision. Submit it first.",
                claim=self.display_name,
            )
        return next(filter(None, (l._get_approve_obstacle() for l in lines)), False)

    def _check_approve_allowed(self):
        self._check_allowed("approve")

    def action_approve(self):
        """Approve all submitted units; see ``rma.claim.line.action_approve``.

        :raises odoo.exceptions.UserError: a unit refuses, or the user is no approver
        """
        todo = self._pass_claim_gate("approve")
        todo._get_undecided_lines().action_approve()
        return self._answer(todo, self.env._("This was approved already."))

    def _is_reject_done(self):
        self.ensure_one()
        return self.state == "rejected"

    def _get_reject_obstacle(self):
        self.ensure_one()
        lines = self._get_undecided_lines()
        if not lines:
            return self.env._(
                "%(claim)s waits for no decision, so it cannot be rejected.",
                claim=self.display_name,
            )
        return lines[:1]._get_reject_obstacle()

    def _check_reject_allowed(self):
        self._check_allowed("reject")

    def action_reject(self, remarks=None):
        """Reject all submitted units; the remarks reach the customer.

        :param str remarks: why, in words for the customer
        :raises odoo.exceptions.UserError: nothing to decide, no approver, no remarks
        """
        todo = self._pass_claim_gate("reject")
        todo._get_undecided_lines().action_reject(remarks)
        return self._answer(todo, self.env._("This was rejected already."))

    # -- the end -----------------------------------------------------------------------------

    def _is_cancel_done(self):
        self.ensure_one()
        return self.state == "cancelled"

    def _get_cancel_obstacle(self):
        self.ensure_one()
        if self.state in ("closed", "expired", "rejected"):
            return self._get_ended_obstacle() or self.env._(
                "%(claim)s was rejected: there is nothing to cancel.",
                claim=self.display_name,
            )
        lines = self.line_ids.filtered(lambda line: not line.ending)
        return next(filter(None, (l._get_cancel_obstacle() for l in lines)), False)

    def _check_cancel_allowed(self):
        self._check_allowed("cancel")

    def action_cancel(self, reason=None):
        """Cancel all units and their open transfers.

        :param str reason: why; kept in the timeline
        :raises odoo.exceptions.UserError: goods have moved, or there is no reason
        """
        todo = self._pass_claim_gate("cancel")
        if todo:
            self._check_text(reason, self.env._("the reason of the cancellation"))
        lines = todo.line_ids.filtered(
            lambda line: not line.ending and line.decision != "rejected"
        )
        lines.action_cancel(reason)
        return self._answer(todo, self.env._("This was cancelled already."))

    def _closure_blockers(self):
        """Return what is missing before the claim can be closed, as sentences."""
        self.ensure_one()
        return [
            text for line in self._get_lines_to_close() for text in line._closure_blockers()
        ]

    def _get_lines_to_close(self):
        return self.line_ids.filtered(
            lambda line: not line.ending and line.decision != "rejected"
        )

    def _is_close_done(self):
        self.ensure_one()
        return self.state == "closed"

    def _get_close_obstacle(self):
        self.ensure_one()
        if self.state != "open":
            return self._get_ended_obstacle() or self.env._(
                "%(claim)s is not open: there is nothing to close.",
                claim=self.display_name,
            )
        obstacles = (line._get_close_obstacle() for line in self._get_lines_to_close())
        return "\n".join(filter(None, obstacles)) or False

    def _check_close_allowed(self):
        self._check_allowed("close")

    def action_close(self):
        """Close all units of the claims.

        :raises odoo.exceptions.UserError: lists everything that is missing
        """
        todo = self._pass_claim_gate("close")
        todo._get_lines_to_close().action_close()
        return self._answer(todo, self.env._("This was closed already."))

    # -- native documents ----------------------------------------------------------------------

    def _get_picking_type(self, kind):
        """Return the operation type of the service centre for ``receipt``/``delivery``."""
        self.ensure_one()
        # sudo: the set-up of the warehouse, whatever the user may see of it
        picking_type = self.warehouse_id.sudo()[f"rma_{kind}_type_id"]
        if not picking_type:
            raise UserError(
                self.env._(
                    "The service centre %(warehouse)s has no RMA operation types. Ask "
                    "an administrator to update the app RMA Management.",
                    warehouse=self.warehouse_id.display_name,
                )
            )
        return picking_type

    def _prepare_picking_vals(self, kind):
        """Return the values of the claim's transfer for ``receipt``/``delivery``."""
        self.ensure_one()
        picking_type = self._get_picking_type(kind)
        return {
            "picking_type_id": picking_type.id,
            "location_id": picking_type.default_location_src_id.id,
            "location_dest_id": picking_type.default_location_dest_id.id,
            "partner_id": self.partner_shipping_id.id,
            "company_id": self.company_id.id,
            "origin": self.rma_number or self.name,
            "rma_claim_id": self.id,
        }

    def _create_missing_references(self):
        """Give each claim the reference that keeps its replacements together."""
        for claim in self.filtered(lambda claim: not claim.reference_id):
            # sudo: as in _create_transfers
            claim.reference_id = (
                self.env["stock.reference"]
                .sudo()
                .create({"name": claim.rma_number or claim.name})
            )

    def _prepare_quotation_vals(self):
        """Return the values of the claim's quotation."""
        self.ensure_one()
        return {
            "partner_id": self.partner_id.id,
            "partner_shipping_id": self.partner_shipping_id.id,
            "company_id": self.company_id.id,
            "warehouse_id": self.warehouse_id.id,
            "origin": self.rma_number or self.name,
        }

    def _get_last_line_numbers(self):
        """Return {claim id: highest item number given so far}."""
        groups = self.env["rma.claim.line"].sudo()._read_group(  # sudo: all its units
            [("claim_id", "in", self.ids)], ["claim_id"], ["number:max"]
        )
        return {claim.id: number for claim, number in groups}

    # -- telling people -------------------------------------------------------------------------

    def _send_notice(self, template, events, is_for_head_office):
        """Post *template* to the customer, and to the head office where it is told.

        Called by the notice job, never inside the transaction that moves goods.
        """
        self.ensure_one()
        partners = self.partner_id
        if is_for_head_office:
            partners |= self.company_id.rma_head_office_partner_ids
        self.with_context(rma_line_ids=events.line_id.ids).message_post_with_source(
            template,
            partner_ids=partners.ids,
            subtype_xmlid="rma_management.mt_rma_progress",
            message_type="notification",
            author_id=self.env["res.users"].browse(SUPERUSER_ID).partner_id.id,
        )

    def _get_origin_events(self):
        """Return the sales and first deliveries of the units."""
        self.ensure_one()
        return [event for line in self.line_ids for event in line._get_origin_events()]

    # -- dialogs and documents --------------------------------------------------------------------

    def action_open_reject(self):
        """Open the dialog that asks for the remarks of a rejection."""
        return self._open_dialog(
            "rma.remarks.wizard", self.env._("Reject"), default_action="reject"
        )

    def action_open_cancel(self):
        """Open the dialog that asks for the reason of a cancellation."""
        return self._open_dialog(
            "rma.remarks.wizard", self.env._("Cancel"), default_action="cancel"
        )

    def action_open_extend_validity(self):
        """Open the dialog that asks for the days of an extension."""
        return self._open_dialog(
            "rma.validity.wizard", self.env._("Extend the Validity")
        )

    def action_view_lines(self):
        """Open the units of these claims."""
        return self.line_ids._get_records_action(name=self.env._("Units"))

    def action_view_pickings(self):
        """Open the transfers of these claims."""
        return self.line_ids.action_view_pickings()

    def action_view_repairs(self):
        """Open the repair orders of these claims."""
        return self.line_ids.action_view_repairs()
