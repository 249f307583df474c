# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from unittest.mock import patch

from odoo.tools import mute_logger

from odoo.addons.mail.tests.common import MockEmail

from .common import RmaCommon


class MessageCommon(RmaCommon, MockEmail):
    """Messages as they leave: what the customer's mail server would get."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._init_mail_gateway()
        cls.events = cls.env["rma.claim.event"].sudo()
        # whatever waited before the test is none of its business
        cls.events.search([("notice_state", "=", "waiting")]).write(
            {"notice_state": "none"}
        )
        cls.company.write({"email": "service@example.com", "phone": "+49 30 1234"})

    def _tell(self, **gateway):
        """Run the job; return the mails that left, as dicts of the mail server.

        :param gateway: how the mail server behaves, see ``mock_mail_gateway``
        """
        cron = type(self.env["ir.cron"])
        with (
            self.mock_mail_gateway(**gateway),
            patch.object(cron, "_commit_progress", return_value=60.0),
            mute_logger("odoo.addons.mail.models.mail_mail"),
        ):
            self.events._cron_send_notices()
        self.env.invalidate_all()
        return list(self._mails)

    def _get_messages(self, claim):
        subtype = self.env.ref("rma_management.mt_rma_progress")
        messages = claim.sudo().message_ids.filtered(lambda m: m.subtype_id == subtype)
        return messages.sorted("id")

    def _get_subjects(self, claim):
        """Return what the customer was told, as the subjects say it."""
        return [m.subject.split(": ", 1)[1] for m in self._get_messages(claim)]

    def _log(self, record, kind, text=None, document=None):
        """Let *kind* happen, whoever logs it in life."""
        return record.sudo()._log_event(kind, text=text, document=document)

    def _get_mail_to(self, mails, partner):
        """Return the one mail to *partner*."""
        [mail] = [m for m in mails if partner.email in "".join(m["email_to"])]
        return mail
