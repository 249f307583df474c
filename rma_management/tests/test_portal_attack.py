# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import io

from lxml import html
from PIL import Image

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .portal_claim_common import SCRIPT, PortalClaimCommon


@tagged("post_install", "-at_install")
class TestPortalAttack(PortalClaimCommon):
    """Who must not see a claim or its files does not, by whatever he tries."""

    SOLD = 4

    # -- who sees it --

    def test_access(self):
        """Own people and who has the link; all others get one and the same answer."""
        claim = self._register(lot=self.lots[0])
        foreign = self._register(product_id=self.cable.id, partner_id=self.stranger.id)
        unconfirmed = self.env["rma.claim"]._create_intake(
            self.customer, {"product_id": self.cable.id}, "web"
        )
        tokens = {c: self._get_token(c) for c in (claim, foreign, unconfirmed)}
        refused = set()
        for user, target, token, status in (
            (self.portal, claim, None, 200),
            (self.portal, claim, "nonsense", 200),
            (self.portal, foreign, None, 404),
            (self.portal, foreign, tokens[claim], 404),
            (self.portal, foreign, tokens[foreign], 200),
            (self.portal, unconfirmed, None, 404),
            (self.portal, unconfirmed, tokens[unconfirmed], 404),
            (self.mallory, claim, None, 404),
            (self.mallory, claim, tokens[foreign], 404),
            (None, claim, None, 404),
            (None, claim, "", 404),
            (None, claim, "nonsense", 404),
            (None, claim, tokens[foreign], 404),
            (None, claim, tokens[claim], 200),
            (None, unconfirmed, tokens[unconfirmed], 404),
            (None, claim.browse(99999999), tokens[claim], 404),
        ):
            with self.subTest(user=user, claim=target.id, token=token):
                self._login(user)
                for path in ("", "/page/1"):
                    query = "" if token is None else f"?access_token={token}"
                    response = self._get(f"/my/rma/{target.id}{path}{query}")
                    self.assertEqual(response.status_code, status)
                    if status == 404 and user is None and not path:
                        refused.add(self._neutralize(response.text))
        self.assertEqual(len(refused), 1)

    def _neutralize(self, text):
        """Return a page without what differs from request to request."""
        tree = html.fromstring(text)
        for node in tree.xpath("//script|//link|//meta"):
            node.getparent().remove(node)
        return " ".join(tree.text_content().split())

    def test_token_of_another_document_opens_nothing(self):
        claim = self._register(lot=self.lots[0])
        self._get_token(claim)
        order_token = self.sale_order._portal_ensure_token()
        self._login(None)
        response = self._get(f"/my/rma/{claim.id}?access_token={order_token}")
        self.assertEqual(response.status_code, 404)

    def test_page_only_answers_to_get(self):
        claim = self._register(lot=self.lots[0])
        self._login(self.portal)
        for path in ("", "/page/1", "/file/1"):
            response = self._post(f"/my/rma/{claim.id}{path}")
            self.assertEqual(response.status_code, 405)

    def test_scripts_are_escaped(self):
        claim = self._register(
            lot=self.lots[0],
            client_ref=SCRIPT,
            symptom_note=SCRIPT,
        )
        self._add_file(claim, name=f"{SCRIPT}.png")
        self._add_file(claim, name=f"{SCRIPT}.pdf", raw=b"%PDF-1.4")
        self.product.name = SCRIPT
        self.lots[0].name = SCRIPT
        claim.action_submit()
        claim.with_user(self.approver).action_reject(SCRIPT)
        claim.sudo().message_post(
            body=SCRIPT, message_type="comment", subtype_xmlid="mail.mt_comment"
        )
        token = self._get_token(claim)
        self._login(self.portal)
        for query in ("", f"?access_token={token}", f"?access_token={SCRIPT}"):
            text = self._get(f"/my/rma/{claim.id}{query}").text
            self.assertNotIn("<script>alert(", text)
        self.assertIn("&lt;script&gt;alert(", text)

    # -- files --

    def test_files(self):
        """Photos are shown, all else is downloaded, whatever its name says."""
        claim = self._register(lot=self.lots[0])
        photo = self._add_file(claim)
        svg = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"
        disguised = [
            self._add_file(claim, name="a.jpg", raw=svg),
            self._add_file(claim, name="b.png", raw=b"<html><script>x</script></html>"),
            self._add_file(
                claim, name="bill.pdf", raw=b"%PDF-1.4\n%x", field="proof_ids"
            ),
        ]
        self._login(self.portal)
        response = self._get(f"/my/rma/{claim.id}/file/{photo.id}")
        self.assertEqual(response.status_code, 200)
        self.assertEqual(response.headers["Content-Type"], "image/png")
        self.assertNotIn("attachment", response.headers.get("Content-Disposition", ""))
        small = self._get(f"/my/rma/{claim.id}/file/{photo.id}?small=1")
        self.assertLessEqual(max(Image.open(io.BytesIO(small.content)).size), 256)
        for file in disguised:
            for query in ("", "?small=1"):
                response = self._get(f"/my/rma/{claim.id}/file/{file.id}{query}")
                self.assertEqual(response.status_code, 200)
                self.assertIn("attachment", response.headers["Content-Disposition"])
                self.assertEqual(
                    response.headers["Content-Type"], "application/octet-stream"
                )
                self.assertEqual(response.headers["X-Content-Type-Options"], "nosniff")

    def test_files_of_others_are_not_handed_out(self):
        claim = self._register(lot=self.lots[0])
        other = self._register(lot=self.lots[1])
        foreign = self._register(product_id=self.cable.id, partner_id=self.stranger.id)
        own = self._add_file(claim)
        inspected = self._add_file(claim, field="inspection_photo_ids")
        of_other, of_foreign = self._add_file(other), self._add_file(foreign)
        public = self.env["ir.attachment"].create(
            {
                "name": "link",
                "type": "url",
                "url": "https://example.com",
                "public": True,
            }
        )
        claim.sudo().line_ids.fault_photo_ids = [Command.link(public.id)]
        token = self._get_token(claim)
        self._login(self.portal)
        for file in (inspected, of_other, of_foreign, public):
            response = self._get(f"/my/rma/{claim.id}/file/{file.id}")
            self.assertEqual(response.status_code, 404, file.name)
        response = self._get(f"/my/rma/{foreign.id}/file/{of_foreign.id}")
        self.assertEqual(response.status_code, 404)
        self.assertEqual(self._get(f"/my/rma/{claim.id}/file/0").status_code, 404)
        self._login(None)
        url = f"/my/rma/{claim.id}/file/{own.id}"
        self.assertEqual(self._get(url).status_code, 404)
        self.assertEqual(self._get(f"{url}?access_token={token}").status_code, 200)
        url = f"/my/rma/{claim.id}/file/{of_other.id}?access_token={token}"
        self.assertEqual(self._get(url).status_code, 404)

    # -- messages --

    def _write(self, claim, token=None, text="Hello", **kwargs):
        data = {"message": text} | ({"access_token": token} if token else {})
        return self._post(f"/my/rma/{claim.id}/message", data, **kwargs)

    def _get_comments(self, claim):
        messages = claim.sudo().message_ids.sorted("id")
        return messages.filtered(lambda message: message.message_type == "comment")

    def test_messages_without_scripts(self):
        """The customer's people and who has the link write; the text stays text."""
        claim = self._register(lot=self.lots[0], partner_id=self.customer.id)
        token = self._get_token(claim)
        for user, given, author in (
            (self.portal, None, self.contact),
            (None, token, self.customer),
        ):
            self._login(user)
            response = self._write(claim, given, f"Hello {SCRIPT}")
            self.assertEqual(response.status_code, 303)
            message = self._get_comments(claim)[-1]
            self.assertEqual(message.author_id, author)
            self.assertNotIn("<script>", message.body)
            page = self._get(response.headers["Location"]).text
            self.assertIn("we have your message", page)
            page = self._get(response.headers["Location"]).text
            self.assertNotIn("we have your message", page)

    def test_messages_that_are_refused(self):
        """Nothing, too much, too often: a sentence, and nothing is kept."""
        claim = self._register(lot=self.lots[0])
        self._login(self.portal)
        for text, words in (
            ("  ", "Please write something first"),
            ("x" * 5001, "Please shorten it"),
        ):
            self._write(claim, text=text)
            self.assertIn(words, self._get(f"/my/rma/{claim.id}").text)
        self.assertFalse(self._get_comments(claim))
        for _index in range(21):
            claim_sudo = claim.with_user(self.portal).sudo()
            try:
                claim_sudo._customer_write("Hello")
            except UserError as error:
                self.assertIn("many messages", str(error))
        self.assertEqual(len(self._get_comments(claim)), 20)

    def test_messages_of_strangers(self):
        claim = self._register(lot=self.lots[0])
        other = self._register(product_id=self.cable.id, partner_id=self.stranger.id)
        self._get_token(claim)
        for user, token in (
            (self.mallory, None),
            (self.mallory, self._get_token(other)),
            (None, None),
            (None, "nonsense"),
        ):
            self._login(user)
            self.assertEqual(self._write(claim, token).status_code, 404)
        self._login(self.portal)
        with mute_logger("odoo.http"):
            self.assertEqual(self._write(claim, csrf=False).status_code, 400)
        response = self._get(f"/my/rma/{claim.id}/message?message=Hello")
        self.assertEqual(response.status_code, 405)
        self.assertFalse(self._get_comments(claim))
