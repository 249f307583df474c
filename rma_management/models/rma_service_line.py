# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models


class RmaServiceLine(models.Model):
    """Labour or a fee on a unit: what was done, how long, what it is sold as."""

    _name = "rma.service.line"
    _description = "RMA Labour and Fees"
    _order = "line_id, sequence, id"
    _check_company_auto = True

    line_id = fields.Many2one(
        "rma.claim.line",
        string="Unit",
        required=True,
        index=True,
        ondelete="cascade",
        check_company=True,
    )
    company_id = fields.Many2one(related="line_id.company_id", store=True)
    sequence = fields.Integer(default=10)
    kind = fields.Selection(
        selection=[
            ("labour", "Labour"),
            ("fee", "Fee"),
            ("diagnosis", "Diagnosis Fee"),
            ("restocking", "Restocking or Inspection Fee"),
        ],
        default="labour",
        required=True,
    )
    product_id = fields.Many2one(
        "product.product",
        string="Service",
        required=True,
        check_company=True,
        ondelete="restrict",
        domain="[('type', '=', 'service')]",
    )
    name = fields.Char(string="What Was Done")
    date = fields.Date(default=fields.Date.context_today)
    user_id = fields.Many2one(
        "res.users", string="Done By", default=lambda self: self.env.user
    )
    product_uom_id = fields.Many2one("uom.uom", string="Unit of Measure")
    product_uom_qty = fields.Float(
        string="Quantity", default=1.0, digits="Product Unit"
    )
    minutes = fields.Float(help="Time that it took.")
    is_excluded = fields.Boolean(
        string="Not Covered",
        help="The customer pays this in full, whatever warranty or contract cover.",
    )
    sale_line_id = fields.Many2one(
        "sale.order.line", readonly=True, copy=False, ondelete="set null"
    )
