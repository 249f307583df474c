# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.tools import format_date


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

    @api.depends("lot_id")
    def _compute_warranty_hint(self):
        for record in self:
            # sudo: until when a unit is covered, is told to whoever may claim it
            record.warranty_hint = record._get_warranty_hint(record.lot_id.sudo())

    def _get_warranty_hint(self, lot):
        """Return in one sentence what the serial number says before the rules do."""
        values = {
            "serial": lot.name,
            "end": format_date(self.env, lot.warranty_end),
            "void": format_date(self.env, lot.warranty_void_date),
        }
        if lot.warranty_void_date:
            return self.env._(
                "The warranty of %(serial)s is void since %(void)s.", **values
            )
        if not lot.warranty_end:
            return False
        if lot.warranty_end < fields.Date.context_today(self):
            return self.env._("The warranty of %(serial)s ended on %(end)s.", **values)
        return self.env._("%(serial)s has a warranty until %(end)s.", **values)

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
