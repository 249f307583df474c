# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.exceptions import ValidationError

SERVICE_DOMAIN = "[('type', '=', 'service')]"


class ResCompany(models.Model):
    _inherit = "res.company"

    # where stand-by units are: outside every warehouse, on our books
    rma_standby_pool_location_id = fields.Many2one(
        "stock.location", string="Stand-by Pool", readonly=True, copy=False
    )
    rma_standby_loan_location_id = fields.Many2one(
        "stock.location", string="Stand-by on Loan", readonly=True, copy=False
    )
    # how long, in days
    rma_standby_loan_days = fields.Integer(
        string="Days of a Loan",
        default=14,
        help="Of loans whose return does not follow the work on a unit.",
    )
    rma_standby_grace_days = fields.Integer(
        string="Days of Grace",
        default=3,
        help="Between the customer's own unit arriving and the stand-by coming back.",
    )
    rma_standby_extension_days = fields.Integer(
        string="Days of an Extension", default=7
    )
    # what is asked for
    rma_standby_is_prepared = fields.Boolean(
        string="Check before the Next Loan",
        default=True,
        help="A unit that comes back is lent again only after somebody has checked it.",
    )
    rma_standby_terms = fields.Html(
        string="Terms of Loans",
        translate=True,
        help="Printed on the agreement that the customer signs.",
    )
    rma_standby_manager_id = fields.Many2one(
        "res.users",
        string="Manager of the Pool",
        domain="[('share', '=', False)]",
        help="Is told of loans that are overdue for long.",
    )
    rma_standby_fee_product_id = fields.Many2one(
        "product.product", string="Loan Fee", domain=SERVICE_DOMAIN
    )
    rma_standby_deposit_product_id = fields.Many2one(
        "product.product",
        string="Deposit",
        domain=SERVICE_DOMAIN,
        help="Give it an account for amounts that are paid back.",
    )
    rma_standby_damage_product_id = fields.Many2one(
        "product.product", string="Damage Fee", domain=SERVICE_DOMAIN
    )
    rma_standby_price_rule = fields.Selection(
        selection=[
            ("list", "Sales Price"),
            ("cost", "Cost"),
        ],
        string="Price of a Lost or Kept Unit",
        default="list",
        required=True,
    )
    rma_standby_price_percent = fields.Float(
        string="Of It (%)", default=100.0, digits=(5, 2)
    )
    rma_standby_sale_route_id = fields.Many2one(
        "stock.route",
        string="Sold from On Loan",
        readonly=True,
        copy=False,
        help="Delivers units that a customer keeps from where they are: on loan.",
    )

    @api.constrains(
        "rma_standby_loan_days", "rma_standby_grace_days", "rma_standby_extension_days"
    )
    def _check_rma_standby_days(self):
        for company in self:
            days = (company.rma_standby_loan_days, company.rma_standby_extension_days)
            if min(days) < 1 or company.rma_standby_grace_days < 0:
                raise ValidationError(
                    self.env._(
                        "A stand-by loan and its extension last a day at least, and "
                        "there are no fewer than 0 days of grace."
                    )
                )

    @api.model
    def _get_after_sales_locations(self):
        """Add the pool and the place of what is on loan."""
        return super()._get_after_sales_locations() | {
            "rma_standby_pool_location_id": (self.env._("Stand-by pool"), "internal"),
            "rma_standby_loan_location_id": (
                self.env._("Stand-by on loan"),
                "internal",
            ),
        }

    def _get_standby_locations(self):
        """Return the locations of these companies where stand-by units are."""
        return self.rma_standby_pool_location_id | self.rma_standby_loan_location_id

    def _get_standby_sale_route(self):
        """Return the route that sells what is on loan; it is made when first needed."""
        self.ensure_one()
        # sudo: the route belongs to the set-up of a company, not to a user's rights
        company_sudo = self.sudo()
        if not company_sudo.rma_standby_sale_route_id:
            vals = company_sudo._prepare_standby_sale_route_vals()
            company_sudo.rma_standby_sale_route_id = company_sudo.env[
                "stock.route"
            ].create(vals)
        return company_sudo.rma_standby_sale_route_id

    def _prepare_standby_sale_route_vals(self):
        """Return the values of the route from On loan to customers."""
        self.ensure_one()
        warehouse = self.env["stock.warehouse"].search(
            [("company_id", "=", self.id)], limit=1
        )
        common = {
            "name": self.env._("Stand-by: sell what is on loan"),
            "company_id": self.id,
        }
        rule = common | {
            "action": "pull",
            "procure_method": "make_to_stock",
            "picking_type_id": warehouse.out_type_id.id,
            "location_src_id": self.rma_standby_loan_location_id.id,
            "location_dest_id": self.env.ref("stock.stock_location_customers").id,
        }
        return common | {
            "product_selectable": False,
            "sale_selectable": True,
            "rule_ids": [fields.Command.create(rule)],
        }
