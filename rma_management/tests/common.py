# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from contextlib import contextmanager

from psycopg2 import IntegrityError

from odoo import fields
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import new_test_user
from odoo.tools import mute_logger

from odoo.addons.base.tests.common import BaseCommon

#: Groups of the people that the tests act as, weakest first.
ROLES = {
    "agent_own": "rma_management.group_rma_user",
    "agent": "rma_management.group_rma_user_all",
    "approver": "rma_management.group_rma_approver",
    "manager": "rma_management.group_rma_manager",
    "stocker": "stock.group_stock_user",
    "accountant": "account.group_account_invoice",
    "portal": "base.group_portal",
}
UNIT_COST = 60.0


class RmaCommon(BaseCommon):
    """A company that sold serial numbers to a customer, and the people who serve him.

    Every document is made by the class itself; actions run as the person who does
    them in life: agents register, approvers decide, the warehouse moves goods.
    """

    #: Sold serials (``cls.lots``) and serials on the shelf (``cls.stock_lots``).
    SOLD = 4
    ON_SHELF = 3

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.warehouse = cls.env["stock.warehouse"].search(
            [("company_id", "=", cls.company.id)], limit=1
        )
        cls.company.write({"rma_validity_days": 30, "rma_reminder_days": 5})
        cls._create_products()
        cls._create_partners()
        cls._create_users()
        cls.lots = cls._create_lots(cls.product, "SOLD", cls.SOLD)
        cls.stock_lots = cls._create_lots(cls.product, "SHELF", cls.ON_SHELF)
        cls._buy(cls.product, cls.lots | cls.stock_lots)
        cls._buy(cls.cable, quantity=20)
        cls.sale_order = cls._sell(cls.product, cls.lots)
        cls.sale_line = cls.sale_order.order_line

    # -- what there is --

    @classmethod
    def _create_products(cls):
        cls.category = cls.env["product.category"].create(
            {"name": "Devices", "property_cost_method": "average"}
        )
        common = {
            "type": "consu",
            "is_storable": True,
            "categ_id": cls.category.id,
            "warranty": 24,
            "warranty_type": "month",
        }
        cls.product, cls.cable, cls.part, cls.other_product = cls.env[
            "product.product"
        ].create(
            [
                {
                    **common,
                    "name": "Printer",
                    "tracking": "serial",
                    "standard_price": UNIT_COST,
                    "list_price": 100,
                },
                {**common, "name": "Cable", "standard_price": 5, "list_price": 9},
                {**common, "name": "Board", "standard_price": 10, "list_price": 25},
                {
                    **common,
                    "name": "Scanner",
                    "tracking": "serial",
                    "standard_price": 80,
                    "list_price": 120,
                },
            ]
        )

    @classmethod
    def _create_partners(cls):
        cls.vendor, cls.customer, cls.stranger = cls.env["res.partner"].create(
            [
                {"name": "Maker", "is_company": True, "email": "maker@example.com"},
                {"name": "Shop", "is_company": True, "email": "shop@example.com"},
                {"name": "Stranger", "is_company": True, "email": "else@example.com"},
            ]
        )
        cls.contact = cls.env["res.partner"].create(
            {
                "name": "Shop Keeper",
                "parent_id": cls.customer.id,
                "email": "keeper@example.com",
            }
        )

    @classmethod
    def _create_users(cls):
        for role, group in ROLES.items():
            vals = {"partner_id": cls.contact.id} if role == "portal" else {}
            user = new_test_user(cls.env, f"rma_{role}", groups=group, **vals)
            setattr(cls, role, user)

    @classmethod
    def _create_lots(cls, product, prefix, count):
        return cls.env["stock.lot"].create(
            [{"name": f"{prefix}{i}", "product_id": product.id} for i in range(count)]
        )

    @classmethod
    def _buy(cls, product, lots=None, quantity=0.0):
        """Receive goods from the vendor, so that they have a place and a value."""
        receipt_type = cls.warehouse.in_type_id
        quantity = quantity or len(lots)
        common = {
            "product_id": product.id,
            "location_id": cls.vendor.property_stock_supplier.id,
            "location_dest_id": cls.warehouse.lot_stock_id.id,
        }
        picking = cls.env["stock.picking"].create(
            {
                "picking_type_id": receipt_type.id,
                "partner_id": cls.vendor.id,
                "location_id": common["location_id"],
                "location_dest_id": common["location_dest_id"],
                "move_ids": [
                    Command.create(
                        {
                            **common,
                            "product_uom": product.uom_id.id,
                            "product_uom_qty": quantity,
                            "price_unit": product.standard_price,
                        }
                    )
                ],
            }
        )
        picking.action_confirm()
        if lots:
            picking.move_line_ids.unlink()
            picking.move_ids.move_line_ids = [
                Command.create(
                    {
                        **common,
                        "picking_id": picking.id,
                        "lot_id": lot.id,
                        "quantity": 1,
                    }
                )
                for lot in lots
            ]
        picking.move_ids.picked = True
        picking.button_validate()
        return picking

    @classmethod
    def _sell(cls, product, lots=None, quantity=0.0, partner=None):
        """Sell and deliver goods through a native order; returns the order."""
        quantity = quantity or len(lots)
        order = cls.env["sale.order"].create(
            {
                "partner_id": (partner or cls.customer).id,
                "order_line": [
                    Command.create(
                        {"product_id": product.id, "product_uom_qty": quantity}
                    )
                ],
            }
        )
        order.action_confirm()
        picking = order.picking_ids
        if lots:
            for line, lot in zip(picking.move_line_ids, lots, strict=True):
                line.lot_id = lot
        picking.move_ids.picked = True
        picking.button_validate()
        return order

    # -- what people do --

    @classmethod
    def _resolution(cls, name):
        return cls.env.ref(f"rma_management.resolution_{name}")

    @classmethod
    def _register(cls, resolution="repair", user=None, lot=None, **vals):
        """Register a claim of one unit as the agent; *vals* go on top."""
        unit = (
            {}
            if "line_ids" in vals or "product_id" in vals
            else {"lot_id": (lot or cls.lots[0]).id}
        )
        if resolution and "line_ids" not in vals:
            unit["resolution_id"] = cls._resolution(resolution).id
        if "product_id" in vals and "sale_line_id" not in vals:
            # no delivery of ours: the customer says that it is new
            unit["date_purchased"] = fields.Date.today()
        return (
            cls.env["rma.claim"]
            .with_user(user or cls.agent)
            .create({"partner_id": cls.customer.id, **unit, **vals})
        )

    @classmethod
    def _register_many(cls, lots, resolution="return_unrepaired", user=None, **vals):
        """Register one claim with a unit for each of *lots*."""
        resolution = cls._resolution(resolution)
        lines = [
            Command.create({"lot_id": lot.id, "resolution_id": resolution.id})
            for lot in lots
        ]
        return cls._register(user=user, line_ids=lines, **vals)

    @classmethod
    def _approved(cls, resolution="repair", **vals):
        """Return a claim that was registered, submitted and approved."""
        return cls._approve(cls._register(resolution, **vals))

    @classmethod
    def _approve(cls, claim):
        claim.action_submit()
        claim.with_user(cls.approver).action_approve()
        return claim

    @classmethod
    def _received(cls, resolution="repair", **vals):
        """Return a claim whose units lie on our bench."""
        return cls._receive(cls._approved(resolution, **vals))

    @classmethod
    def _get_open_pickings(cls, claim, code):
        """Return the claim's open transfers of one direction, as the warehouse."""
        return (
            claim.sudo()
            .line_ids.picking_ids.with_user(cls.stocker)
            .filtered(
                lambda p: (
                    p.picking_type_id.code == code and p.state not in ("done", "cancel")
                )
            )
        )

    @classmethod
    def _receive(cls, claim):
        """Validate the claim's receipt as the warehouse."""
        result = cls._get_open_pickings(claim, "incoming").button_validate()
        assert result is True, result
        return claim

    @classmethod
    def _hand_over(cls, claim):
        """Validate the claim's deliveries as the warehouse, all steps of them."""
        for _step in range(3):
            pickings = cls._get_open_pickings(
                claim, "internal"
            ) | cls._get_open_pickings(claim, "outgoing")
            ready = pickings.filtered(lambda p: p.state == "assigned")
            if not ready:
                break
            result = ready.button_validate()
            assert result is True, result
        return claim

    @classmethod
    def _put_under_contract(cls, lines, **vals):
        """Return a service contract that names these units; it is over by default."""
        term = cls.env["rma.coverage.term"].create({"name": "AMC"})
        return cls.env["contract.contract"].create(
            {
                "name": "AMC",
                "partner_id": cls.customer.id,
                "is_service_contract": True,
                "coverage_term_id": term.id,
                "date_start": "2020-01-01",
                "date_end": "2020-12-31",
                "rma_unit_ids": [
                    Command.create(
                        {"lot_id": line.lot_id.id}
                        if line.lot_id
                        else {"product_id": line.product_id.id}
                    )
                    for line in lines.sudo()
                ],
                **vals,
            }
        )

    @classmethod
    def _add_part(cls, repair, quantity=1.0, **vals):
        """Let a repair order consume a part."""
        return cls.env["stock.move"].create(
            {
                "repair_id": repair.id,
                "product_id": cls.part.id,
                "product_uom_qty": quantity,
                "repair_line_type": "add",
                **vals,
            }
        )

    @classmethod
    def _finish(cls, claim):
        """Bring a received claim to its end, whatever its resolution calls for."""
        for line in claim.line_ids:
            if line.resolution_id.needs_work:
                line.action_start_work()
                line.action_finish_work()
        if claim.line_ids.resolution_id.filtered(lambda r: r.goods_out != "no"):
            claim.action_ship()
            cls._hand_over(claim)
            claim.line_ids.filtered(
                lambda line: line.goods_state == "shipped"
            ).action_deliver()
        claim.line_ids.filtered("needs_confirmation").action_confirm_working()
        claim.action_close()
        return claim

    # -- what the tests ask --

    def _get_snapshot(self, claim):
        """Return everything of *claim* that a repeated action must not change."""
        claim = claim.sudo()
        self.env.flush_all()
        lines = claim.line_ids
        axes = [
            "decision",
            "goods_state",
            "work_state",
            "money_state",
            "stage",
            "ending",
        ]
        dates = ["date_submitted", "date_decided", "date_confirmed", "date_delivered"]
        return {
            "claim": (claim.state, claim.rma_number, claim.valid_until),
            "lines": [tuple(line[name] for name in axes + dates) for line in lines],
            "events": claim.event_ids.ids,
            "moves": [(m.id, m.state, m.quantity) for m in lines.move_ids.sorted("id")],
            "repairs": [(r.id, r.state) for r in lines.repair_ids],
            "orders": lines.sale_order_ids.ids,
            "messages": claim.message_ids.ids,
        }

    def assertNotified(self, answer):
        """Assert that an action answered with a sentence instead of doing something."""
        self.assertIsInstance(answer, dict)
        self.assertEqual(answer.get("tag"), "display_notification", answer)
        self.assertTrue(answer["params"]["message"])

    def assertRepeatIsHarmless(self, records, action, *args):
        """Assert that a second call of *action* changes nothing and says so."""
        claim = records if records._name == "rma.claim" else records.claim_id
        before = self._get_snapshot(claim)
        self.assertNotified(getattr(records, action)(*args))
        self.assertEqual(self._get_snapshot(claim), before)

    def assertRefused(self, message, records, action, *args, error=None):
        """Assert that *action* is refused by a sentence and nothing is half-written."""
        claim = records if records._name == "rma.claim" else records.claim_id
        before = self._get_snapshot(claim)
        with self.assertRaisesRegex(error or UserError, message):
            getattr(records, action)(*args)
        self.assertEqual(self._get_snapshot(claim), before)

    @contextmanager
    def assertSentence(self, message):
        """Assert that people are refused by *message*, whoever refuses them.

        The server turns what the database refuses into a sentence; so does this. All
        is rolled back, as the server does.
        """
        with self.assertRaises(UserError) as caught, mute_logger("odoo.sql_db"):
            try:
                with self.env.cr.savepoint():
                    yield
                    self.env.flush_all()
            except IntegrityError as error:
                tables = {model._table: name for name, model in self.registry.items()}
                model = self.env[tables[error.diag.table_name]]
                raise UserError(model._sql_error_to_message(error)) from error
        self.assertRegex(str(caught.exception), message)

    def _get_event_kinds(self, claim):
        """Return the kinds of the claim's events in the order they happened."""
        return claim.sudo().event_ids.sorted("id").mapped("kind")
