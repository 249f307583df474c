# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.tests import tagged

from .common import RmaCommon


@tagged("-at_install", "post_install")
class TestPacking(RmaCommon):
    """How units are packed: product, vendor, company; each text once."""

    def test_order_and_default(self):
        claim = self._approve(self._register_many(self.lots[:3]))
        units = claim.line_ids.with_user(self.portal)
        self.assertEqual(units._get_packing_texts(), [])
        self.company.rma_packing_note = "Use a strong box."
        self.assertEqual(units._get_packing_texts(), ["Use a strong box."])
        units.sudo().vendor_id = False
        units.sudo()[0].vendor_id = self.env["res.partner"].create(
            {"name": "Sales of Maker", "parent_id": self.vendor.id}
        )
        self.vendor.rma_packing_note = "  Original box only. \n"
        self.assertEqual(
            units._get_packing_texts(), ["Original box only.", "Use a strong box."]
        )
        self.assertEqual(units[0]._get_packing_texts(), ["Original box only."])
        self.product.rma_packing_note = "Lock the head."
        self.assertEqual(
            units._get_packing_texts(), ["Lock the head.", "Original box only."]
        )
        self.product.rma_packing_note = self.vendor.rma_packing_note = " "
        self.assertEqual(units._get_packing_texts(), ["Use a strong box."])

    def test_in_the_language_of_the_reader(self):
        self.env["res.lang"]._activate_lang("de_DE")
        self.product.rma_packing_note = "Lock the head."
        self.product.product_tmpl_id.with_context(
            lang="de_DE"
        ).rma_packing_note = "Kopf verriegeln."
        unit = self._approved().line_ids
        self.assertEqual(unit._get_packing_texts(), ["Lock the head."])
        german = unit.with_context(lang="de_DE")
        self.assertEqual(german._get_packing_texts(), ["Kopf verriegeln."])

    def test_units_to_send(self):
        claim = self._approved()
        unit = claim.line_ids
        self.assertEqual(unit._get_units_to_send(), unit)
        self._receive(claim)
        self.assertFalse(unit._get_units_to_send())
        waiting = self._register(lot=self.lots[1])
        self.assertFalse(waiting.line_ids._get_units_to_send())
