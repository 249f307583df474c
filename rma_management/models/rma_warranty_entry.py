# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models

from .rma_coverage_term import DURATION_UNITS


class RmaWarrantyEntry(models.Model):
    """What happened to the warranty of a unit: the log behind its passport.

    Rows are written in batches by what happens (delivery, invoice, extension, repair,
    replacement, voiding, import) and are never changed by users. A row of kind
    ``repaired`` carries the warranty of that repair, which covers what was repaired.
    """

    _name = "rma.warranty.entry"
    _description = "RMA Warranty Entry"
    _order = "date desc, id desc"

    lot_id = fields.Many2one("stock.lot", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", index=True)
    date = fields.Datetime(required=True, default=fields.Datetime.now)
    user_id = fields.Many2one(
        "res.users", string="By", default=lambda self: self.env.user
    )
    kind = fields.Selection(
        selection=[
            ("sold", "Delivered to a customer"),
            ("started", "Warranty began"),
            ("extended", "Extended"),
            ("shortened", "Extension taken back"),
            ("inherited", "Taken over from a replaced unit"),
            ("repaired", "Repair under its own warranty"),
            ("voided", "Voided"),
            ("restored", "Restored"),
            ("imported", "Entered by hand or import"),
            ("recomputed", "Recomputed from old deliveries"),
        ],
        required=True,
    )
    term_id = fields.Many2one("rma.coverage.term", ondelete="restrict")
    date_start = fields.Date(string="From")
    date_end = fields.Date(string="To")
    duration = fields.Integer(aggregator=None)
    duration_unit = fields.Selection(selection=DURATION_UNITS)
    text = fields.Text(string="Remark")
    line_id = fields.Many2one(
        "rma.claim.line", string="Claimed Unit", index="btree_not_null"
    )
    symptom_id = fields.Many2one("rma.symptom")
    cause_id = fields.Many2one("rma.cause")
    sale_line_id = fields.Many2one(
        "sale.order.line", string="Extension Sold On", index="btree_not_null"
    )
