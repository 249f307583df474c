# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models


class RmaStandbyEntitlementMixin(models.AbstractModel):
    """Entitlement to a Stand-by."""

    _name = "rma.standby.entitlement.mixin"
    _description = "RMA Entitlement to a Stand-by"

    is_entitled = fields.Boolean(readonly=True)

    def _get_default_payer(self):
        self.ensure_one()
        return "company"
