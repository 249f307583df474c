# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.tests import HttpCase, new_test_user

from .test_standby_case import StandbyCaseCommon


class PortalPagesCommon(StandbyCaseCommon, HttpCase):
    """A customer's claims in every state that has a page of its own."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.portal = new_test_user(
            cls.env,
            "full_portal",
            groups="base.group_portal",
            partner_id=cls.customer.id,
        )
        cls.customer.write({"rma_is_partner_desk": True, "zip": "10115"})

    def _get_public_pages(self):
        """Return {name: address} of the pages that need no login."""
        claim = self._open_claim(self.lot)
        token = claim.sudo()._portal_ensure_token()
        return {
            "public form": "/rma/new",
            "tracking": "/rma/track",
            "claim by link": f"/my/rma/{claim.id}?access_token={token}",
        }

    def _get_portal_pages(self):
        """Return {name: address} of the pages behind the login."""
        claim = self._open_claim(self.lot)
        loan = self._lend(claim)
        self._send_loan(loan, "LOAN-OUT-1")
        return {
            "home": "/my",
            "list": "/my/rma",
            "claim": f"/my/rma/{claim.id}",
            "new claim": "/my/rma/new",
            "messages": "/my/rma/messages",
            "desk": "/my/rma/desk",
            "units": "/my/rma/desk/units",
            "statement": "/my/rma/statement",
        }
