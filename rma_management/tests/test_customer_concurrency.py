# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from psycopg2 import OperationalError

from odoo import fields
from odoo.exceptions import LockError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .two_people import TwoPeople


@tagged("post_install", "-at_install")
class TestCustomerConcurrency(TwoPeople):
    """The customer answers while a colleague works on the same claim."""

    def _prepare(self, env):
        partner = env["res.partner"].create({"name": "Two at Once"})
        product = env["product.product"].create(
            {
                "name": "Contested",
                "type": "consu",
                "warranty": 24,
                "warranty_type": "month",
            }
        )
        self.ids["res.partner"] = partner.ids
        self.ids["product.template"] = product.product_tmpl_id.ids
        claim = env["rma.claim"].create(
            {
                "partner_id": partner.id,
                "product_id": product.id,
                "date_purchased": fields.Date.today(),
                "resolution_id": env.ref("rma_management.resolution_onsite").id,
            }
        )
        self.ids["rma.claim"] = claim.ids
        claim.action_submit()
        claim.line_ids.action_approve()
        claim.action_start_work()
        claim.action_finish_work()

    def _delete(self, env):
        claims = self._get(env, "rma.claim")
        follow_ups = env["rma.claim"].search([("origin_claim_id", "in", claims.ids)])
        (follow_ups | claims).unlink()
        self._get(env, "product.template").unlink()
        self._get(env, "res.partner").unlink()

    def _get_claim(self, env):
        return self._get(env, "rma.claim")

    def _get_kinds(self):
        with self._transaction() as env:
            return self._get_claim(env).event_ids.mapped("kind")

    def test_customer_confirms_while_staff_closes(self):
        with self._two_people() as (mine, theirs):
            claim = self._get_claim(mine).sudo()
            self.assertTrue(claim._customer_confirm_working(claim.line_ids))
            mine.cr.flush()
            other = self._get_claim(theirs)
            with self.assertRaisesRegex(LockError, "Somebody else is changing"):
                other.line_ids.action_confirm_working()
            theirs.cr.rollback()
            mine.cr.commit()
            # the colleague tries again and is told
            answer = self._get_claim(theirs).action_close()
            self.assertEqual(answer["tag"], "display_notification")
        kinds = self._get_kinds()
        self.assertEqual(kinds.count("working"), 1)
        self.assertEqual(kinds.count("closed"), 1)

    def test_staff_closes_while_customer_confirms(self):
        with self._two_people() as (mine, theirs):
            staff = self._get_claim(mine)
            staff.action_confirm_working()
            staff.action_close()
            mine.cr.flush()
            claim = self._get_claim(theirs).sudo()
            with self.assertRaisesRegex(LockError, "Somebody else is changing"):
                claim._customer_confirm_working(claim.line_ids)
            theirs.cr.rollback()
            mine.cr.commit()
            claim = self._get_claim(theirs).sudo()
            self.assertTrue(claim._customer_confirm_working(claim.line_ids))
        kinds = self._get_kinds()
        self.assertEqual(kinds.count("working"), 1)
        self.assertEqual(kinds.count("closed"), 1)

    def test_reported_twice_at_the_same_moment(self):
        """One follow-up, whoever in the customer's company presses first."""
        with self._two_people() as (mine, theirs):
            other = self._get_claim(theirs).sudo()
            other.line_ids.mapped("ending")
            claim = self._get_claim(mine).sudo()
            claim._customer_report_failing(claim.line_ids, "Dead.")
            mine.cr.commit()
            # the server repeats the request on this error
            with mute_logger("odoo.sql_db"), self.assertRaises(OperationalError):
                other._customer_report_failing(other.line_ids, "Dead!")
            theirs.cr.rollback()
            theirs.transaction.reset()
            other = self._get_claim(theirs).sudo()
            follow_up = other._customer_report_failing(other.line_ids, "Dead!")
            self.assertEqual(follow_up, other.follow_up_ids)
            self.assertEqual(len(follow_up), 1)
