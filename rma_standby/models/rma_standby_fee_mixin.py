# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models


class RmaStandbyFeeMixin(models.AbstractModel):
    """Loan Fee."""

    _name = "rma.standby.fee.mixin"
    _description = "RMA Loan Fee"

    def _get_charge_obstacle(self):
        self.ensure_one()
        return False

    def _withdraw_charges(self):
        return
