# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from collections import defaultdict
from datetime import date

from odoo import api, models
from odoo.fields import Domain


class RmaContractCoverMixin(models.AbstractModel):
    """Which units of service contracts cover a claimed unit: facts for the rules."""

    _name = "rma.contract.cover.mixin"
    _description = "RMA Cover by Service Contracts"

    def _get_cover_dates(self):
        """Return the first and the last day of the cover; either may be False.

        These are the days of the unit, or else of the contract; never outside the
        contract. Without a last day the cover is open-ended.
        """
        self.ensure_one()
        return self.date_cover_start, self.date_cover_end

    @api.model
    def _find_covering(self, lines):
        """Return ``{line: units under contract}`` for any number of claimed units.

        A unit under contract covers a claimed unit of the same customer (the whole
        commercial entity) and company by its serial or, without a serial, by its
        product. A serial that a contract names is none of the pieces that a row
        without serials means in the same days. Whether the days of the cover fit is
        for the rules to judge: contracts that ended, or start later, are returned too;
        archived ones are not. The units are those of the system. The number of
        queries does not depend on the number of lines.
        """
        # lines that were joined one by one would be read one by one
        lines = lines.with_prefetch()
        # sudo: cover is a fact, whoever asks; what is returned shows no price
        units_sudo = self.sudo().search(
            Domain("partner_id", "in", lines.partner_id.commercial_partner_id.ids)
            & Domain("company_id", "in", lines.company_id.ids)
            & Domain("contract_id.is_service_contract", "=", True)
            & Domain("contract_id.active", "=", True)
            & (
                Domain("lot_id", "in", lines.lot_id.ids)
                | Domain("lot_id", "=", False)
                & Domain("product_id", "in", lines.product_id.ids)
            )
        )
        by_thing = units_sudo.grouped(
            lambda u: (u.company_id, u.partner_id, u.lot_id or u.product_id)
        )
        covering = {}
        for line in lines:
            key = (line.company_id, line.partner_id.commercial_partner_id)
            none = units_sudo.browse()
            named = by_thing.get((*key, line.lot_id), none) if line.lot_id else none
            pieces = by_thing.get((*key, line.product_id), none)
            covering[line] = named | pieces.filtered(
                lambda unit, named=named: (
                    not any(unit._has_common_days(other) for other in named)
                )
            )
        return covering

    def _has_common_days(self, other):
        """Tell whether the cover of two units under contract overlaps."""
        first, last = self._get_cover_dates()
        other_first, other_last = other._get_cover_dates()
        return (first or date.min) <= (other_last or date.max) and (
            other_first or date.min
        ) <= (last or date.max)

    def _get_claimed_serials(self):
        """Return ``{unit: ids of the serials that were claimed as one of its pieces}``.

        For rows of a product and a quantity: a sixth serial is not covered by a
        contract for five. Serials that the contract names are no pieces, and rows of
        a serial have none. Constant number of queries.
        """
        units = self.with_prefetch()
        contracts = units.contract_id
        # sudo: a claim counts, whoever may see it
        lines_sudo = self.env["rma.claim.line"].sudo()
        claimed = lines_sudo.search_fetch(
            contracts._get_counted_domain()
            & Domain("contract_id", "in", contracts.ids)
            & Domain("product_id", "in", units.product_id.ids)
            & Domain("lot_id", "!=", False),
            ["contract_id", "product_id", "lot_id", "date_decided"],
        )
        named = defaultdict(set)
        # sudo: as above
        for unit in self.sudo().search_fetch(
            Domain("contract_id", "in", contracts.ids) & Domain("lot_id", "!=", False),
            ["contract_id", "lot_id"],
        ):
            named[unit.contract_id].add(unit.lot_id.id)
        by_product = claimed.grouped(lambda line: (line.contract_id, line.product_id))
        return {
            unit: {
                line.lot_id.id
                for line in by_product.get((unit.contract_id, unit.product_id), ())
                if not unit.lot_id
                and unit._is_covered_on(
                    unit.company_id._get_rma_date(line.date_decided)
                )
            }
            - named[unit.contract_id]
            for unit in units
        }

    def _is_covered_on(self, day):
        """Tell whether *day* lies within the days of the cover, both ends included."""
        first, last = self._get_cover_dates()
        return (first or date.min) <= day <= (last or date.max)
