# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models


class RmaCoverRulesMixin(models.AbstractModel):
    """Rules that say who pays: warranty, contract, and what takes them away."""

    _name = "rma.cover.rules.mixin"
    _description = "RMA Rules on the Cover"

    def _judge_warranty(self, line, facts, covers):
        """Does a warranty, the unit's or an earlier repair's, pay?"""
        if line.claim_id.demand == "paid":
            reason = self.env._("The customer asked for a paid service.")
            return "info", reason, None
        own = [cover for cover in covers if cover.source != "contract"]
        return self._join_covers(own, covers)

    def _judge_contract(self, line, facts, covers):
        """Does a service contract pay?"""
        contracts = [cover for cover in covers if cover.source == "contract"]
        if not contracts or line.claim_id.demand == "paid":
            return None
        return self._join_covers(contracts, covers)

    def _join_covers(self, covers, all_covers):
        """Return one result for *covers*: what holds first, the best on top.

        What does not hold is only a note where another promise pays.
        """
        ranked = sorted(covers, key=lambda c: (c.holds, *c.rank), reverse=True)
        reason = "\n".join(cover.reason for cover in ranked)
        evidence = ranked[0].evidence
        if ranked[0].holds:
            return "pass", reason, evidence
        is_paid_elsewhere = any(cover.holds for cover in all_covers)
        return "info" if is_paid_elsewhere else "fail", reason, evidence

    def _judge_cause(self, line, facts, covers):
        """Is the cause that was found one that is paid for?"""
        cause = line.cause_id
        if not cause or cause.is_misuse:
            return None
        excluding = [
            cover.term
            for cover in covers
            if cover.term and cause in cover.term.excluded_cause_ids
        ]
        if not excluding:
            reason = self.env._("“%(cause)s” is not excluded.", cause=cause.name)
            return "pass", reason, None
        reason = self.env._(
            "“%(cause)s” is excluded by “%(term)s”.",
            cause=cause.name,
            term=excluding[0].name,
        )
        return "fail", reason, None

    def _judge_misuse(self, line, facts, covers):
        """Was misuse found at the inspection?"""
        cause = line.cause_id
        if not cause:
            return None
        if cause.is_misuse:
            reason = self.env._(
                "“%(cause)s” is misuse: nobody covers it.", cause=cause.name
            )
            return "fail", reason, None
        return "pass", self.env._("“%(cause)s” is no misuse.", cause=cause.name), None
