# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import timedelta

from freezegun import freeze_time

from odoo import SUPERUSER_ID, api, fields
from odoo.modules.registry import Registry
from odoo.tests import tagged
from odoo.tests.common import BaseCase, get_db_name

from .web_common import WebCommon

HOUR = 3600


@tagged("-at_install", "post_install")
class TestRateLimit(WebCommon):
    """Who tries too often is asked to come back later."""

    def _hits(self, count, purpose="test", key="192.0.2.1", limit=3):
        limits = self.env["rma.rate.limit"]
        return [limits._hit(purpose, key, limit, HOUR) for _i in range(count)]

    def test_a_thousand_times(self):
        hits = self._hits(1000, limit=20)
        self.assertEqual(hits, [True] * 20 + [False] * 980)
        limits = self.env["rma.rate.limit"].search([("purpose", "=", "test")])
        self.assertEqual(limits.mapped("count"), [1000], "one row, whoever many times")

    def test_each_key_and_purpose_for_itself(self):
        self.assertFalse(self._hits(4)[-1])
        self.assertTrue(self._hits(1, key="192.0.2.2")[0])
        self.assertTrue(self._hits(1, purpose="other")[0])

    def test_looking_is_not_counting(self):
        limits = self.env["rma.rate.limit"]
        for used_up in (False, False, False, True):
            self.assertEqual(limits._is_used_up("test", "192.0.2.1", 3, HOUR), used_up)
            self._hits(1)

    def test_no_addresses_are_kept(self):
        self._hits(1)
        rows = self.env["rma.rate.limit"].search([]).mapped("key")
        self.assertNotIn("192.0.2", str(rows))

    def test_later_it_is_possible_again(self):
        self.assertFalse(self._hits(4)[-1])
        with freeze_time(fields.Datetime.now() + timedelta(hours=1)):
            self.assertTrue(self._hits(1)[0])
            self.env["rma.rate.limit"]._gc_ended()
            rows = self.env["rma.rate.limit"].search([("purpose", "=", "test")])
            self.assertEqual(rows.mapped("count"), [1])

    def test_one_visitor_is_one_network(self):
        network = self.env["rma.rate.limit"]._get_network
        self.assertEqual(network("192.0.2.7"), "192.0.2.7")
        self.assertEqual(network("::ffff:192.0.2.7"), "192.0.2.7")
        self.assertEqual(network("2001:db8:1:2::a"), network("2001:db8:1:2:ffff::b"))
        self.assertNotEqual(network("2001:db8:1:2::a"), network("2001:db8:1:3::a"))
        self.assertEqual(network("unknown"), "unknown")
        self.assertEqual(network(None), "")

    def _use_up(self, purpose, key="127.0.0.1"):
        self._hits(1000, purpose, key, 1)

    def test_the_form_is_closed_for_one_address(self):
        hidden = self._get_hidden(self._fill())
        self._use_up("web_step")
        response = self._post("/rma/new", {**hidden, "go": "next"})
        self.assertEqual(response.status_code, 429)
        self.assertEqual(response.headers["Retry-After"], "3600")
        self.assertIn("Too many tries", self._get_text(response))
        self._use_up("web_send")
        response = self._post("/rma/new/send", {**hidden, "consent": "yes"})
        self.assertEqual(response.status_code, 429)
        self.assertFalse(self._find_claims())
        # reading is free
        self.assertEqual(self._get("/rma/new").status_code, 200)

    def test_one_email_gets_a_few_messages(self):
        for _time in range(5):
            self._send_claim()
        response = self._send(email="VERA@example.com")
        self.assertEqual(response.status_code, 429)
        self.assertEqual(len(self._find_claims()), 5)
        self._send_claim(email="another@example.com")

    def test_confirming_is_limited(self):
        claim = self._send_claim()
        self._use_up("web_confirm")
        self.assertEqual(self._confirm(claim).status_code, 429)
        self.assertFalse(claim.is_confirmed)


@tagged("-at_install", "post_install")
class TestRateLimitTogether(BaseCase):
    """All workers count together, and none of them waits for the end of another."""

    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        self.addCleanup(self._clean_up)

    def _clean_up(self):
        with self.registry.cursor() as cr:
            cr.execute("DELETE FROM rma_rate_limit WHERE purpose = 'together'")

    def test_no_hit_is_lost(self):
        with ExitStack() as stack:
            # made here: while tests run, only this thread reaches the registry
            models = [
                api.Environment(cursor, SUPERUSER_ID, {})["rma.rate.limit"]
                for cursor in [
                    stack.enter_context(self.registry.cursor()) for _i in range(4)
                ]
            ]

            def work(limits):
                return [limits._hit("together", "k", 30, HOUR) for _i in range(10)]

            with ThreadPoolExecutor(len(models)) as pool:
                answers = [hit for hits in pool.map(work, models) for hit in hits]
        self.assertEqual(answers.count(True), 30)
        with self.registry.cursor() as cr:
            cr.execute("SELECT count FROM rma_rate_limit WHERE purpose = 'together'")
            self.assertEqual(cr.fetchall(), [(40,)])

    def test_a_rolled_back_request_is_counted(self):
        with self.registry.cursor() as cr:
            limits = api.Environment(cr, SUPERUSER_ID, {})["rma.rate.limit"]
            self.assertTrue(limits._hit("together", "r", 1, HOUR))
            cr.rollback()
            self.assertFalse(limits._hit("together", "r", 1, HOUR))
