# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import re

from odoo.tests import tagged
from odoo.tools import mute_logger

from ..models.rma_claim_event import TEMPLATES
from .message_common import MessageCommon
from .portal_common import PortalCommon

PAGE = "/my/rma/messages"
#: What is told whatever the customer chose, and what besides at the next level.
MUST = {"rejected", "cancelled", "expired", "discrepancy", "refused", "verdict"}
NEEDED = MUST | {
    "approved",
    "reminded",
    "waived",
    "asked",
    "shipping",
    "delivered",
    "credited",
    "closed",
}


@tagged("-at_install", "post_install")
class TestMessageLevels(MessageCommon):
    """Who wants less gets less; what must be said is said."""

    def _get_told(self, level):
        """Return the kinds of which the customer hears at *level*."""
        self.customer.rma_notice_level = level
        told = set()
        for kind in TEMPLATES:
            event = self.events.new({"kind": kind})
            if self.customer._wants_rma_notice(event._get_notice_level()):
                told.add(kind)
        return told

    def test_levels(self):
        self.assertEqual(self._get_told(False), set(TEMPLATES))
        self.assertEqual(self._get_told("all"), set(TEMPLATES))
        self.assertEqual(self._get_told("needed"), NEEDED)
        self.assertEqual(self._get_told("none"), MUST)

    def test_level_of_the_company(self):
        """Contacts follow their company, unless they have chosen themselves."""
        self.customer.rma_notice_level = "none"
        self.assertEqual(self.contact._get_rma_notice_level(), "none")
        self.contact.rma_notice_level = "all"
        self.assertEqual(self.contact._get_rma_notice_level(), "all")

    def test_few_messages(self):
        self.customer.rma_notice_level = "needed"
        claim = self._approved()
        self._tell()
        self.assertEqual(self._get_subjects(claim), ["Your claim is approved"])
        self._receive(claim)
        self.assertFalse(self._tell())
        self.assertFalse(self._get_messages(claim)[1:])
        self.assertNotIn("waiting", claim.sudo().event_ids.mapped("notice_state"))

    def test_no_messages(self):
        self.customer.rma_notice_level = "none"
        claim = self._approved()
        self.assertFalse(self._tell())
        self.assertFalse(claim.is_notice_bounced)
        claim.action_cancel("Not needed.")
        [mail] = self._tell()
        self.assertIn("cancelled", mail["subject"])

    def test_follower_who_wants_none(self):
        """Neither following nor the copy of the head office brings him a message."""
        office = self.env["res.partner"].create(
            {"name": "Office", "email": "office@example.com"}
        )
        self.company.rma_head_office_partner_ids = office
        self.customer.rma_notice_level = "none"
        claim = self._approved()
        claim.sudo().message_subscribe(self.customer.ids)
        [mail] = self._tell()
        self.assertIn(office.email, mail["email_to"][0])

    def test_hint_for_colleagues(self):
        claim = self._approved()
        self.assertFalse(claim.notice_hint)
        for level in ("needed", "none"):
            self.customer.rma_notice_level = level
            claim.invalidate_recordset()
            self.assertSentence(claim.notice_hint)
            self.assertIn(self.customer.name, claim.notice_hint)


@tagged("-at_install", "post_install")
class TestMessagePages(PortalCommon, MessageCommon):
    """Customers choose for themselves: logged in, or with the link in a message."""

    def setUp(self):
        super().setUp()
        self.link = self._get_path(self.customer)

    def _get_path(self, partner):
        return "/rma/messages/" + partner._get_rma_messages_url().split("messages/")[1]

    # -- logged in --

    def test_choose(self):
        self._login(self.portal)
        page = self._get(PAGE)
        self.assertEqual(page.status_code, 200)
        self.assertEqual(len(re.findall("<h1", page.text)), 1)
        self.assertIn('value="all" aria-describedby', page.text)
        answer = self._post(PAGE, {"level": "needed"})
        self.assertEqual(answer.status_code, 303)
        self.assertEqual(self.contact.rma_notice_level, "needed")
        self.assertFalse(self.customer.rma_notice_level, "His own choice alone")
        page = self._get(PAGE)
        self.assertIn("we have noted", page.text)
        self.assertNotIn("we have noted", self._get(PAGE).text)

    def test_repeat_is_harmless(self):
        self._login(self.portal)
        for _repeat in range(2):
            self.assertEqual(self._post(PAGE, {"level": "none"}).status_code, 303)
        self.assertEqual(self.contact.rma_notice_level, "none")

    def test_level_that_does_not_exist(self):
        self._login(self.portal)
        for data in ({"level": "<script>"}, {}, {"level": ""}):
            self.assertEqual(self._post(PAGE, data).status_code, 303)
            page = self._get(PAGE).text
            self.assertIn("Nothing was changed", page)
            self.assertIn("alert-danger", page)
            self.assertNotIn("<script>&lt;", page)
        self.assertFalse(self.contact.rma_notice_level)

    def test_somebody_elses_partner_is_ignored(self):
        self._login(self.mallory)
        self._post(PAGE, {"level": "none", "partner_id": self.customer.id})
        self.assertFalse(self.customer.rma_notice_level)
        self.assertEqual(self.stranger.rma_notice_level, "none")

    def test_without_login(self):
        self._login(None)
        for answer in (self._get(PAGE), self._post(PAGE, {"level": "none"})):
            self.assertEqual(answer.status_code, 303)
            self.assertIn("/web/login", answer.headers["Location"])

    # -- with the link --

    def test_link_shows_and_button_changes(self):
        self._login(None)
        page = self._get(self.link)
        self.assertEqual(page.status_code, 200)
        self.assertNotIn(self.customer.email, page.text)
        self.assertFalse(self.customer.rma_notice_level, "Scanners open links")
        self._get(f"{self.link}?level=none")
        self.assertFalse(self.customer.rma_notice_level)
        answer = self._post(self.link, {"level": "none"})
        self.assertEqual(answer.status_code, 303)
        self.assertEqual(self.customer.rma_notice_level, "none")
        self.assertIn("we have noted", self._get(self.link).text)

    def test_link_in_the_message(self):
        """Each message has it, and the button's link opens the claim without login."""
        claim = self._approved()
        [mail] = self._tell()
        self.assertIn(self.link, mail["body"])
        [url] = re.findall(r'href="[^"]*(/mail/view\?[^"]*)"', mail["body"])
        self._login(None)
        answer = self.url_open(url.replace("&amp;", "&"))
        self.assertEqual(answer.status_code, 200)
        self.assertIn(f"/my/rma/{claim.id}", answer.url)
        self.assertIn(claim.rma_number, answer.text)

    @mute_logger("odoo.http")
    def test_wrong_links(self):
        """Bound to the partner, to the address and to this purpose; one answer."""
        token = self.link.split("/")[-1]
        mine = self._get_path(self.stranger).split("/")[-1]
        claim = self._approved()
        links = [
            f"/rma/messages/{self.stranger.id}/{token}",
            f"/rma/messages/{self.customer.id}/{mine}",
            f"/rma/messages/{self.customer.id}/{self._get_token(claim)}",
            f"/rma/messages/{self.customer.id}/{token[:-1]}",
            f"/rma/messages/{self.customer.id}/%F0%9F%99%82",
            f"/rma/messages/{2**31 - 1}/{token}",
            f"/rma/messages/{2**70}/{token}",
            "/rma/messages/0/x",
        ]
        self._login(None)
        bodies = set()
        for link in links:
            with self.subTest(link=link):
                answer = self._get(link)
                self.assertEqual(answer.status_code, 404)
                bodies.add(re.sub(r"csrf_token: \"\w+\"", "", answer.text))
                answer = self._post(link, {"level": "none"})
                self.assertEqual(answer.status_code, 404)
        self.assertFalse((self.customer | self.stranger).filtered("rma_notice_level"))

    @mute_logger("odoo.http")
    def test_link_of_a_former_address(self):
        self.customer.email = "moved@example.com"
        self._login(None)
        self.assertEqual(self._get(self.link).status_code, 404)

    # -- attacks --

    @mute_logger("odoo.http")
    def test_csrf(self):
        for user, url in ((self.portal, PAGE), (None, self.link)):
            self._login(user)
            answer = self._post(url, {"level": "none"}, csrf=False)
            self.assertEqual(answer.status_code, 400)
        partners = self.customer | self.contact
        self.assertFalse(partners.filtered("rma_notice_level"))

    def test_script_in_the_address(self):
        self.contact.email = '"<script>alert(1)</script>"@example.com'
        self._login(self.portal)
        page = self._get(PAGE).text
        self.assertNotIn("<script>alert(1)", page)
