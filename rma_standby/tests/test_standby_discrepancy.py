# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import StandbyCommon


@tagged("-at_install", "post_install")
class TestStandbyDiscrepancy(StandbyCommon):
    """Another unit came back: both units stay accounted for."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.loan = cls._issued(cls.units[0])
        cls.loan.action_request_return()
        cls.picking = cls._get_open_loan_pickings(cls.loan)

    def _arrives(self, lot=None, **vals):
        """Let the warehouse note another serial on the return; return the answer."""
        self.picking.move_line_ids.write({"lot_id": lot and lot.id, **vals})
        return self.picking.button_validate()

    def _apply(self, action, outcome=None):
        check = (
            self.env["rma.standby.return.check"]
            .with_user(self.stocker)
            .with_context(**action["context"])
            .browse(action["res_id"])
        )
        if outcome:
            check.line_ids.outcome = outcome
        return check.action_apply()

    def test_unit_of_another_loan(self):
        other = self._issued(self.units[1])
        other.action_request_return()
        action = self._arrives(self.units[1].lot_id)
        self.assertEqual(action["res_model"], "rma.standby.return.check")
        self._apply(action)
        self.assertEqual(other.state, "returned")
        self.assertEqual(self.units[1].state, "preparation")
        self.assertEqual(self.loan.state, "issued")
        self.assertEqual(self.units[0].state, "on_loan")
        # it is still expected, once
        self.assertTrue(self.loan.is_return_requested)
        self.assertFalse(self._get_open_loan_pickings(other))
        for loan in (self.loan, other):
            self.assertIn("discrepancy", self._get_loan_kinds(loan))
        self._validate_loans(self.loan)
        self.assertEqual(self.loan.state, "returned")

    def test_unit_that_is_not_ours(self):
        action = self._arrives(lot_name="FOREIGN1")
        self._apply(action)
        self.assertEqual(self.loan.state, "issued")
        foreign = self.env["stock.lot"].search([("name", "=", "FOREIGN1")])
        quant = foreign.quant_ids.filtered(lambda q: q.quantity > 0)
        self.assertEqual(quant.location_id, self.company.rma_quarantine_location_id)
        self.assertEqual(quant.owner_id, self.picking.partner_id)
        self.assertFalse(
            self.env["rma.standby.unit"].search([("lot_id", "=", foreign.id)])
        )
        self.assertTrue(self.loan.is_return_requested)

    def test_refused_at_the_door(self):
        action = self._arrives(lot_name="FOREIGN1")
        self.assertTrue(self._apply(action, "refuse"))
        self.assertEqual(self.loan.state, "issued")
        self.assertFalse(self.env["stock.lot"].search([("name", "=", "FOREIGN1")]))
        self.assertTrue(self.loan.is_return_requested)

    def test_right_and_wrong_one_together(self):
        """What came besides is quarantined, the unit itself is taken back."""
        self.picking.move_ids = [
            Command.create(
                {
                    "product_id": self.cable.id,
                    "product_uom_qty": 1,
                    "location_id": self.picking.location_id.id,
                    "location_dest_id": self.picking.location_dest_id.id,
                }
            )
        ]
        extra = self.picking.move_ids.filtered(lambda m: m.product_id == self.cable)
        extra.quantity = 1
        self.picking.move_ids.picked = True
        action = self.picking.button_validate()
        self._apply(action)
        self.assertEqual(self.loan.state, "returned")
        quants = self.env["stock.quant"].search(
            [
                ("product_id", "=", self.cable.id),
                ("location_id", "=", self.company.rma_quarantine_location_id.id),
            ]
        )
        self.assertEqual(sum(quants.mapped("quantity")), 1)

    def test_nobody_asked(self):
        """Without a dialog the first choice is what happens."""
        self.picking.move_line_ids.write({"lot_id": False, "lot_name": "FOREIGN2"})
        self.picking.move_ids.picked = True
        self.picking._action_done()
        self.assertEqual(self.loan.state, "issued")
        self.assertTrue(self.env["stock.lot"].search([("name", "=", "FOREIGN2")]))

    def test_choice_must_fit(self):
        action = self._arrives(lot_name="FOREIGN1")
        with self.assertRaisesRegex(UserError, "does not fit"):
            self._apply(action, "take_back")

    def test_posted_lines_are_not_trusted(self):
        action = self._arrives(lot_name="FOREIGN1")
        check = self.env["rma.standby.return.check"].browse(action["res_id"])
        other = self._issued(self.units[1])
        other.action_request_return()
        foreign = self._get_open_loan_pickings(other).move_line_ids
        check.sudo().line_ids.move_line_id = foreign
        with self.assertRaisesRegex(UserError, "was changed meanwhile"):
            self._apply(action)

    def test_agents_do_not_receive(self):
        action = self._arrives(lot_name="FOREIGN1")
        check = self.env["rma.standby.return.check"].with_user(self.agent)
        with self.assertRaises(AccessError):
            check.browse(action["res_id"]).action_apply()
