# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools import tracking_link


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
        "rma.claim.number.mixin",
        "rma.claim.assignment.mixin",
        "rma.validity.mixin",
        "rma.claim.stage.mixin",
        "rma.claim.decision.mixin",
        "rma.claim.unit.mixin",
        "rma.claim.entitlement.mixin",
        "rma.claim.delegation.mixin",
        "rma.claim.document.mixin",
        "rma.claim.price.mixin",
        "rma.cost.mixin",
        "rma.claim.notice.mixin",
        "rma.claim.bounce.mixin",
        "rma.claim.intake.mixin",
        "rma.claim.upload.mixin",
        "rma.sold.unit.mixin",
        "rma.claim.web.mixin",
        "rma.claim.author.mixin",
        "rma.claim.tracking.mixin",
        "rma.customer.words.mixin",
        "rma.claim.follow.up.mixin",
        "rma.claim.question.mixin",
        "rma.claim.rating.mixin",
        "rma.claim.answer.mixin",
        "rma.claim.counter.mixin",
        "rma.claim.api.mixin",
        "rma.timeline.mixin",
        "rma.page.mixin",
        "rma.entitlement.page.mixin",
    ]
    _order = "priority desc, id desc"
    _check_company_auto = True
    _mail_post_access = "read"

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
    currency_id = fields.Many2one(related="company_id.currency_id")
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
        "res.partner",
        check_company=True,
        help="Who brings or collects the unit, when somebody else does.",
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
            ("api", "API"),
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
        selection=[
            ("courier", "Courier"),
            ("pickup", "Pick-up"),
            ("counter", "Counter"),
        ],
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
        readonly=True,
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

    # The dock looks numbers up by equality, in any case; trigram indexes are for
    # parts of them and read more the more numbers look alike.
    _name_idx = models.Index("(upper(name))")
    _client_ref_idx = models.Index("(upper(client_ref)) WHERE client_ref IS NOT NULL")

    # -- defaults and computes --

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

    @api.depends("ticket_id.team_id")
    def _compute_team_id(self):
        for claim in self:
            claim.team_id = claim.ticket_id.team_id or claim.team_id

    @api.depends("line_ids")
    def _compute_line_count(self):
        for claim in self:
            claim.line_count = len(claim.line_ids)

    @api.depends("name", "rma_number", "partner_id")
    def _compute_display_name(self):
        for claim in self:
            claim.display_name = (
                claim.rma_number or claim.name or self.env._("New claim")
            )

    def _compute_access_url(self):
        """Let the customer open the claim in the portal."""
        result = super()._compute_access_url()
        for claim in self:
            claim.access_url = f"/my/rma/{claim.id}"
        return result

    @api.model
    def _search_display_name(self, operator, value):
        """Find a claim by any number: claim, RMA, item, serial, order, ticket."""
        value = tracking_link.to_number(value)
        domain = super()._search_display_name(operator, value)
        if operator in ("ilike", "=", "like") and isinstance(value, str):
            domain |= self._get_number_domain(operator, value)
        return domain

    def _get_page_lines(self):
        """Return the units that the page of the claim is about."""
        return self.line_ids

    # -- CRUD --

    @api.model_create_multi
    def create(self, vals_list):
        """Give the claim reference, make the unit of a one-unit claim, assign it."""
        for vals in vals_list:
            self._check_axis_vals(vals)
            self._turn_unit_vals_into_line(vals)
            sequence = self.env["ir.sequence"].with_company(vals.get("company_id"))
            vals["name"] = sequence.next_by_code("rma.claim")
        model = self._without_closed_defaults()
        claims = super(RmaClaim, model).create(vals_list).with_env(self.env)
        claims._log_event("registered")
        # nobody works on what its author has not confirmed
        confirmed = claims.filtered("is_confirmed")
        confirmed.filtered(lambda claim: not claim.user_id)._assign_users()
        return claims

    def write(self, vals):
        """Hand the unit's values on to the only unit."""
        self._check_axis_vals(vals)
        self._check_settled(vals)
        self._check_price_limit(vals)
        vals = dict(vals)
        unit_vals = self._take_unit_vals(vals)
        result = super().write(vals) if vals else True
        if {"demand", "partner_id"} & vals.keys():
            self.line_ids._recheck_entitlement("change")
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

    def message_post(self, **kwargs):
        """Tell the team what a customer writes about a claim that nobody has yet."""
        return super().message_post(**self._add_desk_partners(kwargs))

    def _message_receive_bounce(self, email, partner):
        """Show that a message came back."""
        self._receive_bounce(email, partner)
        return super()._message_receive_bounce(email, partner)

    # -- what happened before --

    def _get_origin_events(self):
        """Return the sales and first deliveries of the units."""
        self.ensure_one()
        return [event for line in self.line_ids for event in line._get_origin_events()]
