# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .common import RmaCommon


@tagged("post_install", "-at_install")
class TestSecurity(RmaCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.claim = cls._approved()
        cls.line = cls.claim.line_ids
        cls.foreign_company = cls.env["res.company"].create({"name": "Elsewhere Ltd"})
        cls.foreign_manager = new_test_user(
            cls.env,
            "rma_foreign_manager",
            groups="rma_management.group_rma_manager,stock.group_stock_manager",
            company_id=cls.foreign_company.id,
        )
        cls.outsider = new_test_user(cls.env, "rma_outsider", groups="base.group_user")

    def assertUnreadable(self, records, user):
        """Assert that *user* neither finds nor reads *records*."""
        records = records.with_user(user)
        self.assertFalse(records.search([("id", "in", records.ids)]))
        self.env.invalidate_all()
        with self.assertRaises(AccessError):
            records.read(["display_name"])

    # -- companies --

    def test_other_company_reads_nothing(self):
        """The manager of another company is refused by every model and action."""
        user = self.foreign_manager
        for records in (self.claim, self.line, self.claim.sudo().event_ids):
            self.assertUnreadable(records, user)
        claim = self.claim.with_user(user)
        for action, *args in (
            ("action_submit",),
            ("action_approve",),
            ("action_reject", "x"),
            ("action_cancel", "x"),
            ("action_extend_validity", 3),
            ("action_close",),
            ("action_ship",),
            ("action_start_work",),
        ):
            with self.assertRaises(AccessError, msg=action):
                getattr(claim, action)(*args)
        with self.assertRaises(AccessError):
            claim.write({"client_ref": "x"})
        with self.assertRaises(AccessError):
            self.line.with_user(user).action_approve()

    def test_resolution_of_another_company(self):
        resolution = self._resolution("repair").copy(
            {"name": "Ours only", "company_id": self.company.id}
        )
        self.assertUnreadable(resolution, self.foreign_manager)
        foreign = resolution.copy(
            {"name": "Theirs", "company_id": self.foreign_company.id}
        )
        with self.assertRaises(UserError):
            self.line.sudo().resolution_id = foreign

    def test_new_company_can_work(self):
        """A company made after the installation has its places and operation types."""
        self.assertTrue(self.foreign_company.rma_inspection_location_id)
        warehouse = self.env["stock.warehouse"].search(
            [("company_id", "=", self.foreign_company.id)], limit=1
        )
        self.assertTrue(warehouse.rma_receipt_type_id)
        self.assertTrue(warehouse.rma_delivery_type_id)
        self.assertFalse(self.foreign_company.rma_inspection_location_id.warehouse_id)

    # -- own and all --

    def test_own_claims(self):
        """An agent sees his own and nobody's claims, never a colleague's."""
        mine = self._register(lot=self.lots[1], user_id=self.agent_own.id)
        nobodys = self._register(lot=self.lots[2])
        theirs = self._register(lot=self.lots[3], user_id=self.agent.id)
        claims = mine | nobodys | theirs
        found = claims.with_user(self.agent_own).search([("id", "in", claims.ids)])
        self.assertEqual(set(found.ids), {mine.id, nobodys.id})
        for records in (theirs, theirs.line_ids, theirs.sudo().event_ids):
            self.assertUnreadable(records, self.agent_own)
        with self.assertRaises(AccessError):
            theirs.with_user(self.agent_own).action_submit()
        with self.assertRaises(AccessError):
            theirs.line_ids.with_user(self.agent_own).action_submit()
        self.assertEqual(theirs.state, "draft")
        self.assertTrue(theirs.with_user(self.agent).action_submit())

    def test_own_agent_cannot_take_a_unit_to_another_claim(self):
        theirs = self._register(lot=self.lots[3], user_id=self.agent.id)
        mine = self._register(lot=self.lots[1], user_id=self.agent_own.id)
        with self.assertRaises(AccessError):
            mine.with_user(self.agent_own).line_ids.write({"claim_id": theirs.id})
        with self.assertRaises(AccessError):
            self.env["rma.claim.line"].with_user(self.agent_own).create(
                {"claim_id": theirs.id, "lot_id": self.lots[2].id}
            )

    def test_outsider_reads_nothing(self):
        """No group is pushed onto all internal users."""
        for records in (self.claim, self.line, self.claim.sudo().event_ids):
            with self.assertRaises(AccessError):
                records.with_user(self.outsider).read(["display_name"])

    # -- the axes are closed --

    def test_axes_cannot_be_written(self):
        """No person moves goods, work, money, state or stage by writing them."""
        closed = {
            self.line: {
                "goods_state": "delivered",
                "work_state": "done",
                "money_state": "credited",
                "stage": "closed",
                "next_step": "nothing",
                "ball_owner": "nobody",
                "quantity_received": 1.0,
                "quantity_returned": 1.0,
                "quantity_held": 0.0,
                "date_received": "2020-01-01 10:00:00",
                "date_delivered": "2020-01-01 10:00:00",
                "reference": "RMA1-01",
                "number": 7,
                "company_id": self.foreign_company.id,
                "sale_order_ids": [Command.link(self.sale_order.id)],
                "account_move_ids": [Command.clear()],
                "move_ids": [Command.clear()],
                "date_inspected": "2020-01-01 10:00:00",
            },
            self.claim: {
                "state": "closed",
                "stage": "closed",
                "name": "CLM/1",
                "date_reminded": "2020-01-01 10:00:00",
                "date_registered": "2020-01-01 10:00:00",
                "goods_state": "delivered",
            },
        }
        for records, values in closed.items():
            for name, value in values.items():
                label = f"{records._name}.{name}"
                with self.subTest(field=label), self.assertRaises(AccessError):
                    records.with_user(self.manager).write({name: value})

    def test_settled_facts_cannot_be_written(self):
        """What the goods were received as stays: customer, company, serial, product."""
        claim = self._receive(self.claim).with_user(self.manager)
        for vals in (
            {"partner_id": self.stranger.id},
            {"company_id": self.foreign_company.id},
        ):
            with self.subTest(vals=vals), self.assertRaises(UserError):
                claim.write(vals)
        for vals in (
            {"lot_id": self.lots[1].id},
            {"product_id": self.other_product.id, "lot_id": False},
            {"quantity": 5.0, "lot_id": False},
        ):
            with self.subTest(vals=vals), self.assertRaises(UserError):
                claim.line_ids.write(vals)

    # -- neighbours --

    def test_warehouse_reads_but_cannot_write(self):
        claim = self.claim.with_user(self.stocker)
        self.assertEqual(claim.line_ids.lot_id, self.lots[0].with_user(self.stocker))
        self.assertTrue(claim.web_search_read([("id", "=", claim.id)], {"name": {}}))
        for records in (claim, claim.line_ids):
            with self.assertRaises(AccessError):
                records.write({"symptom_note": "x"})
            with self.assertRaises(AccessError):
                records.unlink()
        with self.assertRaises(AccessError):
            claim.create({"partner_id": self.customer.id})

    def test_accountant_reads(self):
        claim = self.claim.with_user(self.accountant)
        self.assertTrue(claim.read(["name", "rma_number", "state", "stage"]))
        self.assertTrue(claim.line_ids.read(["money_state", "reference"]))
        with self.assertRaises(AccessError):
            claim.write({"client_ref": "x"})
        with self.assertRaises(AccessError):
            claim.line_ids.write({"coverage": "free"})

    def test_agent_opens_everything_of_a_claim(self):
        """No field of the claim or the unit needs a right that agents do not have."""
        self._sell(self.cable, quantity=1)._create_invoices()
        self.sale_order._create_invoices().action_post()
        self._receive(self.claim)
        self.line.action_start_work()
        self.env.invalidate_all()
        for records in (self.claim, self.line):
            for user in (self.agent_own, self.agent, self.manager, self.stocker):
                record = records.with_user(user)
                for name in record.fields_get(attributes=[]):
                    with self.subTest(field=f"{records._name}.{name}", user=user.login):
                        self.env.invalidate_all()
                        record.web_read({name: {"fields": {"display_name": {}}}}) if (
                            record._fields[name].relational
                        ) else record.read([name])

    # -- portal --

    def test_portal_sees_the_own_company_only(self):
        """The customer's whole company, nobody else's, by search or by id."""
        stranger = self._register(
            line_ids=[Command.create({"lot_name": "S1"})], partner_id=self.stranger.id
        )
        claims = (self.claim | stranger).with_user(self.portal)
        self.assertEqual(claims.search([("id", "in", claims.ids)]).ids, self.claim.ids)
        self.assertTrue(self.claim.with_user(self.portal).read(["rma_number", "stage"]))
        self.assertTrue(self.line.with_user(self.portal).read(["reference", "stage"]))
        for records in (stranger, stranger.line_ids):
            self.assertUnreadable(records, self.portal)
        for records in (self.claim, self.line):
            for method, *args in (
                ("write", {"symptom_note": "x"}),
                ("unlink",),
                ("action_submit",),
                ("action_cancel", "x"),
            ):
                with self.assertRaises(AccessError):
                    getattr(records.with_user(self.portal), method)(*args)

    def test_portal_never_sees_the_unconfirmed(self):
        claim = self._register(lot=self.lots[1]).sudo()
        claim.is_confirmed = False
        self.assertUnreadable(claim, self.portal)
        self.assertUnreadable(claim.line_ids, self.portal)

    def test_portal_reads_no_verdicts_and_costs(self):
        """Customers see their progress, not what we know about others."""
        for records, names in (
            (self.claim, ("verdict", "verdict_summary", "vendor_id")),
            (self.line, ("verdict_summary", "result_ids", "closure_hint", "vendor_id")),
        ):
            for name in names:
                with self.subTest(name=name), self.assertRaises(AccessError):
                    records.with_user(self.portal).read([name])

    def test_portal_cannot_read_internals(self):
        """The workshop's notes and history are not the customer's."""
        with self.assertRaises(AccessError):
            self.claim.sudo().event_ids.with_user(self.portal).read(["text"])
