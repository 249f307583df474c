# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.tests import tagged

from .portal_common import PortalCommon


@tagged("-at_install", "post_install", "browser")
class TestClaimFormTour(PortalCommon):
    """A customer raises a claim with photos, in a browser."""

    def test_portal_claim_with_photos(self):
        remedies = self.env["rma.known.remedy"]
        remedies.search([]).active = False
        remedy = remedies.create(
            {
                "name": "Plug it in",
                "body": "<p>Plug it in.</p>",
                "symptom_ids": self.env.ref("rma_management.symptom_no_power").ids,
            }
        )
        self.start_tour("/my/rma/new", "rma_portal_form_tour", login=self.portal.login)
        self.env.invalidate_all()
        unit = self.env["rma.claim.line"].search([("lot_id", "=", self.lots[0].id)])
        self.assertEqual(unit.claim_id.state, "submitted")
        self.assertEqual(
            set(unit.fault_photo_ids.mapped("name")), {"front.jpg", "label.jpg"}
        )
        self.assertEqual(remedy.unsolved_count, 1)
