# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models


class RmaStandbyCaseMixin(models.AbstractModel):
    """For which case and for whom a unit is lent, what, from where and which way.

    What a claim or a ticket says already is not asked for again.
    """

    _name = "rma.standby.case.mixin"
    _description = "RMA Case of a Loan"

    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        compute="_compute_company_id",
        store=True,
        readonly=False,
        precompute=True,
    )
    # for which case
    line_id = fields.Many2one(
        "rma.claim.line",
        string="For the Unit",
        check_company=True,
        index="btree_not_null",
        ondelete="restrict",
        help="The customer's own unit that is away meanwhile.",
    )
    claim_id = fields.Many2one(
        related="line_id.claim_id", store=True, index="btree_not_null"
    )
    original_stage = fields.Selection(
        related="line_id.stage", string="Customer's Own Unit Is"
    )
    original_summary = fields.Char(
        related="line_id.unit_summary", string="Customer's Own Unit"
    )
    ticket_id = fields.Many2one(
        "helpdesk.ticket",
        check_company=True,
        index="btree_not_null",
        ondelete="restrict",
        compute="_compute_from_line",
        store=True,
        readonly=False,
        precompute=True,
    )
    # for whom
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        required=True,
        index=True,
        check_company=True,
        compute="_compute_from_line",
        store=True,
        readonly=False,
        precompute=True,
        tracking=True,
    )
    commercial_partner_id = fields.Many2one(
        related="partner_id.commercial_partner_id",
        string="Customer's Company",
        store=True,
        index=True,
    )
    partner_shipping_id = fields.Many2one(
        "res.partner",
        string="Address",
        check_company=True,
        compute="_compute_partner_shipping_id",
        store=True,
        readonly=False,
        precompute=True,
        help="Where the stand-by unit is.",
    )
    # what, and from where
    product_id = fields.Many2one(
        "product.product",
        string="Asked For",
        check_company=True,
        index=True,
        domain="[('type', '=', 'consu')]",
        compute="_compute_product_id",
        store=True,
        readonly=False,
        precompute=True,
        help="What the customer needs; the unit may be another that stands in for it.",
    )
    warehouse_id = fields.Many2one(
        "stock.warehouse",
        string="Site",
        check_company=True,
        compute="_compute_warehouse_id",
        store=True,
        readonly=False,
        precompute=True,
        help="Whose pool hands the unit out and gets it back.",
    )
    user_id = fields.Many2one(
        "res.users",
        string="Responsible",
        domain="[('share', '=', False)]",
        compute="_compute_user_id",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        tracking=True,
    )
    date_requested = fields.Datetime(
        string="Requested On", default=fields.Datetime.now, readonly=True, copy=False
    )
    # which way
    delivery_method = fields.Selection(
        selection=[
            ("courier", "Courier"),
            ("pickup", "Pick-up"),
            ("counter", "Counter"),
        ],
        string="Way of Delivery",
        compute="_compute_delivery_method",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
    )
    courier_payer = fields.Selection(
        selection=[("company", "Us"), ("customer", "The customer")],
        string="Courier Paid By",
        compute="_compute_courier_payer",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
    )

    def _check_case(self):
        """Raise when somebody lends for a case that he may not read.

        The loan tells its customer and joins its timeline; ids come from outside.
        """
        if self.env.su:
            return
        self.line_id.check_access("read")
        # sudo: the ticket of the unit comes with it
        (self.ticket_id - self.sudo().line_id.ticket_id).check_access("read")

    @api.depends("line_id")
    def _compute_company_id(self):
        for loan in self:
            loan.company_id = (
                loan.line_id.company_id or loan.company_id or self.env.company
            )

    @api.depends("line_id", "line_id.partner_id")
    def _compute_from_line(self):
        for loan in self:
            line = loan.line_id
            # who has or had the unit stays
            if loan.state in ("requested", "reserved", False) or not loan.partner_id:
                loan.partner_id = line.partner_id or loan.partner_id
            loan.ticket_id = line.ticket_id or loan.ticket_id

    @api.depends("partner_id", "line_id")
    def _compute_partner_shipping_id(self):
        for loan in self:
            address = loan.line_id.claim_id.partner_shipping_id
            if not address or address.commercial_partner_id != (
                loan.partner_id.commercial_partner_id
            ):
                address = loan.partner_id.browse(
                    loan.partner_id.address_get(["delivery"])["delivery"]
                )
            loan.partner_shipping_id = address

    @api.depends("line_id", "ticket_id")
    def _compute_product_id(self):
        for loan in self:
            loan.product_id = (
                loan.line_id.product_id
                or loan.product_id
                or loan.ticket_id.rma_product_id
            )

    @api.depends("line_id", "company_id")
    def _compute_warehouse_id(self):
        sites = self.env["stock.warehouse"].search(
            [("company_id", "in", self.company_id.ids)]
        )
        for loan in self:
            site = loan.line_id.claim_id.warehouse_id or loan.warehouse_id
            if site.company_id != loan.company_id:
                company = loan.company_id
                site = sites.filtered(lambda w, c=company: w.company_id == c)[:1]
            loan.warehouse_id = site

    @api.depends("line_id")
    def _compute_user_id(self):
        for loan in self:
            loan.user_id = loan.line_id.user_id or loan.user_id or self.env.user

    @api.depends("line_id")
    def _compute_delivery_method(self):
        for loan in self:
            method = loan.line_id.claim_id.delivery_method
            loan.delivery_method = method or loan.delivery_method or "courier"

    @api.depends("is_entitled", "entitlement_term_id")
    def _compute_courier_payer(self):
        for loan in self:
            is_open = loan.state in ("requested", "reserved", False)
            payer = loan._get_default_payer() if is_open else loan.courier_payer
            loan.courier_payer = payer
