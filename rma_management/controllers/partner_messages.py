# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Customers choose which messages about their claims they get."""

from odoo.http import request, route
from odoo.tools.mail import email_anonymize

from odoo.addons.portal.controllers.portal import CustomerPortal

from .claim_access import ClaimAccess


class PartnerMessages(ClaimAccess, CustomerPortal):
    """The choice of who is logged in, or of who follows the link in a message.

    A link only shows the page: mail scanners open links. The button changes.
    """

    @route(
        "/my/rma/messages",
        type="http",
        auth="user",
        website=True,
        methods=["GET"],
        readonly=True,
    )
    def my_messages(self, **kwargs):
        """Show the choice of the user."""
        return self._render_messages(request.env.user.partner_id, "/my/rma/messages")

    @route("/my/rma/messages", type="http", auth="user", website=True, methods=["POST"])
    def my_messages_save(self, level=None, **kwargs):
        """Keep the choice of the user, for himself only."""
        return self._save_messages(
            request.env.user.partner_id, level, "/my/rma/messages"
        )

    @route(
        "/rma/messages/<int:partner_id>/<string:token>",
        type="http",
        auth="public",
        website=True,
        methods=["GET"],
    )
    def messages(self, partner_id, token, **kwargs):
        """Show the choice of who got the message with this link."""
        partner = self._get_messages_partner(partner_id, token)
        if not partner:
            raise request.not_found()
        return self._render_messages(partner, f"/rma/messages/{partner_id}/{token}")

    @route(
        "/rma/messages/<int:partner_id>/<string:token>",
        type="http",
        auth="public",
        website=True,
        methods=["POST"],
    )
    def messages_save(self, partner_id, token, level=None, **kwargs):
        """Keep the choice of who got the message with this link."""
        partner = self._get_messages_partner(partner_id, token)
        if not partner:
            raise request.not_found()
        return self._save_messages(
            partner, level, f"/rma/messages/{partner_id}/{token}"
        )

    def _get_messages_partner(self, partner_id, token):
        """Return the partner whose message had the link with *token*, or nobody."""
        partners = request.env["res.partner"]
        if not 0 < partner_id < 2**31:
            return partners
        # sudo: the token proves who he is; nothing but his choice is shown or changed
        partner_sudo = partners.sudo().browse(partner_id).exists()
        if not partner_sudo or not partner_sudo._check_rma_messages_token(token):
            return partners
        return partner_sudo

    def _render_messages(self, partner, address):
        # sudo: his own choice, and that of his company when he has made none
        partner_sudo = partner.sudo()
        email = partner_sudo.email_normalized
        return request.render(
            "rma_management.portal_messages",
            {
                **self._prepare_portal_layout_values(),
                "page_name": "rma_messages",
                "action": address,
                "address": email and email_anonymize(email),
                "is_in_company": partner_sudo.commercial_partner_id != partner_sudo,
                "level": partner_sudo._get_rma_notice_level(),
                "flash": self._pop_flash(),
            },
        )

    def _save_messages(self, partner, level, address):
        """Keep *level* and show the page again, with what became of it."""
        levels = dict(partner._fields["rma_notice_level"].selection)
        if level in levels:
            # sudo: customers may not write partners; this is his own choice
            partner.sudo().rma_notice_level = level
            self._flash(request.env._("Thank you: we have noted your choice."))
        else:
            self._flash(
                request.env._(
                    "Nothing was changed: please choose one of the three answers, then "
                    "press “Save”."
                ),
                is_error=True,
            )
        return request.redirect(address, code=303)
