# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models


class RmaClaimApiMixin(models.AbstractModel):
    _name = "rma.claim.api.mixin"
    _description = "RMA Claims for Other Systems"
