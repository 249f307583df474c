# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.tests import tagged

from .portal_common import PortalCommon


@tagged("post_install", "-at_install", "browser")
class TestPortalTours(PortalCommon):
    """What customers do in a browser."""

    def test_customer_follows_a_claim(self):
        """From the home page to the claim's status, and a message to the desk."""
        self._register(lot=self.lots[0])
        claim = self._approved(lot=self.lots[1])
        self.start_tour("/my", "rma_portal_claim_tour", login=self.portal.login)
        message = claim.sudo().message_ids.sorted("id")[-1]
        self.assertIn("The parcel leaves tomorrow.", message.body)
        self.assertEqual(message.author_id, self.contact)
