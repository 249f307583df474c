# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from collections import defaultdict
from datetime import timedelta
from functools import cached_property

from odoo import fields


class EntitlementFacts:
    """What the rules know about a batch of units, read in a constant number of queries.

    Every group of facts is read once for all units, and only when a rule asks for it.

    :param lines: ``rma.claim.line`` records with the rights to see other people's
        claims, contracts and deliveries (sudo)
    """

    def __init__(self, lines):
        self.lines = lines
        self.env = lines.env
        self._customer_counts = {}
        self._usages = {}
        self._taken = defaultdict(int)

    def get_day(self, line):
        """Return the day on which the fault of *line* was reported."""
        moment = line.date_reported or line.claim_id.date_registered
        moment = moment or fields.Datetime.now()
        return line.company_id._get_rma_date(moment)

    # -- other claims --

    @cached_property
    def _lines_by_lot(self):
        lots = self.lines.lot_id
        if not lots:
            return {}
        others = self.lines.search(
            [
                ("lot_id", "in", lots.ids),
                ("company_id", "in", self.lines.company_id.ids),
                ("decision", "in", ("submitted", "approved")),
            ]
        )
        others.mapped("resolution_id.credit")
        return others.grouped("lot_id")

    def get_other_lines(self, line):
        """Return the submitted and approved units with the same serial number."""
        found = self._lines_by_lot.get(line.lot_id, self.lines.browse())
        return found - line

    def count_claims_of_customers(self, days):
        """Return {commercial partner: claims registered in the last *days* days}."""
        if days not in self._customer_counts:
            self._customer_counts[days] = self._count_claims_of_customers(days)
        return self._customer_counts[days]

    def _count_claims_of_customers(self, days):
        since = fields.Datetime.now() - timedelta(days=days)
        return dict(
            self.env["rma.claim"]._read_group(
                [
                    (
                        "commercial_partner_id",
                        "in",
                        self.lines.claim_id.commercial_partner_id.ids,
                    ),
                    ("company_id", "in", self.lines.company_id.ids),
                    ("date_registered", ">=", since),
                    ("is_confirmed", "=", True),
                ],
                ["commercial_partner_id"],
                ["__count"],
            )
        )

    # -- promises --

    @cached_property
    def _repairs_by_lot(self):
        # only units that were claimed before can have been repaired before
        lots = self.lines.lot_id.browse(
            [line.lot_id.id for line in self.lines if self.get_other_lines(line)]
        )
        if not lots:
            return {}
        entries = self.env["rma.warranty.entry"].search(
            [("lot_id", "in", lots.ids), ("kind", "=", "repaired")]
        )
        return entries.grouped("lot_id")

    @cached_property
    def _lot_entries(self):
        # lots of many pieces went to many customers: each delivery has its own entry
        lots = self.lines.lot_id.filtered(lambda lot: lot.product_id.tracking == "lot")
        if not lots:
            return {}
        entries = self.env["rma.warranty.entry"].search(
            [("lot_id", "in", lots.ids), ("move_id", "!=", False)], order="date, id"
        )
        return {(entry.lot_id, entry.move_id): entry for entry in entries}

    def get_lot_entry(self, line):
        """Return what was promised with the delivery of a piece of a lot, or None."""
        if line.product_id.tracking != "lot":
            return None
        return self._lot_entries.get((line.lot_id, self.get_delivery(line)))

    def get_repairs(self, line):
        """Return the repairs of this serial that carry a warranty of their own."""
        entries = self._repairs_by_lot.get(line.lot_id)
        return entries or self.env["rma.warranty.entry"]

    @cached_property
    def _contract_units(self):
        return self.env["rma.contract.unit"]._find_covering(self.lines)

    def get_contract_units(self, line):
        """Return the entries of service contracts that name this unit."""
        found = self._contract_units.get(line)
        return found if found is not None else self.env["rma.contract.unit"]

    @cached_property
    def _contracts(self):
        return self.env["contract.contract"].union(
            *(units.contract_id for units in self._contract_units.values())
        )

    @cached_property
    def overdue(self):
        """{contract: (days overdue, amount, invoice)} of contracts in arrears."""
        return self._contracts._get_overdue() if self._contracts else {}

    def get_contract_usage(self, contract, day):
        """Return (used, limit) of the claims of the period that *day* is in.

        Claims that are judged now count one after the other, in their order.
        """
        if day not in self._usages:
            self._usages[day] = self._contracts._get_claim_usage(day, self.lines)
        used, limit, _rest = self._usages[day].get(contract, (0, 0, None))
        return used + self._taken[contract], limit

    def note_cover(self, line, cover):
        """Count *cover*, which was chosen for *line*, against those judged later."""
        if not cover or not cover.contract:
            return
        self._taken[cover.contract] += 1
        for unit in self.get_contract_units(line):
            if unit.contract_id == cover.contract and not unit.lot_id:
                self._claimed_serials.setdefault(unit, set()).add(line.lot_id.id)

    @cached_property
    def _claimed_serials(self):
        units = self.env["rma.contract.unit"].union(*self._contract_units.values())
        return units._get_claimed_serials() if units else {}

    def get_claimed_serials(self, unit):
        """Return the lots that were claimed under a contract's product entry."""
        return self._claimed_serials.get(unit, set())

    @cached_property
    def _deliveries(self):
        moves = self.lines.sale_line_id.move_ids.filtered(
            lambda move: (
                move.state == "done" and move.location_dest_id.usage == "customer"
            )
        )
        return moves.sorted("date").grouped("sale_line_id")

    def get_delivery(self, line):
        """Return the native move that delivered the unit, or none."""
        if line.origin_move_id:
            return line.origin_move_id
        return self._deliveries.get(line.sale_line_id, line.origin_move_id)[-1:]
