# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools import rma_number
from .rma_receipt_mixin import OUTCOMES


class StockPicking(models.Model):
    _name = "stock.picking"
    _inherit = ["stock.picking", "rma.receipt.mixin"]

    rma_claim_id = fields.Many2one(
        "rma.claim",
        string="RMA Claim",
        index="btree_not_null",
        ondelete="set null",
        check_company=True,
    )
    rma_number_scan = fields.Char(
        string="Scan RMA Number",
        store=False,
        help="Scan or type the number on the parcel: its claim is looked up.",
    )
    is_rma_receipt = fields.Boolean(compute="_compute_is_rma_receipt")

    @api.depends("picking_type_id.is_rma", "picking_type_id.code")
    def _compute_is_rma_receipt(self):
        for picking in self:
            picking_type = picking.picking_type_id
            picking.is_rma_receipt = (
                picking_type.is_rma and picking_type.code == "incoming"
            )

    @api.onchange("rma_number_scan")
    def _onchange_rma_number_scan(self):
        """Find the claim of the number on the parcel; say so when there is none."""
        if not self.rma_number_scan:
            return None
        number = rma_number.normalize(self.rma_number_scan)
        claim = self.env["rma.claim"].search([("rma_number", "=", number)], limit=1)
        self.rma_number_scan = False
        if not claim:
            return {
                "warning": {
                    "title": self.env._("Unknown RMA number"),
                    "message": self.env._(
                        "%(number)s was never given. Check the number on the parcel; "
                        "without one, add what arrived: it goes to quarantine.",
                        number=number,
                    ),
                }
            }
        self.rma_claim_id = claim
        self.partner_id = claim.partner_shipping_id
        if obstacle := self._get_rma_receiving_obstacle():
            return {"warning": {"title": self.env._("Not valid"), "message": obstacle}}
        return None

    def _pre_action_done_hook(self):
        """Ask the worker what to do when the parcel is not what was announced."""
        if not self.env.context.get("rma_receipt_checked"):
            self._mark_rma_quantities_picked()
            findings = self._get_rma_findings()
            if findings:
                return self._action_check_rma_receipt(findings)
        return super()._pre_action_done_hook()

    def _mark_rma_quantities_picked(self):
        """Count what stands on the transfer as arrived when nobody picked anything."""
        for picking in self.filtered("is_rma_receipt"):
            if not any(picking.move_ids.mapped("picked")):
                picking.move_ids.filtered("quantity").picked = True

    def _action_check_rma_receipt(self, findings):
        """Return the dialog that lists *findings* with a choice for each."""
        check = self.env["rma.receipt.check"].create(
            {"line_ids": [fields.Command.create(self._to_line(f)) for f in findings]}
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("This is not what was announced"),
            "res_model": "rma.receipt.check",
            "res_id": check.id,
            "view_mode": "form",
            "target": "new",
            "context": self.env.context,
        }

    @api.model
    def _to_line(self, finding):
        return {
            "picking_id": finding["picking"].id,
            "kind": finding["kind"],
            "text": finding["text"],
            "move_id": finding["move"].id,
            "move_line_id": finding["move_line"].id,
            "outcome": OUTCOMES[finding["kind"]][0],
        }

    def _action_done(self):
        """Let nothing in unseen, also without a dialog, and record what is missing."""
        receipts = self.filtered("is_rma_receipt")
        if not self.env.context.get("rma_receipt_checked"):
            for finding in receipts._get_rma_findings():
                outcome = OUTCOMES[finding["kind"]][0]
                finding["picking"]._apply_rma_outcome(finding, outcome)
        announced = {
            move: move.product_uom_qty
            for move in receipts.move_ids
            if move.rma_move_kind == "receipt" and move.state not in ("done", "cancel")
        }
        result = super()._action_done()
        self._log_missing(announced)
        return result

    @api.model
    def _log_missing(self, announced):
        """Record on the units that less arrived than was announced.

        :param announced: {move: quantity} as it was before the validation
        """
        for move, quantity in announced.items():
            arrived = move.quantity if move.state == "done" else 0.0
            if move.product_uom.compare(arrived, quantity) < 0:
                # sudo: the dock writes the history of claims that it may only read
                move.rma_line_id.sudo()._log_event(
                    "discrepancy",
                    text=self.env._(
                        "Less arrived than announced: %(arrived)s of %(announced)s.",
                        arrived=arrived,
                        announced=quantity,
                    ),
                    document=move.picking_id,
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_done_rma(self):
        if self.filtered(lambda p: p.rma_claim_id and p.state == "done"):
            raise UserError(
                self.env._(
                    "A transfer that moved the goods of a claim stays on record."
                )
            )

    def action_view_rma_claim(self):
        """Open the claim behind this transfer."""
        return self.rma_claim_id._get_records_action()
