# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common import CourierCommon


@tagged("post_install", "-at_install")
class TestCourierSecurity(CourierCommon):
    """The dock and the engineer do their work; nobody else sees it."""

    def test_stock_user_alone_carries_it_out(self):
        claim = self._approved("return_unrepaired")
        receipt = self._get_open_pickings(claim, "incoming")
        receipt.write({"carrier_id": self.carrier.id, "carrier_tracking_ref": "S1"})
        receipt.button_validate()
        consignment = receipt.consignment_ids.with_user(self.stocker)
        self.assertEqual(consignment.state, "delivered")
        with self.assertRaises(AccessError):
            consignment.state = "lost"
        with self.assertRaises(AccessError):
            consignment.date_late_told = False

    def test_engineer_of_own_claims(self):
        claim = self._approved("return_unrepaired", user_id=self.agent_own.id)
        other = self._approved(
            "return_unrepaired", lot=self.lots[1], user_id=self.approver.id
        )
        claim.with_user(self.agent_own).action_announce_consignment("OWN")
        self.assertEqual(
            claim.with_user(self.agent_own).consignment_ids.mapped("docket"), ["OWN"]
        )
        with self.assertRaises(AccessError):
            other.with_user(self.agent_own).action_announce_consignment("NOT OWN")
        other.with_user(self.approver).action_announce_consignment("THEIRS")
        theirs = other.sudo().consignment_ids
        self.assertNotIn(
            theirs, self.env["rma.consignment"].with_user(self.agent_own).search([])
        )

    def test_accountant_reads_only(self):
        claim = self._approved("return_unrepaired")
        consignment = self._consign(claim, docket="A1").with_user(self.accountant)
        self.assertEqual(consignment.docket, "A1")
        self.assertTrue(claim.with_user(self.accountant)._get_timeline_events())
        with self.assertRaises(AccessError):
            consignment.action_dispatch()
        with self.assertRaises(AccessError):
            consignment.cost = 5

    def test_other_company(self):
        company = self.env["res.company"].create({"name": "Next Door"})
        warehouse = self.env["stock.warehouse"].search(
            [("company_id", "=", company.id)], limit=1
        )
        self.assertEqual(warehouse.rma_receipt_type_id.courier_direction, "in")
        stranger = new_test_user(
            self.env,
            "rma_next_door",
            groups="rma_management.group_rma_manager,stock.group_stock_manager",
            company_id=company.id,
            company_ids=[(6, 0, company.ids)],
        )
        claim = self._approved("return_unrepaired")
        consignment = self._consign(claim, docket="MINE")
        with self.assertRaises(AccessError):
            consignment.with_user(stranger).docket  # noqa: B018
        with self.assertRaises(AccessError):
            consignment.with_user(stranger).action_dispatch()
        theirs = (
            self.env["rma.consignment"]
            .with_user(stranger)
            .create({"direction": "customer_in", "docket": "MINE"})
        )
        receipt = self._get_open_pickings(claim, "incoming")
        receipt.carrier_tracking_ref = "MINE"
        self.assertEqual(receipt.consignment_ids, consignment)
        self.assertEqual(theirs.company_id, company)

    def test_customer_sees_no_parcel(self):
        claim = self._approved("return_unrepaired")
        consignment = self._consign(claim, docket="P1")
        with self.assertRaises(AccessError):
            consignment.with_user(self.portal).read(["name"])
        consignment.action_dispatch()
        self.assertEqual(claim.with_user(self.portal).stage, "dispatched")
        with self.assertRaises(AccessError):
            claim.with_user(self.portal).consignment_ids.read(["name"])
