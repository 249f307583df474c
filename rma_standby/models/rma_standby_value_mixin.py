# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models

from odoo.addons.rma_management.models.rma_cost_mixin import COST_GROUPS


class RmaStandbyValueMixin(models.AbstractModel):
    """What a unit of the pool is worth on our books."""

    _name = "rma.standby.value.mixin"
    _description = "RMA Value of a Stand-by Unit"

    company_id = fields.Many2one("res.company")
    currency_id = fields.Many2one(related="company_id.currency_id")
    value = fields.Monetary(
        compute="_compute_value",
        groups=COST_GROUPS,
        help="On our books today, in the company's currency.",
    )

    @api.depends("lot_id", "company_id")
    @api.depends_context("company")
    def _compute_value(self):
        for unit in self:
            # sudo: the cost is shown to those only who may see it
            lot = unit.sudo().lot_id.with_company(unit.company_id)
            priced = lot if lot.lot_valuated else lot.product_id
            unit.value = priced.standard_price
