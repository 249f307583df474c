# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .common import StandbyCommon


@tagged("post_install", "-at_install")
class TestStandbyPool(StandbyCommon):
    """Units come into the pool, move through it and leave it by native transfers."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.north = cls.env["stock.warehouse"].create(
            {"name": "North", "code": "NORTH", "company_id": cls.company.id}
        )
        cls.pool = cls.warehouse.rma_standby_location_id
        cls.stock = cls.warehouse.lot_stock_id

    def _open(self, lots=None, user=None, **vals):
        vals = {"warehouse_id": self.warehouse.id, "is_moved_now": True, **vals}
        if lots:
            vals["lot_ids"] = [Command.set(lots.ids)]
        wizard = self.env["rma.standby.pool.wizard"]
        return wizard.with_user(user or self.stocker).create(vals)

    def _get_last_pickings(self, count=1):
        return self.env["stock.picking"].search([], order="id desc", limit=count)

    def assertPoolRefused(self, words, *args, **vals):
        quants = (
            self.env["stock.quant"]
            .search([])
            .mapped(
                lambda q: (q.lot_id, q.location_id, q.quantity, q.reserved_quantity)
            )
        )
        pickings = self.env["stock.picking"].search_count([])
        with self.assertRaisesRegex(UserError, words), self.env.cr.savepoint():
            self._open(*args, **vals).action_apply()
        self.env.invalidate_all()
        after = (
            self.env["stock.quant"]
            .search([])
            .mapped(
                lambda q: (q.lot_id, q.location_id, q.quantity, q.reserved_quantity)
            )
        )
        self.assertEqual(after, quants)
        self.assertEqual(self.env["stock.picking"].search_count([]), pickings)

    # -- in --

    def test_scanned_units_come_in(self):
        names = "\n".join(["", *self.stock_lots[:2].mapped("name"), "  "])
        action = self._open(serials=names).action_apply()
        self.assertEqual(action["res_model"], "rma.standby.unit")
        units = self.stock_lots.standby_unit_ids
        self.assertEqual(units.lot_id, self.stock_lots[:2])
        self.assertEqual(set(units.mapped("state")), {"free"})
        self.assertEqual(self.stock_lots[:2].location_id, self.pool)
        picking = self._get_last_pickings()
        self.assertEqual(picking.picking_type_id, self.warehouse.int_type_id)
        self.assertEqual(picking.move_ids.lot_ids, self.stock_lots[:2])
        self.assertEqual(picking.state, "done")

    def test_approver_prepares_the_transfer(self):
        lots = self.stock_lots[:1]
        wizard = self._open(lots, user=self.approver)
        self.assertFalse(wizard.is_move_allowed)
        action = wizard.action_apply()
        picking = self.env["stock.picking"].browse(action["res_id"])
        self.assertEqual(picking.state, "assigned")
        self.assertEqual(picking.move_line_ids.lot_id, lots)
        self.assertEqual(lots.location_id, self.stock)
        picking.with_user(self.stocker).move_ids.picked = True
        picking.with_user(self.stocker).button_validate()
        self.assertEqual(lots.standby_unit_ids.state, "free")

    def test_stocker_prepares_the_transfer(self):
        action = self._open(self.stock_lots, is_moved_now=False).action_apply()
        picking = self.env["stock.picking"].browse(action["res_id"])
        self.assertEqual(picking.state, "assigned")
        self.assertEqual(picking.move_line_ids.lot_id, self.stock_lots)
        self.assertEqual(sum(picking.move_ids.mapped("quantity")), 3)
        self.assertPoolRefused("is reserved by WH/INT", self.stock_lots)

    def test_one_transfer_for_each_place(self):
        shelf = self.env["stock.location"].create(
            {"name": "Shelf", "location_id": self.stock.id}
        )
        self._move(self.stock_lots[:1], self.stock, shelf)
        self._open(self.stock_lots).action_apply()
        pickings = self._get_last_pickings(2)
        self.assertEqual(pickings.location_id, self.stock | shelf)
        self.assertEqual(len(pickings.move_ids), 2)
        self.assertEqual(self.stock_lots.location_id, self.pool)

    def test_repeat(self):
        self._open(self.stock_lots).action_apply()
        pickings = self.env["stock.picking"].search_count([])
        self.assertNotified(self._open(self.stock_lots).action_apply())
        self.assertEqual(self.env["stock.picking"].search_count([]), pickings)

    def test_unknown_and_missing_serials(self):
        self.assertPoolRefused("NOPE is not known", serials="NOPE")
        self.assertPoolRefused("NOPE is not known", self.stock_lots, serials="NOPE")
        self.assertPoolRefused("Scan or choose", serials=" \n ")
        self.assertPoolRefused("SOLD0 is not in stock", self.lots[:1])

    def test_number_of_several_products(self):
        twin = self.env["stock.lot"].create(
            {"name": self.stock_lots[0].name, "product_id": self.other_product.id}
        )
        self.assertPoolRefused("several products", serials=twin.name)
        # the right one was chosen from the list
        wizard = self._open(self.stock_lots[:1], serials=twin.name)
        wizard.action_apply()
        self.assertTrue(self.stock_lots[0].standby_unit_ids)
        self.assertFalse(twin.standby_unit_ids)

    def test_lots_are_not_lent(self):
        self.part.tracking = "lot"
        lot = self.env["stock.lot"].create({"name": "B1", "product_id": self.part.id})
        self.assertPoolRefused("only units with a number of their own", lot)

    def test_units_of_others_are_not_lent(self):
        claim = self._approved()
        self._receive(claim)
        self.assertPoolRefused("belongs to Shop", claim.sudo().line_ids.lot_id)

    def test_units_on_loan_and_reserved(self):
        loan = self._issued(self.units[0])
        self.assertPoolRefused(r"is on loan \(Shop\)", loan.lot_id)
        self.assertPoolRefused("is on loan", loan.lot_id, direction="out")
        loan = self._reserved(self.units[1])
        self.assertPoolRefused("is reserved for Shop", loan.lot_id, direction="out")
        loan.action_issue()
        self.assertPoolRefused(
            "SBOUT", loan.lot_id, direction="move", warehouse_id=self.north.id
        )

    # -- products that are not lent --

    def test_product_is_ticked(self):
        lots = self._create_lots(self.other_product, "NEW", 1)
        self._buy(self.other_product, lots)
        self.assertPoolRefused("ask who maintains the products", lots)
        self.stocker.group_ids |= self.env.ref("product.group_product_manager")
        self.assertPoolRefused("tick “Let Them Be Lent”", lots)
        wizard = self._open(lots, is_product_ticked=True)
        self.assertEqual(wizard.unlent_names, "Scanner")
        self.assertTrue(wizard.is_tick_allowed)
        wizard.action_apply()
        self.assertTrue(self.other_product.is_rma_standby)
        self.assertEqual(lots.standby_unit_ids.state, "free")

    def test_ticking_needs_the_right(self):
        lots = self._create_lots(self.other_product, "NEW", 1)
        self._buy(self.other_product, lots)
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            self._open(lots, is_product_ticked=True).action_apply()
        self.assertFalse(self.other_product.is_rma_standby)

    # -- through and out --

    def test_move_to_another_site(self):
        lot = self.units[0].lot_id
        self.assertPoolRefused("another site", lot, warehouse_id=self.north.id)
        wizard = self._open(lot, direction="move", warehouse_id=self.north.id)
        wizard.action_apply()
        self.assertEqual(lot.location_id, self.north.rma_standby_location_id)
        self.assertEqual(self.units[0].warehouse_id, self.north)
        self.assertEqual(self.units[0].state, "free")
        self.assertNotified(wizard.action_apply())
        self.assertPoolRefused(
            "not in the stand-by pool", self.stock_lots[:1], direction="move"
        )

    def test_take_out(self):
        lot = self.units[0].lot_id
        wizard = self._open(lot, direction="out")
        self.assertEqual(wizard.location_dest_id, self.stock)
        wizard.action_apply()
        self.assertEqual(lot.location_id, self.stock)
        self.assertEqual(self.units[0].state, "out")
        self.assertNotified(self._open(lot, direction="out").action_apply())
        self.assertPoolRefused(
            "outside the stand-by pool",
            self.units[1].lot_id,
            direction="out",
            location_dest_id=self.pool.id,
        )

    # -- who --

    def test_rights(self):
        for user in (self.agent, self.accountant):
            with self.assertRaises(AccessError):
                self._open(self.stock_lots, user=user)

    def test_form(self):
        model = self.env["rma.standby.pool.wizard"].with_user(self.stocker)
        with Form(model) as form:
            self.assertTrue(form.is_moved_now)
            self.assertEqual(form.warehouse_id, self.warehouse)
            form.serials = self.stock_lots[0].name
            form.direction = "out"
            self.assertEqual(form.location_dest_id, self.stock)

    def test_buttons(self):
        unit = self.units[0].with_user(self.stocker)
        for name, direction in (("move", "move"), ("take_out", "out")):
            context = getattr(unit, f"action_open_{name}")()["context"]
            wizard = self.env["rma.standby.pool.wizard"].with_user(self.stocker)
            with Form(wizard.with_context(**context)) as form:
                self.assertEqual(form.direction, direction)
            self.assertEqual(form.record.lot_ids, unit.lot_id)
        action = self.env.ref("rma_standby.stock_lot_action_add_to_pool")
        context = {"active_model": "stock.lot", "active_ids": self.stock_lots.ids}
        dialog = action.with_user(self.stocker).with_context(**context).run()
        self.assertEqual(dialog["context"]["default_lot_ids"], self.stock_lots.ids)

    def test_many_units_take_few_queries(self):
        counts = []
        for prefix, count in (("FEW", 5), ("LOTS", 40)):
            lots = self._create_lots(self.product, prefix, count)
            self._buy(self.product, lots)
            wizard = self._open(lots, is_moved_now=False)
            self.env.flush_all()
            self.env.invalidate_all()
            start = self.env.cr.sql_log_count
            wizard.action_apply()
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - start)
        self.assertLess(counts[1], counts[0] + 35 * 4)
