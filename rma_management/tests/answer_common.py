# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

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

    def _act(self, claim, action, files=None, **data):
        """Post a card of the claim's page; return the page that follows."""
        if self.token:
            data["access_token"] = self.token
        response = self._post(f"/my/rma/{claim.id}/{action}", data, files=files)
        self.assertEqual(response.status_code, 303, response.text[-2000:])
        self.env.invalidate_all()
        return self._get_page(claim)

    def _visit_twice(self, make_claim):
        """Yield new claims, whose customer is logged in, then comes by the link."""
        for is_token in (False, True):
            with self.subTest(is_token=is_token):
                claim = make_claim(lot=self.lots[int(is_token)])
                self._visit(claim, is_token=is_token)
                yield claim

    def _get_visitor_name(self, claim):
        """Return under which name the timeline keeps what the visitor did."""
        return claim.partner_id.name if self.token else self.portal.name

    def _get_event(self, claim, kind):
        """Return the latest event of *kind* of the claim."""
        return claim.sudo().event_ids.filtered(lambda event: event.kind == kind)[:1]

    def assertDone(self, page):
        """Assert that the page tells no refusal."""
        self.assertIn("alert-success", page)
        self.assertNotIn("alert-danger", page)

    def assertPostRefused(self, message, claim, action, **data):
        """Assert that a post is refused by a sentence and changes nothing."""
        self.env.invalidate_all()
        before = self._get_snapshot(claim)
        page = self._act(claim, action, **data)
        self.assertIn("alert-danger", page)
        self.assertRegex(page, message)
        self.assertEqual(self._get_snapshot(claim), before)

    def assertPostHarmless(self, claim, action, **data):
        """Assert that a repeated post changes nothing and is no error."""
        self.env.invalidate_all()
        before = self._get_snapshot(claim)
        self.assertDone(self._act(claim, action, **data))
        self.assertEqual(self._get_snapshot(claim), before)

    # -- what the claims are like --

    @classmethod
    def _sent_back(cls, claim):
        """Bring a received claim's units back to the customer, worked on."""
        for line in claim.line_ids.filtered("resolution_id.needs_work"):
            line.action_start_work()
            line.action_finish_work()
        claim.action_ship()
        cls._hand_over(claim)
        return claim

    @classmethod
    def _delivered(cls, resolution="repair", **vals):
        """Return a claim whose units the customer has back."""
        claim = cls._sent_back(cls._received(resolution, **vals))
        shipped = claim.line_ids.filtered(lambda line: line.goods_state == "shipped")
        shipped.action_deliver()
        return claim

    @classmethod
    def _closed(cls, resolution="repair", **vals):
        """Return a claim that is at its end."""
        return cls._finish(cls._received(resolution, **vals))

    @classmethod
    def _submitted(cls, **vals):
        """Return a claim that waits for its decision."""
        claim = cls._register(**vals)
        claim.action_submit()
        return claim

    @classmethod
    def _asked(cls, question="What does the display say?", **vals):
        """Return a claim whose customer has a question to answer."""
        claim = cls._submitted(**vals)
        claim.action_ask_customer(question)
        return claim
