# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.fields import Command
from odoo.tests import tagged

from .common import WholeCaseCommon


@tagged("-at_install", "post_install")
class TestWholeCase(WholeCaseCommon):
    """One case from ticket to closure, each step by the role that does it in life."""

    def test_repair_from_ticket_to_closure(self):
        claim = self._approve(self._claim_from_ticket("repair"))
        self.assertEqual(claim.sale_order_origin_id, self.order)
        self._validate(claim)
        self.assertEqual(claim.stage, "received")
        line = claim.line_ids.with_user(self.engineer)
        line.action_start_work()
        vals = {"product_id": self.part.id, "repair_line_type": "add"}
        line.repair_ids.move_ids = [Command.create({**vals, "product_uom_qty": 1})]
        line.action_finish_work()
        self.assertEqual(self.part.qty_available, 4)
        line.action_ship()
        self._validate(claim)
        line.action_confirm_working()
        claim.action_close()
        self.assertEqual(claim.state, "closed")
        self.assertEqual(self.lot.location_id.usage, "customer")
        kinds = [event["kind"] for event in claim._get_timeline_events()]
        self.assertEqual(
            kinds,
            [
                "origin",
                "origin",
                "registered",
                "submitted",
                "approved",
                "received",
                "work_started",
                "work_finished",
                "shipping",
                "shipped",
                "delivered",
                "working",
                "closed",
            ],
        )

    def test_replacement_from_ticket_to_closure(self):
        claim = self._approve(self._claim_from_ticket("replace_after_receipt"))
        self._validate(claim)
        claim.action_ship()
        self._validate(claim)
        engineer_claim = claim.with_user(self.engineer)
        engineer_claim.action_start_work()
        engineer_claim.action_finish_work()
        engineer_claim.action_confirm_working()
        claim.action_close()
        self.assertEqual(claim.state, "closed")
        self.assertEqual(
            self.lot.location_id, self.env.company.rma_quarantine_location_id
        )
        self.assertEqual(self.order.order_line.qty_delivered, 1)
        self.assertEqual(len(self.order.order_line), 1)
