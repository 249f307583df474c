# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models

from ..tools.cover import Cover
from ..tools.rma_dates import format_day


class RmaCoverMixin(models.AbstractModel):
    """The promises that may pay for a unit: warranty, earlier repair, contracts."""

    _name = "rma.cover.mixin"
    _description = "RMA Cover of the Unit"

    def _get_covers(self, facts):
        """Return every promise about this unit, those that do not hold included.

        :param facts: ``EntitlementFacts`` of the batch
        :return: list of ``Cover``, warranty first
        """
        self.ensure_one()
        covers = [self._get_warranty_cover(facts)]
        covers += [self._get_repair_cover(facts, e) for e in facts.get_repairs(self)]
        covers += [
            self._get_contract_cover(facts, unit)
            for unit in facts.get_contract_units(self)
        ]
        return covers

    def _choose_cover(self, covers):
        """Return the promise that is best for the customer, or None: he pays."""
        self.ensure_one()
        if self.claim_id.demand == "paid":
            return None
        return max(
            (cover for cover in covers if cover.holds),
            key=lambda cover: cover.rank,
            default=None,
        )

    def _format_day(self, day):
        return format_day(self.env, day)

    def _prepare_cover(
        self, source, reason, term, evidence, holds=False, contract=None
    ):
        if holds:
            reason = " ".join([reason, *self._get_share_sentences(term)])
        return Cover(
            source=source,
            holds=holds,
            reason=reason,
            # a duration without conditions covers all
            parts=(term.parts_percent if term else 100.0) if holds else 0.0,
            labour=(term.labour_percent if term else 100.0) if holds else 0.0,
            term=term,
            contract=contract,
            evidence=evidence,
        )

    def _get_share_sentences(self, term):
        """Return what the term leaves to the customer."""
        texts = []
        if not term:
            return texts
        for percent, words in (
            (term.parts_percent, self.env._("Parts")),
            (term.labour_percent, self.env._("Labour")),
        ):
            if not percent:
                texts.append(
                    self.env._("%(what)s not covered by the term.", what=words)
                )
            elif percent < 100:
                texts.append(
                    self.env._(
                        "%(what)s covered by %(percent)g %%.",
                        what=words,
                        percent=percent,
                    )
                )
        return texts

    def _get_cause_obstacle(self, term):
        """Return why the cause found is not covered by *term*, or False."""
        self.ensure_one()
        cause = self.cause_id
        if cause.is_misuse or cause in term.excluded_cause_ids:
            return self.env._("“%(cause)s” is not covered.", cause=cause.name)
        return False
