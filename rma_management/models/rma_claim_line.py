# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..tools import tracking_link
from .rma_charge_mixin import COVERAGE_FIELDS
from .rma_inspection_mixin import FILE_FIELDS

#: A change of these is judged again.
JUDGED_FIELDS = frozenset(
    {
        "cause_id",
        "date_purchased",
        "lot_id",
        "product_id",
        "proof_ids",
        "quantity",
        "sale_line_id",
    }
)


class RmaClaimLine(models.Model):
    """One unit of a claim: the record engineers live in.

    Its state is four axes, each in a mixin of its own: authorisation, goods, work and
    money; the stage joins them into what the customer is told.
    """

    _name = "rma.claim.line"
    _description = "RMA Unit"
    _inherit = [
        "mail.thread",
        "mail.activity.mixin",
        "rma.action.mixin",
        "rma.identity.mixin",
        "rma.complaint.mixin",
        "rma.assessment.mixin",
        "rma.origin.mixin",
        "rma.cover.mixin",
        "rma.warranty.cover.mixin",
        "rma.claim.contract.mixin",
        "rma.entitlement.mixin",
        "rma.verdict.mixin",
        "rma.override.mixin",
        "rma.authorisation.mixin",
        "rma.packing.mixin",
        "rma.goods.mixin",
        "rma.transfer.mixin",
        "rma.booking.mixin",
        "rma.inspection.mixin",
        "rma.work.mixin",
        "rma.forecast.mixin",
        "rma.plan.mixin",
        "rma.repair.warranty.mixin",
        "rma.money.mixin",
        "rma.charge.mixin",
        "rma.quotation.mixin",
        "rma.acceptance.mixin",
        "rma.return.mixin",
        "rma.invoice.mixin",
        "rma.credit.mixin",
        "rma.credit.note.mixin",
        "rma.credit.link.mixin",
        "rma.cost.mixin",
        "rma.stage.mixin",
        "rma.closure.mixin",
        "rma.ending.mixin",
        "rma.split.mixin",
        "rma.follow.up.mixin",
        "rma.question.mixin",
        "rma.line.answer.mixin",
        "rma.timeline.mixin",
        "rma.page.mixin",
        "rma.entitlement.page.mixin",
    ]
    _order = "claim_id desc, number, id"
    _rec_name = "reference"
    _rec_names_search = ["reference", "lot_name", "lot_id.name"]
    _check_company_auto = True
    _mail_post_access = "read"

    claim_id = fields.Many2one(
        "rma.claim", required=True, index=True, ondelete="cascade", readonly=True
    )
    number = fields.Integer(
        readonly=True, copy=False, aggregator=None, help="Position under the claim."
    )
    reference = fields.Char(
        compute="_compute_reference",
        store=True,
        index="trigram",
        help="RMA number, or claim reference before the approval, with the position.",
    )
    company_id = fields.Many2one(
        related="claim_id.company_id", store=True, precompute=True, index=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one(related="claim_id.partner_id", store=True, index=True)
    user_id = fields.Many2one(related="claim_id.user_id", store=True, index=True)
    team_id = fields.Many2one(related="claim_id.team_id", store=True)
    ticket_id = fields.Many2one(related="claim_id.ticket_id")
    priority = fields.Selection(related="claim_id.priority", store=True)
    event_ids = fields.One2many("rma.claim.event", "line_id")
    open_lot_id = fields.Many2one(
        "stock.lot",
        compute="_compute_open_lot_id",
        store=True,
        help="The serial number, while this is the one approved, open claim about it.",
    )

    # The dock looks numbers up by equality, in any case; trigram indexes are for
    # parts of them and read more the more numbers look alike.
    _reference_idx = models.Index("(upper(reference))")
    _lot_name_idx = models.Index("(upper(lot_name)) WHERE lot_name IS NOT NULL")
    # A repeated number or a quantity below zero must not pass, whatever wrote it.
    _number_uniq = models.UniqueIndex(
        "(claim_id, number) WHERE number > 0", "This item number is taken."
    )
    # Two approvals at the same moment do not see each other: the database does.
    _open_lot_uniq = models.UniqueIndex(
        "(open_lot_id) WHERE open_lot_id IS NOT NULL",
        "This serial number is in another open claim already. Close or cancel that "
        "one first, or override the entitlement with a reason.",
    )
    _quantity_positive = models.Constraint(
        "CHECK (quantity > 0)", "The quantity of a unit must be more than zero."
    )

    @api.depends("claim_id.name", "claim_id.rma_number", "number")
    def _compute_reference(self):
        for line in self:
            stem = line.claim_id.rma_number or line.claim_id.name
            line.reference = stem and f"{stem}-{line.number:02d}"

    @api.depends("decision", "ending", "lot_id", "is_open_twice")
    def _compute_open_lot_id(self):
        for line in self:
            is_open = line.decision == "approved" and not line.ending
            # sudo: how a product is tracked is no secret
            is_one = line.product_id.sudo().tracking == "serial"
            is_alone = is_open and is_one and not line.is_open_twice
            line.open_lot_id = is_alone and line.lot_id

    @api.depends("reference", "product_id")
    def _compute_display_name(self):
        for line in self:
            parts = [line.reference, line.product_id.name]
            line.display_name = " ".join(filter(None, parts)) or self.env._("New unit")

    # -- CRUD --

    @api.model_create_multi
    def create(self, vals_list):
        """Number the units under their claim; the chatter starts empty."""
        claims = self.env["rma.claim"].browse(
            {vals["claim_id"] for vals in vals_list if vals.get("claim_id")}
        )
        claims._check_lines_can_be_added()
        numbers = claims._get_last_line_numbers()
        for vals in vals_list:
            self._check_axis_vals(vals, allowed=("claim_id",))
            claim_id = vals.get("claim_id")
            numbers[claim_id] = numbers.get(claim_id, 0) + 1
            vals["number"] = numbers[claim_id]
        quiet = self._without_closed_defaults().with_context(
            mail_create_nolog=True, mail_create_nosubscribe=True
        )
        lines = super(RmaClaimLine, quiet).create(vals_list).with_env(self.env)
        lines._recognise_lot_names()
        lines._bind_attachments()
        lines.claim_id._check_unit_policy()
        return lines

    def write(self, vals):
        """Book what a change means: a new resolution may change whose the goods are."""
        self._check_axis_vals(vals)
        self._check_settled(vals)
        changed = self.browse()
        if "resolution_id" in vals:
            new = self.env["rma.resolution"].browse(vals["resolution_id"])
            changed = self.filtered(lambda line: line.resolution_id != new)
            changed._check_resolution_change(new)
        held = changed.filtered("quantity_held")
        owners = {line: line._get_owner_partner() for line in held}
        result = super().write(vals)
        if JUDGED_FIELDS & vals.keys():
            self._recheck_entitlement("change")
        if vals.get("lot_name") and not vals.get("lot_id"):
            self._recognise_lot_names()
        if FILE_FIELDS & vals.keys():
            self._bind_attachments()
        if COVERAGE_FIELDS & vals.keys():
            self._refresh_quotation_coverage()
        changes = held.grouped(lambda line: (owners[line], line._get_owner_partner()))
        for (owner_before, owner_after), lines in changes.items():
            if owner_before != owner_after:
                lines._book_ownership(owner_before, owner_after)
        decided = changed.filtered(lambda line: line.decision == "approved")
        decided._follow_new_resolution()
        return result

    def _refresh_for(self, action):
        """Ask the rules again before an approval.

        Order lines and contracts that limit their claims are written first, so that two
        approvals which share one at the same moment meet in the database: the later one
        starts again and sees the earlier.
        """
        if action != "approve":
            return
        todo = self.filtered(lambda line: line.decision == "submitted")
        now = fields.Datetime.now()
        # serial numbers meet in the unique index
        shared = todo.filtered(lambda line: line.product_id.tracking != "serial")
        # sudo: marks for the database, nothing of order or contract changes
        orders_sudo = shared.sale_line_id.sudo()
        contracts_sudo = todo.sudo().contract_id.filtered(
            "coverage_term_id.claim_limit"
        )
        if orders_sudo:
            orders_sudo.write({"rma_date_claimed": now})
        if contracts_sudo:
            contracts_sudo.write({"rma_date_claimed": now})
        if orders_sudo or contracts_sudo:
            self.env.flush_all()
        todo._check_entitlement("approval")

    def _check_settled(self, vals):
        """Refuse to change what was decided on, announced or received.

        Receipts note serials as the system: what arrived is no user's opinion.
        """
        if self.env.su:
            return
        for line in self:
            for name in line._get_settled_fields() & vals.keys():
                value = line[name].id if name.endswith("_id") else line[name]
                if value != vals[name]:
                    raise UserError(
                        self.env._(
                            "%(field)s of %(unit)s was decided on and cannot change "
                            "any more. Ask an approver, or register a new claim; what "
                            "arrives differently is noted in the transfer.",
                            field=line._fields[name]._description_string(self.env),
                            unit=line.display_name,
                        )
                    )

    def _get_settled_fields(self):
        """Return the names of the fields that this user may not change any more."""
        self.ensure_one()
        settled = set()
        if self.move_ids or self.decision not in ("draft", "submitted"):
            settled |= {"product_id", "quantity"}
        if self.quantity_received and self.lot_id:
            settled.add("lot_id")
        if self.quantity_credited_on_order:
            settled.add("sale_line_id")
        is_approver = self._has_rma_right("group_rma_approver")
        if self.decision == "approved" and not is_approver:
            # another sale or date can make the unit free, or credit another price
            settled |= {"replacement_product_id", "sale_line_id", "date_purchased"}
            if self.lot_id:
                settled.add("lot_id")
            if self.cause_id and min(self.parts_percent, self.labour_percent) < 100:
                # the cause may be why the customer pays
                settled.add("cause_id")
        return settled

    @api.ondelete(at_uninstall=False)
    def _unlink_except_decided(self):
        for line in self:
            if line.decision != "draft" or line.claim_id.rma_number:
                raise UserError(
                    self.env._(
                        "%(unit)s was submitted already and stays on record. Cancel it "
                        "instead of deleting it.",
                        unit=line.display_name,
                    )
                )

    # -- joining the mixins --

    def _prepare_event_vals(self):
        """Tie the event to the unit and to its claim."""
        return {
            "claim_id": self.claim_id.id,
            "line_id": self.id,
            "company_id": self.company_id.id,
            "user_id": self.env.uid,
        }

    @api.model
    def _search_display_name(self, operator, value):
        """Find a unit also by its claim's numbers, typed as people type them."""
        value = tracking_link.to_number(value)
        domain = super()._search_display_name(operator, value)
        if operator in ("ilike", "=", "like") and isinstance(value, str):
            domain |= Domain("claim_id.rma_number", operator, value)
            domain |= Domain("claim_id.name", operator, value)
        return domain

    def action_view_claim(self):
        """Open the claims of these units."""
        return self.claim_id._get_records_action(name=self.env._("Claims"))
