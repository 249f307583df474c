# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.tests import tagged

from odoo.addons.rma_management.tests.common import UNIT_COST

from .money_common import StandbyMoneyCommon


@tagged("-at_install", "post_install")
class TestStandbyLoss(StandbyMoneyCommon):
    def _get_value(self):
        self.env.invalidate_all()
        return self.product.total_value

    def _lost(self, unit=None, **vals):
        loan = self._issued(unit or self.units[0], **vals)
        loan.action_mark_lost("Stolen")
        return loan

    def _get_unit_order(self, loans, *states):
        return self._get_orders(loans, "unit", *states)

    # -- lost --

    def test_lost_unit(self):
        loan = self._issued(self.units[0])
        loan.action_request_return()
        self.assertLoanRefused("how the unit was lost", loan, "action_mark_lost")
        self.assertTrue(loan.action_mark_lost("Stolen"))
        self.assertEqual(loan.state, "lost")
        self.assertEqual(self.units[0].state, "lost")
        self.assertFalse(loan.is_settled)
        self.assertFalse(self._get_open_loan_pickings(loan))
        self.assertLoanRepeatIsHarmless(loan, "action_mark_lost", "Stolen")
        self.assertIn("lost", self._get_loan_kinds(loan))

    def test_only_what_is_out_is_lost(self):
        loan = self._reserved(self.units[0])
        self.assertLoanRefused("does not have a unit", loan, "action_mark_lost", "x")

    def test_value_at_risk(self):
        with freeze_time("2026-06-01 10:00:00"):
            loan = self._issued(
                self.units[0], date_from="2026-06-01", date_expected="2026-06-05"
            )
            self.assertEqual(loan.sudo().value_lent, UNIT_COST)
            self.assertEqual(loan.sudo().value_at_risk, 0)
        with freeze_time("2026-06-07 10:00:00"):
            loan.sudo()._sync_due_state()
            self.assertEqual(loan.state, "overdue")
            self.assertEqual(loan.sudo().value_at_risk, UNIT_COST)
            total = self.env["rma.standby.loan"]._read_group(
                [("id", "=", loan.id)], [], ["value_at_risk:sum"]
            )
            self.assertEqual(total, [(UNIT_COST,)])
            self._bring_back(loan)
            self.assertEqual(loan.sudo().value_at_risk, 0)
        with self.assertRaises(AccessError):
            loan.read(["value_at_risk"])

    def test_claim_stays_open_while_the_unit_is_out_or_lost(self):
        claim = self._approved(lot=self.lots[0])
        loan = self._request(line_id=claim.line_ids.id)
        loan.action_reserve(self.units[0])
        self._hand_out(loan)
        texts = " ".join(claim.line_ids._closure_blockers())
        self.assertIn("still with the customer", texts)
        self.assertIn("POOL0", texts)
        loan.action_mark_lost("Stolen")
        texts = " ".join(claim.line_ids._closure_blockers())
        self.assertIn("lost and neither charged", texts)
        loan.with_user(self.approver).action_write_off("Goodwill")
        texts = " ".join(claim.line_ids._closure_blockers())
        self.assertNotIn("Stand-by", texts)

    # -- charge --

    def test_lost_unit_is_charged_and_delivered(self):
        delivered = self.sale_line.qty_delivered
        loan = self._lost()
        value = self._get_value()
        loan.action_charge()
        order = self._get_unit_order(loan)
        line = order.order_line
        self.assertRecordValues(
            line,
            [{"product_id": self.product.id, "product_uom_qty": 1, "price_unit": 100}],
        )
        self.assertIn("POOL0", line.name)
        self.assertLoanRepeatIsHarmless(loan, "action_charge")
        self._confirm(order)
        self.assertFalse(loan.is_settled, "confirmed is not delivered")
        move = order.picking_ids.move_ids
        self.assertEqual(move.rma_standby_loan_id.id, loan.id)
        self.assertEqual(move.rma_standby_kind, "sale")
        self.assertEqual(move.move_line_ids.lot_id, self.units[0].lot_id)
        self.assertEqual(move.location_id, self.company.rma_standby_loan_location_id)
        self.assertEqual(move.location_dest_id.usage, "customer")
        self._deliver(order)
        self.assertEqual(loan.state, "lost")
        self.assertTrue(loan.is_settled)
        self.assertEqual(self._get_value(), value - UNIT_COST)
        self.assertEqual(line.qty_delivered, 1)
        self.assertEqual(self.sale_line.qty_delivered, delivered)
        self.assertEqual(self.units[0].state, "out")
        self.assertIn("charged", self._get_loan_kinds(loan))
        self.assertLoanRepeatIsHarmless(loan, "action_charge")

    def test_only_lost_units_are_charged(self):
        loan = self._issued(self.units[0])
        self.assertLoanRefused("only what is lost", loan, "action_charge")

    def test_price_at_cost_and_percent(self):
        self.company.write(
            {"rma_standby_price_rule": "cost", "rma_standby_price_percent": 150}
        )
        loan = self._lost()
        loan.action_charge()
        line = self._get_unit_order(loan).order_line
        self.assertEqual(line.price_unit, UNIT_COST * 1.5)
        line.order_id.action_update_prices()
        self.assertEqual(line.price_unit, UNIT_COST * 1.5)

    def test_part_of_the_list_price(self):
        self.company.rma_standby_price_percent = 80
        loan = self._lost()
        loan.action_charge()
        self.assertEqual(self._get_unit_order(loan).order_line.price_unit, 80)

    def test_archived_customer_is_not_charged(self):
        partner = self.env["res.partner"].create({"name": "Gone"})
        loan = self._lost(partner_id=partner.id)
        partner.active = False
        self.assertLoanRefused("archived", loan, "action_charge")

    # -- sell --

    def test_customer_keeps_the_units(self):
        loans = self._issued(self.units[0]) | self._issued(self.units[1])
        loans.action_request_return()
        value = self._get_value()
        loans.action_sell()
        order = self._get_unit_order(loans)
        self.assertEqual(len(order), 1)
        self.assertEqual(len(order.order_line), 2)
        self.assertLoanRepeatIsHarmless(loans, "action_sell")
        self.assertEqual(set(loans.mapped("state")), {"issued"})
        self._confirm(order)
        lots = {m.rma_standby_loan_id.id: m.lot_ids for m in order.picking_ids.move_ids}
        for loan in loans:
            self.assertEqual(lots[loan.id], loan.sudo().lot_id)
        self._deliver(order)
        self.assertEqual(set(loans.mapped("state")), {"sold"})
        self.assertEqual(self._get_value(), value - 2 * UNIT_COST)
        self.assertFalse(self._get_open_loan_pickings(loans))
        self.assertEqual(self._get_loan_kinds(loans[0])[-1], "sold")
        invoice = order._create_invoices()
        self.assertEqual(
            set(invoice.invoice_line_ids.mapped("rma_standby_charge_kind")), {"unit"}
        )
        self.assertLoanRepeatIsHarmless(loans, "action_sell")

    def test_two_customers_two_orders(self):
        loans = self._issued(self.units[0])
        loans |= self._issued(self.units[1], partner_id=self.stranger.id)
        loans.action_sell()
        self.assertEqual(len(self._get_unit_order(loans)), 2)

    def test_sale_does_not_touch_the_claim(self):
        claim = self._approved(lot=self.lots[0])
        line = claim.line_ids
        money = line.money_state
        loan = self._request(line_id=line.id)
        loan.action_reserve(self.units[0])
        self._hand_out(loan)
        loan.action_sell()
        order = self._get_unit_order(loan)
        self._confirm(order)
        self._deliver(order)
        line = line.sudo()
        self.assertEqual(line.money_state, money)
        self.assertEqual(line.quantity_replaced, 0)
        self.assertNotIn(order, line.sale_order_ids)
        self.assertEqual(self.sale_line.qty_delivered, self.SOLD)

    def test_nothing_to_sell(self):
        loan = self._request()
        self.assertLoanRefused("does not have a unit", loan, "action_sell")
        lost = self._lost()
        self.assertLoanRefused("is lost", lost, "action_sell")

    def test_quotation_ends_with_the_return(self):
        loan = self._issued(self.units[0])
        loan.action_sell()
        order = self._get_unit_order(loan)
        self._bring_back(loan)
        self.assertEqual(order.state, "cancel")

    def test_confirmed_late_the_order_is_refused(self):
        loan = self._issued(self.units[0])
        loan.action_sell()
        order = self._get_unit_order(loan)
        self._bring_back(loan)
        order.action_draft()
        with self.assertSentence("not on loan any more"):
            self._confirm(order)

    def test_delivery_taken_back_to_on_loan(self):
        loan = self._issued(self.units[0])
        loan.action_sell()
        order = self._get_unit_order(loan)
        self._confirm(order)
        self._deliver(order)
        self._take_back(order, self.company.rma_standby_loan_location_id)
        self.assertEqual(loan.state, "issued")
        self.assertEqual(order.order_line.qty_delivered, 0)
        self.assertTrue(loan.is_sell_allowed)
        self._bring_back(loan)
        self.assertEqual(loan.state, "returned")

    def test_charged_unit_taken_back_to_on_loan_is_lost_again(self):
        loan = self._lost()
        loan.action_charge()
        order = self._confirm(self._get_unit_order(loan))
        self._deliver(order)
        self.assertTrue(loan.is_settled)
        self._take_back(order, self.company.rma_standby_loan_location_id)
        self.assertEqual(loan.state, "lost")
        self.assertFalse(loan.is_settled)
        self.assertIn("taken_back", self._get_loan_kinds(loan))

    def test_shipping_the_original_leaves_a_sold_loaner_alone(self):
        claim = self._received("return_unrepaired", lot=self.lots[0])
        loan = self._request(line_id=claim.line_ids.id)
        loan.action_reserve(self.units[0])
        self._hand_out(loan)
        loan.action_sell()
        order = self._confirm(self._get_unit_order(loan))
        self.assertLoanRefused("is confirmed", loan, "action_request_return")
        claim.action_ship()
        self._hand_over(claim)
        self.assertEqual(claim.line_ids.goods_state, "shipped")
        self._deliver(order)
        self.assertEqual(loan.state, "sold")

    def test_lost_unit_is_not_lent(self):
        self._lost()
        new = self._request()
        self.assertNotIn(self.units[0], new.proposal_ids)
        with self.assertSentence("was lost"):
            new.action_reserve(self.units[0])

    def test_delivery_taken_back_to_stock_or_pool(self):
        for unit, place in (
            (self.units[0], self.warehouse.lot_stock_id),
            (self.units[1], self.warehouse.rma_standby_location_id),
        ):
            loan = self._issued(unit)
            loan.action_sell()
            order = self._get_unit_order(loan)
            self._confirm(order)
            self._deliver(order)
            self._take_back(order, place)
            self.assertEqual(loan.state, "sold", "it was sold, and returned natively")
            self.assertEqual(order.order_line.qty_delivered, 0)
        self.assertEqual(self.units[0].place, "elsewhere")
        self.assertEqual(self.units[1].place, "pool")

    def _take_back(self, order, place):
        """Return the delivery natively as the warehouse."""
        picking = order.sudo().picking_ids.with_user(self.stocker)
        wizard = (
            self.env["stock.return.picking"]
            .with_user(self.stocker)
            .with_context(active_id=picking.id, active_model="stock.picking")
            .create({})
        )
        wizard.product_return_moves.quantity = 1
        returned = self.env["stock.picking"].browse(
            wizard.action_create_returns()["res_id"]
        )
        returned.location_dest_id = place
        returned.move_ids.location_dest_id = place
        returned.move_line_ids.location_dest_id = place
        self.assertIs(returned.button_validate(), True)

    # -- write off --

    def test_approver_writes_off(self):
        loan = self._lost()
        value = self._get_value()
        self.assertLoanRefused("Approver", loan, "action_write_off", "x")
        approver = loan.with_user(self.approver)
        self.assertLoanRefused("written off", approver, "action_write_off")
        self.assertTrue(approver.action_write_off("Nobody pays"))
        self.assertEqual(loan.state, "lost")
        self.assertTrue(loan.is_settled)
        self.assertEqual(self._get_value(), value - UNIT_COST)
        scrap = self.env["stock.scrap"].search([("lot_id", "=", loan.sudo().lot_id.id)])
        self.assertEqual(scrap.state, "done")
        self.assertEqual(scrap.location_id, self.company.rma_standby_loan_location_id)
        kinds = self._get_loan_kinds(loan)
        self.assertEqual(kinds.count("written_off"), 1)
        self.assertLoanRepeatIsHarmless(approver, "action_write_off", "x")

    def test_write_off_from_the_customer(self):
        loan = self._issued(self.units[0])
        loan.action_request_return()
        loan.action_sell()
        loan.with_user(self.approver).action_write_off("Burnt")
        self.assertEqual(loan.state, "lost")
        self.assertTrue(loan.is_settled)
        self.assertFalse(self._get_unit_order(loan), "the quotation is withdrawn")

    def test_confirmed_sale_is_not_written_off(self):
        loan = self._lost()
        loan.action_charge()
        self._confirm(self._get_unit_order(loan))
        approver = loan.with_user(self.approver)
        self.assertLoanRefused("is confirmed", approver, "action_write_off", "x")

    def test_scrap_by_the_warehouse_settles(self):
        loan = self._lost()
        lot = loan.sudo().lot_id
        scrap = self.env["stock.scrap"].create(
            {
                "product_id": lot.product_id.id,
                "lot_id": lot.id,
                "location_id": lot.location_id.id,
            }
        )
        scrap.action_validate()
        self.assertTrue(loan.is_settled)
        self.assertIn("written_off", self._get_loan_kinds(loan))

    # -- found --

    def test_found_again(self):
        loan = self._lost()
        loan.action_charge()
        order = self._get_unit_order(loan)
        self.assertTrue(loan.action_found())
        self.assertLoanRepeatIsHarmless(loan, "action_found")
        self._validate_loans(loan)
        self.assertEqual(loan.state, "returned")
        self.assertEqual(order.state, "cancel")
        self.assertEqual(self.units[0].place, "pool")
        self.assertIn("found", self._get_loan_kinds(loan))

    def test_not_lost_is_not_found(self):
        self.assertLoanRefused("is not lost", self._issued(), "action_found")

    def test_charged_is_not_found(self):
        loan = self._lost()
        loan.action_charge()
        order = self._confirm(self._get_unit_order(loan))
        self.assertLoanRefused("is confirmed", loan, "action_found")
        self._deliver(order)
        self.assertLoanRefused("charged or written off", loan, "action_found")

    # -- dialog --

    def test_dialog(self):
        for ending, state in (
            ("lost", "lost"),
            ("charge", "lost"),
            ("sell", "issued"),
        ):
            loan = self._issued()
            action = loan.action_open_mark_lost()
            wizard = (
                self.env["rma.standby.loss.wizard"]
                .with_user(self.agent)
                .with_context(**action["context"])
                .create({"ending": ending, "reason": "Stolen"})
            )
            wizard.action_apply()
            self.assertEqual(loan.state, state)
            has_order = bool(self._get_unit_order(loan))
            self.assertEqual(has_order, ending != "lost")
