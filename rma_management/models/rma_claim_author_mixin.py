# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models
from odoo.fields import Domain

#: Parts of an address that are compared and kept.
ADDRESS_FIELDS = ("street", "zip", "city", "country_id")
#: Contacts with one e-mail address that are looked at.
MAX_MATCHES = 20
#: Earlier claims whose address may be used again.
MAX_EARLIER = 20


class RmaClaimAuthorMixin(models.AbstractModel):
    """Whose claim it is, when its author has shown that the e-mail address is his."""

    _name = "rma.claim.author.mixin"
    _description = "RMA Author of a Claim from the Public Form"

    def _adopt_author(self):
        """Give the claim its customer: who has this e-mail address, or a new contact.

        What we know of a customer stays as it is: another address is that of this
        claim only.
        """
        self.ensure_one()
        author = self.web_author or {}
        known = self._match_author(author)
        vals = {
            "partner_id": (known or self._create_author_contact(author)).id,
            "web_author": False,
        }
        # the change from nobody to the customer is no news
        self.with_context(tracking_disable=True).write(vals)
        if known and self._has_other_address(author):
            place = self._get_author_place(author)
            self.with_context(tracking_disable=True).partner_shipping_id = place

    def _match_author(self, author):
        """Return the one contact with the author's e-mail address, or nothing.

        Of many, it is the one with his name; when that is not clear either, nothing.
        """
        partners = self.env["res.partner"].search(
            [
                ("email_normalized", "=", self.web_email),
                ("company_id", "in", [False, self.company_id.id]),
            ],
            limit=MAX_MATCHES,
        )
        if len(partners) > 1:
            name = (author.get("name") or "").casefold()
            partners = partners.filtered(lambda p: (p.name or "").casefold() == name)
        return partners if len(partners) == 1 else partners.browse()

    def _create_author_contact(self, author):
        """Return a new contact made of what the author has typed."""
        return self.env["res.partner"].create(
            {
                "name": author.get("name") or self.web_email,
                "company_name": author.get("company"),
                "email": self.web_email,
                "phone": author.get("phone"),
                "lang": author.get("lang") or self.env.lang,
                **{name: author.get(name) for name in ADDRESS_FIELDS},
            }
        )

    def _has_other_address(self, author):
        """Tell whether the author typed another address than the customer has."""
        if not author.get("street") and not author.get("zip"):
            return False
        places = self.partner_id | self.partner_shipping_id
        return not any(self._is_author_address(place, author) for place in places)

    def _is_author_address(self, place, author):
        """Tell whether *place* is the address typed, however it is written."""
        countries = {place.country_id.id, author.get("country_id")} - {False, None}
        return len(countries) < 2 and all(
            self._fold(place[name]) == self._fold(author.get(name))
            for name in ("street", "zip", "city")
        )

    def _fold(self, text):
        return "".join(char for char in (text or "").casefold() if char.isalnum())

    def _get_author_place(self, author):
        """Return the delivery contact of this claim: the customer's own list stays.

        It has no e-mail address, so that it is never taken for the customer, and does
        not belong to him, so that nothing else is sent there. The same address from an
        earlier claim is used again.
        """
        earlier = self.search(
            Domain("partner_id", "=", self.partner_id.id)
            & Domain("channel", "=", "web")
            & Domain("partner_shipping_id.parent_id", "=", False),
            limit=MAX_EARLIER,
        ).partner_shipping_id
        for place in earlier - self.partner_id:
            same_name = self._fold(place.name) == self._fold(author.get("name"))
            if same_name and self._is_author_address(place, author):
                return place
        return self.env["res.partner"].create(
            {
                "type": "delivery",
                "name": author.get("name") or self.name,
                "phone": author.get("phone"),
                **{name: author.get(name) for name in ADDRESS_FIELDS},
            }
        )
