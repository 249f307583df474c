# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models


class RmaLabelMixin(models.AbstractModel):
    """Labels of a record: what stands on them, and the dialog that prints them."""

    _name = "rma.label.mixin"
    _description = "RMA Labels"
    _inherit = ["rma.paper.mixin"]

    def _get_label_data(self):
        """Return one dictionary a label, for PDF and ZPL alike.

        :raises odoo.exceptions.AccessError: the user may not read a record
        :raises odoo.exceptions.UserError: a record has no label now, and why
        """
        self.check_access("read")
        # sudo: as in _prepare_papers
        self.sudo()._check_label()
        return self._prepare_papers("_prepare_labels")

    @api.model
    def _check_label(self):
        """Raise a UserError that names the records without a label; a hook."""

    def _prepare_labels(self):
        """Return the labels of this record; a hook.

        :rtype: list[dict]
        """
        raise NotImplementedError

    def action_print_labels(self):
        """Open the dialog that asks which labels, on what paper and how many."""
        self.check_access("read")
        return self._open_dialog("rma.label.wizard", self.env._("Print Labels"))
