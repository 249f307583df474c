# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .counter_common import CounterCommon


@tagged("-at_install", "post_install")
class TestCounter(CounterCommon):
    """Units are taken in at the counter: who, which, what is wrong, received."""

    # -- what a number means --

    def test_known_serial(self):
        form = self._scan(self._open(), "SOLD0")
        self.assertEqual(form.lot_id, self.known_lot)
        self.assertEqual(form.product_id, self.product)
        self.assertEqual(form.partner_id, self.customer)
        self.assertIn("24 months from delivery", form.warranty_summary)
        self.assertFalse(form.open_claims)
        self.assertEqual(form.focus_field, "symptom_note")
        self.assertFalse(form.scan)

    def test_lower_case_serial(self):
        form = self._scan(self._open(), " sold1 ")
        self.assertEqual(form.lot_id, self.lots[1])

    def test_serial_in_an_open_claim(self):
        claim = self._approved(lot=self.known_lot)
        form = self._scan(self._open(), "SOLD0")
        self.assertIn(claim.line_ids.reference, form.open_claims)
        wizard = form.save()
        self.assertEqual(wizard.action_open_found()["res_id"], claim.id)

    def test_same_number_of_two_products(self):
        other = self.env["stock.lot"].create(
            {"name": "SOLD0", "product_id": self.other_product.id}
        )
        form = self._scan(self._open(), "SOLD0")
        self.assertFalse(form.lot_id)
        self.assertEqual(form.candidate_lot_ids[:], self.known_lot | other)
        self.assertEqual(form.focus_field, "lot_id")
        self.assertEqual(form.scan_level, "warning")
        form.lot_id = self.known_lot
        self.assertEqual(form.product_id, self.product)
        self.assertEqual(form.partner_id, self.customer)

    def test_unknown_serial(self):
        form = self._scan(self._open(), "NEVER-SEEN")
        self.assertEqual(form.lot_name, "NEVER-SEEN")
        self.assertEqual(form.focus_field, "product_id")
        self.assertIn("not known", form.scan_note)

    def test_too_long_is_no_number(self):
        form = self._open()
        with self.assertLogs("odoo.tests.form", "WARNING"):
            form.scan = "1" * 65
        self.assertFalse(form.lot_name)

    def test_order(self):
        form = self._scan(self._open(), self.sale_order.name)
        self.assertEqual(form.partner_id, self.customer)
        self.assertEqual(form.sale_line_id, self.sale_line)
        self.assertEqual(form.product_id, self.product)

    def test_every_number_of_a_claim(self):
        claim = self._approved()
        for number in (
            claim.rma_number,
            claim.rma_number.lower(),
            claim.name,
            claim.line_ids.reference,
        ):
            form = self._scan(self._open(), number)
            self.assertEqual(form.found_claim_id, claim, number)
            self.assertIn("No second claim", form.scan_note)

    # -- in one go --

    def test_take_in(self):
        form = self._scan(self._open(), "SOLD0")
        form.symptom_note = "Does not switch on"
        form.accessories = "Power supply"
        form.condition_grade = "worn"
        form.signature = self.picture
        form.signed_by = "Shop Keeper"
        wizard = form.save()
        action = wizard.action_take_in()
        claim = wizard.claim_ids
        self.assertEqual(wizard.state, "done")
        self.assertEqual(claim.channel, "counter")
        self.assertEqual(claim.delivery_method, "counter")
        self.assertEqual(claim.state, "open")
        self.assertTrue(claim.rma_number)
        unit = claim.line_ids
        self.assertEqual(unit.goods_state, "received")
        self.assertEqual(unit.resolution_id, self._resolution("repair"))
        self.assertEqual(unit.symptom_note, "Does not switch on")
        self.assertEqual(unit.accessories, "Power supply")
        self.assertEqual(unit.condition_grade, "worn")
        self.assertEqual(claim.intake_signed_by, "Shop Keeper")
        self.assertTrue(claim.intake_signature)
        self.assertTrue(claim.date_intake_signed)
        # a repair stays the customer's: nothing is valued
        move = unit.sudo().move_ids
        self.assertEqual(move.state, "done")
        self.assertEqual(move.move_line_ids.owner_id, self.customer)
        self.assertEqual(move.move_line_ids.lot_id, self.known_lot)
        kinds = self._get_event_kinds(claim)
        for kind in ("submitted", "approved", "counter_approved", "taken_in"):
            self.assertIn(kind, kinds)
        event = claim.event_ids.filtered(lambda e: e.kind == "taken_in")
        self.assertEqual(event.user_id, self.agent)
        self.assertEqual(event.text, "Signed by Shop Keeper.")
        self.assertEqual(action["tag"], "rma_counter_print")
        names = [report["report_name"] for report in action["params"]["reports"]]
        self.assertIn("rma_management.report_intake_receipt", names)

    def test_weakest_user(self):
        """Who works on his own claims only can take a unit in, too."""
        form = self._scan(self._open(self.agent_own), "SOLD0")
        wizard = self._take_in(form)
        self.assertEqual(wizard.claim_ids.line_ids.goods_state, "received")

    def test_repeat_is_harmless(self):
        wizard = self._take_in(self._scan(self._open(), "SOLD0"))
        before = self._get_snapshot(wizard.claim_ids)
        count = self.env["rma.claim"].search_count([])
        self.assertIs(wizard.action_take_in(), True)
        self.assertEqual(self._get_snapshot(wizard.claim_ids), before)
        self.assertEqual(self.env["rma.claim"].search_count([]), count)

    def test_failure_leaves_nothing(self):
        form = self._scan(self._open(), "NEW-1")
        form.product_id = self.product
        form.is_new_customer = True
        form.new_name = "Nobody Yet"
        form.new_phone = "0170 9998887"
        wizard = form.save()
        picking = type(self.env["stock.picking"])
        with (
            patch.object(picking, "button_validate", lambda self: {"type": "x"}),
            self.assertSentence("asks for something"),
        ):
            wizard.action_take_in()
        self.assertFalse(self.env["res.partner"].search([("name", "=", "Nobody Yet")]))
        self.assertFalse(self.env["rma.claim"].search([("channel", "=", "counter")]))
        self.assertEqual(wizard.state, "input")
        self.assertTrue(wizard.is_new_customer)
        wizard.action_take_in()
        self.assertEqual(wizard.state, "done")

    def test_unknown_serial_of_a_new_customer(self):
        form = self._scan(self._open(), "NEW-1")
        form.product_id = self.product
        form.is_new_customer = True
        form.new_name = "Ada"
        form.new_phone = "+49 170 1112223"
        form.new_work_phone = "+49 30 555666"
        form.new_email = "ada@example.com"
        form.new_street = "Street 1"
        form.new_zip = "10115"
        form.new_city = "Berlin"
        form.delegate_name = "Bob"
        form.delegate_phone = "0170 7777777"
        form.date_purchased = "2026-11-01"
        wizard = self._take_in(form)
        claim = wizard.claim_ids
        partner = claim.partner_id
        self.assertEqual(wizard.state, "done", wizard.waiting_note)
        self.assertEqual(partner.name, "Ada")
        self.assertEqual(partner.zip, "10115")
        work = partner.child_ids.filtered(lambda p: p.type == "other")
        self.assertEqual(work.phone, "+49 30 555666")
        self.assertEqual(claim.delegate_id.name, "Bob")
        self.assertEqual(claim.delegate_id.parent_id, partner)
        self.assertEqual(claim.line_ids.lot_id.name, "NEW-1")
        self.assertEqual(claim.line_ids.goods_state, "received")

    def test_no_number_at_all(self):
        """A number that nobody can read: the item reference takes its place."""
        form = self._open()
        form.partner_id = self.customer
        form.product_id = self.product
        wizard = self._take_in(form)
        unit = wizard.claim_ids.line_ids
        self.assertEqual(unit.goods_state, "received", wizard.waiting_note)
        self.assertEqual(unit.lot_id.name, unit.reference)

    def test_product_without_numbers(self):
        form = self._open()
        form.partner_id = self.customer
        form.product_id = self.cable
        form.quantity = 3
        unit = self._take_in(form).claim_ids.line_ids
        self.assertEqual(unit.quantity_received, 3)

    def test_credit_makes_it_ours(self):
        form = self._scan(self._open(), "SOLD0")
        form.resolution_id = self._resolution("credit_after_inspection")
        wizard = self._take_in(form)
        lines = wizard.claim_ids.line_ids.sudo().move_ids.move_line_ids
        self.assertEqual(wizard.state, "done", wizard.waiting_note)
        self.assertFalse(lines.owner_id)

    def test_way_back(self):
        form = self._scan(self._open(), "SOLD0")
        form.return_method = "courier"
        claim = self._take_in(form).claim_ids
        self.assertEqual(claim.delivery_method, "courier")

    def test_photos(self):
        photos = (
            self.env["ir.attachment"]
            .with_user(self.agent)
            .create(
                {
                    "name": "photo.png",
                    "datas": self.picture,
                    "res_model": "rma.counter.wizard",
                    "res_id": 0,
                }
            )
        )
        form = self._scan(self._open(), "SOLD0")
        form.photo_ids.add(photos)
        unit = self._take_in(form).claim_ids.line_ids
        self.assertEqual(unit.fault_photo_ids, photos)
        self.assertEqual(photos.res_model, "rma.claim.line")
        self.assertEqual(photos.res_id, unit.id)

    # -- many units --

    def test_many_units_of_one_customer(self):
        form = self._scan(self._open(), "SOLD0")
        form.symptom_note = "First"
        wizard = form.save()
        wizard.action_next_unit()
        self.assertEqual(wizard.partner_id, self.customer)
        self.assertFalse(wizard.lot_id)
        self.assertFalse(wizard.symptom_note)
        self.assertEqual(wizard.unit_ids.lot_id, self.known_lot)
        with Form(wizard) as form:
            form.scan = "SOLD1"
            form.symptom_note = "Second"
        wizard.action_next_unit()
        # the last one was put aside, too: nothing is entered any more
        wizard.action_take_in()
        claim = wizard.claim_ids
        self.assertEqual(claim.line_ids.lot_id, self.lots[:2])
        self.assertEqual(set(claim.line_ids.mapped("goods_state")), {"received"})
        self.assertEqual(len(claim.sudo().line_ids.picking_ids), 1)

    def test_same_serial_twice(self):
        wizard = self._scan(self._open(), "SOLD0").save()
        wizard.action_next_unit()
        with Form(wizard) as form:
            form.scan = "SOLD0"
        with self.assertRaisesRegex(UserError, "entered already"):
            wizard.action_next_unit()
        with self.assertSentence("entered already"):
            wizard.action_take_in()

    def test_one_claim_per_unit(self):
        self.customer.rma_unit_policy = "one"
        wizard = self._scan(self._open(), "SOLD0").save()
        wizard.action_next_unit()
        with Form(wizard) as form:
            form.scan = "SOLD1"
        wizard.action_take_in()
        self.assertEqual(len(wizard.claim_ids), 2)
        self.assertEqual(set(wizard.claim_ids.mapped("state")), {"open"})

    # -- who decides --

    def test_counter_does_not_approve(self):
        self.company.rma_is_counter_approved = False
        wizard = self._take_in(self._scan(self._open(), "SOLD0"))
        claim = wizard.claim_ids
        self.assertEqual(wizard.state, "waiting")
        self.assertEqual(claim.state, "submitted")
        self.assertFalse(claim.rma_number)
        self.assertFalse(claim.sudo().line_ids.move_ids)
        self.assertIn("rma_approver", wizard.waiting_note)
        self.assertFalse(wizard.result_note)
        self.assertFalse(wizard.is_approver)
        with self.assertRaisesRegex(UserError, "needs the right"):
            wizard.action_approve_and_receive()

    def test_approver_at_the_counter(self):
        self.company.rma_is_counter_approved = False
        wizard = self._take_in(self._scan(self._open(self.approver), "SOLD0"))
        self.assertEqual(wizard.state, "waiting")
        self.assertTrue(wizard.is_approver)
        action = wizard.action_approve_and_receive()
        self.assertEqual(action["tag"], "rma_counter_print")
        self.assertEqual(wizard.state, "done")
        self.assertEqual(wizard.claim_ids.line_ids.goods_state, "received")
        self.assertIs(wizard.action_approve_and_receive(), True)

    def test_blocked_by_a_rule(self):
        """What a rule blocks is not received, the other unit of the claim is."""
        self._approved(lot=self.known_lot)
        wizard = self._scan(self._open(), "SOLD0").save()
        wizard.action_next_unit()
        with Form(wizard) as form:
            form.scan = "SOLD1"
        wizard.action_take_in()
        states = {
            line.lot_id.name: (line.decision, line.goods_state)
            for line in wizard.claim_ids.line_ids
        }
        self.assertEqual(states["SOLD0"], ("submitted", "none"))
        self.assertEqual(states["SOLD1"], ("approved", "received"))
        self.assertEqual(wizard.state, "waiting")
        self.assertIn("SOLD1", wizard.result_note)
        self.assertNotIn("SOLD0", wizard.result_note)
        self.assertIn("open", wizard.waiting_note)

    # -- claims that there are --

    def test_receive_for_a_claim(self):
        claim = self._approved()
        form = self._scan(self._open(), claim.rma_number)
        form.accessories = "Bag"
        wizard = self._take_in(form)
        self.assertEqual(wizard.claim_ids, claim)
        self.assertEqual(claim.line_ids.goods_state, "received")
        self.assertEqual(claim.line_ids.accessories, "Bag")
        self.assertEqual(self._get_event_kinds(claim)[-1], "taken_in")

    def test_claim_of_many_units(self):
        claim = self._approve(self._register_many(self.lots[:2]))
        form = self._scan(self._open(), claim.rma_number)
        self.assertIn("2 units are expected", form.scan_note)
        self._take_in(form)
        self.assertEqual(set(claim.line_ids.mapped("goods_state")), {"received"})

    def test_draft_claim_goes_all_the_way(self):
        claim = self._register()
        wizard = self._take_in(self._scan(self._open(), claim.name))
        self.assertEqual(wizard.state, "done")
        self.assertEqual(claim.line_ids.goods_state, "received")

    def test_received_already(self):
        claim = self._received()
        form = self._scan(self._open(), claim.rma_number)
        with self.assertRaisesRegex(UserError, "is expected"):
            self._take_in(form)

    # -- customers --

    def test_find_customer_by_phone(self):
        self.customer.phone = "+49 (0)30 1234567"
        partners = self.env["res.partner"].with_user(self.agent)
        partners = partners.with_context(rma_find_by_phone=True)
        for text in ("0301234567", "+49 30 1234567", "030/123-4567"):
            found = [partner_id for partner_id, _n in partners.name_search(text)]
            self.assertIn(self.customer.id, found, text)
        self.assertFalse(partners.name_search("030 7654321"))
        self.assertIn(
            self.customer.id,
            [i for i, _n in partners.name_search("shop@example.com")],
        )

    def test_duplicates(self):
        self.customer.write({"phone": "+49 30 1234567", "vat": "DE136695976"})
        form = self._open()
        form.is_new_customer = True
        self.assertFalse(form.duplicate_note)
        form.new_phone = "030 1234567"
        self.assertIn("Shop", form.duplicate_note)
        form.new_phone = False
        form.new_email = "SHOP@example.com"
        self.assertIn("Shop", form.duplicate_note)
        form.new_email = False
        form.new_vat = "DE 136 695 976"
        self.assertIn("Shop", form.duplicate_note)
        wizard = form.save()
        wizard.action_use_duplicate()
        self.assertEqual(wizard.partner_id, self.customer)
        self.assertFalse(wizard.is_new_customer)

    def test_incomplete_customer(self):
        form = self._scan(self._open(), "NEW-1")
        form.product_id = self.product
        wizard = form.save()
        with self.assertSentence("Whose unit"):
            wizard.action_take_in()
        wizard.is_new_customer = True
        with self.assertSentence("name of the new customer"):
            wizard.action_take_in()
        wizard.new_name = "Ada"
        with self.assertSentence("How do we reach"):
            wizard.action_take_in()
        wizard.new_email = "no address"
        with self.assertSentence("no e-mail address"):
            wizard.action_take_in()
        wizard.new_email = "ada@example.com"
        wizard.new_vat = "DE000000000"
        with self.assertSentence("tax ID|VAT"):
            wizard.action_take_in()
        wizard.new_vat = "DE136695976"
        wizard.action_take_in()
        self.assertEqual(wizard.claim_ids.partner_id.vat, "DE136695976")

    # -- on paper --

    def test_receipt(self):
        form = self._scan(self._open(), "SOLD0")
        form.symptom_note = "Smells <b>burnt</b>"
        form.accessories = "Power supply"
        form.signature = self.picture
        form.signed_by = "Shop Keeper"
        self.company.rma_intake_terms = "Kept for 90 days."
        claim = self._take_in(form).claim_ids
        report = self.env["ir.actions.report"].with_user(self.agent)
        html, _kind = report._render_qweb_html(
            "rma_management.report_intake_receipt", claim.ids
        )
        text = html.decode()
        for part in (
            claim.rma_number,
            claim.name,
            "SOLD0",
            "Smells &lt;b&gt;burnt&lt;/b&gt;",
            "Power supply",
            "Shop Keeper",
            "Kept for 90 days.",
            "/rma/track?number=",
            "data:image/svg+xml",
        ):
            self.assertIn(part, text)

    # -- how fast --

    def test_queries_of_one_intake(self):
        """One unit, from the scan to the receipt, costs what the steps cost anyway."""

        def count(serial):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            form = self._scan(self._open(), serial)
            form.symptom_note = "Does not switch on"
            wizard = self._take_in(form)
            self.env.flush_all()
            self.assertEqual(wizard.state, "done")
            return self.env.cr.sql_log_count - before

        count("SOLD0")
        self.assertLess(count("SOLD1"), 190)
