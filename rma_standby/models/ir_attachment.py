# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models
from odoo.exceptions import AccessError


class IrAttachment(models.Model):
    _inherit = "ir.attachment"

    @api.model_create_multi
    def create(self, vals_list):
        """Keep the signatures of loans as they were given."""
        attachments = super().create(vals_list)
        attachments._check_standby_signature()
        return attachments

    def write(self, vals):
        """Keep the signatures of loans as they were given."""
        self._check_standby_signature()
        result = super().write(vals)
        if not vals.keys().isdisjoint({"res_field", "res_id", "res_model"}):
            self._check_standby_signature()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_standby_signature(self):
        self._check_standby_signature()

    def _check_standby_signature(self):
        """Raise when a user changes the file of a signature past the loan.

        The field itself writes its file for the system.
        """
        if self.env.su:
            return
        # sudo: only to see what the files are
        for file in self.sudo():
            if file.res_model == "rma.standby.loan" and file.res_field == "signature":
                raise AccessError(
                    self.env._(
                        "The signature of a loan is given on its page and stays as it "
                        "was given. Its file is not changed by itself."
                    )
                )
