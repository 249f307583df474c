# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    rma_line_id = fields.Many2one(
        "rma.claim.line",
        string="RMA Unit",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        help="The unit that this line charges for.",
    )
    rma_covered_percent = fields.Float(
        string="Covered (%)",
        digits=(5, 2),
        readonly=True,
        copy=False,
        aggregator=None,
        help="What warranty or contract took off this line.",
    )

    def _copy_data_extend_business_fields(self, values):
        """Keep the unit on the lines of a credit note."""
        result = super()._copy_data_extend_business_fields(values)
        values["rma_line_id"] = self.rma_line_id.id
        values["rma_covered_percent"] = self.rma_covered_percent
        return result
