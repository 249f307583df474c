# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models


class RmaLineAnswerMixin(models.AbstractModel):
    """What we ask the customer about a unit, and what he answers."""

    _name = "rma.line.answer.mixin"
    _description = "RMA Answers about the Unit"
