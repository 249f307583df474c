# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.rma_consignment import MAX_PACKAGES


class RmaCourierCheck(models.TransientModel):
    """Asks for courier and docket of transfers before they are validated."""

    _name = "rma.courier.check"
    _description = "RMA Courier Check"

    line_ids = fields.One2many("rma.courier.check.line", "check_id", string="Transfers")
    is_blocking = fields.Boolean(compute="_compute_is_blocking")

    @api.depends("line_ids.picking_id.picking_type_id.courier_check")
    def _compute_is_blocking(self):
        for check in self:
            checks = check.line_ids.picking_id.picking_type_id.mapped("courier_check")
            check.is_blocking = "block" in checks

    def action_apply(self):
        """Note courier and docket on the transfers and go on validating them.

        :raises odoo.exceptions.UserError: courier or docket of a transfer is missing
        """
        self.ensure_one()
        for line in self.line_ids:
            if not line.carrier_id or not (line.docket or "").strip():
                raise UserError(
                    self.env._(
                        "Enter courier and docket number of %(transfer)s, or choose "
                        "“Validate without Docket” where that is offered.",
                        transfer=line.picking_id.name,
                    )
                )
        self.line_ids._apply()
        return self._validate()

    def action_skip(self):
        """Validate the transfers without; courier and docket can be added later.

        :raises odoo.exceptions.UserError: they are required for a transfer
        """
        self.ensure_one()
        if self.is_blocking:
            raise UserError(
                self.env._(
                    "Courier and docket number are required here. Enter them, then "
                    "choose “Validate”."
                )
            )
        return self.with_context(skip_rma_courier_check=True)._validate()

    def _validate(self):
        """Go on with all transfers that were being validated."""
        pickings = self.env["stock.picking"].browse(
            self.env.context.get("button_validate_picking_ids")
            or self.line_ids.picking_id.ids
        )
        return pickings.button_validate()


class RmaCourierCheckLine(models.TransientModel):
    _name = "rma.courier.check.line"
    _description = "RMA Transfer without a Docket"

    check_id = fields.Many2one("rma.courier.check", required=True, ondelete="cascade")
    picking_id = fields.Many2one(
        "stock.picking", string="Transfer", required=True, readonly=True
    )
    company_id = fields.Many2one(related="picking_id.company_id")
    partner_id = fields.Many2one(related="picking_id.partner_id", string="Address")
    carrier_id = fields.Many2one("delivery.carrier", string="Courier")
    docket = fields.Char(string="Docket Number")
    package_count = fields.Integer(string="Packages", default=1)
    weight = fields.Float(digits="Stock Weight")
    cost = fields.Float(digits="Product Price")

    _package_count_possible = models.Constraint(
        f"CHECK (package_count BETWEEN 1 AND {MAX_PACKAGES})",
        "A consignment has at least one package and at most 500. Register more as "
        "another consignment.",
    )

    def _apply(self):
        """Write what was entered on the transfers and on their consignments."""
        # ids come from the client: only who may write a transfer completes it
        self.picking_id.check_access("write")
        for line in self:
            line.picking_id.write(
                {
                    "carrier_id": line.carrier_id.id,
                    "carrier_tracking_ref": line.docket,
                    **({"carrier_price": line.cost} if line.cost else {}),
                }
            )
        for consignment, lines in self.grouped(
            lambda line: line.picking_id._get_own_consignments()[-1:]
        ).items():
            # two transfers in one box have one docket, and one price each
            consignment.write(
                {
                    "package_count": max(lines.mapped("package_count")),
                    "weight": sum(lines.mapped("weight")),
                    "cost": sum(lines.mapped("cost")) or consignment.cost,
                }
            )
