# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models

from .rma_warranty_change_mixin import PASSPORT_FIELDS, TOLD_FIELDS


class StockLot(models.Model):
    _name = "stock.lot"
    _inherit = [
        "stock.lot",
        "rma.warranty.mixin",
        "rma.warranty.freeze.mixin",
        "rma.warranty.extension.mixin",
        "rma.warranty.change.mixin",
        "rma.warranty.void.mixin",
        "rma.warranty.words.mixin",
    ]

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

    @api.model_create_multi
    def create(self, vals_list):
        """Log the passports that come with new serials: an import of old units."""
        for vals in vals_list:
            self._check_passport_vals(vals)
        quiet = self._without_passport_defaults()
        lots = super(StockLot, quiet).create(vals_list).with_env(self.env)
        if not self.env.su:
            told = PASSPORT_FIELDS | TOLD_FIELDS
            by_hand = [bool(told & vals.keys()) for vals in vals_list]
            pairs = zip(lots, by_hand, strict=True)
            lots.browse(
                [lot.id for lot, is_told in pairs if is_told]
            )._note_manual_change({})
        return lots

    def write(self, vals):
        """Log what people change in a passport; actions log what they do."""
        if self.env.su or not vals.keys() & (PASSPORT_FIELDS | TOLD_FIELDS):
            self._check_passport_vals(vals)
            return super().write(vals)
        self._check_passport_vals(vals)
        before = {lot: lot._get_passport() for lot in self}
        result = super().write(vals)
        self._note_manual_change(before)
        return result

    def action_view_rma_lines(self):
        """Open the claims of this serial."""
        return self.rma_line_ids._get_records_action(name=self.env._("Claims"))
