# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .price_common import PriceCommon


@tagged("post_install", "-at_install")
class TestQuotation(PriceCommon):
    # -- make it --

    def test_quotation_works(self):
        line = self._started()
        self.assertEqual((line.money_state, line.next_step), ("to_quote", "quote"))
        self._add_part(line.sudo().repair_ids)
        labour = self._add_labour(line)
        line.action_create_quotation()
        order = self._get_order(line)
        self.assertEqual(order.partner_id, self.customer)
        self.assertRecordValues(
            order.order_line,
            [
                {
                    "product_id": self.part.id,
                    "rma_line_id": line.id,
                    "rma_charge_kind": "part",
                    "price_subtotal": 25,
                },
                {
                    "product_id": self.labour.id,
                    "rma_line_id": line.id,
                    "rma_charge_kind": "labour",
                    "price_subtotal": 60,
                },
            ],
        )
        self.assertEqual(labour.sudo().sale_line_id, order.order_line[1])
        for sale_line in order.order_line:
            self.assertIn(line.reference, sale_line.name)
            self.assertIn("SOLD0", sale_line.name)
        self.assertEqual((line.money_state, line.next_step), ("quoted", "accept"))
        self._accept(line)
        self.assertEqual(line.money_state, "to_invoice", "labour as ordered")
        self.assertEqual(line.next_step, "finish_work")
        self.assertFalse(order.picking_ids, "the repair moves the parts")

    def test_diagnosis_comes_first(self):
        claim = self._received("repair")
        self._cover(claim.line_ids, "paid")
        self.assertEqual(claim.next_step, "start_work")
        claim.action_start_work()
        self.assertEqual(claim.next_step, "quote")

    def test_refused_and_repeated(self):
        line = self._started("free", 100, 100)
        self.assertRefused("is free", line, "action_create_quotation")
        self._cover(line, "contract", 100, 100)
        self.assertRefused("Nothing is to be paid", line, "action_create_quotation")
        self._cover(line, "paid")
        self._add_part(line.sudo().repair_ids)
        line.action_create_quotation()
        self.assertRepeatIsHarmless(line, "action_create_quotation")
        self.assertRepeatIsHarmless(line.claim_id, "action_create_quotation")

    def test_repeat_adds_what_is_missing(self):
        line = self._quoted()
        order = self._get_order(line)
        self._add_part(line.sudo().repair_ids, 2)
        self.assertEqual(len(order.order_line), 3, "parts go there natively")
        self._add_labour(line, 30)
        self.assertTrue(line.is_create_quotation_allowed)
        line.action_create_quotation()
        self.assertEqual(self._get_order(line), order)
        self.assertEqual(order.amount_total, 25 + 60 + 50 + 30)
        self.assertRepeatIsHarmless(line, "action_create_quotation")

    def test_two_claims_two_quotations(self):
        lines = self._started() | self._started(lot=self.lots[1])
        lines.action_create_quotation()
        self.assertEqual(len(lines.sudo().sale_order_ids), 2)
        for line in lines.sudo():
            self.assertEqual(len(line.sale_order_ids), 1)

    def test_cancelled_by_staff_is_made_again(self):
        """A colleague's cancellation is no answer of the customer."""
        line = self._quoted()
        self._get_order(line)._action_cancel()
        self.assertEqual(line.money_state, "to_quote")
        line.action_create_quotation()
        order = self._get_order(line, "draft")
        self.assertEqual(order.amount_total, 85)
        self.assertEqual(line.money_state, "quoted")

    def test_quotation_made_by_the_repair(self):
        """The native button makes the same quotation."""
        line = self._started("contract", 50, 100)
        self._add_part(line.sudo().repair_ids)
        line.sudo().repair_ids.action_create_sale_order()
        order = self._get_order(line)
        self.assertEqual(order.amount_total, 12.5)
        self.assertEqual(line.money_state, "quoted")

    def test_stocker_adds_a_part(self):
        """The workshop needs no right on quotations."""
        line = self._quoted()
        self.env["stock.move"].with_user(self.stocker).create(
            {
                "repair_id": line.sudo().repair_ids.id,
                "product_id": self.part.id,
                "product_uom_qty": 1,
                "repair_line_type": "add",
            }
        )
        self.assertEqual(self._get_order(line).amount_total, 110)

    def test_units_are_linked_by_claims_only(self):
        line = self._quoted()
        sale_line = self._get_order(line).order_line[0].with_user(self.stocker)
        for vals in ({"rma_line_id": False}, {"rma_covered_percent": 100}):
            with self.assertRaises(AccessError):
                sale_line.write(vals)

    def test_duplicate_is_not_covered(self):
        line = self._quoted(coverage="contract", parts=50, labour=100)
        copy = self._get_order(line).copy()
        self.assertEqual(copy.order_line.mapped("discount"), [0, 0])
        self.assertFalse(copy.rma_line_ids)

    # -- what is covered --

    def test_half_of_the_parts_all_of_the_labour(self):
        line = self._quoted(coverage="contract", parts=50, labour=100)
        self.assertEqual(
            self._get_order(line).order_line.mapped("price_subtotal"), [12.5, 0]
        )
        self.assertEqual(line.amount_quoted, 12.5)

    def test_all_covered_needs_no_quotation(self):
        line = self._started("contract", 100, 100)
        self._add_part(line.sudo().repair_ids)
        self._add_labour(line)
        self.assertEqual(line.money_state, "none")
        line.action_finish_work()
        line.action_ship()

    def test_only_excluded_lines_cost(self):
        line = self._started("free", 100, 100)
        repair = line.sudo().repair_ids
        self._add_part(repair)
        self.assertEqual(line.money_state, "none")
        self._add_part(repair, 2).is_rma_excluded = True
        self.assertEqual(line.money_state, "to_quote")
        self._add_labour(line)
        self._add_labour(line, 30, is_excluded=True)
        line.action_create_quotation()
        self.assertFalse(repair.under_warranty)
        self.assertCountEqual(
            self._get_order(line).order_line.mapped("price_subtotal"), [0, 50, 0, 30]
        )
        repair.under_warranty = True
        self.assertEqual(self._get_order(line).amount_total, 80)

    def test_exclusions_reprice_the_open_quotation(self):
        line = self._quoted(coverage="contract", parts=50, labour=100)
        order = self._get_order(line)
        line.sudo().repair_ids.move_ids.is_rma_excluded = True
        line.service_line_ids.is_excluded = True
        self.assertEqual(order.amount_total, 85)
        self._accept(line)
        with self.assertRaisesRegex(UserError, "on the accepted order"):
            line.sudo().repair_ids.move_ids.is_rma_excluded = False

    def test_coverage_reprices_the_open_quotation(self):
        line = self._quoted()
        order = self._get_order(line)
        self._cover(line, "contract", 50, 100)
        self.assertEqual(order.amount_total, 12.5)
        self._cover(line, "contract", 100, 100)
        self.assertEqual(order.amount_total, 0)
        self.assertEqual(line.money_state, "none", "nothing is asked")
        self._cover(line, "paid")
        self.assertEqual(order.amount_total, 85)
        self._accept(line)
        self._cover(line, "contract", 50, 100)
        self.assertEqual(order.amount_total, 85, "as accepted")

    def test_coverage_and_pricelist(self):
        """10 % of the pricelist and 50 % of the contract make 55 %."""
        self.env["res.config.settings"].create(
            {"group_product_pricelist": True, "group_discount_per_so_line": True}
        ).execute()
        self.customer.property_product_pricelist = self._create_pricelist()
        line = self._quoted(coverage="contract", parts=50, labour=100)
        order = self._get_order(line)
        part = order.order_line[0]
        self.assertEqual((part.price_unit, part.discount), (25, 55))
        self.assertEqual(order.amount_total, 11.25)
        part.product_uom_qty = 2
        self.assertEqual(part.discount, 55, "kept when the core computes again")
        order._recompute_prices()
        self.assertEqual(order.order_line.mapped("discount"), [55, 100])
        part.discount = 60
        self.assertEqual(order.amount_total, 20, "a salesperson's word stands")

    def _create_pricelist(self):
        return self.env["product.pricelist"].create(
            {
                "name": "Ten",
                "item_ids": [
                    Command.create(
                        {
                            "compute_price": "percentage",
                            "percent_price": 10,
                            "applied_on": "3_global",
                        }
                    )
                ],
            }
        )

    def test_pricelist_removed(self):
        pricelist = self._create_pricelist()
        self.customer.property_product_pricelist = pricelist
        pricelist.active = False
        line = self._quoted(coverage="contract", parts=50, labour=100)
        self.assertGreater(self._get_order(line).amount_total, 0)
        order = self._get_order(line)
        order.pricelist_id = False
        order._recompute_prices()
        self.assertEqual(order.amount_total, 12.5)
        order._recompute_prices()
        self.assertEqual(order.amount_total, 12.5, "not taken off twice")

    def test_taxes_and_foreign_currency(self):
        """Two taxes, one of them in the price, two of theirs for one of ours."""
        self.customer.property_product_pricelist = self._create_currency_pricelist()
        on_top, inside = self.env["account.tax"].create(
            [
                {"name": "10 on top", "amount": 10},
                {
                    "name": "20 inside",
                    "amount": 20,
                    "price_include_override": "tax_included",
                },
            ]
        )
        self.part.taxes_id = on_top
        self.labour.taxes_id = inside
        line = self._quoted(coverage="contract", parts=50, labour=25)
        order = self._get_order(line)
        # board: 25 * 2 * 50 % = 25.00 + 2.50; hour: 60 * 2 * 75 % = 90.00, 75.00 net
        self.assertRecordValues(
            order,
            [{"amount_untaxed": 100.0, "amount_tax": 17.5, "amount_total": 117.5}],
        )
        self.assertEqual(line.amount_quoted, 58.75)

    # -- replacement --

    def test_paid_replacement(self):
        """The order charges for it, the claim sends it, once."""
        claim = self._received("replace_after_receipt")
        line = claim.line_ids
        self._cover(line, "paid")
        self.assertRefused("has not accepted", line, "action_ship")
        line.action_create_quotation()
        order = self._get_order(line)
        self.assertRecordValues(
            order.order_line,
            [{"rma_charge_kind": "replacement", "price_subtotal": 100}],
        )
        self._accept(line)
        self.assertFalse(order.picking_ids)
        self.assertEqual(line.money_state, "accepted")
        self.assertRefused("when they were sent", line, "action_create_invoice")
        line.action_ship()
        self._hand_over(claim)
        self.assertEqual(order.order_line.qty_delivered, 1)
        self.assertFalse(order.picking_ids)
        self.assertEqual(self.sale_line.qty_delivered, self.SOLD)
        self.assertEqual(line.money_state, "to_invoice")

    def test_paid_replacement_in_advance(self):
        claim = self._approved("replace_in_advance")
        self._cover(claim.line_ids, "paid")
        self.assertEqual(claim.next_step, "quote")
        claim.action_create_quotation()
        self.assertEqual(claim.next_step, "accept")
        self._accept(claim.line_ids)
        self.assertEqual(claim.next_step, "ship")

    # -- many --

    def test_query_budget(self):
        """What a unit more costs does not grow with the number of units."""
        counts = {}
        for number, size in enumerate((4, 20)):
            lots = self._create_lots(self.product, f"MANY{number}", size)
            claim = self._received(
                None,
                line_ids=[
                    Command.create(
                        {
                            "lot_id": lot.id,
                            "resolution_id": self._resolution("repair").id,
                        }
                    )
                    for lot in lots
                ],
            )
            self._cover(claim.line_ids, "paid")
            claim.action_start_work()
            for repair in claim.sudo().line_ids.repair_ids:
                self._add_part(repair)
            self.env["rma.service.line"].create(
                [{"line_id": line.id} for line in claim.line_ids]
            )
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            claim.action_create_quotation()
            self.env.flush_all()
            counts[size] = self.env.cr.sql_log_count - before
            self.assertEqual(self._get_order(claim.line_ids).amount_total, size * 85)
        per_unit = (counts[20] - counts[4]) / 16
        self.assertLess(per_unit, 12, counts)
