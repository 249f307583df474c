# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import re

from odoo.tests import tagged

from .web_common import WebCommon


@tagged("-at_install", "post_install")
class TestTracking(WebCommon):
    """Where a claim stands, for who knows number and e-mail or postcode."""

    def setUp(self):
        super().setUp()
        self.customer.write({"zip": "SW1A 1AA", "street": "Secret Road 1"})
        self.stranger.zip = "47 11"
        self.claim = self._approved(partner_shipping_id=self.stranger.id)

    def _track(self, number, secret):
        return self._post("/rma/track", {"number": number, "secret": secret})

    def assertFound(self, number, secret):
        response = self._track(number, secret)
        self.assertEqual(response.status_code, 200)
        self.assertIn("rma_tracked", response.text, (number, secret))
        return response

    def assertNotFound(self, number, secret):
        response = self._track(number, secret)
        self.assertEqual(response.status_code, 200)
        self.assertNotIn("rma_tracked", response.text, (number, secret))
        return response

    def test_numbers_as_people_type_them(self):
        claim, number = self.claim, self.claim.rma_number
        spaced = f" {number[:3]} {number[3:8].lower()}-{number[8:]} "
        _prefix, year, count = claim.name.split("/")
        for typed in (
            number,
            spaced,
            claim.line_ids.reference,
            f"{number} 01",
            claim.name,
            claim.name.lower(),
            f"clm {year} {count}",
            f"CLM-{year}-{count}",
            f"{claim.name}-01",
        ):
            self.assertFound(typed, "shop@example.com")

    def test_secrets_as_people_type_them(self):
        for secret in (
            "shop@example.com",
            " SHOP@Example.com ",
            "sw1a1aa",
            "SW1A-1AA",
            "4711",
        ):
            self.assertFound(self.claim.rma_number, secret)

    def test_contact_and_company(self):
        claim = self._register(lot=self.lots[1], partner_id=self.contact.id)
        self.assertFound(claim.name, "keeper@example.com")
        self.assertFound(claim.name, "shop@example.com")
        self.assertNotFound(self.claim.name, "keeper@example.com")

    def test_what_is_shown(self):
        response = self.assertFound(self.claim.rma_number, "shop@example.com")
        text = self._get_text(response)
        status = self.claim.sudo()._get_customer_status()
        for shown in (
            self.claim.rma_number,
            status["title"],
            status["text"],
            "Printer",
        ):
            self.assertIn(shown, text)
        for hidden in ("Shop", "Secret Road", "SW1A", "shop@", self.lots[0].name):
            self.assertNotIn(hidden, text)
        self.assertNotIn(f"/my/rma/{self.claim.id}", response.text)
        self.assertNotIn(self._get_token(self.claim), response.text)

    def test_the_end_of_a_long_serial(self):
        self.lots[0].name = "LONG-12345678"
        text = self._get_text(self.assertFound(self.claim.name, "shop@example.com"))
        self.assertIn("ends with 5678", text)
        self.assertNotIn("12345", text)

    def test_courier_links_of_addons(self):
        self.patch(
            type(self.claim),
            "_get_tracking_details",
            lambda claim: [
                {"text": "On its way", "url": "https://courier.example.com/1"},
                {"text": "<b>Packed</b>", "url": False},
            ],
        )
        response = self.assertFound(self.claim.name, "shop@example.com")
        self.assertIn('href="https://courier.example.com/1"', response.text)
        self.assertIn("&lt;b&gt;Packed", response.text)

    def test_one_answer_to_wrong_and_unknown(self):
        """Body, status and number of queries are the same."""
        self._approved(lot=self.lots[1], partner_id=self.stranger.id)

        def ask(number, secret):
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            response = self.assertNotFound(number, secret)
            count = self.cr.sql_log_count - before
            body = re.sub(r'value="[^"]*"|csrf_token: "[^"]*"', "", response.text)
            headers = {n: v for n, v in response.headers.items() if n != "Date"}
            headers.pop("Content-Length", None)
            headers.pop("Set-Cookie", None)
            return body, headers, count

        ask("RMA222222222X", "x@example.com")
        unknown = ask("RMA222222222Y", "shop@example.com")
        self.assertEqual(ask(self.claim.rma_number, "x@example.com"), unknown)
        self.assertEqual(ask(self.claim.name, "99999"), unknown)
        self.assertEqual(ask(self.claim.name, "else@example.com"), unknown)
        self.assertEqual(ask("", ""), unknown)

    def test_no_secret_is_no_key(self):
        self.customer.write({"zip": False, "email": False})
        for secret in ("", " ", "@", "-", "False", "0", "%", "a@b.c"):
            self.assertNotFound(self.claim.rma_number, secret)
        self.customer.zip = "7"
        self.assertNotFound(self.claim.rma_number, "7")
        for number in ("", "%", "CLM", "-01", "' OR 1=1 --"):
            self.assertNotFound(number, "shop@example.com")

    def test_unconfirmed_is_not_found(self):
        claim = self._send_claim()
        self.assertNotFound(claim.name, "vera@example.com")
        self.assertNotFound(claim.name, "4711")
        self._confirm(claim)
        self.assertFound(claim.name, "vera@example.com")
        self.assertFound(claim.name, "4711")

    def test_guessing_ends(self):
        number = self.claim.rma_number
        for i in range(10):
            self.assertNotFound(number, f"{i}@example.com")
        # the number is closed for a while, for the right answer too
        self.assertEqual(self._track(number, "shop@example.com").status_code, 429)
        self.assertFound(self.claim.name, "shop@example.com")
        for i in range(10):
            self.assertNotFound(f"CLM/2026/9000{i}", "shop@example.com")
        # so is the visitor
        self.assertEqual(self._track(self.claim.name, "s@e.com").status_code, 429)
        self.assertEqual(self._get("/rma/track").status_code, 200)

    def test_right_answers_are_not_limited(self):
        for _time in range(25):
            self.assertFound(self.claim.name, "shop@example.com")

    def test_a_label_fills_in_the_number(self):
        url = self.claim.sudo()._get_tracking_url()
        self.assertTrue(url.startswith(self.claim.get_base_url()))
        self.assertIn(self.claim.rma_number, url)
        response = self._get("/rma/track?" + url.partition("?")[2])
        self.assertIn(f'value="{self.claim.rma_number}"', response.text)
        self.assertNotIn("rma_tracked", response.text)
        draft = self._register(lot=self.lots[1])
        self.assertIn("CLM%2F", draft._get_tracking_url())

    def test_odd_input(self):
        for number in ("\0", "x" * 5000, "<script>alert(1)</script>", "😀"):
            for secret in ("\0@e.com", "y" * 5000, "ä@ö.com"):
                response = self._post(
                    "/rma/track", {"number": number, "secret": secret}
                )
                self.assertIn(response.status_code, (200, 429))
                self.assertNotIn("<script>alert", response.text)
        response = self.url_open(
            "/rma/track?number=" + '"><script>alert(1)</script>', allow_redirects=False
        )
        self.assertNotIn("<script>alert", response.text)
        # a file where a text is asked for
        response = self._post("/rma/track", files=[("number", ("a", b"b"))])
        self.assertIn(response.status_code, (200, 429))

    def test_many_claims_are_one_question(self):
        """The number is looked up by an index, however many claims there are."""
        query = (
            "EXPLAIN SELECT id FROM rma_claim WHERE"
            " regexp_replace(upper(name), '[^A-Z0-9]', '', 'g') IN ('CLM1', 'CLM2')"
        )
        self.env.cr.execute("SET LOCAL enable_seqscan = off")
        self.env.cr.execute(query)
        plan = " ".join(row[0] for row in self.env.cr.fetchall())
        self.assertIn("tracked_name_idx", plan)
