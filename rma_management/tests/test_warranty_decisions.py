# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .warranty_common import SALE, WarrantyCommon


@tagged("post_install", "-at_install")
class TestWarrantyDecisions(WarrantyCommon):
    """What people decide about a warranty: void, restore, first use."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._sell_on(SALE, cls.stock_lots[:2])
        cls.sold = cls.stock_lots[:2]

    def test_void_works(self):
        lots = self.sold.with_user(self.approver)
        with freeze_time("2025-06-01"):
            self.assertIs(lots.action_void_warranty("Opened by others."), True)
        self.assertEqual(set(lots.mapped("warranty_state")), {"void"})
        self.assertIn("Opened by others.", lots[0].warranty_summary)
        self.assertRecordValues(
            self._last(lots[0]),
            [
                {
                    "kind": "voided",
                    "text": "Opened by others.",
                    "user_id": self.approver.id,
                }
            ],
        )

    def test_void_repeat(self):
        lots = self.sold.with_user(self.approver)
        lots.action_void_warranty("Opened.")
        self.assertNotified(lots.action_void_warranty("Again."))
        self.assertNotified(lots.action_void_warranty())
        self.assertEqual(lots[0].warranty_void_reason, "Opened.")
        self.assertEqual(self._kinds(lots[0]), ["sold", "voided"])

    def test_void_refused(self):
        lots = self.sold.with_user(self.approver)
        for reason in (None, "", "  "):
            with self.assertRaisesRegex(UserError, "why the warranty is void"):
                lots.action_void_warranty(reason)
        with self.assertRaisesRegex(AccessError, "Ask an approver"):
            self.sold.with_user(self.agent).action_void_warranty("Opened.")
        with self.assertRaises(AccessError):
            self.sold.with_user(self.stocker).action_void_warranty("Opened.")
        toner = self._create_toner()
        batch = self._create_lots(toner, "BATCH", 1)
        with self.assertRaisesRegex(UserError, "lot of many pieces"):
            batch.with_user(self.approver).action_void_warranty("Opened.")
        self.assertEqual(self._kinds(self.sold[0]), ["sold"])

    def test_restore(self):
        lots = self.sold.with_user(self.approver)
        self.assertNotified(lots.action_restore_warranty("Why not."))
        lots.action_void_warranty("Opened.")
        with self.assertRaisesRegex(UserError, "why the warranty holds again"):
            lots.action_restore_warranty()
        lots.action_restore_warranty("The seal was ours.")
        self.assertNotified(lots.action_restore_warranty("Again."))
        self.assertEqual(self._kinds(lots[0]), ["sold", "voided", "restored"])
        self.assertCovered(lots[0], "2025-02-03", "2027-02-03")
        with self.assertRaises(AccessError):
            self.sold.with_user(self.agent).action_restore_warranty("Please.")

    def test_dialog(self):
        lots = self.sold.with_user(self.approver)
        action = lots.action_open_void_warranty()
        form = Form(self._in_dialog(action, self.approver))
        form.reason = "Opened."
        form.save().action_apply()
        self.assertEqual(set(lots.mapped("warranty_state")), {"void"})
        action = lots.action_open_restore_warranty()
        form = Form(self._in_dialog(action, self.approver))
        form.reason = "Mistake."
        form.save().action_apply()
        self.assertNotIn("void", lots.mapped("warranty_state"))

    def test_dialog_of_something_else(self):
        wizard = self.env["rma.warranty.wizard"].create(
            {"action": "void_warranty", "reason": "x"}
        )
        with self.assertRaisesRegex(UserError, "from a serial number"):
            wizard.with_context(
                active_model="res.partner", active_ids=self.customer.ids
            ).action_apply()

    def _in_dialog(self, action, user):
        model = self.env[action["res_model"]].with_user(user)
        return model.with_context(**action["context"])

    def test_pages_open_for_all(self):
        for user in (self.agent_own, self.approver, self.manager, self.stocker):
            with self.subTest(user=user.login):
                form = Form(self.sold[0].with_user(user))
                self.assertEqual(form.warranty_state, "running")
                self.assertEqual(len(form.warranty_entry_ids), 1)

    # -- first use --

    def _sell_for_first_use(self):
        self.product.rma_coverage_term_id = self._create_term(start_basis="first_use")
        self._sell_on(SALE, self.stock_lots[2:4])
        return self.stock_lots[2:4]

    def test_first_use_works(self):
        lots = self._sell_for_first_use().with_user(self.agent_own)
        self.assertEqual(set(lots.mapped("warranty_state")), {"not_started"})
        with freeze_time("2025-05-01"):
            form = Form(self._in_dialog(lots.action_open_set_first_use(), self.agent))
            form.date = "2025-04-01"
            form.save().action_apply()
        for lot in lots:
            self.assertCovered(lot, "2025-04-01", "2027-04-01")
            self.assertEqual(self._kinds(lot), ["sold", "started"])
        self.assertNotified(lots.action_set_first_use("2025-04-02"))
        self.assertCovered(lots[0], "2025-04-01", "2027-04-01")

    def test_first_use_refused(self):
        lots = self._sell_for_first_use().with_user(self.agent_own)
        with freeze_time("2025-05-01 12:00:00"):
            with self.assertRaisesRegex(UserError, "in the future"):
                lots.action_set_first_use("2025-05-02")
            with self.assertRaisesRegex(UserError, "was delivered on"):
                lots.action_set_first_use("2025-02-02")
            with self.assertRaisesRegex(UserError, "first day of use"):
                lots.action_set_first_use()
        with self.assertRaises(AccessError):
            lots.with_user(self.stocker).action_set_first_use("2025-04-01")
        self.assertCovered(lots[0], "", "")

    def test_first_use_of_a_term_from_delivery(self):
        lot = self.sold[0].with_user(self.agent)
        with freeze_time("2025-05-01"):
            lot.action_set_first_use("2025-04-01")
        self.assertCovered(lot, "2025-02-03", "2027-02-03")
        self.assertEqual(self._kinds(lot), ["sold", "imported"])
