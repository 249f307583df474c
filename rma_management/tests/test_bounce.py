# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.base.models.ir_mail_server import IrMail_Server, MailDeliveryException

from .message_common import MessageCommon

BOUNCE = """\
Return-Path: <>
From: MAILER-DAEMON@example.com
To: {bounce}
Subject: Undelivered Mail Returned to Sender
Message-Id: <bounce-{count}@example.com>
Content-Type: multipart/report; report-type=delivery-status; boundary="B"
MIME-Version: 1.0

--B
Content-Type: text/plain

This is the mail system. {email}: user unknown.

--B
Content-Type: message/delivery-status

Final-Recipient: rfc822; {email}
Original-Recipient: rfc822;{email}
Action: failed
Status: 5.1.1

--B
Content-Type: message/rfc822

Message-Id: {message_id}
From: service@example.com
To: {email}
Subject: Claim

Hello
--B--
"""


def _refuse_connection(mails, *args, **kwargs):
    """Do what sending does when the mail server cannot be reached."""
    mails.write({"state": "exception", "failure_type": "mail_smtp"})
    mails._postprocess_sent_message([], [], "The server is down", "mail_smtp")


@tagged("-at_install", "post_install")
class TestBounce(MessageCommon):
    """A message that does not arrive is seen, asked about once, and sent again."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # the engineer follows his claims, and is no matter here
        cls.agent.notification_type = "inbox"

    def _bounce(self, claim, mail):
        self.bounces = getattr(self, "bounces", 0) + 1
        text = BOUNCE.format(
            bounce=f"{self.alias_bounce}@{self.alias_domain}",
            email=self.customer.email_normalized,
            message_id=mail["message_id"],
            count=self.bounces,
        )
        with self.mock_mail_gateway(), mute_logger("odoo.addons.mail.models"):
            self.env["mail.thread"].message_process(None, text)
        self.env.invalidate_all()

    def _bounced(self):
        """Return a claim whose last message came back."""
        claim = self._approved()
        claim.user_id = self.agent
        [mail] = self._tell()
        self._bounce(claim, mail)
        return claim

    def _get_todos(self, claim):
        kind = self.env.ref("rma_management.mail_activity_bounced")
        return claim.sudo().activity_ids.filtered(lambda a: a.activity_type_id == kind)

    # -- it came back --

    def test_bounce_is_shown(self):
        claim = self._bounced()
        self.assertTrue(claim.is_notice_bounced)
        self.assertEqual(claim.notice_failure, "address")
        self.assertIn(self.customer.email, claim.notice_warning)
        found = self.env["rma.claim"].search([("is_notice_bounced", "=", True)])
        self.assertEqual(found, claim.with_user(found.env.user))
        [event] = [e for e in claim._get_timeline_events() if e["kind"] == "bounced"]
        self.assertIn(self.customer.email, event["text"])
        [todo] = self._get_todos(claim)
        self.assertEqual(todo.user_id, self.agent)

    def test_second_bounce_of_the_same_address_asks_nobody_again(self):
        claim = self._bounced()
        self._receive(claim)
        [mail] = self._tell()
        self._bounce(claim, mail)
        self.assertEqual(len(self._get_todos(claim)), 1)
        kinds = claim.sudo().event_ids.mapped("kind")
        self.assertEqual(kinds.count("bounced"), 1)

    def test_bounce_of_somebody_else(self):
        """What the head office does not get is no matter of the customer."""
        office = self.env["res.partner"].create(
            {"name": "Office", "email": "office@example.com"}
        )
        claim = self._approved()
        claim.sudo()._message_receive_bounce(office.email, office)
        self.assertFalse(claim.is_notice_bounced)

    # -- it did not leave --

    def _fail(self, error):
        """Run the job with a mail server that answers with *error*."""

        def broken(*args, **kwargs):
            raise error

        with patch.object(IrMail_Server, "send_email", broken):
            return self._tell()

    def test_mail_server_that_is_down(self):
        """Shown, but nobody is asked for an address; gone when the next one leaves."""
        claim = self._approved()
        claim.user_id = self.agent
        mails = type(self.env["mail.mail"])
        with patch.object(mails, "_send", _refuse_connection):
            self._tell()
        self.assertEqual(claim.notice_failure, "server")
        self.assertSentence(claim.notice_warning)
        self.assertFalse(self._get_todos(claim))
        self.assertNotIn("bounced", claim.sudo().event_ids.mapped("kind"))
        self._receive(claim)
        self._tell()
        self.assertFalse(claim.is_notice_bounced)

    def test_address_that_is_refused(self):
        claim = self._approved()
        claim.user_id = self.agent
        self._fail(MailDeliveryException("550", "User unknown"))
        self.assertEqual(claim.notice_failure, "address")
        self.assertEqual(len(self._get_todos(claim)), 1)

    def test_mail_about_something_else(self):
        """Mails that are no claim's leave as ever."""
        mail = self.env["mail.mail"].create(
            {"email_to": "x@example.com", "email_from": "y@example.com"}
        )
        with self.mock_mail_gateway():
            mail.send()
        self.assertEqual(len(self._mails), 1)

    # -- no address --

    def test_customer_without_address(self):
        """Shown; the job goes on; who enters an address gets the last message."""
        self.customer.email = False
        claim = self._approved()
        other = self._approved(lot=self.lots[1], partner_id=self.contact.id)
        mails = self._tell()
        self.assertEqual(len(mails), 1)
        self.assertEqual(claim.notice_failure, "missing")
        self.assertIn(self.customer.name, claim.notice_warning)
        self.assertIn("bounced", claim.sudo().event_ids.mapped("kind"))
        self.assertFalse(other.is_notice_bounced)
        with self.assertRaisesRegex(UserError, "no e-mail address"):
            claim.action_resend_notice()
        self.assertFalse(claim.is_resend_notice_allowed)
        self.customer.email = "new@example.com"
        self.assertFalse(claim.is_notice_bounced)
        [mail] = self._tell()
        self.assertIn("new@example.com", mail["email_to"][0])
        self.assertIn("is approved", mail["subject"])

    def test_address_that_is_none(self):
        self.customer.email = "no address"
        claim = self._approved()
        self.assertFalse(self._tell())
        self.assertEqual(claim.notice_failure, "missing")

    # -- again --

    def test_corrected_address(self):
        """The last message goes to the new address; the to-do is done."""
        claim = self._bounced()
        self.customer.email = "right@example.com"
        self.assertFalse(claim.is_notice_bounced)
        self.assertFalse(self._get_todos(claim))
        [mail] = self._tell()
        self.assertIn("right@example.com", mail["email_to"][0])
        self.assertIn("is approved", mail["subject"])
        self.assertFalse(self._tell())

    def test_address_that_did_not_change(self):
        claim = self._bounced()
        self.customer.write({"email": self.customer.email.upper()})
        self.assertTrue(claim.is_notice_bounced)
        self.customer.name = "Another Name"
        self.assertTrue(claim.is_notice_bounced)

    def test_finished_claim_is_only_cleared(self):
        claim = self._bounced()
        claim.action_cancel("Not needed.")
        self.events.search([("claim_id", "=", claim.id)]).notice_state = "sent"
        self.customer.email = "right@example.com"
        self.assertFalse(claim.is_notice_bounced)
        self.assertFalse(self._tell())

    def test_send_again(self):
        claim = self._bounced()
        self.assertTrue(claim.is_resend_notice_allowed)
        answer = claim.action_resend_notice()
        self.assertEqual(answer["tag"], "display_notification")
        self.assertFalse(claim.is_notice_bounced)
        [mail] = self._tell()
        self.assertIn("is approved", mail["subject"])

    def test_send_again_refused(self):
        claim = self._bounced()
        for user in (self.stocker, self.accountant):
            with self.assertRaises(AccessError):
                claim.with_user(user).action_resend_notice()
        with self.assertRaises(AccessError):
            claim.with_user(self.manager).notice_failure = False
        self.assertTrue(claim.is_notice_bounced)

    def test_send_again_twice(self):
        claim = self._bounced()
        claim.action_resend_notice()
        answer = claim.action_resend_notice()
        self.assertIn("nothing is to be sent", answer["params"]["message"])
        self.assertEqual(len(self._tell()), 1)

    def test_what_is_old_news_is_not_sent_again(self):
        """Steps since then make the message moot: theirs is sent instead."""
        claim = self._bounced()
        self._receive(claim)
        claim.action_resend_notice()
        [mail] = self._tell()
        self.assertIn("received", mail["subject"])
