# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from ast import literal_eval
from datetime import date, datetime, timedelta

from freezegun import freeze_time
from lxml import etree

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import Form, tagged
from odoo.tools.safe_eval import safe_eval

from .common import StandbyCommon
from .money_common import StandbyMoneyCommon

NOW = datetime(2026, 3, 20, 12)
TODAY = NOW.date()
ROLES = ("agent_own", "agent", "approver", "manager", "stocker", "accountant")


class StandbyPagesCommon(StandbyCommon):
    """What the tests of the pages share."""

    IN_POOL = 8

    def _in_days(self, days):
        return TODAY + timedelta(days=days)

    def _issued_late(self, unit, days=3, **vals):
        """Return a loan that should have come back *days* ago."""
        with freeze_time(NOW - timedelta(days=days + 7)):
            loan = self._issued(unit, date_expected=self._in_days(-days), **vals)
        loan.sudo()._sync_due_state()
        return loan

    def _make_each(self):
        """Return a loan for each next step."""
        units = self.units
        with_customer = self._issued(units[0], date_expected=self._in_days(9))
        send_back = self._issued(units[1], date_expected=self._in_days(9))
        send_back.action_request_return()
        hand_over = self._reserved(units[3])
        hand_over.action_issue()
        return {
            "with_customer": with_customer,
            "send_back": send_back,
            "remind": self._issued_late(units[2]),
            "hand_over": hand_over,
            "issue": self._reserved(units[4]),
            "check": self._bring_back(self._issued(units[5])),
            "reserve": self._request(),
            "wait": self._request(product_id=self.other_product.id),
        }

    def _get_arch(self, model, view_type, user=None, xmlid=None):
        view = xmlid and self.env.ref(f"rma_standby.{xmlid}").id
        records = self.env[model].with_user(user or self.agent)
        return etree.fromstring(records.get_view(view, view_type)["arch"])

    def _get_primary_buttons(self, loan, user=None):
        """Return the buttons that the form of *loan* offers as the next step."""
        header = self._get_arch("rma.standby.loan", "form", user).find("header")
        names = {"id", "next_step", "state", "sale_order_count", "fee_state"}
        names |= {name for name in loan._fields if name.startswith("is_")}
        values = {name: loan[name] for name in names}
        return [
            node.get("name")
            for node in header.iterfind("button")
            if "btn-primary" in (node.get("class") or "")
            and not safe_eval(node.get("invisible"), values)
        ]

    def _get_spec(self, node):
        """Return what the web client asks for a view."""
        spec = {}
        for child in node:
            if child.tag == "field":
                inside = self._get_spec(child)
                spec[child.get("name")] = {"fields": inside} if inside else {}
            else:
                spec.update(self._get_spec(child))
        return spec


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestStandbySteps(StandbyPagesCommon):
    """What is next, who has the ball, and the one button for it."""

    def test_next_steps(self):
        for step, loan in self._make_each().items():
            self.assertEqual(loan.next_step, step)
            self.assertTrue(loan.next_step_summary, step)
            owner = step in ("with_customer", "send_back") and "customer"
            self.assertEqual(loan.ball_owner, owner or "us", step)

    def test_search_next_step(self):
        loans = self._make_each()
        everything = self.env["rma.standby.loan"].with_user(self.agent)
        for step, loan in loans.items():
            self.assertEqual(everything.search([("next_step", "=", step)]), loan, step)
        self.assertEqual(
            everything.search([("next_step", "not in", ("wait", "reserve"))]),
            everything.browse(
                [loan.id for step, loan in loans.items() if step[0] not in "w"]
            ).filtered(lambda loan: loan.state != "requested")
            | loans["with_customer"],
        )

    def test_words(self):
        loans = self._make_each()
        remind = loans["remind"]
        self.assertTrue(remind.is_step_late)
        self.assertIn("late since 03/17/2026", remind.next_step_summary)
        self.assertIn("with Shop since", loans["send_back"].next_step_summary)
        self.assertIn("waiting to be validated", loans["hand_over"].next_step_hint)
        self.assertIn("No unit that fits", loans["wait"].next_step_hint)
        self.assertFalse(loans["with_customer"].next_step_hint)

    def test_words_of_who_waits(self):
        taken = self.units[0]
        self._issued(taken, date_expected=self._in_days(9))
        loan = self._request(unit_id=taken.id)
        self.assertEqual(loan.next_step, "wait")
        self.assertIn("expected back first, on 03/29/2026", loan.next_step_hint)
        self.assertIn("is free (same product", loan.next_step_hint)

    def test_checked_units_need_nothing(self):
        loan = self._bring_back(self._issued(self.units[0]))
        self.assertEqual(loan.next_step, "check")
        loan.action_make_unit_ready()
        self.assertEqual(loan.next_step, "nothing")
        self.assertNotified(loan.action_make_unit_ready())
        # only the last loan asks for the check
        with freeze_time(NOW + timedelta(hours=1)):
            later = self._bring_back(self._issued(self.units[0]))
            self.assertEqual(later.next_step, "check")
            self.assertEqual(loan.next_step, "nothing")

    def test_conflict(self):
        loan = self._issued(self.units[0], date_expected=self._in_days(5))
        other = self._reserved(
            self.units[0],
            date_from=self._in_days(6),
            date_expected=self._in_days(9),
            partner_id=self.stranger.id,
            product_id=self.product.id,
        )
        self.assertFalse(loan.conflict_summary)
        self.assertFalse(loan.has_conflict)
        loan.sudo().date_expected = self._in_days(8)
        self.assertIn("promised to Stranger from 03/26/2026", loan.conflict_summary)
        found = loan.search([("has_conflict", "=", True)])
        self.assertEqual(found, loan)
        self.assertFalse(other.has_conflict)

    def test_one_primary_button(self):
        """Whatever is next, at most one button is the next step."""
        wanted = {
            "reserve": "action_reserve",
            "issue": "action_issue",
            "hand_over": "action_view_open_pickings",
            "send_back": "action_view_open_pickings",
            "remind": "action_request_return",
            "check": "action_make_unit_ready",
        }
        for step, loan in self._make_each().items():
            buttons = [wanted[step]] if step in wanted else []
            self.assertEqual(self._get_primary_buttons(loan), buttons, step)

    def test_remind_is_the_step_after_asking_for_the_return(self):
        loan = self._issued_late(self.units[0])
        self.assertEqual(self._get_primary_buttons(loan), ["action_request_return"])
        loan.action_request_return()
        self.assertEqual(self._get_primary_buttons(loan), ["action_remind"])
        loan.action_remind()
        self.env.invalidate_all()
        self.assertEqual(self._get_primary_buttons(loan), [])
        self.assertEqual(loan.reminder_count, 1)

    def test_scan(self):
        unit = self.units[0]
        claim = self._approved()
        with Form(self.env["rma.standby.loan"].with_user(self.agent)) as form:
            form.scan = claim.line_ids.reference
            self.assertEqual(form.line_id, claim.line_ids)
            self.assertEqual(form.partner_id, claim.partner_id)
            form.scan = unit.lot_id.name
            self.assertEqual(form.unit_id, unit)
        self.assertEqual(form.record.unit_id, unit)
        loan = self.env["rma.standby.loan"].with_user(self.agent).new({"scan": "?"})
        self.assertIn("Scan again", loan._onchange_scan()["warning"]["message"])


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestStandbyMoneySteps(StandbyMoneyCommon, StandbyPagesCommon):
    """What is next where a loan costs something, or did not go well."""

    def _check(self, loan, step, button=None, user=None, owner="us"):
        self.env.invalidate_all()
        self.assertEqual(loan.next_step, step)
        self.assertEqual(loan.ball_owner, owner)
        self.assertIn(loan, loan.search([("next_step", "=", step)]))
        buttons = self._get_primary_buttons(loan, user)
        self.assertEqual(buttons, [button] if button else [])

    def test_fee(self):
        self._ask_fee()
        loan = self._reserved(self.units[0])
        self._check(loan, "quote", "action_quote_fee")
        loan.action_quote_fee()
        self._check(loan, "pay", owner="customer")
        self.assertIn("has not accepted the loan fee", loan.next_step_hint)
        orders = self._get_orders(loan, "fee")
        self.assertEqual(loan.sale_order_count, 1)
        self._confirm(orders)
        self._check(loan, "issue", "action_issue")
        self.assertEqual(orders.rma_standby_loan_count, 1)

    def test_deposit(self):
        self._ask_deposit()
        loan = self._reserved(self.units[0])
        self._check(loan, "deposit", "action_invoice_deposit")
        loan.action_invoice_deposit()
        self._check(loan, "post")
        self._check(loan, "post", "action_view_account_moves", self.accountant)
        self.assertEqual(loan.account_move_count, 1)
        action = loan.with_user(self.accountant).action_view_account_moves()
        self.assertEqual(action["res_id"], self._get_deposit(loan).id)
        self._post(self._get_deposit(loan))
        self._check(loan, "issue", "action_issue")
        self._bring_back(self._hand_out(loan))
        self._check(loan, "check", "action_make_unit_ready")
        loan.action_make_unit_ready()
        self._check(loan, "refund", "action_refund_deposit")
        loan.action_refund_deposit()
        self._check(loan, "post", "action_view_account_moves", self.accountant)
        self._post(self._get_deposit(loan, "out_refund"))
        self._check(loan, "nothing", owner="nobody")

    def test_damage(self):
        loan = self._bring_back(self._issued(self.units[0]))
        loan.damage = "The display is broken"
        self._check(loan, "settle", "action_open_damage")
        self.assertIn("is not settled", loan.next_step_hint)

    def test_lost(self):
        loan = self._issued(self.units[0])
        loan.action_mark_lost("Stolen")
        self._check(loan, "settle", "action_charge")
        loan.action_charge()
        self._check(loan, "settle", "action_view_charges")

    def test_costs_are_for_those_who_may_see_them(self):
        self._issued(self.units[0])
        for user, may in (
            (self.agent, False),
            (self.stocker, False),
            (self.approver, True),
            (self.accountant, True),
        ):
            for view_type in ("form", "list"):
                spec = self._get_spec(
                    self._get_arch("rma.standby.loan", view_type, user)
                )
                self.assertEqual("value_at_risk" in spec, may, user.login)


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestStandbyPages(StandbyPagesCommon):
    """Every page opens, for everybody who may see it."""

    def _fill(self):
        loans = self._make_each()
        claim = self._approved()
        loan = self._request(line_id=claim.line_ids.id)
        loan.action_reserve(self.units[6])
        self._hand_out(loan)
        return loans | {"claim": loan}

    def test_every_role_opens_every_page(self):
        loans = self._fill()
        self.env["rma.standby.loan"].browse(
            loan.id for loan in loans.values()
        ).sudo().user_id = self.agent_own
        actions = [
            "rma_standby_unit_action",
            "rma_standby_loan_action",
            "rma_standby_loan_action_calendar",
            "rma_standby_loan_action_waiting",
            "rma_standby_loan_action_overdue",
        ]
        for role in ROLES:
            user = getattr(self, role)
            for xmlid in actions:
                action = self.env.ref(f"rma_standby.{xmlid}")
                self._open(action, user)
        self._open(self.env.ref("rma_standby.rma_standby_family_action"), self.manager)

    def _open(self, action, user):
        """Read what the web client reads for *action*."""
        model = self.env[action.res_model].with_user(user)
        domain = safe_eval(action.domain or "[]")
        for view_type in action.view_mode.split(","):
            self.env.flush_all()
            self.env.invalidate_all()
            arch = self._get_arch(action.res_model, view_type, user)
            if view_type in ("pivot", "graph"):
                names = [
                    ":".join(filter(None, (node.get("name"), node.get("interval"))))
                    for node in arch.iter("field")
                    if not node.get("invisible")
                ]
                model.formatted_read_group(domain, names, ["__count"])
                continue
            spec = self._get_spec(arch) | {"display_name": {}}
            found = model.web_search_read(domain, spec)
            self.assertTrue(found["length"] or model._name.endswith("family"))
        arch = self._get_arch(action.res_model, "search", user)
        context = literal_eval(action.context or "{}")
        names = {node.get("name") for node in arch.iter("filter")}
        for key in context:
            if key.startswith("search_default_"):
                self.assertIn(key.removeprefix("search_default_"), names)

    def test_other_pages(self):
        loans = self._fill()
        loan = loans["claim"]
        ticket = self.env["helpdesk.ticket"].create(
            {"name": "x", "description": "x", "partner_id": self.customer.id}
        )
        records = (
            (loan.line_id.claim_id, ROLES),
            (loan.line_id, ROLES),
            (loan.lot_id, ("agent", "stocker")),
            (loan.picking_ids, ("agent", "stocker")),
            (self.product.product_tmpl_id, ("agent", "stocker", "accountant")),
        )
        loan.line_id.sudo().user_id = self.agent_own
        loan.line_id.claim_id.sudo().user_id = self.agent_own
        for record, roles in records:
            for role in roles:
                user = getattr(self, role)
                self.env.flush_all()
                self.env.invalidate_all()
                spec = self._get_spec(self._get_arch(record._name, "form", user))
                self.assertTrue(record.with_user(user).web_read(spec))
        spec = self._get_spec(self._get_arch("helpdesk.ticket", "form"))
        names = {"standby_loan_count", "standby_summary"}
        self.assertLessEqual(names, spec.keys())
        self.assertTrue(ticket.read(names))

    def test_pages_take_no_query_per_record(self):
        self._count_queries("rma.standby.loan", ("list", "kanban", "calendar"))
        self._count_queries("rma.standby.unit", ("list", "kanban"))

    def _count_queries(self, model, view_types):
        if model == "rma.standby.loan":
            units = self._fill_pool(self.product, "MANY", 30)
            for number, unit in enumerate(units):
                loan = self._request(unit_id=unit.id)
                if number % 3:
                    loan.action_reserve()
                if number % 3 == 2:
                    self._hand_out(loan)
            self.env["rma.standby.loan"].create(
                [
                    {"partner_id": self.customer.id, "product_id": self.product.id}
                    for _number in range(50)
                ]
            )
        for user in (self.agent, self.stocker):
            for view_type in view_types:
                spec = self._get_spec(self._get_arch(model, view_type, user))
                records = self.env[model].with_user(user)
                records.web_search_read([], spec, limit=1)
                counts = []
                for limit in (5, 80):
                    self.env.flush_all()
                    self.env.invalidate_all()
                    start = self.env.cr.sql_log_count
                    records.web_search_read([], spec, limit=limit, order="id desc")
                    counts.append(self.env.cr.sql_log_count - start)
                # a fetch or two more for states that the first five do not have
                self.assertLessEqual(
                    counts[1], counts[0] + 4, (user.login, model, view_type)
                )

    def test_every_filter_and_group_works(self):
        self._fill()
        for model in ("rma.standby.loan", "rma.standby.unit", "rma.claim"):
            records = self.env[model].with_user(self.approver)
            arch = self._get_arch(model, "search", self.approver)
            for node in arch.iter("filter"):
                if domain := node.get("domain"):
                    records.search(safe_eval(domain, {"uid": self.approver.id}))
                if context := node.get("context"):
                    groupby = literal_eval(context)["group_by"]
                    records.formatted_read_group([], [groupby], ["__count"])
            for node in arch.iter("field"):
                if domain := node.get("filter_domain"):
                    records.search(safe_eval(domain, {"self": "x"}))

    def _find(self, *names, model="rma.standby.loan"):
        arch = self._get_arch(model, "search")
        nodes = {node.get("name"): node for node in arch.iter("filter")}
        records = self.env[model].with_user(self.agent)
        for name in names:
            domain = safe_eval(nodes[name].get("domain"), {"uid": self.agent.id})
            records |= records.search(domain)
        return records

    def test_filters(self):
        loans = self._make_each()
        waiting = loans["reserve"] | loans["wait"]
        self.assertEqual(self._find("requested"), waiting)
        self.assertEqual(self._find("overdue"), loans["remind"])
        self.assertEqual(self._find("return_requested"), loans["send_back"])
        self.assertEqual(self._find("check"), loans["check"])
        self.assertEqual(self._find("reserved"), loans["hand_over"] | loans["issue"])
        soon = self._issued(self.units[6], date_expected=self._in_days(6))
        self.assertEqual(self._find("due_soon"), soon)
        claim = self._approved()
        bound = self._request(line_id=claim.line_ids.id)
        self.assertNotIn(bound, self._find("no_claim"))
        self.assertFalse(self._find("standby_out", model="rma.claim"))
        bound.action_reserve(self.units[7])
        self._hand_out(bound)
        self.assertEqual(self._find("standby_out", model="rma.claim"), claim)

    def test_search_by_anything(self):
        claim = self._approved()
        unit = self.units[7]
        loan = self._request(line_id=claim.line_ids.id, unit_id=unit.id)
        other = self._request(partner_id=self.stranger.id, product_id=self.product.id)
        arch = self._get_arch("rma.standby.loan", "search")
        node = next(n for n in arch.iter("field") if n.get("name") == "name")
        for text in (
            loan.name,
            unit.lot_id.name,
            claim.rma_number,
            claim.line_ids.reference,
            claim.line_ids.lot_id.name,
            "shop",
        ):
            domain = safe_eval(node.get("filter_domain"), {"self": text})
            self.assertEqual(loan.search(domain), loan, text)
        domain = safe_eval(node.get("filter_domain"), {"self": "printer"})
        self.assertEqual(loan.search(domain), loan | other)

    def test_menus(self):
        """The warehouse, which has no After-sales menu, finds the pool in Inventory."""
        menus = self.env["ir.ui.menu"]
        names = {
            "menu_pool": tuple(set(ROLES) - {"stocker"}),
            "menu_loans": tuple(set(ROLES) - {"stocker"}),
            "stock_menu_pool": ("stocker",),
            "config_menu_families": ("manager",),
        }
        for role in ROLES:
            reached = menus.with_user(getattr(self, role)).load_menus(False)
            for name, allowed in names.items():
                menu = self.env.ref(f"rma_standby.rma_standby_{name}")
                self.assertEqual(menu.id in reached, role in allowed, (role, name))

    def test_calendar_names_unit_and_customer(self):
        loan = self._reserved(self.units[0])
        named = loan.with_context(standby_by_unit=True)
        self.assertEqual(named.display_name, f"{self.units[0].lot_id.name} · Shop")
        self.assertIn(loan.name, loan.with_context(standby_by_unit=False).display_name)

    def test_claim_and_lot_tell(self):
        claim = self._approved()
        loan = self._request(line_id=claim.line_ids.id)
        loan.action_reserve(self.units[0])
        self._hand_out(loan)
        self.assertIn(self.units[0].lot_id.name, claim.standby_summary)
        self.assertFalse(claim.is_standby_late)
        loan.sudo().write(
            {
                "date_from": self._in_days(-9),
                "date_expected": self._in_days(-1),
                "is_date_fixed": True,
            }
        )
        loan.sudo()._sync_due_state()
        self.assertTrue(claim.is_standby_late)
        self.assertIn("overdue", claim.standby_summary)
        # a serial that is no stand-by unit tells nothing
        self.assertFalse(self.lots[0].standby_summary)
        self.assertIn("overdue", self.units[0].lot_id.standby_summary)

    def test_claims_take_no_query_per_record(self):
        for lot in self._create_lots(self.product, "Q", 6):
            claim = self._register(lot=lot)
            self._request(line_id=claim.line_ids.id)
        counts = []
        for limit in (2, 6):
            self.env.flush_all()
            self.env.invalidate_all()
            start = self.env.cr.sql_log_count
            claims = self.env["rma.claim"].with_user(self.agent).search([], limit=limit)
            claims.mapped("standby_summary")
            claims.mapped("is_standby_late")
            counts.append(self.env.cr.sql_log_count - start)
        self.assertLessEqual(counts[1], counts[0])

    # -- buttons --

    def test_lend_a_unit(self):
        unit = self.units[0].with_user(self.agent)
        action = unit.action_lend()
        model = self.env["rma.standby.loan"].with_user(self.agent)
        with Form(model.with_context(**action["context"])) as form:
            form.partner_id = self.customer
            self.assertEqual(form.unit_id, unit)
            self.assertEqual(form.product_id, self.product)
        self.assertEqual(form.record.next_step, "reserve")
        unit._write_axis({"is_ready": False})
        with self.assertRaisesRegex(UserError, "in preparation"):
            unit.action_lend()

    def test_gear_menu(self):
        loans = self._reserved(self.units[0]) | self._reserved(self.units[1])
        menu = self.env["ir.actions.actions"].with_user(self.agent)
        bound = menu.get_bindings("rma.standby.loan")["action"]
        names = {action["name"] for action in bound}
        wanted = {"Give the Reservation Back", "Swap the Unit", "Lost…", "Cancel…"}
        self.assertLessEqual(wanted, names)
        self._run("release", loans)
        self.assertEqual(set(loans.mapped("state")), {"requested"})
        self.assertEqual(self._run("release", loans)["tag"], "display_notification")
        with self.assertRaisesRegex(UserError, "does not have a unit"):
            self._run("swap", loans)
        dialog = self._run("cancel", loans)
        self.assertEqual(dialog["context"]["active_ids"], loans.ids)

    def _run(self, name, loans):
        action = self.env.ref(f"rma_standby.rma_standby_loan_action_server_{name}")
        context = {
            "active_model": loans._name,
            "active_ids": loans.ids,
            "active_id": loans[:1].id,
        }
        return action.with_user(self.agent).with_context(**context).run()

    def test_smart_buttons(self):
        claim = self._approved()
        loan = self._request(line_id=claim.line_ids.id)
        loan.action_reserve(self.units[0])
        self._hand_out(loan)
        unit = loan.unit_id
        self.assertEqual(loan.action_view_claim()["res_id"], claim.id)
        self.assertEqual(loan.action_view_line()["res_id"], claim.line_ids.id)
        self.assertEqual(loan.action_view_unit()["res_id"], unit.id)
        self.assertEqual(unit.action_view_loans()["res_id"], loan.id)
        self.assertEqual(unit.action_view_loan()["res_id"], loan.id)
        self.assertEqual(unit.action_view_lot()["res_id"], unit.lot_id.id)
        pickings = unit.with_user(self.agent).action_view_pickings()
        self.assertEqual(pickings["res_model"], "stock.picking")
        self.assertIn("until", unit.summary)

    def test_settings(self):
        settings = self.env["res.config.settings"].create(
            {"rma_standby_loan_days": 21, "rma_standby_terms": "<p>Ours.</p>"}
        )
        settings.execute()
        self.assertEqual(self.env.company.rma_standby_loan_days, 21)
        self.assertIn("Ours", self.env.company.rma_standby_terms)


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestStandbyExtend(StandbyPagesCommon):
    """The dialog that extends loans."""

    def _open(self, loans, user=None, **vals):
        context = loans.action_open_extend()["context"]
        wizard = self.env["rma.standby.extend.wizard"].with_user(user or self.agent)
        return wizard.with_context(**context).create(vals)

    def test_by_days(self):
        loans = self._issued(self.units[0]) | self._issued(self.units[1])
        until = loans[0].date_expected
        wizard = self._open(loans, days=3, reason="The part comes later")
        self.assertEqual(wizard.loan_ids, loans)
        wizard.action_apply()
        self.assertEqual(loans.mapped("date_expected"), [until + timedelta(days=3)] * 2)
        self.assertIn("The part comes later", loans[0].message_ids[0].body)

    def test_form(self):
        loans = self._issued(self.units[0]) | self._issued(self.units[1])
        context = loans.action_open_extend()["context"]
        model = self.env["rma.standby.extend.wizard"].with_user(self.agent)
        with Form(model.with_context(**context)) as form:
            self.assertEqual(form.days, 7)
            form.mode = "date"
            form.date = self._in_days(30)
        self.assertEqual(form.record.loan_ids, loans)
        form.record.action_apply()
        self.assertEqual(loans.mapped("date_expected"), [self._in_days(30)] * 2)

    def test_until_a_day_and_repeat(self):
        loan = self._issued(self.units[0], date_expected=self._in_days(2))
        wizard = self._open(loan, mode="date", date=date(2026, 4, 1))
        wizard.action_apply()
        self.assertEqual(loan.date_expected, date(2026, 4, 1))
        self.assertTrue(loan.is_date_fixed)
        before = self._get_loan_snapshot(loan)
        self.assertNotified(wizard.action_apply())
        self.assertEqual(self._get_loan_snapshot(loan), before)

    def test_refused(self):
        loan = self._issued(self.units[0], date_expected=self._in_days(2))
        before = self._get_loan_snapshot(loan)
        for vals, words in (
            ({"days": 0}, "by how many days"),
            ({"mode": "date"}, "until when"),
            ({"mode": "date", "date": self._in_days(-1)}, "has passed"),
        ):
            with self.assertRaisesRegex(UserError, words):
                self._open(loan, **vals).action_apply()
        ended = self._bring_back(self._issued(self.units[1]))
        with self.assertRaisesRegex(UserError, "nothing more can be done"):
            self._open(loan | ended, mode="date", date=self._in_days(9)).action_apply()
        self.assertEqual(self._get_loan_snapshot(loan), before)

    def test_rights(self):
        loan = self._issued(self.units[0])
        with self.assertRaises(UserError):
            self._open(loan, user=self.stocker)

    def test_posted_ids_are_not_trusted(self):
        loan = self._issued(self.units[0])
        wizard = self.env["rma.standby.extend.wizard"].with_user(self.agent_own)
        with self.assertRaises(UserError):
            wizard.create(
                {"loan_ids": [Command.set(loan.ids)], "days": 5}
            ).action_apply()
