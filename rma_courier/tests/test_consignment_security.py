# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import Form, new_test_user, tagged

from .common import CourierCommon

WRITERS = ("action_dispatch", "action_deliver", "action_lose", "action_cancel")


@tagged("post_install", "-at_install")
class TestConsignmentSecurity(CourierCommon):
    """Nobody reads or writes what is another's."""

    def _see(self, user):
        return self.env["rma.consignment"].with_user(user).search([])

    def test_own_claims_only(self):
        mine = self._register(user=self.agent_own, user_id=self.agent_own.id)
        others = self._register(lot=self.lots[1], user_id=self.agent.id)
        own = self._consign(mine, user=self.agent_own)
        shared = self._consign(mine | others)
        foreign = self._consign(others)
        loose = self._consign()
        nobodys = self._register(lot=self.lots[2], user_id=False)
        free = self._consign(nobodys)
        seen = self._see(self.agent_own)
        self.assertEqual(seen, own | shared | loose | free)
        self.env.invalidate_all()
        self.assertEqual(shared.with_user(self.agent_own).claim_ids, mine)
        self.assertEqual(shared.with_user(self.agent_own).unit_count, 1)
        self.env.invalidate_all()
        with Form(shared.with_user(self.agent_own)) as form:
            self.assertEqual(len(form.line_ids), 1)
            self.assertEqual(form.claim_count, 1)
        hidden = foreign.with_user(self.agent_own)
        for call in (
            lambda: hidden.read(["docket"]),
            lambda: hidden.write({"weight": 1}),
            hidden.action_dispatch,
            lambda: hidden.action_add_event("note", text="x"),
            hidden.action_open_tracking,
        ):
            with self.assertRaises(AccessError):
                call()
        foreign.docket = "SECRET1"
        found = own.with_user(self.agent_own).search([("docket", "=", "SECRET1")])
        self.assertFalse(found)
        dockets = self.env["rma.consignment.docket"].with_user(self.agent_own)
        self.assertFalse(dockets.search([("name", "=", "SECRET1")]))
        self._told(foreign, "dispatched")
        events = self.env["rma.consignment.event"].with_user(self.agent_own)
        self.assertFalse(events.search([("consignment_id", "=", foreign.id)]))

    def test_accountant_reads(self):
        consignment = self._consign(self._register())
        reader = consignment.with_user(self.accountant)
        self.assertEqual(self._see(self.accountant), consignment)
        self.assertTrue(reader.read(["docket", "cost", "state", "lane", "unit_count"]))
        for action in WRITERS:
            with self.assertRaises(AccessError):
                getattr(reader, action)()
        with self.assertRaises(AccessError):
            reader.weight = 4
        with self.assertRaises(AccessError):
            reader.create({"direction": "customer_in"})
        with self.assertRaises(AccessError):
            reader.unlink()
        with self.assertRaises(AccessError):
            reader.action_add_event("delivered")

    def test_cost_is_no_secret_to_those_who_count(self):
        consignment = self._consign()
        consignment.with_user(self.approver).cost = 12
        self.assertEqual(consignment.with_user(self.accountant).cost, 12)
        for user in (self.agent_own, self.agent, self.stocker):
            with self.assertRaises(AccessError):
                consignment.with_user(user).read(["cost"])
            with self.assertRaises(AccessError):
                consignment.with_user(user).write({"cost": 0})
            with self.assertRaises(AccessError):
                consignment.with_user(user).search([("cost", ">", 10)])

    def test_portal_and_strangers_see_nothing(self):
        consignment = self._consign(self._register())
        self._told(consignment, "dispatched")
        plain = new_test_user(self.env, "rma_plain", groups="base.group_user")
        for user in (self.portal, plain, self.env.ref("base.public_user")):
            for model in (
                "rma.consignment",
                "rma.consignment.docket",
                "rma.consignment.event",
                "rma.turnaround.report",
                "rma.courier.cost.report",
            ):
                with self.assertRaises(AccessError):
                    self.env[model].with_user(user).search([])
            with self.assertRaises(AccessError):
                consignment.with_user(user).action_deliver()
        claim = consignment.line_ids.claim_id.with_user(self.portal)
        with self.assertRaises(AccessError):
            claim.read(["consignment_count"])
        with self.assertRaises(AccessError):
            claim.action_view_consignments()

    def test_other_company(self):
        consignment = self._consign(docket="OURS1")
        self._told(consignment, "dispatched")
        other = self.env["res.company"].create({"name": "Elsewhere"})
        for role in ("rma_management.group_rma_manager", "stock.group_stock_user"):
            user = new_test_user(
                self.env,
                f"rma_other_{role[-7:]}",
                groups=role,
                company_id=other.id,
                company_ids=[Command.set(other.ids)],
            )
            for model in (
                "rma.consignment",
                "rma.consignment.docket",
                "rma.consignment.event",
            ):
                self.assertFalse(self.env[model].with_user(user).search([]))
            with self.assertRaises(AccessError):
                consignment.with_user(user).action_deliver()
        self.assertEqual(consignment.state, "dispatched")
