# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models

from .rma_coverage_term import DURATION_UNITS


class RmaWarrantyMixin(models.AbstractModel):
    """The warranty part of a unit's passport: frozen at delivery, logged in entries."""

    _name = "rma.warranty.mixin"
    _description = "RMA Warranty of a Serial Number"

    warranty_term_id = fields.Many2one(
        "rma.coverage.term",
        string="Warranty Term",
        index="btree_not_null",
        ondelete="restrict",
        copy=False,
    )
    warranty_duration = fields.Integer(copy=False, aggregator=None)
    warranty_duration_unit = fields.Selection(selection=DURATION_UNITS, copy=False)
    warranty_start = fields.Date(copy=False)
    warranty_end = fields.Date(
        copy=False, index="btree_not_null", help="The last day that is covered."
    )
    warranty_partner_id = fields.Many2one(
        "res.partner", string="Sold To", index="btree_not_null", copy=False
    )
    warranty_move_id = fields.Many2one(
        "stock.move", string="Delivered By", readonly=True, copy=False
    )
    date_first_use = fields.Date(
        string="In Use Since",
        copy=False,
        help="For terms that run from the first use.",
    )
    warranty_void_date = fields.Date(string="Voided On", readonly=True, copy=False)
    warranty_void_reason = fields.Text(string="Why Void", readonly=True, copy=False)
    warranty_entry_ids = fields.One2many(
        "rma.warranty.entry", "lot_id", string="Warranty Log", readonly=True
    )
