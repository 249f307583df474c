# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models

#: Failures that come from the customer's address; others are our mail server's.
ADDRESS_FAILURES = ("mail_email_invalid", "mail_email_missing")


class MailMail(models.Model):
    _inherit = "mail.mail"

    def _postprocess_sent_message(
        self, success_pids, success_emails, failure_reason=False, failure_type=None
    ):
        """Show on the claim whether the message to its customer has left."""
        for mail in self.filtered(lambda mail: mail.model == "rma.claim"):
            mail._tell_rma_claim(success_pids, failure_type)
        return super()._postprocess_sent_message(
            success_pids,
            success_emails,
            failure_reason=failure_reason,
            failure_type=failure_type,
        )

    def _tell_rma_claim(self, success_pids, failure_type):
        """Note on the claim what became of this mail to its customer."""
        self.ensure_one()
        # sudo: whoever sends the mail, the claim shows that it did not arrive
        claim = self.env["rma.claim"].sudo().browse(self.res_id).exists()
        customer = claim.partner_id
        if not customer & self.recipient_ids:
            return
        if failure_type and customer not in (success_pids or []):
            is_address = failure_type in ADDRESS_FAILURES
            claim._note_notice_failure(
                "address" if is_address else "server",
                customer.email_normalized or customer.email,
            )
        elif claim.notice_failure == "server":
            claim._clear_notice_failure()
