# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models


class RmaStandbyFamily(models.Model):
    """Products that can stand in for each other."""

    _name = "rma.standby.family"
    _description = "RMA Stand-by Family"
    _order = "name, id"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", help="Empty: for all companies.")
    product_tmpl_ids = fields.One2many(
        "product.template", "rma_standby_family_id", string="Products"
    )
    note = fields.Text(translate=True)

    _name_company_uniq = models.UniqueIndex(
        "(COALESCE(company_id, 0), (name->>'en_US')) WHERE active",
        "A stand-by family of this name exists already.",
    )
