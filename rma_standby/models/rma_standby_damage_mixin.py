# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models


class RmaStandbyDamageMixin(models.AbstractModel):
    """Damage of a Stand-by Unit."""

    _name = "rma.standby.damage.mixin"
    _description = "RMA Damage of a Stand-by Unit"

    damage_note = fields.Char()
