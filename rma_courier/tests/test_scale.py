# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from contextlib import contextmanager
from unittest.mock import patch

from odoo.sql_db import Cursor
from odoo.tests import tagged
from odoo.tools import SQL

from .common import CourierCommon

CONSIGNMENTS = 100_000
EVENTS_EACH = 10
#: Tables that grow.
LARGE = (
    "rma_consignment",
    "rma_consignment_docket",
    "rma_consignment_event",
    "stock_lot",
)
#: Rows of a large table that a statement may look at.
MOST_ROWS = 1000
#: Queries of a scan with an empty cache.
MOST_QUERIES = 60


@tagged("post_install", "-at_install")
class TestScale(CourierCommon):
    """A hundred thousand consignments with a million events change no query count.

    Each statement that a search executes is explained by PostgreSQL itself: it may
    look at a thousand rows of a large table, not at all of them.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.claim = cls._approved(lot=cls.lots[0])
        cls.consignment = cls._consign(cls.claim, docket="NEEDLE-1")
        cls.env.flush_all()
        cls._fill()
        cls.env.invalidate_all()

    @classmethod
    def _fill(cls):
        """Write consignments, dockets and events as the gate leaves them behind."""
        company, carrier = cls.company.id, cls.carrier.id
        cls.env.cr.execute(
            SQL(
                """
                INSERT INTO rma_consignment (name, company_id, direction, state,
                    is_open, carrier_id, package_count, payer, date_dispatched,
                    date_delivered, create_date)
                SELECT 'LOAD' || n, %(company)s,
                       CASE WHEN n %% 2 = 0 THEN 'customer_in' ELSE 'customer_out' END,
                       CASE WHEN n %% 20 = 0 THEN 'in_transit' ELSE 'delivered' END,
                       n %% 20 = 0, %(carrier)s, 1, 'company',
                       now() - (n %% 700 || ' days')::interval,
                       CASE WHEN n %% 20 = 0 THEN NULL
                            ELSE now() - (n %% 700 || ' days')::interval END,
                       now()
                  FROM generate_series(1, %(count)s) n
                """,
                company=company,
                carrier=carrier,
                count=CONSIGNMENTS,
            )
        )
        cls.env.cr.execute(
            SQL(
                """
                INSERT INTO rma_consignment_docket (consignment_id, company_id,
                    carrier_id, is_open, name, key)
                SELECT id, company_id, carrier_id, is_open, name, name
                  FROM rma_consignment WHERE name LIKE 'LOAD%%'
                """
            )
        )
        cls.env.cr.execute(
            SQL(
                """
                INSERT INTO rma_consignment_event (consignment_id, company_id, date,
                    status, source, source_key, create_date)
                SELECT id, company_id, date_dispatched + (n || ' hours')::interval,
                       CASE WHEN n < %(each)s THEN 'in_transit' ELSE state END,
                       'webhook', n::text, now()
                  FROM rma_consignment, generate_series(1, %(each)s) n
                 WHERE name LIKE 'LOAD%%'
                """,
                each=EVENTS_EACH,
            )
        )
        cls.env.cr.execute(
            SQL(
                """
                INSERT INTO stock_lot (name, product_id, company_id)
                SELECT 'LOADLOT' || n, %s, %s FROM generate_series(1, %s) n
                """,
                cls.product.id,
                company,
                CONSIGNMENTS,
            )
        )
        for table in LARGE:
            cls.env.cr.execute(SQL("ANALYZE %s", SQL.identifier(table)))

    @contextmanager
    def _recorded(self):
        """Record every SELECT that is executed, with its parameters."""
        statements = []
        execute = Cursor.execute

        def recording(cursor, query, params=None, log_exceptions=True):
            code, values = (
                (query.code, query.params)
                if isinstance(query, SQL)
                else (query, params)
            )
            if code.lstrip().upper().startswith(("SELECT", "WITH")):
                statements.append((code, values))
            return execute(cursor, query, params, log_exceptions)

        with patch.object(Cursor, "execute", recording):
            yield statements

    def assertIndexed(self, statements):
        """Assert that no statement reads much of a large table; return what they use.

        PostgreSQL executes and explains each: rows that are read only to be thrown
        away count, however they were found.
        """
        indexes = set()
        for code, values in statements:
            self.env.cr.execute("EXPLAIN (ANALYZE, FORMAT JSON) " + code, values)
            nodes = [self.env.cr.fetchone()[0][0]["Plan"]]
            while nodes:
                node = nodes.pop()
                nodes += node.get("Plans", [])
                indexes.add(node.get("Index Name"))
                if node.get("Relation Name") in LARGE:
                    read = node["Actual Rows"] + node.get("Rows Removed by Filter", 0)
                    self.assertLessEqual(
                        read * node["Actual Loops"], MOST_ROWS, f"{code}\n{node}"
                    )
        return indexes

    def _count(self, function):
        """Return how many queries *function* needs with an empty cache."""
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        function()
        return self.env.cr.sql_log_count - before

    def test_docket_search(self):
        model = self.env["rma.consignment"].with_user(self.stocker)
        for number, name in (("needle 1", self.consignment.name), ("LOAD77777", None)):
            with self._recorded() as statements:
                found = model.search([("docket", "=", number)])
                found.mapped("display_name")
            self.assertEqual(len(found), 1)
            self.assertEqual(found.name, name or number)
            self.assertIn(
                "rma_consignment_docket_key_idx", self.assertIndexed(statements)
            )

    def test_name_search(self):
        model = self.env["rma.consignment"].with_user(self.stocker)
        for text in ("LOAD42424", "no such number", self.consignment.name, "NEEDLE"):
            with self._recorded() as statements:
                model.name_search(text, limit=8)
            self.assertIndexed(statements)

    def test_gate(self):
        with self._recorded() as statements:
            self._told(self.consignment, "in_transit", key="k1")
            self.env.flush_all()
        self.assertIndexed(statements)

    def test_lists_cost_a_constant_number_of_queries(self):
        model = self.env["rma.consignment"].with_user(self.stocker)
        specification = {
            name: {}
            for name in ("name", "docket", "state", "is_late", "date_due", "location")
        }
        _warm, few, many = (
            self._count(lambda n=n: model.web_search_read([], specification, limit=n))
            for n in (5, 5, 80)
        )
        self.assertEqual(few, many)

    def test_late_uses_its_index(self):
        model = self.env["rma.consignment"].with_user(self.stocker)
        with self._recorded() as statements:
            model.search([("is_late", "=", True)], limit=80)
        self.assertIndexed(statements)

    def test_dock_scan(self):
        dock = self.env["rma.dock"].with_user(self.stocker)
        codes = {
            "needle 1": "receipt",
            self.claim.rma_number: "receipt",
            self.lots[0].name: "receipt",
            "LOADLOT7777": "unknown",
            "LOAD7777": "outgoing",
            "NO-SUCH-NUMBER": "unknown",
        }
        for code, kind in codes.items():
            dock.scan(code)
            self.env.invalidate_all()
            with self._recorded() as statements:
                found = dock.scan(code)
            self.assertEqual(found["kind"], kind, found)
            self.assertLessEqual(len(statements), MOST_QUERIES, code)
            self.assertIndexed(statements)
