# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models


class RmaConsignmentEffectMixin(models.AbstractModel):
    """What the status of a consignment means for the claims and units inside."""

    _name = "rma.consignment.effect.mixin"
    _description = "RMA Effects of the Consignment"

    def _follow_status(self, before):
        """Let claims, to-dos and messages follow the new status, in bulk.

        :param before: {consignment: state before the events}
        """
