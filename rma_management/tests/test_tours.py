# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.tests import HttpCase, new_test_user, tagged

from .common import ROLES, RmaCommon


@tagged("post_install", "-at_install")
class TestTours(RmaCommon, HttpCase):
    """The work of a day, in a browser."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        agent, contacts = ROLES["agent"], "base.group_partner_manager"
        cls.desk, cls.engineer, cls.dock = [
            new_test_user(cls.env, f"rma_{login}", groups=groups)
            for login, groups in (
                ("desk", f"{agent},helpdesk_mgmt.group_helpdesk_user"),
                ("engineer", f"{agent},stock.group_stock_user"),
                # contacts: as every new user has it; without, no transfer opens where
                # stock_delivery has carriers (it reads their ZIP prefixes)
                ("dock", f"stock.group_stock_user,{contacts}"),
            )
        ]
        # serial numbers are shown to the warehouse
        settings = cls.env["res.config.settings"].create(
            {"group_stock_production_lot": True}
        )
        settings.execute()

    def _tour(self, path, name, user):
        self.start_tour(path, name, login=user.login)
        self.env.invalidate_all()

    def test_from_ticket_to_closure(self):
        """A unit is registered, approved, repaired, sent back and closed."""
        ticket = self.env["helpdesk.ticket"].create(
            {
                "name": "The printer is dead",
                "description": "It does not switch on.",
                "partner_id": self.customer.id,
            }
        )
        path = f"/odoo/helpdesk-tickets/{ticket.id}"
        self._tour(path, "rma_agent_claim_tour", self.desk)
        claim = ticket.rma_claim_ids
        self.assertEqual(claim.state, "submitted")
        self.assertEqual(claim.lot_id, self.lots[0])
        self.assertEqual(claim.resolution_id, self._resolution("repair"))

        self._tour("/odoo/rma", "rma_approver_tour", self.approver)
        self.assertEqual(claim.state, "open")
        self.assertTrue(claim.rma_number)

        self._receive(claim)
        self._tour("/odoo/rma", "rma_engineer_tour", self.engineer)
        unit = claim.line_ids
        self.assertEqual(unit.repair_ids.state, "done")
        self.assertEqual(unit.condition_grade, "worn")
        self.assertEqual(unit.packaging, "original")
        self.assertEqual(unit.accessories, "Power supply")
        self.assertEqual(unit.solution, "New board")
        self.assertEqual(unit.cause_id.name, "Failed component")

        self._hand_over(claim)
        self._tour(f"/odoo/rma/{claim.id}", "rma_agent_close_tour", self.desk)
        self.assertEqual(claim.state, "closed")
        self.assertEqual(self._get_event_kinds(claim)[-1], "closed")

    def test_other_serial_at_the_dock(self):
        """The warehouse says that the number on the unit is another one."""
        claim = self._approved()
        receipt = self._get_open_pickings(claim, "incoming")
        self._tour("/odoo/inventory", "rma_warehouse_receipt_tour", self.dock)
        self.assertEqual(receipt.state, "done")
        unit = claim.sudo().line_ids
        self.assertEqual(unit.goods_state, "received")
        self.assertEqual(unit.lot_id.name, "SOLD1X")
        event = unit.event_ids.filtered(lambda e: e.kind == "discrepancy")
        self.assertEqual(len(event), 1)
        self.assertIn("SOLD0", event.text)
        self.assertIn("SOLD1X", event.text)
