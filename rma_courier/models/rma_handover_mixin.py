# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.image import image_data_uri

from ..tools.label_text import clean


class RmaHandoverMixin(models.AbstractModel):
    """Papers of a transfer: the receipt at the counter and the delivery note."""

    _name = "rma.handover.mixin"
    _description = "RMA Papers of the Transfer"
    _inherit = ["rma.paper.mixin"]

    rma_handover_name = fields.Char(
        string="Handed Over By / To",
        compute="_compute_rma_handover_name",
        store=True,
        readonly=False,
        precompute=True,
        copy=False,
        help="Who brings or collects the units at the counter; he signs the receipt.",
    )
    is_rma_handover = fields.Boolean(
        compute="_compute_is_rma_handover",
        compute_sudo=True,
        help="Units of a claim that are brought, collected or picked up.",
    )

    @api.depends("rma_claim_id.delegate_id", "rma_claim_id.partner_id")
    def _compute_rma_handover_name(self):
        for picking in self:
            if not picking.rma_claim_id:
                picking.rma_handover_name = picking.rma_handover_name or False
            elif picking.state != "done":
                claim = picking.rma_claim_id
                person = claim.delegate_id or claim.partner_id
                picking.rma_handover_name = person.name

    @api.depends(
        "move_ids.rma_line_id",
        "move_ids.state",
        "rma_claim_id.delivery_method",
        "picking_type_code",
    )
    def _compute_is_rma_handover(self):
        for picking in self:
            method = picking.rma_claim_id.delivery_method
            is_outside = picking.picking_type_code in ("incoming", "outgoing")
            picking.is_rma_handover = (
                is_outside
                and method in ("counter", "pickup")
                and bool(picking._get_rma_moves())
            )

    def _get_paper_partner(self):
        """Return the customer of the claim."""
        self.ensure_one()
        return self.rma_claim_id.partner_id or self.partner_id

    def _get_rma_moves(self):
        """Return the moves of units of claims."""
        return self.move_ids.filtered(
            lambda move: move.rma_line_id and move.state != "cancel"
        )

    def _check_rma_paper(self):
        """Raise a UserError for transfers without units of a claim."""
        self.check_access("read")
        # sudo: the moves of a transfer that the user may read
        for picking in self.sudo():
            if not picking._get_rma_moves():
                raise UserError(
                    self.env._(
                        "%(transfer)s carries no units of a claim: print the delivery "
                        "slip of the warehouse instead.",
                        transfer=picking.name,
                    )
                )

    # -- the counter --

    def action_print_handover(self):
        """Print the hand-over receipts of the transfers."""
        self._check_rma_paper()
        report = self.env.ref("rma_courier.report_handover_action")
        return report.report_action(self, config=False)

    def _get_handover_data(self):
        """Return one dictionary a receipt.

        :raises odoo.exceptions.AccessError: the user may not read a transfer
        :raises odoo.exceptions.UserError: a transfer carries no units of a claim
        """
        self._check_rma_paper()
        return self._prepare_papers("_prepare_handovers")

    def _prepare_handovers(self):
        self.ensure_one()
        claim = self.rma_claim_id or self.move_ids.rma_line_id.claim_id[:1]
        signature = self.signature
        return [
            {
                **self._prepare_paper_vals(),
                "is_in": self.picking_type_code == "incoming",
                "number": self.name,
                "date": self._format_paper_date(self.date_done or fields.Date.today()),
                "is_done": self.state == "done",
                "company": self._prepare_sender_block(self.company_id),
                "customer": self._get_address_lines(claim.partner_id),
                "person": clean(self.rma_handover_name) or claim.partner_id.name,
                "rma_number": claim.rma_number or claim.name,
                "client_ref": claim.client_ref or "",
                "code": claim.rma_number or claim.name,
                "signature": signature and image_data_uri(signature),
                "rows": self._prepare_unit_rows(self._get_rma_moves(), self._no_unit()),
            }
        ]

    def _no_unit(self):
        return self.env["rma.claim.line"]

    # -- the delivery note --

    def _get_delivery_note_data(self):
        """Return one dictionary a delivery note.

        :raises odoo.exceptions.AccessError: the user may not read a transfer
        :raises odoo.exceptions.UserError: a transfer carries no units of a claim
        """
        self._check_rma_paper()
        return self._prepare_papers("_prepare_delivery_notes")

    def _prepare_delivery_notes(self):
        self.ensure_one()
        moves = self._get_rma_moves()
        consignments = self.consignment_ids
        currency = self.company_id.currency_id
        value = sum(consignments.mapped("declared_value"))
        centre = self.picking_type_id.warehouse_id.partner_id
        here = self._get_address_lines(centre or self.company_id.partner_id)
        there = self._get_address_lines(self.partner_id)
        is_in = self.picking_type_code == "incoming"
        numbers = moves.rma_line_id.claim_id.mapped("rma_number")
        dockets = filter(
            None, [self.carrier_tracking_ref, *consignments.docket_ids.mapped("name")]
        )
        return [
            {
                **self._prepare_paper_vals(),
                "number": self.name,
                "date": self._format_paper_date(self.date_done or self.scheduled_date),
                "company": self._prepare_sender_block(self.company_id),
                "sender": there if is_in else here,
                "recipient": here if is_in else there,
                "courier": (self.carrier_id or consignments.carrier_id[:1]).name or "",
                "docket": ", ".join(dict.fromkeys(dockets)),
                "packages": sum(consignments.mapped("package_count")) or "",
                "weight": "",
                "numbers": ", ".join(filter(None, numbers)),
                "value": self._format_paper_amount(value, currency),
                "contents": "",
                "code": self.name,
                "rows": self._prepare_unit_rows(moves, self._no_unit()),
            }
        ]
