# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from psycopg2 import IntegrityError, OperationalError

from odoo.exceptions import LockError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.rma_management.tests.two_people import TwoPeople


@tagged("post_install", "-at_install")
class TestCourierConcurrency(TwoPeople):
    """Two workers enter the same docket at once: one consignment."""

    def _prepare(self, env):
        self.ids["rma.claim"] = []
        self.partner_id = env["res.partner"].create({"name": "Two Dockets"}).id
        product = env["product.product"].create(
            {"name": "Contested Parcel", "type": "consu", "is_storable": True}
        )
        self.product_id = product.id
        resolution = env.ref("rma_management.resolution_return_unrepaired")
        for _i in range(2):
            unit = {"product_id": product.id, "resolution_id": resolution.id}
            claim = env["rma.claim"].create(
                {"partner_id": self.partner_id, "line_ids": [(0, 0, unit)]}
            )
            claim.action_submit()
            claim.action_approve()
            self.ids["rma.claim"].append(claim.id)

    def _delete(self, env):
        claims = self._get(env, "rma.claim").exists()
        claims.line_ids.consignment_ids.unlink()
        pickings = claims.line_ids.picking_ids
        pickings.action_cancel()
        pickings.move_ids.unlink()
        pickings.unlink()
        claims.unlink()
        env["product.product"].browse(self.product_id).product_tmpl_id.unlink()
        env["res.partner"].browse(self.partner_id).unlink()

    def _get_receipt(self, env, number):
        return self._get(env, "rma.claim")[number].line_ids.picking_ids

    def test_same_docket_at_once(self):
        with self._two_people() as (mine, theirs):
            self._get_receipt(mine, 0).carrier_tracking_ref = "SAME 1"
            mine.cr.flush()
            other = self._get_receipt(theirs, 1)
            with (
                mute_logger("odoo.sql_db"),
                self.assertRaises((OperationalError, IntegrityError)),
            ):
                other.carrier_tracking_ref = "same1"
                theirs.cr.flush()
            theirs.cr.rollback()
            mine.cr.commit()
            # the server repeats the request: now it is known
            theirs.transaction.reset()
            self._get_receipt(theirs, 1).carrier_tracking_ref = "same1"
            theirs.cr.commit()
        with self._transaction() as env:
            lines = self._get(env, "rma.claim").line_ids
            self.assertEqual(len(lines.consignment_ids), 1)
            self.assertEqual(lines.consignment_ids.line_ids, lines)

    def test_joining_while_the_courier_tells(self):
        with self._transaction() as env:
            self._get_receipt(env, 0).carrier_tracking_ref = "SAME 2"
        with self._two_people() as (mine, theirs):
            consignment = self._get(mine, "rma.claim")[0].line_ids.consignment_ids
            consignment._tell("dispatched")
            mine.cr.flush()
            with self.assertRaisesRegex(LockError, "Somebody else is changing"):
                self._get_receipt(theirs, 1).carrier_tracking_ref = "same2"
            theirs.cr.rollback()
            mine.cr.commit()
            theirs.transaction.reset()
            self._get_receipt(theirs, 1).carrier_tracking_ref = "same2"
            theirs.cr.commit()
        with self._transaction() as env:
            lines = self._get(env, "rma.claim").line_ids
            self.assertEqual(lines.mapped("goods_state"), ["in_transit"] * 2)
