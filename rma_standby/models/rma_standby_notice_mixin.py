# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models


class RmaStandbyNoticeMixin(models.AbstractModel):
    """Messages of a Loan."""

    _name = "rma.standby.notice.mixin"
    _description = "RMA Messages of a Loan"

    notice_note = fields.Char()
