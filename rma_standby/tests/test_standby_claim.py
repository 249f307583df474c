# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import StandbyCommon


@tagged("-at_install", "post_install")
class TestStandbyClaim(StandbyCommon):
    """The stand-by of a claim: asked for with the original, told with it."""

    def _lent(self, resolution="repair", **vals):
        """Return a received claim whose customer has a stand-by unit, and its loan."""
        claim = self._received(resolution, **vals)
        claim.action_create_loan()
        return claim, self._hand_out(claim.standby_loan_ids)

    def test_loan_of_a_claim(self):
        claim = self._received("repair")
        claim.action_create_loan()
        loan = claim.standby_loan_ids
        self.assertEqual(loan.partner_id, claim.partner_id)
        self.assertEqual(loan.product_id, claim.product_id)
        self.assertEqual(loan.warehouse_id, claim.warehouse_id)
        self.assertEqual(loan.delivery_method, claim.delivery_method)
        claim.action_create_loan()
        self.assertEqual(claim.standby_loan_ids, loan)

    def test_both_units_are_told_together(self):
        claim, loan = self._lent()
        for record in (claim, claim.line_ids):
            self.assertIn(loan.unit_id.display_name, record.standby_summary)
            self.assertIn("Issued", record.standby_summary)
            titles = [event["title"] for event in record._get_timeline_events()]
            self.assertIn("Stand-by issued", titles)
            self.assertIn("Received for repair/inspection", titles)
        self.assertEqual(claim.line_ids.standby_state, "issued")
        self.assertEqual(loan.original_stage, "received")
        self.assertIn("Stand-by issued", claim.timeline_html)

    def test_claim_stays_open_while_it_is_out(self):
        claim, loan = self._lent()
        claim.line_ids.action_start_work()
        claim.line_ids.action_finish_work()
        claim.action_ship()
        self._hand_over(claim)
        claim.line_ids.action_confirm_working()
        self.assertTrue(loan.is_return_requested)
        with self.assertRaisesRegex(UserError, "Stand-by unit"):
            claim.action_close()
        self.assertIn(loan.name, claim.line_ids.closure_hint)
        self._validate_loans(loan)
        claim.action_close()
        self.assertEqual(claim.state, "closed")

    def test_shipping_the_original_asks_for_it(self):
        claim, loan = self._lent("return_unrepaired")
        self.assertFalse(loan.is_return_requested)
        claim.action_ship()
        self.assertFalse(loan.is_return_requested)
        self._hand_over(claim)
        self.assertTrue(loan.is_return_requested)
        self.assertEqual(self._get_loan_kinds(loan)[-1], "return_requested")
        picking = self._get_open_loan_pickings(loan)
        self.assertEqual(
            picking.picking_type_id, self.warehouse.rma_standby_return_type_id
        )
        self.assertEqual(picking.rma_claim_id, claim)

    def test_shipping_the_replacement_asks_for_it(self):
        claim, loan = self._lent("replace_after_receipt")
        claim.action_ship()
        self._hand_over(claim)
        self.assertTrue(loan.is_return_requested)

    def test_original_that_comes_back_takes_it_back(self):
        """The courier could not deliver: the customer still needs the stand-by."""
        claim, loan = self._lent("return_unrepaired")
        claim.action_ship()
        delivery = self._get_open_pickings(claim, "outgoing")
        self._hand_over(claim)
        wizard = (
            self.env["stock.return.picking"]
            .with_context(active_id=delivery.id, active_model="stock.picking")
            .create({})
        )
        wizard.product_return_moves.quantity = 1
        back = self.env["stock.picking"].browse(
            wizard.action_create_returns()["res_id"]
        )
        back.move_ids.picked = True
        back._action_done()
        self.assertFalse(loan.is_return_requested)
        self.assertEqual(loan.state, "issued")
        self.assertIn("return_withdrawn", self._get_loan_kinds(loan))

    def test_ending_cancels_what_is_not_out(self):
        claim = self._approved("repair")
        claim.action_create_loan()
        loan = claim.standby_loan_ids
        loan.action_issue()
        unit = loan.unit_id
        claim.action_cancel("Changed his mind")
        self.assertEqual(loan.state, "cancelled")
        self.assertEqual(unit.state, "free")
        self.assertFalse(self._get_open_loan_pickings(loan))

    def test_bulk_of_a_claim_with_many_units(self):
        lines = [
            Command.create(
                {"lot_id": lot.id, "resolution_id": self._resolution("repair").id}
            )
            for lot in self.lots[:3]
        ]
        claim = self._approve(self._register(line_ids=lines))
        claim.action_create_loan()
        self.assertEqual(len(claim.standby_loan_ids), 3)
        claim.standby_loan_ids.action_issue()
        self.assertEqual(len(claim.standby_loan_ids.sudo().picking_ids), 1)
        self._validate_loans(claim.standby_loan_ids)
        self.assertEqual(set(claim.standby_loan_ids.mapped("state")), {"issued"})

    def test_standby_of_a_ticket(self):
        ticket = self.env["helpdesk.ticket"].create(
            {
                "name": "Printer is dead",
                "description": "It smokes.",
                "partner_id": self.customer.id,
                "rma_lot_id": self.lots[0].id,
            }
        )
        ticket.action_create_loan()
        loan = self._hand_out(ticket.standby_loan_ids)
        self.assertEqual(loan.product_id, self.product)
        self.assertFalse(loan.claim_id)
        self.assertIn("Issued", ticket.standby_summary)
        ticket.action_create_loan()
        self.assertEqual(len(ticket.standby_loan_ids), 1)

    def test_ticket_without_customer(self):
        ticket = self.env["helpdesk.ticket"].create(
            {"name": "Anonymous", "description": "…"}
        )
        with self.assertRaisesRegex(UserError, "has no customer"):
            ticket.action_create_loan()

    def test_goods_of_the_claim_are_untouched(self):
        claim, loan = self._lent()
        line = claim.line_ids
        held = line.quantity_held
        self._bring_back(loan)
        self.assertEqual(line.quantity_held, held)
        self.assertEqual(line.goods_state, "received")
        self.assertEqual(self.sale_line.qty_delivered, self.SOLD)
        self.assertEqual(len(self.sale_order.order_line), 1)
