# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import contextlib
import logging
from collections import Counter
from datetime import timedelta

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import UNIT_COST, RmaCommon
from .random_walk import ALL_RESOLUTIONS, CUSTOMER_OWNED, RandomWalk

_logger = logging.getLogger(__name__)


@tagged("post_install", "-at_install")
class TestInvariants(RandomWalk, RmaCommon):
    """The invariants of the design hold after any order of actions.

    The same walks serve all invariants that hold at every moment: they are walked
    once, by whichever test comes first.
    """

    SOLD = 4
    ON_SHELF = 12
    SEEDS = (2, 7, 42)
    LENGTH = 36

    #: {invariant: first sentence of what broke it}, filled by ``_walk``.
    broken = None

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.nobody = cls.env["res.partner"]
        cls.sale_order._create_invoices().action_post()

    def _walk(self):
        """Walk once per seed, look at every invariant after every step."""
        cls = type(self)
        if cls.broken is not None:
            return
        cls.broken = {}
        for seed in self.SEEDS:
            # every other walk leaves the units the customers'
            resolutions = CUSTOMER_OWNED if seed % 2 else ALL_RESOLUTIONS
            savepoint = self.env.cr.savepoint(flush=True)
            try:
                self._walk_one(seed, resolutions)
            except Exception as error:
                trail = ", ".join(self.trail)
                _logger.exception("Walk %s broke after %s", seed, trail)
                cls.broken["crash"] = f"{error!r} after {trail}"
            finally:
                savepoint.close(rollback=True)
                self.env.invalidate_all()

    def _walk_one(self, seed, resolutions):
        claims = self._start_walk(seed, resolutions)
        self.worth_before = self._get_worth()
        self.sale_before = self._get_sale()
        self.numbers = {}
        looks = [self._look_at_2, self._look_at_3, self._look_at_4, self._look_at_6]
        looks.append(
            self._look_at_1 if resolutions == CUSTOMER_OWNED else self._look_at_worth
        )
        for _step in range(self.LENGTH):
            self._take_step(claims)
            for look in looks:
                try:
                    look(claims)
                except AssertionError as error:
                    trail = ", ".join(self.trail)
                    name = look.__name__.removeprefix("_look_at_")
                    self.broken.setdefault(name, f"Seed {seed}, {trail}: {error}")
        _logger.info("Walk %s: %s", seed, ", ".join(self.trail))

    def assertHolds(self, *names):
        self._walk()
        for name in (*names, "crash"):
            self.assertNotIn(name, self.broken, self.broken.get(name))

    def _get_worth(self):
        names = ["qty_available", "virtual_available", "free_qty", "total_value"]
        return {name: self.product[name] for name in [*names, "standard_price"]}

    def _get_quants(self, *domain):
        return self.env["stock.quant"].search(
            [
                ("product_id", "=", self.product.id),
                ("quantity", "!=", 0),
                ("location_id.usage", "in", ("internal", "transit")),
                *domain,
            ]
        )

    def _get_sale(self):
        order = self.sale_order
        return (
            order.order_line.mapped("qty_delivered"),
            order.order_line.mapped("qty_invoiced"),
            order.order_line.ids,
            order.picking_ids.ids,
            order.invoice_status,
        )

    # -- 1 --

    def _look_at_1(self, claims):
        self.assertEqual(self._get_worth(), self.worth_before)
        self.assertFalse(claims.sudo().line_ids.move_ids.filtered("value"))

    def _look_at_worth(self, claims):
        self.assertEqual(self.product.standard_price, UNIT_COST)
        ours = sum(self._get_quants(("owner_id", "=", False)).mapped("quantity"))
        self.assertAlmostEqual(self.product.total_value, ours * UNIT_COST)
        inside = self._get_quants(
            ("location_id", "child_of", self.warehouse.view_location_id.id)
        )
        self.assertFalse(inside.owner_id, "Customers' units never look sellable")
        self.assertEqual(self.product.qty_available, sum(inside.mapped("quantity")))

    def test_invariant_1_customer_owned_unit_never_valued(self):
        """Whatever happens to the customers' units, our stock and its worth stay."""
        self.assertHolds("1")

    def test_invariant_1_worth_is_what_is_ours(self):
        """Also when units change hands, only what is ours has a worth."""
        self.assertHolds("worth")

    # -- 2 --

    def _look_at_2(self, claims):
        for line in claims.sudo().line_ids:
            self.assertEqual(
                line.quantity_received,
                line.quantity_returned + line.quantity_held + line.quantity_kept,
            )
            quants = self._get_quants(("lot_id", "=", line.lot_id.id))
            places = [(q.location_id, q.owner_id, q.quantity) for q in quants]
            if line.quantity_held:
                place = line._get_current_location()
                self.assertEqual(places, [(place, line._get_owner_partner(), 1.0)])
            elif line.quantity_kept:
                # scrapped, or ours for good
                self.assertLessEqual(len(places), 1)
                for _place, owner, quantity in places:
                    self.assertEqual((owner, quantity), (self.nobody, 1.0))
            else:
                self.assertFalse(places)
        totals = Counter()
        for quant in self._get_quants():
            self.assertGreater(quant.quantity, 0, "Nothing is here less than once")
            totals[quant.lot_id] += quant.quantity
        self.assertLessEqual(set(totals.values()), {1.0})

    def test_invariant_2_every_serial_accounted_for(self):
        """In = out + held + kept, and the serial lies where the claim says, once."""
        self.assertHolds("2")

    # -- 3 --

    def _look_at_3(self, claims):
        self.assertEqual(self._get_sale(), self.sale_before)

    def test_invariant_3_original_sale_order_untouched(self):
        """No return, repair or replacement changes the order it comes from."""
        self.assertHolds("3")

    # -- 4 --

    def _look_at_4(self, claims):
        lines = claims.sudo().line_ids
        for line in lines.filtered(lambda line: line.ending == "closed"):
            self.assertFalse(line._closure_blockers())
            self.assertFalse(line.quantity_held)
            states = set(line.move_ids.mapped("state"))
            self.assertLessEqual(states, {"done", "cancel"})
            self.assertNotIn("under_repair", line.repair_ids.mapped("state"))
            self.assertNotIn(line.money_state, ("to_credit", "to_invoice", "quoted"))
        for claim in claims.filtered(lambda c: c.state == "closed"):
            self.assertFalse(claim._closure_blockers())

    def test_invariant_4_closes_only_when_settled(self):
        """What is closed has no goods here, no open transfer, no open work or money."""
        self.assertHolds("4")

    def test_invariant_4_addons_can_block(self):
        """A blocker that an addon reports keeps the unit open."""
        claim = self._received("return_unrepaired")
        claim.action_ship()
        self._hand_over(claim)
        model = type(claim.line_ids)
        blockers = model._closure_blockers
        self.patch(
            model, "_closure_blockers", lambda line: [*blockers(line), "A loan is out."]
        )
        self.assertRefused("A loan is out", claim, "action_close")
        self.assertRefused("A loan is out", claim.line_ids, "action_close")

    # -- 6 --

    def _look_at_6(self, claims):
        for claim in claims.sudo():
            if claim.rma_number:
                given = self.numbers.setdefault(claim.id, claim.rma_number)
                self.assertEqual(claim.rma_number, given)
            else:
                self.assertNotIn(claim.id, self.numbers)
            for line in claim.line_ids:
                if line.decision != "approved":
                    self.assertFalse(line.quantity_received)
        self.assertEqual(len(set(self.numbers.values())), len(self.numbers))

    def test_invariant_5_no_unit_twice_without_an_override_on_record(self):
        """Not in two open claims, not settled twice; else an approver says why."""
        first = self._approved("replace_after_receipt").line_ids
        second = self._register("replace_after_receipt").line_ids
        second.action_submit()
        approver = second.with_user(self.approver)
        self.assertRefused("in the open claim", approver, "action_approve")
        self._finish(self._receive(first.claim_id))
        self.assertRefused("was replaced already", approver, "action_approve")
        approver.action_override_entitlement("The replacement failed too.")
        approver.action_approve()
        override = second.override_ids
        self.assertEqual(override.rule_ids.mapped("code"), ["settled"])
        self.assertEqual(override.user_id, self.approver)

    def test_invariant_7_what_was_said_stays(self):
        """Events, results and overrides are append-only, whoever tries."""
        claim = self._approved("repair")
        line = claim.line_ids.with_user(self.approver)
        line.action_override_entitlement("Goodwill", coverage="paid")
        line.lot_id.with_user(self.approver).action_void_warranty("Opened.")
        records = [
            claim.sudo().event_ids[:1],
            line.sudo().result_ids[:1],
            line.sudo().override_ids[:1],
            line.lot_id.sudo().warranty_entry_ids[:1],
        ]
        for record in records:
            self.assertTrue(record)
            for user in (self.agent, self.approver, self.manager, self.accountant):
                mine = record.with_user(user)
                for refused in (
                    lambda mine=mine: mine.write({"user_id": False}),
                    lambda mine=mine: mine.unlink(),
                    lambda mine=mine: mine.create(mine.sudo().copy_data()),
                ):
                    with self.assertRaises(AccessError):
                        refused()

    def test_invariant_6_number_never_reused_and_expired_receives_nothing(self):
        """A number stays with its claim, and only open claims receive goods."""
        self.assertHolds("6")
        claim = self._approved("repair")
        receipt = self._get_open_pickings(claim, "incoming")
        with freeze_time(claim.valid_until + timedelta(days=1)):
            self.assertIsNot(receipt.button_validate(), True)
            with self.assertRaisesRegex(UserError, "receives no goods"):
                receipt._action_done()
        self.assertFalse(claim.line_ids.quantity_received)

    # -- 8 --

    def test_invariant_8_every_action_is_safe_to_repeat(self):
        """Each step of each way, twice: the second changes nothing and says so."""
        lots = iter([*self.lots] * 3)
        for name in ALL_RESOLUTIONS:
            with self.subTest(resolution=name):
                claim = self._register(name, lot=next(lots)).with_user(self.approver)
                savepoint = self.env.cr.savepoint(flush=True)
                self._go_twice(claim)
                savepoint.close(rollback=True)
                self.env.invalidate_all()
                claim.with_user(self.approver).unlink()

    def _go_twice(self, claim):
        line, resolution = claim.line_ids, claim.resolution_id
        self._twice(claim, "action_submit")
        self._twice(claim, "action_approve")
        if resolution.goods_out == "now":
            self._twice(claim, "action_ship")
            self._hand_over(claim)
        if resolution.goods_in == "before":
            self._receive(claim)
        if resolution.goods_out == "after_receipt":
            self._twice(claim, "action_ship")
            self._hand_over(claim)
        if resolution.needs_work:
            self._twice(claim, "action_start_work")
            self._twice(claim, "action_finish_work")
        if resolution.goods_out == "after_work":
            self._twice(claim, "action_ship")
            self._hand_over(claim)
        if line.goods_state == "shipped":
            self._twice(claim, "action_deliver")
        if line.needs_confirmation:
            self._twice(claim, "action_confirm_working")
        if resolution.credit == "no":
            self._twice(claim, "action_close")
            self._twice(claim, "action_reopen", "Still broken.")

    def _twice(self, claim, action, *args):
        self.assertIs(getattr(claim, action)(*args), True, action)
        for records in (claim, claim.line_ids):
            self.assertRepeatIsHarmless(records, action, *args)

    # -- 9 --

    def test_invariant_9_nobody_reads_anothers(self):
        """Every stored model of the addon is closed by company, and to customers."""
        portal_group = self.env.ref("base.group_portal")
        for name, model in self.registry.items():
            if not name.startswith("rma.") or model._abstract or model._transient:
                continue
            rules = self.env["ir.rule"].search([("model_id.model", "=", name)])
            access = self.env["ir.model.access"].search([("model_id.model", "=", name)])
            self.assertTrue(all(access.mapped("group_id")), f"{name} is open to all")
            if "company_id" in model._fields:
                everybodys = rules.filtered(lambda rule: not rule.groups)
                self.assertTrue(everybodys, f"{name} has no company rule")
            if "partner_id" in model._fields or "claim_id" in model._fields:
                if portal_group in access.group_id:
                    theirs = rules.filtered(lambda rule: portal_group in rule.groups)
                    self.assertTrue(theirs, f"{name} has no portal rule")
            portal_access = access.filtered(lambda a: a.group_id == portal_group)
            for right in ("perm_write", "perm_create", "perm_unlink"):
                self.assertFalse(any(portal_access.mapped(right)), name)

    def test_invariant_9_customers_are_apart(self):
        """By search, by id, by number and through related records: nothing."""
        theirs = self._register(partner_id=self.stranger.id)
        self._approve(theirs)
        model = self.env["rma.claim"].with_user(self.portal)
        serial = self.lots[0].name
        for field, text in (
            ("name", theirs.name),
            ("rma_number", theirs.rma_number),
            ("line_ids.reference", theirs.line_ids.reference),
            ("line_ids.lot_name", serial),
        ):
            self.assertFalse(model.search([(field, "=", text)]))
        for text in (theirs.rma_number, serial):
            # customers may not look into serials at all, or find nothing there
            with contextlib.suppress(AccessError):
                self.assertFalse(model.name_search(text))
        for records in (theirs, theirs.line_ids):
            with self.assertRaises(AccessError):
                records.with_user(self.portal).read(["display_name"])
