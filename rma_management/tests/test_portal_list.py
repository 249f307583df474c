# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from lxml import html

from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .portal_bulk import clone_claims
from .portal_common import PortalCommon

#: A page of the list, whatever the database holds.
LIST_BUDGET = 40


@tagged("post_install", "-at_install")
class TestPortalList(PortalCommon):
    SOLD = 24

    def _get_rows(self, url="/my/rma"):
        """Return the numbers of the claims on a page of the list, top down."""
        response = self._get(url)
        self.assertEqual(response.status_code, 200, url)
        page = html.fromstring(response.content)
        return [
            cell.text_content().split()[0]
            for cell in page.xpath("//tr[contains(@class, 'rma_row')]/th")
        ]

    def _count_queries(self, url):
        self._get(url)
        before = self.cr.sql_log_count
        self.assertEqual(self._get(url).status_code, 200)
        return self.cr.sql_log_count - before

    # -- who sees what --

    def test_list_shows_the_whole_company_and_nobody_else(self):
        """A child contact sees what head office registered; a stranger nothing."""
        ours = self._register(lot=self.lots[0])
        by_contact = self._register(lot=self.lots[1], partner_id=self.contact.id)
        foreign = self._register(product_id=self.cable.id, partner_id=self.stranger.id)
        self._login(self.portal)
        self.assertEqual(self._get_rows(), [by_contact.name, ours.name])
        self._login(self.mallory)
        self.assertEqual(self._get_rows(), [foreign.name])
        self.assertEqual(self._get_rows("/my/rma?search=" + ours.name), [])

    def test_unconfirmed_claims_are_not_listed(self):
        claim = self.env["rma.claim"]._create_intake(
            self.customer, {"product_id": self.cable.id}, "web"
        )
        self._login(self.portal)
        self.assertEqual(self._get_rows(), [])
        self.assertEqual(self._get_rows(f"/my/rma?search={claim.name}"), [])
        claim._confirm_intake()
        self.assertEqual(self._get_rows(), [claim.name])

    def test_list_needs_a_login(self):
        self._login(None)
        response = self._get("/my/rma")
        self.assertEqual(response.status_code, 303)
        self.assertIn("/web/login", response.headers["Location"])

    def test_list_only_answers_to_get(self):
        self._login(self.portal)
        self.assertEqual(self._post("/my/rma").status_code, 405)

    def test_people_without_claims_get_help(self):
        self._login(self.portal)
        page = self._get("/my/rma").text
        self.assertIn("rma_no_claim", page)
        self.assertIn("/my/rma/new", page)
        self.assertIn("rma_no_result", self._get("/my/rma?search=nothing").text)

    def test_employees_without_rights_see_an_empty_list(self):
        employee = new_test_user(self.env, "rma_nobody", groups="base.group_user")
        self._register()
        self._login(employee)
        self.assertEqual(self._get_rows(), [])

    def test_companies_of_the_user(self):
        """Claims of two companies are listed to who belongs to both."""
        other = self.env["res.company"].create({"name": "Second"})
        here = self._register(lot=self.lots[0])
        there = self.env["rma.claim"].create(
            {
                "partner_id": self.customer.id,
                "company_id": other.id,
                "line_ids": [Command.create({"product_id": self.cable.id})],
            }
        )
        self._login(self.portal)
        self.assertEqual(self._get_rows(), [here.name])
        self.assertEqual(self._get(f"/my/rma/{there.id}").status_code, 404)
        url = f"/my/rma/{there.id}?access_token={self._get_token(there)}"
        self.assertEqual(self._get(url).status_code, 200)
        self.portal.company_ids = [Command.link(other.id)]
        self.assertEqual(set(self._get_rows()), {here.name, there.name})
        self.assertEqual(self._get(f"/my/rma/{there.id}").status_code, 200)

    # -- finding --

    def test_search(self):
        """Any number, serial or product finds the claim, in the right place only."""
        claim = self._approved(lot=self.lots[0], client_ref="PO-4711")
        other = self._register(product_id=self.cable.id)
        other.line_ids.lot_name = "TOLD-99"
        self._login(self.portal)
        found, told = [claim.rma_number], [other.name]
        for text, search_in, rows in (
            (claim.rma_number, "number", found),
            (claim.name, "number", found),
            (claim.line_ids.reference, "number", found),
            ("po-4711", "number", found),
            (self.sale_order.name, "number", found),
            (self.lots[0].name, "serial", found),
            ("told-99", "serial", told),
            ("Printer", "product", found),
            ("Cable", "all", told),
            ("Cable", "serial", []),
            ("PO-4711", "product", []),
            ("  ", "all", told + found),
        ):
            with self.subTest(text=text, search_in=search_in):
                url = f"/my/rma?search={text}&search_in={search_in}"
                self.assertEqual(self._get_rows(url), rows)

    def test_filters(self):
        sent = self._approved(lot=self.lots[0])
        checked = self._register(lot=self.lots[1])
        checked.action_submit()
        rejected = self._register(lot=self.lots[2])
        rejected.action_submit()
        rejected.with_user(self.approver).action_reject("Too old.")
        self._login(self.portal)
        for filterby, claims in (
            ("all", rejected | checked | sent),
            ("open", checked | sent),
            ("yours", sent),
            ("underway", sent.browse()),
            ("closed", rejected),
            ("odd", rejected | checked | sent),
        ):
            with self.subTest(filterby):
                rows = self._get_rows(f"/my/rma?filterby={filterby}")
                self.assertEqual(rows, claims.mapped("display_name"))

    def test_sorting(self):
        waiting = self._approved(lot=self.lots[0])
        second = self._register(lot=self.lots[1])
        third = self._register(lot=self.lots[2])
        self._login(self.portal)
        for sortby, claims in (
            ("newest", third + second + waiting),
            ("yours", waiting + third + second),
            ("number", waiting + second + third),
            ("id; DROP TABLE rma_claim", third + second + waiting),
        ):
            with self.subTest(sortby):
                rows = self._get_rows(f"/my/rma?sortby={sortby}")
                self.assertEqual(rows, claims.mapped("display_name"))

    def test_what_waits_comes_first_on_all_pages(self):
        """The two halves of that order follow each other without a gap."""
        waiting = self._approved(lot=self.lots[0])
        clone_claims(self.env, waiting, 24)
        plain = self._register(lot=self.lots[1])
        clone_claims(self.env, plain, 30)
        model = self.env["rma.claim"].with_user(self.portal)
        domain = model._get_customer_domain()
        rows = []
        for offset in range(0, 60, 20):
            rows += model._search_for_customer(domain, "yours", offset, 20).ids
        claims = model.browse(rows)
        self.assertEqual(len(set(rows)), 56)
        self.assertEqual(set(claims[:25].mapped("ball_owner")), {"customer"})
        self.assertEqual(set(claims[25:].mapped("ball_owner")), {"us"})

    # -- what a row tells --

    def test_row_is_escaped(self):
        evil = "<script>alert('x')</script>"
        self.product.name = evil
        claim = self._register(lot=self.lots[0], client_ref=evil)
        self._login(self.portal)
        page = self._get("/my/rma?search=" + "<script>alert(1)</script>").text
        self.assertNotIn("<script>alert(", page)
        page = self._get("/my/rma").text
        self.assertNotIn("<script>alert(", page)
        self.assertIn("&lt;script&gt;alert(", page)
        self.assertIn(claim.name, page)

    def test_home_counts_when_asked(self):
        self._register(lot=self.lots[0])
        self._login(self.portal)
        self.assertIn('href="/my/rma"', self._get("/my").text)
        self.assertIn('href="/my/rma/new"', self._get("/my").text)
        counters = self.make_jsonrpc_request(
            "/my/counters", {"counters": ["rma_claim_count"]}
        )
        self.assertEqual(counters["rma_claim_count"], 1)
        counters = self.make_jsonrpc_request("/my/counters", {"counters": []})
        self.assertNotIn("rma_claim_count", counters)

    # -- many --

    def test_query_count_is_constant(self):
        """Two rows, twenty rows, 10,000 claims: the same number of queries."""
        self._login(self.portal)
        claim = self._approved(lot=self.lots[0])
        plain = self._register(lot=self.lots[1])
        urls = [
            f"/my/rma{page}?search={search}&sortby={sortby}"
            for page, search, sortby in (
                ("", "", ""),
                ("", "print", ""),
                ("", "", "number"),
            )
        ]
        few = [self._count_queries(url) for url in urls]
        clone_claims(self.env, claim, 9)
        clone_claims(self.env, plain, 9)
        twenty = [self._count_queries(url) for url in urls]
        clone_claims(self.env, claim, 5000)
        clone_claims(self.env, plain, 5000)
        many = [self._count_queries(url) for url in urls]
        for before, after, at_last in zip(few, twenty, many, strict=True):
            self.assertLessEqual(after, before)
            self.assertLessEqual(at_last, after)
        self.assertLess(max(few), LIST_BUDGET)
        self.assertEqual(len(self._get_rows("/my/rma/page/501")), 20)
        self.assertEqual(len(self._get_rows("/my/rma/page/99999")), 20)
        self.assertEqual(len(self._get_rows("/my/rma?sortby=yours")), 20)
        # serials of ours and serials as told are read apart
        self.assertLessEqual(self._count_queries("/my/rma/page/501"), many[0] + 1)
        rows = self._get_rows("/my/rma?search=BULKSN4999&search_in=serial")
        self.assertEqual(rows, ["BULK/4999", "BULK/4999"])
