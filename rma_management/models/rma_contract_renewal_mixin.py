# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import format_date

#: How many contracts are reminded of before the work is committed.
BATCH_SIZE = 50


class RmaContractRenewalMixin(models.AbstractModel):
    """The reminder to renew a service contract before it ends."""

    _name = "rma.contract.renewal.mixin"
    _description = "RMA Renewal of a Service Contract"

    renewal_days = fields.Integer(
        string="Remind of the Renewal (Days Before)",
        default=30,
        help="0: on the last day.",
    )
    date_renewal = fields.Date(
        string="Renewal Due",
        compute="_compute_date_renewal",
        store=True,
        index="btree_not_null",
        help="From when on the end of the contract is near.",
    )
    date_renewal_reminded = fields.Date(
        string="Reminded of the End On",
        readonly=True,
        copy=False,
        help="The end date that the responsible was reminded of.",
    )

    @api.depends("is_service_contract", "date_end", "renewal_days")
    def _compute_date_renewal(self):
        for contract in self:
            contract.date_renewal = (
                contract.is_service_contract
                and contract.date_end
                and contract.date_end - timedelta(days=contract.renewal_days)
            )

    @api.model
    def _cron_remind_renewal(self, size=BATCH_SIZE):
        """Give the responsible of a service contract a to-do before it ends.

        One to-do for each end date, so that a second run finds nothing to do and a
        renewed contract is reminded of again. Works in batches and commits after
        each: it may be killed anywhere.
        """
        today = fields.Date.context_today(self)
        contracts = self.search(
            [("date_renewal", "<=", today), ("date_end", ">=", today)], order="id"
        ).filtered(lambda c: c.date_renewal_reminded != c.date_end)
        progress = self.env["ir.cron"]
        progress._commit_progress(remaining=len(contracts))
        for start in range(0, len(contracts), size):
            contracts[start : start + size].try_lock_for_update()._remind_renewal()
            if not progress._commit_progress(len(contracts[start : start + size])):
                return

    def _remind_renewal(self):
        """Create the to-dos and note for which end date they are."""
        todo = self.env.ref("mail.mail_activity_data_todo")
        model = self.env["ir.model"]._get(self._name)
        self.env["mail.activity"].create(
            [
                {
                    "res_model_id": model.id,
                    "res_id": contract.id,
                    "activity_type_id": todo.id,
                    "date_deadline": contract.date_end,
                    # nobody responsible: it is seen on the contract
                    "user_id": contract.user_id.active and contract.user_id.id,
                    "summary": contract._get_renewal_text(),
                }
                for contract in self
            ]
        )
        for date_end, contracts in self.grouped("date_end").items():
            contracts.date_renewal_reminded = date_end

    def _get_renewal_text(self):
        """Return the sentence of the to-do in the language of who reads it."""
        contract = self.with_context(lang=self.user_id.lang or self.env.lang)
        return contract.env._(
            "The service contract “%(contract)s” of %(customer)s ends on %(date)s: "
            "renew it, or tell the customer that it ends.",
            contract=contract.display_name,
            customer=contract.commercial_partner_id.display_name,
            date=format_date(contract.env, contract.date_end),
        )
