# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models


class RmaClaimAnswerMixin(models.AbstractModel):
    """What the customer does about a claim: confirm, answer, extend, rate."""

    _name = "rma.claim.answer.mixin"
    _description = "RMA Answers of the Customer"
