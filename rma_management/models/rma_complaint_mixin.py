# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models


class RmaComplaintMixin(models.AbstractModel):
    """What the customer says and shows of the fault."""

    _name = "rma.complaint.mixin"
    _description = "RMA Complaint about the Unit"

    product_told = fields.Char(
        string="Product as Told", help="What the customer calls it."
    )
    told_lot_id = fields.Many2one(
        "stock.lot",
        string="Serial of Ours",
        compute="_compute_told_lot_id",
        compute_sudo=True,
        help="We know a serial by the number that the customer told. He does not see "
        "it, as it was not sold to him. Take it over when you know that it is his.",
    )
    reason_id = fields.Many2one(
        "rma.reason",
        string="Reason of the Return",
        index="btree_not_null",
        ondelete="restrict",
        help="Why the customer is not satisfied, in his own choice of words.",
    )
    reason_note = fields.Text(string="Reason in the Customer's Words")
    accessories_told = fields.Char(
        string="Accessories as Told",
        copy=False,
        help="What the customer says that he sends with the unit.",
    )
    fault_photo_ids = fields.Many2many(
        "ir.attachment",
        "rma_claim_line_fault_photo_rel",
        string="Photos of the Fault",
        copy=False,
        bypass_search_access=True,
        help="Photos and short videos that the customer has sent.",
    )

    @api.depends("lot_id", "lot_name", "product_id")
    def _compute_told_lot_id(self):
        told = self.filtered(lambda line: line.lot_name and not line.lot_id)
        names = {line.lot_name.strip() for line in told}
        self.told_lot_id = False
        if not names:
            return
        lots = self.env["stock.lot"].search(
            [
                ("name", "in", list(names)),
                ("company_id", "in", [False, *told.company_id.ids]),
            ]
        )
        by_name = lots.grouped("name")
        for line in told:
            found = by_name.get(line.lot_name.strip(), lots.browse())
            if line.product_id:
                found = found.filtered(
                    lambda lot, product=line.product_id: lot.product_id == product
                )
            line.told_lot_id = found if len(found) == 1 else False

    def action_take_told_lot(self):
        """Take the serial that we know by the number told: it is the customer's unit.

        :return: True, or a notification when there is nothing to take over
        """
        todo = self.filtered("told_lot_id")
        for line in todo:
            line.write({"lot_id": line.told_lot_id.id, "lot_name": False})
        return self._answer(todo, self.env._("There is no such serial number."))
