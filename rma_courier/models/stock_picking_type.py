# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models


class StockPickingType(models.Model):
    _inherit = "stock.picking.type"

    courier_direction = fields.Selection(
        selection=[("in", "Courier In"), ("out", "Courier Out")],
        string="Courier",
        help="Transfers of this type travel by courier when their claim does.",
    )
    courier_check = fields.Selection(
        selection=[
            ("none", "Do Not Ask"),
            ("warn", "Ask"),
            ("block", "Require"),
        ],
        string="Courier and Docket",
        default="warn",
        required=True,
        help="What happens when a transfer is validated without courier and docket "
        "number although its claim travels by courier.",
    )

    def _set_missing_courier_direction(self, direction):
        """Let couriers of these types go *direction*, where nobody has said it yet."""
        missing = self.filtered(lambda picking_type: not picking_type.courier_direction)
        missing.courier_direction = direction
