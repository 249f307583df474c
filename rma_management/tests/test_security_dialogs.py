# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .common import RmaCommon


@tagged("post_install", "-at_install")
class TestSecurityDialogs(RmaCommon):
    """Dialogs run with ids that the client posts: each is checked again."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.claim = cls._approved()
        cls.line = cls.claim.line_ids
        company = cls.env["res.company"].create({"name": "Elsewhere Ltd"})
        cls.foreign_manager = new_test_user(
            cls.env,
            "rma_foreign_manager",
            groups="rma_management.group_rma_manager,stock.group_stock_manager",
            company_id=company.id,
        )

    def test_posted_ids_in_dialogs(self):
        """Ids of a foreign record in the context of a dialog are checked again."""
        theirs = self._register(lot=self.lots[3], user_id=self.agent.id)
        for model, action in (("rma.claim", "cancel"), ("rma.claim.line", "cancel")):
            records = theirs if model == "rma.claim" else theirs.line_ids
            wizard = (
                self.env["rma.remarks.wizard"]
                .with_user(self.agent_own)
                .with_context(active_model=model, active_ids=records.ids)
                .create({"action": action, "text": "Mine now."})
            )
            with self.assertRaises(AccessError):
                wizard.action_apply()
        self.assertEqual(theirs.state, "draft")

    def test_posted_model_in_dialogs(self):
        """The dialog runs on claims and units only, whatever model is posted."""
        claim = self._register(lot=self.lots[1])
        wizard = (
            self.env["rma.remarks.wizard"]
            .with_user(self.agent)
            .with_context(active_model="sale.order", active_ids=claim.ids)
            .create({"action": "cancel", "text": "x"})
        )
        with self.assertRaises(UserError):
            wizard.action_apply()
        self.assertEqual(claim.state, "draft", "Ids of orders are no ids of claims")

    def test_validity_dialog_is_the_approvers(self):
        with self.assertRaises(AccessError):
            self.env["rma.validity.wizard"].with_user(self.agent).create({"days": 3})
        wizard = (
            self.env["rma.validity.wizard"]
            .with_user(self.foreign_manager)
            .with_context(active_ids=self.claim.ids)
            .create({"days": 3})
        )
        until = self.claim.valid_until
        with self.assertRaises(AccessError):
            wizard.action_apply()
        self.assertEqual(self.claim.valid_until, until)

    def test_receipt_dialog_with_foreign_ids(self):
        """A posted finding about another company's transfer changes nothing."""
        receipt = self._get_open_pickings(self.claim, "incoming")
        check = (
            self.env["rma.receipt.check"]
            .with_user(self.foreign_manager)
            .create(
                {
                    "line_ids": [
                        Command.create(
                            {
                                "picking_id": receipt.id,
                                "move_id": receipt.move_ids.id,
                                "move_line_id": receipt.move_line_ids.id,
                                "kind": "other_serial",
                                "text": "x",
                                "outcome": "accept",
                            }
                        )
                    ]
                }
            )
        )
        with self.assertRaises(AccessError):
            check.action_apply()
        self.assertEqual(self.line.lot_id.id, self.lots[0].id)

    def test_receipt_dialog_with_a_foreign_unit(self):
        """A finding that joins a transfer with another claim's move is refused."""
        other = self._approved(lot=self.lots[1])
        receipt = self._get_open_pickings(self.claim, "incoming")
        foreign = self._get_open_pickings(other, "incoming")
        check = (
            self.env["rma.receipt.check"]
            .with_user(self.stocker)
            .create(
                {
                    "line_ids": [
                        Command.create(
                            {
                                "picking_id": receipt.id,
                                "move_id": foreign.move_ids.id,
                                "move_line_id": receipt.move_line_ids.id,
                                "kind": "other_serial",
                                "text": "x",
                                "outcome": "accept",
                            }
                        )
                    ]
                }
            )
        )
        with self.assertRaises(UserError):
            check.action_apply()
        self.assertEqual(other.line_ids.lot_id.id, self.lots[1].id)
