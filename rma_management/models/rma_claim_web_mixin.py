# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from urllib.parse import urlencode

from odoo import models


class RmaClaimWebMixin(models.AbstractModel):
    """Claims of people who are not logged in: confirmed by e-mail, tracked by number."""

    _name = "rma.claim.web.mixin"
    _description = "RMA Claims from the Public Form"

    def _get_tracking_url(self):
        """Return the address where anybody who holds the number asks where it stands.

        It tells the number only: the page asks for e-mail or postcode besides.
        """
        self.ensure_one()
        query = urlencode({"number": self.rma_number or self.name})
        return f"{self.get_base_url()}/rma/track?{query}"
