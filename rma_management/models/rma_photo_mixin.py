# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models
from odoo.exceptions import AccessError


class RmaPhotoMixin(models.AbstractModel):
    """Ties photos to the record that shows them, so that its readers see them."""

    _name = "rma.photo.mixin"
    _description = "RMA Photos"

    #: Names of the fields with the photos.
    _photo_fields = ("photo_ids",)

    def _bind_photos(self):
        """Tie new photos to their record and refuse those that are somebody else's.

        A posted id may be that of any file; whoever reads the record would see it.

        :raises odoo.exceptions.AccessError: a photo belongs to something else
        """
        for record in self:
            files = self.env["ir.attachment"]
            for name in self._photo_fields:
                files |= record[name]
            files_sudo = files.sudo()  # sudo: only to see whose the files are
            new_sudo = files_sudo.filtered(
                lambda file: (
                    not file.res_id
                    and file.create_uid == self.env.user
                    and file.res_model in (False, self._name)
                )
            )
            own_sudo = files_sudo.filtered(
                lambda file, record_id=record.id: (
                    file.res_model == self._name and file.res_id == record_id
                )
            )
            if files_sudo - new_sudo - own_sudo:
                raise AccessError(
                    self.env._(
                        "A photo of %(record)s belongs to something else. Upload it "
                        "here.",
                        record=record.display_name,
                    )
                )
            new_sudo.write({"res_model": record._name, "res_id": record.id})

    def _has_photo_vals(self, vals):
        """Tell whether *vals* give the record photos, which are to be bound then."""
        return not vals.keys().isdisjoint(self._photo_fields)
