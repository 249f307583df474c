# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.tests import tagged

from .desk_common import DeskCommon


@tagged("-at_install", "post_install", "browser")
class TestDeskTour(DeskCommon):
    """A chain sends 500 units, 20 of them wrong, in a browser."""

    SOLD = 483

    def test_partner_sends_five_hundred_rows(self):
        self.start_tour("/my/rma/desk", "rma_partner_desk_tour", login="rma_portal")
        self.env.invalidate_all()
        batch = self.desks.search([("commercial_partner_id", "=", self.customer.id)])
        self.assertEqual((batch.state, batch.bad_count), ("sent", 19))
        claim = batch.claim_id
        self.assertEqual(claim.state, "submitted")
        self.assertEqual(claim.line_ids.lot_id, self.lots[:481])
        self.assertEqual(len(set(claim.line_ids.mapped("reference"))), 481)
