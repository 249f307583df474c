# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models


class RmaStandbyLossMixin(models.AbstractModel):
    """Loss of a Stand-by Unit."""

    _name = "rma.standby.loss.mixin"
    _description = "RMA Loss of a Stand-by Unit"

    is_settled = fields.Boolean(default=True, readonly=True)

    def _tell_sold(self, moves):
        self._update_state("sold")

    def _freeze_value_lent(self):
        return

    def _get_closure_texts(self):
        self.ensure_one()
        if self._is_out():
            return [
                self.env._(
                    "Stand-by unit %(loan)s is still with the customer.",
                    loan=self.display_name,
                )
            ]
        return []
