# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models


class RmaEntitlementMixin(models.AbstractModel):
    """Who pays: the verdict of the rules, its reasons, and what holds in the end."""

    _name = "rma.entitlement.mixin"
    _description = "RMA Entitlement of the Unit"

    coverage = fields.Selection(
        selection=[("free", "Free"), ("contract", "Contract"), ("paid", "Paid")],
        default="free",
        required=True,
        tracking=True,
        copy=False,
    )
    parts_percent = fields.Float(
        string="Parts Covered (%)",
        default=100.0,
        digits=(5, 2),
        readonly=True,
        copy=False,
        aggregator=None,
    )
    labour_percent = fields.Float(
        string="Labour Covered (%)",
        default=100.0,
        digits=(5, 2),
        readonly=True,
        copy=False,
        aggregator=None,
    )
    coverage_term_id = fields.Many2one(
        "rma.coverage.term", string="Covered By", readonly=True, copy=False
    )
    contract_id = fields.Many2one(
        "contract.contract",
        string="Service Contract",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    override_ids = fields.One2many("rma.override", "line_id", string="Overrides")
