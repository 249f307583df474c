# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models
from odoo.exceptions import UserError


class RmaSplitMixin(models.AbstractModel):
    """Units of one line that go different ways."""

    _name = "rma.split.mixin"
    _description = "RMA Split of a Line"

    def action_split(self, quantity=1.0):
        """Split *quantity* off each line into a unit line of its own.

        :param float quantity: how many units go their own way
        :return: the action that shows the new units
        :raises odoo.exceptions.UserError: there is not that much to split off, or goods
            are already announced
        """
        self.check_access("write")
        for line in self:
            line._check_split_allowed(quantity)
        vals_list = [
            {**line.copy_data()[0], "claim_id": line.claim_id.id, "quantity": quantity}
            for line in self
        ]
        for line in self:
            line.quantity -= quantity
        new_lines = self.create(vals_list)
        for line, new_line in zip(self, new_lines, strict=True):
            # what was decided for the whole is decided for the part
            new_line._write_axis({"decision": line.decision})
            new_line._log_event("split", text=line.reference)
        return new_lines._get_records_action(name=self.env._("Split Units"))

    def _check_split_allowed(self, quantity):
        self.ensure_one()
        if self.move_ids or self.ending or self.decision not in ("draft", "submitted"):
            raise UserError(
                self.env._(
                    "%(unit)s can only be split before it is approved.",
                    unit=self.display_name,
                )
            )
        if not 0 < quantity < self.quantity:
            raise UserError(
                self.env._(
                    "%(unit)s has %(total)s units: split off more than none and fewer "
                    "than all of them, not %(quantity)s.",
                    unit=self.display_name,
                    total=self.quantity,
                    quantity=quantity,
                )
            )
