# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .price_common import PriceCommon


@tagged("post_install", "-at_install")
class TestClosedDoorsMoney(PriceCommon):
    """Ways past the customer's answer, tried by who could try them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.salesman = new_test_user(
            cls.env,
            "rma_seller",
            groups="sales_team.group_sale_salesman,rma_management.group_rma_user",
        )
        cls.misuse = cls.env["rma.cause"].create({"name": "Wet", "is_misuse": True})
        cls.wear = cls.env["rma.cause"].create({"name": "Worn"})
        cls.gift = cls.env["product.product"].create(
            {"name": "Gift", "type": "service", "list_price": 0}
        )

    def _paid(self, resolution="repair", lot=None, **vals):
        claim = self._register(resolution, lot=lot, demand="paid", **vals)
        return self._approve(claim)

    def _move_natively(self, lines, source, target):
        """Move the units by a transfer that the stock user makes by hand."""
        vals = {
            "product_id": self.product.id,
            "location_id": source.id,
            "location_dest_id": target.id,
        }
        is_out = target.usage == "customer"
        warehouse = self.warehouse
        picking_type = warehouse.out_type_id if is_out else warehouse.int_type_id
        move_vals = {**vals, "product_uom_qty": len(lines)}
        picking = (
            self.env["stock.picking"]
            .with_user(self.stocker)
            .create(
                {
                    "picking_type_id": picking_type.id,
                    "partner_id": self.customer.id,
                    "location_id": source.id,
                    "location_dest_id": target.id,
                    "move_ids": [Command.create(move_vals)],
                }
            )
        )
        picking.action_confirm()
        picking.move_ids.move_line_ids.unlink()
        picking.move_ids.move_line_ids = [
            Command.create(
                {
                    **vals,
                    "picking_id": picking.id,
                    "lot_id": line.lot_id.id,
                    "owner_id": self.customer.id,
                    "quantity": 1,
                }
            )
            for line in lines
        ]
        picking.move_ids.picked = True
        return picking.button_validate()

    # -- the gate of the acceptance --

    def test_repair_stays_with_its_unit(self):
        line = self._quoted()
        repair = line.sudo().repair_ids.with_user(self.stocker)
        with self.assertRaisesRegex(AccessError, "comes from the claim"):
            repair.rma_line_id = False
        with self.assertRaisesRegex(UserError, "has not accepted"):
            repair.action_repair_end()

    def test_no_native_delivery_of_unaccepted_work(self):
        line = self._quoted()
        customers = self.customer.property_stock_customer
        bench = line._get_current_location()
        with self.assertRaisesRegex(UserError, "has not accepted"):
            self._move_natively(line, bench, customers)
        self.assertEqual(line.goods_state, "received")

    def test_no_native_delivery_by_way_of_the_stock(self):
        line = self._quoted()
        stock = self.warehouse.lot_stock_id
        self._move_natively(line, line._get_current_location(), stock)
        with self.assertRaisesRegex(UserError, "has not accepted"):
            self._move_natively(line, stock, self.customer.property_stock_customer)
        self.assertEqual(line.quantity_held, 1)

    def test_no_native_delivery_of_two_together(self):
        """One move of several serials is looked at serial by serial."""
        lines = self._received("repair", lot=self.lots[1]).line_ids | self._quoted()
        inspection = self.company.rma_inspection_location_id
        for line in lines:
            place = line._get_current_location()
            if place != inspection:
                self._move_natively(line, place, inspection)
        with self.assertRaisesRegex(UserError, "has not accepted"):
            self._move_natively(
                lines, inspection, self.customer.property_stock_customer
            )

    def test_moves_stay_with_their_unit(self):
        claim = self._paid(lot=self.lots[1])
        other = self._approved("repair").line_ids
        move = claim.sudo().line_ids.move_ids.with_user(self.stocker)
        for vals in (
            {"rma_line_id": False},
            {"rma_line_id": other.id},
            {"rma_move_kind": "inside"},
        ):
            with self.subTest(vals=vals), self.assertRaises(AccessError):
                move.write(vals)
        self.assertEqual(claim.line_ids.goods_state, "expected")

    def test_no_moves_that_no_claim_asked_for(self):
        line = self._paid().line_ids
        vals = {
            "product_id": self.product.id,
            "product_uom_qty": 1,
            "location_id": self.warehouse.lot_stock_id.id,
            "location_dest_id": self.customer.property_stock_customer.id,
        }
        link = {"rma_line_id": line.id, "rma_move_kind": "replacement"}
        moves = self.env["stock.move"].with_user(self.stocker)
        with self.assertRaisesRegex(AccessError, "Only the claim asks"):
            moves.create({**vals, **link})
        forged = {f"default_{name}": value for name, value in link.items()}
        self.assertFalse(moves.with_context(**forged).create(vals).rma_line_id)

    def test_backorders_keep_the_unit(self):
        """What the warehouse copies natively stays the claim's."""
        claim = self._approved("repair", product_id=self.cable.id, quantity=2)
        receipt = self._get_open_pickings(claim, "incoming")
        receipt.move_ids.quantity = 1
        receipt.move_ids.picked = True
        action = receipt.button_validate()
        if action is not True:
            wizard = self.env[action["res_model"]].with_user(self.stocker)
            wizard.with_context(**action["context"]).create({}).process()
        rest = self._get_open_pickings(claim, "incoming")
        self.assertEqual(rest.move_ids.rma_line_id, claim.line_ids)
        self.assertEqual(rest.move_ids.product_uom_qty, 1)

    def test_no_repair_of_a_paid_unit_under_a_free_one(self):
        free = self._approved("repair", lot=self.lots[1]).line_ids
        vals = {"product_id": self.product.id, "lot_id": self.lots[0].id}
        repairs = self.env["repair.order"].with_user(self.stocker)
        with self.assertRaises(AccessError):
            repairs.create({**vals, "rma_line_id": free.id})
        repair = repairs.with_context(default_rma_line_id=free.id).create(vals)
        self.assertFalse(repair.rma_line_id)

    # -- the amount that was accepted --

    def test_accepted_amount_is_the_customers(self):
        line = self._accept(self._quoted())
        order = self._get_order(line, "sale")
        order.user_id = self.salesman
        own = order.with_user(self.salesman)
        own.order_line.filtered(lambda ln: ln.price_unit == 60).price_unit = 600
        for vals in (
            {"rma_accepted_amount": 9999},
            {"date_rma_accepted": False},
            {"is_rma_declined": True},
        ):
            with self.subTest(vals=vals), self.assertRaises(AccessError):
                own.write(vals)
        self.assertEqual(order.rma_accepted_amount, 85)
        self.assertRefused("is not accepted", line, "action_finish_work")

    def test_no_accepted_amount_by_defaults(self):
        orders = self.env["sale.order"].with_user(self.salesman)
        vals = {"partner_id": self.customer.id}
        with self.assertRaises(AccessError):
            orders.create({**vals, "rma_accepted_amount": 9999})
        order = orders.with_context(default_rma_accepted_amount=9999).create(vals)
        self.assertFalse(order.rma_accepted_amount)

    def test_parts_beyond_the_order(self):
        line = self._accept(self._quoted())
        repair = line.sudo().repair_ids.with_user(self.stocker)
        part = repair.move_ids.filtered(lambda m: m.product_id == self.part)
        part.write({"quantity": 7, "picked": True})
        with self.assertRaisesRegex(UserError, "7 of Board are used.*agreed to 1"):
            repair.action_repair_end()
        part.quantity = 1
        line.action_finish_work()
        line.action_ship()
        self._hand_over(line.claim_id)
        line.action_create_invoice()
        self.assertEqual(self._get_invoices(line).amount_total, 85)

    def test_price_limit_without_a_number(self):
        """Whether goods come in or not, an approved limit is raised by approvers."""
        claim = self._paid("onsite", price_limit=10)
        self.assertFalse(claim.rma_number)
        self._add_labour(claim.line_ids)
        with self.assertRaisesRegex(UserError, "approved with its limit"):
            claim.price_limit = 1e6
        claim.line_ids.action_create_quotation()
        self.assertEqual(self._get_order(claim.line_ids).state, "draft")
        with self.assertRaisesRegex(ValidationError, "less than zero"):
            claim.price_limit = -5
        claim.with_user(self.approver).price_limit = 100

    # -- what is free --

    def test_misuse_is_not_taken_back_by_the_agent(self):
        line = self._received("repair", user=self.agent_own).line_ids
        line.cause_id = self.misuse
        self.assertEqual(line.coverage, "paid")
        line.action_start_work()
        self._add_labour(line.with_user(self.agent))
        line.action_create_quotation()
        for cause in (False, self.wear.id):
            with (
                self.subTest(cause=cause),
                self.assertRaisesRegex(UserError, "Ask an approver"),
            ):
                line.cause_id = cause
        self.assertRefused("has not accepted", line, "action_finish_work")
        line.with_user(self.approver).cause_id = self.wear
        self.assertEqual(line.coverage, "free")

    def test_cause_under_contract_is_not_taken_back_either(self):
        """What the warranty excludes, a contract pays in part."""
        line = self._received("repair").line_ids
        half = self.env["rma.coverage.term"].create(
            {"name": "AMC", "parts_percent": 50}
        )
        self._put_under_contract(line, date_end=False, coverage_term_id=half.id)
        self.lots[0].sudo().warranty_term_id = self.env["rma.coverage.term"].create(
            {"name": "No wear", "excluded_cause_ids": [Command.set(self.wear.ids)]}
        )
        line.cause_id = self.wear
        self.assertEqual((line.coverage, line.parts_percent), ("contract", 50))
        with self.assertRaisesRegex(UserError, "Ask an approver"):
            line.cause_id = False

    def test_paid_service_stays_paid(self):
        claim = self._paid(user=self.agent_own)
        for demand in ("warranty", "nonconformity"):
            with self.assertRaisesRegex(UserError, "approved as a paid service"):
                claim.demand = demand
        self.assertEqual(claim.line_ids.coverage, "paid")
        claim.with_user(self.approver).demand = "warranty"
        self.assertEqual(claim.line_ids.coverage, "free")

    # -- links --

    def test_no_free_order_on_a_paid_unit(self):
        line = self._received("repair", demand="paid").line_ids
        vals = {
            "partner_id": self.customer.id,
            "order_line": [Command.create({"product_id": self.gift.id})],
        }
        link = [Command.set(line.ids)]
        orders = self.env["sale.order"].with_user(self.salesman)
        with self.assertRaises(AccessError):
            orders.create({**vals, "rma_line_ids": link})
        order = orders.with_context(
            default_rma_line_ids=link, default_rma_line_id=line.id
        ).create(vals)
        order.action_confirm()
        self.assertFalse(order.rma_line_ids | order.order_line.rma_line_id)
        line.action_start_work()
        self.assertEqual(line.money_state, "to_quote")
        self.assertRefused("has not accepted", line, "action_finish_work")

    def test_no_covered_line_by_defaults(self):
        line = self._received("repair", demand="paid").line_ids
        order = (
            self.env["sale.order"]
            .with_user(self.salesman)
            .create({"partner_id": self.customer.id})
        )
        forged = {
            "rma_line_id": line.id,
            "rma_charge_kind": "labour",
            "rma_covered_percent": 100,
        }
        vals = {"order_id": order.id, "product_id": self.labour.id}
        with self.assertRaises(AccessError):
            order.order_line.create({**vals, **forged})
        context = {f"default_{name}": value for name, value in forged.items()}
        charge = order.order_line.with_context(**context).create(vals)
        self.assertFalse(charge.rma_line_id)
        self.assertEqual((charge.rma_covered_percent, charge.price_total), (0, 60))

    def test_costs_are_not_for_everybody(self):
        line = self._started()
        labour = self._add_labour(line)
        company = self.company
        for records, name in (
            (labour, "cost"),
            (labour, "cost_hour"),
            (company, "rma_labour_cost_hour"),
        ):
            for user in (self.agent_own, self.stocker):
                with self.subTest(name=name), self.assertRaises(AccessError):
                    records.with_user(user).read([name])
