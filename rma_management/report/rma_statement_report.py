# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models
from odoo.exceptions import UserError


class ReportStatement(models.AbstractModel):
    """Prepares the statement for its paper."""

    _name = "report.rma_management.report_statement"
    _description = "RMA Statement on Paper"

    @api.model
    def _get_report_values(self, docids, data=None):
        """Return the statement of one customer.

        The ids come from outside (``/report/pdf/…``): who may read it, is checked
        where the statement is made.

        :raises odoo.exceptions.AccessError: the statement is not for the user
        :raises odoo.exceptions.UserError: no customer, or no month
        """
        data = data or {}
        ids = docids or data.get("ids") or []
        if not isinstance(ids, list) or len(ids) != 1 or not isinstance(ids[0], int):
            raise UserError(self.env._("Choose one customer for the statement."))
        statements = self.env["rma.statement"]
        # sudo: whose statement it is, is checked before anything of him is read
        partner = self.env["res.partner"].sudo().browse(ids).exists()
        statements._check_reader(partner)
        if not partner:
            raise UserError(self.env._("This customer does not exist any more."))
        month = statements._parse_month(str(data.get("month") or ""))
        return {
            "doc_ids": ids,
            "doc_model": "res.partner",
            "docs": partner,
            # sudo: the letterhead
            "company": self.env.company.sudo(),
            "statement": statements._get_statement(partner, month),
        }
