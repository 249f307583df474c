# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .label_common import LabelCommon


@tagged("post_install", "-at_install")
class TestLabelDialog(LabelCommon):
    """The dialog that asks which labels, on what paper and how many."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.claim = cls._approved()

    def _open(self, records, user=None, **vals):
        action = records.with_user(user or self.agent).action_print_labels()
        self.assertEqual(action["res_model"], "rma.label.wizard")
        wizard = self.env[action["res_model"]].with_user(user or self.agent)
        form = Form(wizard.with_context(**action["context"]))
        for name, value in vals.items():
            setattr(form, name, value)
        return form.save()

    def assertPrints(self, wizard, report, records, **data):
        action = wizard.action_print()
        self.assertEqual(action["type"], "ir.actions.report")
        self.assertEqual(action["report_name"], f"rma_courier.report_{report}")
        self.assertEqual(action["data"]["ids"], records.ids)
        for name, value in data.items():
            self.assertEqual(action["data"][name], value)
        return action

    def test_from_each_record(self):
        claim, unit = self.claim, self.claim.line_ids
        consignment = self._consign(claim, docket="D1")
        self.assertPrints(self._open(claim, copies=2), "claim_label", claim, copies=2)
        self.assertPrints(self._open(claim, label="item"), "item_label", unit)
        self.assertPrints(self._open(unit), "item_label", unit)
        self.assertPrints(self._open(unit, label="parcel"), "claim_label", claim)
        self.assertPrints(self._open(consignment), "consignment_label", consignment)
        self.assertPrints(
            self._open(consignment, label="item", paper="sheet", position=5),
            "item_sheet",
            unit,
            position=5,
        )
        for records, report in (
            (claim, "claim_label_zpl"),
            (unit, "item_label_zpl"),
            (consignment, "consignment_label_zpl"),
        ):
            action = self.assertPrints(
                self._open(records, paper="zpl"), report, records
            )
            self.assertEqual(action["report_type"], "qweb-text")

    def test_sheets_hold_item_labels(self):
        wizard = self._open(self.claim, label="item", paper="sheet")
        wizard.label = "parcel"
        with self.assertRaisesRegex(UserError, "Sheets hold item labels"):
            wizard.action_print()

    def test_what_cannot_be_printed_is_said_in_the_dialog(self):
        draft = self._register(lot=self.lots[1])
        with self.assertRaisesRegex(UserError, "no RMA number yet"):
            self._open(self.claim | draft).action_print()
        with self.assertRaisesRegex(UserError, "1 to 100"):
            self._open(self.claim, copies=0).action_print()
        with self.assertRaisesRegex(UserError, "1 to 24"):
            self._open(
                self.claim, label="item", paper="sheet", position=25
            ).action_print()
        empty = self._consign()
        with self.assertRaisesRegex(UserError, "no unit"):
            self._open(empty, label="item").action_print()
        with self.assertRaisesRegex(UserError, "claims, units or consignments"):
            self.env["rma.label.wizard"].create({"label": "item"}).action_print()

    def test_ids_of_others_are_refused(self):
        wizard = (
            self.env["rma.label.wizard"]
            .with_user(self.agent_own)
            .with_context(active_model="rma.claim", active_ids=self.claim.ids)
            .create({"label": "parcel"})
        )
        self.claim.sudo().user_id = self.approver
        with self.assertRaises(AccessError):
            wizard.action_print()

    def test_menus_open_it(self):
        for name in ("rma_claim", "rma_claim_line", "rma_consignment"):
            action = self.env.ref(f"rma_courier.{name}_action_print_labels")
            self.assertEqual(action.binding_type, "report")
        action = self.env.ref("rma_courier.rma_claim_action_print_labels")
        opened = (
            action.with_user(self.stocker)
            .with_context(active_model="rma.claim", active_ids=self.claim.ids)
            .run()
        )
        self.assertEqual(opened["res_model"], "rma.label.wizard")
