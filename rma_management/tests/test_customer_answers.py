# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from .answer_common import AnswerCommon


@tagged("post_install", "-at_install")
class TestCustomerConfirms(AnswerCommon):
    """It works."""

    def test_confirm_works(self):
        for claim in self._visit_twice(self._delivered):
            self.assertIn('id="rma_card_confirm"', self._get_page(claim))
            page = self._act(claim, "confirm", line_ids=claim.line_ids.id)
            self.assertDone(page)
            self.assertIn("is closed", page)
            self.assertEqual(claim.state, "closed")
            self.assertEqual(self._get_event_kinds(claim)[-2:], ["working", "closed"])
            actor = self._get_event(claim, "working")._get_actor()
            self.assertEqual(actor, self._get_visitor_name(claim))
            self.assertNotIn('action="/my/rma/%s/confirm"' % claim.id, page)

    def test_confirm_repeat(self):
        for claim in self._visit_twice(self._delivered):
            self._act(claim, "confirm", line_ids=claim.line_ids.id)
            self.assertPostHarmless(claim, "confirm", line_ids=claim.line_ids.id)

    def test_confirm_refused(self):
        """What is on our bench works for nobody."""
        for claim in self._visit_twice(self._received):
            self.assertNotIn("rma_card_confirm", self._get_page(claim))
            self.assertPostRefused(
                "you do not have", claim, "confirm", line_ids=claim.line_ids.id
            )
            self.assertPostRefused("choose the unit", claim, "confirm")

    def test_confirm_shipped_means_delivered(self):
        claim = self._sent_back(self._received())
        self.assertEqual(claim.goods_state, "shipped")
        self._visit(claim)
        self._act(claim, "confirm", line_ids=claim.line_ids.id)
        self.assertTrue(claim.line_ids.date_delivered)
        self.assertEqual(claim.state, "closed")

    def test_confirm_one_of_two(self):
        claim = self._register_many(self.lots[:2], "repair")
        self._sent_back(self._receive(self._approve(claim)))
        first, second = claim.line_ids
        page = self._visit(claim)
        self.assertIn(f'id="rma_confirm_{first.id}"', page)
        page = self._act(claim, "confirm", line_ids=first.id)
        self.assertIn("We have noted", page)
        self.assertNotIn(f'id="rma_confirm_{first.id}"', page)
        self.assertEqual(claim.state, "open")
        self.assertFalse(second.date_confirmed)
        self._act(claim, "confirm", line_ids=claim.line_ids.ids)
        self.assertEqual(claim.state, "closed")

    def test_confirm_leaves_open_what_is_to_be_settled(self):
        """Thank you; but the unit is to be invoiced before the claim closes."""
        claim = self._delivered()
        claim.line_ids.sudo()._write_axis({"money_state": "to_invoice"})
        self._visit(claim)
        page = self._act(claim, "confirm", line_ids=claim.line_ids.id)
        self.assertDone(page)
        self.assertTrue(claim.line_ids.date_confirmed)
        self.assertEqual(claim.state, "open")


@tagged("post_install", "-at_install")
class TestCustomerFollowUp(AnswerCommon):
    """It does not work: a linked claim carries it on."""

    def _report(self, claim, text="Still dead."):
        return self._act(claim, "failing", line_ids=claim.line_ids.ids, text=text)

    def test_failing_works(self):
        for claim in self._visit_twice(self._delivered):
            claim.user_id = self.agent
            page = self._report(claim)
            self.assertDone(page)
            follow_up = claim.follow_up_ids
            self.assertEqual(follow_up.origin_claim_id, claim)
            self.assertRecordValues(
                follow_up,
                [
                    {
                        "state": "submitted",
                        "channel": "portal",
                        "demand": "warranty",
                        "user_id": self.agent.id,
                        "partner_id": claim.partner_id.id,
                        "is_confirmed": True,
                    }
                ],
            )
            self.assertRecordValues(
                follow_up.line_ids,
                [
                    {
                        "lot_id": claim.lot_id.id,
                        "product_id": claim.product_id.id,
                        "symptom_note": "Still dead.",
                        "origin_line_id": claim.line_ids.id,
                    }
                ],
            )
            # the first claim asks nobody any more, and nothing else was missing
            self.assertEqual(claim.state, "closed")
            self.assertFalse(claim.line_ids.date_confirmed)
            failing = self._get_event(claim, "failing")
            self.assertEqual(failing.text, "Still dead.")
            self.assertEqual(failing.document_id, follow_up.id)
            self.assertEqual(failing._get_actor(), self._get_visitor_name(claim))
            self.assertIn("follow_up", self._get_event_kinds(follow_up))

    def test_failing_is_linked_both_ways_on_the_pages(self):
        for claim in self._visit_twice(self._delivered):
            page = self._report(claim)
            follow_up = claim.follow_up_ids
            self.assertIn('id="rma_follow_ups"', page)
            self.assertIn(f'href="/my/rma/{follow_up.id}', page)
            if self.token:
                self.token = follow_up.access_token
            page = self._get_page(follow_up)
            self.assertIn('id="rma_origin"', page)
            self.assertIn(f'href="/my/rma/{claim.id}', page)

    def test_link_does_not_lead_back_to_the_first_claim(self):
        """Who has only the follow-up's link does not get the first claim with it."""
        claim = self._delivered()
        self._visit(claim)
        self._report(claim)
        follow_up = claim.follow_up_ids
        page = self._visit(follow_up, is_token=True)
        self.assertIn('id="rma_origin"', page)
        self.assertNotIn(f'href="/my/rma/{claim.id}', page)

    def test_failing_repeat(self):
        for claim in self._visit_twice(self._delivered):
            self._report(claim)
            self.assertPostHarmless(
                claim, "failing", line_ids=claim.line_ids.id, text="Again."
            )
            self.assertEqual(len(claim.follow_up_ids), 1)

    def test_failing_refused(self):
        for claim in self._visit_twice(self._received):
            unit = claim.line_ids.id
            self.assertPostRefused(
                "you do not have", claim, "failing", line_ids=unit, text="Dead."
            )
            self.assertFalse(claim.follow_up_ids)

    def test_failing_needs_words(self):
        claim = self._delivered()
        unit = claim.line_ids.id
        self._visit(claim)
        self.assertPostRefused("Please write", claim, "failing", line_ids=unit)
        self.assertPostRefused(
            "Please write", claim, "failing", line_ids=unit, text=" \n "
        )
        self.assertPostRefused(
            "at most 4000", claim, "failing", line_ids=unit, text="x" * 4001
        )

    def test_refused_words_are_not_lost(self):
        """What was written is in the card again, for whoever wrote it, once."""
        claim = self._register_many(self.lots[:2], "repair")
        self._sent_back(self._receive(self._approve(claim)))
        self._visit(claim)
        page = self._act(claim, "failing", text="It <hums> loudly.")
        self.assertIn("Please choose the unit", page)
        self.assertIn("It &lt;hums&gt; loudly.</textarea>", page)
        self.assertNotIn("loudly", self._get_page(claim))

    def test_failing_after_the_end(self):
        """Within the company's days, not later."""
        claim = self._closed()
        ended = claim.line_ids.date_ended
        days = self.company.rma_failing_days
        with freeze_time(ended + timedelta(days=days, minutes=1)):
            self._visit(claim)
            self.assertPostRefused(
                f"more than {days} days ago",
                claim,
                "failing",
                line_ids=claim.line_ids.id,
                text="Dead again.",
            )
        with freeze_time(ended + timedelta(days=days - 1)):
            page = self._visit(claim)
            self.assertIn("Something does not work after all?", page)
            self.assertDone(self._report(claim, "Dead again."))
        self.assertEqual(claim.state, "closed")
        self.assertEqual(claim.follow_up_ids.state, "submitted")

    def test_failing_leaves_open_what_is_to_be_settled(self):
        """Goods or money of the first claim are settled first, then it closes; until
        then its serial number is in one approved claim only."""
        claim = self._delivered()
        claim.line_ids.sudo()._write_axis({"money_state": "to_invoice"})
        self._visit(claim)
        self._report(claim)
        self.assertEqual(claim.state, "open")
        self.assertFalse(claim.line_ids.needs_confirmation)
        self.assertNotIn("confirmed", claim.closure_hint)
        self.assertEqual(claim.next_step, "invoice")
        follow_up = claim.follow_up_ids
        follow_up.line_ids.resolution_id = self._resolution("repair")
        with self.assertRaisesRegex(UserError, "in the open claim"):
            follow_up.with_user(self.approver).action_approve()
        claim.line_ids.sudo()._write_axis({"money_state": "invoiced"})
        claim.action_close()
        follow_up.with_user(self.approver).action_approve()
        self.assertEqual(follow_up.line_ids.open_lot_id, self.lots[0])

    def test_failing_replacement_is_the_other_unit(self):
        claim = self._received("replace_after_receipt")
        claim.action_ship()
        self._hand_over(claim)
        self._visit(claim)
        sent = claim.sudo().line_ids.move_ids.filtered(
            lambda move: move._get_rma_direction() == "replaced"
        )
        lot = sent.move_line_ids.lot_id
        self.assertNotEqual(lot, claim.lot_id)
        self.assertDone(self._report(claim))
        self.assertEqual(claim.follow_up_ids.lot_id, lot)

    def test_failing_one_number_per_unit(self):
        self.customer.rma_unit_policy = "one"
        claim = self._register_many(self.lots[:1], "repair").sudo()
        claim.line_ids = [
            Command.create(
                {
                    "lot_id": self.lots[1].id,
                    "resolution_id": self._resolution("repair").id,
                }
            )
        ]
        claim = claim.with_user(self.agent)
        self._sent_back(self._receive(self._approve(claim)))
        self._visit(claim)
        self.assertDone(self._report(claim))
        self.assertEqual(claim.follow_up_ids.mapped("line_count"), [1, 1])
        self.assertEqual(claim.line_ids.follow_up_line_id.lot_id, claim.line_ids.lot_id)

    def test_failing_again_after_the_follow_up_was_withdrawn(self):
        claim = self._delivered()
        self._visit(claim)
        self._report(claim)
        first = claim.follow_up_ids
        self._act(first, "cancel")
        self.assertEqual(first.state, "cancelled")
        self._report(claim, "And again.")
        self.assertEqual(len(claim.follow_up_ids), 2)

    def test_failing_again_and_again(self):
        claim = self._delivered()
        self._visit(claim)
        for _time in range(5):
            self._report(claim)
            self._act(claim.follow_up_ids[0], "cancel")
        self.assertPostRefused(
            "several times today",
            claim,
            "failing",
            line_ids=claim.line_ids.id,
            text="Again.",
        )
        self.assertEqual(len(claim.follow_up_ids), 5)

    def test_failing_when_the_engineer_has_left(self):
        claim = self._delivered()
        claim.user_id = self.agent_own
        self.agent_own.active = False
        self._visit(claim)
        self._report(claim)
        self.assertNotEqual(claim.follow_up_ids.user_id, self.agent_own)

    def test_confirm_refused_after_failing(self):
        claim = self._delivered()
        claim.line_ids.sudo()._write_axis({"money_state": "to_invoice"})
        self._visit(claim)
        self._report(claim)
        self.assertPostRefused(
            "was reported not to work", claim, "confirm", line_ids=claim.line_ids.id
        )

    def test_staff_sees_the_link(self):
        claim = self._delivered()
        self._visit(claim)
        self._report(claim)
        claim = claim.with_user(self.agent)
        follow_up = claim.follow_up_ids
        self.assertEqual(claim.follow_up_count, 1)
        self.assertEqual(claim.action_view_follow_ups()["res_id"], follow_up.id)
        self.assertEqual(follow_up.action_view_origin_claim()["res_id"], claim.id)
        line, new = claim.line_ids, follow_up.line_ids
        self.assertEqual(line.action_view_follow_up_line()["res_id"], new.id)
        self.assertEqual(new.action_view_origin_line()["res_id"], line.id)


@tagged("post_install", "-at_install")
class TestCustomerIsAsked(AnswerCommon):
    """We ask, the customer answers, the work goes on."""

    def test_ask_works(self):
        claim = self._submitted()
        self.assertTrue(claim.is_ask_customer_allowed)
        self.assertIs(claim.action_ask_customer("  Is it under glass? "), True)
        self.assertEqual(claim.question, "Is it under glass?")
        self.assertEqual(claim.next_step, "wait_customer")
        self.assertEqual(claim.ball_owner, "customer")
        self.assertEqual(claim.work_hold, "waiting_customer")
        self.assertIn("Is it under glass?", claim.next_step_hint)
        self.assertFalse(claim.is_ask_customer_allowed)
        self.assertEqual(self._get_event(claim, "asked").text, "Is it under glass?")

    def test_ask_repeat(self):
        claim = self._asked()
        self.assertRepeatIsHarmless(claim.line_ids, "action_ask_customer", "Again?")
        self.assertRepeatIsHarmless(claim, "action_ask_customer", "Again?")

    def test_ask_refused(self):
        claim = self._submitted()
        self.assertRefused("Please enter the question", claim, "action_ask_customer")
        claim.action_cancel("By mistake.")
        self.assertRefused(
            "is cancelled", claim.line_ids, "action_ask_customer", "Why?"
        )

    def test_ask_by_dialog(self):
        claim = self._submitted()
        action = claim.action_open_ask_customer()
        wizard = (
            self.env[action["res_model"]]
            .with_user(self.agent)
            .with_context(**action["context"])
            .create({"text": "Why?"})
        )
        wizard.action_apply()
        self.assertEqual(claim.question, "Why?")

    def test_ask_keeps_another_hold(self):
        """Parts are missing whatever the customer says."""
        claim = self._received()
        claim.action_start_work()
        claim.work_hold = "waiting_parts"
        claim.action_ask_customer("Which colour?")
        self.assertEqual(claim.work_hold, "waiting_parts")
        self.assertEqual(claim.next_step, "wait_customer")
        claim.action_answer_question("Blue, he says on the phone.")
        self.assertEqual(claim.work_hold, "waiting_parts")
        self.assertEqual(claim.next_step, "wait_parts")

    def test_staff_enters_the_answer(self):
        claim = self._asked()
        self.assertIs(claim.action_answer_question("It says E5."), True)
        self.assertFalse(claim.question)
        self.assertEqual(claim.next_step, "decide")
        self.assertFalse(claim.work_hold)
        self.assertEqual(self._get_event(claim, "answered").text, "It says E5.")
        self.assertRepeatIsHarmless(claim, "action_answer_question", "Again.")

    def test_staff_answer_refused(self):
        claim = self._asked()
        self.assertRefused("Please enter the answer", claim, "action_answer_question")

    def test_answer_works(self):
        for claim in self._visit_twice(self._asked):
            claim.user_id = self.agent
            self.assertIn("What does the display say?", self._get_page(claim))
            page = self._act(
                claim, "answer", line_ids=claim.line_ids.id, text="It says E5."
            )
            self.assertDone(page)
            self.assertNotIn("What does the display say?", page.split("rma_units")[0])
            self.assertFalse(claim.question)
            self.assertFalse(claim.work_hold)
            self.assertEqual(claim.next_step, "decide")
            event = self._get_event(claim, "answered")
            self.assertEqual(event.text, "It says E5.")
            self.assertEqual(event._get_actor(), self._get_visitor_name(claim))
            activity = claim.sudo().activity_ids
            self.assertEqual(activity.user_id, self.agent)
            self.assertIn("It says E5.", activity.note)

    def test_answer_repeat(self):
        for claim in self._visit_twice(self._asked):
            unit = claim.line_ids.id
            self._act(claim, "answer", line_ids=unit, text="It says E5.")
            self.assertPostHarmless(claim, "answer", line_ids=unit, text="E6!")
            self.assertEqual(len(claim.sudo().activity_ids), 1)

    def test_answer_refused(self):
        for claim in self._visit_twice(self._asked):
            unit = claim.line_ids.id
            self.assertPostRefused("Please write", claim, "answer", line_ids=unit)
            claim.action_cancel("By mistake.")
            self.assertPostRefused(
                "is finished", claim, "answer", line_ids=unit, text="It says E5."
            )

    def test_answer_of_whom_nobody_works_for(self):
        """Whoever has asked gets the to-do."""
        claim = self._asked()
        claim.user_id = False
        self._visit(claim)
        self._act(claim, "answer", line_ids=claim.line_ids.id, text="E5.")
        self.assertEqual(claim.sudo().activity_ids.user_id, self.agent)

    def test_one_question_about_many_units_is_one_card(self):
        claim = self._register_many(self.lots[:3], "repair")
        claim.action_submit()
        claim.line_ids[:2].action_ask_customer("Both wet?")
        claim.line_ids[2].action_ask_customer("And this one?")
        page = self._visit(claim)
        self.assertEqual(page.count("We have a question"), 2)
        page = self._act(claim, "answer", line_ids=claim.line_ids[:2].ids, text="Both.")
        self.assertEqual(page.count("We have a question"), 1)
        self.assertEqual(claim.line_ids.mapped("next_step")[:2], ["decide"] * 2)
        self.assertEqual(claim.line_ids[2].next_step, "wait_customer")


@tagged("post_install", "-at_install")
class TestCustomerExtends(AnswerCommon):
    """A little more time, once."""

    def test_extend_works(self):
        for claim in self._visit_twice(self._approved):
            until = claim.valid_until
            self.assertIn('id="rma_card_extend"', self._get_page(claim))
            page = self._act(claim, "extend")
            self.assertDone(page)
            self.assertNotIn('id="rma_card_extend"', page)
            self.assertEqual(claim.valid_until, until + timedelta(days=14))
            actor = self._get_event(claim, "extended")._get_actor()
            self.assertEqual(actor, self._get_visitor_name(claim))

    def test_extend_repeat(self):
        for claim in self._visit_twice(self._approved):
            self._act(claim, "extend")
            self.assertPostHarmless(claim, "extend")

    def test_extend_refused(self):
        for claim in self._visit_twice(self._received):
            self.assertPostRefused("nothing to extend", claim, "extend")

    def test_extend_refused_without_number(self):
        claim = self._submitted()
        self._visit(claim)
        self.assertPostRefused("cannot be extended here", claim, "extend")

    def test_extend_refused_by_the_company(self):
        self.company.rma_customer_extension_days = 0
        claim = self._approved()
        self.assertNotIn('id="rma_card_extend"', self._visit(claim))
        self.assertPostRefused("cannot be extended here", claim, "extend")

    def _expired(self):
        """Return a claim that has just expired, and the day of it."""
        claim = self._approved()
        day = fields.Datetime.to_datetime(claim.valid_until) + timedelta(days=1.5)
        with freeze_time(day):
            claim.sudo()._expire()
        return claim, day

    def test_extend_revives_the_expired(self):
        claim, day = self._expired()
        self.assertEqual(claim.state, "expired")
        with freeze_time(day):
            self._visit(claim)
            self.assertDone(self._act(claim, "extend"))
        self.assertEqual(claim.state, "open")
        self.assertEqual(claim.goods_state, "expected")

    def test_extend_refused_when_it_expired_long_ago(self):
        claim, day = self._expired()
        with freeze_time(day + timedelta(days=14)):
            self._visit(claim)
            self.assertPostRefused("too long ago", claim, "extend")

    def test_extend_refused_when_claimed_again(self):
        """Nothing of the other claim is told."""
        claim, day = self._expired()
        other = self._approved()
        with freeze_time(day):
            self._visit(claim)
            self.assertPostRefused("in another claim by now", claim, "extend")
            self.assertNotIn(other.rma_number, self._get_page(claim))


@tagged("post_install", "-at_install")
class TestCustomerRates(AnswerCommon):
    """How satisfied he was; he may change his mind."""

    def test_rate_works(self):
        for claim in self._visit_twice(self._closed):
            self.assertIn('id="rma_card_rate"', self._get_page(claim))
            page = self._act(claim, "rate", rate="5", text="Quick!")
            self.assertDone(page)
            rating = claim.sudo().rating_ids
            self.assertRecordValues(
                rating,
                [
                    {
                        "rating": 5,
                        "feedback": "Quick!",
                        "consumed": True,
                        "partner_id": claim.partner_id.id,
                    }
                ],
            )
            found = self.env["rma.claim"].search([("rating_last_value", ">=", 4)])
            self.assertIn(claim, found)
            agent = claim.with_user(self.agent)
            self.assertEqual(agent.rating_avg_text, "top")
            self.assertEqual(agent.action_view_ratings()["res_id"], rating.id)

    def test_rate_changes(self):
        for claim in self._visit_twice(self._closed):
            self._act(claim, "rate", rate="5")
            self._act(claim, "rate", rate="1", text="Broken again.")
            rating = claim.sudo().rating_ids
            self.assertEqual(rating.mapped("rating"), [1])
            self.assertEqual(rating.feedback, "Broken again.")

    def test_rate_repeat(self):
        for claim in self._visit_twice(self._closed):
            self._act(claim, "rate", rate="3", text="Fine.")
            self.assertPostHarmless(claim, "rate", rate="3", text="Fine.")

    def test_rate_refused(self):
        for claim in self._visit_twice(self._delivered):
            self.assertNotIn('id="rma_card_rate"', self._get_page(claim))
            self.assertPostRefused("is not finished yet", claim, "rate", rate="5")

    def test_rate_takes_the_three_choices_only(self):
        claim = self._closed()
        self._visit(claim)
        for rate in ("0", "2", "6", "-1", "1e9", "five", ""):
            with self.subTest(rate=rate):
                self.assertPostRefused("Please choose", claim, "rate", rate=rate)
        self.assertFalse(claim.sudo().rating_ids)

    def test_rate_is_that_of_the_link_in_the_mail(self):
        claim = self._closed()
        token = claim.sudo()._rating_get_access_token()
        self._visit(claim, is_token=True)
        self._act(claim, "rate", rate="1", text="Slow.")
        response = self._post(
            f"/rate/{token}/submit_feedback", {"rate": 5, "feedback": "Sorry, good."}
        )
        self.assertEqual(response.status_code, 200)
        self.env.invalidate_all()
        rating = claim.sudo().rating_ids
        self.assertEqual(rating.mapped("rating"), [5])
        self.assertIn("Sorry, good.", self._get_page(claim))


@tagged("post_install", "-at_install")
class TestCustomerCancels(AnswerCommon):
    """Not needed any more, before anybody has decided."""

    def test_cancel_works(self):
        for claim in self._visit_twice(self._submitted):
            self.assertIn('id="rma_card_cancel"', self._get_page(claim))
            page = self._act(claim, "cancel", text="It works again.")
            self.assertDone(page)
            self.assertNotIn('id="rma_card_cancel"', page)
            self.assertEqual(claim.state, "cancelled")
            event = self._get_event(claim, "cancelled")
            self.assertEqual(event.text, "It works again.")
            self.assertEqual(event._get_actor(), self._get_visitor_name(claim))

    def test_cancel_repeat(self):
        for claim in self._visit_twice(self._submitted):
            self._act(claim, "cancel")
            self.assertPostHarmless(claim, "cancel", text="Again.")

    def test_cancel_refused(self):
        for claim in self._visit_twice(self._approved):
            self.assertNotIn('id="rma_card_cancel"', self._get_page(claim))
            self.assertPostRefused("being worked on already", claim, "cancel")

    def test_cancel_refused_when_one_unit_is_approved(self):
        claim = self._register_many(self.lots[:2], "repair")
        claim.action_submit()
        claim.line_ids[0].with_user(self.approver).action_approve()
        self._visit(claim)
        self.assertPostRefused("being worked on already", claim, "cancel")


@tagged("post_install", "-at_install")
class TestCustomerQuotation(AnswerCommon):
    """The card leads to the native page, which leads back."""

    def _quoted(self, **vals):
        """Return a claim whose quotation was sent to the customer."""
        claim = self._received(**vals)
        order = (
            self.env["sale.order"]
            .sudo()
            .create(
                {
                    "partner_id": self.customer.id,
                    "rma_line_ids": [Command.link(claim.line_ids.id)],
                    "order_line": [Command.create({"product_id": self.part.id})],
                }
            )
        )
        order.action_quotation_sent()
        return claim

    def test_quotation_and_back(self):
        for claim in self._visit_twice(self._quoted):
            order = claim.sudo().sale_order_ids
            page = self._get_page(claim)
            self.assertIn('id="rma_card_quotation"', page)
            url = order.get_portal_url()
            self.assertIn(f'href="{url}"', page)
            self.assertIn(f"{order.amount_total:.2f}", page)
            page = self._get(url).text
            self.assertIn('id="rma_back_links"', page)
            self.assertIn(f'href="/my/rma/{claim.id}', page)
            if self.token:
                self.assertIn(f"access_token={self.token}", page)

    def test_accepted_or_declined_waits_no_more(self):
        acts = ("action_confirm", "action_cancel")
        for act, lot in zip(acts, self.lots[:2], strict=True):
            claim = self._quoted(lot=lot)
            getattr(claim.sudo().sale_order_ids, act)()
            self.assertNotIn("rma_card_quotation", self._visit(claim))

    def test_unsent_quotation_is_no_business_of_the_customer(self):
        claim = self._quoted()
        claim.sudo().sale_order_ids.state = "draft"
        self.assertNotIn("rma_card_quotation", self._visit(claim))

    def test_link_of_the_order_does_not_lead_to_the_claim(self):
        """Who got the order's link from somebody else is not led to the claim."""
        claim = self._quoted()
        url = claim.sudo().sale_order_ids.get_portal_url()
        self._login(None)
        self.assertNotIn("/my/rma/", self._get(url).text)
        self._login(self.mallory)
        self.assertNotIn("/my/rma/", self._get(url).text)


@tagged("post_install", "-at_install")
class TestAnswerPage(AnswerCommon):
    """The page with the cards."""

    SOLD = 51

    def _count_queries(self, claim):
        """Return how many queries the page of *claim* takes, warm."""
        self._visit(claim)
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        self._get_page(claim)
        return self.cr.sql_log_count - before

    def test_queries_do_not_grow_with_the_units(self):
        counts = []
        for lots in (self.lots[:1], self.lots[1:51]):
            claim = self._register_many(lots, "repair")
            self._sent_back(self._receive(self._approve(claim)))
            claim.line_ids[:1].action_ask_customer("Wet?")
            counts.append(self._count_queries(claim))
        self.assertLessEqual(counts[1], counts[0] + 3, counts)
