# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import base64
import io
import struct
import zlib
from datetime import timedelta
from unittest.mock import patch
from urllib.parse import urlsplit

from freezegun import freeze_time
from lxml import html
from PIL import Image, PngImagePlugin

from odoo import fields
from odoo.tests import TransactionCase, tagged
from odoo.tools import mute_logger

from odoo.addons.rma_management.tests.portal_common import PortalCommon

from ..tools import signature as signatures
from .paper_reader import read_pdf
from .test_standby_papers import PaperCommon, draw

SCRIPT = "<script>alert(1)</script>"


@tagged("-at_install", "post_install")
class TestSignaturePicture(TransactionCase):
    """Only a drawing is taken, and nothing besides it."""

    def _assert_refused(self, text, reason):
        with self.assertRaises(signatures.SignatureError) as caught:
            signatures.read(text)
        self.assertEqual(caught.exception.args[0], reason)

    def _encode(self, content):
        return base64.b64encode(content).decode()

    def test_drawing_is_drawn_anew(self):
        picture = Image.new("RGBA", (300, 90), (255, 255, 255, 0))
        picture.paste((0, 0, 0, 255), (20, 40, 280, 48))
        info = PngImagePlugin.PngInfo()
        info.add_text("comment", SCRIPT)
        stream = io.BytesIO()
        picture.save(stream, "PNG", pnginfo=info)
        content = stream.getvalue() + SCRIPT.encode()
        stored = base64.b64decode(signatures.read(self._encode(content)))
        self.assertNotIn(b"script", stored)
        self.assertEqual(Image.open(io.BytesIO(stored)).size, (300, 90))

    def test_what_is_no_drawing(self):
        for content, reason in (
            (SCRIPT.encode(), "format"),
            (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "format"),
            (b"\x89PNG\r\n\x1a\n" + b"\0" * 40, "format"),
            (base64.b64decode(draw("red"))[:20], "format"),
        ):
            self._assert_refused(self._encode(content), reason)
        stream = io.BytesIO()
        Image.new("RGB", (50, 50), "red").save(stream, "GIF")
        self._assert_refused(self._encode(stream.getvalue()), "format")
        self._assert_refused("no base64 ÄÖ", "format")
        self._assert_refused("A" * (signatures.MAX_TEXT + 4), "size")
        for nothing in ("", None, 17, ["x"]):
            self._assert_refused(nothing, "empty")
        blank = io.BytesIO()
        Image.new("RGBA", (300, 90), (0, 0, 0, 0)).save(blank, "PNG")
        self._assert_refused(self._encode(blank.getvalue()), "empty")

    def test_picture_that_unpacks_to_gigabytes(self):
        def chunk(kind, data):
            body = kind + data
            return (
                struct.pack(">I", len(data))
                + body
                + struct.pack(">I", zlib.crc32(body))
            )

        header = struct.pack(">IIBBBBB", 60000, 60000, 8, 2, 0, 0, 0)
        content = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header)
        content += chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")
        self._assert_refused(self._encode(content), "size")


class StandbyPortalCommon(PaperCommon, PortalCommon):
    """A claim with a stand-by unit reserved, and another customer's."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.claim = cls._approved()
        cls.loan = cls._reserved(cls.unit, line_id=cls.claim.line_ids.id)
        cls.url = f"/my/rma/{cls.claim.id}"
        cls.other = cls._register(lot=cls.lots[1], partner_id=cls.stranger.id)
        cls._approve(cls.other)
        cls.other_loan = cls._reserved(cls.units[1], line_id=cls.other.line_ids.id)
        cls.drawing = draw("white", (400, 120)).decode()

    def _page(self):
        return self._open(self.url)

    def _open(self, url):
        response = self._get(url)
        self.assertEqual(response.status_code, 200)
        return html.fromstring(response.text)

    def _get_card(self, page):
        return page.xpath(f"//section[@id='rma_card_sign_{self.loan.id}']")

    def _text(self, node):
        return " ".join(node.text_content().split())

    def _get_standby_text(self):
        return self._text(self._page().xpath("//div[@id='rma_standby']")[0])

    def _accept(self, claim=None, loan=None, **vals):
        """Sign by typing; the token is the card's unless *vals* name one."""
        claim, loan = claim or self.claim, loan or self.loan
        url = f"/my/rma/{claim.id}/standby/{loan.id}/accept"
        token = loan.sudo()._get_sign_token()
        data = {"token": token, "name": "Jo Keeper", "accept": "1", **vals}
        return self._post(url, data)

    def _draw(self, claim=None, loan=None, query="", **vals):
        """Sign by drawing, as the native signature pad does."""
        claim, loan = claim or self.claim, loan or self.loan
        token = vals.pop("token", loan.sudo()._get_sign_token())
        url = f"/my/rma/{claim.id}/standby/{loan.id}/sign?token={token}{query}"
        params = {"name": "Jo Keeper", "signature": self.drawing, **vals}
        return self.url_open(
            url, json={"jsonrpc": "2.0", "method": "call", "params": params}
        ).json()

    def _flash_text(self, response):
        self.assertEqual(response.status_code, 303)
        page = self._open(response.headers["Location"])
        return self._text(page.xpath("//div[@id='rma_flash']")[0])

    def assertUnsigned(self):
        self.env.invalidate_all()
        loan = self.loan.sudo()
        self.assertFalse(loan.date_signed or loan.signature or loan.signed_by)


@tagged("-at_install", "post_install")
class TestPortalStandby(StandbyPortalCommon):
    """Both units side by side, in the customer's words."""

    def test_side_by_side(self):
        self.loan.note = "Difficult customer"
        self._login(self.portal)
        text = self._get_standby_text()
        due = self.loan.date_expected.strftime("%m/%d/%Y")
        for words in ("SOLD0", "POOL0", "Reserved for you", due, "USB cable", "Bag"):
            self.assertIn(words, text)
        self.assertNotIn("How to return it", text)
        self.assertIn("Now: With you Stand-by unit", text)
        self._hand_out(self.loan)
        text = self._get_standby_text()
        for words in ("With you", "With you since", "How to return it", self.loan.name):
            self.assertIn(words, text)
        self.loan.action_request_return()
        self.assertIn("Please send it back", self._get_standby_text())
        self._validate_loans(self.loan)
        text = self._get_standby_text()
        self.assertIn("Returned, thank you", text)
        self.assertNotIn("How to return it", text)
        page = self._get(self.url).text
        for secret in ("Difficult", self.other_loan.name, "POOL1"):
            self.assertNotIn(secret, page)

    def test_timeline(self):
        self._bring_back(self._hand_out(self.loan))
        rows = self.claim.sudo()._get_customer_timeline()
        titles = [row["title"] for row in rows]
        self.assertIn("You got a stand-by unit", titles)
        self.assertIn("The stand-by unit is back with us", titles)
        told = [row for row in rows if row["kind"] == "standby_issued"]
        self.assertEqual(told[0]["units"], self.claim.line_ids.mapped("reference"))

    def test_what_is_only_asked_for_or_off(self):
        self.loan.action_cancel("No need")
        waiting = self._request(line_id=self.claim.line_ids.id)
        self._login(self.portal)
        self.assertEqual(self._get_standby_text(), "")
        self.assertNotIn("No need", self._get(self.url).text)
        self.assertFalse(waiting._get_customer_state())
        with freeze_time(fields.Datetime.now()):
            self.assertFalse(self._get_card(self._page()))

    def test_queries_do_not_grow(self):
        units = self._fill_pool(self.product, "MORE", 6)
        claim = self._approve(self._register_many(self.lots[2:4], "repair"))
        first, second = claim.line_ids
        self._reserved(units[0], line_id=first.id)
        self._reserved(units[1], line_id=second.id)

        def count():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            rows = claim.sudo()._get_customer_standbys()
            return self.cr.sql_log_count - before, len(rows)

        count()
        few, told = count()
        self.assertEqual(told, 2)
        for unit in units[2:]:
            self._reserved(unit, line_id=first.id)
        many, told = count()
        self.assertEqual(told, 6)
        self.assertLessEqual(many, few)

    def test_every_told_state_has_words(self):
        for loan_state in ("reserved", "issued", "due", "overdue", "returned", "sold"):
            self.loan.sudo()._write_axis({"state": loan_state})
            self.assertTrue(self.loan._get_customer_state(), loan_state)
            self.assertTrue(self.loan.sudo()._prepare_customer_row())


@tagged("-at_install", "post_install")
class TestPortalSign(StandbyPortalCommon):
    """The customer signs for the unit, once, and gets the agreement."""

    def test_sign_by_drawing(self):
        self._login(self.portal)
        [link] = self._get_card(self._page())[0].xpath(".//a/@href")
        self.assertEqual(link, f"{self.url}/standby/{self.loan.id}")
        card = self._open(link).xpath("//section[@id='rma_standby_sign']")[0]
        for words in ("Printer", "POOL0", "Condition", "The unit stays ours."):
            self.assertIn(words, self._text(card))
        pad = card.xpath(".//owl-component")[0].get("props")
        self.assertIn(f"/standby/{self.loan.id}/sign?token=", pad)
        answer = self._draw()["result"]
        self.assertTrue(answer["force_refresh"])
        self.assertEqual(urlsplit(answer["redirect_url"]).path, self.url)
        self.env.invalidate_all()
        loan = self.loan.sudo()
        self.assertEqual(loan.signed_by, "Jo Keeper")
        self.assertTrue(loan.signature and loan.date_signed)
        event = loan.event_ids.filtered(lambda e: e.kind == "signed")
        self.assertRecordValues(
            event, [{"text": "Jo Keeper", "user_id": self.portal.id}]
        )
        page = self._page()
        self.assertFalse(self._get_card(page))
        # the page of the agreement leads back
        self.assertIn("signed already", self._flash_text(self._get(link)))
        self.assertIn("Signed by Jo Keeper", self._text(page))
        # once more: nothing changes
        signed = loan.date_signed
        self.assertTrue(self._draw(name="Somebody Else")["result"]["force_refresh"])
        self.env.invalidate_all()
        self.assertEqual((loan.signed_by, loan.date_signed), ("Jo Keeper", signed))
        self.assertEqual(self._get_loan_kinds(loan).count("signed"), 1)

    def test_sign_by_typing(self):
        self._login(self.portal)
        self.assertIn("Thank you", self._flash_text(self._accept()))
        self.env.invalidate_all()
        loan = self.loan.sudo()
        self.assertEqual((loan.signed_by, bool(loan.signature)), ("Jo Keeper", False))
        self.assertTrue(loan.date_signed)
        self.assertIn("Thank you", self._flash_text(self._accept(name="Other")))
        self.env.invalidate_all()
        self.assertEqual(loan.signed_by, "Jo Keeper")
        self.assertEqual(self._get_loan_kinds(loan).count("signed"), 1)
        # what was signed for is settled
        self.assertIn("terms", loan._get_settled_fields())

    def test_by_the_link_of_the_message(self):
        token = self._get_token(self.claim)
        self._login(None)
        page = self._open(f"{self.url}?access_token={token}")
        [link] = self._get_card(page)[0].xpath(".//a/@href")
        pad = self._open(link).xpath("//owl-component")[0].get("props")
        self.assertIn(f"&access_token={token}", pad)
        answer = self._draw(query=f"&access_token={token}")["result"]
        self.assertIn(f"access_token={token}", answer["redirect_url"])
        self.env.invalidate_all()
        self.assertTrue(self.loan.sudo().signature)

    def test_what_is_no_signature(self):
        self._login(self.portal)
        for vals, words in (
            ({"name": ""}, "enter your name"),
            ({"name": "J"}, "enter your name"),
            ({"name": "x" * 101}, "enter your name"),
            ({"accept": ""}, "draw your signature"),
            ({"token": ""}, "has changed"),
            ({"token": "x" * 300}, "has changed"),
            ({"token": self.other_loan.sudo()._get_sign_token()}, "has changed"),
        ):
            self.assertIn(words, self._flash_text(self._accept(**vals)), vals)
        for vals, words in (
            ({"signature": ""}, "draw your signature"),
            ({"signature": base64.b64encode(SCRIPT.encode()).decode()}, "no picture"),
            ({"signature": "A" * 800_000}, "too large"),
            ({"signature": {"a": 1}}, "empty"),
            ({"name": ["x"]}, "enter your name"),
            ({"token": "forged"}, "has changed"),
        ):
            self.assertIn(words, self._draw(**vals)["result"]["error"], vals)
        self.assertUnsigned()

    def test_token_is_for_what_was_shown(self):
        self._login(self.portal)
        token = self.loan.sudo()._get_sign_token()
        self.loan.accessories_out = "Power supply and a gold bar"
        text = self._flash_text(self._accept(token=token))
        self.assertIn("has changed", text)
        with freeze_time(fields.Datetime.now() - timedelta(hours=25)):
            old = self.loan.sudo()._get_sign_token()
        self.assertIn("has changed", self._flash_text(self._accept(token=old)))
        self.assertUnsigned()
        self.assertIn("Thank you", self._flash_text(self._accept()))

    def test_name_with_script_is_text(self):
        self._login(self.portal)
        self._accept(name=SCRIPT)
        self.env.invalidate_all()
        self.assertEqual(self.loan.sudo().signed_by, SCRIPT)
        self.assertNotIn(SCRIPT, self._get(self.url).text)

    def test_nothing_to_sign(self):
        self._login(self.portal)
        self.loan.action_cancel("No need")
        self.assertEqual(self._accept().status_code, 404)
        self.assertUnsigned()
        self.assertIn("error", self._draw())
        returned = self._bring_back(
            self._issued(self.units[2], line_id=self.claim.line_ids.id)
        )
        text = self._flash_text(self._accept(loan=returned))
        self.assertIn("nothing to sign", text)

    def test_nobody_else(self):
        second = self._approved(lot=self.lots[2])
        token = self._get_token(self.other)
        attempts = [
            (self.mallory, self.claim, self.loan, {}),
            (self.mallory, self.other, self.loan, {}),
            (self.portal, self.claim, self.other_loan, {}),
            (self.portal, second, self.loan, {}),
            (None, self.claim, self.loan, {}),
            (None, self.claim, self.loan, {"access_token": "x"}),
            (None, self.claim, self.loan, {"access_token": token}),
            (None, self.other, self.loan, {"access_token": token}),
        ]
        for user, claim, loan, vals in attempts:
            self._login(user)
            self.assertEqual(self._accept(claim, loan, **vals).status_code, 404)
            query = "&".join(["", *(f"{k}={v}" for k, v in vals.items())])
            self.assertIn("error", self._draw(claim, loan, query=query))
            path = f"/my/rma/{claim.id}/standby/{loan.id}"
            for page in ("", "/agreement"):
                response = self._get(f"{path}{page}?{query}")
                self.assertEqual(response.status_code, 404)
        self._login(self.portal)
        path = f"{self.url}/standby/{self.loan.id}"
        self.assertEqual(self._get(f"{path}/accept").status_code, 405)
        self.assertIn(self._get(f"{path}/sign").status_code, (400, 405, 415))
        self.assertEqual(self._post(f"{path}/agreement").status_code, 405)
        with mute_logger("odoo.http"):
            response = self._post(f"{path}/accept", {"name": "Jo"}, csrf=False)
        self.assertEqual(response.status_code, 400)
        self.assertUnsigned()
        self.assertFalse(self.other_loan.sudo().date_signed)

    def test_colleague_who_only_reads(self):
        """The warehouse sees the page, and signs for nobody."""
        self._login(self.stocker)
        self.assertIn("You only read this claim", self._flash_text(self._accept()))
        self.assertIn("You only read this claim", self._draw()["result"]["error"])
        self.assertUnsigned()

    def test_agreement(self):
        self._login(self.portal)
        self._draw()
        model = type(self.report_model)
        render = model._render_qweb_pdf
        layout = self.env.ref("rma_standby.return_slip_pdf_layout")

        def force(report, *args, **kwargs):
            report = report.with_context(force_report_rendering=True)
            return render(report, *args, **kwargs)

        # the styles of the web client are not fetched while the request runs
        with (
            patch.object(model, "_render_qweb_pdf", force),
            patch.object(model, "_get_layout", lambda _report: layout),
        ):
            url = f"{self.url}/standby/{self.loan.id}/agreement"
            response = self._get(url)
        self.assertEqual(response.headers["Content-Type"], "application/pdf")
        self.assertIn("attachment", response.headers["Content-Disposition"])
        page = read_pdf(response.content)[0]
        self.assertTexts(page, "Jo Keeper", "Signed by the borrower", self.loan.name)
