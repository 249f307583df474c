# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .common import RmaCommon


@tagged("post_install", "-at_install")
class TestTicket(RmaCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.agent.group_ids += cls.env.ref("helpdesk_mgmt.group_helpdesk_user")
        cls.team = cls.env["helpdesk.ticket.team"].create({"name": "Desk"})
        cls.ticket = cls._create_ticket(
            rma_lot_id=cls.lots[0].id, rma_product_id=cls.product.id
        )

    @classmethod
    def _create_ticket(cls, **vals):
        return (
            cls.env["helpdesk.ticket"]
            .with_user(cls.agent)
            .create(
                {
                    "name": "Prints nothing",
                    "description": "<p>Since Monday.</p>",
                    "partner_id": cls.contact.id,
                    "team_id": cls.team.id,
                    "user_id": cls.agent.id,
                    **vals,
                }
            )
        )

    # -- a claim from a ticket --

    def test_create_rma_works(self):
        action = self.ticket.action_create_rma()
        claim = self.ticket.rma_claim_ids
        self.assertEqual(action["res_model"], "rma.claim")
        self.assertEqual(action["res_id"], claim.id)
        self.assertRecordValues(
            claim,
            [
                {
                    "partner_id": self.contact.id,
                    "commercial_partner_id": self.customer.id,
                    "ticket_id": self.ticket.id,
                    "team_id": self.team.id,
                    "user_id": self.agent.id,
                    "channel": "ticket",
                    "state": "draft",
                    "product_id": self.product.id,
                    "lot_id": self.lots[0].id,
                    "sale_line_id": self.sale_line.id,
                }
            ],
        )
        self.assertIn("Prints nothing", claim.symptom_note)
        self.assertIn("Since Monday.", claim.symptom_note)
        self.assertEqual(self.ticket.rma_claim_count, 1)
        self.assertIn("Draft", self.ticket.rma_stage_summary)

    def test_create_rma_refused_without_customer(self):
        ticket = self._create_ticket(partner_id=False)
        with self.assertRaisesRegex(UserError, "has no customer"):
            ticket.action_create_rma()
        with self.assertRaisesRegex(UserError, "has no customer"):
            (self.ticket | ticket).action_create_rma()
        self.assertFalse((self.ticket | ticket).rma_claim_ids, "Nothing half-written")

    def test_create_rma_repeat(self):
        self.ticket.action_create_rma()
        claim = self.ticket.rma_claim_ids
        before = self._get_snapshot(claim)
        action = self.ticket.action_create_rma()
        self.assertEqual(self.ticket.rma_claim_ids, claim)
        self.assertEqual(action["res_id"], claim.id, "The repeat shows the claim")
        self.assertEqual(self._get_snapshot(claim), before)

    def test_create_rma_again_after_the_end(self):
        self.ticket.action_create_rma()
        first = self.ticket.rma_claim_ids
        first.action_cancel("By mistake.")
        self.ticket.action_create_rma()
        self.assertEqual(len(self.ticket.rma_claim_ids), 2)
        self.assertEqual(first.state, "cancelled")

    def test_create_rma_of_many_tickets(self):
        other = self._create_ticket(rma_lot_name="UNKNOWN-7")
        tickets = self.ticket | other
        tickets.action_create_rma()
        self.assertEqual(len(tickets.rma_claim_ids), 2)
        self.assertEqual(other.rma_claim_ids.lot_name, "UNKNOWN-7")

    def test_urgent_ticket_makes_urgent_claim(self):
        ticket = self._create_ticket(priority="3")
        ticket.action_create_rma()
        self.assertEqual(ticket.rma_claim_ids.priority, "1")

    def test_serial_fills_the_ticket(self):
        ticket = self.env["helpdesk.ticket"].new({"rma_lot_name": self.lots[1].name})
        ticket._onchange_rma_lot_name()
        self.assertEqual(ticket.rma_lot_id._origin, self.lots[1])
        self.assertFalse(ticket.rma_lot_name)
        ticket._onchange_rma_lot_id()
        self.assertEqual(ticket.rma_product_id, self.product)
        self.assertEqual(ticket.partner_id, self.customer)

    # -- who gets it --

    def _set_team_members(self, method):
        self.members = self.env["res.users"]
        for number in range(3):
            self.members |= new_test_user(
                self.env, f"member{number}", groups="rma_management.group_rma_user"
            )
        self.team.write(
            {"user_ids": [Command.set(self.members.ids)], "rma_assignment": method}
        )

    def _get_assignees(self, count):
        tickets = self.env["helpdesk.ticket"]
        for _i in range(count):
            tickets |= self._create_ticket(user_id=False)
        for ticket in tickets:
            ticket.action_create_rma()
        return [ticket.rma_claim_ids.user_id for ticket in tickets]

    def test_assignment_by_hand(self):
        self._set_team_members("manual")
        self.assertEqual(self._get_assignees(1), [self.env["res.users"]])

    def test_assignment_in_turn(self):
        self._set_team_members("round_robin")
        first, second, third = self.members
        self.assertEqual(self._get_assignees(4), [first, second, third, first])

    def test_assignment_in_turn_skips_the_archived(self):
        self._set_team_members("round_robin")
        first, second, third = self.members
        second.active = False
        self.assertEqual(self._get_assignees(3), [first, third, first])

    def test_assignment_to_the_least_loaded(self):
        self._set_team_members("least_loaded")
        first, second, third = self.members
        self._register(user_id=first.id)
        self._register(user_id=third.id, lot=self.lots[1])
        self.assertEqual(self._get_assignees(2), [second, first])

    def test_assignment_of_many_at_once(self):
        """One creation of several claims spreads them like one after the other."""
        for method in ("round_robin", "least_loaded"):
            with self.subTest(method=method):
                self._set_team_members(method) if method == "round_robin" else (
                    self.team.write({"rma_assignment": method})
                )
                claims = self.env["rma.claim"].create(
                    [
                        {"partner_id": self.customer.id, "team_id": self.team.id}
                        for _i in range(3)
                    ]
                )
                self.assertEqual(claims.user_id, self.members)

    def test_assignment_keeps_the_engineer_chosen(self):
        self._set_team_members("round_robin")
        claim = self._register(team_id=self.team.id, user_id=self.agent.id)
        self.assertEqual(claim.user_id, self.agent)
