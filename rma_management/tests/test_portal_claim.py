# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import io

from lxml import html
from PIL import Image

from odoo.fields import Command
from odoo.tests import tagged

from .portal_bulk import clone_claims
from .portal_common import PortalCommon

#: A claim's page, whatever the claim has.
PAGE_BUDGET = 60
SCRIPT = "<script>alert('x')</script>"


@tagged("post_install", "-at_install")
class TestPortalClaim(PortalCommon):
    """What the page of a claim shows, and to whom."""

    SOLD = 4

    def _get_page(self, claim, query=""):
        response = self._get(f"/my/rma/{claim.id}{query}")
        self.assertEqual(response.status_code, 200)
        return html.fromstring(response.content)

    def _get_text(self, page, anchor):
        [element] = page.xpath(f"//*[@id='{anchor}']")
        return " ".join(element.text_content().split())

    def _add_file(self, claim, name="fault.png", raw=None, field="fault_photo_ids"):
        """Return a file that the customer has given us with the unit."""
        if raw is None:
            stream = io.BytesIO()
            Image.new("RGB", (600, 400), (200, 40, 40)).save(stream, "PNG")
            raw = stream.getvalue()
        line = claim.sudo().line_ids[:1]
        file = self.env["ir.attachment"].create(
            {
                "name": name,
                "raw": raw,
                "res_model": line._name,
                "res_id": line.id,
            }
        )
        line[field] = [Command.link(file.id)]
        return file

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

    def test_reading_writes_nothing(self):
        claim = self._received(lot=self.lots[0])
        self._add_file(claim)
        self.env.invalidate_all()
        before = self._get_snapshot(claim)
        tokens = claim.sudo().line_ids.sale_order_ids.mapped("access_token")
        self._login(self.portal)
        self._get_page(claim)
        self.assertEqual(self._get_snapshot(claim), before)
        self.assertFalse(claim.sudo().access_token)
        self.assertEqual(
            claim.sudo().line_ids.sale_order_ids.mapped("access_token"), tokens
        )

    # -- what it shows --

    def test_page_tells_in_plain_words(self):
        claim = self._approved(lot=self.lots[0], client_ref="PO-4711")
        self._login(self.portal)
        page = self._get_page(claim)
        self.assertEqual(len(page.xpath("//h1")), 1)
        self.assertIn(claim.rma_number, page.xpath("//title")[0].text)
        self.assertIn("PO-4711", self._get_text(page, "rma_header"))
        status = self._get_text(page, "rma_status")
        self.assertIn("Please send us the unit by", status)
        self.assertIn("It is your turn", status)
        current = page.xpath("//ol[@aria-label='Progress']/li[@aria-current='step']")
        self.assertEqual([li.text_content().strip() for li in current], ["Approved"])
        units = self._get_text(page, "rma_units")
        for text in ("Printer", "SOLD0", "Repair", "Free of charge for you."):
            self.assertIn(text, units)
        self.assertIn("We accepted your claim", self._get_text(page, "rma_timeline"))
        self.assertEqual(len(page.xpath("//*[@id='rma_chat']//*[@id='discussion']")), 1)
        for anchor in ("rma_next", "rma_parcels", "rma_standby", "rma_documents"):
            self.assertEqual(len(page.xpath(f"//*[@id='{anchor}']")), 1)

    def test_rejection_names_the_reason(self):
        claim = self._register(lot=self.lots[0])
        claim.action_submit()
        claim.with_user(self.approver).action_reject("The seal is broken.")
        self._login(self.portal)
        page = self._get_page(claim)
        self.assertIn("The seal is broken.", self._get_text(page, "rma_units"))
        self.assertFalse(page.xpath("//ol[@aria-label='Progress']"))

    def test_remarks_of_colleagues_stay_away(self):
        """Neither notes, causes, vendors nor names of colleagues are on the page."""
        claim = self._received(lot=self.lots[0])
        line = claim.sudo().line_ids
        line.inspection_note = "INTERNAL-NOTE"
        line.vendor_id = self.vendor
        line._log_event("inspected", "INTERNAL-REMARK")
        claim.sudo().message_post(body="INTERNAL-LOG", subtype_xmlid="mail.mt_note")
        self._login(self.portal)
        text = self._get(f"/my/rma/{claim.id}").text
        self.assertNotIn("INTERNAL", text)
        self.assertNotIn(self.vendor.name, text)
        self.assertNotIn(self.approver.name, text)

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

    def test_dates_are_in_the_visitors_zone(self):
        claim = self._register(lot=self.lots[0])
        event = claim.sudo().event_ids
        self.env.flush_all()
        self.cr.execute(
            "UPDATE rma_claim_event SET date = '2026-01-10 23:30' WHERE id IN %s",
            [tuple(event.ids)],
        )
        self.env.invalidate_all()
        self.portal.tz = "Asia/Tokyo"
        self._login(self.portal)
        text = self._get_text(self._get_page(claim), "rma_timeline")
        self.assertIn("01/11/2026 8:30", text.replace("08:30", "8:30"))

    # -- documents --

    def test_quotation_waits_for_the_answer(self):
        claim = self._received(lot=self.lots[0], demand="paid")
        line = claim.sudo().line_ids
        order = self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": self.part.id,
                            "product_uom_qty": 1,
                            "price_unit": 25,
                        }
                    )
                ],
            }
        )
        line._write_axis({"sale_order_ids": [Command.link(order.id)]})
        self._login(self.portal)
        page = self._get_page(claim)
        self.assertNotIn(order.name, self._get_text(page, "rma_documents"))
        order.action_quotation_sent()
        token = order._portal_ensure_token()
        page = self._get_page(claim)
        documents = self._get_text(page, "rma_documents")
        self.assertIn("Waits for your answer", documents)
        [link] = page.xpath("//a[text()='Accept or decline']/@href")
        self.assertEqual(link, f"/my/orders/{order.id}?access_token={token}")
        self._login(None)
        self.assertEqual(self._get(link).status_code, 200)

    def test_invoices_are_posted_ones_for_the_customer(self):
        claim = self._received(lot=self.lots[0])
        moves = self.env["account.move"].create(
            [
                {
                    "move_type": "out_invoice",
                    "partner_id": partner.id,
                    "invoice_date": "2026-01-10",
                    "invoice_line_ids": [
                        Command.create({"name": "Work", "price_unit": 10})
                    ],
                }
                for partner in (self.customer, self.customer, self.stranger)
            ]
        )
        posted, draft, foreign = moves
        (posted | foreign).action_post()
        claim.sudo().line_ids._write_axis({"account_move_ids": moves.ids})
        documents = claim.sudo().with_user(self.portal).sudo()._get_customer_documents()
        invoices = [row for row in documents if row["kind"] == "invoice"]
        self.assertEqual([row["record"] for row in invoices], [posted])
        self.assertFalse(draft.access_token)

    def test_links_are_only_what_the_visitor_can_open(self):
        """Without a right or a token of its own, a document is only named."""
        claim = self._received(lot=self.lots[0])
        token = self._get_token(claim)
        receipt = claim.sudo().line_ids.picking_ids
        self._login(None)
        page = self._get_page(claim, f"?access_token={token}")
        self.assertIn(receipt.name, self._get_text(page, "rma_documents"))
        self.assertFalse(page.xpath("//*[@id='rma_documents']//a"))

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
        self.assertNotIn(
            "attachment", response.headers.get("Content-Disposition", "")
        )
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
            {"name": "link", "type": "url", "url": "https://example.com", "public": True}
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

    # -- many --

    def _count_queries(self, url):
        self._get(url)
        before = self.cr.sql_log_count
        self.assertEqual(self._get(url).status_code, 200)
        return self.cr.sql_log_count - before

    def test_query_count_is_constant(self):
        """One unit or 500: the same queries; units are paged."""
        one = self._approved(lot=self.lots[0])
        self._add_file(one)
        self._login(self.portal)
        few = self._count_queries(f"/my/rma/{one.id}")
        self.assertLess(few, PAGE_BUDGET)
        clone_claims(self.env, one, 500)
        self.env.flush_all()
        self.cr.execute(
            "UPDATE rma_claim_line SET claim_id = %s, number = id "
            "WHERE reference LIKE 'BULK/%%'",
            [one.id],
        )
        self.env.invalidate_all()
        page = self._get_page(one)
        self.assertEqual(len(page.xpath("//div[contains(@class, 'rma_unit')]")), 50)
        self.assertLessEqual(self._count_queries(f"/my/rma/{one.id}"), few + 2)
        last = self._get(f"/my/rma/{one.id}/page/11")
        self.assertEqual(
            len(html.fromstring(last.content).xpath("//*[@class='rma_unit']")), 1
        )

    # -- chat --

    def test_messages_reach_the_desk(self):
        """What a customer writes is kept with his name; a stranger cannot write."""
        claim = self._register(lot=self.lots[0])
        claim.with_context(tracking_disable=False).user_id = self.agent
        self.assertIn(self.agent.partner_id, claim.message_partner_ids)
        post = {
            "thread_model": "rma.claim",
            "thread_id": claim.id,
            "post_data": {
                "body": f"Hello {SCRIPT}",
                "message_type": "comment",
                "subtype_xmlid": "mail.mt_comment",
            },
        }
        self._login(self.portal)
        self.make_jsonrpc_request("/mail/message/post", post)
        message = claim.sudo().message_ids.sorted("id")[-1]
        self.assertEqual(message.author_id, self.contact)
        self.assertNotIn("<script>", message.body)
        self.assertIn(self.agent.partner_id, message.notified_partner_ids)
        count = len(claim.sudo().message_ids)
        self._login(self.mallory)
        with self.assertRaises(Exception):  # noqa: B017 (the kind is the server's)
            self.make_jsonrpc_request("/mail/message/post", post)
        self.assertEqual(len(claim.sudo().message_ids), count)
