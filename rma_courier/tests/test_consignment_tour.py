# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.tests import HttpCase, tagged

from .common import CourierCommon


@tagged("post_install", "-at_install", "browser")
class TestConsignmentTour(CourierCommon, HttpCase):
    """A parcel is found, dispatched and delivered, in a browser."""

    def test_dispatch_and_deliver(self):
        consignment = self._consign(self._approved(), docket="TOUR-1")
        self._consign(docket="OTHER-1")
        self.start_tour(
            "/odoo/rma-consignments", "rma_consignment_tour", login=self.agent.login
        )
        self.env.invalidate_all()
        self.assertEqual(consignment.state, "delivered")
        self.assertEqual(len(consignment.event_ids), 2)
