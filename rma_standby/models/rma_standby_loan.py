# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.rma_management.tools.rma_words import selection_label

#: What is settled once a unit is booked or lent.
SETTLED_FIELDS = frozenset(
    {"company_id", "date_from", "line_id", "partner_id", "product_id", "unit_id"}
)


class RmaStandbyLoan(models.Model):
    """A stand-by unit that a customer has, had, or waits for.

    For a unit of a claim, for a ticket without a claim, or for neither.
    """

    _name = "rma.standby.loan"
    _description = "RMA Stand-by Loan"
    _inherit = [
        "mail.thread",
        "mail.activity.mixin",
        "rma.action.mixin",
        "rma.timeline.mixin",
        "rma.standby.gate.mixin",
        "rma.standby.entitlement.mixin",
        "rma.standby.reservation.mixin",
        "rma.standby.date.mixin",
        "rma.standby.agreement.mixin",
        "rma.standby.charge.mixin",
        "rma.standby.fee.mixin",
        "rma.standby.deposit.mixin",
        "rma.standby.refund.mixin",
        "rma.standby.waiver.mixin",
        "rma.standby.transfer.mixin",
        "rma.standby.notice.mixin",
        "rma.standby.reminder.mixin",
        "rma.standby.swap.mixin",
        "rma.standby.loss.mixin",
        "rma.standby.sale.mixin",
        "rma.standby.write.off.mixin",
        "rma.standby.damage.mixin",
        "rma.standby.ending.mixin",
        "rma.standby.page.mixin",
    ]
    _order = "date_expected, id"
    _rec_names_search = ["name", "unit_id.lot_id.name", "partner_id"]
    _check_company_auto = True
    _mail_post_access = "read"

    name = fields.Char(
        string="Loan", readonly=True, copy=False, index="trigram", default=""
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        compute="_compute_company_id",
        store=True,
        readonly=False,
        precompute=True,
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    event_ids = fields.One2many("rma.standby.event", "loan_id")
    # for which case
    line_id = fields.Many2one(
        "rma.claim.line",
        string="For the Unit",
        check_company=True,
        index="btree_not_null",
        ondelete="restrict",
        help="The customer's own unit that is away meanwhile.",
    )
    claim_id = fields.Many2one(
        related="line_id.claim_id", store=True, index="btree_not_null"
    )
    original_stage = fields.Selection(
        related="line_id.stage", string="Customer's Own Unit Is"
    )
    original_summary = fields.Char(
        related="line_id.unit_summary", string="Customer's Own Unit"
    )
    ticket_id = fields.Many2one(
        "helpdesk.ticket",
        check_company=True,
        index="btree_not_null",
        ondelete="restrict",
        compute="_compute_from_line",
        store=True,
        readonly=False,
        precompute=True,
    )
    # for whom
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        required=True,
        index=True,
        check_company=True,
        compute="_compute_from_line",
        store=True,
        readonly=False,
        precompute=True,
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
        help="Where the stand-by unit is.",
    )
    # what, and from where
    product_id = fields.Many2one(
        "product.product",
        string="Asked For",
        check_company=True,
        index=True,
        domain="[('type', '=', 'consu')]",
        compute="_compute_product_id",
        store=True,
        readonly=False,
        precompute=True,
        help="What the customer needs; the unit may be another that stands in for it.",
    )
    lot_id = fields.Many2one(related="unit_id.lot_id", store=True, index=True)
    warehouse_id = fields.Many2one(
        "stock.warehouse",
        string="Site",
        check_company=True,
        compute="_compute_warehouse_id",
        store=True,
        readonly=False,
        precompute=True,
        help="Whose pool hands the unit out and gets it back.",
    )
    user_id = fields.Many2one(
        "res.users",
        string="Responsible",
        domain="[('share', '=', False)]",
        compute="_compute_user_id",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        tracking=True,
    )
    date_requested = fields.Datetime(
        string="Requested On", default=fields.Datetime.now, readonly=True, copy=False
    )
    # which way
    delivery_method = fields.Selection(
        selection=[
            ("courier", "Courier"),
            ("pickup", "Pick-up"),
            ("counter", "Counter"),
        ],
        string="Way of Delivery",
        compute="_compute_delivery_method",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
    )
    courier_payer = fields.Selection(
        selection=[("company", "Us"), ("customer", "The customer")],
        string="Courier Paid By",
        compute="_compute_courier_payer",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
    )
    note = fields.Text(string="Notes")

    # -- computes --

    @api.depends("line_id")
    def _compute_company_id(self):
        for loan in self:
            loan.company_id = (
                loan.line_id.company_id or loan.company_id or self.env.company
            )

    @api.depends("line_id")
    def _compute_from_line(self):
        for loan in self:
            line = loan.line_id
            loan.partner_id = line.partner_id or loan.partner_id
            loan.ticket_id = line.ticket_id or loan.ticket_id

    @api.depends("partner_id", "line_id")
    def _compute_partner_shipping_id(self):
        for loan in self:
            address = loan.line_id.claim_id.partner_shipping_id
            if not address or address.commercial_partner_id != (
                loan.partner_id.commercial_partner_id
            ):
                address = loan.partner_id.browse(
                    loan.partner_id.address_get(["delivery"])["delivery"]
                )
            loan.partner_shipping_id = address

    @api.depends("line_id", "ticket_id")
    def _compute_product_id(self):
        for loan in self:
            loan.product_id = (
                loan.line_id.product_id
                or loan.product_id
                or loan.ticket_id.rma_product_id
            )

    @api.depends("line_id", "company_id")
    def _compute_warehouse_id(self):
        sites = self.env["stock.warehouse"].search(
            [("company_id", "in", self.company_id.ids)]
        )
        for loan in self:
            site = loan.line_id.claim_id.warehouse_id or loan.warehouse_id
            if site.company_id != loan.company_id:
                company = loan.company_id
                site = sites.filtered(lambda w, c=company: w.company_id == c)[:1]
            loan.warehouse_id = site

    @api.depends("line_id")
    def _compute_user_id(self):
        for loan in self:
            loan.user_id = loan.line_id.user_id or loan.user_id or self.env.user

    @api.depends("line_id")
    def _compute_delivery_method(self):
        for loan in self:
            method = loan.line_id.claim_id.delivery_method
            loan.delivery_method = method or loan.delivery_method or "courier"

    @api.depends("is_entitled", "entitlement_term_id")
    def _compute_courier_payer(self):
        for loan in self:
            is_open = loan.state in ("requested", "reserved", False)
            payer = loan._get_default_payer() if is_open else loan.courier_payer
            loan.courier_payer = payer

    @api.depends("name", "unit_id")
    def _compute_display_name(self):
        for loan in self:
            # sudo: the serial is what the loan is called
            serial = loan.unit_id.sudo().lot_id.name
            parts = [loan.name or self.env._("New loan"), serial and f"({serial})"]
            loan.display_name = " ".join(filter(None, parts))

    # -- CRUD --

    @api.model_create_multi
    def create(self, vals_list):
        """Number the loans; what only actions write stays closed."""
        for vals in vals_list:
            self._check_axis_vals(vals)
            sequence = self.env["ir.sequence"].with_company(vals.get("company_id"))
            vals["name"] = sequence.next_by_code("rma.standby.loan")
        model = self._without_closed_defaults()
        loans = super(RmaStandbyLoan, model).create(vals_list).with_env(self.env)
        for loan, vals in zip(loans, vals_list, strict=True):
            # a chosen last day stays; one that was computed follows
            if vals.get("date_expected") and "is_date_fixed" not in vals:
                loan.is_date_fixed = True
        loans._bind_photos()
        loans._note_signature()
        loans._log_event("requested")
        return loans

    def write(self, vals):
        """Keep what is settled; a date by hand stays and is checked like an extension."""
        self._check_axis_vals(vals)
        if self.env.su:
            return super().write(vals)
        self._check_settled(vals)
        self._check_deposit_vals(vals)
        vals = dict(vals)
        date = vals.pop("date_expected", None)
        result = super().write(vals) if vals else True
        if date:
            self._write_date_expected(fields.Date.to_date(date))
        if {"photo_out_ids", "photo_in_ids"} & vals.keys():
            self._bind_photos()
        if vals.get("signature"):
            self._note_signature()
        return result

    def _write_date_expected(self, date):
        """Fix the expected return by hand, where it changes."""
        changed = self.filtered(lambda loan: loan.date_expected != date)
        changed.check_access("write")
        changed._move_expected(date)

    def _check_settled(self, vals):
        """Refuse to change what was booked, lent or signed."""
        for loan in self:
            closed = set() if loan.state == "requested" else SETTLED_FIELDS
            if loan.date_signed:
                closed |= {"signature", "signed_by", "terms"}
            for name in closed & vals.keys():
                value = loan[name].id if name.endswith("_id") else loan[name]
                if name.startswith("date_"):
                    value = fields.Date.to_string(value)
                    vals = vals | {name: str(vals[name])}
                if value != vals[name]:
                    raise UserError(
                        self.env._(
                            "%(field)s of %(loan)s is settled: it is %(state)s. Give "
                            "the reservation back first, or request another loan.",
                            field=loan._fields[name]._description_string(self.env),
                            loan=loan.display_name,
                            state=loan._get_state_label().lower(),
                        )
                    )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_booked(self):
        for loan in self:
            if loan.state != "requested" or loan.move_ids:
                raise UserError(
                    self.env._(
                        "%(loan)s is on record: cancel it instead of deleting it.",
                        loan=loan.display_name,
                    )
                )

    # -- joining the mixins --

    def _tell_issued(self, moves):
        """Let loans whose sale was taken back go on as they were."""
        ended = self.filtered(lambda loan: loan.state in ("sold", "lost"))
        ended._tell_taken_back(moves)
        return super(RmaStandbyLoan, self - ended)._tell_issued(moves)

    def _tell_returned(self, moves):
        """Note what was lost and is found; nobody buys what is here again."""
        lost = self.filtered(lambda loan: loan.state == "lost")
        result = super()._tell_returned(moves)
        lost._note_found(moves)
        self._withdraw_orders("unit")
        return result

    def _get_state_label(self):
        """Return the words for the state."""
        self.ensure_one()
        return selection_label(self, "state")

    def _prepare_event_vals(self):
        """Tie the event to the loan."""
        return {
            "loan_id": self.id,
            "company_id": self.company_id.id,
            "user_id": self.env.uid,
        }

    @api.model
    def _format_event(self, event):
        """Show an event of a loan in any timeline; its unit is the stand-by's serial."""
        titles = dict(event._fields["kind"]._description_selection(self.env))
        return {
            "date": event.date,
            "kind": f"standby_{event.kind}",
            "title": titles[event.kind],
            "text": event.text,
            "actor": event.user_id.name,
            # sudo: the serial is what the loan is called
            "unit": event.loan_id.sudo().display_name,
            "model": event.document_model or "rma.standby.loan",
            "res_id": event.document_id or event.loan_id.id,
            "document": event.document_name or event.loan_id.name,
        }
