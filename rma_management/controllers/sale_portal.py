# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.exceptions import AccessError, MissingError
from odoo.http import request, route

from odoo.addons.sale.controllers.portal import CustomerPortal

from .claim_access import get_remembered_url


class RmaSalePortal(CustomerPortal):
    """The customer's answer to the quotation of a claim, in the native portal."""

    @route()
    def portal_quote_decline(
        self, order_id, access_token=None, decline_message=None, **kwargs
    ):
        """Tell the claim that the customer, not a colleague, said no."""
        order_sudo = self._get_open_rma_quotation(order_id, access_token)
        response = super().portal_quote_decline(
            order_id,
            access_token=access_token,
            decline_message=decline_message,
            **kwargs,
        )
        if order_sudo and order_sudo.state == "cancel":
            order_sudo._decline_by_customer(decline_message)
        return response

    def _get_page_view_values(self, document, access_token, values, *args, **kwargs):
        """Lead from the quotation of a claim back to the claim."""
        values = super()._get_page_view_values(
            document, access_token, values, *args, **kwargs
        )
        if document._name == "sale.order":
            values["rma_back_links"] = self._get_rma_back_links(document)
        return values

    def _get_rma_back_links(self, order_sudo):
        """Return name and address of the claims that the visitor may open.

        The order's link opens the order only: whoever got it from somebody else is
        not led to the claim.
        """
        links = []
        user = request.env.user
        for claim_sudo in order_sudo.rma_line_ids.claim_id:
            url = get_remembered_url(request.session, claim_sudo)
            if not url and not user._is_public():
                claim = claim_sudo.with_user(user)
                url = claim.has_access("read") and f"/my/rma/{claim.id}"
            if url:
                links.append({"name": claim_sudo.display_name, "url": url})
        return links

    def _get_open_rma_quotation(self, order_id, access_token):
        """Return the quotation of a claim that waits for an answer, or nothing."""
        try:
            order_sudo = self._document_check_access(
                "sale.order", order_id, access_token=access_token
            )
        except (AccessError, MissingError):
            return request.env["sale.order"]
        is_open = order_sudo.state in ("draft", "sent") and order_sudo.rma_line_ids
        return order_sudo if is_open else order_sudo.browse()
