# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from lxml import html

from odoo.fields import Command
from odoo.tests import JsonRpcException, tagged
from odoo.tools import mute_logger

from .portal_bulk import clone_claims
from .portal_claim_common import SCRIPT, PortalClaimCommon

#: A claim's page, whatever the claim has.
PAGE_BUDGET = 60


@tagged("post_install", "-at_install")
class TestPortalClaim(PortalClaimCommon):
    """What the page of a claim shows, and to whom."""

    SOLD = 4

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

    def test_photos_can_be_added_while_the_claim_is_open(self):
        claim = self._register(lot=self.lots[0])
        token = self._get_token(claim)
        self._login(None)
        page = self._get_page(claim, f"?access_token={token}")
        [form] = page.xpath("//*[@id='rma_card_photos']//form")
        self.assertEqual(form.get("action"), f"/my/rma/{claim.id}/photos")
        fields = {node.get("name"): node.get("value") for node in form.inputs}
        self.assertEqual(fields["access_token"], token)
        self.assertEqual(fields["line_id"], str(claim.line_ids.id))
        self.assertTrue(fields["csrf_token"])
        claim.action_submit()
        claim.with_user(self.approver).action_reject("Too old.")
        page = self._get_page(claim, f"?access_token={token}")
        self.assertFalse(page.xpath("//*[@id='rma_card_photos']"))

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

    def _write_in_chat(self, claim, text="Hello"):
        self.make_jsonrpc_request(
            "/mail/message/post",
            {
                "thread_model": "rma.claim",
                "thread_id": claim.id,
                "post_data": {
                    "body": text,
                    "message_type": "comment",
                    "subtype_xmlid": "mail.mt_comment",
                },
            },
        )
        return claim.sudo().message_ids.sorted("id")[-1]

    def test_messages_reach_the_desk(self):
        """What a customer writes is kept with his name; a stranger cannot write."""
        claim = self._register(lot=self.lots[0])
        claim.with_context(tracking_disable=False).user_id = self.agent
        self.assertIn(self.agent.partner_id, claim.message_partner_ids)
        self._login(self.portal)
        message = self._write_in_chat(claim, f"Hello {SCRIPT}")
        self.assertEqual(message.author_id, self.contact)
        self.assertNotIn("<script>", message.body)
        self.assertIn(self.agent.partner_id, message.notified_partner_ids)
        count = len(claim.sudo().message_ids)
        self._login(self.mallory)
        with self.assertRaises(JsonRpcException), mute_logger("odoo.http"):
            self._write_in_chat(claim)
        self.assertEqual(len(claim.sudo().message_ids), count)

    def test_messages_about_a_claim_that_nobody_has(self):
        """The team hears of it; what a colleague writes goes to nobody besides."""
        team = self.env["helpdesk.ticket.team"].create(
            {"name": "Desk", "user_ids": [Command.set(self.agent.ids)]}
        )
        claim = self._register(lot=self.lots[0], team_id=team.id)
        self.assertFalse(claim.user_id)
        self._login(self.portal)
        message = self._write_in_chat(claim)
        self.assertEqual(message.notified_partner_ids, self.agent.partner_id)
        message = claim.with_user(self.approver).message_post(
            body="Hello", message_type="comment", subtype_xmlid="mail.mt_comment"
        )
        self.assertNotIn(self.agent.partner_id, message.notified_partner_ids)
