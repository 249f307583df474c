# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.tests import tagged

from .portal_common import PortalCommon


class AnswerCommon(PortalCommon):
    """A claim and its customer, who comes by login or by link."""

    def _visit(self, claim, is_token=False):
        """Come to the claim's page; later posts are this visitor's."""
        self.token = self._get_token(claim) if is_token else None
        self._login(None if is_token else self.portal)
        return self._get_page(claim)

    def _get_page(self, claim):
        """Return the claim's page as the visitor sees it now."""
        query = f"?access_token={self.token}" if self.token else ""
        response = self._get(f"/my/rma/{claim.id}{query}")
        self.assertEqual(response.status_code, 200)
        return response.text

    def _act(self, claim, action, **data):
        """Post a card of the claim's page; return the page that follows."""
        if self.token:
            data["access_token"] = self.token
        response = self._post(f"/my/rma/{claim.id}/{action}", data)
        self.assertEqual(response.status_code, 303, response.text[-2000:])
        self.env.invalidate_all()
        return self._get_page(claim)

    def _act_as_both(self, make_claim):
        """Yield claims of *make_claim* with the customer logged in, then by link."""
        for is_token in (False, True):
            with self.subTest(is_token=is_token):
                claim = make_claim()
                self._visit(claim, is_token=is_token)
                yield claim
                self._drop(claim)

    def _drop(self, claim):
        """Free the serial numbers of *claim* for the next one."""
        lines = (claim | claim.follow_up_ids).sudo().line_ids
        lines.filtered(lambda line: not line.ending)._write_axis(
            {"ending": "closed"}
        )

    def _delivered(self, resolution="repair", **vals):
        """Return a claim whose units the customer has back."""
        claim = self._received(resolution, **vals)
        for line in claim.line_ids.filtered("resolution_id.needs_work"):
            line.action_start_work()
            line.action_finish_work()
        claim.action_ship()
        self._hand_over(claim)
        claim.line_ids.filtered(
            lambda line: line.goods_state == "shipped"
        ).action_deliver()
        return claim


@tagged("post_install", "-at_install")
class TestCustomerConfirms(AnswerCommon):
    """It works, or it does not."""

    def test_confirm_works(self):
        for claim in self._act_as_both(self._delivered):
            self.assertIn("rma_card_confirm", self._get_page(claim))
            page = self._act(claim, "confirm", line_ids=claim.line_ids.id)
            self.assertIn("is closed", page)
            self.assertEqual(claim.state, "closed")
            kinds = self._get_event_kinds(claim)
            self.assertEqual(kinds[-2:], ["working", "closed"])
            event = claim.sudo().event_ids.filtered(lambda e: e.kind == "working")
            name = self.portal.name if not self.token else claim.partner_id.name
            self.assertEqual(event._get_actor(), name)

    def test_confirm_repeat(self):
        claim = self._delivered()
        self._visit(claim)
        self._act(claim, "confirm", line_ids=claim.line_ids.id)
        before = self._get_snapshot(claim)
        page = self._act(claim, "confirm", line_ids=claim.line_ids.id)
        self.assertNotIn("alert-danger", page)
        self.assertEqual(self._get_snapshot(claim), before)

    def test_confirm_refused(self):
        """What is on our bench works for nobody."""
        claim = self._received()
        page = self._visit(claim)
        self.assertNotIn("rma_card_confirm", page)
        before = self._get_snapshot(claim)
        page = self._act(claim, "confirm", line_ids=claim.line_ids.id)
        self.assertIn("you do not have", page)
        self.assertEqual(self._get_snapshot(claim), before)

    def test_confirm_one_of_two(self):
        claim = self._register_many(self.lots[:2], "repair")
        self._receive(self._approve(claim))
        claim.action_start_work()
        claim.action_finish_work()
        claim.action_ship()
        self._hand_over(claim)
        self._visit(claim)
        page = self._act(claim, "confirm", line_ids=claim.line_ids[0].id)
        self.assertIn("We have noted", page)
        self.assertEqual(claim.state, "open")
        self.assertEqual(claim.line_ids[0].goods_state, "delivered")
        self.assertFalse(claim.line_ids[1].date_confirmed)
        self._act(claim, "confirm", line_ids=claim.line_ids.ids)
        self.assertEqual(claim.state, "closed")

    def test_failing_works(self):
        for claim in self._act_as_both(self._delivered):
            page = self._act(
                claim, "failing", line_ids=claim.line_ids.id, text="Still dead."
            )
            self.assertNotIn("alert-danger", page)
            self.assertEqual(claim.state, "closed")
            self.assertFalse(claim.line_ids.date_confirmed)
            follow_up = claim.follow_up_ids
            self.assertEqual(follow_up.state, "submitted")
            self.assertEqual(follow_up.channel, "portal")
            self.assertEqual(follow_up.user_id, claim.user_id)
            self.assertEqual(follow_up.line_ids.lot_id, claim.line_ids.lot_id)
            self.assertEqual(follow_up.line_ids.symptom_note, "Still dead.")
            self.assertEqual(claim.line_ids.follow_up_line_id, follow_up.line_ids)
