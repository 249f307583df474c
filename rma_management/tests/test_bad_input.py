# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import RmaCommon

LONG = "A long story <b>told</b> with care. " * 280  # about 10,000 characters


@tagged("post_install", "-at_install")
class TestBadInput(RmaCommon):
    def _count_claims(self):
        return self.env["rma.claim"].search_count([])

    def assertNothingMade(self, message, **vals):
        """Assert that registering is refused by *message* and leaves nothing."""
        self.env.flush_all()
        count = self._count_claims()
        with self.assertSentence(message):
            self._register(**vals)
        self.assertEqual(self._count_claims(), count)

    def test_no_lines(self):
        claim = self._register(line_ids=[])
        for action in ("action_submit", "action_start_work", "action_ship"):
            self.assertRefused("no unit", claim, action)
        self.assertRefused("", claim, "action_close")
        approver = claim.with_user(self.approver)
        self.assertRefused("waits for no decision", approver, "action_approve")
        self.assertRefused("waits for no decision", approver, "action_reject", "x")

    def test_no_customer(self):
        self.assertNothingMade("Customer", partner_id=False)

    def test_zero_or_negative_quantity(self):
        for quantity in (0.0, -1.0, -0.001):
            line = {"product_id": self.cable.id, "quantity": quantity}
            self.assertNothingMade(
                "one or more|more than zero", line_ids=[Command.create(line)]
            )
        claim = self._register(product_id=self.cable.id)
        for quantity in (0.0, -1.0):
            with self.assertSentence("one or more|more than zero"):
                claim.line_ids.quantity = quantity
        self.assertEqual(claim.line_ids.quantity, 1.0)

    def test_serial_of_another_product(self):
        line = {"product_id": self.other_product.id, "lot_id": self.lots[0].id}
        self.assertNothingMade("belongs to Printer", line_ids=[Command.create(line)])

    def test_product_of_another_company(self):
        company = self.env["res.company"].create({"name": "Elsewhere Ltd"})
        foreign = self.env["product.product"].create(
            {"name": "Foreign", "is_storable": True, "company_id": company.id}
        )
        self.assertNothingMade("compan", product_id=foreign.id)
        foreign_partner = self.env["res.partner"].create(
            {"name": "Foreign", "company_id": company.id}
        )
        self.assertNothingMade("compan", partner_id=foreign_partner.id)

    def test_service_is_no_unit(self):
        service = self.env["product.product"].create(
            {"name": "Visit", "type": "service"}
        )
        self.assertNothingMade("no good that can be sent", product_id=service.id)

    def test_approving_twice(self):
        claim = self._approved().with_user(self.approver)
        self.assertRepeatIsHarmless(claim, "action_approve")
        self.assertEqual(len(claim.sudo().line_ids.picking_ids), 1)

    def test_closing_with_goods_outstanding(self):
        claim = self._received()
        self.assertRefused("still with us", claim, "action_close")

    def test_cancelling_after_receipt(self):
        claim = self._received()
        self.assertRefused("goods have moved already", claim, "action_cancel", "x")

    def test_more_than_delivered(self):
        order = self._sell(self.cable, quantity=2)
        claim = self._register(
            "repair", product_id=self.cable.id, sale_line_id=order.order_line.id
        )
        claim.line_ids.quantity = 3.0
        claim.action_submit()
        self.assertRefused(
            "delivered 2 of Cable", claim.with_user(self.approver), "action_approve"
        )

    def test_order_line_of_another_product(self):
        """An order line proves the sale of its own product only."""
        line = {"product_id": self.cable.id, "sale_line_id": self.sale_line.id}
        with self.assertRaises(UserError):
            claim = self._register(line_ids=[Command.create(line)])
            claim.action_submit()

    def test_used_resolution(self):
        claim = self._register()
        resolution = claim.resolution_id.with_user(self.manager)
        with self.assertRaisesRegex(UserError, "Archive it instead"):
            resolution.unlink()
        resolution.active = False
        self.assertEqual(claim.resolution_id.id, resolution.id)

    def test_resolution_that_leads_nowhere(self):
        model = self.env["rma.resolution"].with_user(self.manager)
        for message, vals in (
            ("say where it goes", {"kind": "credit", "goods_out": "no"}),
            ("never comes in", {"kind": "repair", "goods_in": "no"}),
        ):
            with self.assertSentence(message):
                model.create({"name": "Bad", **vals})
        with self.assertSentence("exists already"):
            model.create({"name": "Repair", "kind": "repair"})

    def test_actions_on_nothing(self):
        """An empty selection is no error."""
        empty = self.env["rma.claim"].with_user(self.approver)
        for action in ("action_submit", "action_approve", "action_close"):
            self.assertTrue(getattr(empty, action)())
        self.assertTrue(empty.line_ids.action_ship())

    # -- long texts --

    def test_long_texts_in_every_field(self):
        """10,000 characters in every text: kept, or refused by a sentence."""
        claim = self._register(user=self.agent)
        for record in (claim, claim.line_ids):
            for name, field in sorted(record._fields.items()):
                if field.type not in ("char", "text", "html") or field.readonly:
                    continue
                if name in ("access_token",) or (not field.store and not field.related):
                    continue
                with self.subTest(field=f"{record._name}.{name}"):
                    try:
                        with self.env.cr.savepoint():
                            record.write({name: LONG})
                    except UserError as error:
                        self.assertRegex(str(error), "characters|longer|long")
                    else:
                        self.assertGreaterEqual(len(record[name]), 9000)

    def test_long_texts_through_the_whole_flow(self):
        """Long texts break no document, no event and no message."""
        claim = self._register(
            "repair",
            symptom_note=LONG,
            client_ref=LONG,
            damage=LONG,
            solution=LONG,
            inspection_note=LONG,
            description=LONG,
        )
        self._approve(claim)
        self._receive(claim)
        self._finish(claim)
        self.assertEqual(claim.state, "closed")
        with self.enter_registry_test_mode():
            self.env.ref("rma_management.ir_cron_notices").method_direct_trigger()

    def test_long_remarks(self):
        claim = self._register()
        claim.action_submit()
        claim.with_user(self.approver).action_reject(LONG)
        self.assertEqual(claim.line_ids.decision_remarks, LONG)
        other = self._register(lot=self.lots[1])
        other.action_cancel(LONG)
        self.assertIn(LONG, other.sudo().event_ids.mapped("text"))

    def test_bad_serials(self):
        for serial in ("X" * 65, LONG):
            self.assertNothingMade(
                "at most 64 characters", product_id=self.product.id, lot_name=serial
            )
        claim = self._register(product_id=self.product.id, lot_name="<script>")
        self._approve(claim)
        self._receive(claim)
        self.assertEqual(claim.lot_id.name, "<script>")

    def test_scan_of_nonsense(self):
        picking = (
            self.env["stock.picking"]
            .with_user(self.stocker)
            .new({"picking_type_id": self.warehouse.rma_receipt_type_id.id})
        )
        for text in (LONG, "%", "_", "'; DROP TABLE rma_claim; --", "\N{SNOWMAN}"):
            picking.rma_number_scan = text
            warning = picking._onchange_rma_number_scan()["warning"]
            self.assertIn("was never given", warning["message"])
        for text in (LONG, "%", "_", "'", "\N{SNOWMAN}"):
            self.env["rma.claim"].with_user(self.agent).name_search(text)
