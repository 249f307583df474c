# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models
from odoo.exceptions import UserError

#: The longest message, in characters: some pages of text.
MAX_MESSAGE = 5000
#: How many messages a claim takes within an hour through the plain form.
MAX_PER_HOUR = 20


class RmaCustomerMessageMixin(models.AbstractModel):
    """What the customer writes to us, and who of us is told."""

    _name = "rma.customer.message.mixin"
    _description = "RMA Messages of the Customer"

    def _get_customer_write_obstacle(self, text):
        """Return why *text* cannot be taken as a message, or False."""
        self.ensure_one()
        if not text:
            return self.env._("Please write something first; nothing was sent.")
        if len(text) > MAX_MESSAGE:
            return self.env._(
                "Your message has %(length)s characters, we can take %(limit)s. Please "
                "shorten it, or send it in two parts.",
                length=len(text),
                limit=MAX_MESSAGE,
            )
        return False

    def _customer_write(self, text):
        """Post *text* in the customer's name, as the chat does.

        :raises odoo.exceptions.UserError: it is empty, too long, or one too many
        """
        self.ensure_one()
        text = text.strip()
        if obstacle := self._get_customer_write_obstacle(text):
            raise UserError(obstacle)
        # sudo: counting is no right of customers
        limits_sudo = self.env["rma.rate.limit"].sudo()
        if not limits_sudo._hit("portal_message", self.id, MAX_PER_HOUR, 3600):
            raise UserError(
                self.env._(
                    "There were many messages within the last hour. Please try again "
                    "later; your message was not sent."
                )
            )
        user = self.env.user
        # who has only the link writes as the customer, as in the native chat
        author = self.partner_id if user._is_public() else user.partner_id
        self.message_post(
            body=text,
            author_id=author.id,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )

    def _add_desk_partners(self, values):
        """Return the values of a message with who is told of it besides."""
        if values.get("message_type") != "comment":
            return values
        partners = self.env["res.partner"]
        author = partners.browse(values.get("author_id")) or self.env.user.partner_id
        told = self._get_desk_partners(author)
        return values | {"partner_ids": [*(values.get("partner_ids") or []), *told.ids]}

    def _get_desk_partners(self, author):
        """Return who is told what *author* writes about a claim that nobody has yet.

        Who has the claim follows it and is told natively; without him it is the team.
        """
        self.ensure_one()
        # sudo: customers read no teams and users
        claim_sudo = self.sudo()
        is_colleague = any(not user.share for user in author.sudo().user_ids)
        if claim_sudo.user_id or is_colleague:
            return self.env["res.partner"]
        members = claim_sudo.team_id.user_ids.filtered(lambda user: not user.share)
        return members.partner_id
