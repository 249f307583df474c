# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from odoo.addons.rma_management.tools import tracking_link
from odoo.addons.rma_management.tools.rma_words import selection_label

from .rma_standby_gate_mixin import OPEN_STATES

#: What is settled once a unit is booked or lent.
SETTLED_FIELDS = frozenset(
    {"company_id", "date_from", "line_id", "partner_id", "product_id", "unit_id"}
)
#: What somebody has signed for.
SIGNED_FIELDS = frozenset({"signature", "signed_by", "terms"})
#: In which condition it went out: damages are measured by it.
CONDITION_FIELDS = frozenset({"accessories_out", "grade_out", "photo_out_ids"})


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
        "rma.standby.case.mixin",
        "rma.standby.entitlement.mixin",
        "rma.standby.proposal.mixin",
        "rma.standby.reservation.mixin",
        "rma.standby.date.mixin",
        "rma.standby.agreement.mixin",
        "rma.standby.charge.mixin",
        "rma.standby.fee.mixin",
        "rma.standby.deposit.mixin",
        "rma.standby.refund.mixin",
        "rma.standby.waiver.mixin",
        "rma.standby.errand.mixin",
        "rma.standby.transfer.mixin",
        "rma.standby.follow.mixin",
        "rma.standby.movement.mixin",
        "rma.standby.notice.mixin",
        "rma.standby.reminder.mixin",
        "rma.standby.swap.mixin",
        "rma.standby.loss.mixin",
        "rma.standby.sale.mixin",
        "rma.standby.write.off.mixin",
        "rma.standby.damage.mixin",
        "rma.standby.ending.mixin",
        "rma.standby.page.mixin",
        "rma.standby.customer.mixin",
        "rma.standby.signing.mixin",
    ]
    _order = "date_expected, id"
    _rec_names_search = ["name", "unit_id.lot_id.name", "partner_id"]
    _check_company_auto = True
    _mail_post_access = "read"

    name = fields.Char(
        string="Loan", readonly=True, copy=False, index="trigram", default=""
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    event_ids = fields.One2many("rma.standby.event", "loan_id")
    lot_id = fields.Many2one(related="unit_id.lot_id", store=True, index=True)
    note = fields.Text(string="Notes")

    # -- computes --

    @api.depends("name", "unit_id.lot_id.name", "partner_id")
    @api.depends_context("standby_by_unit")
    def _compute_display_name(self):
        by_unit = self.env.context.get("standby_by_unit")
        for loan in self:
            # sudo: the serial is what the loan is called
            serial = loan.unit_id.sudo().lot_id.name
            if by_unit and serial:
                # the calendar of the pool: which unit is with whom
                loan.display_name = f"{serial} · {loan.partner_id.display_name}"
                continue
            parts = [loan.name or self.env._("New loan"), serial and f"({serial})"]
            loan.display_name = " ".join(filter(None, parts))

    @api.model
    def _search_display_name(self, operator, value):
        """Find a loan also by the code of its return slip."""
        return super()._search_display_name(operator, tracking_link.to_number(value))

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
        loans._check_case()
        for loan in loans:
            loan._check_deposit_asked(loan.deposit_amount, float("inf"))
        for loan, vals in zip(loans, vals_list, strict=True):
            # a chosen last day stays; one that was computed follows
            if vals.get("date_expected") and "is_date_fixed" not in vals:
                loan.is_date_fixed = True
        loans._bind_photos()
        loans._note_signature()
        loans._log_event("requested")
        return loans

    def write(self, vals):
        """Keep what is settled; check a date by hand like an extension."""
        self._check_axis_vals(vals)
        if self.env.su:
            return super().write(vals)
        self._check_settled(vals)
        self._check_deposit_vals(vals)
        self._check_damage_vals(vals)
        date = fields.Date.to_date(vals.get("date_expected"))
        moved = self.filtered(lambda loan: date and loan.date_expected != date)
        # nothing is booked yet: both dates may change at once
        planned = moved.filtered(lambda loan: loan.state == "requested")
        rest = {name: vals[name] for name in vals if name != "date_expected"}
        super(RmaStandbyLoan, self - planned).write(rest)
        super(RmaStandbyLoan, planned).write({"is_date_fixed": True, **vals})
        booked = moved - planned
        booked.check_access("write")
        booked._check_extend_allowed()
        booked._move_expected(date)
        self._follow_vals(vals)
        return True

    def _follow_vals(self, vals):
        """Do what written values mean besides."""
        if {"line_id", "ticket_id"} & vals.keys():
            self._check_case()
        if self._has_photo_vals(vals):
            self._bind_photos()
        if vals.get("signature"):
            self._note_signature()
        if "delivery_method" in vals:
            # sudo: parcels follow, whoever may read the transfers
            self.sudo()._get_open_moves().picking_id._follow_rma_delivery_methods()
        if "courier_payer" in vals:
            # sudo: as above
            self.sudo()._get_open_moves().picking_id._follow_rma_courier_payer()

    def _check_settled(self, vals):
        """Refuse to change what was booked, lent or signed."""
        for loan in self:
            for name in loan._get_settled_fields() & vals.keys():
                value = loan[name].id if name.endswith("_id") else loan[name]
                if name.endswith("_ids"):
                    # commands: whatever they do to what is settled
                    value = None
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

    def _get_settled_fields(self):
        """Return the names of the fields that do not change any more."""
        self.ensure_one()
        closed = set() if self.state == "requested" else set(SETTLED_FIELDS)
        if self.date_signed:
            # whoever signs before a unit is chosen signs for any that fits
            later = set() if self.unit_id else {"unit_id"}
            closed |= SIGNED_FIELDS | (SETTLED_FIELDS - later)
        if self.date_signed or self.state not in OPEN_STATES:
            closed |= CONDITION_FIELDS
        return closed

    @api.ondelete(at_uninstall=False)
    def _unlink_except_booked(self):
        for loan in self:
            # sudo: what was moved, quoted or invoiced, whoever may read it
            loan_sudo = loan.sudo()
            is_known = (
                loan_sudo.move_ids
                or loan_sudo.charge_line_ids
                or loan_sudo.deposit_line_ids
                or loan_sudo.date_signed
            )
            if loan.state != "requested" or is_known:
                raise UserError(
                    self.env._(
                        "%(loan)s is on record: cancel it instead of deleting it.",
                        loan=loan.display_name,
                    )
                )

    # -- joining the mixins --

    def _lock_for_action(self):
        """Leave a mark besides the lock.

        Not every action changes the loan itself: who has looked before somebody else
        quoted or refunded would not notice, and do it once more. Where the database
        finds the mark the request is tried again, and sees what was done.
        """
        result = super()._lock_for_action()
        if self:
            self.env.cr.execute(
                SQL(
                    "UPDATE rma_standby_loan SET write_date = write_date "
                    "WHERE id = ANY(%s)",
                    self.ids,
                )
            )
        return result

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

    def _notify_get_recipients_groups(self, message, model_description, msg_vals=False):
        """Give the customer the link to the claim that the loan belongs to."""
        groups = super()._notify_get_recipients_groups(
            message, model_description, msg_vals=msg_vals
        )
        return [*self._get_customer_groups(), *groups]

    def _format_events(self):
        """Return what happened to these loans, as rows of any timeline."""
        return [self._format_event(event) for event in self.event_ids.sorted("id")]

    @api.model
    def _format_event(self, event):
        """Show an event of a loan in any timeline, for the stand-by's serial."""
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
