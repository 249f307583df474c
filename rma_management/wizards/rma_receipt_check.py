# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.rma_receipt_mixin import OUTCOMES


class RmaReceiptCheck(models.TransientModel):
    """Lists what differs on a receipt and lets the worker choose what to do."""

    _name = "rma.receipt.check"
    _description = "RMA Receipt Check"

    line_ids = fields.One2many("rma.receipt.check.line", "check_id", string="Findings")

    def action_apply(self):
        """Do what was chosen and go on validating the transfers."""
        self.ensure_one()
        self._check_findings_stand()
        for line in self.line_ids:
            line.picking_id._apply_rma_outcome(line._to_finding(), line.outcome)
        pickings = self.env["stock.picking"].browse(
            self.env.context.get("button_validate_picking_ids")
            or self.line_ids.picking_id.ids
        )
        pickings = pickings.filtered(
            lambda picking: any(
                move.quantity and move.state not in ("done", "cancel")
                for move in picking.move_ids
            )
        )
        if not pickings:
            # all of it was refused: what was announced stays expected
            return True
        return pickings.button_validate()

    def _check_findings_stand(self):
        """Raise when what the dialog lists is not what the transfers still show.

        The lines come from the client: only what the server finds itself is done.
        """
        pickings = self.line_ids.picking_id
        pickings.check_access("write")
        found = {
            (f["picking"], f["kind"], f["move"], f["move_line"])
            for f in pickings._get_rma_findings()
        }
        listed = {
            (line.picking_id, line.kind, line.move_id, line.move_line_id)
            for line in self.line_ids
        }
        if not listed <= found:
            raise UserError(
                self.env._(
                    "The transfer was changed meanwhile. Close this dialog and "
                    "validate the transfer again."
                )
            )


class RmaReceiptCheckLine(models.TransientModel):
    _name = "rma.receipt.check.line"
    _description = "RMA Receipt Finding"

    check_id = fields.Many2one("rma.receipt.check", required=True, ondelete="cascade")
    picking_id = fields.Many2one("stock.picking", required=True, readonly=True)
    move_id = fields.Many2one("stock.move", readonly=True)
    move_line_id = fields.Many2one("stock.move.line", readonly=True)
    kind = fields.Selection(
        selection=[
            ("other_serial", "Another serial number"),
            ("more", "More than announced"),
            ("other_product", "Another product"),
            ("unknown", "No RMA number"),
            ("not_valid", "Number not valid"),
        ],
        string="Finding",
        required=True,
        readonly=True,
    )
    text = fields.Text(string="What Arrived", readonly=True)
    outcome = fields.Selection(
        selection=[
            ("accept", "This is the unit: keep both serial numbers on record"),
            ("extra", "Add it to the claim as one more unit"),
            ("quarantine", "Put it into quarantine"),
            ("refuse", "Refuse it: hand it back"),
            ("extend", "Extend the validity and receive it"),
        ],
        string="What to Do",
        required=True,
    )
    allowed_outcomes = fields.Json(compute="_compute_allowed_outcomes")

    @api.depends("kind")
    def _compute_allowed_outcomes(self):
        for line in self:
            line.allowed_outcomes = list(OUTCOMES.get(line.kind, ()))

    def _to_finding(self):
        """Return the finding as ``_apply_rma_outcome`` takes it."""
        self.ensure_one()
        return {
            "picking": self.picking_id,
            "kind": self.kind,
            "text": self.text,
            "move": self.move_id,
            "move_line": self.move_line_id,
        }
