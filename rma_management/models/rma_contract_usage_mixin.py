# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import UTC, datetime, time

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.fields import Domain


class RmaContractUsageMixin(models.AbstractModel):
    """What a service contract covers: how many claims it paid for and still pays."""

    _name = "rma.contract.usage.mixin"
    _description = "RMA Claims of a Service Contract"

    coverage_term_id = fields.Many2one(
        "rma.coverage.term",
        ondelete="restrict",
        tracking=True,
        check_company=True,
    )
    rma_claim_limit = fields.Integer(
        related="coverage_term_id.claim_limit", string="Claims Allowed"
    )
    rma_claim_period = fields.Selection(related="coverage_term_id.claim_period")
    rma_date_claimed = fields.Datetime(
        readonly=True, copy=False, help="When a claim under it was approved last."
    )
    used_claims = fields.Integer(
        compute="_compute_claim_usage",
        help="Claims that this contract paid for: in the running contract year, or in "
        "all, as its coverage term counts.",
    )
    remaining_claims = fields.Integer(
        compute="_compute_claim_usage",
        help="How many claims are left; 0 also when there is no limit.",
    )

    @api.depends("coverage_term_id")
    def _compute_claim_usage(self):
        usage = self._get_claim_usage(fields.Date.context_today(self))
        for contract in self:
            used, _limit, remaining = usage[contract]
            contract.used_claims = used
            contract.remaining_claims = remaining or 0

    @api.model
    def _get_counted_domain(self):
        """Return the domain of the claimed units that a contract paid for."""
        return (
            Domain("coverage", "=", "contract")
            & Domain("decision", "=", "approved")
            & Domain("ending", "not in", ("cancelled", "expired"))
        )

    def _get_claim_usage(self, on_date, without=None):
        """Return ``{contract: (used, limit, remaining)}`` on a day, in one query.

        A limit of 0 is none: *remaining* is ``None`` then. A limit "per year" counts
        the contract year, from anniversary to anniversary, that *on_date* lies in.

        :param datetime.date on_date: the day that is asked for
        :param without: claimed units that are not counted, such as those which are
            being judged again
        """
        # sudo: a claim counts, whoever may see it
        lines_sudo = self.env["rma.claim.line"].sudo()
        windows = self.grouped(lambda contract: contract._get_claim_window(on_date))
        domain = Domain.OR(
            Domain("contract_id", "in", contracts.ids)
            & (
                Domain("date_decided", ">=", window[0])
                & Domain("date_decided", "<", window[1])
                if window
                else Domain.TRUE
            )
            for window, contracts in windows.items()
        )
        domain &= self._get_counted_domain()
        if without:
            domain &= Domain("id", "not in", without.ids)
        counts = dict(lines_sudo._read_group(domain, ["contract_id"], ["__count"]))
        usage = {}
        for contract in self:
            used = counts.get(contract, 0)
            limit = contract.coverage_term_id.claim_limit
            usage[contract] = (used, limit, max(limit - used, 0) if limit else None)
        return usage

    def _get_claim_window(self, on_date):
        """Return from when until before when claims count, in UTC, or False for all."""
        self.ensure_one()
        start = self._get_cover_dates()[0]
        if self.coverage_term_id.claim_period != "year" or not start:
            return False
        zone = self.company_id._get_rma_zone()
        years = on_date.year - start.year
        if start + relativedelta(years=years) > on_date:
            years -= 1
        return tuple(
            datetime.combine(start + relativedelta(years=count), time.min, zone)
            .astimezone(UTC)
            .replace(tzinfo=None)
            for count in (years, years + 1)
        )
