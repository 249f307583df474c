# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models

#: Failures of our own mail server or sender; all others come from the address.
SERVER_FAILURES = ("mail_smtp", "mail_from_invalid", "mail_from_missing")


class MailMail(models.Model):
    _inherit = "mail.mail"

    def _postprocess_sent_message(
        self, success_pids, success_emails, failure_reason=False, failure_type=None
    ):
        """Show on the claim whether the message to its customer has left."""
        mails = self.filtered(lambda mail: mail.model == "rma.claim")
        if mails and failure_type:
            mails._tell_rma_failure(success_pids, failure_type)
        elif mails:
            mails._tell_rma_success()
        return super()._postprocess_sent_message(
            success_pids,
            success_emails,
            failure_reason=failure_reason,
            failure_type=failure_type,
        )

    def _tell_rma_failure(self, success_pids, failure_type):
        """Note on the claims that these mails did not reach their customers."""
        failure = "server" if failure_type in SERVER_FAILURES else "address"
        sent = self.env["res.partner"].union(*success_pids or [])
        for mail in self:
            # sudo: whoever sends the mail, the claim shows that it did not arrive
            claim = self.env["rma.claim"].sudo().browse(mail.res_id).exists()
            customer = claim.partner_id
            if customer & mail.recipient_ids - sent:
                claim._note_notice_failure(
                    failure, customer.email_normalized or customer.email
                )

    def _tell_rma_success(self):
        """Forget that the mail server did not work: the next message has left."""
        # sudo: as above
        claims = self.env["rma.claim"].sudo()
        ids = [("id", "in", self.mapped("res_id"))]
        claims.search([*ids, ("notice_failure", "=", "server")])._clear_notice_failure()
