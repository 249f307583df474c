# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.fields import Command
from odoo.tests import tagged

from .common import RmaCommon

#: What a hand calculation gives, per cost method. Printers: 10 bought at 60, then 10 at
#: 80; boards: 10 bought at 10, then 10 at 20. The standard prices are 75 and 12.
#:
#: unit_cost  of a printer that leaves first: 75 | (600 + 800) / 20 = 70 | 60
#: part_cost  of a board that leaves first:   12 | (100 + 200) / 20 = 15 | 10
#: sold       stock value of printers after 4 of 20 were sold:
#:            16 * 75 = 1200 | 1400 - 4 * 70 = 1120 | 1400 - 4 * 60 = 1160
#: parts      stock value of boards after one was used:
#:            19 * 12 = 228 | 300 - 15 = 285 | 300 - 10 = 290
#: account    printers in the books when valued in real time, after the bills (1400)
#:            and the cost of the 4 invoiced ones: 1400 - 300 | - 280 | - 240
HAND = {
    "standard": {
        "unit_cost": 75.0,
        "part_cost": 12.0,
        "sold": 1200.0,
        "parts": 228.0,
        "account": 1100.0,
    },
    "average": {
        "unit_cost": 70.0,
        "part_cost": 15.0,
        "sold": 1120.0,
        "parts": 285.0,
        "account": 1120.0,
    },
    "fifo": {
        "unit_cost": 60.0,
        "part_cost": 10.0,
        "sold": 1160.0,
        "parts": 290.0,
        "account": 1160.0,
    },
}


class ValuationCase:
    """One cost method and valuation; ``HAND`` is what must come out."""

    # the proofs are the same for each of them
    allow_inherited_tests_method = True
    cost_method = valuation = None

    @classmethod
    def _create_products(cls):
        result = super()._create_products()
        account = cls.env["account.account"]
        cls.account, cls.part_account, cls.expense = account.create(
            [
                {"code": code, "name": name, "account_type": account_type}
                for code, name, account_type in (
                    ("RMAV1", "Printers in Stock", "asset_current"),
                    ("RMAV2", "Boards in Stock", "asset_current"),
                    ("RMAV3", "Cost of Printers", "expense_direct_cost"),
                )
            ]
        )
        common = {
            "property_cost_method": cls.cost_method,
            "property_valuation": cls.valuation,
            "property_account_expense_categ_id": cls.expense.id,
        }
        cls.product.categ_id, cls.part.categ_id = cls.env["product.category"].create(
            [
                {
                    **common,
                    "name": "Printers",
                    "property_stock_valuation_account_id": cls.account.id,
                },
                {
                    **common,
                    "name": "Boards",
                    "property_stock_valuation_account_id": cls.part_account.id,
                },
            ]
        )
        cls.product.write({"standard_price": 75.0, "taxes_id": [Command.clear()]})
        cls.part.standard_price = 12.0
        return result

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.hand = HAND[cls.cost_method]
        cls.is_real_time = cls.valuation == "real_time"
        cls._purchase(cls.part, 10, 10.0)
        cls._purchase(cls.part, 10, 20.0)
        cls.invoice = cls.sale_order._create_invoices()
        cls.invoice.action_post()

    @classmethod
    def _buy(cls, product, lots=None, quantity=0.0):
        """Buy the printers in two orders; of other goods nothing is needed."""
        if product == cls.product:
            names = ["SOLD0", "SOLD1", "SOLD2", "SOLD3"]
            lots = lots.sorted(lambda lot: (lot.name not in names, lot.name))
            more = cls._create_lots(product, "MORE", 20 - len(lots))
            lots |= more
            cls._purchase(product, 10, 60.0, lots[:10])
            cls._purchase(product, 10, 80.0, lots[10:])

    @classmethod
    def _purchase(cls, product, quantity, price, lots=None):
        """Order, receive and pay natively, so that the price is the value."""
        order = cls.env["purchase.order"].create(
            {
                "partner_id": cls.vendor.id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": product.id,
                            "product_qty": quantity,
                            "price_unit": price,
                            "tax_ids": [Command.clear()],
                        }
                    )
                ],
            }
        )
        order.button_confirm()
        move = order.picking_ids.move_ids
        if lots:
            move.move_line_ids.unlink()
            move.move_line_ids = [
                Command.create(
                    {
                        "product_id": product.id,
                        "location_id": move.location_id.id,
                        "location_dest_id": move.location_dest_id.id,
                        "picking_id": move.picking_id.id,
                        "lot_id": lot.id,
                        "quantity": 1,
                    }
                )
                for lot in lots
            ]
        else:
            move.quantity = quantity
        move.picked = True
        assert order.picking_ids.button_validate() is True
        order.action_create_invoice()
        order.invoice_ids.invoice_date = "2026-01-01"
        order.invoice_ids.action_post()

    # -- what is compared --

    def _get_balance(self, account):
        self.env.flush_all()
        [[balance]] = self.env["account.move.line"]._read_group(
            [("account_id", "=", account.id), ("parent_state", "=", "posted")],
            aggregates=["balance:sum"],
        )
        return balance or 0.0

    def _get_value(self, product):
        product.invalidate_recordset()
        return product.total_value

    def assertStock(self, units=0, in_books=0.0):
        """Assert the printers' value after *units* more than the 16 left by the sale,
        and what the books say about them before the closing.

        :param float in_books: units whose cost was posted on top of the sale
        """
        cost = self.hand["unit_cost"]
        self.assertAlmostEqual(
            self._get_value(self.product), self.hand["sold"] + units * cost
        )
        expected = self.hand["account"] + in_books * cost if self.is_real_time else 0.0
        self.assertAlmostEqual(self._get_balance(self.account), expected)
        # 4 were sold; what they cost stands in the expense of the period
        if self.is_real_time:
            self.assertAlmostEqual(
                self._get_balance(self.expense), (4 - in_books) * cost
            )

    def assertClosing(self):
        """Assert that the books tell the stock value once the period is closed.

        Without a price difference, real time has nothing left to close.
        """
        accounts = {self.product: self.account, self.part: self.part_account}
        if any(
            self.company.currency_id.compare_amounts(
                self._get_balance(account), self._get_value(product)
            )
            for product, account in accounts.items()
        ):
            self.company.action_close_stock_valuation(auto_post=True)
        for product, account in accounts.items():
            self.assertAlmostEqual(
                self._get_balance(account), self._get_value(product), msg=product.name
            )

    def _get_move_values(self, claim):
        """Return {purpose: value} of the claim's valued moves."""
        moves = claim.sudo().line_ids.move_ids.filtered(lambda m: m.is_in or m.is_out)
        return {move.rma_move_kind: move.value for move in moves}

    # -- the proofs --

    def test_sale(self):
        """The starting point: 16 printers, 20 boards, nothing done by a claim."""
        self.assertStock()
        boards = self._get_value(self.part)
        self.assertAlmostEqual(boards, self.hand["parts"] + self.hand["part_cost"])

    def test_repair(self):
        """The customer's unit is worth nothing to us; the board costs what it cost."""
        claim = self._received("repair")
        self.assertStock()
        line = claim.line_ids
        line.action_start_work()
        repair = line.sudo().repair_ids
        self._add_part(repair)
        line.action_finish_work()
        part_move = repair.move_ids.filtered("repair_line_type")
        self.assertAlmostEqual(part_move.value, self.hand["part_cost"])
        self.assertAlmostEqual(self._get_value(self.part), self.hand["parts"])
        claim.action_ship()
        self._hand_over(claim)
        self.assertFalse(self._get_move_values(claim))
        self.assertStock()
        self.assertClosing()

    def test_replacement(self):
        """The old unit comes back at what it left with, a new one leaves.

        In: 75 | 70 | 60 (as delivered). Out: 75 | (1120 + 70) / 17 = 70 | 60 (the
        oldest). So the value stands where it stood, and nothing is posted.
        """
        claim = self._received("replace_after_receipt")
        self.assertStock(units=1)
        claim.action_ship()
        self._hand_over(claim)
        claim.line_ids.action_start_work()
        claim.line_ids.action_finish_work()
        cost = self.hand["unit_cost"]
        self.assertEqual(
            self._get_move_values(claim), {"receipt": cost, "replacement": cost}
        )
        self.assertStock()
        self.assertClosing()

    def test_credit_with_return(self):
        """The unit comes back at 75 | 70 | 60; posting takes as much off the expense.

        Real time: the credit note debits the stock with what the invoice credited it.
        """
        claim = self._received("credit_after_inspection")
        self.assertStock(units=1)
        line = claim.line_ids
        line.action_start_work()
        line.action_finish_work()
        claim.action_create_credit()
        self.assertStock(units=1)
        line.sudo().account_move_ids.action_post()
        self.assertEqual(
            self._get_move_values(claim), {"receipt": self.hand["unit_cost"]}
        )
        self.assertStock(units=1, in_books=1)
        self.assertEqual(line.money_state, "credited")
        self.assertClosing()

    def test_credit_without_return(self):
        """The unit stays there: neither the stock nor its cost change."""
        claim = self._approved("credit_without_return")
        claim.action_create_credit()
        claim.sudo().line_ids.account_move_ids.action_post()
        self.assertFalse(self._get_move_values(claim))
        self.assertStock()
        self.assertClosing()

    def test_change_of_plan(self):
        """A unit that came for repair and becomes ours enters at what it left with."""
        claim = self._received("repair")
        self.assertStock()
        line = claim.line_ids.with_user(self.approver)
        line.resolution_id = self._resolution("credit_after_inspection")
        self.assertStock(units=1)
        line.resolution_id = self._resolution("repair")
        self.assertStock()
        self.assertClosing()


@tagged("post_install", "-at_install")
class TestValuationStandardPeriodic(ValuationCase, RmaCommon):
    cost_method, valuation = "standard", "periodic"


@tagged("post_install", "-at_install")
class TestValuationStandardRealTime(ValuationCase, RmaCommon):
    cost_method, valuation = "standard", "real_time"


@tagged("post_install", "-at_install")
class TestValuationAveragePeriodic(ValuationCase, RmaCommon):
    cost_method, valuation = "average", "periodic"


@tagged("post_install", "-at_install")
class TestValuationAverageRealTime(ValuationCase, RmaCommon):
    cost_method, valuation = "average", "real_time"


@tagged("post_install", "-at_install")
class TestValuationFifoPeriodic(ValuationCase, RmaCommon):
    cost_method, valuation = "fifo", "periodic"


@tagged("post_install", "-at_install")
class TestValuationFifoRealTime(ValuationCase, RmaCommon):
    cost_method, valuation = "fifo", "real_time"
