# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import contextlib
import logging
from collections import Counter

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import RmaCommon
from .random_walk import ALL_RESOLUTIONS, RandomWalk

_logger = logging.getLogger(__name__)


@tagged("post_install", "-at_install")
class TestParts(RandomWalk, RmaCommon):
    """Lines of several pieces that come and go in parts."""

    SEEDS = (3, 4)
    LENGTH = 36

    def _split_over_two_places(self):
        """Return a claim of three cables: two on the bench, one at the inspection."""
        claim = self._register("repair", product_id=self.cable.id, quantity=3.0)
        self._approve(claim)
        receipt = self._get_open_pickings(claim, "incoming")
        receipt.move_ids.write({"quantity": 2.0, "picked": True})
        receipt.with_context(skip_backorder=True).button_validate()
        claim.action_start_work()
        claim.action_finish_work()
        self._receive(claim)
        self.assertEqual(claim.line_ids.quantity_held, 3.0)
        return claim

    def _get_negative_quants(self):
        return self.env["stock.quant"].search(
            [
                ("product_id", "=", self.cable.id),
                ("quantity", "<", 0),
                ("location_id.usage", "=", "internal"),
            ]
        )

    def test_one_line_at_two_places_leaves(self):
        """What came later leaves with what came first."""
        claim = self._split_over_two_places()
        claim.action_ship()
        self._hand_over(claim)
        self.assertEqual(claim.line_ids.quantity_returned, 3.0)
        self.assertFalse(self._get_negative_quants())

    def test_one_line_at_two_places_changes_hands(self):
        """A booking takes every piece from where it is, or is refused."""
        claim = self._split_over_two_places()
        with contextlib.suppress(UserError), self.env.cr.savepoint():
            claim.line_ids.resolution_id = self._resolution("scrap")
            claim.action_start_work()
            claim.action_finish_work()
        self.assertFalse(self._get_negative_quants())

    def _look(self, claims):
        """What lies at each place, for each owner, is what the units say."""
        root = self.company.rma_location_id
        quarantine = self.company.rma_quarantine_location_id
        quants = self.env["stock.quant"].search([("product_id", "=", self.cable.id)])
        inside = quants.filtered(lambda q: q.location_id.usage == "internal")
        for quant in inside:
            self.assertGreaterEqual(quant.quantity, 0.0, quant.location_id.display_name)
        there = Counter()
        for quant in inside.filtered(lambda q: q.location_id.location_id == root):
            if quant.quantity and quant.location_id != quarantine:
                there[quant.location_id, quant.owner_id] += quant.quantity
        said = Counter()
        for line in claims.sudo().line_ids:
            places = line._get_places()
            self.assertAlmostEqual(sum(places.values()), line.quantity_held)
            for place, quantity in places.items():
                if place != quarantine:
                    said[place, line._get_owner_partner()] += quantity
        self.assertEqual(there, said)
        ours = sum(inside.filtered(lambda q: not q.owner_id).mapped("quantity"))
        self.assertAlmostEqual(self.cable.total_value, ours * 5)

    def test_invariant_2_untracked_units_in_parts(self):
        """Less, more, in parts, into quarantine: every piece is accounted for."""
        for seed in self.SEEDS:
            with self.subTest(seed=seed), self._rolled_back():
                claims = self._start_untracked_walk(seed, ALL_RESOLUTIONS)
                for _step in range(self.LENGTH):
                    self._take_step(claims)
                    try:
                        self._look(claims)
                    except AssertionError as error:
                        trail = ", ".join(self.trail)
                        raise AssertionError(f"After {trail}: {error}") from error
                _logger.info("Walk of cables %s: %s", seed, ", ".join(self.trail))

    @contextlib.contextmanager
    def _rolled_back(self):
        savepoint = self.env.cr.savepoint(flush=True)
        try:
            yield
        finally:
            savepoint.close(rollback=True)
            self.env.invalidate_all()
