# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import logging

from odoo.tests import tagged

from .desk_common import DeskCommon

_logger = logging.getLogger(__name__)

MANY = 500
#: Queries a row, to read, judge and keep a list as units of a claim.
CHECK_BUDGET = 0.4
#: … and to send it: every unit is submitted and judged again.
SEND_BUDGET = 0.5


@tagged("-at_install", "post_install")
class TestDeskBudget(DeskCommon):
    """What a list costs, and that pages cost the same with many rows."""

    SOLD = MANY

    def _count(self, function, *args):
        """Return how many queries *function* takes, from an empty cache of records."""
        self.env.flush_all()
        self.env.invalidate_all()
        count = self.cr.sql_log_count
        function(*args)
        self.env.flush_all()
        return self.cr.sql_log_count - count

    def _create(self, lots):
        self.batch = self._create_batch(
            *(f"{name}\tPRN-1\tnopower" for name in lots.mapped("name"))
        )
        self.assertEqual(self.batch.good_count, len(lots))

    def test_five_hundred_rows(self):
        # what is read once for all lists
        self._create(self.lots[:1])
        self.batch._discard()
        created = self._count(self._create, self.lots)
        batch = self.batch
        checked = self._count(batch._check)
        sent = self._count(batch._send_good)
        self.assertEqual(len(batch.claim_id.line_ids), MANY)
        self.assertEqual(batch.state, "sent")
        _logger.info(
            "%s rows: %.2f queries a row to check, %s to check again, %.2f to send",
            MANY,
            created / MANY,
            checked,
            sent / MANY,
        )
        self.assertLessEqual(created / MANY, CHECK_BUDGET)
        self.assertLessEqual(checked, 40)
        self.assertLessEqual(sent / MANY, SEND_BUDGET)

    def test_pages_cost_the_same_with_many_rows(self):
        small = self._create_batch(*self.lots[:3].mapped("name"), "NOPE")
        large = self._create_batch(*self.lots[3:99].mapped("name"), "NOPE")
        self._login(self.portal)

        def get(path):
            self.assertEqual(self._get(path).status_code, 200)

        for path in ("/my/rma/desk/%s", "/my/rma/desk/%s/result.csv"):
            get(path % small.id)
            few = self._count(get, path % small.id)
            many = self._count(get, path % large.id)
            self.assertLessEqual(many, few + 2, path)
        small._send_good()
        paths = ("/my/rma/desk", "/my/rma/desk/units", "/my/rma/desk/units.xlsx")
        for path in paths:
            get(path)
        few = {path: self._count(get, path) for path in paths}
        for _time in range(5):
            self._create_batch("NOPE")
        large._send_good()
        for path in paths:
            self.assertLessEqual(self._count(get, path), few[path] + 2, path)
