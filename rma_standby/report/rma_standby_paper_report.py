# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import datetime

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from odoo.addons.base.models.ir_actions_report import _wkhtml

from ..tools import code_picture


class RmaStandbyPaperReport(models.AbstractModel):
    """What the papers of loans have in common."""

    _name = "rma.standby.paper.report"
    _description = "RMA Paper of Loans"

    @api.model
    def _get_report_values(self, docids, data=None):
        """Return the values of the template; the ids come from outside.

        :raises odoo.exceptions.AccessError: the user may not read one of the loans
        :raises odoo.exceptions.UserError: nothing was chosen
        """
        loans = self.env["rma.standby.loan"].browse(docids or ())
        if not loans:
            raise UserError(
                self.env._("There is nothing to print: choose at least one loan.")
            )
        loans.check_access("read")
        return {
            "doc_ids": loans.ids,
            "doc_model": loans._name,
            # sudo: who may read the loan prints all that the paper says
            "docs": loans.sudo(),
            # an unpatched wkhtmltopdf prints one document, without header and footer
            "is_patched_qt": _wkhtml().is_patched_qt,
            "get_direction": self._get_direction,
            "format_day": self._format_day,
            "code128": code_picture.code128,
        }

    @api.model
    def _get_direction(self, loan):
        """Return in which direction the customer reads."""
        code = loan.partner_id.lang or self.env.lang
        return self.env["res.lang"]._get_data(code=code).direction or "ltr"

    @api.model
    def _format_day(self, loan, moment):
        """Return a day as the customer reads it; of a moment, where the company is."""
        if isinstance(moment, datetime):
            moment = loan.company_id._get_rma_date(moment)
        return format_date(loan.env, moment)
