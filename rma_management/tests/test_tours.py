# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.tests import HttpCase, new_test_user, tagged

from .common import ROLES, RmaCommon
from .open_pages import OpenPages


@tagged("post_install", "-at_install", "browser")
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
                # contacts: without, no transfer opens where stock_delivery is
                # installed, which reads the ZIP prefixes of its carriers
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


@tagged("post_install", "-at_install", "browser")
class TestPages(OpenPages, RmaCommon, HttpCase):
    """Every page opens, for everybody who may see it, whatever stands on it."""

    SOLD = 12
    browser_size = "1920x1080"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        lots = iter(cls.lots)
        cls.claims = {
            "draft": cls._register(lot=next(lots)),
            "submitted": cls._register(lot=next(lots)),
            "rejected": cls._register(lot=next(lots)),
            "approved": cls._approved(lot=next(lots)),
            "expired": cls._approved(lot=next(lots)),
            "cancelled": cls._approved(lot=next(lots)),
            "received": cls._received(lot=next(lots)),
            "in progress": cls._received(lot=next(lots)),
            "to ship": cls._received(lot=next(lots)),
            "closed": cls._finish(cls._received(lot=next(lots))),
            "many units": cls._register_many(list(lots)),
        }
        # the same serial again: blocked, and set aside by an override
        for name in ("blocked", "overridden"):
            cls.claims[name] = cls._register(lot=cls.claims["approved"].lot_id)
            cls.claims[name].action_submit()
        unit = cls.claims["overridden"].line_ids.with_user(cls.approver)
        unit.action_override_entitlement("Another fault", "free", 50)
        (cls.claims["submitted"] | cls.claims["rejected"]).action_submit()
        cls.claims["rejected"].with_user(cls.approver).action_reject("Not ours")
        cls.claims["expired"].sudo()._expire()
        cls.claims["cancelled"].action_cancel("Mistake")
        (cls.claims["in progress"] | cls.claims["to ship"]).action_start_work()
        cls.claims["to ship"].action_finish_work()
        cls.claims["to ship"].action_ship()

    def _get_menu_actions(self, user):
        """Return the windows in the menus of the app that *user* sees."""
        menus = self.env["ir.ui.menu"].with_user(user).load_menus(False)
        root = self.env.ref("rma_management.rma_menu_root").id
        queue = [root] if root in menus["root"]["children"] else []
        action_ids = []
        for menu_id in queue:
            menu = menus[menu_id]
            queue += menu["children"]
            if menu["action_model"] == "ir.actions.act_window":
                action_ids.append(menu["action_id"])
        return self.env["ir.actions.act_window"].browse(dict.fromkeys(action_ids))

    def _open_forms(self, user):
        """Open the menus, and claims and units of every stage, with all tabs."""
        actions = self._get_menu_actions(user)
        pages = [page for a in actions for page in self._get_action_pages(a, user)]
        records = [
            record
            for claim in self.claims.values()
            for record in (claim, *claim.line_ids[:2])
        ]
        pages += [self._get_form_page(record, tabs=True) for record in records]
        self._open(pages, user.login)

    def _open_documents(self, user):
        """Press the buttons that lead from a claim and a unit to their documents."""
        claim = self.claims["closed"]
        pages = [
            self._get_form_page(record, buttons=True)
            for record in (claim, claim.line_ids)
        ]
        self._open(pages, user.login)

    def test_every_page_opens(self):
        """Each view of each window of the app, with its filters, as the admin."""
        admin = self.env.ref("base.user_admin")
        actions = self._get_menu_actions(admin) | self._get_addon_actions(
            "rma_management"
        )
        self.assertGreaterEqual(len(actions), 14)
        pages = [page for a in actions for page in self._get_action_pages(a, admin)]
        for name in ("rma_claim_action", "rma_claim_line_action"):
            action = self.env.ref(f"rma_management.{name}")
            pages.append(
                {
                    "title": f"{action.name} (filters)",
                    "action": action.id,
                    "viewType": "list",
                    "filters": True,
                }
            )
        self._open(pages, admin.login)

    def test_forms_open_for_the_service_desk(self):
        self._open_forms(self.agent_own)

    def test_forms_open_for_the_approver(self):
        self._open_forms(self.approver)

    def test_forms_open_for_the_auditor(self):
        auditor = new_test_user(
            self.env, "rma_auditor", groups="account.group_account_readonly"
        )
        self._open_forms(auditor)

    def test_forms_open_for_the_warehouse(self):
        self._open_forms(self.stocker)

    def test_forms_open_for_the_accountant(self):
        self._open_forms(self.accountant)

    def test_documents_open_for_the_service_desk(self):
        self._open_documents(self.agent_own)

    def test_documents_open_for_the_warehouse(self):
        # contacts: see TestTours
        self.stocker.sudo().group_ids += self.env.ref("base.group_partner_manager")
        self._open_documents(self.stocker)

    def test_documents_open_for_the_accountant(self):
        self._open_documents(self.accountant)
