# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.exceptions import ValidationError
from odoo.fields import Command, Date
from odoo.tests import tagged

from .common import RmaCommon


@tagged("post_install", "-at_install")
class TestOrigin(RmaCommon):
    def test_serial_fills_product_order_vendor(self):
        claim = self._register(user=self.agent_own)
        delivery = self.sale_order.picking_ids
        self.assertRecordValues(
            claim.line_ids.sudo(),
            [
                {
                    "product_id": self.product.id,
                    "sale_line_id": self.sale_line.id,
                    "origin_move_id": delivery.move_ids.id,
                    "origin_picking_id": delivery.id,
                    "sale_order_origin_id": self.sale_order.id,
                    "vendor_id": self.vendor.id,
                }
            ],
        )
        self.assertEqual(claim.date_delivered_originally, delivery.move_ids.date)

    def test_agent_reads_the_origin(self):
        """An agent without sales or stock rights reads where the unit comes from."""
        claim = self._register(user=self.agent_own)
        names = ["sale_line_id", "origin_picking_id", "vendor_id"]
        values = claim.web_read(
            {name: {"fields": {"display_name": {}}} for name in names}
        )
        self.assertEqual(values[0]["sale_line_id"]["id"], self.sale_line.id)

    def test_invoice_of_the_order(self):
        invoice = self.sale_order._create_invoices()
        invoice.action_post()
        claim = self._register(user=self.agent_own)
        self.assertEqual(claim.line_ids.origin_invoice_names, invoice.name)
        line = claim.line_ids.with_user(self.accountant)
        self.assertEqual(line.origin_invoice_ids, invoice.with_user(self.accountant))

    def test_last_sale_counts(self):
        """A unit that was taken back and sold again belongs to the last sale."""
        claim = self._received("credit_after_inspection")
        line = claim.line_ids
        line.action_start_work()
        line.action_finish_work()
        order = self._sell(self.product, self.lots[0], partner=self.stranger)
        again = self._register(partner_id=self.stranger.id)
        self.assertEqual(again.sale_line_id, order.order_line.with_user(self.agent))

    def test_repair_return_is_no_sale(self):
        """The delivery after a repair does not become the unit's origin."""
        self._finish(self._received("return_unrepaired"))
        claim = self._register()
        self.assertEqual(claim.sale_line_id.id, self.sale_line.id)

    def test_unit_that_was_never_sold(self):
        claim = self._register(lot=self.stock_lots[0])
        self.assertFalse(claim.sale_line_id)
        self.assertEqual(claim.line_ids.vendor_id, self.vendor)
        claim.action_submit()
        self.assertEqual(claim.state, "submitted")

    def test_free_text_serial(self):
        claim = self._register(
            product_id=self.product.id, lot_name="FOREIGN-1", manufacture_year=2019
        )
        self._approve(claim)
        receipt = claim.sudo().line_ids.picking_ids
        self.assertEqual(receipt.move_line_ids.lot_name, "FOREIGN-1")
        self._receive(claim)
        self.assertEqual(claim.lot_id.name, "FOREIGN-1")
        self.assertEqual(claim.lot_id.product_id, self.product)

    def test_free_text_serial_that_exists(self):
        """A typed serial that we know is received as the serial that we know."""
        claim = self._register(product_id=self.product.id, lot_name=self.lots[3].name)
        self._approve(claim)
        self._receive(claim)
        self.assertEqual(claim.lot_id, self.lots[3].with_user(self.agent))

    def test_vendor_can_be_typed(self):
        claim = self._register(
            product_id=self.product.id, lot_name="FOREIGN-1", vendor_id=self.stranger.id
        )
        self.assertEqual(claim.line_ids.vendor_id, self.stranger)

    def test_serial_too_long(self):
        with self.assertRaisesRegex(ValidationError, "at most 64 characters"):
            self._register(product_id=self.product.id, lot_name="X" * 65)

    def test_year_of_manufacture(self):
        claim = self._register(manufacture_year=Date.today().year)
        for year in (1, 99, 1899, Date.today().year + 2, 20190, -2019):
            with self.assertRaisesRegex(ValidationError, "no year of manufacture"):
                claim.line_ids.manufacture_year = year
        claim.line_ids.manufacture_year = 0

    def test_serial_of_another_product(self):
        with self.assertRaisesRegex(
            ValidationError, "belongs to Printer, not to Scanner"
        ):
            self._register(
                line_ids=[
                    Command.create(
                        {"lot_id": self.lots[0].id, "product_id": self.other_product.id}
                    )
                ]
            )
        claim = self._register()
        with self.assertRaisesRegex(
            ValidationError, "belongs to Printer, not to Scanner"
        ):
            claim.line_ids.product_id = self.other_product

    def test_serial_is_one_unit(self):
        with self.assertRaisesRegex(ValidationError, "is one unit"):
            self._register(quantity=2.0)

    def test_more_than_delivered(self):
        order = self._sell(self.cable, quantity=3)
        claim = self._register(
            "return_unrepaired",
            product_id=self.cable.id,
            sale_line_id=order.order_line.id,
            quantity=4.0,
        )
        claim.action_submit()
        claim = claim.with_user(self.approver)
        self.assertRefused("delivered 3 of Cable", claim, "action_approve")
        claim.quantity = 3.0
        self.assertTrue(claim.action_approve())

    def test_more_than_delivered_over_two_claims(self):
        order = self._sell(self.cable, quantity=3)
        vals = {"product_id": self.cable.id, "sale_line_id": order.order_line.id}
        vals["resolution_id"] = self._resolution("repair").id
        first = self._register(**vals, quantity=2.0)
        first.action_submit()
        second = self._register(**vals, quantity=2.0)
        self.assertEqual(second.line_ids.quantity_claimable, 1.0)
        second.action_submit()
        approve = second.with_user(self.approver)
        self.assertRefused("1 of them are in no other", approve, "action_approve")
        first.action_cancel("By mistake.")
        self.assertTrue(approve.action_approve())

    def test_more_than_delivered_within_one_claim(self):
        order = self._sell(self.cable, quantity=3)
        vals = {
            "product_id": self.cable.id,
            "sale_line_id": order.order_line.id,
            "quantity": 2.0,
            "resolution_id": self._resolution("repair").id,
        }
        claim = self._register(line_ids=[Command.create(vals), Command.create(vals)])
        claim.action_submit()
        self.assertEqual(claim.line_ids.mapped("verdict"), ["pass", "block"])
        approve = claim.with_user(self.approver)
        self.assertRefused("in no other claim", approve, "action_approve")

    def test_same_serial_in_two_open_claims(self):
        """Invariant 5: a unit is in one open claim, or an override is on record."""
        self._approved()
        second = self._register(lot=self.lots[0])
        second.action_submit()
        with self.assertRaisesRegex(Exception, "open claim|already"):
            second.with_user(self.approver).action_approve()

    def test_ambiguous_serial_finds_nothing(self):
        self.env["stock.lot"].create(
            {"name": self.lots[0].name, "product_id": self.other_product.id}
        )
        find = self.env["rma.claim.line"]._find_lot
        self.assertFalse(find(self.lots[0].name))
        self.assertEqual(find(f" {self.lots[0].name} ", self.product), self.lots[0])

    def test_origin_of_many_in_one_query(self):
        lots = self.lots | self.stock_lots
        self.env.invalidate_all()
        model = self.env["rma.claim.line"]
        lots.mapped("name")
        count = self.cr.sql_log_count
        history = model._find_history(lots)
        self.assertLessEqual(self.cr.sql_log_count - count, 6)
        sold = {lot for lot, found in history.items() if "delivery" in found}
        self.assertEqual(sold, set(self.lots))
        self.assertEqual({found["vendor"] for found in history.values()}, {self.vendor})
