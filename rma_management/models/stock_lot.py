# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models


class StockLot(models.Model):
    _name = "stock.lot"
    _inherit = ["stock.lot", "rma.warranty.mixin"]

    rma_line_ids = fields.One2many("rma.claim.line", "lot_id", string="Claimed Units")
    rma_line_count = fields.Integer(
        string="Claims Count", compute="_compute_rma_line_count"
    )

    rma_contract_unit_ids = fields.One2many(
        "rma.contract.unit", "lot_id", string="Under Contract"
    )
    rma_contract_count = fields.Integer(
        string="Contracts Count", compute="_compute_rma_contract_count"
    )

    def _compute_purchase_order_ids(self):
        """Count the purchases also for whoever may read the serial but no purchase."""
        can_read = self.env["purchase.order"].has_access("read")
        # sudo: opening a purchase order needs the rights on it
        lots = self if can_read else self.sudo()
        return super(StockLot, lots)._compute_purchase_order_ids()

    def _compute_rma_line_count(self):
        counts = dict(
            self.env["rma.claim.line"]._read_group(
                [("lot_id", "in", self.ids)], ["lot_id"], ["__count"]
            )
        )
        for lot in self:
            lot.rma_line_count = counts.get(lot, 0)

    def _compute_rma_contract_count(self):
        counts = dict(
            self.env["rma.contract.unit"]._read_group(
                [("lot_id", "in", self.ids)],
                ["lot_id"],
                ["contract_id:count_distinct"],
            )
        )
        for lot in self:
            lot.rma_contract_count = counts.get(lot, 0)

    def action_view_rma_contracts(self):
        """Open the service contracts that name this serial."""
        return self.rma_contract_unit_ids.action_view_contract()

    def action_view_rma_lines(self):
        """Open the claims of this serial."""
        return self.rma_line_ids._get_records_action(name=self.env._("Claims"))
