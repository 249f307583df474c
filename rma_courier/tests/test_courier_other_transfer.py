# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.rma_management.models.rma_travel_mixin import RmaTravelMixin

from .dock_common import DockCommon


@tagged("post_install", "-at_install")
class TestCourierOtherTransfer(DockCommon):
    """Transfers that travel by courier without moving units of claims."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.methods = {"courier"}
        cls.startClassPatcher(
            patch.object(
                RmaTravelMixin,
                "_get_rma_delivery_methods",
                lambda self: (
                    cls.methods
                    if self.picking_type_id in cls.issue_type | cls.return_type
                    else set(self._get_rma_claims().mapped("delivery_method"))
                ),
            )
        )
        cls.issue_type = cls._create_type("out")
        cls.return_type = cls._create_type("in")
        cls.issue_type.return_picking_type_id = cls.return_type

    @classmethod
    def _create_type(cls, direction):
        return cls.env["stock.picking.type"].create(
            {
                "name": f"Errands {direction}",
                "code": "incoming" if direction == "in" else "outgoing",
                "sequence_code": f"ERR{direction.upper()}",
                "warehouse_id": cls.warehouse.id,
                "courier_direction": direction,
                "courier_check": "none",
            }
        )

    def _transfer(self, direction, quantity=1.0, **vals):
        """Return a confirmed transfer of cables, made by the stocker."""
        picking_type = self.issue_type if direction == "out" else self.return_type
        stock = self.warehouse.lot_stock_id
        customers = self.env.ref("stock.stock_location_customers")
        places = {
            "location_id": (stock if direction == "out" else customers).id,
            "location_dest_id": (customers if direction == "out" else stock).id,
        }
        picking = (
            self.env["stock.picking"]
            .with_user(self.stocker)
            .create(
                {
                    **places,
                    "picking_type_id": picking_type.id,
                    "partner_id": self.contact.id,
                    "move_ids": [
                        Command.create(
                            {
                                **places,
                                "product_id": self.cable.id,
                                "product_uom_qty": quantity,
                            }
                        )
                    ],
                    **vals,
                }
            )
        )
        picking.action_confirm()
        return picking

    # -- out --

    def test_out(self):
        """It is announced when it is confirmed, and dispatched when validated."""
        picking = self._transfer("out")
        consignment = picking.consignment_ids
        self.assertRecordValues(
            consignment,
            [
                {
                    "state": "announced",
                    "direction": "customer_out",
                    "partner_id": self.contact.id,
                    "partner_to_id": self.contact.id,
                    "payer": "company",
                    "line_ids": [],
                    "picking_ids": picking.ids,
                }
            ],
        )
        picking.action_confirm()
        picking.action_assign()
        self.assertEqual(picking.consignment_ids, consignment)
        picking.write({"carrier_id": self.carrier.id, "carrier_tracking_ref": "E-1"})
        self.assertEqual(consignment.docket, "E-1")
        self.assertIs(picking.button_validate(), True)
        self.assertEqual(consignment.state, "dispatched")
        self._told(consignment, "delivered")
        self.assertEqual(consignment.state, "delivered")

    def test_out_for_a_claim(self):
        claim = self._approved("repair")
        picking = self._transfer("out", rma_claim_id=claim.id)
        consignment = picking.consignment_ids
        self.assertEqual(consignment.partner_id, self.customer)
        self.assertFalse(consignment.line_ids)
        # the claim's own goods are not touched
        picking.button_validate()
        self.assertEqual(consignment.state, "dispatched")
        self.assertEqual(claim.line_ids.goods_state, "expected")

    def test_out_cancelled(self):
        picking = self._transfer("out")
        picking.action_cancel()
        self.assertEqual(picking.consignment_ids.state, "cancelled")

    def test_out_in_two_parcels(self):
        picking = self._transfer("out", quantity=2.0)
        picking.move_ids.write({"quantity": 1.0, "picked": True})
        picking.with_context(skip_backorder=True).button_validate()
        self.assertEqual(picking.consignment_ids.state, "dispatched")
        rest = picking.backorder_ids
        self.assertEqual(rest.consignment_ids.state, "announced")
        self.assertNotEqual(rest.consignment_ids, picking.consignment_ids)

    def test_another_way(self):
        """Who changes the way says so: parcels are dropped and announced."""
        picking = self._transfer("out")
        self.methods.remove("courier")
        self.addCleanup(self.methods.add, "courier")
        picking._follow_rma_delivery_methods()
        self.assertFalse(picking.consignment_ids)
        self.methods.add("courier")
        picking._follow_rma_delivery_methods()
        self.assertEqual(picking.consignment_ids.state, "announced")
        consignment = picking.consignment_ids
        picking._follow_rma_delivery_methods()
        self.assertEqual(picking.consignment_ids, consignment)

    def test_who_pays_and_for_whom(self):
        with (
            patch.object(
                RmaTravelMixin, "_get_rma_courier_payer", lambda self: "customer"
            ),
            patch.object(
                RmaTravelMixin,
                "_get_rma_customer",
                lambda self: self.partner_id.parent_id,
            ),
        ):
            consignment = self._transfer("out").consignment_ids
        self.assertEqual(consignment.payer, "customer")
        self.assertEqual(consignment.partner_id, self.customer)

    def test_other_transfers_are_left_alone(self):
        self.issue_type.courier_direction = False
        self.methods.remove("courier")
        self.addCleanup(self.methods.add, "courier")
        self.assertFalse(self._transfer("out").consignment_ids)

    # -- in --

    def test_in_by_docket(self):
        picking = self._transfer("in")
        self.assertFalse(picking.consignment_ids)
        picking.write({"carrier_id": self.carrier.id, "carrier_tracking_ref": "R-1"})
        consignment = picking.consignment_ids
        self.assertRecordValues(
            consignment,
            [
                {
                    "state": "announced",
                    "direction": "customer_in",
                    "docket": "R-1",
                    "partner_from_id": self.contact.id,
                    "line_ids": [],
                }
            ],
        )
        self.assertIs(picking.button_validate(), True)
        self.assertEqual(consignment.state, "delivered")

    def test_in_joins_a_parcel_with_units(self):
        """Unit and errand come back in one box: each receipt finds it."""
        claim = self._approved("return_unrepaired")
        consignment = self._consign(claim, docket="BOX", user=self.stocker)
        picking = self._transfer("in")
        picking.write({"carrier_id": self.carrier.id, "carrier_tracking_ref": "box"})
        self.assertEqual(picking.consignment_ids, consignment)
        answer = self._scan("BOX", "receipt")
        self.assertEqual(answer["claim"]["id"], claim.id)
        picking.button_validate()
        self.assertEqual(consignment.state, "delivered")

    def test_in_announced(self):
        """A pick-up has no docket yet; a repeat opens the same parcel."""
        picking = self._transfer("in").with_user(self.agent)
        action = picking.action_announce_consignment()
        consignment = picking.sudo().consignment_ids
        self.assertEqual(action["res_id"], consignment.id)
        self.assertEqual(
            picking.action_announce_consignment()["res_id"], action["res_id"]
        )
        consignment.with_user(self.agent).write(
            {"date_pickup": "2030-01-01", "docket": "P-1"}
        )
        self.assertEqual(consignment.picking_ids, picking.sudo())
        picking.sudo().carrier_tracking_ref = "P-1"
        self.assertEqual(picking.sudo().consignment_ids, consignment)
        picking.with_user(self.stocker).button_validate()
        self.assertEqual(consignment.state, "delivered")
        with self.assertRaisesRegex(UserError, "Nothing comes in by courier"):
            picking.action_announce_consignment()

    def test_in_announced_is_refused(self):
        with self.assertRaisesRegex(UserError, "Nothing comes in by courier"):
            self._transfer("out").action_announce_consignment()
        with self.assertRaises(AccessError):
            self._transfer("in").with_user(self.portal).action_announce_consignment()

    def test_in_announced_of_a_claim(self):
        """A receipt whose parcel the claim has announced opens that one."""
        claim = self._approved("return_unrepaired")
        claim.action_announce_consignment("A-1")
        action = self._get_receipt(claim).action_announce_consignment()
        self.assertEqual(action["res_id"], claim.sudo().consignment_ids.id)

    def test_in_in_two_parcels(self):
        """The rest comes in the other box that was announced for all of it."""
        picking = self._transfer("in", quantity=2.0)
        first, second = [
            self._consign(docket=name, picking_ids=picking.ids, user=self.stocker)
            for name in ("T-1", "T-2")
        ]
        picking.move_ids.write({"quantity": 1.0, "picked": True})
        picking.with_context(skip_backorder=True).button_validate()
        states = {first.state, second.state}
        self.assertEqual(states, {"announced", "delivered"})
        picking.backorder_ids.button_validate()
        self.assertEqual({first.state, second.state}, {"delivered"})

    # -- at the dock --

    def test_dock(self):
        incoming = self._transfer("in")
        incoming.write({"carrier_id": self.carrier.id, "carrier_tracking_ref": "R-1"})
        answer = self._scan("r1", "transfer")
        self.assertIn(incoming.name, answer["message"])
        self.assertIn(self.contact.display_name, answer["message"])
        self.assertEqual(answer["open"], {"model": "stock.picking", "id": incoming.id})
        outgoing = self._transfer("out")
        outgoing.write({"carrier_id": self.carrier.id, "carrier_tracking_ref": "E-1"})
        self.assertEqual(
            self._scan("E-1", "outgoing")["open"],
            {"model": "stock.picking", "id": outgoing.id},
        )
        self.assertEqual(
            self.dock.show("rma.consignment", incoming.consignment_ids.id)["kind"],
            "transfer",
        )
        incoming.button_validate()
        self.assertIn("no receipt of a claim", self._scan("R-1", "transfer")["message"])

    def test_dock_where_a_claim_is_the_reason(self):
        """The transfer is received whatever has become of its claim."""
        claim = self._approved("repair")
        picking = self._transfer("in", rma_claim_id=claim.id)
        self._scan(picking.name, "transfer")
        claim.action_cancel("Not wanted")
        picking.write({"carrier_id": self.carrier.id, "carrier_tracking_ref": "R-1"})
        answer = self._scan("R-1", "transfer")
        self.assertIn("validate it", answer["message"])

    def test_no_receipt_at_the_counter(self):
        """Papers of units are offered where there are units."""
        claim = self._approved("repair", delivery_method="counter")
        picking = self._transfer("in", rma_claim_id=claim.id)
        self.assertFalse(picking.is_rma_handover)
        self.assertTrue(self._get_receipt(claim).is_rma_handover)

    # -- what it costs --

    def test_cost_is_shared_among_the_units_of_the_claim(self):
        claim = self._register_many(self.lots[:3])
        self._approve(claim)
        picking = self._transfer("out", rma_claim_id=claim.id)
        consignment = picking.consignment_ids
        consignment.sudo().cost = 9
        claim = claim.with_user(self.approver)

        def get_costs():
            self.env["rma.cost.report"].invalidate_model()
            return self.env["rma.cost.report"].search([("claim_id", "=", claim.id)])

        rows = get_costs()
        self.assertEqual(rows.mapped("kind"), ["courier"] * 3)
        self.assertEqual(rows.mapped("amount"), [-3.0] * 3)
        self.assertEqual(len(set(rows.ids)), 3)
        # another transfer of the claim in the same parcel costs it once
        other = self._transfer("in", rma_claim_id=claim.id)
        consignment.sudo().picking_ids = [Command.link(other.id)]
        self.assertAlmostEqual(sum(get_costs().mapped("amount")), -9)
        # what is inside pays for itself
        consignment.sudo().line_ids = claim.line_ids[0].ids
        self.assertEqual(get_costs().mapped("amount"), [-9.0])
