# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models


class RmaKnownRemedy(models.AbstractModel):
    """What customers may try themselves before they send a unit."""

    _name = "rma.known.remedy"
    _description = "RMA Known Remedy"
