# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.exceptions import AccessError, MissingError
from odoo.http import request, route

from odoo.addons.sale.controllers.portal import CustomerPortal


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
