# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models


class IrActionsReport(models.Model):
    _inherit = "ir.actions.report"

    def _get_layout(self):
        """Print the return slip to the millimetre, without the web client's styles."""
        if len(self) == 1 and (
            self.report_name == "rma_standby.report_standby_return_slip"
        ):
            return self.env.ref("rma_standby.return_slip_pdf_layout")
        return super()._get_layout()
