# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.tests import tagged

from .web_common import WebCommon


@tagged("-at_install", "post_install", "browser")
class TestWebTours(WebCommon):
    """What visitors without login do, in a browser."""

    def test_a_claim_with_confirmation(self):
        self.start_tour("/rma/track", "rma_web_claim_tour")
        claim = self._find_claims()
        self.assertEqual(claim.state, "unconfirmed")
        self.assertEqual(claim.lot_name, "TOUR-4711")
        self.start_tour(self._get_link(claim), "rma_web_confirm_tour")
        self.env.invalidate_all()
        self.assertTrue(claim.is_confirmed)
        self.assertEqual(claim.partner_id.email, "vera@example.com")

    def test_tracking(self):
        self.customer.zip = "SW1A 1AA"
        claim = self._approved()
        path = "/rma/track?" + claim._get_tracking_url().partition("?")[2]
        self.start_tour(path, "rma_web_tracking_tour")
