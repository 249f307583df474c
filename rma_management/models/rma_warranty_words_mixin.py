# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models

from ..tools.rma_dates import format_day


class RmaWarrantyWordsMixin(models.AbstractModel):
    """The warranty of a serial in words for the customer who has it."""

    _name = "rma.warranty.words.mixin"
    _description = "RMA Warranty in Words for the Customer"

    def _get_customer_warranty(self):
        """Return a sentence: no names, no reasons, nothing of the passport's log."""
        self.ensure_one()
        state = self.warranty_state
        end = self.warranty_end and format_day(self.env, self.warranty_end)
        if state == "running":
            return self.env._("Under warranty until %(date)s.", date=end)
        if state == "ended":
            return self.env._("The warranty ended on %(date)s.", date=end)
        if state == "not_started":
            return self.env._("The warranty has not started yet.")
        if self.product_id.tracking == "lot":
            return self.env._("The warranty counts from your delivery.")
        return self.env._("We have no warranty on record for it.")
