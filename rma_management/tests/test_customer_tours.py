# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.fields import Command
from odoo.tests import tagged

from .answer_common import AnswerCommon


@tagged("post_install", "-at_install", "browser")
class TestCustomerTours(AnswerCommon):
    """What the customer does next, in a browser: logged in, or by the link."""

    def _tour(self, claim, name, user=None):
        token = "" if user else f"?access_token={self._get_token(claim)}"
        login = user.login if user else None
        self.start_tour(f"/my/rma/{claim.id}{token}", name, login=login)
        self.env.invalidate_all()

    def test_confirm_works(self):
        """The unit works: the claim is closed and rated."""
        for user, lot in zip((self.portal, None), self.lots, strict=False):
            claim = self._delivered(lot=lot)
            self._tour(claim, "rma_confirm_works_tour", user)
            self.assertEqual(claim.state, "closed")
            self.assertEqual(claim.sudo().rating_ids.rating, 5)

    def test_report_failing(self):
        """The unit does not work: the follow-up is raised and opened."""
        for user, lot in zip((self.portal, None), self.lots, strict=False):
            claim = self._delivered(lot=lot)
            self._tour(claim, "rma_report_failing_tour", user)
            self.assertEqual(claim.follow_up_ids.state, "submitted")

    def test_ask_and_answer(self):
        """The desk asks, the customer answers."""
        claim = self._submitted()
        self.start_tour(
            f"/odoo/rma/{claim.id}", "rma_ask_customer_tour", login=self.agent.login
        )
        self.env.invalidate_all()
        self.assertEqual(claim.question, "Is it wet?")
        self._tour(claim, "rma_answer_question_tour")
        self.assertFalse(claim.question)

    def test_quotation_accepted(self):
        """Accepted and signed on the native page, which leads back."""
        for user, lot in zip((self.portal, None), self.lots, strict=False):
            claim = self._received(lot=lot)
            order = self.env["sale.order"].create(
                {
                    "partner_id": self.customer.id,
                    "require_signature": True,
                    "require_payment": False,
                    "rma_line_ids": [Command.link(claim.line_ids.id)],
                    "order_line": [Command.create({"product_id": self.part.id})],
                }
            )
            order.action_quotation_sent()
            self._tour(claim, "rma_quotation_accepted_tour", user)
            self.assertEqual(order.state, "sale")
            self.assertEqual(order.signed_by, "Shop Keeper")
            self.assertIn("accepted", self._get_event_kinds(claim))
