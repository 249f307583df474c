# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import base64

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .money_common import StandbyMoneyCommon


@tagged("-at_install", "post_install")
class TestStandbyDamage(StandbyMoneyCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.rma_standby_damage_product_id = cls.damage_fee

    def _back(self, unit=None, **vals):
        return self._bring_back(self._issued(unit or self.units[0], **vals))

    # -- note --

    def test_only_what_is_back_is_damaged(self):
        loan = self._issued(self.units[0])
        self.assertLoanRefused("when the unit is back", loan, "action_note_damage", "x")
        back = self._bring_back(loan)
        self.assertLoanRefused("what is damaged", back, "action_note_damage")

    def test_noted_damage_keeps_the_claim_open(self):
        claim = self._approved(lot=self.lots[0])
        loan = self._request(line_id=claim.line_ids.id)
        loan.action_reserve(self.units[0])
        self._bring_back(self._hand_out(loan))
        self.assertEqual(loan.damage_state, "none")
        loan.action_note_damage("Lid broken", grade_in="worn", accessories_in="Cable")
        self.assertEqual(loan.damage_state, "to_settle")
        self.assertEqual(loan.accessories_in, "Cable")
        self.assertFalse(loan.is_settled)
        self.assertEqual(self.units[0].grade, "worn")
        self.assertEqual(self.units[0].state, "preparation")
        texts = " ".join(claim.line_ids._closure_blockers())
        self.assertIn("damage of stand-by unit", texts)
        approver = loan.with_user(self.approver)
        approver.action_note_damage("Lid broken", "waive", reason="Wear")
        texts = " ".join(claim.line_ids._closure_blockers())
        self.assertNotIn("damage", texts)

    def test_damaged_before_is_no_new_damage(self):
        self.units[0].grade = "damaged"
        loan = self._back()
        loan.grade_in = "damaged"
        self.assertEqual(loan.damage_state, "none")
        loan.grade_in = "destroyed"
        self.assertEqual(loan.damage_state, "to_settle")

    # -- fee --

    def test_damage_fee(self):
        loan = self._back()
        loan.action_note_damage("Lid broken", "fee", amount=12.5)
        order = self._get_orders(loan, "damage")
        self.assertEqual(order.amount_untaxed, 12.5)
        self.assertIn("Lid broken", order.order_line.name)
        self.assertEqual(loan.damage_state, "charged")
        self.assertTrue(loan.is_settled)
        self.assertLoanRepeatIsHarmless(loan, "action_note_damage", "Lid broken", "fee")
        order._action_cancel()
        self.assertEqual(loan.damage_state, "to_settle")
        self.assertEqual(self._get_loan_kinds(loan)[-2:], ["damaged", "damage_settled"])

    def test_one_order_a_customer(self):
        loans = self._back(self.units[0]) | self._back(self.units[1])
        loans.action_note_damage("Dirty", "fee", amount=5)
        self.assertEqual(len(self._get_orders(loans, "damage")), 1)

    def test_bad_fee(self):
        loan = self._back()
        args = ("action_note_damage", "Lid", "fee")
        self.assertLoanRefused("above zero", loan, *args)
        self.assertLoanRefused("above zero", loan, *args, amount=-3)
        self.assertLoanRefused("above zero", loan, *args, amount="a")
        self.company.rma_standby_damage_product_id = False
        self.assertLoanRefused("no product for damage", loan, *args, amount=3)
        self.assertLoanRefused("choose one", loan, "action_note_damage", "Lid", "x")
        self.assertLoanRefused(
            "choose one", loan, "action_note_damage", "Lid", state="sold"
        )

    def test_bad_findings(self):
        loans = self._back(self.units[0]) | self._back(self.units[1])
        args = ("action_note_damage", "Lid")
        self.assertLoanRefused("no condition", loans, *args, grade_in="x")
        self.assertLoanRefused("shows one unit", loans, *args, photo_in_ids=[1])

    # -- claim --

    def test_claim_for_the_loaner(self):
        loan = self._back()
        loan.action_note_damage("Lid broken", "claim")
        claim = loan.damage_claim_id
        self.assertEqual(claim.partner_id, self.customer)
        self.assertEqual(claim.demand, "paid")
        self.assertEqual(claim.standby_origin_loan_id, loan)
        line = claim.line_ids
        self.assertEqual(line.lot_id, self.units[0].lot_id)
        self.assertEqual(line.symptom_note, "Lid broken")
        self.assertEqual(loan.damage_state, "claimed")
        self.assertLoanRepeatIsHarmless(loan, "action_note_damage", "Lid", "claim")
        claim.action_cancel("Registered by mistake")
        self.assertEqual(loan.damage_state, "to_settle")

    def test_claim_moves_nothing(self):
        loan = self._back()
        loan.action_note_damage("Lid broken", "claim")
        claim = loan.damage_claim_id
        claim.action_submit()
        claim.with_user(self.approver).line_ids.action_override_entitlement("Ours")
        claim.with_user(self.approver).action_approve()
        line = claim.line_ids
        self.assertEqual(line.decision, "approved")
        self.assertEqual(line.coverage, "paid")
        self.assertFalse(line.sudo().picking_ids)
        self.assertEqual(self.units[0].place, "pool")

    # -- waive --

    def test_approver_waives(self):
        loan = self._back()
        args = ("action_note_damage", "Scratch", "waive")
        self.assertLoanRefused("Approver", loan, *args, reason="Wear")
        approver = loan.with_user(self.approver)
        self.assertLoanRefused("why the damage", approver, *args)
        self.assertTrue(approver.action_note_damage("Scratch", "waive", reason="Wear"))
        self.assertEqual(loan.damage_state, "waived")
        event = loan.sudo().event_ids.filtered(lambda e: e.kind == "damage_settled")
        self.assertEqual(event.text, "Wear")
        self.assertLoanRepeatIsHarmless(approver, *args[:1], "Scratch", "waive")

    # -- destroyed --

    def test_destroyed_unit_is_written_off_from_the_pool(self):
        loan = self._back()
        loan.action_note_damage("Burnt", grade_in="destroyed")
        self.assertEqual(self.units[0].grade, "damaged")
        self.assertTrue(loan.activity_ids)
        approver = loan.with_user(self.approver)
        approver.action_note_damage("Burnt", "waive", reason="Fire")
        self.assertTrue(approver.action_write_off("Burnt"))
        self.assertEqual(loan.state, "returned")
        self.assertEqual(self.units[0].place, "elsewhere")
        self.assertFalse(self.units[0].active)
        self.assertLoanRepeatIsHarmless(approver, "action_write_off", "Burnt")

    # -- dialog --

    def _open_dialog(self, loans, **vals):
        action = loans.action_open_damage()
        return (
            self.env["rma.standby.damage.wizard"]
            .with_user(self.agent)
            .with_context(**action["context"])
            .create({"damage": "Lid broken", **vals})
        )

    def test_dialog_with_photos(self):
        photo = (
            self.env["ir.attachment"]
            .with_user(self.agent)
            .create(
                {
                    "name": "lid.png",
                    "datas": base64.b64encode(b"lid"),
                    "res_model": "rma.standby.damage.wizard",
                    "res_id": 0,
                }
            )
        )
        loan = self._back()
        wizard = self._open_dialog(
            loan, settlement="fee", amount=9, photo_ids=photo.ids
        )
        wizard.action_apply()
        self.assertEqual(loan.photo_in_ids, photo)
        self.assertEqual((photo.res_model, photo.res_id), (loan._name, loan.id))
        self.assertEqual(loan.grade_in, "damaged")
        self.assertEqual(self._get_orders(loan, "damage").amount_untaxed, 9)

    def test_dialog_takes_nobodys_files(self):
        secret = self.env["ir.attachment"].create(
            {
                "name": "secret.txt",
                "datas": base64.b64encode(b"secret"),
                "res_model": "res.partner",
                "res_id": self.stranger.id,
            }
        )
        loan = self._back()
        wizard = self._open_dialog(loan, photo_ids=secret.ids)
        with self.assertRaises(AccessError):
            wizard.action_apply()
