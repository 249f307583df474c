# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from collections import defaultdict

from odoo import api, fields, models
from odoo.fields import Domain


class RmaContractArrearsMixin(models.AbstractModel):
    """Whether the customer pays for his service contract.

    The service desk is told only whether there are arrears; the figures are read by
    the system, and shown to accountants in the native invoices.
    """

    _name = "rma.contract.arrears.mixin"
    _description = "RMA Arrears of a Service Contract"

    arrears_rule = fields.Selection(
        selection=[
            ("ignore", "Does not matter"),
            ("warn", "Warn"),
            ("block", "No cover while overdue"),
        ],
        default="warn",
        required=True,
        string="Overdue Invoices",
        tracking=True,
    )
    arrears_days = fields.Integer(
        string="Overdue For (Days)",
        default=14,
        help="From how many days late on an invoice counts as overdue.",
    )
    is_in_arrears = fields.Boolean(
        string="In Arrears",
        compute="_compute_is_in_arrears",
        search="_search_is_in_arrears",
        help="An invoice of this contract is overdue for as long as the contract says.",
    )

    @api.depends("arrears_days")
    def _compute_is_in_arrears(self):
        overdue = self._get_overdue()
        for contract in self:
            days = overdue.get(contract, (0,))[0]
            contract.is_in_arrears = contract._is_overdue_for(days)

    def _search_is_in_arrears(self, operator, value):
        if operator != "in":
            return NotImplemented
        overdue = self._find_overdue(Domain("is_service_contract", "=", True))
        late = [
            contract.id
            for contract, (days, _amount, _invoice) in overdue.items()
            if contract._is_overdue_for(days)
        ]
        domain = Domain("id", "in", late)
        return Domain.OR(domain if wanted else ~domain for wanted in set(value))

    def _is_overdue_for(self, days):
        """Tell whether *days* of delay count as overdue for this contract."""
        self.ensure_one()
        return days >= max(self.arrears_days, 1)

    def _get_overdue(self):
        """Return ``{contract: (days, amount, invoice)}`` of those who pay late.

        *days* is how long the oldest unpaid instalment of a posted customer invoice
        is overdue, *amount* all that is overdue, in the currency of the company, and
        *invoice* the oldest of these invoices. Contracts without are left out. The
        records are those of the system; the number of queries is constant.
        """
        found = self._find_overdue(Domain("id", "in", self.ids)) if self.ids else {}
        return {contract: found[contract] for contract in self if contract in found}

    @api.model
    def _find_overdue(self, contract_domain):
        """Return what ``_get_overdue`` does, of the contracts in *contract_domain*."""
        today = fields.Date.context_today(self)
        # sudo: the service desk is told of arrears, but never reads invoices
        items_sudo = self.env["account.move.line"].sudo()
        items_sudo = items_sudo.with_context(active_test=False)
        of_contract = Domain("contract_line_id.contract_id", "any", contract_domain)
        instalments = items_sudo.search_fetch(
            Domain("parent_state", "=", "posted")
            & Domain("move_id.move_type", "=", "out_invoice")
            & Domain("account_id.account_type", "=", "asset_receivable")
            & Domain("reconciled", "=", False)
            & Domain("amount_residual", ">", 0)
            & Domain("date_maturity", "<", today)
            & Domain("move_id.line_ids", "any", of_contract),
            ["move_id", "date_maturity", "amount_residual"],
            order="date_maturity, id",
        )
        sold = items_sudo.search_fetch(
            Domain("move_id", "in", instalments.move_id.ids) & of_contract,
            ["move_id", "contract_line_id"],
        )
        # sudo: as above
        contracts_of = defaultdict(self.sudo().browse)
        for item in sold:
            contracts_of[item.move_id] |= item.contract_line_id.contract_id
        overdue = {}
        for item in instalments:
            for contract in contracts_of[item.move_id]:
                days, amount, invoice = overdue.get(
                    contract, ((today - item.date_maturity).days, 0.0, item.move_id)
                )
                overdue[contract] = (days, amount + item.amount_residual, invoice)
        return overdue
