# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.tests import HttpCase, tagged

from .dock_common import DockCommon


@tagged("post_install", "-at_install", "browser")
class TestDockTour(DockCommon, HttpCase):
    """A day at the dock, with a scanner and a keyboard, without a mouse."""

    def _tour(self, name):
        self.start_tour("/odoo/rma-dock", name, login=self.stocker.login)
        self.env.invalidate_all()

    def test_receive(self):
        """A docket, a choice by key, two serials, Enter: both units are here."""
        claim = self._approve(self._register_many(self.lots[:2], "repair"))
        other = self._approved(lot=self.lots[2])
        consignment = self._consign(claim | other, docket="TOUR 1")
        self._tour("rma_dock_receive_tour")
        self.assertEqual(claim.line_ids.mapped("goods_state"), ["received", "received"])
        self.assertEqual(consignment.state, "delivered")
        self.assertEqual(other.line_ids.goods_state, "received")

    def test_quarantine(self):
        """An unknown parcel is described, kept, linked by a key, and received."""
        claim = self._approved()
        self._tour("rma_dock_quarantine_tour")
        parcel = self.env["rma.parcel"].search([("scan", "=", "TOUR-ODD-1")])
        self.assertRecordValues(
            parcel,
            [{"state": "matched", "line_id": claim.line_ids.id, "place": "B 12"}],
        )
        self.assertEqual(parcel.create_uid, self.stocker)
        self.assertEqual(claim.line_ids.goods_state, "received")
        self.assertEqual(parcel.consignment_id.line_ids, claim.line_ids)

    def test_refuse(self):
        """An expired parcel is refused by two keys and a reason."""
        claim = self._approved(client_ref="TOUR-OLD")
        claim.sudo()._expire()
        self._tour("rma_dock_refuse_tour")
        parcel = self.env["rma.parcel"].search([("scan", "=", "tour-old")])
        self.assertEqual(parcel.state, "refused")
        self.assertEqual(parcel.return_consignment_id.partner_to_id, self.customer)
