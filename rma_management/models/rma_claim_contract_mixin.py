# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models
from odoo.exceptions import UserError


class RmaClaimContractMixin(models.AbstractModel):
    """What service contracts pay."""

    _name = "rma.claim.contract.mixin"
    _description = "RMA Service Contracts of the Unit"

    def _check_under_contract(self):
        """Raise when a unit is under no service contract that could pay for it."""
        covering = self.env["rma.contract.unit"]._find_covering(self)
        for line in self:
            if not covering[line]:
                raise UserError(
                    self.env._(
                        "%(unit)s is under no service contract of %(customer)s, so "
                        "none can pay. Add it to a contract first, or let it be free "
                        "by the percentages you agreed on.",
                        unit=line.display_name,
                        customer=line.claim_id.commercial_partner_id.display_name,
                    )
                )

    def _get_contract_cover(self, facts, unit):
        """Return what a service contract pays for this unit."""
        self.ensure_one()
        contract = unit.contract_id
        term = contract.coverage_term_id
        first, last = unit._get_cover_dates()
        known = self.env._(
            "Service contract %(contract)s, %(period)s",
            contract=contract.code or contract.name,
            period=self._get_period_words(first, last),
        )
        obstacle = (
            self._get_contract_date_obstacle(facts.get_day(self), first, last)
            or self._get_cause_obstacle(term)
            or self._get_arrears_obstacle(facts, contract)
            or self._get_contract_limit_obstacle(facts, contract, unit)
        )
        if obstacle:
            reason = self.env._("%(known)s: %(why)s", known=known, why=obstacle)
            return self._prepare_cover("contract", reason, term, contract)
        reason = self.env._("%(known)s: covered.", known=known)
        overdue = facts.overdue.get(contract)
        if overdue and contract.arrears_rule == "warn":
            if overdue[0] > contract.arrears_days:
                reason = self.env._(
                    "%(reason)s An invoice is overdue by %(days)s days.",
                    reason=reason,
                    days=overdue[0],
                )
        return self._prepare_cover(
            "contract", reason, term, contract, holds=True, contract=contract
        )

    def _get_contract_date_obstacle(self, day, first, last):
        if last and day > last:
            return self.env._(
                "over when the fault was reported on %(date)s.",
                date=self._format_day(day),
            )
        if first and day < first:
            return self.env._(
                "not begun when the fault was reported on %(date)s.",
                date=self._format_day(day),
            )
        return False

    def _get_arrears_obstacle(self, facts, contract):
        days = facts.overdue.get(contract, (0,))[0]
        if contract.arrears_rule != "block" or days <= contract.arrears_days:
            return False
        return self.env._(
            "no cover while an invoice is overdue by %(days)s days.", days=days
        )

    def _get_contract_limit_obstacle(self, facts, contract, unit):
        """Return why the contract's claims or pieces are used up, or False."""
        self.ensure_one()
        used, limit = facts.get_contract_usage(contract, facts.get_day(self))
        if limit and used >= limit:
            return self.env._(
                "%(used)s of %(limit)s claims are used up.", used=used, limit=limit
            )
        if unit.lot_id or not self.lot_id:
            return False
        serials = facts.get_claimed_serials(unit) - {self.lot_id.id}
        if len(serials) >= unit.quantity:
            return self.env._(
                "%(quantity)g pieces are covered, and so many other serial numbers "
                "were claimed already.",
                quantity=unit.quantity,
            )
        return False

    def _get_period_words(self, first, last):
        if not last:
            return self.env._("since %(first)s", first=self._format_day(first))
        return self.env._(
            "%(first)s to %(last)s",
            first=self._format_day(first),
            last=self._format_day(last),
        )
