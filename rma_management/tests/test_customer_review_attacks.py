# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import io

from PIL import Image

from odoo.fields import Command
from odoo.tests import tagged

from .answer_common import AnswerCommon
from .counter_common import CounterCommon
from .desk_common import DeskCommon
from .web_common import WebCommon

#: More digits than Python turns into a number, and than the database holds.
DIGITS = ("9" * 5000, "9" * 30)


@tagged("-at_install", "post_install")
class TestClaimReviewAttacks(AnswerCommon):
    """Odd links and posts at the page of a claim."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.claim = cls._delivered()
        cls.foreign = cls._register(lot=cls.lots[1], partner_id=cls.stranger.id)
        for claim in (cls.claim, cls.foreign):
            claim.sudo()._portal_ensure_token()

    def test_odd_tokens_tell_nothing(self):
        """A token that no link has is answered as for a claim that is not there."""
        for user in (None, self.mallory):
            self._login(user)
            for token in ("é", "\0", "\udcff", "a\r\nb", ""):
                with self.subTest(token=token, user=user and user.login):
                    params = {"access_token": token.encode("utf-8", "surrogateescape")}
                    for claim_id in (self.claim.id, 2**31 - 1):
                        response = self._get(f"/my/rma/{claim_id}", params=params)
                        self.assertEqual(response.status_code, 404)

    def test_made_up_token_opens_no_follow_up(self):
        """Who may read one claim gets no link of the next by naming any token."""
        claim = self.claim.sudo()
        claim.user_id = self.agent_own
        [follow_up] = claim._customer_report_failing(claim.line_ids, "Dead again")
        follow_up.user_id = self.manager
        token = self._get_token(follow_up)
        self._login(self.agent_own)
        self.assertEqual(self._get(f"/my/rma/{follow_up.id}").status_code, 404)
        for url in (f"/my/rma/{claim.id}", f"/my/rma/{claim.id}?access_token=x"):
            response = self._get(url)
            self.assertEqual(response.status_code, 200)
            self.assertNotIn(token, response.text)

    def test_colleague_gets_no_links_of_documents(self):
        """Who may not read invoices does not get their tokens here."""
        claim = self._received(lot=self.lots[2])
        invoice = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.customer.id,
                "invoice_date": "2026-01-10",
                "invoice_line_ids": [Command.create({"name": "Work", "price_unit": 1})],
            }
        )
        invoice.action_post()
        claim.sudo().line_ids._write_axis({"account_move_ids": invoice.ids})
        token = invoice._portal_ensure_token()
        for user, is_shown in ((self.portal, True), (self.stocker, False)):
            with self.subTest(user=user.login):
                self._login(user)
                page = self._get(f"/my/rma/{claim.id}").text
                self.assertIn(invoice.name, page)
                self.assertEqual(token in page, is_shown)

    def test_token_does_not_split_the_answer(self):
        self._login(self.portal)
        for token in ("a\r\nSet-Cookie: x=y", "a&b=c#d", "é"):
            response = self._post(
                f"/my/rma/{self.claim.id}/extend", {"access_token": token}
            )
            self.assertEqual(response.status_code, 303)
            self.assertNotIn("x", response.cookies)
            self.assertNotIn("&", response.headers["Location"])
            self.assertEqual(self._get(response.headers["Location"]).status_code, 200)

    def test_numbers_without_end(self):
        self._visit(self.claim)
        for digits in DIGITS:
            for action in ("confirm", "failing", "answer"):
                self.assertPostRefused(
                    "choose the unit", self.claim, action, line_ids=digits, text="x"
                )
            self.assertPostRefused("not finished yet", self.claim, "rate", rate=digits)

    def test_files_where_texts_are_asked_for(self):
        self._visit(self.claim)
        for action, name in (("message", "message"), ("rate", "rate")):
            with self.subTest(action=action):
                file = {name: ("x.txt", io.BytesIO(b"x"), "text/plain")}
                self.assertIn("alert-danger", self._act(self.claim, action, files=file))
        for url, name in (
            ("/my/rma/serial", "serial"),
            ("/my/rma/new/remedy", "symptom"),
        ):
            file = {name: ("x.txt", io.BytesIO(b"x"), "text/plain")}
            response = self._post(url, {"product_text": "Lamp"}, files=file)
            self.assertEqual(response.status_code, 303)

    def test_zero_bytes_in_searches(self):
        self._login(self.portal)
        for url in ("/my/rma", "/my/rma/new"):
            response = self._get(f"{url}?search=a%00b")
            self.assertEqual(response.status_code, 200)

    def test_nobody_keeps_the_page(self):
        """Neither a cache nor a search engine, nor where its links lead to."""
        self._login(None)
        url = f"/my/rma/{self.claim.id}?access_token={self._get_token(self.claim)}"
        headers = self._get(url).headers
        self.assertEqual(headers["Cache-Control"], "no-store")
        self.assertEqual(headers["Referrer-Policy"], "no-referrer")
        self.assertEqual(headers["X-Robots-Tag"], "noindex")

    def test_photos_of_colleagues_who_only_read(self):
        """The warehouse gives nothing in the customer's name."""
        claim = self._approved(lot=self.lots[2])
        unit = claim.line_ids
        photo = io.BytesIO()
        Image.new("RGB", (8, 8), "red").save(photo, "PNG")
        self._login(self.stocker)
        before = claim.sudo().message_ids
        response = self._post(
            f"/my/rma/{claim.id}/photos",
            {"line_id": unit.id},
            files={"photos": ("x.png", photo.getvalue(), "image/png")},
        )
        self.assertEqual(response.status_code, 303)
        self.env.invalidate_all()
        self.assertFalse(unit.sudo().fault_photo_ids)
        self.assertEqual(claim.sudo().message_ids, before)
        page = self._get(response.headers["Location"]).text
        self.assertIn("You only read this claim", page)


@tagged("-at_install", "post_install")
class TestDeskReviewAttacks(DeskCommon):
    """The unseen claim of a list goes its own way and no other."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.batch = cls._create_batch(cls.lots[0].name, "NOBODYS-1")
        cls.claim = cls.batch.claim_id

    def test_claim_of_a_list_is_no_draft_of_the_form(self):
        """Sent past its list, it would take units that nobody has submitted."""
        self.assertTrue(self.claim)
        self._login(self.portal)
        url = f"/my/rma/new/{self.claim.id}"
        for path in ("", "/change"):
            self.assertEqual(self._get(f"{url}{path}").status_code, 404)
        for path in ("/change", "/send", "/discard"):
            self.assertEqual(self._post(f"{url}{path}").status_code, 404)
        self.env.invalidate_all()
        self.assertTrue(self.claim.exists())
        self.assertFalse(self.claim.is_confirmed)
        self.assertEqual(self.batch.state, "open")

    def test_numbers_without_end(self):
        self._login(self.portal)
        url = f"/my/rma/desk/{self.batch.id}"
        for digits in DIGITS:
            self.assertEqual(self._get(f"{url}?edit={digits}").status_code, 200)
            response = self._post(
                f"{url}/rows", {f"serial-{digits}": "X", f"remove-{digits}": "1"}
            )
            self.assertEqual(response.status_code, 303)
            response = self._upload(text="X-1", symptom_id=digits)
            self.assertEqual(response.status_code, 303)
        self.assertEqual(len(self.batch.row_ids), 2)

    def test_lists_of_the_rest_are_counted_too(self):
        self.batch._send_good()
        self._login(self.portal)
        for _time in range(60):
            self.env["rma.rate.limit"]._hit("desk", str(self.customer.id), 60, 3600)
        response = self._post(f"/my/rma/desk/{self.batch.id}/rest")
        self.assertURLEqual(
            response.headers["Location"], f"/my/rma/desk/{self.batch.id}"
        )
        own = [("commercial_partner_id", "=", self.customer.id)]
        self.assertEqual(self.desks.search(own), self.batch)

    def test_nobody_keeps_the_files(self):
        self._login(self.portal)
        for path in (f"{self.batch.id}/result.csv", "units.xlsx", "template.csv"):
            headers = self._get(f"/my/rma/desk/{path}").headers
            self.assertIn("no-store", headers["Cache-Control"])

    def test_files_where_texts_are_asked_for(self):
        self._login(self.portal)
        for name in ("text", "symptom_id", "client_ref"):
            data = {"text": "X-1", "client_ref": "R"}
            data.pop(name, None)
            files = {name: ("x.txt", io.BytesIO(b"x"), "text/plain")}
            response = self._post("/my/rma/desk/upload", data, files=files)
            self.assertLess(response.status_code, 400, name)

    def test_reasons_of_what_was_not_sent(self):
        """What the rules say of an unseen claim is as unseen as the claim."""
        results = self.env["rma.entitlement.result"]
        domain = [("line_id", "in", self.claim.line_ids.ids)]
        self.assertTrue(results.sudo().search(domain))
        for user in (self.agent, self.agent_own, self.stocker, self.accountant):
            with self.subTest(user=user.login):
                self.assertFalse(results.with_user(user).search(domain))
        self.batch._send_good()
        self.assertTrue(results.with_user(self.agent).search(domain))


@tagged("-at_install", "post_install")
class TestWebReviewAttacks(WebCommon):
    """Limits that are counted by what is meant, however it is written."""

    def test_one_number_with_many_positions(self):
        """The postcode of a claim is not tried out by naming its units."""
        self.customer.zip = "4711"
        claim = self._approved()
        for number in (claim.name, claim.rma_number):
            with self.subTest(number=number):
                self.env["rma.rate.limit"].sudo().search([]).unlink()
                statuses = [
                    self._post(
                        "/rma/track",
                        {"number": f"{number}-{position:02}", "secret": "9999"},
                    ).status_code
                    for position in range(1, 13)
                ]
                self.assertEqual(statuses[:10], [200] * 10)
                self.assertEqual(statuses[10:], [429] * 2)

    def test_one_mailbox_with_many_names(self):
        """Who wants to annoy somebody is not helped by tags of the address."""
        statuses = [
            self._send(email=f"victim+{number}@example.com").status_code
            for number in range(7)
        ]
        self.assertEqual(statuses[:5], [303] * 5)
        self.assertEqual(statuses[5:], [429] * 2)


@tagged("-at_install", "post_install")
class TestCounterReviewAttacks(CounterCommon):
    """The counter decides on what lies on it."""

    def test_units_that_stay_away_are_not_decided_at_the_counter(self):
        """Whoever is no approver gives no credit by scanning a number."""
        self._check_stays_undecided("credit_without_return")

    def test_nothing_leaves_in_advance_by_the_rule_of_the_counter(self):
        self._check_stays_undecided("replace_in_advance")

    def _check_stays_undecided(self, name):
        repair, other = self._resolution("repair"), self._resolution(name)
        claim = self._register(
            delivery_method="counter",
            line_ids=[
                Command.create({"lot_id": lot.id, "resolution_id": resolution.id})
                for lot, resolution in zip(self.lots, repair | other, strict=False)
            ],
        )
        claim.action_submit()
        wizard = (
            self.env["rma.counter.wizard"]
            .with_user(self.agent)
            .create({"found_claim_id": claim.id})
        )
        wizard.action_take_in()
        here, away = claim.line_ids.sorted("number")
        self.assertEqual(here.goods_state, "received")
        self.assertEqual(away.decision, "submitted")
        self.assertEqual(wizard.state, "waiting")
