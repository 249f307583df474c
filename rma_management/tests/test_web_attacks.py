# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.tests import tagged
from odoo.tools import mute_logger

from .web_common import ANSWERS, EXTRA_FIELDS, WebCommon

SCRIPT = "<script>alert(1)</script>"
TEXT_FIELDS = [
    name
    for step in (1, 2, 3)
    for name in (*ANSWERS[step], *EXTRA_FIELDS[step])
    if name
    not in (
        "date_purchased",
        "email",
        "phone",
        "zip",
        "demand",
        "delivery_method",
        "symptom_id",
        "reason_id",
        "country_id",
        "delegate_phone",
    )
]
EMAILS = [
    "a@example.com\nBcc: b@example.com",
    "a@example.com\r\nBcc: b@example.com",
    "a@example.com%0ABcc:b@example.com, b@example.com",
    "a@example.com, b@example.com",
    "a@example.com;b@example.com",
    "a@example.com b@example.com",
    "A <a@example.com>",
    '"a@example.com"',
    "a@example.com<b@example.com>",
    "a@@example.com",
    "@example.com",
    "a@",
    "a",
    "a@example",
    "a@example.com" + "m" * 300,
]


@tagged("-at_install", "post_install")
class TestWebAttacks(WebCommon):
    """What programs and bad people send to the pages that are open to everybody."""

    # -- the ways in --

    def test_posts_need_the_csrf_token(self):
        hidden = self._get_hidden(self._fill())
        hidden.pop("csrf_token")
        claim = self._send_claim(email="c@example.com")
        link = self._get_link(claim)
        claims = self._find_claims()
        with mute_logger("odoo.http"):
            for url, data in (
                ("/rma/new", hidden),
                ("/rma/new/send", {**hidden, "consent": "yes"}),
                ("/rma/new/resend", {}),
                (link, {}),
                ("/rma/track", {"number": "1", "secret": "2"}),
            ):
                response = self._post(url, {**data, "any": "x"}, csrf=False)
                self.assertEqual(response.status_code, 400, url)
                response = self._post(url, {**data, "csrf_token": "x"}, csrf=False)
                self.assertEqual(response.status_code, 400, url)
        self.assertEqual(self._find_claims(), claims)
        self.assertFalse(claim.is_confirmed)

    def test_posts_are_not_gets(self):
        for url in ("/rma/new/send", "/rma/new/resend"):
            self.assertEqual(self._get(url).status_code, 405, url)
            response = self.opener.head(self.base_url() + url)
            self.assertEqual(response.status_code, 405, url)
        for url in ("/rma/new/sent", "/rma/new/solved"):
            self.assertEqual(self._post(url).status_code, 405, url)

    def test_gets_change_nothing(self):
        claim = self._send_claim()
        before = self._get_snapshot(claim)
        limits = self.env["rma.rate.limit"].search([]).mapped("count")
        answers = "&".join(
            f"{n}={v}" for step in ANSWERS.values() for n, v in step.items()
        )
        for url in (
            f"/rma/new?{answers}&consent=yes&go=next&step=3",
            "/rma/new/sent",
            self._get_link(claim),
            f"/rma/track?number={claim.name}&secret=vera@example.com",
        ):
            self.assertEqual(self._get(url).status_code, 200, url)
        self.env.invalidate_all()
        self.assertEqual(self._get_snapshot(claim), before)
        self.assertEqual(self._find_claims(), claim)
        self.assertEqual(self.env["rma.rate.limit"].search([]).mapped("count"), limits)

    # -- what is typed --

    def test_one_email_address_only(self):
        hidden = self._get_hidden(self._fill())
        mails = self.env["mail.mail"].sudo()
        count = mails.search_count([])
        for email in EMAILS:
            response = self._post(
                "/rma/new/send", {**hidden, "email": email, "consent": "yes"}
            )
            self.assertEqual(response.status_code, 200, email)
            self.assertIn("email", self._get_errors(response), email)
        self.assertFalse(self._find_claims())
        self.assertEqual(mails.search_count([]), count)

    def test_no_advertising_in_our_name(self):
        for name in ("name", "company", "product_text", "serial"):
            response = self._fill(**{name: "See https://evil.example.com"})
            self.assertIn(name, self._get_errors(response))

    def test_script_in_every_field(self):
        script = dict.fromkeys(TEXT_FIELDS, SCRIPT)
        response = self._fill(**script)
        self.assertIn("Step 4 of 4", self._get_text(response))
        self.assertNotIn(SCRIPT, response.text)
        self.assertEqual(self._get_text(response).count(SCRIPT), len(TEXT_FIELDS))
        answers = {**self._get_hidden(response), "consent": "yes"}
        for step in ("1", "2", "3"):
            page = self._post("/rma/new", {**answers, "go": step})
            self.assertNotIn(SCRIPT, page.text)
        self.assertEqual(self._post("/rma/new/send", answers).status_code, 303)
        claim = self._find_claims()
        self.assertEqual(claim.symptom_note, SCRIPT)
        self.assertNotIn(SCRIPT, self._find_mails(claim).body_html)
        self.assertNotIn(SCRIPT, self._get("/rma/new/sent").text)
        link = self._get_link(claim)
        self.assertNotIn(SCRIPT, self._get(link).text)
        self._confirm(claim)
        self.assertNotIn(SCRIPT, self._get(link).text)
        page = self._get(f"/my/rma/{claim.id}?access_token={claim.access_token}")
        self.assertEqual(page.status_code, 200)
        self.assertNotIn(SCRIPT, page.text)
        page = self._post(
            "/rma/track", {"number": claim.name, "secret": "vera@example.com"}
        )
        self.assertIn("rma_tracked", page.text)
        self.assertNotIn(SCRIPT, page.text)

    def test_odd_input_is_no_error_of_the_server(self):
        hidden = self._get_hidden(self._fill())
        for name in hidden:
            if name == "csrf_token":
                continue
            for value in ("\0", "x" * 20_000, "-1", "9" * 30, "😀" * 300, "\u2028"):
                answers = {**hidden, name: value}
                if name not in ("email", "once"):
                    answers["email"] = "a@example.com\n"  # goes no further
                for url in ("/rma/new", "/rma/new/send"):
                    response = self._post(url, answers)
                    self.assertIn(response.status_code, (200, 303, 429), (name, value))

    def test_files_where_texts_are_asked_for(self):
        hidden = self._get_hidden(self._fill())
        for name in (
            "serial",
            "symptom_note",
            "email",
            "once",
            "step",
            "go",
            "homepage",
        ):
            answers = {n: v for n, v in hidden.items() if n != name}
            response = self._post("/rma/new", answers, files=[(name, ("a", b"b"))])
            self.assertEqual(response.status_code, 200, name)

    def test_ids_that_are_not_published(self):
        symptom = self.env["rma.symptom"].create({"name": "Old", "active": False})
        response = self._fill(symptom_id=symptom.id)
        self.assertEqual(list(self._get_errors(response)), ["symptom_id"])
        reason = self.env["rma.reason"].create({"name": "Old", "active": False})
        response = self._fill(reason_id=reason.id)
        self.assertEqual(list(self._get_errors(response)), ["reason_id"])
        response = self._fill(country_id="999999")
        self.assertEqual(list(self._get_errors(response)), ["country_id"])
        response = self._fill(demand="free")
        self.assertEqual(list(self._get_errors(response)), ["demand"])

    def test_fields_that_are_not_asked(self):
        """Whatever else is posted, is not written."""
        answers = {
            **self._get_hidden(self._fill()),
            "consent": "yes",
            "partner_id": self.customer.id,
            "company_id": 99,
            "is_confirmed": "1",
            "state": "open",
            "rma_number": "RMAFORGED",
            "user_id": self.manager.id,
            "product": self.product.id,
            "order_line": self.sale_line.id,
            "lot": self.lots[0].id,
            "lot_id": self.lots[0].id,
            "client_ref": "X",
            "priority": "1",
        }
        self.assertEqual(self._post("/rma/new/send", answers).status_code, 303)
        self.assertRecordValues(
            self._find_claims(),
            [
                {
                    "partner_id": self.env.ref("base.public_partner").id,
                    "company_id": self.company.id,
                    "is_confirmed": False,
                    "rma_number": False,
                    "user_id": False,
                    "product_id": False,
                    "lot_id": False,
                    "sale_line_id": False,
                    "client_ref": False,
                    "priority": "0",
                }
            ],
        )

    # -- files --

    def test_disguised_files(self):
        svg = b'<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>'
        answers = {**self._get_hidden(self._fill()), "consent": "yes"}
        attachments = self.env["ir.attachment"].sudo()
        count = attachments.search_count([])
        for content in (
            b"<html><script>alert(1)</script></html>",
            svg,
            b"MZ\x90\x00",
            b"%PDF-1.4\n%%EOF",
            b"",
            b"\xff\xd8\xff" + b"<script>" * 10,
        ):
            files = [("photos", ("photo.jpg", content, "image/jpeg"))]
            response = self._post("/rma/new/send", answers, files=files)
            self.assertEqual(response.status_code, 200, content)
            self.assertIn("photos", self._get_errors(response))
        self.assertFalse(self._find_claims())
        self.assertEqual(attachments.search_count([]), count)

    def test_too_many_and_too_big_files(self):
        answers = {**self._get_hidden(self._fill()), "consent": "yes"}
        photo = self._make_photo()
        files = [("photos", ("a.jpg", photo, "image/jpeg"))] * 50
        response = self._post("/rma/new/send", answers, files=files)
        self.assertIn("photos", self._get_errors(response))
        big = [("photos", ("a.jpg", photo + b"\0" * 20 * 1024 * 1024, "image/jpeg"))]
        response = self._post("/rma/new/send", answers, files=big)
        self.assertIn("photos", self._get_errors(response))
        with mute_logger("odoo.http"):
            huge = [("photos", ("a.jpg", b"\0" * 41 * 1024 * 1024, "image/jpeg"))]
            response = self._post("/rma/new/send", answers, files=huge)
        self.assertIn(response.status_code, (400, 413))
        self.assertFalse(self._find_claims())

    def test_files_of_strangers_are_not_public(self):
        files = [("photos", ("a.jpg", self._make_photo(), "image/jpeg"))]
        self._send(files=files)
        photo = self._find_claims().fault_photo_ids
        self.assertFalse(photo.public)
        response = self._get(f"/web/content/{photo.id}")
        self.assertEqual(response.status_code, 404)

    # -- who is known --

    def _look_at(self, email):
        """Return all that a visitor sees and can measure when he sends a claim."""
        self._login(None)
        answers = {**self._get_hidden(self._fill(email=email)), "consent": "yes"}
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        response = self._post("/rma/new/send", answers)
        count = self.cr.sql_log_count - before
        claim = self._find_claims()[:1]
        page = self._get_text(self._get("/rma/new/sent")).replace(email, "")
        confirm = self._get_text(self._get(self._get_link(claim)))
        confirm = confirm.replace(email, "").replace(claim.name, "")
        mails = len(self._find_mails(claim))
        return (
            response.status_code,
            response.headers["Location"],
            page,
            confirm,
            mails,
            count,
        )

    def test_nobody_learns_who_is_known(self):
        self._look_at("first@example.com")
        unknown = self._look_at("unknown@example.com")
        self.assertEqual(self._look_at("shop@example.com"), unknown)
        self.assertEqual(self._look_at("keeper@example.com"), unknown)

    def test_nobody_learns_whose_serial_it_is(self):
        pages = set()
        for serial in (self.lots[0].name, "NOSUCH"):
            page = self._get_text(self._fill(serial=serial))
            pages.add(page.replace(serial, ""))
        self.assertEqual(len(pages), 1)
        claim = self._send_claim(serial=self.lots[0].name)
        self._confirm(claim)
        self.assertFalse(claim.lot_id)
        page = self._get(f"/my/rma/{claim.id}?access_token={claim.access_token}")
        self.assertNotIn("Shop", self._get_text(page))

    # -- programs --

    def test_the_trap(self):
        sent = self._send()
        count = len(self._find_claims())
        mails = self.env["mail.mail"].sudo().search_count([])
        self._login(None)
        answers = {**self._get_hidden(self._fill()), "consent": "yes"}
        response = self._post("/rma/new/send", {**answers, "homepage": "x"})
        self.assertEqual(response.status_code, sent.status_code)
        self.assertEqual(response.headers["Location"], sent.headers["Location"])
        self.assertIn("vera@example.com", self._get_text(self._get("/rma/new/sent")))
        self.assertEqual(self._post("/rma/new/resend").status_code, 303)
        self.assertEqual(len(self._find_claims()), count)
        self.assertEqual(self.env["mail.mail"].sudo().search_count([]), mails)

    def test_numbers_are_not_links(self):
        """Whoever knows number or id of a claim, opens nothing."""
        claim = self._send_claim()
        self._confirm(claim)
        for url in (
            f"/my/rma/{claim.id}",
            f"/my/rma/{claim.id}?access_token=x",
            f"/rma/confirm/{claim.id}",
            f"/rma/confirm/{claim.access_token}",
        ):
            self.assertEqual(self._get(url).status_code, 404, url)
