# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import SUPERUSER_ID, models


class RmaClaimNoticeMixin(models.AbstractModel):
    """How customers and the head office are told what happened to a claim."""

    _name = "rma.claim.notice.mixin"
    _description = "RMA Messages of the Claim"

    def _send_notice(self, template, events, is_for_head_office):
        """Post *template* to the customer, and to the head office where it is told.

        Called by the notice job, never inside the transaction that moves goods.
        """
        self.ensure_one()
        partners = self._get_notice_partners(events, is_for_head_office)
        if not partners:
            return
        context = {
            "rma_line_ids": events.line_id.ids,
            "rma_texts": [event.text for event in events if event.text],
            "rma_details": self._get_notice_details(events),
        }
        self.with_context(**context).message_post_with_source(
            template,
            partner_ids=partners.ids,
            subtype_xmlid="rma_management.mt_rma_progress",
            message_type="notification",
            author_id=self.env["res.users"].browse(SUPERUSER_ID).partner_id.id,
        )

    def _get_notice_partners(self, events, is_for_head_office):
        """Return who gets the message about *events*; a hook."""
        partners = self.partner_id
        if is_for_head_office:
            partners |= self.company_id.rma_head_office_partner_ids
        return partners

    def _get_notice_details(self, events):
        """Return what the message about *events* says besides, as a list of dicts.

        Keys: ``text`` (a sentence), ``url`` (a link on it, or False). Addons append.
        """
        return []
