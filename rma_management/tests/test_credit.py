# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import RmaCommon


class CreditCommon(RmaCommon):
    """A sale that was invoiced, in any way that a test asks for."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.product.invoice_policy = "delivery"
        cls.cable.invoice_policy = "delivery"
        cls.tax_10, cls.tax_3 = cls.env["account.tax"].create(
            [
                {"name": "Ten", "amount": 10.0, "type_tax_use": "sale"},
                {"name": "Three", "amount": 3.0, "type_tax_use": "sale"},
            ]
        )
        cls.fee = cls.env["product.product"].create(
            {
                "name": "Restocking",
                "type": "service",
                "list_price": 12.0,
                "taxes_id": [Command.set(cls.tax_10.ids)],
            }
        )
        cls.agent_own.company_id.account_sale_tax_id = False

    @classmethod
    def _sell_at(cls, price=100.0, discount=12.5, taxes=None, **vals):
        """Set price and taxes of the common sale before anybody invoices it."""
        taxes = cls.tax_10 | cls.tax_3 if taxes is None else taxes
        cls.sale_line.write(
            {
                "price_unit": price,
                "discount": discount,
                "tax_ids": [Command.set(taxes.ids)],
                **vals,
            }
        )

    @classmethod
    def _invoice(cls, order=None, quantity=None, post=True):
        """Invoice an order natively, whole or *quantity* pieces of its lines."""
        invoice = (order or cls.sale_order)._create_invoices(final=True)
        if quantity is not None:
            invoice.invoice_line_ids.filtered("product_id").quantity = quantity
        if post:
            invoice.action_post()
        return invoice

    @classmethod
    def _inspected(cls, resolution="credit_after_inspection", **vals):
        """Return a claim whose units came in and were inspected."""
        claim = cls._received(resolution, **vals)
        claim.line_ids.action_set_inspected()
        return claim

    @classmethod
    def _get_notes(cls, claim):
        return claim.sudo().line_ids.account_move_ids

    @classmethod
    def _post_notes(cls, claim):
        cls._get_notes(claim).with_user(cls.accountant).action_post()


@tagged("post_install", "-at_install")
class TestCredit(CreditCommon):
    # -- what is credited: the price really paid --

    def test_credit_is_the_price_paid(self):
        self._sell_at()
        invoice = self._invoice()
        claim = self._inspected()
        line = claim.line_ids
        self.assertEqual(line.money_state, "to_credit")
        self.assertEqual(line.next_step, "start_work")
        self.assertIs(claim.action_create_credit(), True)
        note = self._get_notes(claim)
        self.assertEqual(note.move_type, "out_refund")
        self.assertEqual(note.state, "draft")
        self.assertEqual(note.reversed_entry_id, invoice)
        self.assertRecordValues(
            note.invoice_line_ids,
            [
                {
                    "product_id": self.product.id,
                    "quantity": 1.0,
                    "price_unit": 100.0,
                    "discount": 12.5,
                    "tax_ids": (self.tax_10 | self.tax_3).ids,
                    "price_subtotal": 87.5,
                    "sale_line_ids": self.sale_line.ids,
                    "rma_line_id": line.id,
                }
            ],
        )
        # 100 less 12.5 % = 87.50; 10 % of it 8.75, 3 % of it 2.625 -> 2.63
        self.assertAlmostEqual(note.amount_untaxed, 87.50)
        self.assertAlmostEqual(note.amount_total, 87.50 + 8.75 + 2.63)
        self.assertIn(claim.rma_number, note.ref)
        self.assertIn(invoice.name, note.ref)
        self.assertIn(claim.rma_number, note.invoice_origin)
        self.assertIn(self.sale_order.name, note.invoice_origin)
        self.assertIn(line.reference, note.invoice_line_ids.name)
        self.assertIn("SOLD0", note.invoice_line_ids.name)

    def test_credit_in_a_foreign_currency(self):
        currency = self.env["res.currency"].create(
            {
                "name": "XYZ",
                "symbol": "X",
                "rounding": 0.01,
                "rate_ids": [Command.create({"rate": 2.5, "name": "2020-01-01"})],
            }
        )
        pricelist = self.env["product.pricelist"].create(
            {"name": "Foreign", "currency_id": currency.id}
        )
        self.customer.property_product_pricelist = pricelist
        order = self._sell(self.cable, quantity=2)
        order.order_line.write(
            {
                "price_unit": 333.33,
                "discount": 12.5,
                "tax_ids": [Command.set((self.tax_10 | self.tax_3).ids)],
            }
        )
        invoice = self._invoice(order)
        self.assertEqual(invoice.currency_id, currency)
        claim = self._inspected(
            product_id=self.cable.id, sale_line_id=order.order_line.id
        )
        claim.action_create_credit()
        note = self._get_notes(claim)
        self.assertEqual(note.currency_id, currency)
        # 333.33 less 12.5 % = 291.66375; taxes 29.17 + 8.75; 291.66375 / 2.5 = 116.67
        self.assertAlmostEqual(note.amount_untaxed, 291.66)
        self.assertAlmostEqual(note.amount_total, 291.66 + 29.17 + 8.75)
        self.assertAlmostEqual(note.amount_untaxed_signed, -116.67)
        # a fee of 10 of ours is 25 of theirs
        note.unlink()
        self._add_fee(claim.line_ids, price_unit=10.0)
        claim.action_create_credit()
        self.assertAlmostEqual(self._get_notes(claim).amount_untaxed, 266.66)

    def test_fiscal_position_is_kept(self):
        position = self.env["account.fiscal.position"].create({"name": "Abroad"})
        self.sale_order.fiscal_position_id = position
        self._invoice()
        claim = self._inspected()
        claim.action_create_credit()
        self.assertEqual(self._get_notes(claim).fiscal_position_id, position)

    def test_partial_quantity(self):
        """Three of five cables come back: three are credited, nothing is left open."""
        order = self._sell(self.cable, quantity=5)
        order.order_line.price_unit = 8.0
        self._invoice(order)
        claim = self._inspected(
            product_id=self.cable.id, quantity=3, sale_line_id=order.order_line.id
        )
        claim.action_create_credit()
        note = self._get_notes(claim)
        self.assertEqual(note.invoice_line_ids.quantity, 3)
        self.assertAlmostEqual(note.amount_untaxed, 24.0)
        self.assertRecordValues(
            order.order_line,
            [
                {
                    "qty_delivered": 2.0,
                    "qty_invoiced": 2.0,
                    "qty_to_invoice": 0.0,
                    "rma_credited_qty": 3.0,
                    "invoice_status": "invoiced",
                    "untaxed_amount_to_invoice": 0.0,
                }
            ],
        )

    def test_only_what_came_in_is_credited(self):
        """Two of three announced came: two are credited, the third when it comes."""
        order = self._sell(self.cable, quantity=5)
        self._invoice(order)
        claim = self._approved(
            "credit_after_inspection",
            product_id=self.cable.id,
            quantity=3,
            sale_line_id=order.order_line.id,
        )
        receipt = self._get_open_pickings(claim, "incoming")
        receipt.move_ids.quantity = 2
        receipt.with_context(skip_backorder=True).button_validate()
        line = claim.line_ids
        self.assertEqual(line.quantity_received, 2)
        line.action_set_inspected()
        line.action_create_credit()
        self.assertEqual(self._get_notes(claim).invoice_line_ids.quantity, 2)
        self._post_notes(claim)
        self.assertEqual(line.money_state, "credited")
        self._receive(claim)
        self.assertEqual(line.quantity_received, 3)
        self.assertEqual(line.money_state, "to_credit")
        line.action_create_credit()
        self.assertEqual(
            self._get_notes(claim).invoice_line_ids.mapped("quantity"), [2, 1]
        )
        self.assertEqual(order.order_line.qty_to_invoice, 0)
        self.assertEqual(order.order_line.qty_delivered, 2)

    def test_several_units_one_credit_note(self):
        self._sell_at()
        self._invoice()
        claim = self._register_many(self.lots[:3], "credit_after_inspection")
        self._receive(self._approve(claim))
        claim.line_ids.action_set_inspected()
        claim.action_create_credit()
        note = self._get_notes(claim)
        self.assertEqual(len(note), 1)
        self.assertEqual(note.invoice_line_ids.rma_line_id, claim.line_ids)
        self.assertEqual(note.invoice_line_ids.mapped("quantity"), [1, 1, 1])
        self.assertAlmostEqual(note.amount_untaxed, 262.50)
        self.assertEqual(self.sale_line.qty_to_invoice, 0)

    def test_many_units_cost_no_more_queries_each(self):
        """What a unit more costs is its own lines, not documents or searches."""
        self._buy(self.cable, quantity=40)
        order = self._sell(self.cable, quantity=40)
        self._invoice(order)
        counts = []
        for quantity in (5, 25):
            unit = {
                "product_id": self.cable.id,
                "resolution_id": self._resolution("credit_without_return").id,
                "sale_line_id": order.order_line.id,
            }
            claim = self._register(line_ids=quantity * [Command.create(unit)])
            self._approve(claim)
            self.env.flush_all()
            self.env.invalidate_all()
            count = self.cr.sql_log_count
            claim.action_create_credit()
            self.env.flush_all()
            counts.append(self.cr.sql_log_count - count)
            self.assertEqual(len(self._get_notes(claim).invoice_line_ids), quantity)
        few, many = counts
        self.assertLess(many - few, 20 * 3, f"{few} for 5, {many} for 25")

    def test_one_order_line_in_several_invoices(self):
        """Five cables in two invoices of three and two: four come back."""
        order = self._sell(self.cable, quantity=5)
        order.order_line.price_unit = 8.0
        first = self._invoice(order, quantity=3)
        second = self._invoice(order)
        self.assertEqual(second.invoice_line_ids.quantity, 2)
        claim = self._inspected(
            product_id=self.cable.id, quantity=4, sale_line_id=order.order_line.id
        )
        claim.action_create_credit()
        notes = self._get_notes(claim).sorted("reversed_entry_id")
        self.assertEqual(notes.reversed_entry_id, first | second)
        self.assertEqual(
            {n.reversed_entry_id: n.invoice_line_ids.quantity for n in notes},
            {first: 3, second: 1},
        )
        self.assertEqual(claim.line_ids.money_state, "to_credit")
        notes[0].action_post()
        self.assertEqual(claim.line_ids.money_state, "to_credit", "One is a draft")
        notes[1].action_post()
        self.assertEqual(claim.line_ids.money_state, "credited")

    def test_what_accounting_credited_already_is_left_out(self):
        """A credit note made by hand takes its part of the invoice."""
        order = self._sell(self.cable, quantity=2)
        invoice = self._invoice(order)
        by_hand = invoice._reverse_moves()
        by_hand.invoice_line_ids.quantity = 1
        claim = self._inspected(
            product_id=self.cable.id, quantity=2, sale_line_id=order.order_line.id
        )
        # the note by hand took one of two, nobody returned it by the order: to invoice
        self.assertEqual(order.order_line._get_rma_creditable().popitem()[1], 1)
        order.order_line.rma_reduced_qty = 1
        self.assertRefused("nothing left to credit", claim, "action_create_credit")
        claim.line_ids.sudo().quantity = 1
        claim.action_create_credit()
        self.assertEqual(self._get_notes(claim).invoice_line_ids.quantity, 1)

    def test_other_lines_of_the_invoice_stay_out(self):
        order = self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "order_line": [
                    Command.create({"display_type": "line_section", "name": "Goods"}),
                    Command.create({"product_id": self.cable.id}),
                    Command.create({"product_id": self.fee.id}),
                ],
            }
        )
        order.action_confirm()
        order.picking_ids.move_ids.picked = True
        order.picking_ids.button_validate()
        self._invoice(order)
        claim = self._inspected(
            product_id=self.cable.id, sale_line_id=order.order_line[1].id
        )
        claim.action_create_credit()
        self.assertEqual(self._get_notes(claim).invoice_line_ids.product_id, self.cable)

    def test_other_unit_of_measure(self):
        """A dozen was sold and invoiced as a dozen; three pieces come back."""
        dozen = self.env.ref("uom.product_uom_dozen")
        order = self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": self.cable.id,
                            "product_uom_id": dozen.id,
                            "product_uom_qty": 1,
                            "price_unit": 96.0,
                        }
                    )
                ],
            }
        )
        order.action_confirm()
        order.picking_ids.move_ids.picked = True
        order.picking_ids.button_validate()
        self._invoice(order)
        claim = self._inspected(
            product_id=self.cable.id, quantity=3, sale_line_id=order.order_line.id
        )
        claim.action_create_credit()
        note = self._get_notes(claim)
        self.assertAlmostEqual(note.invoice_line_ids.quantity, 0.25)
        self.assertAlmostEqual(note.amount_untaxed, 24.0)
        self.assertAlmostEqual(order.order_line.rma_credited_qty, 0.25)
        self.assertAlmostEqual(order.order_line.qty_to_invoice, 0.0)
        self.assertFalse(claim.line_ids._get_credit_left())

    # -- fees --

    def _add_fee(self, line, **vals):
        return (
            self.env["rma.service.line"]
            .with_user(self.agent)
            .create(
                {
                    "line_id": line.id,
                    "kind": "restocking",
                    "product_id": self.fee.id,
                    **vals,
                }
            )
        )

    def test_fee_is_kept_back(self):
        self._sell_at()
        self._invoice()
        claim = self._inspected()
        self._add_fee(claim.line_ids, price_unit=15.0)
        claim.action_create_credit()
        note = self._get_notes(claim)
        fee_line = note.invoice_line_ids.filtered(lambda x: x.product_id == self.fee)
        self.assertRecordValues(
            fee_line,
            [
                {
                    "quantity": 1.0,
                    "price_unit": -15.0,
                    "tax_ids": self.tax_10.ids,
                    "rma_line_id": claim.line_ids.id,
                }
            ],
        )
        # 87.50 - 15.00 = 72.50; 10 % of 72.50 = 7.25; 3 % of 87.50 = 2.63
        self.assertAlmostEqual(note.amount_untaxed, 72.50)
        self.assertAlmostEqual(note.amount_total, 72.50 + 7.25 + 2.63)
        self.assertEqual(claim.line_ids.quantity_credited, 1, "The fee is no unit")

    def test_fee_at_the_sales_price_or_as_a_share(self):
        self._sell_at(discount=0.0)
        self._invoice()
        claim = self._inspected()
        self._add_fee(claim.line_ids)
        self._add_fee(claim.line_ids, credit_percent=20.0)
        claim.action_create_credit()
        # 100 less the 12 of the price list less 20 % of the credit
        self.assertAlmostEqual(self._get_notes(claim).amount_untaxed, 68.0)

    def test_fee_above_the_credit(self):
        self._sell_at()
        self._invoice()
        claim = self._inspected()
        self._add_fee(claim.line_ids, price_unit=500.0)
        with self.assertSentence("more than what is credited"):
            claim.action_create_credit()
        self.assertFalse(self._get_notes(claim))
        with self.assertSentence("between 0 and 100"):
            self._add_fee(claim.line_ids, credit_percent=101.0)

    def test_fee_is_taken_once(self):
        """After the credit note is cancelled, the next one keeps the fee back again."""
        self._sell_at()
        self._invoice()
        claim = self._inspected()
        self._add_fee(claim.line_ids, price_unit=15.0)
        claim.action_create_credit()
        self.assertFalse(claim.line_ids._get_credit_fees())
        self._get_notes(claim).button_cancel()
        claim.action_create_credit()
        live = self._get_notes(claim).filtered(lambda note: note.state == "draft")
        self.assertAlmostEqual(live.amount_untaxed, 72.50)

    # -- not invoiced yet --

    def test_not_invoiced_takes_it_off_the_order(self):
        claim = self._inspected()
        line = claim.line_ids
        claim.action_create_credit()
        self.assertFalse(self._get_notes(claim))
        self.assertEqual(line.money_state, "credited")
        self.assertRecordValues(
            self.sale_line,
            [{"qty_delivered": 3.0, "qty_to_invoice": 3.0, "rma_credited_qty": 1.0}],
        )
        event = claim.sudo().event_ids.filtered(lambda e: e.kind == "credited")
        self.assertIn("Not invoiced", event.text)
        self.assertEqual(self._invoice().invoice_line_ids.quantity, 3)
        self.assertEqual(self.sale_line.qty_to_invoice, 0)
        self.assertRepeatIsHarmless(line, "action_create_credit")

    def test_not_invoiced_on_ordered_quantities(self):
        self.product.invoice_policy = "order"
        claim = self._inspected()
        claim.action_create_credit()
        self.assertEqual(self.sale_line.qty_to_invoice, 3)
        self.assertEqual(self._invoice().invoice_line_ids.quantity, 3)
        self.assertEqual(self.sale_order.invoice_status, "invoiced")

    def test_not_invoiced_without_return(self):
        claim = self._approved("credit_without_return")
        self.assertEqual(claim.line_ids.money_state, "to_credit")
        self.assertEqual(claim.line_ids.next_step, "credit")
        claim.action_create_credit()
        self.assertRecordValues(
            self.sale_line, [{"qty_delivered": 4.0, "qty_to_invoice": 3.0}]
        )
        self.assertEqual(claim.line_ids.next_step, "close")

    def test_not_invoiced_with_a_fee(self):
        claim = self._inspected()
        self._add_fee(claim.line_ids)
        self.assertRefused("nothing was invoiced", claim, "action_create_credit")

    def test_partly_invoiced(self):
        order = self._sell(self.cable, quantity=5)
        self._invoice(order, quantity=3)
        claim = self._inspected(
            product_id=self.cable.id, quantity=4, sale_line_id=order.order_line.id
        )
        claim.action_create_credit()
        self.assertEqual(self._get_notes(claim).invoice_line_ids.quantity, 3)
        self.assertEqual(claim.line_ids.quantity_credited, 4)
        self.assertRecordValues(
            order.order_line, [{"qty_delivered": 1.0, "qty_to_invoice": 1.0}]
        )

    def test_draft_invoice_comes_first(self):
        invoice = self._invoice(post=False)
        claim = self._inspected()
        self.assertRefused("draft invoice", claim, "action_create_credit")
        invoice.action_post()
        claim.action_create_credit()
        self.assertTrue(self._get_notes(claim))

    # -- nothing is invoiced again --

    def test_never_to_invoice_again(self):
        """Whatever the policy, with or without a return, before and after posting."""
        cases = [
            (policy, resolution)
            for policy in ("order", "delivery")
            for resolution in ("credit_after_inspection", "credit_without_return")
        ]
        for (policy, resolution), lot in zip(cases, self.lots, strict=True):
            with self.subTest(policy=policy, resolution=resolution):
                self.product.invoice_policy = policy
                order = self._sell(self.cable, quantity=2)
                self.cable.invoice_policy = policy
                order.order_line.invalidate_recordset()
                order.order_line._compute_qty_to_invoice()
                self._invoice(order)
                claim = self._approved(
                    resolution,
                    product_id=self.cable.id,
                    sale_line_id=order.order_line.id,
                    client_ref=lot.name,
                )
                if resolution == "credit_after_inspection":
                    self._receive(claim)
                    claim.line_ids.action_set_inspected()
                claim.action_create_credit()
                self._assert_settled(order)
                self._post_notes(claim)
                self._assert_settled(order)

    def _assert_settled(self, order):
        self.assertEqual(order.order_line.qty_to_invoice, 0)
        self.assertEqual(order.invoice_status, "invoiced")
        self.assertEqual(order.amount_to_invoice, 0)

    # -- the state follows the documents --

    def test_state_follows_posting_and_cancellation(self):
        self._invoice()
        claim = self._inspected()
        line = claim.line_ids
        claim.action_create_credit()
        note = self._get_notes(claim)
        self.assertEqual(line.money_state, "to_credit")
        self.assertIn("an accountant", line._get_create_credit_obstacle())
        self.assertFalse(line.is_create_credit_allowed)
        self._post_notes(claim)
        self.assertEqual(line.money_state, "credited")
        note.button_draft()
        self.assertEqual(line.money_state, "to_credit")
        note.action_post()
        self.assertEqual(line.money_state, "credited")
        note.button_cancel()
        self.assertEqual(line.money_state, "to_credit")
        self.assertTrue(line.is_create_credit_allowed)
        self.assertRecordValues(
            self.sale_line,
            [{"qty_delivered": 4.0, "qty_to_invoice": 0.0, "rma_credited_qty": 0.0}],
        )
        kinds = [k for k in self._get_event_kinds(claim) if k.startswith("credit")]
        self.assertEqual(
            kinds, ["credit_drafted", "credited", "credited", "credit_cancelled"]
        )
        claim.action_create_credit()
        self.assertEqual(len(self._get_notes(claim)), 2)

    def test_state_follows_deletion(self):
        self._invoice()
        claim = self._inspected()
        claim.action_create_credit()
        self._get_notes(claim).unlink()
        self.assertEqual(claim.line_ids.money_state, "to_credit")
        self.assertEqual(self.sale_line.rma_credited_qty, 0)
        self.assertEqual(self.sale_line.qty_delivered, 4)
        claim.action_create_credit()
        self.assertTrue(self._get_notes(claim))

    def test_state_follows_the_reversal_of_the_credit(self):
        self._invoice()
        claim = self._inspected()
        claim.action_create_credit()
        self._post_notes(claim)
        note = self._get_notes(claim)
        note._reverse_moves(cancel=True)
        self.assertEqual(claim.line_ids.quantity_credited, 0)
        self.assertEqual(claim.line_ids.money_state, "to_credit")
        self.assertEqual(self.sale_line.qty_to_invoice, 0)

    def test_accountant_changes_the_draft(self):
        """What an accountant deletes from the draft is due again."""
        self._invoice()
        claim = self._register_many(self.lots[:2], "credit_after_inspection")
        self._receive(self._approve(claim))
        claim.line_ids.action_set_inspected()
        claim.action_create_credit()
        note = self._get_notes(claim)
        first, second = claim.line_ids
        note.with_user(self.accountant).invoice_line_ids.filtered(
            lambda line: line.rma_line_id == second
        ).unlink()
        self._post_notes(claim)
        self.assertEqual(first.money_state, "credited")
        self.assertEqual(second.quantity_credited, 0)

    def test_invoice_cancelled_after_the_credit(self):
        invoice = self._invoice()
        claim = self._inspected()
        claim.user_id = self.agent
        claim.action_create_credit()
        self._post_notes(claim)
        note = self._get_notes(claim)
        invoice.with_user(self.accountant).button_cancel()
        self.assertEqual(note.state, "posted")
        self.assertEqual(claim.line_ids.money_state, "credited")
        activity = claim.line_ids.activity_ids
        self.assertEqual(activity.user_id, self.agent)
        self.assertIn("was cancelled although", activity.note)

    # -- refusals --

    def test_refused(self):
        self._invoice()
        claim = self._register("credit_after_inspection")
        self.assertRefused("not approved", claim, "action_create_credit")
        self._approve(claim)
        self.assertRefused("not come in", claim, "action_create_credit")
        self._receive(claim)
        self.assertRefused("not inspected", claim, "action_create_credit")
        repair = self._approved("repair", lot=self.lots[1])
        self.assertRefused("credits nothing", repair, "action_create_credit")

    def test_sale_unknown(self):
        claim = self._inspected(product_id=self.cable.id)
        self.assertRefused("Choose the order line", claim, "action_create_credit")
        order = self._sell(self.cable, quantity=1)
        self._invoice(order)
        self.assertRefused(
            "Ask an approver", claim, "write", {"sale_line_id": order.order_line.id}
        )
        claim.line_ids.with_user(self.approver).sale_line_id = order.order_line
        claim.action_create_credit()
        self.assertTrue(self._get_notes(claim))

    def _write_note_by_hand(self, **vals):
        return self.env["account.move"].create(
            {
                "move_type": "out_refund",
                "partner_id": self.customer.id,
                "invoice_line_ids": [
                    Command.create({"product_id": self.cable.id, "price_unit": 9.0})
                ],
                **vals,
            }
        )

    def test_link_a_credit_note_made_by_hand(self):
        claim = self._inspected(product_id=self.cable.id)
        line = claim.line_ids.with_user(self.accountant)
        note = self._write_note_by_hand()
        self.assertTrue(line.is_link_credit_note_allowed)
        action = line.action_open_link_credit_note()
        wizard = (
            self.env[action["res_model"]]
            .with_user(self.accountant)
            .with_context(**action["context"])
            .create({"note_id": note.id})
        )
        wizard.action_apply()
        self.assertEqual(line.money_state, "to_credit")
        note.with_user(self.accountant).action_post()
        self.assertEqual(line.money_state, "credited")
        self.assertEqual(line.cost_credit, 9.0)
        self.assertRepeatIsHarmless(line, "action_link_credit_note", note.id)
        self.assertRepeatIsHarmless(claim.line_ids, "action_create_credit")
        note.button_cancel()
        self.assertEqual(line.money_state, "to_credit")

    def test_link_refused(self):
        claim = self._inspected(product_id=self.cable.id)
        line = claim.line_ids
        note = self._write_note_by_hand()
        action = "action_link_credit_note"
        self.assertRefused("Ask an accountant", line, action, note.id)
        line = line.with_user(self.accountant)
        self.assertRefused("Choose the credit note", line, action)
        other = self._write_note_by_hand(partner_id=self.stranger.id)
        self.assertRefused("no credit note of Shop", line, action, other.id)
        repair = self._approved("repair").line_ids.with_user(self.accountant)
        self.assertRefused("No credit was approved", repair, action, note.id)

    def test_two_units_of_one_sold(self):
        """One cable is left to credit; two claims want it: one gets a sentence."""
        order = self._sell(self.cable, quantity=2)
        invoice = self._invoice(order)
        invoice._reverse_moves().invoice_line_ids.quantity = 1
        order.order_line.rma_reduced_qty = 1
        first, second = (
            self._inspected(product_id=self.cable.id, sale_line_id=order.order_line.id)
            for _i in range(2)
        )
        both = first.line_ids | second.line_ids
        with self.assertSentence("nothing left to credit"):
            both.action_create_credit()
        first.action_create_credit()
        self.assertRefused("nothing left to credit", second, "action_create_credit")

    def test_repeat_is_harmless(self):
        self._invoice()
        claim = self._inspected()
        claim.action_create_credit()
        self.assertRepeatIsHarmless(claim.line_ids, "action_create_credit")
        self.assertRepeatIsHarmless(claim, "action_create_credit")
        self.assertEqual(len(self._get_notes(claim)), 1)
        self._post_notes(claim)
        self.assertRepeatIsHarmless(claim.line_ids, "action_create_credit")

    def test_no_change_of_plan_behind_a_credit(self):
        self._invoice()
        claim = self._approved("credit_without_return")
        claim.action_create_credit()
        line = claim.line_ids.with_user(self.approver)
        with self.assertRaisesRegex(UserError, "is credited by"):
            line.resolution_id = self._resolution("repair")
        with self.assertRaisesRegex(UserError, "it is credited"):
            line.action_cancel("No.")
        self._get_notes(claim).unlink()
        line.resolution_id = self._resolution("repair")
        self.assertEqual(line.money_state, "none")

    def test_change_of_plan_puts_back_on_the_order(self):
        claim = self._inspected()
        claim.action_create_credit()
        line = claim.line_ids.with_user(self.approver)
        line.resolution_id = self._resolution("return_unrepaired")
        self.assertRecordValues(
            self.sale_line,
            [{"qty_delivered": 4.0, "qty_to_invoice": 4.0, "rma_credited_qty": 0.0}],
        )

    # -- who may what --

    def test_agent_drafts_accountant_posts(self):
        self._invoice()
        claim = self._inspected(user=self.agent_own)
        claim.with_user(self.agent_own).action_create_credit()
        note = self._get_notes(claim)
        with self.assertRaises(AccessError):
            note.with_user(self.agent_own).action_post()
        with self.assertRaises(AccessError):
            note.with_user(self.agent_own).read(["amount_total"])
        with self.assertRaises(AccessError):
            claim.with_user(self.portal).action_create_credit()
        note.with_user(self.accountant).action_post()
        self.assertEqual(claim.line_ids.money_state, "credited")

    def test_accountant_without_rma_rights_drafts_and_opens(self):
        self._invoice()
        claim = self._inspected()
        line = claim.line_ids.with_user(self.accountant)
        self.assertTrue(line.is_create_credit_allowed)
        action = line.action_create_credit()
        self.assertEqual(action["res_model"], "account.move")
        note = self.env["account.move"].browse(action["res_id"])
        self.assertEqual(note, self._get_notes(claim))
        with self.assertRaises(AccessError):
            line.quantity_credited_on_order = 5

    def test_claim_closes_when_posted(self):
        self._invoice()
        claim = self._inspected()
        line = claim.line_ids
        line.action_start_work()
        line.action_finish_work()
        self.assertEqual(line.next_step, "credit")
        claim.action_create_credit()
        self.assertIn("accountant", line.next_step_hint)
        self.assertRefused("to be credited", claim, "action_close")
        self._post_notes(claim)
        claim.action_close()
        self.assertEqual(claim.state, "closed")

    def test_receipt_after_the_credit_counts_as_return(self):
        """Credited on approval, the unit follows: the delivered quantity falls then."""
        resolution = self._resolution("credit_after_inspection").copy(
            {"name": "Credit at once", "credit": "now"}
        )
        self._invoice()
        claim = self._register(None, resolution_id=resolution.id)
        self._approve(claim)
        claim.action_create_credit()
        self.assertEqual(self.sale_line.qty_to_invoice, 0)
        self.assertEqual(self.sale_line.qty_delivered, 4)
        self._receive(claim)
        self.assertEqual(self.sale_line.qty_delivered, 3)
        self.assertEqual(self.sale_line.qty_to_invoice, 0)

    def test_credited_unit_counts_once_among_the_claimed(self):
        """Three of five are credited and back: two can still be claimed, not minus."""
        order = self._sell(self.cable, quantity=5)
        self._invoice(order)
        vals = {"product_id": self.cable.id, "sale_line_id": order.order_line.id}
        claim = self._inspected(quantity=3, **vals)
        claim.action_create_credit()
        other = self._register(quantity=2, **vals)
        self.assertEqual(other.line_ids.quantity_claimable, 2)
        self._approve(other)
        self._post_notes(claim)
        claim.line_ids.action_start_work()
        claim.line_ids.action_finish_work()
        claim.action_close()
        other.line_ids.invalidate_recordset(["quantity_claimable"])
        self.assertEqual(other.line_ids.quantity_claimable, 2, "Three are ours again")

    def test_printed_credit_note_names_the_claim(self):
        self._invoice()
        claim = self._inspected()
        claim.action_create_credit()
        self._post_notes(claim)
        html, _kind = self.env["ir.actions.report"]._render_qweb_html(
            "account.report_invoice", self._get_notes(claim).ids
        )
        self.assertIn(claim.rma_number, html.decode())
        self.assertIn(claim.line_ids.reference, html.decode())
        self.assertEqual(
            self._get_notes(claim).invoice_date, fields.Date.context_today(claim)
        )
