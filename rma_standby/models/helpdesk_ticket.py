# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.exceptions import UserError

from .rma_standby_gate_mixin import OPEN_STATES


class HelpdeskTicket(models.Model):
    _inherit = "helpdesk.ticket"

    standby_loan_ids = fields.One2many(
        "rma.standby.loan", "ticket_id", string="Stand-by Loans", copy=False
    )
    standby_loan_count = fields.Integer(compute="_compute_standby")
    is_standby_late = fields.Boolean(
        string="Stand-by Overdue", compute="_compute_standby"
    )
    standby_summary = fields.Char(string="Stand-by", compute="_compute_standby")

    @api.depends("standby_loan_ids.state", "standby_loan_ids.date_expected")
    def _compute_standby(self):
        for ticket in self:
            # sudo: that there is a stand-by and until when is part of the case
            loans_sudo = ticket.sudo().standby_loan_ids
            ticket.standby_loan_count = len(loans_sudo)
            ticket.is_standby_late = any(loans_sudo.mapped("is_late"))
            summaries = [loan._get_summary() for loan in loans_sudo._get_telling()]
            ticket.standby_summary = ", ".join(filter(None, summaries)) or False

    def action_create_loan(self):
        """Open a stand-by loan for each ticket that has none open, without a claim.

        :return: the action that shows the loans
        :raises odoo.exceptions.UserError: a ticket has no customer
        """
        vals_list = []
        for ticket in self:
            if ticket.standby_loan_ids.filtered(lambda ln: ln.state in OPEN_STATES):
                continue
            if not ticket.partner_id:
                raise UserError(
                    self.env._(
                        "Ticket %(ticket)s has no customer. Choose the contact first: "
                        "a stand-by unit is always lent to somebody.",
                        ticket=ticket.display_name,
                    )
                )
            vals_list.append(ticket._prepare_standby_loan_vals())
        self.env["rma.standby.loan"].create(vals_list)
        return self.action_view_loans()

    def _prepare_standby_loan_vals(self):
        """Return the values of the loan of this ticket."""
        self.ensure_one()
        return {
            "ticket_id": self.id,
            "partner_id": self.partner_id.id,
            "company_id": self.company_id.id,
            "product_id": (self.rma_lot_id.product_id or self.rma_product_id).id,
        }

    def action_view_loans(self):
        """Open the stand-by loans of these tickets."""
        return self.standby_loan_ids._get_records_action(
            name=self.env._("Stand-by Loans")
        )
