# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command, Date
from odoo.tests import new_test_user, tagged

from .common import StandbyCommon
from .money_common import StandbyMoneyCommon

PIXEL = (
    b"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAA"
    b"AABJRU5ErkJggg=="
)


@tagged("-at_install", "post_install")
class TestStandbyAttacksOnRecords(StandbyCommon):
    """What nobody may write, read or delete past the actions."""

    # -- bookings and units of others --

    def test_own_agent_does_not_extend_into_bookings_of_others(self):
        loan = self._request(user=self.agent_own)
        loan.action_reserve(self.units[0])
        self._hand_out(loan)
        start = loan.date_expected
        other = self._request(
            date_from=Date.add(start, days=5), date_expected=Date.add(start, days=9)
        )
        other.action_reserve(self.units[0])
        own = loan.with_user(self.agent_own)
        with self.assertSentence("is booked for"):
            own.action_extend(7)
        with self.assertSentence("is booked for"):
            own.date_expected = Date.add(start, days=7)
        self.assertEqual(own.date_expected, start)

    def test_own_agent_sees_that_the_unit_is_promised(self):
        loan = self._request(user=self.agent_own)
        loan.action_reserve(self.units[0])
        self._hand_out(loan)
        start = loan.date_expected
        other = self._request(
            date_from=Date.add(start, days=5), date_expected=Date.add(start, days=9)
        )
        other.action_reserve(self.units[0])
        # the work on the customer's unit takes longer
        loan.sudo().date_expected = Date.add(start, days=7)
        self.env.invalidate_all()
        own = loan.with_user(self.agent_own)
        self.assertTrue(own.has_conflict)
        self.assertIn(other.name, own.conflict_summary)

    def test_serial_of_a_lent_unit_stays(self):
        loan = self._issued(self.units[0])
        unit = loan.unit_id.with_user(self.agent_own)
        free = self._create_lots(self.product, "FREE", 1)
        self.env.invalidate_all()
        with self.assertSentence("its serial number stays"):
            unit.lot_id = free
        self.assertEqual(loan.lot_id, loan.unit_id.lot_id)

    def test_company_of_a_unit_stays(self):
        company = self.env["res.company"].create({"name": "Branch"})
        unit = self.units[0].with_user(self.agent)
        with self.assertRaises(UserError):
            unit.company_id = company
            self.env.flush_all()

    def test_case_of_others_is_not_entered(self):
        claim = self._register(lot=self.lots[0])
        Loan = self.env["rma.standby.loan"].with_user(self.agent_own)
        claim.line_ids.sudo().user_id = self.agent
        claim.sudo().user_id = self.agent
        self.env.flush_all()
        self.env.invalidate_all()
        line = claim.line_ids.with_user(self.agent_own)
        self.assertFalse(line.has_access("read"))
        with self.assertRaises(AccessError):
            Loan.create({"line_id": line.id})
        with self.assertRaises(AccessError):
            Loan.with_context(default_line_id=line.id).create({})
        loan = self._request(user=self.agent_own)
        with self.assertRaises(AccessError):
            loan.line_id = line.id

    # -- what is over --

    def test_date_of_an_ended_loan_stays(self):
        loan = self._bring_back(self._issued())
        date = loan.date_expected
        with self.assertSentence("nothing more can be done"):
            loan.date_expected = Date.add(date, days=30)
        self.assertEqual(loan.date_expected, date)

    def test_condition_at_the_issue_stays(self):
        loan = self._bring_back(self._issued(self.units[0]))
        for name, value in (("grade_out", "damaged"), ("accessories_out", "None")):
            with self.assertSentence("is settled"):
                loan[name] = value
        self.assertEqual(loan.grade_out, "good")

    # -- signatures --

    def _signed(self):
        loan = self._reserved(self.units[0])
        loan.write({"signature": PIXEL, "signed_by": "Eve"})
        return loan

    def _find_signature(self, loan):
        return (
            self.env["ir.attachment"]
            .sudo()
            .search(
                [
                    ("res_model", "=", loan._name),
                    ("res_id", "=", loan.id),
                    ("res_field", "=", "signature"),
                ]
            )
        )

    def test_signature_is_not_replaced_as_a_file(self):
        loan = self._signed()
        file = self._find_signature(loan).with_user(self.agent)
        before = file.raw
        other = self.env["ir.attachment"].with_user(self.agent)
        vals = {
            "name": "signature",
            "res_model": loan._name,
            "res_id": loan.id,
            "res_field": "signature",
            "raw": b"forged",
        }
        with self.assertRaises(AccessError):
            file.write({"raw": b"forged"})
        with self.assertRaises(AccessError):
            file.unlink()
        with self.assertRaises(AccessError):
            other.create(vals)
        mine = other.create({"name": "mine", "raw": b"forged"})
        with self.assertRaises(AccessError):
            mine.write({k: vals[k] for k in ("res_model", "res_id", "res_field")})
        self.assertEqual(self._find_signature(loan).raw, before)

    def test_what_was_signed_stays(self):
        loan = self._signed()
        for vals in ({"signature": False}, {"terms": "<p>x</p>"}, {"signed_by": "X"}):
            with self.assertSentence("is settled"):
                loan.write(vals)
        with self.assertSentence("is settled"):
            loan.accessories_out = "Nothing"

    def test_signature_does_not_move_to_another_unit(self):
        loan = self._signed()
        loan.action_release()
        self.assertFalse(loan.signature)
        self.assertFalse(loan.date_signed)
        loan.partner_id = self.stranger
        loan.action_reserve(self.units[1])
        self.assertFalse(loan.date_signed)

    def test_signed_request_keeps_its_customer(self):
        loan = self._request()
        loan.write({"signature": PIXEL, "signed_by": "Eve"})
        with self.assertSentence("is settled"):
            loan.partner_id = self.stranger
        loan.action_reserve(self.units[1])
        self.assertEqual(loan.state, "reserved")

    # -- context and commands --

    def test_defaults_and_commands_smuggle_nothing(self):
        loan = self._issued()
        Loan = self.env["rma.standby.loan"].with_user(self.agent)
        new = Loan.with_context(
            default_state="returned",
            default_date_told="2020-01-01",
            default_is_settled=True,
            default_value_lent=99,
            default_is_charge_waived=True,
            default_swap_of_id=loan.id,
            default_date_signed="2020-01-01",
        ).create({"partner_id": self.customer.id, "product_id": self.product.id})
        self.assertEqual(new.state, "requested")
        self.assertFalse(new.date_told)
        self.assertFalse(new.is_charge_waived)
        self.assertFalse(new.swap_of_id)
        self.assertFalse(new.date_signed)
        for vals in (
            {"swapped_by_ids": [Command.link(loan.id)]},
            {"event_ids": [Command.create({"kind": "returned"})]},
            {"event_ids": [Command.clear()]},
            {"charge_line_ids": [Command.clear()]},
            {"deposit_line_ids": [Command.clear()]},
        ):
            with self.assertRaises(UserError, msg=vals):
                loan.with_user(self.agent).write(vals)
        with self.assertRaises(UserError):
            loan.unit_id.with_user(self.approver).write(
                {"loan_ids": [Command.unlink(loan.id)]}
            )
        with self.assertRaises(UserError):
            loan.lot_id.with_user(self.stocker).write(
                {"standby_loan_ids": [Command.clear()]}
            )

    def test_copies_begin_anew(self):
        loan = self._bring_back(self._issued())
        new = loan.with_user(self.agent).copy()
        self.assertEqual(new.state, "requested")
        for name in ("unit_id", "date_issued", "date_returned", "value_lent"):
            self.assertFalse(new.sudo()[name], name)
        self.assertFalse(new.sudo().move_ids)
        self.assertNotEqual(new.name, loan.name)
        self.assertEqual(self._get_loan_kinds(new), ["requested"])

    def test_days_that_are_no_number(self):
        loan = self._issued()
        for days in ("7", [7], 1.5, True, {}):
            with self.assertSentence("by how many days"):
                loan.action_extend(days)

    def test_costs_are_not_read_sideways(self):
        self._issued()
        Loan = self.env["rma.standby.loan"].with_user(self.agent_own)
        for name in ("value_lent", "value_at_risk"):
            with self.assertRaises(AccessError):
                Loan.search([(name, ">", 0)])
            with self.assertRaises(AccessError):
                Loan.formatted_read_group([], ["state"], [f"{name}:sum"])
            with self.assertRaises(AccessError):
                Loan.search([], order=name)
        with self.assertRaises(AccessError):
            self.env["product.template"].with_user(self.agent_own).search(
                [("rma_standby_cost_day", ">", 0)]
            )

    # -- other companies --

    def test_pool_of_another_company_is_not_moved(self):
        company = self.env["res.company"].create({"name": "Branch"})
        user = new_test_user(
            self.env,
            "branch_approver",
            groups="rma_management.group_rma_approver",
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
        )
        self.units.lot_id.company_id = False
        self.env.flush_all()
        before = self.env["stock.picking"].search_count([])
        wizard = self.env["rma.standby.pool.wizard"].with_user(user)
        with self.assertRaises(AccessError):
            wizard.create(
                {
                    "company_id": self.company.id,
                    "warehouse_id": self.warehouse.id,
                    "direction": "out",
                    "location_dest_id": self.warehouse.lot_stock_id.id,
                    "serials": self.units[0].lot_id.name,
                }
            ).action_apply()
        self.assertEqual(self.env["stock.picking"].search_count([]), before)


@tagged("-at_install", "post_install")
class TestStandbyAttacksOnGoods(StandbyCommon):
    """What nobody does with native transfers past the loans."""

    def test_lent_unit_is_not_given_away_without_an_order(self):
        loan = self._issued()
        with self.assertSentence("without an order"):
            self._move(
                loan.sudo().lot_id,
                self.company.rma_standby_loan_location_id,
                self.env.ref("stock.stock_location_customers"),
                user=self.stocker,
            )
        self.assertEqual(loan.state, "issued")

    def test_return_is_not_turned_into_a_gift(self):
        loan = self._issued()
        loan.action_request_return()
        picking = self._get_open_loan_pickings(loan)
        customers = self.env.ref("stock.stock_location_customers")
        with self.assertSentence("without an order"):
            picking.location_dest_id = customers
            picking.move_ids.location_dest_id = customers
            picking.move_line_ids.location_dest_id = customers
            picking.button_validate()

    def test_foreign_goods_settle_nothing(self):
        loan = self._issued()
        loan.action_mark_lost("Stolen")
        screw = self.env["product.product"].create(
            {"name": "Screw", "is_storable": True}
        )
        move_vals = {
            "product_id": screw.id,
            "product_uom": screw.uom_id.id,
            "product_uom_qty": 1,
            "location_id": self.warehouse.lot_stock_id.id,
            "location_dest_id": self.env.ref("stock.stock_location_customers").id,
            "rma_standby_loan_id": loan.id,
            "rma_standby_kind": "sale",
        }
        with self.assertSentence("Only the loan asks for moves"):
            self.env["stock.move"].with_user(self.stocker).create(move_vals)
        # and if there were one
        move = self.env["stock.move"].create(move_vals)
        move._action_confirm()
        move.quantity = 1
        move.picked = True
        move._action_done()
        self.assertFalse(loan.is_settled)

    def test_scrap_with_a_forged_source_is_told(self):
        loan = self._issued()
        lot = loan.sudo().lot_id
        scrap = (
            self.env["stock.scrap"]
            .with_user(self.stocker)
            .create(
                {
                    "product_id": lot.product_id.id,
                    "lot_id": lot.id,
                    "location_id": lot.location_id.id,
                    "origin": loan.name,
                }
            )
        )
        scrap.action_validate()
        self.assertIn("written_off", self._get_loan_kinds(loan))

    def test_done_lines_of_the_pool_stay(self):
        loan = self._issued(self.units[0])
        line = loan.sudo().move_ids.move_line_ids.with_user(self.stocker)
        line.picking_id.sudo().is_locked = False
        for vals in (
            {"lot_id": self.units[1].lot_id.id},
            {"location_dest_id": self.warehouse.lot_stock_id.id},
            {"quantity": 0},
        ):
            with self.assertSentence("is done"):
                line.write(vals)
                self.env.flush_all()
        with self.assertSentence("is done"):
            line.create(
                {
                    "move_id": line.move_id.id,
                    "picking_id": line.picking_id.id,
                    "product_id": line.product_id.id,
                    "location_id": line.location_id.id,
                    "location_dest_id": line.location_dest_id.id,
                    "lot_id": self.units[1].lot_id.id,
                    "quantity": 1,
                }
            )
        self.env.invalidate_all()
        self.assertEqual(
            loan.sudo().lot_id.location_id, self.company.rma_standby_loan_location_id
        )

    def test_location_of_a_serial_tells_the_loan(self):
        loan = self._issued(self.units[0])
        lot = loan.sudo().lot_id.with_user(self.stocker)
        lot.location_id = self.warehouse.rma_standby_location_id
        self.assertEqual(loan.state, "returned")
        self.assertEqual(loan.unit_id.place, "pool")
        with self.assertSentence("Nobody has reserved"):
            lot.location_id = self.company.rma_standby_loan_location_id

    def test_quant_relocation_tells_the_loan(self):
        loan = self._issued(self.units[0])
        quant = self.env["stock.quant"].search(
            [("lot_id", "=", loan.sudo().lot_id.id), ("quantity", ">", 0)]
        )
        quant.move_quants(location_dest_id=self.warehouse.lot_stock_id, message="Moved")
        self.assertEqual(loan.state, "returned")
        self.assertEqual(loan.unit_id.state, "out")

    def test_inventory_adjustment_tells_the_loan(self):
        loan = self._issued(self.units[0])
        quant = self.env["stock.quant"].search(
            [("lot_id", "=", loan.sudo().lot_id.id), ("quantity", ">", 0)]
        )
        quant.with_context(inventory_mode=True).inventory_quantity = 0
        quant.action_apply_inventory()
        self.assertEqual(loan.state, "lost")
        self.assertIn("written_off", self._get_loan_kinds(loan))

    def test_unticked_product_comes_back(self):
        loan = self._issued()
        self.product.is_rma_standby = False
        self._bring_back(loan)
        self.assertEqual(loan.state, "returned")

    def test_tracking_of_what_is_lent_stays(self):
        self._issued()
        with self.assertRaises(UserError):
            self.product.write({"is_rma_standby": False, "tracking": "lot"})
            self.env.flush_all()

    def test_places_of_the_pool_stay(self):
        company = self.env["res.company"].create({"name": "Branch"})
        user = new_test_user(
            self.env,
            "branch_stock_manager",
            groups="stock.group_stock_manager",
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
        )
        site = self.env["stock.warehouse"].search([("company_id", "=", company.id)])
        for place in (
            site.rma_standby_location_id,
            company.rma_standby_loan_location_id,
            company.rma_standby_pool_location_id,
        ):
            place = place.with_user(user)
            place.name = "Renamed"
            for vals in (
                {"active": False},
                {"usage": "customer"},
                {"location_id": site.lot_stock_id.id},
            ):
                with self.assertSentence("stand-by units are kept"):
                    place.write(vals)
            with self.assertSentence("stand-by units are kept"):
                place.unlink()

    def test_loan_with_a_history_is_not_deleted(self):
        loan = self._reserved(self.units[0])
        loan.write({"signature": PIXEL, "signed_by": "Eve"})
        loan.action_issue()
        loan.action_release()
        with self.assertSentence("is on record"):
            loan.unlink()


@tagged("-at_install", "post_install")
class TestStandbyAttacksOnMoney(StandbyMoneyCommon):
    """What nobody gets for nothing, and what is not paid twice."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._ask_deposit()

    def test_damage_is_not_wiped_out(self):
        loan = self._reserved(self.units[0])
        self._paid_deposit(loan)
        self._bring_back(self._hand_out(loan))
        loan.action_note_damage("Lid broken", grade_in="damaged")
        for vals in (
            {"damage": False, "grade_in": "good"},
            {"damage": "", "grade_in": False},
        ):
            with self.assertSentence("was noted already"):
                loan.write(vals)
        with self.assertSentence("is settled"):
            loan.write({"grade_out": "damaged", "damage": False})
        self.assertEqual(loan.damage_state, "to_settle")
        loan.damage = "Lid and hinge broken"
        approver = loan.with_user(self.approver)
        approver.action_note_damage("Lid broken", "waive", reason="Wear")
        self.assertEqual(loan.damage_state, "waived")

    def test_only_approvers_ask_for_less(self):
        loan = self._request()
        with self.assertSentence("Approver"):
            loan.deposit_amount = 0
        with self.assertSentence("Approver"):
            self._request(deposit_amount=1)
        loan.deposit_amount = 60
        loan.with_user(self.approver).deposit_amount = 10
        self.assertEqual(loan.deposit_amount, 10)

    def test_loan_with_a_deposit_is_not_deleted(self):
        loan = self._reserved(self.units[0])
        self._paid_deposit(loan)
        loan.action_release()
        with self.assertSentence("is on record"):
            loan.unlink()
        self.assertTrue(self._get_deposit(loan))

    def test_fee_line_does_not_become_a_deposit(self):
        self._ask_fee()
        loan = self._reserved(self.units[0])
        loan.action_quote_fee()
        order = self._confirm(self._get_orders(loan, "fee"))
        move = (
            self.env["account.move"]
            .with_user(self.accountant)
            .create(
                {
                    "move_type": "out_invoice",
                    "partner_id": self.customer.id,
                    "invoice_line_ids": [
                        Command.create(
                            {
                                "name": "x",
                                "price_unit": 0,
                                "sale_line_ids": [Command.link(order.order_line.id)],
                                "rma_standby_loan_id": loan.id,
                                "rma_standby_charge_kind": "deposit",
                            }
                        )
                    ],
                }
            )
        )
        self.assertNotEqual(
            move.sudo().invoice_line_ids.rma_standby_charge_kind, "deposit"
        )
        self.assertEqual(loan.deposit_state, "to_invoice")

    def test_line_of_another_product_does_not_sell_the_unit(self):
        loan = self._reserved(self.units[0])
        loan.with_user(self.approver).action_waive_charges("Friend")
        self._hand_out(loan)
        loan.action_mark_lost("Stolen")
        loan.action_charge()
        order = self._get_orders(loan, "unit")
        screw = self.env["product.product"].create(
            {"name": "Screw", "type": "consu", "taxes_id": False}
        )
        order.order_line.with_user(self.salesman).product_id = screw
        self._confirm(order)
        self._deliver(order)
        self.assertFalse(loan.is_settled)
        self.assertEqual(loan.state, "lost")

    def test_cancelled_order_settles_nothing(self):
        loan = self._reserved(self.units[0])
        loan.with_user(self.approver).action_waive_charges("Friend")
        self._hand_out(loan)
        loan.action_mark_lost("Stolen")
        loan.action_charge()
        order = self._confirm(self._get_orders(loan, "unit"))
        order.with_user(self.salesman)._action_cancel()
        self.assertFalse(loan.is_settled)
        loan.action_charge()
        self.assertEqual(len(self._get_orders(loan, "unit")), 1)
