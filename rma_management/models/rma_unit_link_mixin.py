# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models
from odoo.exceptions import AccessError

from ..tools.rma_context import without_defaults


class RmaUnitLinkMixin(models.AbstractModel):
    """Native documents that carry out what claims ask for: only claims link them."""

    _name = "rma.unit.link.mixin"
    _description = "RMA Link to a Unit"

    def _check_rma_closed(self, vals, names):
        """Raise when a user writes past the claim what only a claim writes.

        :param dict vals: what is written or created
        :param names: the names of the closed fields
        """
        if self.env.su:
            return
        for name in names & vals.keys():
            field = self._fields[name]
            value = field.convert_to_cache(vals[name], self, validate=False)
            records = self or [self]
            if any(field.convert_to_cache(r[name], self) != value for r in records):
                raise AccessError(
                    self.env._(
                        "“%(field)s” comes from the claim and cannot be changed here. "
                        "Use the actions of the claim.",
                        field=field._description_string(self.env),
                    )
                )

    def _without_rma_defaults(self, names):
        """Return *self* without context defaults for the closed fields *names*."""
        return self if self.env.su else without_defaults(self, names.__contains__)
