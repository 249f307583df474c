# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date

from odoo.addons.rma_management.tools import tracking_link

from .rma_standby_gate_mixin import OPEN_STATES, OUT_STATES


class RmaStandbyPageMixin(models.AbstractModel):
    """What the pages of a loan show beside its fields."""

    _name = "rma.standby.page.mixin"
    _inherit = "rma.standby.step.words.mixin"
    _description = "RMA Page of a Loan"

    summary = fields.Char(string="In Words", compute="_compute_summary")
    conflict_summary = fields.Char(
        string="Promised to Somebody Else", compute="_compute_conflict_summary"
    )
    has_conflict = fields.Boolean(
        string="Promised Elsewhere",
        compute="_compute_conflict_summary",
        search="_search_has_conflict",
    )
    is_ended = fields.Boolean(compute="_compute_is_ended")
    sale_order_count = fields.Integer(
        string="Quotations Count", compute="_compute_document_counts"
    )
    account_move_count = fields.Integer(
        string="Invoices Count", compute="_compute_document_counts"
    )
    scan = fields.Char(
        store=False,
        help="The serial number of a stand-by unit, or any number of the customer's "
        "own unit: RMA number, item reference, serial.",
    )

    @api.depends("state", "unit_id", "date_expected", "product_id")
    def _compute_summary(self):
        for loan in self:
            loan.summary = loan._get_summary()

    def _get_summary(self):
        """Return in one line which unit the customer has, and until when."""
        if not self:
            return False
        self.ensure_one()
        # sudo: what the unit is called
        unit = self.unit_id.sudo() or self.product_id.sudo()
        values = {
            "unit": unit.display_name or self.name,
            "state": self._get_state_label(),
            "date": format_date(self.env, self.date_expected),
        }
        if self.state == "overdue":
            return self.env._("%(unit)s: overdue, was due on %(date)s", **values)
        if self.state in OPEN_STATES:
            return self.env._("%(unit)s: %(state)s, until %(date)s", **values)
        return self.env._("%(unit)s: %(state)s", **values)

    @api.depends("conflict_loan_id")
    def _compute_conflict_summary(self):
        for loan in self:
            # sudo: that the unit is promised is no secret, whoever's loan it is
            other_sudo = loan.conflict_loan_id.sudo()
            loan.has_conflict = bool(other_sudo)
            loan.conflict_summary = bool(other_sudo) and self.env._(
                "%(unit)s is promised to %(customer)s from %(date)s (%(loan)s). Ask "
                "for its return, or give them another unit.",
                unit=loan.unit_id.display_name,
                customer=other_sudo.partner_id.display_name,
                date=format_date(self.env, other_sudo.date_from),
                loan=other_sudo.name,
            )

    @api.model
    def _search_has_conflict(self, operator, value):
        if operator != "in" or set(value) != {True}:
            return NotImplemented
        # sudo: as in _compute_conflict_summary
        booked_sudo = self.sudo().search([("state", "=", "reserved")])
        out = self.search(
            [
                ("state", "in", OUT_STATES),
                ("unit_id", "in", booked_sudo.unit_id.ids),
            ]
        )
        hit = out.filtered("conflict_loan_id")
        return Domain("id", "in", hit.ids)

    @api.depends("state")
    def _compute_is_ended(self):
        for loan in self:
            loan.is_ended = loan.state not in OPEN_STATES

    @api.depends("charge_line_ids", "deposit_line_ids")
    def _compute_document_counts(self):
        for loan in self:
            # sudo: how many there are; opening them needs the rights on them
            loan_sudo = loan.sudo()
            loan.sale_order_count = len(loan_sudo.charge_line_ids.order_id)
            loan.account_move_count = len(loan_sudo._get_account_moves())

    def _get_account_moves(self):
        """Return the invoices and credit notes of deposits and charges."""
        charged = self.charge_line_ids.invoice_lines
        return (self.deposit_line_ids | charged).move_id

    @api.onchange("scan")
    def _onchange_scan(self):
        """Fill in the stand-by unit or the customer's own one that was scanned."""
        text = tracking_link.to_number((self.scan or "").strip())
        if not text:
            return None
        self.scan = False
        unit = self.env["rma.standby.unit"].search(
            [("lot_id.name", "=", text)], limit=2
        )
        lines = self.env["rma.claim.line"]
        if not unit:
            lines = lines.search([("display_name", "ilike", text)], limit=2)
        if len(unit) == 1:
            self.unit_id = unit
            self.product_id = self.product_id or unit.product_id
        elif len(lines) == 1:
            self.line_id = lines
        else:
            return {
                "warning": {
                    "title": self.env._("Not found"),
                    "message": self.env._(
                        "%(text)s is no single unit of the pool and no single unit of "
                        "a claim. Scan again, or choose it from the lists.",
                        text=text,
                    ),
                }
            }
        return None

    def _get_telling(self):
        """Return the loans that tell most: the open ones, else the last one."""
        open_loans = self.filtered(lambda loan: loan.state in OPEN_STATES)
        ended = self.filtered(lambda loan: loan.state != "cancelled").sorted("id")
        return open_loans or ended[-1:]

    # -- where the buttons lead --

    def action_view_pickings(self):
        """Open the transfers of these loans."""
        return self.picking_ids._get_records_action(name=self.env._("Transfers"))

    def action_view_open_pickings(self):
        """Open the transfers that are waiting to be validated."""
        pickings = self._get_open_moves().picking_id
        return pickings._get_records_action(name=self.env._("Transfers"))

    def action_view_claim(self):
        """Open the claims behind these loans."""
        return self.claim_id._get_records_action(name=self.env._("Claims"))

    def action_view_ticket(self):
        """Open the tickets behind these loans."""
        return self.ticket_id._get_records_action(name=self.env._("Tickets"))

    def action_view_unit(self):
        """Open the stand-by units of these loans."""
        return self.unit_id._get_records_action(name=self.env._("Stand-by Units"))

    def action_view_line(self):
        """Open the customers' own units."""
        return self.line_id._get_records_action(name=self.env._("Units"))

    def action_view_account_moves(self):
        """Open the invoices and credit notes of these loans."""
        moves = self._get_account_moves()
        return moves._get_records_action(name=self.env._("Invoices"))

    def action_make_unit_ready(self):
        """Note that the units that came back were checked and may be lent again."""
        return self.unit_id.action_make_ready()

    # -- dialogs that ask for the words an action needs --

    def action_open_cancel(self):
        """Open the dialog that asks for the reason of a cancellation."""
        return self._open_dialog(
            "rma.remarks.wizard", self.env._("Cancel"), default_action="cancel"
        )

    def action_open_extend(self):
        """Open the dialog that asks by how long to extend."""
        return self._open_dialog(
            "rma.standby.extend.wizard", self.env._("Extend the Loan")
        )
