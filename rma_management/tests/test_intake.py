# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import RmaCommon


@tagged("-at_install", "post_install")
class TestIntake(RmaCommon):
    """What its author has not confirmed is nobody's business."""

    def test_unconfirmed_is_invisible_then_submitted(self):
        claims = self.env["rma.claim"].with_user(self.portal)
        claim = claims._create_intake(
            self.contact, {"lot_id": self.lots[0].id}, "portal"
        )
        self.assertEqual(claim.state, "unconfirmed")
        for user in (self.agent, self.manager, self.portal):
            with self.assertRaises(AccessError):
                claim.with_user(user).check_access("read")
            with self.assertRaises(AccessError):
                claim.line_ids.with_user(user).check_access("read")
        claim._confirm_intake()
        self.assertEqual(claim.state, "submitted")
        self.assertEqual(claim.with_user(self.agent).name, claim.name)
        events = claim.event_ids.ids
        claim._confirm_intake()
        self.assertEqual(claim.event_ids.ids, events)

    def test_rate_limit(self):
        limits = self.env["rma.rate.limit"]
        hits = [limits._hit("track", "192.0.2.1", 3, 3600) for _i in range(5)]
        self.assertEqual(hits, [True, True, True, False, False])
        self.assertTrue(limits._hit("track", "192.0.2.2", 3, 3600))
        self.assertTrue(limits._hit("form", "192.0.2.1", 3, 3600))
        self.assertNotIn("192.0.2", str(limits.search([]).mapped("key")))
