# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import re
from urllib.parse import urlencode

from odoo import api, models
from odoo.tools import SQL, email_normalize

from ..tools import rma_number

#: Longest text that is looked at as a number or secret.
MAX_TYPED = 200
#: Shorter postcodes are no secret.
MIN_POSTCODE = 3
#: How much of a serial number is shown to who does not log in.
SERIAL_END = 4
#: The position of a unit at the end of its reference.
POSITION = re.compile(r"-\d{2,4}\s*$")
#: Length of an RMA number without position.
RMA_LENGTH = len(rma_number.generate())
#: Numbers and postcodes as they are compared: letters and digits.
SQUASHED = "regexp_replace(upper({}), '[^A-Z0-9]', '', 'g')"


class RmaClaimTrackingMixin(models.AbstractModel):
    """Where a claim stands, for who has its number and e-mail or postcode."""

    _name = "rma.claim.tracking.mixin"
    _description = "RMA Tracking without Login"

    # people type numbers with other separators, or none
    _tracked_name_idx = models.Index(f"({SQUASHED.format('name')})")

    def _get_tracking_url(self):
        """Return the address where anybody who holds the number asks where it stands.

        It tells the number only: the page asks for e-mail or postcode besides.
        """
        self.ensure_one()
        query = urlencode({"number": self.rma_number or self.name})
        return f"{self.get_base_url()}/rma/track?{query}"

    @api.model
    def _find_tracked(self, number, secret):
        """Return the confirmed claim with this number and e-mail or postcode, or none.

        Number and secret are looked up together, so that a wrong secret and an unknown
        number are the same question with the same answer.

        :param str number: claim reference, RMA number or item reference, as typed
        :param str secret: e-mail address or postcode of the customer, as typed
        """
        numbers = self._get_typed_numbers(number)
        email = email_normalize(secret[:MAX_TYPED]) or ""
        postcode = self._squash(secret)
        if len(postcode) < MIN_POSTCODE:
            postcode = ""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT claim.id
                FROM rma_claim claim
                JOIN res_partner customer ON customer.id = claim.partner_id
                JOIN res_partner firm ON firm.id = customer.commercial_partner_id
                LEFT JOIN res_partner place ON place.id = claim.partner_shipping_id
                WHERE claim.is_confirmed
                    AND (%(name)s IN %(numbers)s OR claim.rma_number IN %(numbers)s)
                    AND (
                        NULLIF(%(email)s, '') IN (
                            customer.email_normalized,
                            firm.email_normalized,
                            claim.web_email
                        )
                        OR NULLIF(%(postcode)s, '') IN (
                            %(customer_zip)s, %(firm_zip)s, %(place_zip)s
                        )
                    )
                ORDER BY claim.id DESC
                LIMIT 1
                """,
                name=SQL(SQUASHED.format("claim.name")),
                numbers=numbers,
                email=email,
                postcode=postcode,
                customer_zip=SQL(SQUASHED.format("customer.zip")),
                firm_zip=SQL(SQUASHED.format("firm.zip")),
                place_zip=SQL(SQUASHED.format("place.zip")),
            )
        )
        return self.browse(claim_id for [claim_id] in rows)

    @api.model
    def _squash(self, text):
        """Return *text* as numbers and postcodes are compared."""
        return re.sub(r"[^A-Z0-9]", "", (text or "")[:MAX_TYPED].upper())

    @api.model
    def _get_typed_numbers(self, text):
        """Return what *text* may mean: as it is, or without the unit's position."""
        text = (text or "")[:MAX_TYPED]
        whole = self._squash(text)
        numbers = {whole, self._squash(POSITION.sub("", text))}
        if whole.startswith(rma_number.PREFIX):
            numbers.add(whole[:RMA_LENGTH])
        return tuple(sorted(numbers))

    # -- what is shown --

    def _prepare_tracking_values(self):
        """Return what the tracking page shows: no names, no addresses, no prices."""
        self.ensure_one()
        return {
            "number": self.rma_number or self.name,
            "status": self._get_customer_status(),
            "units": self._prepare_tracking_units(),
            "details": self._get_tracking_details(),
            "events": [
                {"date": event["date"], "title": event["title"]}
                for event in self._get_customer_timeline()
            ],
        }

    def _prepare_tracking_units(self):
        """Return the units as a list of dicts: product, and how the serial ends.

        The whole serial is known to who has the unit in hand, not to who has found a
        label.
        """
        return [
            {
                "product": line.product_id.name,
                "quantity": line.quantity,
                "serial_end": self._get_serial_end(line.lot_id.name or line.lot_name),
            }
            for line in self.line_ids
        ]

    @api.model
    def _get_serial_end(self, serial):
        """Return the last characters of a serial, nothing of a short one."""
        is_long = serial and len(serial) > SERIAL_END
        return serial[-SERIAL_END:] if is_long else False

    def _get_tracking_details(self):
        """Return what is on its way, as a list of dicts; addons append theirs.

        Keys: ``text`` (a sentence without names and addresses), ``url`` (a link on it,
        or False).
        """
        return []
