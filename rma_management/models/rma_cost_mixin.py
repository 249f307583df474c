# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from collections import defaultdict

from odoo import api, fields, models

#: Who sees what a claim costs.
COST_GROUPS = (
    "rma_management.group_rma_approver,"
    "account.group_account_invoice,account.group_account_readonly"
)
#: Documents that change the costs of a unit.
COST_SOURCES = (
    "move_ids.state",
    "repair_ids.state",
    "service_line_ids.cost",
    "account_move_ids.state",
    "account_move_ids.payment_state",
)


class RmaCostMixin(models.AbstractModel):
    """What a unit or a claim costs us and brings in, summed over ``rma.cost.report``.

    Costs read positive here, so that people add them up; the margin is what was
    charged less all of them.
    """

    _name = "rma.cost.mixin"
    _description = "RMA Costs"

    company_id = fields.Many2one("res.company")
    cost_currency_id = fields.Many2one(
        related="company_id.currency_id", string="Currency of the Costs"
    )
    cost_parts = fields.Monetary(
        string="Parts",
        compute="_compute_costs",
        currency_field="cost_currency_id",
        groups=COST_GROUPS,
        help="At stock value, less what was put back into stock.",
    )
    cost_labour = fields.Monetary(
        string="Labour",
        compute="_compute_costs",
        currency_field="cost_currency_id",
        groups=COST_GROUPS,
    )
    cost_replacement = fields.Monetary(
        string="Replacements",
        compute="_compute_costs",
        currency_field="cost_currency_id",
        groups=COST_GROUPS,
        help="At stock value.",
    )
    value_returned = fields.Monetary(
        string="Unit That Became Ours",
        compute="_compute_costs",
        currency_field="cost_currency_id",
        groups=COST_GROUPS,
        help="Stock value of what came back and stayed: it lowers the costs.",
    )
    cost_credit = fields.Monetary(
        string="Credits",
        compute="_compute_costs",
        currency_field="cost_currency_id",
        groups=COST_GROUPS,
        help="Posted credit notes, untaxed, less the fees kept back.",
    )
    cost_other = fields.Monetary(
        string="Courier, Stand-by and Vendor",
        compute="_compute_costs",
        currency_field="cost_currency_id",
        groups=COST_GROUPS,
        help="Less what vendors gave back.",
    )
    cost_total = fields.Monetary(
        string="Total Cost",
        compute="_compute_costs",
        currency_field="cost_currency_id",
        groups=COST_GROUPS,
    )
    amount_charged = fields.Monetary(
        string="Charged",
        compute="_compute_costs",
        currency_field="cost_currency_id",
        groups=COST_GROUPS,
        help="Posted invoices of the work, untaxed.",
    )
    amount_paid = fields.Monetary(
        string="Paid",
        compute="_compute_costs",
        currency_field="cost_currency_id",
        groups=COST_GROUPS,
        help="The share of the charges that the customer has paid.",
    )
    margin = fields.Monetary(
        compute="_compute_costs",
        currency_field="cost_currency_id",
        groups=COST_GROUPS,
        help="Charged less the total cost.",
    )

    def _get_cost_field(self):
        """Return the field of the report that names these records."""
        return "line_id" if self._name == "rma.claim.line" else "claim_id"

    def _get_cost_depends(self):
        """Return the fields after whose change the costs are read again."""
        if self._name == "rma.claim":
            return [f"line_ids.{name}" for name in COST_SOURCES]
        return list(COST_SOURCES) if self._name == "rma.claim.line" else []

    @api.depends(lambda self: self._get_cost_depends())
    def _compute_costs(self):
        key = self._get_cost_field()
        sums, paid = defaultdict(lambda: defaultdict(float)), defaultdict(float)
        for record, kind, amount, amount_paid in self.env[
            "rma.cost.report"
        ]._read_group(
            [(key, "in", self._origin.ids)],
            [key, "kind"],
            ["amount:sum", "amount_paid:sum"],
        ):
            sums[record.id][kind] += amount
            paid[record.id] += amount_paid
        for record in self:
            by_kind = sums[record._origin.id]
            record.update(record._get_cost_vals(by_kind))
            currency = record.company_id.currency_id
            record.amount_paid = currency.round(paid[record._origin.id])

    def _get_cost_vals(self, by_kind):
        """Return the amounts of the panel from the sums of each kind."""
        self.ensure_one()
        amounts = defaultdict(float, by_kind)
        charged = amounts["charged"]
        known = ("parts", "labour", "replacement", "returned", "credit", "charged")
        total = sum(amounts.values()) - charged
        other = total - sum(amounts[kind] for kind in known) + charged
        vals = {
            "cost_parts": -amounts["parts"],
            "cost_labour": -amounts["labour"],
            "cost_replacement": -amounts["replacement"],
            "value_returned": amounts["returned"],
            "cost_credit": -amounts["credit"],
            "cost_other": -other,
            "cost_total": -total,
            "amount_charged": charged,
            "margin": charged + total,
        }
        currency = self.company_id.currency_id
        # adding 0 turns the -0.0 of an empty sum into 0.0
        return {
            name: (currency.round(value) if currency else value) + 0.0
            for name, value in vals.items()
        }

    def action_view_costs(self):
        """Open the rows that the costs are summed from."""
        return {
            **self.env["ir.actions.act_window"]._for_xml_id(
                "rma_management.rma_cost_report_action"
            ),
            "view_mode": "list,pivot,graph",
            "views": [(False, "list"), (False, "pivot"), (False, "graph")],
            "domain": [(self._get_cost_field(), "in", self.ids)],
            "context": {},
        }
