# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.stock_account.models.product import ProductProduct as CoreProduct

from .common import RmaCommon


@tagged("post_install", "-at_install")
class TestClosedDoors(RmaCommon):
    """Ways around the actions that somebody might try, or take by accident."""

    # -- decisions --

    def test_no_approval_by_context(self):
        """Defaults from the context never reach what only actions write."""
        claim = (
            self.env["rma.claim"]
            .with_user(self.agent)
            .with_context(default_rma_number="RMAFORGED")
            .create({"partner_id": self.customer.id})
        )
        self.assertFalse(claim.rma_number)
        line = (
            self.env["rma.claim.line"]
            .with_user(self.agent)
            .with_context(default_decision="approved", default_ending="closed")
            .create({"claim_id": claim.id, "lot_id": self.lots[0].id})
        )
        self.assertEqual(line.decision, "draft")
        self.assertFalse(line.ending)

    def test_no_other_quantity_after_approval(self):
        claim = self._approved("credit_without_return").with_user(self.agent)
        with self.assertRaisesRegex(UserError, "was decided on"):
            claim.line_ids.quantity = 100.0
        with self.assertRaisesRegex(UserError, "was decided on"):
            claim.line_ids.product_id = self.other_product

    def test_no_other_replacement(self):
        """Only “another product” sends another product, and only as approved."""
        self._stock_up_replacement()
        claim = self._register("replace_in_advance")
        claim.line_ids.replacement_product_id = self.other_product
        self._approve(claim)
        claim.action_ship()
        moves = claim.sudo().line_ids.move_ids
        sent = moves.filtered(lambda move: move.rma_move_kind == "replacement")
        self.assertEqual(sent.product_id, self.product)

    def _stock_up_replacement(self):
        self.assertTrue(self.product.qty_available, "there is something to send")

    def test_no_inspection_before_receipt(self):
        claim = self._approved("credit_after_inspection")
        self.assertRefused("is not here", claim.line_ids, "action_set_inspected")
        self.assertEqual(claim.line_ids.money_state, "none")

    def test_who_pays_is_never_written_directly(self):
        claim = self._received("repair")
        for user in (self.agent, self.approver, self.manager):
            with self.assertRaisesRegex(AccessError, "use the buttons"):
                claim.line_ids.with_user(user).coverage = "paid"

    def test_paid_repair_waits_also_natively(self):
        claim = self._received("repair")
        claim.line_ids.with_user(self.approver).action_override_entitlement(
            "Dropped", coverage="paid"
        )
        claim.line_ids.action_start_work()
        repair = claim.line_ids.repair_ids.with_user(self.stocker)
        with self.assertRaisesRegex(UserError, "has not accepted the quotation"):
            repair.action_repair_end()

    def test_cancelled_repair_is_made_again(self):
        claim = self._received("repair")
        line = claim.line_ids
        line.action_start_work()
        line.repair_ids.sudo().action_repair_cancel()
        self.assertEqual(line.work_state, "waiting")
        self.assertRefused("was cancelled", line, "action_finish_work")
        line.action_start_work()
        self.assertEqual(len(line.repair_ids), 2)
        line.action_finish_work()
        self.assertEqual(line.work_state, "done")

    def test_no_submission_past_the_confirmation(self):
        claim = self._register()
        claim.sudo().is_confirmed = False
        # sudo: nobody else sees it at all
        self.assertRefused(
            "waits for its author", claim.sudo().line_ids, "action_submit"
        )

    # -- the end --

    def test_waive_return(self):
        """A replacement sent in advance, the faulty unit never comes."""
        claim = self._approved("replace_in_advance")
        claim.action_ship()
        self._hand_over(claim)
        line = claim.line_ids
        line.action_confirm_working()
        self.assertRefused("cannot be closed yet", claim, "action_close")
        self.assertRefused("right", line, "action_waive_return", "Gone.")
        line = line.with_user(self.approver)
        self.assertRefused("waived", line, "action_waive_return")
        self.assertTrue(line.action_waive_return("Not worth the parcel."))
        self.assertRepeatIsHarmless(line, "action_waive_return", "Again.")
        claim.action_close()
        self.assertEqual(claim.state, "closed")

    def test_late_piece_is_booked(self):
        """A piece that comes after the work was finished is finished too."""
        claim = self._register(
            "credit_after_inspection", product_id=self.cable.id, quantity=3.0
        )
        self._approve(claim)
        receipt = self._get_open_pickings(claim, "incoming")
        receipt.move_ids.quantity = 2.0
        receipt.move_ids.picked = True
        receipt._action_done()
        claim.action_start_work()
        claim.action_finish_work()
        self._receive(claim)
        self.assertEqual(claim.line_ids.quantity_held, 1.0)
        self.assertEqual(claim.next_step, "finish_work")
        claim.action_finish_work()
        self.assertEqual(claim.line_ids.quantity_held, 0.0)

    # -- the dock --

    def test_no_delivery_of_another_unit(self):
        """Only the unit itself leaves, with its owner, and no more than is here."""
        claim = self._received("return_unrepaired")
        other = self._received("return_unrepaired", lot=self.lots[1])
        claim.action_ship()
        delivery = self._get_open_pickings(claim, "outgoing")
        delivery.move_line_ids.lot_id = other.line_ids.lot_id
        with self.assertRaisesRegex(UserError, "goes back with serial number"):
            delivery._action_done()

    def test_native_scrap_is_the_units(self):
        claim = self._received("return_unrepaired")
        scrap = self.env["stock.scrap"].create(
            {
                "product_id": self.product.id,
                "lot_id": self.lots[0].id,
                "owner_id": self.customer.id,
                "location_id": self.company.rma_inspection_location_id.id,
                "scrap_qty": 1.0,
            }
        )
        scrap.do_scrap()
        self.assertEqual(claim.line_ids.quantity_held, 0.0)
        self.assertEqual(claim.line_ids.goods_state, "kept")

    def test_native_transfer_is_followed(self):
        claim = self._received("return_unrepaired")
        line = claim.line_ids
        bench = self.company.rma_repair_location_id
        place = self.company.rma_inspection_location_id
        vals = {
            "product_id": self.product.id,
            "location_id": place.id,
            "location_dest_id": bench.id,
        }
        line_vals = {
            **vals,
            "lot_id": self.lots[0].id,
            "owner_id": self.customer.id,
            "quantity": 1.0,
        }
        move = self.env["stock.move"].create(
            {
                **vals,
                "product_uom_qty": 1.0,
                "picked": True,
                "move_line_ids": [Command.create(line_vals)],
            }
        )
        move._action_done()
        self.assertEqual(line._get_current_location(), bench)
        self._finish(claim)
        self.assertEqual(line.quantity_held, 0.0)

    def test_packed_unit_is_booked_once(self):
        claim = self._approved("credit_after_inspection")
        receipt = self._get_open_pickings(claim, "incoming")
        receipt.move_line_ids.result_package_id = self.env["stock.package"].create({})
        self._receive(claim)
        claim.action_start_work()
        claim.action_finish_work()
        quants = self.env["stock.quant"].search(
            [("lot_id", "=", self.lots[0].id), ("location_id.usage", "=", "internal")]
        )
        self.assertEqual(sum(quants.mapped("quantity")), 1.0)
        self.assertFalse(quants.filtered(lambda quant: quant.quantity < 0))

    def test_duplicated_receipt_is_not_announced(self):
        claim = self._received("return_unrepaired")
        receipt = claim.sudo().line_ids.picking_ids
        copy = receipt.copy()
        self.assertFalse(copy.rma_claim_id)
        self.assertFalse(copy.move_ids.rma_line_id)

    def test_return_of_a_delivery_is_a_receipt(self):
        warehouse = self.warehouse
        self.assertEqual(
            warehouse.rma_delivery_type_id.return_picking_type_id,
            warehouse.rma_receipt_type_id,
        )

    def test_photos_belong_to_the_unit(self):
        """A photo uploaded before the unit was saved is seen by the others."""
        photo = (
            self.env["ir.attachment"]
            .with_user(self.agent)
            .create({"name": "front.png", "raw": b"png", "res_model": "rma.claim"})
        )
        claim = self._register(
            line_ids=[
                Command.create(
                    {
                        "lot_id": self.lots[0].id,
                        "inspection_photo_ids": [Command.link(photo.id)],
                    }
                )
            ]
        )
        photos = claim.line_ids.with_user(self.approver).inspection_photo_ids
        self.assertEqual(photos.name, "front.png")

    # -- links --

    def test_no_links_past_the_actions(self):
        claim = self._received("repair")
        vals = {"rma_line_ids": [Command.link(claim.line_ids.id)]}
        for group, document in (
            ("sales_team.group_sale_manager", self.sale_order),
            ("account.group_account_manager", self.env["account.move"].create({})),
        ):
            self.manager.group_ids |= self.env.ref(group)
            with self.assertRaises(AccessError):
                document.with_user(self.manager).write(vals)
        done = claim.sudo().line_ids.move_ids.with_user(self.stocker)
        with self.assertRaises(AccessError):
            done.rma_move_kind = "keep"

    def test_own_user_registers_for_the_team(self):
        """A claim that the team gives to somebody else is saved all the same."""
        team = self.env["helpdesk.ticket.team"].create(
            {
                "name": "In turn",
                "rma_assignment": "round_robin",
                "user_ids": [Command.set(self.agent.ids)],
            }
        )
        claim = self._register(user=self.agent_own, team_id=team.id)
        self.assertEqual(claim.user_id, self.agent)
        self.assertTrue(claim.read(["name"]))

    def test_serial_told_as_text_is_recognised(self):
        """The same serial as text is the same unit: not in two open claims."""
        self._approved()
        second = self._register(
            product_id=self.product.id, lot_name=f" {self.lots[0].name} "
        )
        self.assertEqual(second.lot_id, self.lots[0])
        second.action_submit()
        self.assertRefused(
            "is in the open claim", second.with_user(self.approver), "action_approve"
        )

    def test_serial_told_together_with_a_resolution(self):
        """One save may bring both; neither hides the other."""
        claim = self._register(product_id=self.product.id)
        claim.line_ids.write(
            {
                "lot_name": self.lots[0].name,
                "resolution_id": self._resolution("return_unrepaired").id,
            }
        )
        self.assertEqual(claim.lot_id, self.lots[0])

    def test_flow_of_a_followed_resolution_stays(self):
        self._approved("repair")
        resolution = self._resolution("repair").with_user(self.manager)
        with self.assertRaisesRegex(UserError, "change under them"):
            resolution.arrival_owner = "company"
        resolution.note = "Words may change."

    def test_approved_unit_keeps_a_resolution(self):
        claim = self._approved("credit_after_inspection")
        with self.assertRaisesRegex(UserError, "needs a resolution"):
            claim.line_ids.resolution_id = False

    def test_receipt_keeps_owner_and_place(self):
        claim = self._approved("repair")
        receipt = self._get_open_pickings(claim, "incoming")
        receipt.move_line_ids.owner_id = False
        receipt.move_line_ids.location_dest_id = self.warehouse.lot_stock_id
        receipt.move_ids.picked = True
        with self.assertRaisesRegex(UserError, "would look sellable"):
            receipt._action_done()
        receipt.move_line_ids.location_dest_id = receipt.location_dest_id
        receipt._action_done()
        self.assertEqual(receipt.move_line_ids.owner_id, self.customer)

    def test_no_parcel_to_strangers(self):
        claim = self._approved("replace_in_advance")
        stranger = self.env["res.partner"].create({"name": "Stranger"})
        with self.assertRaisesRegex(UserError, "is no address of"):
            claim.partner_shipping_id = stranger
        claim.with_user(self.approver).partner_shipping_id = stranger

    # -- defects of the core --

    def test_core_fifo_owner_defect(self):
        """The workaround is needed as long as the core counts every owner's goods."""
        self.product.categ_id = self.env["product.category"].create(
            {"name": "FIFO", "property_cost_method": "fifo"}
        )
        worth = self.product.total_value
        self._received("repair")
        self.env.invalidate_all()
        self.assertEqual(self.product.total_value, worth)
        core_product = CoreProduct._with_valuation_context(self.product)
        self.assertNotIn("owners", core_product.env.context, "the core is mended")
