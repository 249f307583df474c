# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The customer's claims in the portal: list and page."""

from odoo.http import request, route

from odoo.addons.portal.controllers.portal import CustomerPortal

from .claim_access import ClaimAccess


class ClaimPortal(ClaimAccess, CustomerPortal):
    """What customers see of their company's claims."""

    @route(
        "/my/rma/<int:claim_id>",
        type="http",
        auth="public",
        website=True,
        methods=["GET"],
    )
    def portal_claim(self, claim_id, access_token=None, **kwargs):
        """Show one claim to its customer's people, or to who has its link."""
        claim = self._get_claim_sudo(claim_id, access_token)
        if not claim:
            return request.not_found()
        return request.render(
            "rma_management.portal_claim",
            self._prepare_claim_values(claim, access_token),
        )

    def _prepare_claim_values(self, claim, access_token):
        """Return what the page of a claim shows; addons add theirs."""
        return {
            "page_name": "rma",
            "object": claim,
            "claim": claim,
            "lines": claim.line_ids,
            "status": claim._get_customer_status(),
            "access_token": access_token,
            "flash": self._pop_flash(),
        }
