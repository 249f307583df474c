# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .warranty_common import SALE, WarrantyCommon


@tagged("post_install", "-at_install")
class TestWarrantyPassport(WarrantyCommon):
    def _count(self, function, *args, **kwargs):
        self.env.flush_all()
        self.env.invalidate_all()
        count = self.cr.sql_log_count
        function(*args, **kwargs)
        self.env.flush_all()
        return self.cr.sql_log_count - count

    def test_frozen_at_delivery(self):
        order = self._sell_on(SALE, self.stock_lots[:2], partner=self.contact)
        for lot in self.stock_lots[:2]:
            self.assertRecordValues(
                lot,
                [
                    {
                        "warranty_term_id": self.term.id,
                        "warranty_duration": 24,
                        "warranty_duration_unit": "month",
                        "warranty_partner_id": self.customer.id,
                        "warranty_move_id": order.picking_ids.move_ids.id,
                    }
                ],
            )
            self.assertCovered(lot, "2025-02-03", "2027-02-03")
            self.assertEqual(self._kinds(lot), ["sold"])
            self.assertIn(self.customer.name, self._last(lot).text)
        self.assertFalse(self.stock_lots[2].warranty_partner_id)

    def test_frozen_whatever_the_product_says_later(self):
        self._sell_on(SALE)
        self.product.warranty = 6
        self.assertCovered(self.stock_lots[0], "2025-02-03", "2027-02-03")

    def test_states_and_summary(self):
        self._sell_on(SALE)
        lot = self.stock_lots[0].with_user(self.agent)
        Lot = self.env["stock.lot"]
        for day, state in (
            ("2025-02-03", "running"),
            ("2027-02-03", "running"),
            ("2027-02-04", "ended"),
        ):
            with freeze_time(f"{day} 12:00:00"):
                lot.invalidate_recordset()
                self.assertEqual(lot.warranty_state, state)
                found = Lot.search([("warranty_state", "=", state)])
                self.assertIn(lot, found)
                self.assertNotIn(lot, Lot.search([("warranty_state", "!=", state)]))
        with freeze_time(SALE):
            lot.invalidate_recordset()
            self.assertEqual(
                lot.warranty_summary,
                "Delivered 3 Feb 2025 to Shop, 24 months from delivery, "
                "ends 3 Feb 2027.",
            )

    def test_every_serial_is_found_by_its_state(self):
        self._sell_on(SALE)
        self._sell_on("2000-01-01 12:00:00", self.stock_lots[1])
        self.stock_lots[0].with_user(self.approver).action_void_warranty("Opened.")
        self.product.rma_coverage_term_id = self._create_term(start_basis="first_use")
        self._sell_on(SALE, self.stock_lots[2])
        with freeze_time("2025-06-01"):
            Lot = self.env["stock.lot"].with_context(active_test=False)
            lots = Lot.search([("product_id", "=", self.product.id)])
            lots.invalidate_recordset()
            by_state = lots.grouped("warranty_state")
            self.assertGreaterEqual(
                set(by_state), {"void", "ended", "not_started", "none"}
            )
            for state, same in by_state.items():
                domain = [("warranty_state", "=", state), ("id", "in", lots.ids)]
                self.assertEqual(Lot.search(domain), same, state)

    def test_leap_day(self):
        self.product.write({"warranty": 12})
        self._sell_on("2024-02-29 12:00:00")
        self.assertCovered(self.stock_lots[0], "2024-02-29", "2025-02-28")
        self.product.write({"warranty": 4, "warranty_type": "year"})
        self._sell_on("2024-02-29 12:00:00", self.stock_lots[1])
        self.assertCovered(self.stock_lots[1], "2024-02-29", "2028-02-29")

    def test_time_zones(self):
        for zone, lot, day in (
            ("Pacific/Auckland", self.stock_lots[0], "2025-02-04"),
            ("America/Los_Angeles", self.stock_lots[1], "2025-02-03"),
        ):
            self.company.partner_id.tz = zone
            self._sell_on("2025-02-03 23:30:00", lot)
            self.assertEqual(str(lot.warranty_start), day, zone)
            with freeze_time("2027-02-04 07:30:00"):
                # the 4th in Auckland, still the 3rd in Los Angeles: the last day
                lot.invalidate_recordset()
                self.assertEqual(lot.warranty_state, "running", zone)
            found = self.env["stock.lot"].search(
                [("warranty_state", "=", "ended"), ("id", "=", lot.id)]
            )
            self.assertEqual(found, lot.filtered(lambda x: x.warranty_state == "ended"))

    def test_term_of_zero_days(self):
        self.product.warranty = 0
        self._sell_on(SALE)
        lot = self.stock_lots[0]
        self.assertCovered(lot, "", "")
        self.assertEqual(lot.warranty_partner_id, self.customer)
        self.assertEqual(lot.warranty_state, "none")
        self.assertIn("without warranty", self._last(lot).text)
        self.assertIn("without warranty", lot.warranty_summary)

    def test_term_says_the_duration(self):
        self.product.warranty = 0
        self.product.rma_coverage_term_id = self._create_term(
            duration=90, duration_unit="day"
        )
        self._sell_on(SALE)
        self.assertCovered(self.stock_lots[0], "2025-02-03", "2025-05-04")

    def test_conditions_cannot_change_once_promised(self):
        term = self._create_term()
        self.product.rma_coverage_term_id = term
        term.parts_percent = 50
        self._sell_on(SALE)
        with self.assertRaisesRegex(UserError, "was promised already"):
            term.with_user(self.manager).parts_percent = 20
        with self.assertSentence("(?i)another|term|record"):
            term.unlink()
        term.name = "Renamed"

    def test_resale_freezes_anew(self):
        self._sell_on(SALE)
        lot = self.stock_lots[0]
        lot.with_user(self.approver).action_void_warranty("Seal broken.")
        lot.date_first_use = "2025-02-05"
        self._take_back(lot)
        self._sell_on("2026-01-10 10:00:00", lot, partner=self.stranger)
        self.assertCovered(lot, "2026-01-10", "2028-01-10")
        self.assertEqual(lot.warranty_partner_id, self.stranger)
        self.assertFalse(lot.warranty_void_date or lot.date_first_use)

    def test_lot_of_many_pieces(self):
        toner = self._create_toner()
        lot = self._create_lots(toner, "BATCH", 1)
        for _time in range(2):
            self._buy(toner, lot)
        first = self._sell_on(SALE, lot)
        toner.warranty = 3
        second = self._sell_on("2025-05-01 10:00:00", lot, partner=self.stranger)
        self.assertCovered(lot, "", "")
        self.assertFalse(lot.warranty_partner_id or lot.warranty_move_id)
        self.assertEqual(lot.warranty_duration, 6)
        self.assertEqual(lot.warranty_state, "none")
        entries = lot.warranty_entry_ids.sorted("id")
        self.assertEqual(
            [str(entry.date_end) for entry in entries], ["2025-08-03", "2025-08-01"]
        )
        self.assertEqual(entries.move_id, (first | second).picking_ids.move_ids)

    def test_goods_of_others_are_not_sold(self):
        self.env["stock.quant"]._update_available_quantity(
            self.other_product,
            self.warehouse.lot_stock_id,
            1,
            lot_id=self._create_lots(self.other_product, "THEIRS", 1),
            owner_id=self.vendor,
        )
        lot = self.env["stock.lot"].search([("name", "=", "THEIRS0")])
        self._sell_on(SALE, lot)
        self.assertFalse(lot.warranty_entry_ids)

    def test_own_unit_going_back_is_not_sold_again(self):
        lot = self.lots[0]
        end, entries = lot.warranty_end, lot.warranty_entry_ids
        self._finish(self._received("return_unrepaired"))
        self.assertEqual(lot.warranty_end, end)
        self.assertEqual(lot.warranty_entry_ids, entries)

    # -- what begins later --

    def test_invoice_after_the_delivery(self):
        self.product.rma_coverage_term_id = self._create_term(start_basis="invoice")
        order = self._sell_on(SALE)
        lot = self.stock_lots[0]
        self.assertCovered(lot, "", "")
        self.assertEqual(lot.warranty_state, "not_started")
        invoice = order._create_invoices()
        invoice.invoice_date = "2025-03-01"
        self.assertCovered(lot, "", "")
        invoice.action_post()
        self.assertCovered(lot, "2025-03-01", "2027-03-01")
        self.assertEqual(self._kinds(lot), ["sold", "started"])
        invoice.button_draft()
        invoice.button_cancel()
        self.assertCovered(lot, "2025-03-01", "2027-03-01")

    def test_invoice_before_the_delivery(self):
        self.product.rma_coverage_term_id = self._create_term(start_basis="invoice")
        self.product.invoice_policy = "order"
        order = self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "order_line": [(0, 0, {"product_id": self.product.id})],
            }
        )
        order.action_confirm()
        invoice = order._create_invoices()
        invoice.invoice_date = "2025-01-15"
        invoice.action_post()
        with freeze_time(SALE):
            order.picking_ids.move_line_ids.lot_id = self.stock_lots[0]
            order.picking_ids.move_ids.picked = True
            order.picking_ids.button_validate()
        self.assertCovered(self.stock_lots[0], "2025-01-15", "2027-01-15")

    # -- speed, rights --

    def test_queries_do_not_grow(self):
        many = self._create_lots(self.product, "MANY", 40)
        self._buy(self.product, many)
        freeze = self.env["stock.lot"]._freeze_warranties
        moves = self.env["stock.move"]
        with freeze_time(SALE):
            self._sell(self.product, many[:5])
            few_moves = moves.browse(many[0].warranty_move_id.id)
            self._sell(self.product, many[5:])
            many_moves = moves.browse(many[5].warranty_move_id.id)
        few = self._count(freeze, few_moves)
        self.assertEqual(self._count(freeze, many_moves), few)
        self.assertLess(few, 30)

    def test_nothing_to_freeze_costs_nothing(self):
        claim = self._received("return_unrepaired")
        self._finish(claim)
        moves = claim.sudo().line_ids.move_ids
        moves.mapped("location_dest_id.usage")
        moves.mapped("location_id.usage")
        moves.mapped("product_id.tracking")
        with self.assertQueryCount(0):
            self.env["stock.lot"]._freeze_warranties(moves)

    def test_list_costs_the_same(self):
        self._sell_on(SALE, self.stock_lots)
        names = ["warranty_state", "warranty_summary", "warranty_end"]
        self._count(self.stock_lots.with_user(self.agent).read, names)
        one = self._count(self.stock_lots[:1].with_user(self.agent).read, names)
        four = self._count(self.stock_lots.with_user(self.agent).read, names)
        self.assertEqual(one, four)

    def test_portal_reads_no_entries(self):
        self._sell_on(SALE)
        entries = self.stock_lots[0].warranty_entry_ids
        with self.assertRaises(AccessError):
            entries.with_user(self.portal).read(["text"])
        with self.assertRaises(AccessError):
            self.stock_lots.with_user(self.portal).read(["warranty_end"])

    def test_links_go_with_their_records(self):
        """Whoever deletes a customer or uninstalls keeps the native documents."""
        fields = {**self.env["stock.lot"]._fields}
        entry = self.env["rma.warranty.entry"]._fields
        self.assertEqual(fields["warranty_move_id"].ondelete, "set null")
        for name in ("move_id", "line_id", "sale_line_id"):
            self.assertEqual(entry[name].ondelete, "set null", name)
