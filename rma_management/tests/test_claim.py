# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import RmaCommon


@tagged("post_install", "-at_install")
class TestClaim(RmaCommon):
    # -- one unit reads as one record --

    def test_create_as_one_record(self):
        """The unit's fields on the claim make the unit, as the weakest agent."""
        claim = self._register(
            user=self.agent_own, symptom_note="Smokes", accessories="Cable"
        )
        self.assertTrue(claim.is_single)
        line = claim.line_ids
        self.assertEqual(claim.single_line_id, line)
        self.assertRecordValues(
            line,
            [
                {
                    "number": 1,
                    "product_id": self.product.id,
                    "lot_id": self.lots[0].id,
                    "quantity": 1.0,
                    "symptom_note": "Smokes",
                    "accessories": "Cable",
                    "decision": "draft",
                    "goods_state": "none",
                    "work_state": "none",
                    "money_state": "none",
                    "stage": "draft",
                    "next_step": "submit",
                    "ball_owner": "us",
                }
            ],
        )
        self.assertEqual(claim.symptom_note, "Smokes")

    def test_write_as_one_record(self):
        claim = self._register()
        claim.write({"symptom_note": "Noisy", "client_ref": "PO7"})
        self.assertEqual(claim.line_ids.symptom_note, "Noisy")
        self.assertEqual(claim.client_ref, "PO7")

    def test_first_unit_by_writing(self):
        claim = self._register(line_ids=[])
        self.assertFalse(claim.line_ids)
        claim.write({"lot_id": self.lots[0].id})
        self.assertEqual(claim.line_ids.product_id, self.product)
        self.assertEqual(claim.single_line_id, claim.line_ids)

    def test_writing_the_unit_of_many_is_not_lost(self):
        """A unit's value on a claim with many units is refused, not dropped."""
        claim = self._register_many(self.lots[:2])
        with self.assertRaises(UserError):
            claim.write({"symptom_note": "Noisy"})

    def test_default_quantity_makes_no_unit(self):
        claim = self._register(line_ids=[], quantity=1.0)
        self.assertFalse(claim.line_ids)

    def test_form_fills_from_serial(self):
        """A scanned serial fills product, order and customer before saving."""
        claim = self.env["rma.claim"].new({"lot_name": self.lots[2].name})
        claim._onchange_unit_lot_name()
        self.assertEqual(claim.lot_id._origin, self.lots[2])
        self.assertFalse(claim.lot_name)
        self.assertEqual(claim.product_id, self.product)
        self.assertEqual(claim.partner_id, self.customer)
        self.assertEqual(claim.sale_line_id._origin, self.sale_line)

    @mute_logger("odoo.tests.form.onchange")
    def test_default_form_saves(self):
        form = Form(self.env["rma.claim"].with_user(self.agent))
        form.partner_id = self.customer
        claim = form.save()
        self.assertTrue(claim.name)

    # -- numbers and names --

    def test_reference_sequence(self):
        first, second = self._register(), self._register(lot=self.lots[1])
        self.assertRegex(first.name, r"^CLM/\d{4}/\d{5}$")
        self.assertEqual(int(second.name[-5:]), int(first.name[-5:]) + 1)

    def test_item_numbers_count_on(self):
        claim = self._register_many(self.lots[:2])
        last = claim.line_ids.create({"claim_id": claim.id, "lot_id": self.lots[2].id})
        self.assertEqual(claim.line_ids.mapped("number"), [1, 2, 3])
        claim.line_ids[1].unlink()
        claim.line_ids.create({"claim_id": claim.id, "lot_id": self.lots[3].id})
        self.assertEqual(claim.line_ids.mapped("number"), [1, 3, 4])
        self.assertEqual(last.reference, f"{claim.name}-03")

    def test_search_by_any_number(self):
        claim = self._approved(client_ref="PO-4711")
        number = claim.rma_number
        told = self._register(line_ids=[Command.create({"lot_name": "TOLD-99"})])
        typed = f"{number[:3].lower()} {number[3:7]}-{number[7:]}"
        model = self.env["rma.claim"].with_user(self.agent)
        for text, expected in (
            (claim.name, claim),
            (number, claim),
            (number.lower(), claim),
            (typed, claim),
            (claim.line_ids.reference, claim),
            ("PO-4711", claim),
            (self.lots[0].name, claim),
            ("TOLD-99", told),
        ):
            found = [id_ for id_, _name in model.name_search(text)]
            self.assertEqual(found, expected.ids, text)

    def test_search_unit_by_any_number(self):
        claim = self._approved()
        model = self.env["rma.claim.line"].with_user(self.agent)
        for text in (
            claim.name,
            claim.rma_number,
            claim.line_ids.reference,
            self.lots[0].name,
        ):
            found = [id_ for id_, _name in model.name_search(text)]
            self.assertEqual(found, claim.line_ids.ids, text)

    def test_search_by_order(self):
        """Scan first: the order's number finds the claim too (design §11)."""
        claim = self._register()
        found = self.env["rma.claim"].name_search(self.sale_order.name)
        self.assertIn(claim.id, [id_ for id_, _name in found])

    # -- the state follows the units --

    def test_states_of_mixed_units(self):
        claim = self._register_many(self.lots[:3]).with_user(self.approver)
        first, second, third = claim.line_ids
        self.assertEqual(claim.state, "draft")
        claim.action_submit()
        self.assertEqual(claim.state, "submitted")
        first.action_reject("No.")
        self.assertEqual(claim.state, "submitted")
        second.action_approve()
        self.assertEqual((claim.state, claim.stage), ("open", "submitted"))
        third.action_approve()
        self.assertEqual((claim.state, claim.stage), ("open", "approved"))
        self._receive(claim)
        self.assertEqual(claim.stage, "received")
        self.assertFalse(first.move_ids)
        claim.action_ship()
        self._hand_over(claim)
        self.assertEqual(claim.stage, "shipped")
        claim.action_deliver()
        claim.action_close()
        self.assertEqual((claim.state, claim.stage), ("closed", "closed"))

    def test_unconfirmed_waits(self):
        claim = self._register()
        claim.sudo().is_confirmed = False
        self.assertEqual(claim.state, "unconfirmed")
        self.assertRefused("confirm the e-mail", claim, "action_submit")

    def test_priority_orders_the_list(self):
        self._register(lot=self.lots[0])
        urgent = self._register(lot=self.lots[1], priority="1")
        self._register(lot=self.lots[2])
        claims = self.env["rma.claim"].search([("partner_id", "=", self.customer.id)])
        self.assertEqual(claims[0], urgent)

    # -- units come and go --

    def test_draft_can_be_deleted(self):
        claim = self._register()
        claim.unlink()
        self.assertFalse(claim.exists())

    def test_submitted_cannot_be_deleted(self):
        claim = self._register()
        claim.action_submit()
        with self.assertRaisesRegex(UserError, "submitted already"):
            claim.unlink()
        with self.assertRaisesRegex(UserError, "submitted already"):
            claim.line_ids.unlink()

    def test_no_unit_on_an_ended_claim(self):
        claim = self._register()
        claim.action_cancel("By mistake.")
        with self.assertRaisesRegex(UserError, "has ended"):
            claim.line_ids.create({"claim_id": claim.id, "lot_id": self.lots[1].id})
        with self.assertRaisesRegex(UserError, "has ended"):
            claim.write({"line_ids": [Command.create({"lot_id": self.lots[1].id})]})

    def test_one_unit_per_claim_policy(self):
        self.customer.rma_unit_policy = "one"
        with self.assertRaisesRegex(ValidationError, "one RMA number per unit"):
            self._register_many(self.lots[:2])
        claim = self._register()
        with self.assertRaisesRegex(ValidationError, "one RMA number per unit"):
            claim.line_ids.create({"claim_id": claim.id, "lot_id": self.lots[1].id})
        self.customer.rma_unit_policy = "many"
        self.contact.rma_unit_policy = "one"
        with self.assertRaisesRegex(ValidationError, "one RMA number per unit"):
            self._register_many(self.lots[:2], partner_id=self.contact.id)

    # -- split --

    def test_split_works(self):
        claim = self._register(False, product_id=self.cable.id, quantity=3.0)
        claim.action_submit()
        line = claim.line_ids
        action = line.action_split(1.0)
        self.assertEqual(action["res_model"], "rma.claim.line")
        self.assertRecordValues(
            claim.line_ids,
            [
                {"number": 1, "quantity": 2.0, "decision": "submitted"},
                {"number": 2, "quantity": 1.0, "decision": "submitted"},
            ],
        )

    def test_split_refused(self):
        claim = self._register("repair", product_id=self.cable.id, quantity=3.0)
        line = claim.line_ids
        for quantity in (0.0, -1.0, 3.0, 4.0):
            with self.assertRaisesRegex(UserError, "split off more than none"):
                line.action_split(quantity)
        self.assertEqual(line.quantity, 3.0)
        self._approve(claim)
        with self.assertRaisesRegex(UserError, "before it is approved"):
            line.action_split(1.0)
