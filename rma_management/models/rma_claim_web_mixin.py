# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import logging

from odoo import SUPERUSER_ID, api, fields, models
from odoo.tools.misc import hash_sign, verify_hash_signed

from ..tools import rma_jobs

_logger = logging.getLogger(__name__)

#: What the links in our e-mails are signed for, and nothing else.
CONFIRM_SCOPE = "rma_management.confirm_claim"
#: Unconfirmed claims that the job deletes before it commits.
PURGE_BATCH = 50


class RmaClaimWebMixin(models.AbstractModel):
    """Claims of people who are not logged in: they count when their e-mail is answered.

    Until then the claim belongs to nobody: who wrote it, is kept with the claim and
    becomes a contact, or is found among our customers, at the confirmation. So there
    is nothing to be seen of whom we know, and nothing to clean up among the contacts.
    """

    _name = "rma.claim.web.mixin"
    _description = "RMA Claims from the Public Form"

    web_email = fields.Char(
        string="E-mail of the Author",
        readonly=True,
        copy=False,
        help="Where the link was sent that confirms the claim.",
    )
    web_author = fields.Json(
        string="Author",
        readonly=True,
        copy=False,
        groups="base.group_system",
        help="What was typed into the public form; empty when it is confirmed.",
    )

    @api.model
    def _create_web_claim(self, vals, author):
        """Return a new claim from the public form; its author has not confirmed it yet.

        :param dict vals: checked values of claim and unit
        :param dict author: ``email`` (normalised), ``name``, ``company``, ``phone``,
            ``street``, ``zip``, ``city``, ``country_id``, ``lang``, and ``product``,
            ``serial``, ``fault`` as typed
        """
        nobody = self.env.ref("base.public_partner")
        vals = {**vals, "web_email": author["email"], "web_author": author}
        return self._create_intake(nobody, vals, "web")

    # -- the link --

    def _get_confirm_token(self):
        """Return the signed end of the link that confirms this claim, for a while."""
        self.ensure_one()
        return hash_sign(
            self.sudo().env,  # sudo: to read the database's secret
            CONFIRM_SCOPE,
            [self.id, self.web_email],
            expiration_hours=max(1, self.company_id.rma_confirm_hours),
        )

    @api.model
    def _find_by_confirm_token(self, token):
        """Return the claim, with all rights, that the link is for, or nothing.

        Forged, expired and damaged links, and links to claims that are gone, find
        nothing, all alike.
        """
        claims_sudo = self.sudo()  # sudo: the signature is the right
        try:
            values = verify_hash_signed(claims_sudo.env, CONFIRM_SCOPE, token)
        except ValueError:
            return claims_sudo.browse()
        if not values:
            return claims_sudo.browse()
        claim_id, email = values
        return claims_sudo.search(
            [("id", "=", claim_id), ("web_email", "=", email), ("channel", "=", "web")]
        )

    def _send_confirm_mail(self):
        """Queue the e-mail with the link; the job that sends e-mails is woken."""
        self.ensure_one()
        url = f"{self.get_base_url()}/rma/confirm/{self._get_confirm_token()}"
        template = self.env.ref("rma_management.mail_template_confirm")
        # sudo: visitors see neither template nor queue; the sender is our company
        template.sudo().with_user(SUPERUSER_ID).with_context(
            rma_confirm_url=url
        ).send_mail(
            self.id,
            force_send=False,
            email_layout_xmlid="mail.mail_notification_light",
        )
        rma_jobs.wake(self.env, "mail.ir_cron_mail_scheduler_action")

    def _confirm_by_author(self):
        """Make the claim count: find or create its customer, then submit it.

        :return: False when it was confirmed already; nothing changes then
        :raises odoo.exceptions.LockError: it is confirmed or deleted this very moment
        """
        self.ensure_one()
        self._lock_records()
        if self.is_confirmed:
            return False
        self._adopt_author()
        self._portal_ensure_token()
        self._log_event("confirmed")
        self._confirm_intake()
        return True

    # -- what nobody confirmed --

    @api.model
    def _cron_purge_unconfirmed(self):
        """Delete the claims that their authors did not confirm in time, with all files.

        Commits after each batch, so that it may be killed anywhere. Who confirms at
        this moment holds the claim: it is left alone.
        """
        progress = self.env["ir.cron"]
        for company in self.env["res.company"].search([]):
            skipped_ids = []
            while claims := self._get_purgeable(company, skipped_ids):
                locked = claims.try_lock_for_update()
                skipped_ids += (claims - locked).ids
                locked._purge()
                if not progress._commit_progress(len(locked)):
                    return

    @api.model
    def _get_purgeable(self, company, skipped_ids):
        """Return the next claims of *company* whose time to confirm is over."""
        hours = max(1, company.rma_confirm_hours)
        return self.search(
            [
                ("is_confirmed", "=", False),
                ("company_id", "=", company.id),
                ("id", "not in", skipped_ids),
                (
                    "create_date",
                    "<",
                    fields.Datetime.subtract(fields.Datetime.now(), hours=hours),
                ),
            ],
            order="id",
            limit=PURGE_BATCH,
        )

    def _purge(self):
        """Delete unconfirmed claims, their units, messages and files."""
        if not self:
            return
        lines = self.line_ids
        files = lines.fault_photo_ids | lines.proof_ids
        count = len(self)
        # units first: the database would delete them without their files
        lines.unlink()
        self.unlink()
        files.exists().unlink()
        _logger.info("%s unconfirmed claims were deleted", count)
