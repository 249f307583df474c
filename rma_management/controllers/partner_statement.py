# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Credits and open units of a month, as a page, XLSX and PDF."""

from dateutil.relativedelta import relativedelta

from odoo.exceptions import UserError
from odoo.http import request, route

from odoo.addons.portal.controllers.portal import CustomerPortal

from ..tools import table_writer
from .claim_access import ClaimAccess
from .desk_access import XLSX, DeskAccess


class PartnerStatement(DeskAccess, ClaimAccess, CustomerPortal):
    """What the visitor's company got credited and has still open."""

    def _get_statement(self, month):
        """Return the statement of the visitor's company.

        :raises odoo.exceptions.UserError: *month* is none
        """
        statements = request.env["rma.statement"]
        partner = request.env.user.partner_id
        return statements._get_statement(partner, statements._parse_month(month))

    def _tell_bad_month(self, error):
        """Tell on the page of this month what was wrong with the one asked for."""
        self._flash(error.args[0], is_error=True)
        return request.redirect("/my/rma/statement")

    @route(
        "/my/rma/statement",
        type="http",
        auth="user",
        website=True,
        methods=["GET"],
        readonly=True,
    )
    def portal_statement(self, month=None, **kwargs):
        """Show the statement of a month; without one, of the running month."""
        try:
            statement = self._get_statement(month)
        except UserError as error:
            return self._tell_bad_month(error)
        first = statement["date_from"]
        following = first + relativedelta(months=1)
        return request.render(
            "rma_management.portal_statement",
            {
                **self._prepare_portal_layout_values(),
                "page_name": "rma_statement",
                "statement": statement,
                "month_before": f"{first - relativedelta(months=1):%Y-%m}",
                "month_after": f"{following:%Y-%m}"
                if following <= statement["date_to"] + relativedelta(days=1)
                else None,
                "flash": self._pop_flash(),
            },
        )

    @route(
        "/my/rma/statement.xlsx",
        type="http",
        auth="user",
        website=True,
        methods=["GET"],
        readonly=True,
    )
    def portal_statement_xlsx(self, month=None, **kwargs):
        """Download the statement as a workbook."""
        try:
            statement = self._get_statement(month)
        except UserError as error:
            return self._tell_bad_month(error)
        content = table_writer.write_xlsx(
            request.env["rma.statement"]._get_sheets(statement)
        )
        name = request.env._("statement-%(month)s", month=statement["month"])
        return self._send_file(content, XLSX, f"{name}.xlsx")

    @route(
        "/my/rma/statement.pdf",
        type="http",
        auth="user",
        website=True,
        methods=["GET"],
        readonly=True,
    )
    def portal_statement_pdf(self, month=None, **kwargs):
        """Download the statement as PDF."""
        statements = request.env["rma.statement"]
        try:
            first = statements._parse_month(month)
        except UserError as error:
            return self._tell_bad_month(error)
        partner = request.env.user.commercial_partner_id
        # sudo: reports are printed with all rights; whose statement it is, is checked
        # by the user's own company
        report_sudo = request.env["ir.actions.report"].sudo()
        content = report_sudo._render_qweb_pdf(
            "rma_management.report_statement_action",
            data={"ids": partner.ids, "month": f"{first:%Y-%m}"},
        )[0]
        name = request.env._("statement-%(month)s", month=f"{first:%Y-%m}")
        return self._send_file(content, "application/pdf", f"{name}.pdf")
