# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models


class RmaStatement(models.AbstractModel):
    """What a customer got credited and has still open, for a month."""

    _name = "rma.statement"
    _description = "RMA Statement"
