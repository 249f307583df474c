# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from dateutil.relativedelta import relativedelta

from odoo import fields, models


class RmaStatementWizard(models.TransientModel):
    """Asks for the month of a customer's statement."""

    _name = "rma.statement.wizard"
    _description = "RMA: Print a Statement"

    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        required=True,
        default=lambda self: self._get_active_partner(),
    )
    month = fields.Date(
        required=True,
        default=lambda self: (
            fields.Date.context_today(self) - relativedelta(months=1, day=1)
        ),
        help="Any day of the month.",
    )

    def _get_active_partner(self):
        """Return the contact that the dialog was opened from, if any."""
        context = self.env.context
        if context.get("active_model") != "res.partner":
            return False
        return context.get("active_id", False)

    def action_print(self):
        """Print the statement as the customer would.

        :raises odoo.exceptions.AccessError: the user may see neither all claims nor
            invoices
        """
        self.ensure_one()
        self.partner_id.check_access("read")
        self.env["rma.statement"]._check_reader(self.partner_id)
        month = self.env["rma.statement"]._parse_month(f"{self.month:%Y-%m}")
        report = self.env.ref("rma_management.report_statement_action")
        return report.report_action(
            None,
            data={"ids": self.partner_id.ids, "month": f"{month:%Y-%m}"},
            config=False,
        )
