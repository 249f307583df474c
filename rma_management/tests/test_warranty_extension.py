# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from freezegun import freeze_time

from odoo.exceptions import ValidationError
from odoo.fields import Command
from odoo.tests import Form, new_test_user, tagged

from .warranty_common import SALE, WarrantyCommon


@tagged("post_install", "-at_install")
class TestWarrantyExtension(WarrantyCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.extension = cls.env["product.product"].create(
            {
                "name": "One more year",
                "type": "service",
                "is_warranty_extension": True,
                "warranty": 1,
                "warranty_type": "year",
            }
        )
        cls.salesman = new_test_user(
            cls.env, "rma_salesman", groups="sales_team.group_sale_salesman_all_leads"
        )
        cls.lot = cls.stock_lots[0]

    def _order(self, *products, **kwargs):
        """Return a quotation of (product, quantity) pairs."""
        return self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": product.id,
                            "product_uom_qty": quantity,
                            "sequence": i,
                        }
                    )
                    for i, (product, quantity) in enumerate(products)
                ],
                **kwargs,
            }
        )

    def _deliver(self, order, lots):
        with freeze_time(SALE):
            order.action_confirm()
            picking = order.picking_ids
            for line, lot in zip(picking.move_line_ids.sorted("id"), lots, strict=True):
                line.lot_id = lot
            picking.move_ids.picked = True
            picking.button_validate()
        return order

    def _sell_later(self, lots, moment, quantity=None):
        """Sell an extension for *lots*, as a salesperson; returns the order."""
        order = self._order((self.extension, quantity or len(lots)))
        order.user_id = self.salesman
        lines = order.with_user(self.salesman).order_line
        lines.rma_extended_lot_ids = lots.with_user(self.salesman)
        with freeze_time(moment):
            order.with_user(self.salesman).action_confirm()
        return order

    def test_sold_together(self):
        order = self._order((self.product, 2), (self.extension, 2))
        self._deliver(order, self.stock_lots[:2])
        for lot in self.stock_lots[:2]:
            self.assertCovered(lot, "2025-02-03", "2028-02-03")
            self.assertEqual(self._kinds(lot), ["sold", "extended"])
            self.assertEqual(self._last(lot).sale_line_id, order.order_line[1])
        order.order_line._sync_warranty_extensions()
        self.assertCovered(self.lot, "2025-02-03", "2028-02-03")
        self.assertIn("Shop, warranty ends 3 Feb 2028.", self.lot.warranty_summary)

    def test_of_the_line_above(self):
        order = self._order((self.product, 1), (self.extension, 1), (self.product, 1))
        self._deliver(order, self.stock_lots[:2])
        moves = order.order_line.move_ids
        above = moves.filtered(lambda m: m.sale_line_id == order.order_line[0])
        self.assertCovered(above.lot_ids, "2025-02-03", "2028-02-03")
        self.assertCovered((moves - above).lot_ids, "2025-02-03", "2027-02-03")

    def test_all_of_the_order(self):
        order = self._order((self.extension, 2), (self.product, 2))
        self._deliver(order, self.stock_lots[:2])
        self.assertCovered(self.stock_lots[1], "2025-02-03", "2028-02-03")

    def test_fewer_than_units(self):
        order = self._order((self.product, 2), (self.extension, 1))
        self._deliver(order, self.stock_lots[:2])
        self.assertCovered(self.lot, "2025-02-03", "2027-02-03")
        self.assertIn("Choose the serial numbers", order.message_ids[0].body)
        order.order_line[1].rma_extended_lot_ids = self.stock_lots[1]
        self.assertCovered(self.lot, "2025-02-03", "2027-02-03")
        self.assertCovered(self.stock_lots[1], "2025-02-03", "2028-02-03")
        order.order_line[1].rma_extended_lot_ids = self.lot
        self.assertCovered(self.lot, "2025-02-03", "2028-02-03")
        self.assertCovered(self.stock_lots[1], "2025-02-03", "2027-02-03")

    def test_sold_later_and_cancelled(self):
        self._sell_on(SALE)
        order = self._sell_later(self.lot, "2026-01-01")
        self.assertCovered(self.lot, "2025-02-03", "2028-02-03")
        order._action_cancel()
        self.assertCovered(self.lot, "2025-02-03", "2027-02-03")
        order._action_cancel()
        self.assertEqual(self._kinds(self.lot), ["sold", "extended", "shortened"])
        order.action_draft()
        with freeze_time("2026-01-01"):
            order.action_confirm()
        self.assertCovered(self.lot, "2025-02-03", "2028-02-03")

    def test_added_to_a_confirmed_order(self):
        order = self._sell_on(SALE)
        with freeze_time("2025-03-01"):
            order.order_line = [Command.create({"product_id": self.extension.id})]
        self.assertCovered(self.lot, "2025-02-03", "2028-02-03")

    def test_lapsed(self):
        self._sell_on(SALE)
        order = self._sell_later(self.lot, "2027-05-10 12:00:00")
        self.assertCovered(self.lot, "2025-02-03", "2028-05-10")
        self.assertIn("had ended", self._last(self.lot).text)
        order._action_cancel()
        self.assertCovered(self.lot, "2025-02-03", "2027-02-03")

    def test_without_warranty(self):
        self.product.warranty = 0
        self._sell_on(SALE)
        order = self._sell_later(self.lot, "2025-05-10 12:00:00")
        self.assertCovered(self.lot, "2025-05-10", "2026-05-10")
        order._action_cancel()
        self.assertCovered(self.lot, "", "")

    def test_void(self):
        self._sell_on(SALE)
        self.lot.with_user(self.approver).action_void_warranty("Opened.")
        self._sell_later(self.lot, "2026-01-01")
        self.assertEqual(self.lot.warranty_state, "void")
        self.assertIn("void", self._last(self.lot).text)
        self.assertCovered(self.lot, "2025-02-03", "2028-02-03")

    def test_before_the_first_use(self):
        self.product.rma_coverage_term_id = self._create_term(start_basis="first_use")
        order = self._order((self.product, 1), (self.extension, 1))
        self._deliver(order, self.lot)
        self.assertCovered(self.lot, "", "")
        with freeze_time("2025-04-05"):
            self.lot.with_user(self.agent).action_set_first_use("2025-04-01")
        self.assertCovered(self.lot, "2025-04-01", "2028-04-01")
        order.order_line[1].product_uom_qty = 2
        self.assertCovered(self.lot, "2025-04-01", "2027-04-01")

    def test_term_without_duration(self):
        term = self._create_term()
        self.extension.write({"warranty": 0, "rma_coverage_term_id": term.id})
        self._sell_on(SALE)
        order = self._sell_later(self.lot, "2028-01-01")
        self.assertCovered(self.lot, "2025-02-03", "2027-02-03")
        self.assertEqual(self.lot.warranty_term_id, term)
        order._action_cancel()
        self.assertEqual(self.lot.warranty_term_id, self.term)
        form = Form(self.extension.product_tmpl_id)
        with self.assertRaisesRegex(AssertionError, "rma_coverage_term_id"):
            form.rma_coverage_term_id = self.env["rma.coverage.term"]
            form.save()

    def test_the_customer_signs_in_the_portal(self):
        self._sell_on(SALE)
        order = self._order((self.extension, 1))
        order.order_line.rma_extended_lot_ids = self.lot
        order.action_quotation_sent()
        seen = order.with_user(self.portal)
        names = seen.order_line.fields_get()
        self.assertNotIn("rma_extended_lot_ids", names)
        with freeze_time("2026-01-01"):
            seen.sudo().action_confirm()
        self.assertCovered(self.lot, "2025-02-03", "2028-02-03")

    def test_better_term(self):
        term = self._create_term(is_standby_included=True)
        self.extension.rma_coverage_term_id = term
        self._sell_on(SALE)
        order = self._sell_later(self.lot, "2026-01-01")
        self.assertEqual(self.lot.warranty_term_id, term)
        order._action_cancel()
        self.assertEqual(self.lot.warranty_term_id, self.term)

    def test_resale_ends_what_was_extended(self):
        self._sell_on(SALE)
        order = self._sell_later(self.lot, "2026-01-01")
        self._take_back(self.lot)
        self._sell_on("2026-06-01 10:00:00", self.lot, partner=self.stranger)
        self.assertCovered(self.lot, "2026-06-01", "2028-06-01")
        order.order_line._sync_warranty_extensions()
        order._action_cancel()
        self.assertCovered(self.lot, "2026-06-01", "2028-06-01")

    def test_as_many_serials_as_sold(self):
        self._sell_on(SALE)
        with self.assertRaisesRegex(ValidationError, "as many serial numbers"):
            self._sell_later(self.lot, "2026-01-01", quantity=2)

    def test_no_lots_of_many_pieces(self):
        toner = self._create_toner()
        lot = self._create_lots(toner, "BATCH", 1)
        with self.assertRaisesRegex(ValidationError, "lot of many pieces"):
            self._sell_later(lot, "2026-01-01")
