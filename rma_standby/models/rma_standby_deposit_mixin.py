# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models


class RmaStandbyDepositMixin(models.AbstractModel):
    """Deposit of a Loan."""

    _name = "rma.standby.deposit.mixin"
    _description = "RMA Deposit of a Loan"

    deposit_state = fields.Char()
