# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models


class RmaStandbyDiscrepancyMixin(models.AbstractModel):
    """Another unit came back than the one that was lent."""

    _name = "rma.standby.discrepancy.mixin"
    _description = "RMA Discrepancy of a Stand-by Return"
