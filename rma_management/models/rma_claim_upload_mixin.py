# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..tools.upload_check import (
    MAX_FILES_CLAIM,
    PHOTO_KINDS,
    PROOF_KINDS,
    read_uploads,
)
from .rma_step_mixin import ENDED_STAGES

#: What may be uploaded into which field of the unit.
UPLOAD_KINDS = {"fault_photo_ids": PHOTO_KINDS, "proof_ids": PROOF_KINDS}


class RmaClaimUploadMixin(models.AbstractModel):
    """Photos, videos and proofs that customers send, at once or later."""

    _name = "rma.claim.upload.mixin"
    _description = "RMA Files of the Customer"

    def _attach_uploads(self, files, field="fault_photo_ids", line=None):
        """Check *files* and tie them to a unit; all or none.

        :param files: uploads of a form (werkzeug), or pairs of name and bytes
        :param str field: ``fault_photo_ids`` or ``proof_ids``
        :param line: the unit; the first one of the claim when missing
        :raises odoo.exceptions.UserError: a file is too big, too many or of another kind
        :return: the attachments
        """
        self.ensure_one()
        self._lock_records()  # two posts at the same moment share the limit
        kinds = UPLOAD_KINDS[field]
        uploads = read_uploads(files, self.env, kinds, self._count_uploads())
        return self._link_uploads(uploads, field, line)

    def _link_uploads(self, uploads, field="fault_photo_ids", line=None):
        """Tie checked *uploads* (see ``read_uploads``) to a unit of the claim."""
        self.ensure_one()
        line = line or self.line_ids[:1]
        if not uploads or not line:
            return self.env["ir.attachment"]
        # sudo: customers make no attachments; these were checked
        files_sudo = (
            self.env["ir.attachment"]
            .sudo()
            .create(
                [
                    {**upload, "res_model": line._name, "res_id": line.id}
                    for upload in uploads
                ]
            )
        )
        # sudo: as above
        line.sudo()[field] = [Command.link(file.id) for file in files_sudo]
        return files_sudo

    def _get_customer_add_photos_obstacle(self):
        """Return why the customer cannot add photos, or False."""
        self.ensure_one()
        if self.state in ENDED_STAGES:
            return self.env._(
                "%(claim)s has ended, so no photos can be added. Raise a new claim.",
                claim=self.display_name,
            )
        if self._count_uploads() >= MAX_FILES_CLAIM:
            return self.env._(
                "%(claim)s has %(limit)s files already; more cannot be taken.",
                claim=self.display_name,
                limit=MAX_FILES_CLAIM,
            )
        return False

    def _customer_add_photos(self, files, line=None):
        """Tie photos that the customer sends later to a unit, and tell colleagues.

        :raises odoo.exceptions.UserError: the claim has ended, or a file is not taken
        """
        self.ensure_one()
        if obstacle := self._get_customer_add_photos_obstacle():
            raise UserError(obstacle)
        added = self._attach_uploads(files, line=line)
        if not added:
            raise UserError(
                self.env._("Choose one or more photos or a short video first.")
            )
        unit = (line or self.line_ids)[:1]
        unit.message_post(
            body=self.env._(
                "The customer has added %(count)s photos or videos.", count=len(added)
            ),
            author_id=self.partner_id.id,
            message_type="notification",
            subtype_xmlid="mail.mt_note",
        )

    def _count_uploads(self):
        """Return how many files customers have put on the claim."""
        self.ensure_one()
        lines_sudo = self.sudo().line_ids  # sudo: a number only
        return len(lines_sudo.fault_photo_ids | lines_sudo.proof_ids)
