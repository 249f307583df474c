# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models


class RmaDeskBatch(models.AbstractModel):
    """A list of units that a shop or chain sends at once, before it is a claim."""

    _name = "rma.desk.batch"
    _description = "RMA Partner List"
