# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models


class RmaContractUnit(models.Model):
    """A unit, or a number of units of a product, under a service contract."""

    _name = "rma.contract.unit"
    _description = "RMA Unit Under Contract"
    _order = "contract_id, product_id, lot_id, id"
    _check_company_auto = True

    contract_id = fields.Many2one(
        "contract.contract", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="contract_id.company_id", store=True)
    partner_id = fields.Many2one(
        related="contract_id.commercial_partner_id", store=True, index=True
    )
    lot_id = fields.Many2one(
        "stock.lot",
        string="Serial / Lot",
        index="btree_not_null",
        check_company=True,
        ondelete="restrict",
        domain="[('product_id', '=?', product_id)]",
    )
    product_id = fields.Many2one(
        "product.product",
        index=True,
        check_company=True,
        ondelete="restrict",
        domain="[('type', '=', 'consu')]",
        help="Any unit of this product that the customer has, when no serial is said.",
    )
    quantity = fields.Float(
        default=1.0, digits="Product Unit", help="How many units of the product."
    )
    date_start = fields.Date(string="From", help="Empty: from the contract's start.")
    date_end = fields.Date(string="To", help="Empty: to the contract's end.")
    note = fields.Char()

    def _find_covering(self, lines):
        return {}
