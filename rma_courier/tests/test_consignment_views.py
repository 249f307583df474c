# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from ast import literal_eval
from datetime import datetime, timedelta

from freezegun import freeze_time
from lxml import etree

from odoo.fields import Command
from odoo.tests import Form, tagged
from odoo.tools.safe_eval import safe_eval

from .common import CourierCommon

NOW = datetime(2026, 3, 20, 12)


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestConsignmentViews(CourierCommon):
    """What each page shows, to whom."""

    def _get_filters(self):
        arch = self.env["rma.consignment"].get_view(
            self.env.ref("rma_courier.rma_consignment_view_search").id, "search"
        )["arch"]
        return {
            node.get("name"): node
            for node in etree.fromstring(arch).iter("filter", "field")
        }

    def _find(self, *filters, user=None):
        """Return what a search with any of the *filters* finds."""
        nodes = self._get_filters()
        user = user or self.agent
        found = self.env["rma.consignment"].with_user(user)
        for name in filters:
            domain = safe_eval(nodes[name].get("domain"), {"uid": user.id})
            found |= found.search(domain)
        return found

    def _find_by_action(self, name, user=None):
        """Return what the page of the action *name* shows at first."""
        action = self.env.ref(f"rma_courier.rma_consignment_action_{name}")
        context = literal_eval(action.context)
        filters = [
            key.removeprefix("search_default_")
            for key in context
            if key.startswith("search_default_")
        ]
        self.assertTrue(filters)
        return self._find(*filters, user=user)

    def _search_text(self, text):
        node = self._get_filters()["name"]
        domain = safe_eval(node.get("filter_domain"), {"self": text})
        return self.env["rma.consignment"].with_user(self.agent).search(domain)

    # -- the pages of the menu --

    def test_expected_today(self):
        due = self._consign()
        due.action_dispatch(date=NOW - timedelta(days=5, hours=-3))
        promised = self._consign()
        promised.sudo().date_promised = NOW + timedelta(hours=4)
        at_the_door = self._consign(direction="vendor_in", partner_id=self.vendor.id)
        self._told(at_the_door, "out_for_delivery", NOW)
        tomorrow = self._consign()
        tomorrow.action_dispatch(date=NOW - timedelta(days=4))
        outbound = self._consign(direction="customer_out")
        self._told(outbound, "out_for_delivery", NOW)
        arrived = self._consign()
        arrived.sudo().date_promised = NOW
        arrived.action_deliver()
        for user in (self.agent, self.stocker):
            self.assertEqual(
                self._find_by_action("expected", user), due | promised | at_the_door
            )

    def test_today_is_the_users_day(self):
        """Late in the evening here it is tomorrow elsewhere."""
        consignment = self._consign()
        consignment.sudo().date_promised = NOW + timedelta(hours=14)
        self.assertFalse(self._find_by_action("expected"))
        self.approver.tz = "America/New_York"
        found = self._find_by_action("expected", self.approver)
        self.assertEqual(found, consignment)

    def test_awaiting_dispatch(self):
        waiting = self._consign()
        self._consign().action_dispatch()
        self._consign().action_cancel()
        self.assertEqual(self._find_by_action("announced"), waiting)

    def test_late_and_lost(self):
        late = self._consign()
        late.action_dispatch(date=NOW - timedelta(days=6))
        on_time = self._consign()
        on_time.action_dispatch()
        lost, settled = self._consign(), self._consign()
        (lost | settled).action_dispatch()
        (lost | settled).action_lose()
        settled.action_settle_loss("The courier pays")
        self.assertEqual(self._find_by_action("late"), late | lost)
        self.assertEqual(self._find("in_transit"), late | on_time)

    def test_pick_ups(self):
        consignment = self._consign(date_pickup=NOW.date())
        self._consign(date_pickup=NOW.date() + timedelta(days=1))
        self.assertEqual(self._find("pickup_today"), consignment)
        views = self.env.ref("rma_courier.rma_consignment_action_pickup").views
        calendar = self.env.ref("rma_courier.rma_consignment_view_calendar_pickup")
        self.assertEqual(views[0], (calendar.id, "calendar"))

    def test_other_filters(self):
        inbound = self._consign(docket="X1", user_id=self.agent.id)
        outbound = self._consign(direction="customer_out")
        vendor = self._consign(direction="vendor_out", docket="X2")
        through = self._consign(direction="customer_vendor", docket="X3")
        self._told(outbound, "available", NOW)
        self._told(vendor, "delivered", NOW - timedelta(days=30))
        self.assertEqual(self._find("inbound"), inbound)
        self.assertEqual(self._find("outbound"), outbound | vendor)
        self.assertEqual(self._find("vendor"), vendor | through)
        self.assertEqual(self._find("available"), outbound)
        self.assertEqual(self._find("my"), inbound)
        self.assertEqual(self._find("no_docket"), outbound)
        self.assertEqual(self._find("dispatched_this_month"), outbound)
        self.assertFalse(self._find("delivered_this_month"))

    def test_every_filter_and_group_works(self):
        self._consign()
        report_models = ("rma.turnaround.report", "rma.courier.cost.report")
        for model in ("rma.consignment", *report_models):
            records = self.env[model].with_user(self.approver)
            arch = records.get_view(view_type="search")["arch"]
            for node in etree.fromstring(arch).iter("filter"):
                if domain := node.get("domain"):
                    records.search(safe_eval(domain, {"uid": self.approver.id}))
                if context := node.get("context"):
                    groupby = literal_eval(context)["group_by"]
                    records.formatted_read_group([], [groupby], ["__count"])

    # -- one field for everything --

    def test_search_by_anything(self):
        claim = self._approved()
        consignment = self._consign(claim, docket="JD 0123-45")
        other = self._consign(partner_id=self.stranger.id)
        self._told(consignment, "in_transit", NOW, location="Leipzig hub")
        unit = claim.line_ids
        for text in (
            "jd012345",
            consignment.name,
            claim.rma_number,
            unit.reference,
            unit.lot_id.name,
            "leipzig",
            "Shop",
        ):
            self.assertEqual(self._search_text(text), consignment, text)
        self.assertEqual(self._search_text("stranger"), other)
        self.assertFalse(self._search_text("nothing of the kind"))

    # -- forms --

    def test_agent_announces(self):
        claim = self._approved()
        with Form(self.env["rma.consignment"].with_user(self.agent)) as form:
            form.direction = "customer_out"
            form.partner_id = self.customer
            self.assertEqual(form.partner_to_id, self.customer)
            form.carrier_id = self.carrier
            form.docket = "AB-1, AB-2"
            form.line_ids.add(claim.line_ids)
            form.package_count = 2
        consignment = form.record
        self.assertEqual(consignment.docket_ids.mapped("key"), ["AB1", "AB2"])
        self.assertEqual(consignment.unit_count, 1)
        self.assertEqual(consignment.claim_count, 1)
        self.assertEqual(consignment.action_view_claims()["res_id"], claim.id)
        action = consignment.action_open_tracking()
        self.assertEqual(action["url"], "https://track.example.com/AB-1")
        consignment.carrier_id = False
        with self.assertSentence("no tracking link"):
            consignment.action_open_tracking()

    def test_stocker_fills_in_the_docket(self):
        consignment = self._consign(self._approved())
        with Form(consignment.with_user(self.stocker)) as form:
            form.docket = "LATER-1"
        self.assertEqual(consignment.docket, "LATER-1")
        consignment.with_user(self.stocker).action_deliver()
        self.assertEqual(consignment.state, "delivered")
        with Form(consignment.with_user(self.stocker)) as form:
            form.proof_name = "Mrs Keeper"
        self.assertEqual(consignment.proof_name, "Mrs Keeper")

    def test_costs_are_for_those_who_may_see_them(self):
        consignment = self._consign()
        for user, may in (
            (self.agent, False),
            (self.stocker, False),
            (self.approver, True),
            (self.accountant, True),
        ):
            arch = consignment.with_user(user).get_view(view_type="form")["arch"]
            names = {node.get("name") for node in etree.fromstring(arch).iter("field")}
            self.assertEqual("cost" in names, may, user.login)

    def test_one_primary_button(self):
        """Whatever the state, at most one step is the next one."""
        consignment = self._consign()
        steps = [
            ("announced", "action_dispatch"),
            ("dispatched", "action_deliver"),
            ("exception", "action_deliver"),
            ("lost", "action_open_settle_loss"),
            ("delivered", None),
        ]
        arch = consignment.get_view(view_type="form")["arch"]
        buttons = [
            node
            for node in etree.fromstring(arch).iterfind("header/button")
            if "btn-primary" in (node.get("class") or "")
        ]
        for status, wanted in steps:
            if status != "announced":
                self._told(consignment, status, NOW)
            names = ["id", "state", *(n for n in consignment._fields if "allowed" in n)]
            values = {name: consignment[name] for name in names}
            shown = [
                node.get("name")
                for node in buttons
                if not safe_eval(node.get("invisible"), values)
            ]
            self.assertEqual(shown, [wanted] if wanted else [], status)

    # -- the claim and the unit --

    def test_smart_buttons(self):
        claim = self._register_many(self.lots[:2])
        first = self._consign(claim)
        self.assertEqual(claim.consignment_count, 1)
        self.assertEqual(claim.action_view_consignments()["res_id"], first.id)
        second = self._consign(direction="customer_out")
        second.line_ids = [Command.link(claim.line_ids[0].id)]
        self.assertEqual(claim.consignment_count, 2)
        self.assertEqual(claim.line_ids.mapped("consignment_count"), [2, 1])
        action = claim.line_ids[0].action_view_consignments()
        self.assertEqual(action["domain"], [("id", "in", (first | second).ids)])
        self.assertEqual(action["context"]["default_partner_id"], self.customer.id)
        for record in (claim, claim.line_ids[0]):
            with Form(record) as form:
                self.assertEqual(form.consignment_count, 2)

    def test_counts_take_no_query_per_record(self):
        claims = self.env["rma.claim"].with_user(self.agent)
        counts = []
        for number, lot in enumerate(self._create_lots(self.product, "Q", 6)):
            claim = self._register(lot=lot)
            self._consign(claim)
            claims |= claim
            if number in (1, 5):
                self.env.flush_all()
                self.env.invalidate_all()
                start = self.env.cr.sql_log_count
                claims.mapped("consignment_count")
                claims.line_ids.mapped("consignment_count")
                claims.line_ids.consignment_ids.mapped("unit_count")
                counts.append(self.env.cr.sql_log_count - start)
        self.assertLessEqual(counts[1], counts[0])

    # -- everybody who may open a page can --

    def _get_specification(self, model, view_type, user):
        """Return what the web client asks of *model* for a view."""
        arch = self.env[model].with_user(user).get_view(view_type=view_type)["arch"]
        return self._get_fields_of(etree.fromstring(arch))

    def _get_fields_of(self, node):
        spec = {}
        for child in node:
            if child.tag == "field":
                inside = self._get_fields_of(child)
                spec[child.get("name")] = {"fields": inside} if inside else {}
            else:
                spec.update(self._get_fields_of(child))
        return spec

    def _fill_a_page(self, count=1):
        consignments = self.env["rma.consignment"]
        for lot in self._create_lots(self.product, "P", count):
            claim = self._register(lot=lot)
            consignment = self._consign(claim)
            self._told(consignment, "in_transit", NOW, location="Hub")
            consignments |= consignment
        return consignments

    def test_every_role_opens_every_view(self):
        consignment = self._fill_a_page()
        users = ("agent_own", "agent", "approver", "manager", "stocker", "accountant")
        for role in users:
            user = getattr(self, role)
            if role == "agent_own":
                consignment.line_ids.sudo().claim_id.user_id = user
            self.env.flush_all()
            for view_type in ("form", "list", "kanban", "calendar"):
                self.env.invalidate_all()
                spec = self._get_specification("rma.consignment", view_type, user)
                values = consignment.with_user(user).web_read(spec)
                self.assertEqual(values[0]["id"], consignment.id)
        for model in ("rma.turnaround.report", "rma.courier.cost.report"):
            for role in ("approver", "manager", "accountant"):
                user = getattr(self, role)
                spec = self._get_specification(model, "list", user)
                self.env[model].with_user(user).web_search_read([], spec)

    def test_pages_take_no_query_per_record(self):
        self._fill_a_page(12)
        for user in (self.agent, self.stocker):
            for view_type in ("list", "kanban", "calendar"):
                counts = []
                spec = self._get_specification("rma.consignment", view_type, user)
                model = self.env["rma.consignment"].with_user(user)
                model.web_search_read([], spec, limit=1)
                for limit in (4, 11):
                    self.env.flush_all()
                    self.env.invalidate_all()
                    start = self.env.cr.sql_log_count
                    model.web_search_read([], spec, limit=limit)
                    counts.append(self.env.cr.sql_log_count - start)
                self.assertLessEqual(counts[1], counts[0], (user.login, view_type))

    def test_menus(self):
        """The warehouse, which has no After-sales menu, finds parcels in Inventory."""
        menus = self.env["ir.ui.menu"]
        roles = ("agent_own", "agent", "approver", "manager", "stocker", "accountant")
        names = {
            "consignment_menu": tuple(set(roles) - {"stocker"}),
            "consignment_menu_stock": ("stocker",),
            "turnaround_report_menu": ("agent", "approver", "manager", "accountant"),
            "courier_cost_report_menu": ("approver", "manager", "accountant"),
        }
        for role in roles:
            reached = menus.with_user(getattr(self, role)).load_menus(False)
            for name, allowed in names.items():
                menu = self.env.ref(f"rma_courier.rma_{name}")
                self.assertEqual(menu.id in reached, role in allowed, (role, name))

    # -- batch actions --

    def test_action_menu(self):
        consignments = self._consign() | self._consign()
        menu = self.env["ir.actions.actions"].with_user(self.agent)
        bound = menu.get_bindings("rma.consignment")["action"]
        names = {action["name"] for action in bound}
        self.assertLessEqual(
            {"Mark as Dispatched", "Mark as Delivered", "Report as Lost", "Cancel"},
            names,
        )
        self._run("dispatch", consignments)
        self.assertEqual(set(consignments.mapped("state")), {"dispatched"})
        self.assertEqual(
            self._run("dispatch", consignments)["tag"], "display_notification"
        )
        dialog = self._run("correct", consignments)
        self.assertEqual(dialog["context"]["active_ids"], consignments.ids)
        self.assertTrue(dialog["context"]["default_is_correction"])
        self._run("lose", consignments)
        self.assertEqual(set(consignments.mapped("state")), {"lost"})
        bound = menu.with_user(self.accountant).get_bindings("rma.consignment")
        self.assertFalse(bound.get("action"))

    def _run(self, name, consignments):
        action = self.env.ref(f"rma_courier.rma_consignment_action_server_{name}")
        return (
            action.with_user(self.agent)
            .with_context(
                active_model=consignments._name,
                active_ids=consignments.ids,
                active_id=consignments[:1].id,
            )
            .run()
        )
