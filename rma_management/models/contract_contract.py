# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models


class ContractContract(models.Model):
    _inherit = "contract.contract"

    is_service_contract = fields.Boolean(
        string="Service Contract",
        help="An annual maintenance contract (AMC): repairs of the units named here "
        "are charged by its coverage term.",
    )
    coverage_term_id = fields.Many2one(
        "rma.coverage.term", string="Coverage Term", ondelete="restrict", tracking=True
    )
    rma_unit_ids = fields.One2many(
        "rma.contract.unit", "contract_id", string="Units Under Contract", copy=True
    )
    arrears_rule = fields.Selection(
        selection=[
            ("ignore", "Does not matter"),
            ("warn", "Warn"),
            ("block", "No cover while overdue"),
        ],
        default="warn",
        required=True,
        string="Overdue Invoices",
    )
    arrears_days = fields.Integer(
        string="Overdue For (Days)", default=14, help="How late counts as overdue."
    )
    renewal_days = fields.Integer(
        string="Remind of the Renewal (Days Before)", default=30
    )
    date_renewal_reminded = fields.Date(readonly=True, copy=False)
    rma_line_ids = fields.One2many(
        "rma.claim.line", "contract_id", string="Claims Under Contract"
    )
