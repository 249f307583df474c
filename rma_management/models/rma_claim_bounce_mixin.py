# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models


class RmaClaimBounceMixin(models.AbstractModel):
    """Which messages to the customer did not arrive, and who is told."""

    _name = "rma.claim.bounce.mixin"
    _description = "RMA Messages That Did Not Arrive"
