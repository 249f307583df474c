# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import random

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import StandbyCommon


@tagged("-at_install", "post_install")
class TestStandbyInvariants(StandbyCommon):
    """What holds after any order of actions."""

    IN_POOL = 10

    def _get_books(self):
        """Return value, cost and what is sellable of the product."""
        self.env.flush_all()
        product = self.product.sudo().with_company(self.company)
        product.invalidate_recordset()
        return {
            "value": product.total_value,
            "cost": product.standard_price,
            "on_hand": product.qty_available,
            "forecast": product.virtual_available,
            "free": product.free_qty,
        }

    def _count_units(self):
        """Return how many units the pool and On loan hold."""
        places = self.company._get_standby_locations()
        quants = self.env["stock.quant"].search(
            [("location_id", "child_of", places.ids), ("quantity", "!=", 0)]
        )
        self.assertEqual(set(quants.mapped("quantity")), {1.0})
        return len(quants)

    def test_hundred_issues_and_returns(self):
        """Invariant 2: the pool is worth the same, and nothing of it is sellable."""
        before, count = self._get_books(), self._count_units()
        self.assertEqual(count, self.IN_POOL)
        self.assertEqual(before["on_hand"], self.ON_SHELF)
        for _round in range(10):
            loans = self.env["rma.standby.loan"].union(
                *(self._request() for _unit in self.units)
            )
            for step in (
                loans.action_issue,
                lambda loans=loans: self._validate_loans(loans),
                loans.action_request_return,
                lambda loans=loans: self._validate_loans(loans),
            ):
                step()
                self.assertEqual(self._get_books(), before)
            loans.unit_id.with_user(self.stocker).action_make_ready()
        done = self.env["rma.standby.loan"].search_count([("state", "=", "returned")])
        self.assertEqual(done, 100)
        self.assertEqual(self._count_units(), count)
        self.assertEqual(set(self.units.mapped("state")), {"free"})

    def test_nothing_lent_is_sellable(self):
        """An order for more than the shelf has waits; it does not take the pool."""
        order = self.env["sale.order"].create(
            {
                "partner_id": self.stranger.id,
                "order_line": [
                    (
                        0,
                        0,
                        {
                            "product_id": self.product.id,
                            "product_uom_qty": self.ON_SHELF + 2,
                        },
                    )
                ],
            }
        )
        order.action_confirm()
        picking = order.picking_ids
        self.assertEqual(
            picking.move_line_ids.lot_id & self.units.lot_id, self.env["stock.lot"]
        )
        self.assertEqual(sum(picking.move_line_ids.mapped("quantity")), self.ON_SHELF)

    def test_random_walks(self):
        """Every unit is where its loan says, after any order of actions."""
        for seed in range(3):
            walk = random.Random(seed)
            for _step in range(25):
                loans = self.env["rma.standby.loan"].with_user(self.agent).search([])
                action = walk.choice(
                    [
                        "request",
                        "action_reserve",
                        "action_issue",
                        "validate",
                        "action_request_return",
                        "action_extend",
                        "action_release",
                        "action_swap",
                        "cancel",
                        "ready",
                    ]
                )
                some = loans.filtered(lambda loan, walk=walk: walk.random() < 0.4)
                try:
                    with self.env.cr.savepoint():
                        self._walk(action, some)
                except UserError:
                    # refused: the savepoint has taken everything back
                    self.env.invalidate_all()
                self._check_places()

    def _walk(self, action, loans):
        if action == "request":
            self._request()
        elif action == "validate":
            pickings = self._get_open_loan_pickings(loans)
            if pickings:
                pickings.button_validate()
        elif action == "cancel":
            loans.action_cancel("Walk")
        elif action == "ready":
            self.units.with_user(self.stocker).filtered(
                lambda unit: unit.place == "pool"
            ).action_make_ready()
        else:
            getattr(loans, action)()

    def _check_places(self):
        self.env.flush_all()
        self.assertEqual(self._count_units(), self.IN_POOL)
        for unit in self.units:
            out = unit.loan_ids.filtered(
                lambda ln: ln.state in ("issued", "due", "overdue")
            )
            self.assertLessEqual(len(out), 1)
            self.assertEqual(
                unit.place, "on_loan" if out else "pool", unit.display_name
            )
            moves = unit.loan_ids.sudo().move_ids.filtered(lambda m: m.state == "done")
            kinds = moves.mapped("rma_standby_kind")
            self.assertEqual(kinds.count("issue") - kinds.count("return"), len(out))
