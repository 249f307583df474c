# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from unittest.mock import patch

from odoo.fields import Command
from odoo.sql_db import Cursor
from odoo.tests import tagged, warmup

from .common import StandbyCommon


@tagged("-at_install", "post_install")
class TestStandbyBudget(StandbyCommon):
    """Queries are counted, so the machine's noise does not matter."""

    IN_POOL = 24
    ON_SHELF = 24

    def _count(self, action):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        action()
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def _request_many(self, count):
        return self.env["rma.standby.loan"].union(
            *(self._request() for _number in range(count))
        )

    def _make_native(self, lots, source, destination):
        """Return a confirmed native transfer of these serials, reserved by the core."""
        common = {"location_id": source.id, "location_dest_id": destination.id}
        picking = self.env["stock.picking"].create(
            {
                "picking_type_id": self.warehouse.int_type_id.id,
                **common,
                "move_ids": [
                    Command.create(
                        {
                            **common,
                            "product_id": self.product.id,
                            "product_uom_qty": 1,
                        }
                    )
                    for _lot in lots
                ],
            }
        )
        picking.move_ids._action_confirm(merge=False)
        picking.move_ids._action_assign()
        return picking

    def _get_floor(self, count):
        """Return the queries of the bare native way out and back, by hand."""
        shelf = self.env["stock.location"].create(
            {"name": "Shelf", "location_id": self.warehouse.lot_stock_id.id}
        )
        stock = self.warehouse.lot_stock_id
        lots = self.stock_lots[:count]
        total = 0
        for source, destination in ((stock, shelf), (shelf, stock)):
            made = []
            total += self._count(
                lambda made=made, way=(source, destination): made.append(
                    self._make_native(lots, *way)
                )
            )
            total += self._count(made[0].button_validate)
        return total

    @warmup
    def test_cost_beside_the_bare_native_transfers(self):
        """A unit of a batch, from reservation to return, beside what the core needs."""
        floor, cost = {}, {}
        for count in (1, 20):
            floor[count] = self._get_floor(count)
            loans = self._request_many(count)
            cost[count] = [
                self._count(loans.action_reserve),
                self._count(loans.action_issue),
                self._count(lambda loans=loans: self._validate_loans(loans)),
                self._count(loans.action_request_return),
                self._count(lambda loans=loans: self._validate_loans(loans)),
            ]
        per_unit = (sum(cost[20]) - sum(cost[1])) / 19
        floor_per_unit = (floor[20] - floor[1]) / 19
        self.assertLessEqual(per_unit, 1.5 * floor_per_unit, (floor, cost))
        self.assertLessEqual(sum(cost[1]), 2.5 * floor[1], (floor, cost))

    def test_reading_is_constant(self):
        """List and board cost the same for five loans and for twenty."""
        self._hand_out(self._request_many(20))
        Loan = self.env["rma.standby.loan"].with_user(self.agent)
        names = [
            "display_name",
            "summary",
            "state",
            "unit_id",
            "date_expected",
            "days_late",
            "conflict_loan_id",
            "proposal_summary",
            "is_extend_allowed",
            "picking_count",
        ]
        Loan.search([]).read(names)
        few = self._count(lambda: Loan.search([], limit=5).read(names))
        many = self._count(lambda: Loan.search([], limit=20).read(names))
        self.assertEqual(few, many)

    def test_other_transfers_ask_nothing(self):
        """What has nothing to do with the pool costs no query about it."""
        statements = []
        execute = Cursor.execute

        def listen(cursor, query, *args, **kwargs):
            statements.append(str(getattr(query, "code", query)))
            return execute(cursor, query, *args, **kwargs)

        lots = self._create_lots(self.product, "PLAIN", 2)
        self._buy(self.product, lots)
        with patch.object(Cursor, "execute", listen):
            self._sell(self.product, lots)
            self.env.flush_all()
        self.assertGreater(len(statements), 20)
        self.assertFalse([text for text in statements if "rma_standby_unit" in text])
        # whose warranty began: once for all serials, not for each
        tickets = [text for text in statements if '"helpdesk_ticket"' in text]
        self.assertLessEqual(len(tickets), 1)
