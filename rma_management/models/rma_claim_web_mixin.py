# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models


class RmaClaimWebMixin(models.AbstractModel):
    """Claims of people who are not logged in: confirmed by e-mail, tracked by number."""

    _name = "rma.claim.web.mixin"
    _description = "RMA Claims from the Public Form"
