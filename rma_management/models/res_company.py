# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from odoo import api, fields, models

from .rma_cost_mixin import COST_GROUPS


class ResCompany(models.Model):
    _inherit = "res.company"

    # who is told
    rma_head_office_partner_ids = fields.Many2many(
        "res.partner",
        "res_company_rma_head_office_rel",
        string="Head-Office Recipients",
        help="Get a copy of every approval, rejection, receipt and dispatch.",
    )
    # how long things may take, in days
    rma_validity_days = fields.Integer(string="Validity of an RMA Number", default=30)
    rma_reminder_days = fields.Integer(
        string="Reminder before the End of Validity", default=5
    )
    rma_decision_days = fields.Integer(string="Days to Decide", default=2)
    rma_transit_days = fields.Integer(
        string="Days in Transit",
        default=2,
        help="From the approval until the unit is expected here.",
    )
    rma_work_days = fields.Integer(string="Days to Work", default=7)
    rma_shipping_days = fields.Integer(string="Days to Ship", default=2)
    rma_confirmation_days = fields.Integer(string="Days to Confirm", default=7)
    # what customers may do themselves
    rma_customer_team_id = fields.Many2one(
        "helpdesk.ticket.team",
        string="Team of Customers' Claims",
        check_company=True,
        help="Gets the claims that customers raise in the portal or the public form.",
    )
    rma_is_web_form_open = fields.Boolean(
        string="Public Form",
        default=True,
        help="People who are not logged in may raise a claim; it counts when they have "
        "confirmed their e-mail address.",
    )
    rma_confirm_hours = fields.Integer(
        string="Hours to Confirm",
        default=48,
        help="How long the link in the e-mail confirms a claim; afterwards the claim "
        "and its files are deleted.",
    )
    rma_customer_extension_days = fields.Integer(
        string="Extension by the Customer",
        default=14,
        help="How many days customers may extend the validity, once. Zero: not at all.",
    )
    rma_failing_days = fields.Integer(
        string="Days to Report a Failure",
        default=30,
        help="How long after the end of a claim its customer may report that a unit "
        "does not work after all; a linked claim is raised then.",
    )
    rma_is_counter_approved = fields.Boolean(
        string="Counter Approves",
        default=True,
        help="What no rule blocks is approved when it is taken in at the counter, "
        "whoever takes it in.",
    )
    rma_intake_terms = fields.Text(
        string="Terms of the Counter",
        translate=True,
        help="Stands on the receipt that the customer gets at the counter.",
    )
    rma_packing_note = fields.Text(
        string="Packing Instructions",
        translate=True,
        help="For units whose product and vendor have none.",
    )
    # who pays
    rma_coverage_term_id = fields.Many2one(
        "rma.coverage.term",
        string="Standard Warranty Term",
        help="For products that name none.",
    )
    rma_labour_product_id = fields.Many2one(
        "product.product", string="Labour", domain="[('type', '=', 'service')]"
    )
    rma_diagnosis_product_id = fields.Many2one(
        "product.product",
        string="Diagnosis Fee",
        domain="[('type', '=', 'service')]",
        help="Charged when a quotation is declined and the unit goes back unrepaired.",
    )
    rma_restocking_product_id = fields.Many2one(
        "product.product",
        string="Restocking Fee",
        domain="[('type', '=', 'service')]",
        help="Offered as a deduction from credits.",
    )
    rma_labour_cost_hour = fields.Monetary(
        string="Cost of an Hour",
        help="What an hour of an engineer costs us.",
        groups=COST_GROUPS,
    )
    # where goods are: outside every warehouse, so that nothing here looks sellable
    rma_location_id = fields.Many2one(
        "stock.location", string="After-sales Location", readonly=True, copy=False
    )
    rma_inspection_location_id = fields.Many2one(
        "stock.location", string="Inspection", readonly=True, copy=False
    )
    rma_repair_location_id = fields.Many2one(
        "stock.location", string="Repair Bench", readonly=True, copy=False
    )
    rma_vendor_location_id = fields.Many2one(
        "stock.location", string="At Vendor", readonly=True, copy=False
    )
    rma_quarantine_location_id = fields.Many2one(
        "stock.location", string="Quarantine", readonly=True, copy=False
    )
    rma_ownership_location_id = fields.Many2one(
        "stock.location",
        string="Change of Ownership",
        readonly=True,
        copy=False,
        help="Passed through when a unit becomes ours or the customer's again: "
        "the two moves stay visible, and accountants may give it an account.",
    )

    @api.model
    def _get_after_sales_locations(self):
        """Return {company field: (name, usage)} of the After-sales children."""
        return {
            "rma_inspection_location_id": (self.env._("Inspection"), "internal"),
            "rma_repair_location_id": (self.env._("Repair bench"), "internal"),
            "rma_vendor_location_id": (self.env._("At vendor"), "internal"),
            "rma_quarantine_location_id": (self.env._("Quarantine"), "internal"),
            "rma_ownership_location_id": (
                self.env._("Change of ownership"),
                # not "inventory": the core takes the first one as scrap location
                "supplier",
            ),
        }

    def _get_rma_coverage_term(self):
        """Return the warranty term of products that name none."""
        self.ensure_one()
        standard_id = self.env["ir.model.data"]._xmlid_to_res_id(
            "rma_management.coverage_term_standard"
        )
        standard = self.env["rma.coverage.term"].browse(standard_id)
        return self.rma_coverage_term_id or standard.filtered("active")

    def _get_rma_date(self, moment):
        """Return the calendar day of a moment where the company is.

        Warranty is counted in days, and midnight is not the same everywhere.

        :param datetime.datetime moment: naive, UTC
        """
        return moment.replace(tzinfo=UTC).astimezone(self._get_rma_zone()).date()

    def _get_rma_noon(self, day):
        """Return noon of a calendar day where the company is: naive, UTC."""
        noon = datetime.combine(day, time(12), tzinfo=self._get_rma_zone())
        return noon.astimezone(UTC).replace(tzinfo=None)

    def _get_rma_zone(self):
        """Return the time zone that the company counts its days in."""
        self.ensure_one()
        # sudo: the time zone of one's company is no secret
        return ZoneInfo(self.sudo().partner_id.tz or "UTC")

    def _create_missing_after_sales_locations(self):
        """Create what is missing of the After-sales locations; safe to repeat."""
        # sudo: locations belong to the set-up of a company, not to a user's rights
        Location = self.env["stock.location"].sudo()
        for company in self.sudo():
            if not company.rma_location_id:
                company.rma_location_id = Location.create(
                    {
                        "name": self.env._("After-sales"),
                        "usage": "view",
                        "company_id": company.id,
                    }
                )
            for field, (name, usage) in self._get_after_sales_locations().items():
                if not company[field]:
                    company[field] = Location.create(
                        {
                            "name": name,
                            "usage": usage,
                            "location_id": company.rma_location_id.id,
                            "company_id": company.id,
                        }
                    )

    def _create_per_company_locations(self):
        """Give a new company its After-sales locations with its other ones."""
        result = super()._create_per_company_locations()
        self._create_missing_after_sales_locations()
        return result
