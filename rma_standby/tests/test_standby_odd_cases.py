# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.rma_management.tests.test_receipt import ReceiptMixin

from .common import StandbyCommon
from .money_common import StandbyMoneyCommon


@tagged("-at_install", "post_install")
class TestStandbyOddParcels(ReceiptMixin, StandbyCommon):
    """A stand-by unit comes in the parcel of the claim: it never becomes the
    customer's."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.claim = cls._approved()
        cls.line = cls.claim.line_ids
        cls.receipt = cls._get_open_pickings(cls.claim, "incoming")
        cls.claim.action_create_loan()
        cls.loan = cls.claim.standby_loan_ids
        cls.loan.action_reserve(cls.units[0])
        cls._hand_out(cls.loan)

    def assertBackInPool(self, loan, unit):
        place, owner = self._get_place(unit.lot_id)
        self.assertEqual(place, self.warehouse.rma_standby_location_id)
        self.assertFalse(owner)
        self.assertEqual(loan.state, "returned")
        self.assertEqual(unit.state, "preparation")
        self.assertNotIn(unit.lot_id, self.claim.line_ids.lot_id)
        self.assertIn("came_along", self._get_loan_kinds(loan))

    def test_instead_of_the_own_unit(self):
        """The customer has mixed them up: his own one stays expected."""
        lot = self.line.lot_id
        self.receipt.move_line_ids.lot_id = self.units[0].lot_id
        self.assertTrue(self._keep_backorder(self.receipt.button_validate()))
        self.assertBackInPool(self.loan, self.units[0])
        self.assertEqual(self.line.lot_id, lot)
        self.assertEqual(self.line.goods_state, "expected")
        waiting = self._get_open_pickings(self.claim, "incoming")
        self.assertEqual(waiting.move_ids.rma_line_id, self.line)

    def test_number_is_typed(self):
        self.receipt.move_line_ids.write(
            {"lot_id": False, "lot_name": self.units[0].lot_id.name}
        )
        self.assertTrue(self._keep_backorder(self.receipt.button_validate()))
        self.assertBackInPool(self.loan, self.units[0])
        self.assertEqual(self.line.goods_state, "expected")

    def test_both_in_one_box(self):
        self._bring(self.product, lot=self.units[0].lot_id)
        self.receipt.move_ids.picked = True
        self.assertIs(self.receipt.button_validate(), True)
        self.assertBackInPool(self.loan, self.units[0])
        self.assertEqual(self.line.goods_state, "received")
        self.assertEqual(len(self.claim.line_ids), 1)

    def test_return_was_asked_for(self):
        """What waited for the unit elsewhere is not needed any more."""
        self.loan.action_request_return()
        self._bring(self.product, lot=self.units[0].lot_id)
        self.receipt.move_ids.picked = True
        self.assertIs(self.receipt.button_validate(), True)
        self.assertBackInPool(self.loan, self.units[0])
        self.assertFalse(self._get_open_loan_pickings(self.loan))

    def test_another_product(self):
        self.cable.write({"tracking": "serial", "is_rma_standby": True})
        unit = self._fill_pool(self.cable, "LENTCABLE", 1)
        loan = self._issued(unit, product_id=self.cable.id)
        self._bring(self.cable, lot=unit.lot_id)
        self.receipt.move_ids.picked = True
        self.assertIs(self.receipt.button_validate(), True)
        self.assertBackInPool(loan, unit)
        self.assertFalse(self._get_quarantined(self.cable))

    def test_number_is_typed_for_the_announced_product(self):
        """The unit that stands in is another model; the worker only sees the number."""
        self.cable.write({"tracking": "serial", "is_rma_standby": True})
        unit = self._fill_pool(self.cable, "OTHERMODEL", 1)
        loan = self._issued(unit, product_id=self.cable.id)
        self.receipt.move_line_ids.write(
            {"lot_id": False, "lot_name": unit.lot_id.name}
        )
        self.assertTrue(self._keep_backorder(self.receipt.button_validate()))
        self.assertBackInPool(loan, unit)
        self.assertEqual(self.line.goods_state, "expected")

    def test_parcel_without_a_number(self):
        receipt = (
            self.env["stock.picking"]
            .with_user(self.stocker)
            .create(
                {
                    "picking_type_id": self.receipt.picking_type_id.id,
                    "location_id": self.receipt.location_id.id,
                    "location_dest_id": self.receipt.location_dest_id.id,
                }
            )
        )
        self._bring(self.product, lot=self.units[0].lot_id, receipt=receipt)
        self.assertIs(receipt.button_validate(), True)
        self.assertBackInPool(self.loan, self.units[0])

    def test_nobody_is_asked(self):
        self._bring(self.product, lot=self.units[0].lot_id)
        self.receipt.move_ids.picked = True
        self.receipt._action_done()
        self.assertBackInPool(self.loan, self.units[0])

    def test_lost_unit_turns_up(self):
        self.loan.action_mark_lost("It was stolen.")
        self._bring(self.product, lot=self.units[0].lot_id)
        self.receipt.move_ids.picked = True
        self.assertIs(self.receipt.button_validate(), True)
        self.assertBackInPool(self.loan, self.units[0])

    def test_at_another_site(self):
        """It is in the pool of the site where it came."""
        site = self.env["stock.warehouse"].create({"name": "North", "code": "NO"})
        receipt = (
            self.env["stock.picking"]
            .with_user(self.stocker)
            .create(
                {
                    "picking_type_id": site.rma_receipt_type_id.id,
                    "location_id": self.receipt.location_id.id,
                    "location_dest_id": self.receipt.location_dest_id.id,
                }
            )
        )
        self._bring(self.product, lot=self.units[0].lot_id, receipt=receipt)
        self.assertIs(receipt.button_validate(), True)
        self.assertEqual(self.loan.state, "returned")
        self.assertEqual(self.units[0].warehouse_id, site)


@tagged("-at_install", "post_install")
class TestStandbyOddReturns(StandbyCommon):
    """Stand-by returns that are not what the book says."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.loan = cls._issued(cls.units[0])
        cls.loan.action_request_return()
        cls.picking = cls._get_open_loan_pickings(cls.loan)

    def _answer(self, action, outcome=None):
        self.assertEqual(action["res_model"], "rma.standby.return.check")
        check = (
            self.env["rma.standby.return.check"]
            .with_user(self.stocker)
            .with_context(**action["context"])
            .browse(action["res_id"])
        )
        if outcome:
            check.line_ids.outcome = outcome
        return check.action_apply()

    def test_typed_number_is_the_right_one(self):
        self.picking.move_line_ids.write(
            {"lot_id": False, "lot_name": self.units[0].lot_id.name}
        )
        self.assertIs(self.picking.button_validate(), True)
        self.assertEqual(self.loan.state, "returned")

    def test_typed_number_is_of_another_loan(self):
        other = self._issued(self.units[1])
        self.picking.move_line_ids.write(
            {"lot_id": False, "lot_name": self.units[1].lot_id.name}
        )
        self._answer(self.picking.button_validate())
        self.assertEqual(other.state, "returned")
        self.assertEqual(self.loan.state, "issued")
        self.assertEqual(self.units[1].place, "pool")

    def test_two_units_on_one_added_line(self):
        others = self._issued(self.units[1]) | self._issued(self.units[2])
        self.picking.move_ids.picked = True
        self.picking.move_ids = [
            Command.create(
                {
                    "product_id": self.product.id,
                    "product_uom_qty": 2,
                    "location_id": self.picking.location_id.id,
                    "location_dest_id": self.picking.location_dest_id.id,
                }
            )
        ]
        extra = self.picking.move_ids.filtered(lambda m: not m.rma_standby_loan_id)
        extra.move_line_ids = [
            Command.create(
                {
                    "product_id": self.product.id,
                    "picking_id": self.picking.id,
                    "lot_id": unit.lot_id.id,
                    "quantity": 1,
                    "location_id": self.picking.location_id.id,
                    "location_dest_id": self.picking.location_dest_id.id,
                }
            )
            for unit in self.units[1:]
        ]
        self.picking.move_ids.picked = True
        self._answer(self.picking.button_validate())
        self.assertEqual(
            (self.loan | others).mapped("state"), ["returned", "returned", "returned"]
        )
        self.assertEqual(set(self.units.mapped("place")), {"pool"})

    def test_two_loans_of_one_parcel_swapped(self):
        """Both came back, each on the line of the other: both loans end."""
        loans = self._request() | self._request()
        loans.action_reserve()
        self.units = self.units[1:]
        self._hand_out(loans)
        loans.action_request_return()
        picking = self._get_open_loan_pickings(loans)
        self.assertEqual(len(picking), 1)
        lines = picking.move_line_ids
        lots = lines.lot_id
        picking.do_unreserve()
        for move, lot in zip(picking.move_ids, reversed(lots), strict=True):
            move.move_line_ids = [
                Command.create(
                    {
                        "product_id": self.product.id,
                        "picking_id": picking.id,
                        "lot_id": lot.id,
                        "quantity": 1,
                        "location_id": picking.location_id.id,
                        "location_dest_id": picking.location_dest_id.id,
                    }
                )
            ]
        picking.move_ids.picked = True
        self._answer(picking.button_validate())
        self.assertEqual(loans.mapped("state"), ["returned", "returned"])
        self.assertFalse(self._get_open_loan_pickings(loans))

    def test_own_unit_instead_of_the_lent_one(self):
        """The customer has mixed them up: the claim receives its unit, once."""
        claim = self._approved("repair")
        line = claim.line_ids
        receipt = self._get_open_pickings(claim, "incoming")
        self.picking.move_line_ids.lot_id = line.lot_id
        self.assertIs(self._answer(self.picking.button_validate()), True)
        self.assertEqual(line.goods_state, "received")
        self.assertEqual((line.quantity_received, line.quantity_held), (1, 1))
        self.assertEqual(receipt.state, "cancel")
        quant = line.lot_id.quant_ids.filtered(
            lambda q: q.quantity > 0 and q.location_id.usage == "internal"
        )
        self.assertEqual(quant.quantity, 1)
        self.assertEqual(quant.owner_id, self.customer)
        self.assertEqual(quant.location_id, receipt.location_dest_id)
        self.assertEqual(self.loan.state, "issued")
        self.assertTrue(self.loan.is_return_requested)

    def test_own_unit_is_handed_back(self):
        claim = self._approved("repair")
        self.picking.move_line_ids.lot_id = claim.line_ids.lot_id
        self._answer(self.picking.button_validate(), "refuse")
        self.assertEqual(claim.line_ids.goods_state, "expected")
        self.assertEqual(self.loan.state, "issued")

    def test_lost_unit_is_found(self):
        """The next step names the transfer that brings it home."""
        self.loan.action_mark_lost("Nobody knows where it is")
        self.assertEqual(self.loan.next_step, "settle")
        self.loan.action_found()
        picking = self._get_open_loan_pickings(self.loan)
        self.assertIn(picking.name, self.loan.next_step_hint)

    def test_sold_unit_is_the_customers(self):
        """What was charged and delivered is not taken for a stand-by unit."""
        other = self._issued(self.units[1])
        other.action_mark_lost("It fell into the river.")
        other.action_charge()
        order = other.sudo().sale_line_ids.order_id
        order.action_confirm()
        order.picking_ids.button_validate()
        self.assertTrue(other.is_settled)
        self.picking.move_line_ids.write({"lot_id": self.units[1].lot_id.id})
        self._answer(self.picking.button_validate())
        quant = self.units[1].lot_id.quant_ids.filtered(
            lambda q: q.quantity > 0 and q.location_id.usage == "internal"
        )
        self.assertEqual(quant.location_id, self.company.rma_quarantine_location_id)
        self.assertEqual(quant.owner_id, self.picking.partner_id)
        self.assertEqual(other.state, "lost")


@tagged("-at_install", "post_install")
class TestStandbyOddClaims(StandbyCommon):
    """Claims that take an unexpected turn while a stand-by is asked for or out."""

    def _lend(self, claim):
        claim.action_create_loan()
        return self._hand_out(claim.standby_loan_ids)

    def test_rejected_while_reserved(self):
        claim = self._register("repair")
        claim.action_submit()
        claim.action_create_loan()
        loan = claim.standby_loan_ids
        loan.action_issue()
        claim.with_user(self.approver).action_reject("Not ours")
        self.assertEqual(loan.state, "cancelled")
        self.assertFalse(self._get_open_loan_pickings(loan))
        with self.assertSentence("rejected"):
            claim.action_create_loan()

    def test_rejected_while_out(self):
        claim = self._register("repair")
        claim.action_submit()
        loan = self._lend(claim)
        claim.with_user(self.approver).action_reject("Not ours")
        self.assertEqual(loan.state, "issued")
        self.assertTrue(loan.is_return_requested)

    def test_cancelled_while_out(self):
        claim = self._approved("repair")
        loan = self._lend(claim)
        claim.action_cancel("Works again")
        self.assertTrue(loan.is_return_requested)
        # twice is harmless
        claim.action_cancel("Works again")
        self.assertEqual(len(self._get_open_loan_pickings(loan)), 1)

    def test_one_unit_of_a_claim_has_ended(self):
        repair = self._resolution("repair").id
        claim = self._approve(
            self._register(
                line_ids=[
                    Command.create({"lot_id": lot.id, "resolution_id": repair})
                    for lot in self.lots[:2]
                ]
            )
        )
        claim.line_ids[0].action_cancel("Found it works")
        claim.action_create_loan()
        self.assertEqual(claim.standby_loan_ids.line_id, claim.line_ids[1])

    def test_failed_unit_still_comes_back(self):
        """The original arrives while the swapped stand-by is asked for."""
        claim = self._approved("repair")
        loan = self._lend(claim)
        loan.action_swap()
        self._receive(claim)
        self.assertTrue(loan.is_return_requested)
        self.assertNotIn("return_withdrawn", self._get_loan_kinds(loan))

    def test_replaced_unit_arrives_after_its_replacement(self):
        """Replaced in advance: the broken one that comes changes nothing."""
        claim = self._approved("replace_in_advance")
        loan = self._lend(claim)
        claim.action_ship()
        self._hand_over(claim)
        self.assertTrue(loan.is_return_requested)
        self._receive(claim)
        self.assertTrue(loan.is_return_requested)

    def test_original_goes_back_in_parts(self):
        claim = self._approved(
            "return_unrepaired", lot=None, product_id=self.cable.id, quantity=2
        )
        line = claim.line_ids
        self._receive(claim)
        loan = self._issued(self.units[0], line_id=line.id, product_id=self.product.id)
        claim.action_ship()
        delivery = self._get_open_pickings(claim, "outgoing")
        delivery.move_ids.quantity = 1
        delivery.move_ids.picked = True
        action = delivery.button_validate()
        self.env[action["res_model"]].with_user(self.stocker).with_context(
            **action["context"]
        ).create({}).process()
        self.assertFalse(loan.is_return_requested)
        self._hand_over(claim)
        self.assertTrue(loan.is_return_requested)

    def test_customer_of_the_claim_changes(self):
        """What was prepared goes to nobody else."""
        claim = self._register("repair")
        claim.action_create_loan()
        loan = claim.standby_loan_ids
        loan.action_issue()
        other = self.env["res.partner"].create({"name": "Right Customer"})
        claim.partner_id = other
        self.assertEqual(loan.partner_id, other)
        self.assertEqual(loan.partner_shipping_id, other)
        self.assertFalse(self._get_open_loan_pickings(loan))
        loan.action_issue()
        self.assertEqual(self._get_open_loan_pickings(loan).partner_id, other)

    def test_customer_changes_while_it_is_out(self):
        claim = self._register("repair")
        loan = self._lend(claim)
        customer = loan.partner_id
        claim.partner_id = self.env["res.partner"].create({"name": "Right Customer"})
        self.assertEqual(loan.partner_id, customer)

    def test_original_goes_home_before_the_issue(self):
        """What was prepared is put off, and the agent is told why."""
        claim = self._received("return_unrepaired")
        claim.action_create_loan()
        loan = claim.standby_loan_ids
        loan.action_issue()
        claim.action_ship()
        self._hand_over(claim)
        self.assertEqual(loan.state, "reserved")
        self.assertFalse(self._get_open_loan_pickings(loan))
        self.assertIn("issue_held", self._get_loan_kinds(loan))
        self.assertIn("has gone back already", loan.next_step_hint)
        # it may still be needed
        self._hand_out(loan)
        self.assertEqual(loan.state, "issued")

    def test_original_takes_longer_than_the_loan(self):
        claim = self._received("repair")
        loan = self._lend(claim)
        with freeze_time(loan.date_expected + timedelta(days=3)):
            loan._sync_due_state()
            self.env.invalidate_all()
            self.assertEqual(loan.next_step, "remind")
            self.assertIn("is still with us: extend", loan.next_step_hint)


@tagged("-at_install", "post_install")
class TestStandbyOddIssues(StandbyCommon):
    """Issues that happen late, or from another place."""

    def test_issue_after_the_end(self):
        """Nobody gets a unit that is overdue from the first day on."""
        until = fields.Date.today() + timedelta(days=3)
        loan = self._reserved(date_expected=until)
        loan.action_issue()
        picking = self._get_open_loan_pickings(loan)
        with freeze_time(fields.Datetime.now() + timedelta(days=7)):
            with self.assertSentence("extend it before the unit is handed out"):
                picking.button_validate()
            self.assertEqual(loan.state, "reserved")
            loan.action_extend(5)
            self._validate_loans(loan)
            self.assertEqual(loan.state, "issued")
            self.assertEqual(loan.date_from, fields.Date.today())

    def test_unit_moved_to_another_site(self):
        """The transfer that was prepared follows the unit."""
        site = self.env["stock.warehouse"].create({"name": "North", "code": "NO"})
        loan = self._reserved(self.units[0])
        loan.action_issue()
        old = self._get_open_loan_pickings(loan)
        home = self.warehouse.rma_standby_location_id
        self._move(self.units[0].lot_id, home, site.rma_standby_location_id)
        self.assertEqual(old.state, "cancel")
        new = self._get_open_loan_pickings(loan)
        self.assertEqual(new.state, "assigned")
        self.assertEqual(new.move_ids.location_id, site.rma_standby_location_id)
        self._validate_loans(loan)
        self.assertEqual(loan.state, "issued")

    def test_unit_taken_out_of_the_pool(self):
        loan = self._reserved(self.units[0])
        loan.action_issue()
        home = self.warehouse.rma_standby_location_id
        self._move(self.units[0].lot_id, home, self.warehouse.lot_stock_id)
        self.assertFalse(self._get_open_loan_pickings(loan))
        self.assertEqual(loan.next_step, "issue")
        self.assertIn("is not in the stand-by pool", loan.next_step_hint)

    def test_moving_another_unit_changes_nothing(self):
        loan = self._reserved(self.units[0])
        loan.action_issue()
        picking = self._get_open_loan_pickings(loan)
        home = self.warehouse.rma_standby_location_id
        self._move(self.units[1].lot_id, home, self.warehouse.lot_stock_id)
        self.assertEqual(self._get_open_loan_pickings(loan), picking)

    def test_service_due_before_the_return(self):
        """Who lends it is told; who lets the system choose gets another one."""
        today = fields.Date.today()
        loan = self._reserved(self.units[0], date_expected=today + timedelta(days=9))
        self.assertFalse(loan.next_step_hint)
        self.units[0].date_service_due = today + timedelta(days=5)
        self.env.invalidate_all()
        self.assertIn("is due on", loan.next_step_hint)
        loan.action_release()
        loan.action_reserve()
        self.assertNotEqual(loan.unit_id, self.units[0])

    def test_transfers_are_planned_for_the_days_of_the_loan(self):
        today = fields.Date.today()
        loan = self._reserved(
            date_from=today + timedelta(days=3), date_expected=today + timedelta(days=9)
        )
        loan.action_issue()
        picking = self._get_open_loan_pickings(loan)
        self.assertEqual(picking.scheduled_date.date(), loan.date_from)
        self._validate_loans(loan)
        loan.action_request_return()
        back = self._get_open_loan_pickings(loan)
        self.assertEqual(back.scheduled_date.date(), loan.date_expected)
        loan.action_extend(5)
        self.assertEqual(back.scheduled_date.date(), today + timedelta(days=14))

    def test_renamed_serial(self):
        unit = self.units[0]
        self.assertIn(unit.lot_id.name, unit.display_name)
        unit.lot_id.name = "RENAMED"
        self.assertIn("RENAMED", unit.display_name)


@tagged("-at_install", "post_install")
class TestStandbyOddMoney(StandbyMoneyCommon):
    """What was paid for a loan that does not happen."""

    def test_cancelled_after_the_fee_was_accepted(self):
        """The order stands, but somebody is asked about it."""
        self._ask_fee()
        loan = self._reserved()
        loan.action_quote_fee()
        order = self._confirm(self._get_orders(loan, "fee"))
        loan.action_cancel("Not needed")
        self.assertEqual(order.state, "sale")
        self.assertIn(order.name, loan.next_step_hint)
        self.assertEqual(order.activity_ids.summary, "Stand-by cancelled")
        loan.action_cancel("Not needed")
        self.assertEqual(len(order.activity_ids), 1)
        order.order_line.product_uom_qty = 0
        self.env.invalidate_all()
        self.assertFalse(loan.next_step_hint)

    def test_deposit_credited_before_the_issue(self):
        """What was credited is no deposit any more: it is asked for again."""
        self._ask_deposit()
        loan = self._reserved()
        invoice = self._paid_deposit(loan)
        self.assertTrue(loan.is_issue_allowed)
        self._post(invoice._reverse_moves([{}]))
        self.assertEqual(loan.deposit_state, "to_invoice")
        self.assertEqual(loan.next_step, "deposit")
        with self.assertSentence("deposit"):
            loan.action_issue()
        loan.action_invoice_deposit()
        self.assertEqual(loan.deposit_state, "draft")
        self._post(self._get_deposit(loan).filtered(lambda m: m.state == "draft"))
        self.assertEqual(loan.deposit_state, "invoiced")
        self._hand_out(loan)
        self._bring_back(loan)
        self.assertEqual(loan.deposit_state, "to_refund")


@tagged("-at_install", "post_install")
class TestStandbyOddMessages(StandbyCommon):
    """Messages that say what is true of an unusual loan."""

    def _render(self, loan):
        template = self.env.ref("rma_standby.mail_template_return_requested")
        bodies = template._render_field("body_html", loan.ids, compute_lang=True)
        return " ".join(str(bodies[loan.id]).split())

    def test_return_of_what_is_not_needed(self):
        loan = self._issued(self.units[0])
        loan.action_request_return()
        body = self._render(loan)
        self.assertIn("is not needed any more. Please give it back by", body)

    def test_return_of_what_failed(self):
        loan = self._issued(self.units[0])
        loan.action_swap()
        body = self._render(loan)
        self.assertIn("is replaced by another one.", body)
        self.assertNotIn("not needed", body)

    def test_return_of_what_is_late(self):
        """No day that has passed is given as the last one."""
        loan = self._issued(self.units[0])
        with freeze_time(loan.date_expected + timedelta(days=4)):
            loan._sync_due_state()
            loan.action_request_return()
            self.assertIn(
                "Please give it back now; it was expected", self._render(loan)
            )

    def test_dates_in_the_language_of_the_customer(self):
        self.env["res.lang"]._activate_lang("de_DE")
        loan = self._issued(self.units[0])
        loan.partner_id.lang = "de_DE"
        loan.action_request_return()
        self.assertIn(loan.date_expected.strftime("%d.%m.%Y"), self._render(loan))
