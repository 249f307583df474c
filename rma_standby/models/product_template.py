# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ProductTemplate(models.Model):
    _inherit = "product.template"

    is_rma_standby = fields.Boolean(
        string="May Be Lent",
        help="Units of this product may be put into the stand-by pool and lent.",
    )
    rma_standby_family_id = fields.Many2one(
        "rma.standby.family",
        string="Stand-by Family",
        index="btree_not_null",
        help="Units of the same family stand in for each other.",
    )
    rma_standby_rank = fields.Integer(
        string="Rank in the Family",
        help="A higher rank is a better unit: it may stand in for a lower one.",
    )
    rma_standby_fee_product_id = fields.Many2one(
        "product.product",
        string="Loan Fee",
        domain="[('type', '=', 'service')]",
        help="Charged when no warranty or contract includes the stand-by unit. Empty: "
        "the company's.",
    )
    rma_standby_fee_basis = fields.Selection(
        selection=[("day", "Per Day"), ("flat", "Flat")],
        string="Loan Fee Is",
        default="day",
        required=True,
    )
    rma_standby_deposit = fields.Float(
        string="Deposit",
        digits="Product Price",
        help="Asked for when a unit is lent, in the company's currency. 0: none.",
    )
    rma_standby_cost_day = fields.Float(
        string="Cost of a Day on Loan",
        digits="Product Price",
        help="What a day on loan costs us: wear, cleaning, capital.",
        groups="rma_management.group_rma_approver,"
        "account.group_account_invoice,account.group_account_readonly",
    )

    @api.constrains("is_rma_standby", "tracking", "is_storable")
    def _check_rma_standby(self):
        for template in self:
            if template.is_rma_standby and template.tracking != "serial":
                raise ValidationError(
                    self.env._(
                        "%(product)s may be lent only when each unit has a serial "
                        "number: track it by unique serial number, or do not lend it.",
                        product=template.display_name,
                    )
                )

    @api.constrains("tracking", "is_storable")
    def _check_standby_units(self):
        """Raise when units are in the pool or lent that nobody could tell apart."""
        changed = self.filtered(lambda tmpl: tmpl.tracking != "serial")
        if not changed:
            return
        # sudo: whose units they are, whoever maintains the product
        unit_sudo = (
            self.env["rma.standby.unit"]
            .sudo()
            .search(
                [("product_tmpl_id", "in", changed.ids), ("state", "!=", "out")],
                limit=1,
            )
        )
        if unit_sudo:
            raise ValidationError(
                self.env._(
                    "%(unit)s is in the stand-by pool or on loan: its product stays "
                    "tracked by unique serial number.",
                    unit=unit_sudo.display_name,
                )
            )

    @api.constrains("rma_standby_deposit", "rma_standby_cost_day")
    def _check_rma_standby_amounts(self):
        # sudo: the check compares with zero and tells nothing else
        for template in self.sudo():
            if min(template.rma_standby_deposit, template.rma_standby_cost_day) < 0:
                raise ValidationError(
                    self.env._(
                        "Deposit and cost of a day of %(product)s are no less than "
                        "zero.",
                        product=template.display_name,
                    )
                )
