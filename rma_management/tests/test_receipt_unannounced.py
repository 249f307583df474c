# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import timedelta

from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import RmaCommon
from .test_receipt import ReceiptMixin


@tagged("post_install", "-at_install")
class TestReceiptUnannounced(ReceiptMixin, RmaCommon):
    """What nobody announced: another product, no number, a number that is over."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.claim = cls._approved()
        cls.line = cls.claim.line_ids
        cls.receipt = cls._get_open_pickings(cls.claim, "incoming")

    def test_other_product_quarantine(self):
        self._bring(self.cable, 2.0)
        self._validate("quarantine")
        self.assertEqual(self.line.goods_state, "received")
        self.assertEqual(self._get_quarantined(self.cable), 2.0)
        self.assertIn("discrepancy", self._get_event_kinds(self.claim))

    def test_other_product_extra(self):
        self._bring(self.cable, 2.0)
        self._validate("extra")
        self.assertRecordValues(
            self.claim.line_ids,
            [
                {"product_id": self.product.id, "quantity_received": 1.0},
                {"product_id": self.cable.id, "quantity_received": 2.0},
            ],
        )

    def test_other_product_refuse(self):
        self._bring(self.cable, 2.0)
        self._validate("refuse")
        self.assertEqual(self.line.goods_state, "received")
        self.assertFalse(self._get_quarantined(self.cable))

    def test_other_product_without_dialog(self):
        self._bring(self.cable, 2.0)
        self.receipt.move_ids.picked = True
        self.receipt._action_done()
        self.assertEqual(self._get_quarantined(self.cable), 2.0)

    def test_only_another_product(self):
        """The announced unit did not come, something else did."""
        self.receipt.move_line_ids.unlink()
        self._bring(self.cable, 1.0)
        self._validate("quarantine")
        self.assertEqual(self.line.goods_state, "expected")
        self.assertEqual(self._get_quarantined(self.cable), 1.0)

    # -- no number --

    def _arrive_unknown(self, partner=None):
        picking_type = self.warehouse.rma_receipt_type_id
        receipt = (
            self.env["stock.picking"]
            .with_user(self.stocker)
            .create(
                {
                    "picking_type_id": picking_type.id,
                    "partner_id": partner and partner.id,
                    "location_id": picking_type.default_location_src_id.id,
                    "location_dest_id": picking_type.default_location_dest_id.id,
                    "move_ids": [
                        Command.create(
                            {
                                "product_id": self.cable.id,
                                "product_uom_qty": 1,
                                "location_id": picking_type.default_location_src_id.id,
                                "location_dest_id": (
                                    picking_type.default_location_dest_id.id
                                ),
                            }
                        )
                    ],
                }
            )
        )
        receipt.action_confirm()
        return receipt

    def test_no_number_quarantine(self):
        receipt = self._arrive_unknown()
        self._validate("quarantine", receipt)
        self.assertEqual(receipt.state, "done")
        self.assertEqual(self._get_quarantined(self.cable), 1.0)
        unknown = self.env.ref("rma_management.partner_unknown_sender")
        self.assertEqual(receipt.move_line_ids.owner_id, unknown)
        self.assertFalse(receipt.move_ids.value)

    def test_no_number_of_a_known_sender(self):
        receipt = self._arrive_unknown(self.customer)
        self._validate("quarantine", receipt)
        self.assertEqual(receipt.move_line_ids.owner_id, self.customer)

    def test_no_number_refuse(self):
        receipt = self._arrive_unknown()
        self._validate("refuse", receipt)
        self.assertFalse(self._get_quarantined(self.cable))
        self.assertEqual(receipt.state, "cancel")

    def test_no_number_without_dialog(self):
        receipt = self._arrive_unknown()
        receipt.move_ids.picked = True
        receipt._action_done()
        self.assertEqual(self._get_quarantined(self.cable), 1.0)

    def test_unknown_number_scanned(self):
        picking = (
            self.env["stock.picking"]
            .with_user(self.stocker)
            .new({"picking_type_id": self.warehouse.rma_receipt_type_id.id})
        )
        picking.rma_number_scan = "RMA-nonsense"
        warning = picking._onchange_rma_number_scan()["warning"]
        self.assertIn("was never given", warning["message"])
        self.assertFalse(picking.rma_claim_id)

    def test_number_scanned(self):
        picking = (
            self.env["stock.picking"]
            .with_user(self.stocker)
            .new({"picking_type_id": self.warehouse.rma_receipt_type_id.id})
        )
        picking.rma_number_scan = self.claim.rma_number.lower()
        answer = picking._onchange_rma_number_scan()
        # the announced receipt waits: nobody should receive the unit twice
        self.assertEqual(answer["warning"]["title"], "Announced already")
        self.assertEqual(picking.rma_claim_id.id, self.claim.id)
        self.assertEqual(picking.partner_id, self.customer)

    # -- a number that is over --

    def _later(self):
        return freeze_time(self.claim.valid_until + timedelta(days=1))

    def test_expired_quarantine(self):
        with self._later():
            self._validate("quarantine")
        self.assertEqual(
            self._get_place(self.lots[0]),
            (self.company.rma_quarantine_location_id, self.customer),
        )
        self.assertIn("discrepancy", self._get_event_kinds(self.claim))
        self.assertNotEqual(self.claim.stage, "received")

    def test_expired_refuse(self):
        with self._later(), self.assertRaisesRegex(UserError, "Hand the parcel back"):
            self._validate("refuse")

    def test_expired_extend_needs_the_right(self):
        """The warehouse cannot extend; an approver at the dock can."""
        with self._later(), self.assertRaises(UserError):
            self._validate("extend")
        self.assertEqual(self.claim.line_ids.goods_state, "expected")
        self.stocker.group_ids += self.env.ref("rma_management.group_rma_approver")
        with self._later():
            self._validate("extend")
        self.assertEqual(self.claim.line_ids.goods_state, "received")

    def test_closed_claim_receives_nothing(self):
        """A second receipt under a number whose claim has ended is stopped."""
        self._receive(self.claim)
        self.claim.resolution_id = self._resolution("return_unrepaired")
        self._finish(self.claim)
        receipt = self._arrive_unknown(self.customer)
        receipt.sudo().rma_claim_id = self.claim.id
        self._validate("quarantine", receipt)
        self.assertEqual(self._get_quarantined(self.cable), 1.0)

    def test_unapproved_claim_receives_nothing(self):
        claim = self._register(lot=self.lots[1])
        claim.action_submit()
        receipt = self._arrive_unknown(self.customer)
        receipt.rma_claim_id = claim.id
        action = receipt.button_validate()
        check = self.env["rma.receipt.check"].browse(action["res_id"])
        self.assertEqual(check.line_ids.kind, "not_valid")
