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
        new_lines = self.browse()
        for line in self:
            new_lines |= line._split_off(quantity)
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

    def _split_off(self, quantity, **vals):
        """Return a new line of *quantity* units; what was decided goes for both.

        :param vals: what differs on the new line
        """
        self.ensure_one()
        # sudo: a split divides what was announced and decided, it changes neither
        line_sudo = self.sudo()
        data = line_sudo.copy_data()[0]
        line_sudo.quantity -= quantity
        part_sudo = line_sudo.create(
            {**data, "claim_id": self.claim_id.id, "quantity": quantity, **vals}
        )
        part_sudo.write(
            {
                "decision": line_sudo.decision,
                "date_reported": line_sudo.date_reported,
                "date_submitted": line_sudo.date_submitted,
                "date_decided": line_sudo.date_decided,
                "decided_by_id": line_sudo.decided_by_id.id,
            }
        )
        part_sudo._take_over_overrides(line_sudo)
        if line_sudo.date_verdict:
            part_sudo._check_entitlement("arrival")
        part_sudo._log_event("split", text=self.reference)
        return part_sudo.with_env(self.env)
