# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.tests import tagged, warmup

from .common import StandbyCommon


@tagged("-at_install", "post_install")
class TestStandbyBudget(StandbyCommon):
    """Queries are counted, so the machine's noise does not matter."""

    IN_POOL = 24

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

    @warmup
    def test_batch_costs_little_more_than_one(self):
        """Reserve, issue and return: a unit in a batch costs a fraction of one."""
        one, many = self._request_many(1), self._request_many(20)
        costs = {}
        for name, loans in (("one", one), ("many", many)):
            costs[name] = [
                self._count(loans.action_reserve),
                self._count(loans.action_issue),
                self._count(lambda loans=loans: self._validate_loans(loans)),
                self._count(loans.action_request_return),
                self._count(lambda loans=loans: self._validate_loans(loans)),
            ]
        for single, batch in zip(costs["one"], costs["many"], strict=True):
            self.assertLess((batch - single) / 19, 20, costs)
        self.assertLessEqual(sum(costs["one"]), 260, costs)
        self.assertLessEqual(sum(costs["many"]) / 20, 48, costs)

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

    def test_moves_elsewhere_cost_nothing(self):
        """A delivery that has nothing to do with stand-by units asks nothing."""
        with self.assertNoStandbyQueries():
            self._sell(self.cable, quantity=1)

    def assertNoStandbyQueries(self):
        """Return a context that fails on any query about loans or units."""
        return _NoStandbyQueries(self)


class _NoStandbyQueries:
    """Listens to the cursor's statements."""

    def __init__(self, test):
        self.test = test

    def __enter__(self):
        cr = self.test.env.cr
        self.execute = cr.execute
        self.seen = []

        def execute(query, *args, **kwargs):
            text = query if isinstance(query, str) else getattr(query, "code", "")
            if "FROM \"rma_standby" in str(text):
                self.seen.append(str(text)[:200])
            return self.execute(query, *args, **kwargs)

        cr.execute = execute

    def __exit__(self, *_error):
        del self.test.env.cr.execute
        self.test.assertFalse(self.seen)
