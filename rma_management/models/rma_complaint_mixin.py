# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models


class RmaComplaintMixin(models.AbstractModel):
    """What the customer says and shows of the fault."""

    _name = "rma.complaint.mixin"
    _description = "RMA Complaint about the Unit"

    reason_id = fields.Many2one(
        "rma.reason",
        string="Reason of the Return",
        index="btree_not_null",
        ondelete="restrict",
        help="Why the customer is not satisfied, in his own choice of words.",
    )
    reason_note = fields.Text(string="Reason in the Customer's Words")
    fault_photo_ids = fields.Many2many(
        "ir.attachment",
        "rma_claim_line_fault_photo_rel",
        string="Photos of the Fault",
        copy=False,
        bypass_search_access=True,
        help="Photos and short videos that the customer has sent.",
    )
