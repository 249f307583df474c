# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from .rma_charge_mixin import COVERAGE_FIELDS

#: Resolutions that give goods or money away: nobody slips them in after the approval.
GENEROUS_KINDS = ("replace", "credit", "scrap")


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
        "rma.origin.mixin",
        "rma.cover.mixin",
        "rma.warranty.cover.mixin",
        "rma.claim.contract.mixin",
        "rma.entitlement.mixin",
        "rma.override.mixin",
        "rma.authorisation.mixin",
        "rma.goods.mixin",
        "rma.transfer.mixin",
        "rma.booking.mixin",
        "rma.inspection.mixin",
        "rma.work.mixin",
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
        if {"cause_id", "date_purchased", "proof_ids"} & vals.keys():
            self._recheck_entitlement("change")
        if vals.get("lot_name") and not vals.get("lot_id"):
            self._recognise_lot_names()
        if vals.get("inspection_photo_ids") or vals.get("proof_ids"):
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

        The order lines are written first, so that two approvals which share one of them
        at the same moment meet in the database: the later one starts again and sees the
        earlier.
        """
        if action != "approve":
            return
        todo = self.filtered(lambda line: line.decision == "submitted")
        # serial numbers meet in the unique index
        shared = todo.filtered(lambda line: line.product_id.tracking != "serial")
        if shared.sale_line_id:
            # sudo: a mark for the database, nothing of the order changes
            shared.sale_line_id.sudo().write(
                {"rma_date_claimed": fields.Datetime.now()}
            )
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
        is_approver = self._has_rma_right("group_rma_approver")
        if self.decision == "approved" and not is_approver:
            # a date as the customer says can make the unit free
            settled |= {"replacement_product_id", "date_purchased"}
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

    # -- a change of plan --

    def _check_resolution_change(self, new):
        self._check_not_credited()
        is_generous = new.kind in GENEROUS_KINDS
        is_approver = self._has_rma_right("group_rma_approver")
        for line in self:
            if line.ending:
                raise UserError(line._get_ended_obstacle())
            if line.decision == "approved" and not new:
                raise UserError(
                    self.env._(
                        "%(unit)s is approved: it needs a resolution. Choose another "
                        "one instead of none.",
                        unit=line.display_name,
                    )
                )
            if line.decision == "approved" and is_generous and not is_approver:
                raise UserError(
                    self.env._(
                        "“%(resolution)s” gives more than was approved for %(unit)s. "
                        "Ask an approver to change the resolution.",
                        resolution=new.name,
                        unit=line.display_name,
                    )
                )
            if line.goods_state in ("shipped", "delivered", "kept"):
                raise UserError(
                    self.env._(
                        "The resolution of %(unit)s cannot change any more: the goods "
                        "have gone. Register a new claim for what comes next.",
                        unit=line.display_name,
                    )
                )
            if any(repair.state == "under_repair" for repair in line.repair_ids):
                raise UserError(
                    self.env._(
                        "%(unit)s is under repair. Cancel its repair order before you "
                        "change the resolution.",
                        unit=line.display_name,
                    )
                )

    def _follow_new_resolution(self):
        """Take back what the old resolution needed, order what the new one needs."""
        if not self:
            return
        self._log_event("resolution", text=self.resolution_id.name)
        self._withdraw_order_credits()
        self._write_axis({"date_work_started": False, "date_work_finished": False})
        # sudo: the claim takes back what the claim asked for
        stale = self.move_ids.sudo().filtered(
            lambda move: (
                move.state not in ("done", "cancel")
                and (
                    move.rma_move_kind != "receipt"
                    or move.rma_line_id.resolution_id.goods_in == "no"
                )
            )
        )
        stale._action_cancel()
        self._refresh_receipts()
        self.claim_id._open_validity()
        self._create_receipts()

    def _refresh_receipts(self):
        """Let the expected receipts arrive as what the resolution makes of them."""
        # sudo: as in _create_transfers
        for move in self.move_ids.sudo():
            if move.rma_move_kind == "receipt" and move.state not in ("done", "cancel"):
                vals = move.rma_line_id._prepare_receipt_move_vals()
                owner_id = vals["restrict_partner_id"]
                move.write(
                    {
                        "restrict_partner_id": owner_id,
                        "origin_returned_move_id": vals.get("origin_returned_move_id"),
                    }
                )
                move.move_line_ids.owner_id = owner_id

    # -- joining the mixins --

    def _prepare_event_vals(self):
        """Tie the event to the unit and to its claim."""
        return {
            "claim_id": self.claim_id.id,
            "line_id": self.id,
            "company_id": self.company_id.id,
            "user_id": self.env.uid,
        }

    def _get_origin_events(self):
        """Return the sale and the first delivery of the unit."""
        self.ensure_one()
        events = []
        # sudo: the history of a unit is read by whoever may read its claim
        order = self.sudo().sale_line_id.order_id
        delivery = self.sudo().origin_move_id
        for record, date, title in (
            (order, order.date_order, self.env._("Sold")),
            (
                delivery.picking_id,
                delivery.date,
                self.env._("Delivered after the sale"),
            ),
        ):
            if record:
                events.append(
                    {
                        "date": date,
                        "kind": "origin",
                        "title": title,
                        "text": False,
                        "actor": False,
                        "unit": self.reference,
                        "model": record._name,
                        "res_id": record.id,
                        "document": record.display_name,
                    }
                )
        return events

    @api.model
    def _search_display_name(self, operator, value):
        """Find a unit also by its claim's numbers, typed as people type them."""
        domain = super()._search_display_name(operator, value)
        if operator in ("ilike", "=", "like") and isinstance(value, str):
            domain |= Domain("claim_id.rma_number", operator, value)
            domain |= Domain("claim_id.name", operator, value)
        return domain

    def action_view_claim(self):
        """Open the claims of these units."""
        return self.claim_id._get_records_action(name=self.env._("Claims"))
