# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models

from .rma_standby_unit import GRADES

#: What was found on the unit when it came back; it may be worse than any grade.
RETURN_GRADES = [*GRADES, ("destroyed", "Destroyed")]


class RmaStandbyAgreementMixin(models.AbstractModel):
    """What the customer got and signed for, and what came back."""

    _name = "rma.standby.agreement.mixin"
    _inherit = "rma.photo.mixin"
    _description = "RMA Agreement of a Loan"
    _photo_fields = ("photo_out_ids", "photo_in_ids")

    # as handed out
    grade_out = fields.Selection(
        selection=GRADES,
        string="Condition at the Issue",
        compute="_compute_as_issued",
        store=True,
        readonly=False,
    )
    accessories_out = fields.Char(
        string="Accessories Handed Out",
        compute="_compute_as_issued",
        store=True,
        readonly=False,
    )
    photo_out_ids = fields.Many2many(
        "ir.attachment",
        "rma_standby_loan_photo_out_rel",
        string="Photos at the Issue",
        copy=False,
        bypass_search_access=True,
    )
    # as it came back
    grade_in = fields.Selection(
        selection=RETURN_GRADES, string="Condition at the Return", copy=False
    )
    accessories_in = fields.Char(string="Accessories Returned", copy=False)
    photo_in_ids = fields.Many2many(
        "ir.attachment",
        "rma_standby_loan_photo_in_rel",
        string="Photos at the Return",
        copy=False,
        bypass_search_access=True,
    )
    damage = fields.Text(string="Damage Found", copy=False)
    # who signed
    signature = fields.Binary(attachment=True, copy=False)
    signed_by = fields.Char(copy=False)
    date_signed = fields.Datetime(string="Signed On", readonly=True, copy=False)
    terms = fields.Html(
        compute="_compute_terms",
        store=True,
        readonly=False,
        copy=False,
        help="Printed on the agreement; as they were when the loan was requested.",
    )

    @api.depends("unit_id")
    def _compute_as_issued(self):
        for loan in self:
            if loan.unit_id and loan.state in ("requested", "reserved"):
                loan.grade_out = loan.unit_id.grade
                loan.accessories_out = loan.unit_id.accessories

    @api.depends("partner_id", "company_id")
    def _compute_terms(self):
        for loan in self:
            if loan.date_signed:
                continue
            company = loan.company_id.with_context(lang=loan.partner_id.lang)
            loan.terms = company.rma_standby_terms

    def _note_signature(self):
        """Date a signature that was just given; what was signed does not change."""
        signed = self.filtered(lambda loan: loan.signature and not loan.date_signed)
        if signed:
            signed._write_axis({"date_signed": fields.Datetime.now()})
            signed._log_event("signed")

    def _void_signature(self):
        """Let the customer sign again: what was signed for is not handed out."""
        signed = self.filtered("date_signed")
        signed._write_axis(dict.fromkeys(("signature", "signed_by", "date_signed")))

    def action_print_agreement(self):
        """Print the agreements of these loans."""
        report = self.env.ref("rma_standby.action_report_standby_agreement")
        return report.report_action(self)

    def action_print_return_slip(self):
        """Print the slip that travels with the units on their way back."""
        report = self.env.ref("rma_standby.action_report_standby_return_slip")
        return report.report_action(self)
