# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models


class RmaCounterUnit(models.TransientModel):
    """A unit that waits while the next one of its customer is entered."""

    _name = "rma.counter.unit"
    _description = "RMA Unit Waiting at the Counter"
    _inherit = "rma.counter.unit.mixin"

    wizard_id = fields.Many2one("rma.counter.wizard", required=True, ondelete="cascade")
    photo_ids = fields.Many2many(
        "ir.attachment", "rma_counter_unit_photo_rel", string="Photos"
    )
    proof_ids = fields.Many2many(
        "ir.attachment", "rma_counter_unit_proof_rel", string="Proof of Purchase"
    )
