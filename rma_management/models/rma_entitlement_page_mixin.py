# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models


class RmaEntitlementPageMixin(models.AbstractModel):
    """Who pays, as the pages of claims and units tell it, and the dialogs about it."""

    _name = "rma.entitlement.page.mixin"
    _description = "RMA Entitlement on the Page"

    share_summary = fields.Char(
        string="Share Covered", compute="_compute_share_summary"
    )
    warranty_hint = fields.Char(
        string="Warranty of the Serial Number", compute="_compute_warranty_hint"
    )

    @api.depends("parts_percent", "labour_percent")
    def _compute_share_summary(self):
        for record in self:
            record.share_summary = self.env._(
                "parts %(parts)g %%, labour %(labour)g %%",
                parts=record.parts_percent,
                labour=record.labour_percent,
            )

    @api.depends("lot_id.warranty_summary")
    def _compute_warranty_hint(self):
        for record in self:
            record.warranty_hint = record.lot_id.warranty_summary

    # -- dialogs --

    def _get_lines_to_override(self):
        """Return the units that an override of these records is about."""
        return self._get_page_lines().filtered(
            lambda line: not line.ending and line.decision != "rejected"
        )

    def action_open_override(self):
        """Open the dialog that overrides the entitlement."""
        lines = self._get_lines_to_override() or self._get_page_lines()
        return lines._open_dialog(
            "rma.override.wizard", self.env._("Override the Entitlement")
        )

    def action_open_withdraw_override(self):
        """Open the dialog that asks why overrides are withdrawn."""
        lines = self._get_lines_to_override() or self._get_page_lines()
        return lines._open_dialog(
            "rma.remarks.wizard",
            self.env._("Withdraw the Override"),
            default_action="withdraw_override",
        )
