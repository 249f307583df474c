# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models
from odoo.exceptions import UserError

#: Which way and whose it is: fixed by the first that was told of it.
FIXED_FIELDS = frozenset({"company_id", "direction"})


class RmaConsignmentGuardMixin(models.AbstractModel):
    """What may no longer be changed once something was told of a consignment."""

    _name = "rma.consignment.guard.mixin"
    _description = "RMA Guards of the Consignment"

    def _check_fixed(self, vals):
        """Raise when what was told is to become the story of another parcel."""
        if not FIXED_FIELDS & vals.keys():
            return
        for consignment in self.filtered("event_ids"):
            is_changed = any(
                consignment._fields[name].convert_to_write(
                    consignment[name], consignment
                )
                != vals[name]
                for name in FIXED_FIELDS & vals.keys()
            )
            if is_changed:
                raise UserError(
                    self.env._(
                        "Something was told of %(consignment)s already, so its company "
                        "and its direction stay. Correct it to “Cancelled” with “Add "
                        "Event” and register the parcel anew.",
                        consignment=consignment.display_name,
                    )
                )

    def _get_lost_units(self):
        """Return {consignment: units} of losses that nobody has settled."""
        # sudo: all units, also of claims that the user may not read
        return {
            consignment: consignment.sudo().line_ids
            for consignment in self
            if consignment.state == "lost" and not consignment.date_settled
        }

    def _check_lost_units(self, before):
        """Raise when units were taken out of a loss, which would settle it in silence.

        :param before: what ``_get_lost_units`` returned before the change
        """
        for consignment, units in before.items():
            # sudo: as in _get_lost_units
            if units.exists() - consignment.sudo().line_ids:
                raise UserError(
                    self.env._(
                        "%(consignment)s is lost with its units: they stay inside "
                        "until it is found, or until “Settle the Loss” says what "
                        "happens instead.",
                        consignment=consignment.display_name,
                    )
                )
