# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import RmaCommon


@tagged("post_install", "-at_install")
class TestQuotation(RmaCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._buy(cls.part, quantity=10)
        cls.claim = cls._received("repair", user=cls.agent_own)
        cls.line = cls.claim.line_ids

    def _start_paid(self):
        self.part.invoice_policy = "delivery"
        self.line.sudo().coverage = "paid"
        self.line.action_start_work()
        self._add_part(self.line.sudo().repair_ids)

    def test_quotation_works(self):
        self._start_paid()
        self.assertEqual(self.line.money_state, "to_quote")
        self.line.action_create_quotation()
        order = self.line.sudo().sale_order_ids
        self.assertEqual(order.partner_id, self.customer)
        self.assertEqual(order.order_line.product_id, self.part)
        self.assertEqual(self.line.money_state, "quoted")
        order.action_confirm()
        self.assertEqual(self.line.money_state, "accepted")

    def test_quotation_refused_and_repeated(self):
        self.assertRefused("is free", self.line, "action_create_quotation")
        self._start_paid()
        self.line.action_create_quotation()
        self.assertRepeatIsHarmless(self.line, "action_create_quotation")
        self.assertRepeatIsHarmless(self.claim, "action_create_quotation")

    def test_quotation_declined(self):
        self._start_paid()
        self.line.action_create_quotation()
        self.line.sudo().sale_order_ids._action_cancel()
        self.assertEqual(self.line.money_state, "declined")

    def test_unaccepted_quotation_blocks(self):
        """A repair is not finished while its quotation is unaccepted (design §6)."""
        self._start_paid()
        self.line.action_create_quotation()
        with self.assertRaisesRegex(UserError, "[Qq]uotation"):
            self.line.action_finish_work()

    def test_part_in_two_claims_quotation(self):
        """One quotation per claim: two claims at once do not share one."""
        other = self._received("repair", lot=self.lots[1])
        lines = self.line.with_user(self.agent) | other.line_ids
        lines.sudo().write({"coverage": "paid"})
        lines.action_start_work()
        lines.action_create_quotation()
        self.assertEqual(len(lines.sudo().sale_order_ids), 2)
        for line in lines.sudo():
            self.assertEqual(len(line.sale_order_ids), 1)
