# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.exceptions import UserError
from odoo.tests import tagged

from .test_courier_case import CourierCaseCommon


class StandbyCaseCommon(CourierCaseCommon):
    """Loaners in the pool, and the courier that carries them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.product.is_rma_standby = True
        lots = cls.env["stock.lot"].create(
            [{"name": f"LOANER-{i}", "product_id": cls.product.id} for i in range(2)]
        )
        place = cls.warehouse.rma_standby_location_id
        for lot in lots:
            cls.env["stock.quant"]._update_available_quantity(
                cls.product, place, 1, lot_id=lot
            )
        cls.units = cls.env["rma.standby.unit"].create(
            [{"lot_id": lot.id} for lot in lots]
        )

    def _send_loan(self, loan, docket):
        """The warehouse hands the loaner to the courier, or takes it from him."""
        picking = (
            loan.sudo()
            .picking_ids.filtered(lambda p: p.state not in ("done", "cancel"))
            .with_user(self.warehouse_user)
        )
        picking.write({"carrier_id": self.carrier.id, "carrier_tracking_ref": docket})
        self.assertIs(picking.button_validate(), True)
        return picking.consignment_ids

    def _lend(self, claim):
        claim.action_create_loan()
        loan = claim.standby_loan_ids
        loan.action_issue()
        return loan


@tagged("-at_install", "post_install")
class TestStandbyCase(StandbyCaseCommon):
    """A loaner keeps the customer working, by courier both ways, and comes home."""

    def test_operation_types_know_their_couriers(self):
        types = self.warehouse.rma_standby_issue_type_id
        types |= self.warehouse.rma_standby_return_type_id
        self.assertEqual(types.mapped("courier_direction"), ["out", "in"])

    def test_loaner_by_courier_both_ways(self):
        claim = self._open_claim(self.lot)
        loan = self._lend(claim)
        outbound = self._send_loan(loan, "LOAN-OUT-1")
        self.assertEqual(len(outbound), 1)
        self.assertEqual((outbound.direction, outbound.state)[1], "dispatched")
        self.assertEqual(outbound.partner_id, self.customer)
        self.assertEqual(loan.state, "issued")
        outbound.with_user(self.desk).action_deliver()
        # the parcel with the loaner says nothing about the customer's own unit
        self.assertEqual(claim.stage, "approved")
        self._send(claim, "IN-1")
        self._receive(claim.rma_number)
        self._work(claim)
        self._hand_to_courier(claim, "OUT-1").with_user(self.desk).action_deliver()
        self.assertTrue(loan.is_return_requested)
        claim.line_ids.action_confirm_working()
        with self.assertRaisesRegex(UserError, "Stand-by"):
            claim.action_close()
        inbound = self._send_loan(loan, "LOAN-IN-1")
        self.assertEqual((inbound.direction, inbound.state)[1], "delivered")
        self.assertEqual(loan.state, "returned")
        claim.action_close()
        self.assertEqual(claim.state, "closed")
        kinds = [event["kind"] for event in claim._get_timeline_events()]
        for kind in ("standby_issued", "standby_returned", "shipped", "closed"):
            self.assertEqual(kinds.count(kind), 1, kinds)

    def test_docket_of_the_loaner_at_the_dock(self):
        claim = self._open_claim(self.lot)
        loan = self._lend(claim)
        self._send_loan(loan, "LOAN-OUT-2")
        loan.action_request_return()
        back = loan.sudo().picking_ids.filtered(lambda p: p.state == "assigned")
        back.write({"carrier_id": self.carrier.id, "carrier_tracking_ref": "LOAN-IN-2"})
        self.assertEqual(back.consignment_ids.state, "announced")
        found = self._scan("LOAN-IN-2")
        self.assertIn(back.name, str(found))
        # the claim's own number still receives the claim's own unit
        self.assertEqual(self._scan(claim.rma_number)["kind"], "receipt")

    def test_loan_that_is_handed_over_at_the_counter(self):
        claim = self._open_claim(self.lot)
        claim.action_create_loan()
        loan = claim.standby_loan_ids
        loan.delivery_method = "counter"
        loan.action_issue()
        picking = loan.sudo().picking_ids.with_user(self.warehouse_user)
        self.assertFalse(picking.courier_direction)
        self.assertIs(picking.button_validate(), True)
        self.assertFalse(picking.consignment_ids)

    def test_customer_pays_the_courier(self):
        claim = self._open_claim(self.lot)
        claim.action_create_loan()
        loan = claim.standby_loan_ids
        loan.courier_payer = "customer"
        loan.action_issue()
        consignment = self._send_loan(loan, "LOAN-OUT-3")
        self.assertEqual(consignment.payer, "customer")

    def test_courier_of_the_loaner_costs_the_claim(self):
        claim = self._open_claim(self.lot)
        loan = self._lend(claim)
        loan.courier_payer = "company"
        # also when the parcel was announced already
        self.assertEqual(loan.sudo().picking_ids.consignment_ids.payer, "company")
        self._send_loan(loan, "LOAN-OUT-4").sudo().cost = 12.5
        self.env.flush_all()
        rows = self.env["rma.cost.report"].search(
            [("claim_id", "=", claim.id), ("kind", "=", "courier")]
        )
        self.assertEqual(sum(rows.mapped("amount")), -12.5)

    def _bring_along(self, claim, unit):
        """The worker finds the loaner in the parcel of the claim."""
        receipt = (
            claim.sudo()
            .line_ids.picking_ids.filtered(lambda p: p.state == "assigned")
            .with_user(self.warehouse_user)
        )
        self.env["stock.move.line"].with_user(self.warehouse_user).create(
            {
                "picking_id": receipt.id,
                "product_id": unit.product_id.id,
                "location_id": receipt.location_id.id,
                "location_dest_id": receipt.location_dest_id.id,
                "lot_id": unit.lot_id.id,
                "quantity": 1,
            }
        )
        receipt.move_ids.picked = True
        self.assertIs(receipt.button_validate(), True)
        return receipt

    def test_loaner_in_the_parcel_of_the_claim(self):
        """One parcel, two units: the claim's is the customer's, the loaner is ours."""
        claim = self._open_claim(self.lot)
        loan = self._lend(claim)
        # handed over at the counter: its way says nothing about the parcel
        loan.delivery_method = "counter"
        loan.sudo().picking_ids.with_user(self.warehouse_user).button_validate()
        inbound = self._send(claim, "IN-BOTH")
        receipt = self._bring_along(claim, loan.unit_id)
        self.assertEqual(receipt.courier_direction, "in")
        self.assertEqual(inbound.state, "delivered")
        self.assertEqual(claim.stage, "received")
        self.assertEqual(len(claim.line_ids), 1)
        self.assertEqual(loan.state, "returned")
        quant = loan.unit_id.lot_id.quant_ids.filtered(lambda q: q.quantity > 0)
        self.assertEqual(quant.location_id, self.warehouse.rma_standby_location_id)
        self.assertFalse(quant.owner_id)

    def test_loaner_that_never_reached_the_customer(self):
        """Lost on its way out, then found and brought back undelivered."""
        claim = self._open_claim(self.lot)
        loan = self._lend(claim)
        outbound = self._send_loan(loan, "LOAN-LOST")
        self.assertFalse(loan.next_step_hint)
        outbound.with_user(self.desk)._tell("lost")
        self.env.invalidate_all()
        self.assertIn("was lost on its way", loan.next_step_hint)
        outbound.with_user(self.desk)._tell("returned")
        self.env.invalidate_all()
        self.assertIn("does not have it", loan.next_step_hint)
        loan.action_request_return()
        picking = loan.sudo().picking_ids.filtered(lambda p: p.state == "assigned")
        self.assertIs(picking.with_user(self.warehouse_user).button_validate(), True)
        self.assertEqual(loan.state, "returned")
        self.assertFalse(loan.next_step_hint)
