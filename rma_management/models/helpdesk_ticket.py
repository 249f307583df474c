# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import html2plaintext


class HelpdeskTicket(models.Model):
    _inherit = "helpdesk.ticket"

    rma_product_id = fields.Many2one(
        "product.product",
        string="Product",
        domain="[('type', '=', 'consu')]",
        check_company=True,
    )
    rma_lot_id = fields.Many2one(
        "stock.lot",
        string="Serial / Lot",
        domain="[('product_id', '=?', rma_product_id)]",
        check_company=True,
    )
    rma_lot_name = fields.Char(
        string="Serial as Told", help="The number on a unit that we have no record of."
    )
    rma_claim_ids = fields.One2many("rma.claim", "ticket_id", string="Claims")
    rma_claim_count = fields.Integer(compute="_compute_rma_claim_count")
    rma_stage_summary = fields.Char(
        string="Claims and Their Stages", compute="_compute_rma_claim_count"
    )
    has_open_rma_claim = fields.Boolean(compute="_compute_rma_claim_count")
    solved_without_return = fields.Selection(
        selection=[("advice", "By advice"), ("onsite", "Repaired on site")],
        tracking=True,
        copy=False,
        help="The problem is solved and nothing has to come in: no RMA number.",
    )
    rma_solution = fields.Text(string="Solution", copy=False)

    # The dock looks tickets up by their number, which nothing else indexes.
    _rma_number_idx = models.Index("(upper(number))")

    @api.depends("rma_claim_ids.stage", "rma_claim_ids.state")
    def _compute_rma_claim_count(self):
        for ticket in self:
            claims = ticket.rma_claim_ids
            labels = dict(claims._fields["stage"]._description_selection(self.env))
            ticket.rma_claim_count = len(claims)
            ticket.has_open_rma_claim = bool(ticket._get_open_rma_claims())
            ticket.rma_stage_summary = ", ".join(
                f"{claim.display_name}: {labels.get(claim.stage)}" for claim in claims
            )

    @api.onchange("rma_lot_name")
    def _onchange_rma_lot_name(self):
        """Recognise a typed or scanned serial that we know."""
        if self.rma_lot_name and not self.rma_lot_id:
            line_model = self.env["rma.claim.line"]
            lot = line_model._find_lot(self.rma_lot_name, self.rma_product_id)
            if lot:
                self.rma_lot_id = lot
                self.rma_lot_name = False

    @api.onchange("rma_lot_id")
    def _onchange_rma_lot_id(self):
        """Fill product and customer from the serial."""
        if self.rma_lot_id:
            self.rma_product_id = self.rma_lot_id.product_id
            lot = self.rma_lot_id._origin
            history = self.env["rma.claim.line"]._find_history(lot)
            origin = history.get(lot, {}).get("delivery")
            if origin and not self.partner_id:
                # sudo: whoever may register the ticket may see whose unit it is
                self.partner_id = origin.sudo().picking_id.partner_id

    def write(self, vals):
        """Let the open claims follow the ticket's assignment."""
        result = super().write(vals)
        if vals.get("user_id"):
            # sudo: who works on the ticket works on its claims
            self.sudo()._get_open_rma_claims().user_id = vals["user_id"]
        return result

    def action_create_rma(self):
        """Make one claim a ticket, with its customer, product, serial and text.

        A ticket that has an open claim gets no second one.

        :return: the action that opens the claim(s)
        :raises odoo.exceptions.UserError: a ticket has no customer
        """
        vals_list = []
        for ticket in self:
            if ticket._get_open_rma_claims():
                continue
            if not ticket.partner_id:
                raise UserError(
                    self.env._(
                        "Ticket %(ticket)s has no customer. Choose the contact first: "
                        "a claim always belongs to somebody.",
                        ticket=ticket.display_name,
                    )
                )
            vals_list.append(ticket._prepare_rma_claim_vals())
        self.env["rma.claim"].create(vals_list)
        claims = self._get_open_rma_claims()
        return claims._get_records_action(name=self.env._("Claims"))

    def _get_open_rma_claims(self):
        return self.rma_claim_ids.filtered(
            lambda claim: claim.state in ("draft", "submitted", "open")
        )

    def _prepare_rma_claim_vals(self):
        """Return the values of the claim of this ticket."""
        self.ensure_one()
        text = "\n".join(
            filter(None, [self.name, html2plaintext(self.description or "")])
        )
        return {
            "ticket_id": self.id,
            "partner_id": self.partner_id.id,
            "company_id": self.company_id.id,
            "channel": "ticket",
            "priority": "1" if self.priority in ("2", "3") else "0",
            "product_id": (self.rma_lot_id.product_id or self.rma_product_id).id,
            "lot_id": self.rma_lot_id.id,
            "lot_name": self.rma_lot_name,
            "symptom_note": text,
        }

    def action_view_rma_claims(self):
        """Open the claims of these tickets."""
        return self.rma_claim_ids._get_records_action(name=self.env._("Claims"))
