# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.exceptions import AccessError, UserError
from odoo.http import Request
from odoo.tests import HttpCase, tagged

from .price_common import PriceCommon

#: A picture of one pixel, as the portal sends it.
SIGNATURE = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAA"
    "AABJRU5ErkJggg=="
)


@tagged("post_install", "-at_install")
class TestAcceptance(PriceCommon):
    # -- the gate --

    def test_nothing_ends_unaccepted(self):
        """Nobody is exempt: neither the approver nor the workshop."""
        line = self._quoted()
        missing = "has not accepted the quotation"
        self.assertRefused(missing, line, "action_finish_work")
        boss = line.with_user(self.manager)
        self.assertRefused(missing, boss, "action_finish_work")
        repair = line.repair_ids.with_user(self.stocker)
        for action in ("action_repair_end", "action_repair_done"):
            with self.assertRaisesRegex(UserError, missing):
                getattr(repair, action)()
        self._accept(line)
        line.action_finish_work()
        line.action_ship()

    def test_delivery_made_before_waits(self):
        """A delivery that was made before does not leave either."""
        line = self._quoted()
        self._accept(line)
        line.action_finish_work()
        line.action_ship()
        self._add_labour(line, is_excluded=True)
        self.assertEqual(line.money_state, "to_quote")
        delivery = self._get_open_pickings(line.claim_id, "outgoing")
        with self.assertRaisesRegex(UserError, "has not accepted"):
            delivery.button_validate()
        line.action_create_quotation()
        self._accept(line)
        self._hand_over(line.claim_id)
        self.assertEqual(line.goods_state, "shipped")

    # -- after the answer --

    def test_supplementary_quotation(self):
        """What comes up later is never on the accepted order."""
        line = self._accept(self._quoted())
        first = self._get_order(line)
        self._add_part(line.sudo().repair_ids, 2)
        self._add_labour(line, 30)
        self.assertEqual(first.amount_total, 85)
        self.assertEqual((line.money_state, line.next_step), ("to_quote", "quote"))
        self.assertRefused("not made yet", line, "action_finish_work")
        line.action_create_quotation()
        second = self._get_order(line) - first
        self.assertEqual((first.amount_total, second.amount_total), (85, 80))
        self.assertEqual(line.money_state, "quoted")
        self.assertRefused("has not accepted", line, "action_finish_work")
        self.assertRepeatIsHarmless(line, "action_create_quotation")
        self._accept(line)
        line.action_finish_work()
        self.assertEqual(line.money_state, "to_invoice")

    def test_covered_part_later_asks_nobody(self):
        line = self._accept(self._quoted(coverage="contract", parts=100, labour=50))
        self._add_part(line.sudo().repair_ids)
        line.action_finish_work()

    def test_raised_price_asks_again(self):
        line = self._accept(self._quoted())
        order = self._get_order(line)
        self.assertEqual(order.rma_accepted_amount, 85)
        order.order_line[1].price_unit = 70
        self.assertEqual((line.money_state, line.next_step), ("quoted", "accept"))
        self.assertRefused("85.00.*95.00", line, "action_finish_work")
        order.order_line[1].price_unit = 60
        line.sudo().repair_ids.move_ids.product_uom_qty = 2
        self.assertEqual(order.amount_total, 110)
        self.assertRefused("110.00", line, "action_finish_work")
        order._action_cancel()
        order.action_draft()
        self.assertEqual(line.money_state, "quoted")
        order.action_confirm()
        line.action_finish_work()

    def test_lowered_price_asks_nobody(self):
        line = self._accept(self._quoted())
        self._get_order(line).order_line[1].price_unit = 10
        line.action_finish_work()

    # -- the limit --

    def test_within_the_limit(self):
        self.customer.rma_price_limit = 100
        line = self._quoted(partner_id=self.contact.id)
        self.assertEqual(line.claim_id.price_limit, 100)
        order = self._get_order(line)
        self.assertEqual(order.state, "sale")
        event = line.sudo().event_ids.filtered(lambda e: e.kind == "accepted")
        self.assertRegex(event.text, "85.00.*limit of.*100.00")
        self._add_labour(line, 30)
        line.action_create_quotation()
        self.assertEqual(line.money_state, "quoted", "115 in all are too much")
        self.assertEqual(self._get_order(line, "draft").amount_total, 30)

    def test_limit_in_another_currency(self):
        self.customer.property_product_pricelist = self._create_currency_pricelist()
        line = self._started(price_limit=85)
        self._add_part(line.sudo().repair_ids)
        self._add_labour(line)
        line.action_create_quotation()
        order = self._get_order(line)
        self.assertEqual((order.state, order.amount_total), ("sale", 170))

    def test_limit_is_raised_by_approvers(self):
        line = self._started()
        with self.assertRaisesRegex(UserError, "Ask an approver to raise it"):
            line.claim_id.price_limit = 500
        line.claim_id.with_user(self.approver).price_limit = 500
        line.claim_id.price_limit = 50

    # -- override --

    def test_override(self):
        line = self._quoted()
        reason = "His boss said yes by phone."
        self.assertRefused("right", line, "action_override_acceptance", reason)
        boss = line.with_user(self.approver)
        self.assertRefused("enter", boss, "action_override_acceptance", " ")
        self.assertTrue(boss.action_override_acceptance(reason))
        self.assertRepeatIsHarmless(boss, "action_override_acceptance", reason)
        self.assertRepeatIsHarmless(boss.claim_id, "action_override_acceptance", reason)
        override = line.override_ids.filtered(lambda o: o.kind == "acceptance")
        self.assertRecordValues(
            override,
            [{"kind": "acceptance", "reason": reason, "user_id": self.approver.id}],
        )
        self.assertIn("has not accepted", override.before)
        self.assertIn("85.00", override.after)
        self.assertEqual((line.money_state, line.next_step), ("quoted", "finish_work"))
        self._add_labour(line, 30)
        self.assertRefused("has not accepted", line, "action_finish_work")
        line.service_line_ids[-1:].unlink()
        line.action_finish_work()
        line.action_ship()
        self._get_order(line).order_line[1].price_unit = 70
        delivery = self._get_open_pickings(line.claim_id, "outgoing")
        with self.assertRaisesRegex(UserError, "has not accepted"):
            delivery.button_validate()

    def test_override_by_the_dialog(self):
        line = self._quoted().with_user(self.approver)
        action = line.action_open_override_acceptance()
        wizard = self.env["rma.remarks.wizard"].with_user(self.approver)
        wizard.with_context(**action["context"]).create({"text": "Yes"}).action_apply()
        kinds = line.override_ids.mapped("kind")
        self.assertEqual(kinds.count("acceptance"), 1)

    def test_nothing_to_override(self):
        line = self._accept(self._quoted()).with_user(self.approver)
        self.assertRefused("no acceptance", line, "action_override_acceptance", "x")

    # -- send --

    def test_send(self):
        """Sales people look it over, the system sends it for others."""
        line = self._started()
        self.assertRefused("no open quotation", line, "action_send_quotation")
        self._add_labour(line)
        line.action_create_quotation()
        self.assertNotified(line.claim_id.action_send_quotation())
        order = self._get_order(line)
        self.assertEqual(order.state, "sent")
        self.assertIn("offered", self._get_event_kinds(line.claim_id))
        self.agent.group_ids += self.env.ref("sales_team.group_sale_salesman_all_leads")
        action = line.action_send_quotation()
        self.assertEqual(action["res_model"], "mail.compose.message")

    # -- return unrepaired --

    def test_return_by_phone(self):
        self.company.rma_diagnosis_product_id = self.diagnosis
        line = self._quoted()
        order = self._get_order(line)
        self.assertTrue(line.action_return_unrepaired())
        self.assertEqual(order.state, "cancel")
        self.assertEqual(line.sudo().repair_ids.state, "cancel")
        self.assertEqual(line.resolution_kind, "return")
        fee = self._get_order(line, "sale")
        self.assertRecordValues(
            fee.order_line,
            [{"product_id": self.diagnosis.id, "price_total": 15, "discount": 0}],
        )
        self.assertEqual((line.money_state, line.next_step), ("to_invoice", "ship"))
        self.assertRepeatIsHarmless(line, "action_return_unrepaired")
        line.action_ship()
        self._hand_over(line.claim_id)
        line.action_deliver()
        self.assertEqual(line.next_step, "invoice")
        line.claim_id.action_create_invoice()
        self._get_invoices(line).action_post()
        line.claim_id.action_close()
        self.assertEqual(line.stage, "closed")

    def test_return_of_one_of_two(self):
        """The other unit keeps its part of the quotation."""
        claim = self._receive(
            self._approve(self._register_many(self.lots[:2], "repair"))
        )
        one, two = claim.line_ids
        self._cover(claim.line_ids, "paid")
        claim.action_start_work()
        self._add_labour(one)
        self._add_labour(two, 30)
        claim.action_create_quotation()
        one.action_return_unrepaired()
        self.assertEqual(self._get_order(two).amount_total, 30)
        self.assertEqual((one.money_state, two.money_state), ("none", "quoted"))

    def test_return_of_a_free_unit(self):
        self.company.rma_diagnosis_product_id = self.diagnosis
        line = self._started("free", 100, 100)
        line.action_return_unrepaired()
        self.assertFalse(self._get_order(line))
        self.assertEqual(line.money_state, "none")

    def test_return_refused(self):
        claim = self._approved("repair")
        self.assertRefused("is not here", claim.line_ids, "action_return_unrepaired")
        line = self._started("free", 100, 100, lot=self.lots[1])
        line.action_finish_work()
        self.assertRefused("is finished", line, "action_return_unrepaired")

    def test_replaced_in_advance_does_not_turn(self):
        """The replacement has gone: a late no cannot undo that."""
        claim = self._approved("replace_in_advance")
        line = claim.line_ids
        line.action_ship()
        self._hand_over(claim)
        self._receive(claim)
        self.assertRefused("have gone", line, "action_return_unrepaired")

    def test_vendor_repair_comes_back(self):
        """A unit at the vendor's is booked back before it goes."""
        claim = self._received("send_to_vendor")
        line = claim.line_ids
        self._cover(line, "paid")
        line.action_start_work()
        line.action_return_unrepaired()
        place = line.sudo()._get_current_location()
        self.assertEqual(place, self.company.rma_inspection_location_id)
        line.action_ship()
        self._hand_over(claim)
        self.assertEqual(line.goods_state, "shipped")

    def test_on_site(self):
        """Work at the customer's waits for his yes too."""
        claim = self._approved("onsite")
        line = claim.line_ids
        self._cover(line, "paid")
        line.action_start_work()
        self._add_labour(line)
        self.assertRefused("not made yet", line, "action_finish_work")
        line.action_create_quotation()
        self._accept(line)
        line.action_finish_work()
        self.assertEqual(line.money_state, "to_invoice")

    def test_own_claims_only(self):
        """An engineer quotes and notes labour on the own claims, on no other."""
        own = self._started(user_id=self.agent_own.id).with_user(self.agent_own)
        other = self._started(lot=self.lots[1], user_id=self.agent.id)
        other = other.with_user(self.agent_own)
        model = self.env["rma.service.line"].with_user(self.agent_own)
        model.create({"line_id": own.id})
        own.action_create_quotation()
        self.assertNotified(own.action_send_quotation())
        with self.assertRaises(AccessError):
            model.create({"line_id": other.id})
        with self.assertRaises(AccessError):
            other.action_create_quotation()

    def test_hint_of_what_was_not_sent(self):
        line = self._quoted()
        self.assertIn("was not sent", line.next_step_hint)
        self._get_order(line).action_quotation_sent()
        line.invalidate_recordset(["next_step_hint"])
        self.assertFalse(line.next_step_hint)

    def test_declined_addition_is_decided_by_people(self):
        """What was accepted before goes on without what was declined."""
        line = self._accept(self._quoted())
        part = self._add_part(line.sudo().repair_ids)
        line.action_create_quotation()
        order = self._get_order(line, "draft")
        order._action_cancel()
        order._decline_by_customer("No.")
        self.assertEqual((line.money_state, line.next_step), ("declined", "answer"))
        self.assertEqual(line.resolution_kind, "repair")
        self.assertRefused("declined", line, "action_finish_work")
        part._action_cancel()
        line.action_finish_work()


@tagged("post_install", "-at_install")
class TestPortalAnswer(HttpCase, PriceCommon):
    def _offer(self):
        """Return a unit whose quotation is with the customer."""
        line = self._quoted()
        order = self._get_order(line)
        order.require_signature = True
        order.action_quotation_sent()
        return line, order

    def test_signed_in_the_portal(self):
        line, order = self._offer()
        url = f"/my/orders/{order.id}"
        page = self.url_open(f"{url}?access_token={order._portal_ensure_token()}")
        self.assertIn(line.reference, page.text)
        self.make_jsonrpc_request(
            f"{url}/accept",
            {
                "access_token": order.access_token,
                "name": "Shop Keeper",
                "signature": SIGNATURE,
            },
        )
        self.assertEqual(order.state, "sale")
        event = line.sudo().event_ids.filtered(lambda e: e.kind == "accepted")
        self.assertIn("Shop Keeper", event.text)
        line.action_finish_work()

    def _decline(self, order, access_token=None):
        return self.url_open(
            f"/my/orders/{order.id}/decline",
            data={
                "access_token": access_token or order._portal_ensure_token(),
                "decline_message": "Too dear.",
                "csrf_token": self.csrf_token(),
            },
        )

    def csrf_token(self):
        """Return the token of a visitor's form."""
        self.authenticate(None, None)
        return Request.csrf_token(self)

    def test_declined_with_a_fee(self):
        self.company.rma_diagnosis_product_id = self.diagnosis
        line, order = self._offer()
        self._decline(order)
        self.env.invalidate_all()
        self.assertEqual(order.state, "cancel")
        event = line.sudo().event_ids.filtered(lambda e: e.kind == "declined")
        self.assertEqual(event.text, "Too dear.")
        self.assertEqual(line.resolution_kind, "return")
        self.assertEqual(line.money_state, "to_invoice")
        self.assertEqual(self._get_order(line, "sale").amount_total, 15)
        self._decline(order)
        self.assertEqual(len(self._get_order(line)), 2)

    def test_declined_without_a_fee(self):
        line, order = self._offer()
        self._decline(order)
        self.env.invalidate_all()
        self.assertEqual((line.resolution_kind, line.money_state), ("return", "none"))
        line.action_ship()
        self._hand_over(line.claim_id)
        line.action_deliver()
        line.claim_id.action_close()
        self.assertEqual(line.stage, "closed")

    def test_no_answer_without_the_token(self):
        line, order = self._offer()
        self._decline(order, access_token="x")
        self.assertEqual((order.state, line.money_state), ("sent", "quoted"))
