# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from ..models.rma_photo_mixin import RmaPhotoMixin
from ..wizards.rma_remarks_wizard import RmaRemarksWizard
from .common import RmaCommon


@tagged("post_install", "-at_install")
class TestAddonHooks(RmaCommon):
    """What addons plug into: they never need to know of each other."""

    # -- transfers --

    def test_transfer_of_a_claim(self):
        claim = self._approved("repair", delivery_method="counter")
        receipt = self._get_open_pickings(claim, "incoming")
        receipt.partner_id = self.contact
        for picking in (receipt, receipt.sudo()):
            self.assertEqual(picking._get_rma_delivery_methods(), {"counter"})
            self.assertEqual(picking._get_rma_customer(), self.customer)
            self.assertEqual(picking._get_rma_customer().env.uid, picking.env.uid)
            self.assertEqual(picking._get_rma_courier_payer(), "company")
        # replacements leave through the warehouse's deliveries: by their units
        receipt.sudo().rma_claim_id = False
        self.assertEqual(receipt._get_rma_delivery_methods(), {"counter"})
        self.assertEqual(receipt._get_rma_customer(), self.customer)
        self.assertIsNone(receipt._follow_rma_delivery_methods())

    def test_transfers_of_several_claims(self):
        first = self._approved("repair", delivery_method="counter")
        second = self._approved("repair", lot=self.lots[1], delivery_method="courier")
        receipts = self._get_open_pickings(first | second, "incoming")
        self.assertEqual(receipts._get_rma_delivery_methods(), {"counter", "courier"})

    def test_transfer_of_no_claim(self):
        picking = self.sale_order.picking_ids
        self.assertEqual(picking._get_rma_delivery_methods(), set())
        self.assertEqual(picking._get_rma_customer(), picking.partner_id)

    def test_operation_types(self):
        directions = self.warehouse._get_rma_type_directions()
        for field, direction in directions.items():
            code = {"in": "incoming", "out": "outgoing"}[direction]
            self.assertEqual(self.warehouse[field].code, code)

    # -- photos --

    def test_photos_of_several_fields(self):
        line = self._register("repair").line_ids
        attachments = self.env["ir.attachment"].with_user(self.agent)
        first, second = attachments.create(
            [{"name": name, "raw": b"x"} for name in ("1.png", "2.png")]
        )
        fields = ("inspection_photo_ids", "proof_ids")
        with (
            patch.object(type(line), "_photo_fields", fields, create=True),
            patch.object(type(line), "_bind_attachments", lambda self: None),
        ):
            line.inspection_photo_ids = [Command.link(first.id)]
            line.proof_ids = [Command.link(second.id)]
            RmaPhotoMixin._bind_photos(line)
            for file in first | second:
                self.assertEqual((file.res_model, file.res_id), (line._name, line.id))
            foreign = self.env["ir.attachment"].create({"name": "3", "raw": b"x"})
            line.sudo().proof_ids = [Command.link(foreign.id)]
            with self.assertRaisesRegex(AccessError, "belongs to something else"):
                RmaPhotoMixin._bind_photos(line)
            self.assertTrue(RmaPhotoMixin._has_photo_vals(line, {"proof_ids": []}))
            self.assertFalse(RmaPhotoMixin._has_photo_vals(line, {"name": "x"}))

    # -- remarks --

    def test_remarks_of_another_model(self):
        """An addon names its models; the action of the record does the rest."""
        ticket = self.env["helpdesk.ticket"].create(
            {"name": "Broken", "description": "Broken", "partner_id": self.customer.id}
        )
        calls = []
        dialog = (
            self.env["rma.remarks.wizard"]
            .with_context(active_model=ticket._name, active_ids=ticket.ids)
            .create({"action": "cancel", "text": "Because"})
        )
        models = ("rma.claim", "rma.claim.line", "helpdesk.ticket")
        with self.assertRaisesRegex(UserError, "Open this dialog from"):
            dialog.action_apply()
        with (
            patch.object(RmaRemarksWizard, "_get_action_models", lambda self: models),
            self.assertRaisesRegex(UserError, "Open this dialog from"),
        ):
            # tickets have no such action
            dialog.action_apply()
        with (
            patch.object(RmaRemarksWizard, "_get_action_models", lambda self: models),
            patch.object(
                type(ticket),
                "action_cancel",
                lambda self, text: calls.append((self, text)),
                create=True,
            ),
        ):
            dialog.action_apply()
        self.assertEqual(calls, [(ticket, "Because")])
