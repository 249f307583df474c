# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.rma_standby_discrepancy_mixin import OUTCOMES


class RmaStandbyReturnCheck(models.TransientModel):
    """Lists which other units came back and lets the worker choose what to do."""

    _name = "rma.standby.return.check"
    _description = "RMA Stand-by Return Check"

    line_ids = fields.One2many(
        "rma.standby.return.check.line", "check_id", string="Findings"
    )

    def action_apply(self):
        """Do what was chosen and go on validating the transfers.

        :raises odoo.exceptions.UserError: the transfer was changed meanwhile
        """
        self.ensure_one()
        pickings = self.line_ids.picking_id
        pickings.check_access("write")
        # the lines come from the client: only what the server finds itself is done
        found = {f["move_line"]: f for f in pickings._get_standby_findings()}
        for line in self.line_ids:
            finding = found.get(line.move_line_id)
            if not finding or finding["kind"] != line.kind:
                raise UserError(
                    self.env._(
                        "The transfer was changed meanwhile. Close this dialog and "
                        "validate the transfer again."
                    )
                )
            finding["picking"]._apply_standby_outcome(finding, line.outcome)
        left = pickings.filtered(
            lambda picking: any(
                move.quantity and move.state not in ("done", "cancel")
                for move in picking.move_ids
            )
        )
        # all of it was refused: what was lent stays expected
        return left.button_validate() if left else True


class RmaStandbyReturnCheckLine(models.TransientModel):
    _name = "rma.standby.return.check.line"
    _description = "RMA Stand-by Return Finding"

    check_id = fields.Many2one(
        "rma.standby.return.check", required=True, ondelete="cascade"
    )
    picking_id = fields.Many2one("stock.picking", required=True, readonly=True)
    move_line_id = fields.Many2one("stock.move.line", readonly=True)
    kind = fields.Selection(
        selection=[
            ("other_loan", "Unit of another loan"),
            ("own_unit", "The customer's own unit"),
            ("foreign", "Not one of ours on loan"),
        ],
        string="Finding",
        required=True,
        readonly=True,
    )
    text = fields.Text(string="What Came Back", readonly=True)
    outcome = fields.Selection(
        selection=[
            ("take_back", "Take it back for the loan that it belongs to"),
            ("receive", "Receive it for its claim"),
            ("quarantine", "Put it into quarantine: it is the customer's"),
            ("refuse", "Hand it back: nothing is received"),
        ],
        string="What to Do",
        required=True,
    )
    allowed_outcomes = fields.Json(compute="_compute_allowed_outcomes")

    @api.depends("kind")
    def _compute_allowed_outcomes(self):
        for line in self:
            line.allowed_outcomes = list(OUTCOMES.get(line.kind, ()))
