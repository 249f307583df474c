# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from unittest.mock import patch

from psycopg2 import IntegrityError, OperationalError

from odoo.exceptions import LockError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..tools import rma_number
from .two_people import TwoPeople


@tagged("post_install", "-at_install")
class TestConcurrency(TwoPeople):
    """Two people at the same moment: real transactions, committed and cleaned up."""

    def _prepare(self, env):
        self.ids["rma.claim"] = []
        self.partner_id = env["res.partner"].create({"name": "Two at Once"}).id
        product = env["product.product"].create(
            {"name": "Contested", "type": "consu", "is_storable": True}
        )
        self.product_id = product.id
        self.resolution_id = env.ref("rma_management.resolution_return_unrepaired").id
        for _i in range(2):
            claim = env["rma.claim"].create(
                {
                    "partner_id": self.partner_id,
                    "line_ids": 2 * [(0, 0, self._get_unit_vals())],
                }
            )
            claim.action_submit()
            self.ids["rma.claim"].append(claim.id)

    def _get_unit_vals(self):
        return {"product_id": self.product_id, "resolution_id": self.resolution_id}

    def _delete(self, env):
        claims = self._get(env, "rma.claim").exists()
        pickings = claims.line_ids.picking_ids
        pickings.action_cancel()
        pickings.move_ids.unlink()
        pickings.unlink()
        claims.unlink()
        env["product.product"].browse(self.product_id).product_tmpl_id.unlink()
        env["res.partner"].browse(self.partner_id).unlink()

    def _get_claims(self, env):
        return self._get(env, "rma.claim")

    # -- one wins, the other gets a sentence --

    def test_approve_at_the_same_moment(self):
        with self._two_people() as (mine, theirs):
            claim = self._get_claims(mine)[0]
            self.assertIs(claim.action_approve(), True)
            claim.env.cr.flush()
            other = self._get_claims(theirs)[0]
            with self.assertRaisesRegex(LockError, "Somebody else is changing"):
                other.action_approve()
            theirs.cr.rollback()
            mine.cr.commit()
            # the second one tries again and is told
            answer = self._get_claims(theirs)[0].action_approve()
            self.assertEqual(answer["tag"], "display_notification")
        self._assert_approved_once()

    def _assert_approved_once(self):
        with self._transaction() as env:
            claim = self._get_claims(env)[0]
            self.assertEqual(len(claim.line_ids.picking_ids), 1)
            self.assertEqual(len(claim.line_ids.move_ids), 2)
            kinds = claim.event_ids.mapped("kind")
            self.assertEqual(kinds.count("approved"), 2, "One for each unit")

    def test_approve_on_an_old_view_of_things(self):
        """Who read the claim before the other one committed decides on nothing."""
        with self._two_people() as (mine, theirs):
            other = self._get_claims(theirs)[0]
            self.assertEqual(other.line_ids.mapped("decision"), ["submitted"] * 2)
            self._get_claims(mine)[0].action_approve()
            mine.cr.commit()
            # the server repeats the request on this error, see odoo.service.model
            with mute_logger("odoo.sql_db"), self.assertRaises(OperationalError):
                other.action_approve()
            theirs.cr.rollback()
            theirs.transaction.reset()
            answer = self._get_claims(theirs)[0].action_approve()
            self.assertEqual(answer["tag"], "display_notification")
        self._assert_approved_once()

    def test_approve_and_reject_at_the_same_moment(self):
        with self._two_people() as (mine, theirs):
            self._get_claims(mine)[0].action_reject("No.")
            mine.cr.flush()
            with self.assertRaisesRegex(LockError, "Somebody else is changing"):
                self._get_claims(theirs)[0].action_approve()
            theirs.cr.rollback()
            mine.cr.commit()
        with self._transaction() as env:
            claim = self._get_claims(env)[0]
            self.assertEqual(claim.state, "rejected")
            self.assertFalse(claim.line_ids.move_ids)

    def test_cancel_and_approve_at_the_same_moment(self):
        with self._two_people() as (mine, theirs):
            self._get_claims(mine)[0].action_approve()
            mine.cr.flush()
            with self.assertRaisesRegex(LockError, "Somebody else is changing"):
                self._get_claims(theirs)[0].action_cancel("By mistake.")
            mine.cr.commit()
        self._assert_approved_once()

    # -- numbers --

    def test_two_units_one_number(self):
        """Two units of a claim approved at once: one number, not two."""
        with self._two_people() as (mine, theirs):
            self._get_claims(mine)[0].line_ids[0].action_approve()
            mine.cr.flush()
            other = self._get_claims(theirs)[0].line_ids[1]
            with (
                mute_logger("odoo.sql_db"),
                self.assertRaises((OperationalError, LockError)),
            ):
                other.action_approve()
                theirs.cr.flush()
            theirs.cr.rollback()
            theirs.transaction.reset()
            mine.cr.commit()
            number = self._get_claims(mine)[0].rma_number
            self._get_claims(theirs)[0].line_ids[1].action_approve()
            self.assertEqual(self._get_claims(theirs)[0].rma_number, number)
        with self._transaction() as env:
            self.assertEqual(self._get_claims(env)[0].rma_number, number)

    def test_two_transactions_draw_the_same_number(self):
        same, fresh = rma_number.generate(), rma_number.generate()
        with self._two_people() as (mine, theirs):
            with patch.object(rma_number, "generate", lambda: same):
                self._get_claims(mine)[0].action_approve()
                mine.cr.flush()
                with (
                    mute_logger("odoo.sql_db"),
                    self.assertRaises((OperationalError, IntegrityError)),
                ):
                    self._get_claims(theirs)[1].action_approve()
                    theirs.cr.flush()
            theirs.cr.rollback()
            theirs.transaction.reset()
            mine.cr.commit()
            draws = iter([same, fresh])
            with patch.object(rma_number, "generate", lambda: next(draws)):
                self._get_claims(theirs)[1].action_approve()
        with self._transaction() as env:
            self.assertEqual(self._get_claims(env).mapped("rma_number"), [same, fresh])

    def test_two_claim_references(self):
        with self._two_people() as envs:
            claims = [
                env["rma.claim"].create({"partner_id": self.partner_id}) for env in envs
            ]
            self.assertNotEqual(claims[0].name, claims[1].name)
            for env in envs:
                env.cr.rollback()
