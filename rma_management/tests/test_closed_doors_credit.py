# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from .price_common import PriceCommon


@tagged("post_install", "-at_install")
class TestClosedDoorsCredit(PriceCommon):
    """Ways to more money back than was paid, tried by who could try them."""

    SOLD = 4
    CREDIT = "credit_without_return"

    def _invoice(self, order=None):
        invoice = (order or self.sale_order)._create_invoices()
        invoice.action_post()
        return invoice

    def _sell_dear(self, **kwargs):
        """Return the line of a dear, invoiced sale of the same product."""
        lots = self._create_lots(self.product, "DEAR", 1)
        self._buy(self.product, lots)
        order = self._sell(self.product, lots, **kwargs)
        order.order_line.price_unit = 9000
        self._invoice(order)
        return order.order_line

    def _claim_cables(self, resolution, quantity=2, is_invoiced=True, **vals):
        order = self._sell(self.cable, quantity=4)
        if is_invoiced:
            self._invoice(order)
        return self._approved(
            resolution,
            product_id=self.cable.id,
            sale_line_id=order.order_line.id,
            quantity=quantity,
            **vals,
        ).line_ids

    def _get_notes(self, lines):
        return lines.sudo().account_move_ids.with_user(self.accountant)

    def _link(self, line, note):
        return line.with_user(self.accountant).action_link_credit_note(note.id)

    def _write_note(self):
        """Return a credit note of one printer that the accountant wrote by hand."""
        vals = {"product_id": self.product.id, "quantity": 1, "price_unit": 100}
        return (
            self.env["account.move"]
            .with_user(self.accountant)
            .create(
                {
                    "move_type": "out_refund",
                    "partner_id": self.customer.id,
                    "invoice_line_ids": [Command.create(vals)],
                }
            )
        )

    # -- what was decided on --

    def test_sale_and_serial_stay_after_the_approval(self):
        self._invoice()
        dear = self._sell_dear(partner=self.stranger)
        for lot in (dear.move_ids.lot_ids, self.stock_lots[0]):
            line = self._approved(self.CREDIT, user=self.agent_own).line_ids
            for record in (line, line.claim_id):
                for vals in ({"sale_line_id": dear.id}, {"lot_id": lot.id}):
                    with (
                        self.subTest(vals=vals),
                        self.assertRaisesRegex(UserError, "was decided on"),
                    ):
                        record.write(vals)
            line.claim_id.action_cancel("Next")

    def test_customer_stays_after_the_approval(self):
        claim = self._approved(self.CREDIT, user=self.agent_own)
        with self.assertRaisesRegex(UserError, "cannot change any more"):
            claim.partner_id = self.stranger

    def test_serial_names_its_sale(self):
        """No dearer sale of the same customer, and not before the approval either."""
        dear = self._sell_dear()
        line = self._register(self.CREDIT, user=self.agent_own).line_ids
        with self.assertRaisesRegex(ValidationError, "was delivered by order"):
            line.sale_line_id = dear
        with self.assertRaisesRegex(ValidationError, "was delivered by order"):
            self._register(
                self.CREDIT,
                user=self.agent_own,
                lot=self.lots[1],
                sale_line_id=dear.id,
            )

    def test_no_credit_to_a_stranger(self):
        """Without a serial the order line says who bought it."""
        dear = self._sell_dear(partner=self.stranger)
        claim = self._register(
            self.CREDIT,
            user=self.agent_own,
            product_id=self.product.id,
            sale_line_id=dear.id,
        )
        self._approve(claim)
        self.assertRefused("was sold to Stranger", claim, "action_create_credit")

    def test_sale_line_stays_while_taken_off(self):
        line = self._claim_cables(self.CREDIT, is_invoiced=False)
        source = line.sudo().sale_line_id
        other = self._sell(self.cable, quantity=4).order_line
        line.action_create_credit()
        self.assertEqual(source.rma_reduced_qty, 2)
        for user in (self.agent, self.approver):
            with self.assertRaisesRegex(UserError, "was decided on"):
                line.with_user(user).sale_line_id = other
        line.with_user(self.approver).resolution_id = self._resolution("advice")
        self.assertEqual((source.rma_reduced_qty, other.rma_reduced_qty), (0, 0))
        self.assertEqual((source.qty_to_invoice, other.qty_to_invoice), (4, 4))

    # -- fees --

    def test_no_negative_fee(self):
        line = self._approved(self.CREDIT).line_ids
        for price in (-500, -0.01):
            with self.assertRaisesRegex(ValidationError, "less than zero"):
                self.env["rma.service.line"].with_user(self.agent).create(
                    {
                        "line_id": line.id,
                        "kind": "restocking",
                        "product_id": self.fee.id,
                        "price_unit": price,
                    }
                )

    def test_percentage_of_each_share(self):
        line = self._claim_cables("credit_after_inspection")
        self.env["rma.service.line"].with_user(self.agent).create(
            {
                "line_id": line.id,
                "kind": "restocking",
                "product_id": self.fee.id,
                "credit_percent": 20,
            }
        )
        for _piece in range(2):
            receipt = self._get_open_pickings(line.claim_id, "incoming")
            receipt.move_ids.quantity = 1
            receipt.move_ids.picked = True
            receipt.with_context(skip_backorder=True).button_validate()
            if not line.date_inspected:
                line.action_set_inspected()
            line.action_create_credit()
            self._get_notes(line).filtered(lambda n: n.state == "draft").action_post()
        amounts = self._get_notes(line).mapped("amount_untaxed")
        self.assertEqual(amounts, [7.2, 7.2], "9.00 less 20 %, twice")

    # -- the same money twice --

    def test_cancelled_credit_note_stays_cancelled(self):
        self._invoice()
        line = self._approved(self.CREDIT).line_ids
        line.action_create_credit()
        note = self._get_notes(line)
        note.button_cancel()
        line.with_user(self.approver).resolution_id = self._resolution(
            "replace_in_advance"
        )
        note.button_draft()
        with self.assertRaisesRegex(UserError, "is not credited any more"):
            note.action_post()

    def test_hand_written_note_after_a_change_of_plan(self):
        line = self._approved(self.CREDIT).line_ids
        note = self._write_note()
        self._link(line, note)
        note.button_cancel()
        line.with_user(self.approver).resolution_id = self._resolution("advice")
        note.button_draft()
        with self.assertRaisesRegex(UserError, "is not credited any more"):
            note.action_post()

    def test_no_second_credit_by_a_revived_note(self):
        self._invoice()
        line = self._approved(self.CREDIT).line_ids
        line.action_create_credit()
        first = self._get_notes(line)
        first.button_cancel()
        line.action_create_credit()
        second = self._get_notes(line) - first
        self.assertTrue(second)
        first.button_draft()
        with self.assertRaisesRegex(UserError, "more than once"):
            first.action_post()
        first.button_cancel()
        second.action_post()
        self.assertEqual(line.money_state, "credited")

    def test_a_line_of_a_note_stands_for_one_unit(self):
        self._invoice()
        first, second, third = (
            self._approved(self.CREDIT, lot=lot).line_ids for lot in self.lots[:3]
        )
        first.action_create_credit()
        with self.assertRaisesRegex(UserError, "no line left"):
            self._link(second, self._get_notes(first))
        note = self._write_note()
        note.action_post()
        self._link(second, note)
        with self.assertRaisesRegex(UserError, "no line left"):
            self._link(third, note)
        self.assertEqual(second.money_state, "credited")
        self.assertEqual(third.money_state, "to_credit")

    def test_line_deleted_from_a_shared_note(self):
        self._invoice()
        lines = self.env["rma.claim.line"].union(
            *(self._approved(self.CREDIT, lot=lot).line_ids for lot in self.lots[:3])
        )
        lines.with_user(self.agent).action_create_credit()
        note = self._get_notes(lines)
        self.assertEqual(len(note), 1)
        lost = note.invoice_line_ids[0].rma_line_id
        note.invoice_line_ids[0].unlink()
        note.action_post()
        self.assertEqual(lost.money_state, "to_credit")
        self.assertEqual(set((lines - lost).mapped("money_state")), {"credited"})
        lost.with_user(self.agent).action_create_credit()
        self.assertEqual(lost.sudo().quantity_credited, 1)
        self.assertEqual(sum(self._get_notes(lines).mapped("amount_untaxed")), 300)

    # -- links --

    def test_no_link_by_the_accountant(self):
        """A refund of anything is no credit of a unit."""
        line = self._approved(self.CREDIT).line_ids
        moves = self.env["account.move"].with_user(self.accountant)
        vals = {"move_type": "out_refund", "partner_id": self.customer.id}
        with self.assertRaises(AccessError):
            moves.create({**vals, "rma_line_ids": [Command.set(line.ids)]})
        forged = moves.with_context(default_rma_line_ids=[Command.set(line.ids)])
        self.assertFalse(forged.create(vals).sudo().rma_line_ids)
        product = {"product_id": self.cable.id, "price_unit": 1}
        for context, link in (
            ({}, {"rma_line_id": line.id}),
            ({"default_rma_line_id": line.id}, {}),
        ):
            note = moves.with_context(**context).create(
                {**vals, "invoice_line_ids": [Command.create({**product, **link})]}
            )
            self.assertFalse(note.sudo().invoice_line_ids.rma_line_id)
            self.assertFalse(note.sudo().rma_line_ids)
            with self.assertRaises(AccessError):
                note.invoice_line_ids.rma_line_id = line.id
        self.assertEqual(line.money_state, "to_credit")

    def _reverse(self, invoice):
        wizard = (
            self.env["account.move.reversal"]
            .with_user(self.accountant)
            .with_context(active_model="account.move", active_ids=invoice.ids)
            .create({"journal_id": invoice.journal_id.id})
        )
        wizard.refund_moves()
        return wizard.new_move_ids

    def test_reversal_of_the_work_is_known(self):
        line = self._accept(self._quoted())
        line.action_finish_work()
        line.action_create_invoice()
        invoice = self._get_invoices(line)
        invoice.action_post()
        note = self._reverse(invoice)
        self.assertEqual(note.sudo().rma_line_ids, line)
        self.assertEqual(note.sudo().invoice_line_ids.rma_line_id, line)
        self.assertIn(line.claim_id.rma_number, note.sudo().rma_claim_names)
        note.action_post()
        self.assertNotEqual(line.money_state, "credited")

    def test_reversal_of_a_credit_note_with_a_fee(self):
        """The accountant takes back what was credited, the fee included."""
        self._invoice()
        line = self._approved(self.CREDIT).line_ids
        self.env["rma.service.line"].with_user(self.agent).create(
            {
                "line_id": line.id,
                "kind": "restocking",
                "product_id": self.fee.id,
                "price_unit": 10,
            }
        )
        line.action_create_credit()
        note = self._get_notes(line)
        note.action_post()
        self.assertEqual(line.money_state, "credited")
        back = self._reverse(note)
        back.action_post()
        self.assertEqual(back.amount_untaxed, 90)
        self.assertEqual(line.money_state, "to_credit")
