# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from freezegun import freeze_time

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from .warranty_common import SALE, WarrantyCommon


@tagged("post_install", "-at_install")
class TestWarrantyImport(WarrantyCommon):
    """Passports by hand: who may, what is kept, and what is refused."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._sell_on(SALE, cls.stock_lots[:2])
        cls.lot = cls.stock_lots[0]

    def test_manager_corrects(self):
        lot = self.lot.with_user(self.manager)
        lot.write(
            {"warranty_end": "2027-12-31", "warranty_partner_id": self.stranger.id}
        )
        self.assertCovered(self.lot, "2025-02-03", "2027-12-31")
        entry = self._last(self.lot)
        self.assertEqual(entry.kind, "imported")
        self.assertEqual(entry.user_id, self.manager)
        self.assertIn("2027-02-03 → 2027-12-31", entry.text)
        self.assertIn("Shop → Stranger", entry.text)
        lot.write({"warranty_end": "2027-12-31"})
        self.assertEqual(self._kinds(self.lot), ["sold", "imported"])

    def test_others_may_not(self):
        for name, value in (
            ("warranty_end", "2030-01-01"),
            ("warranty_start", "2026-01-01"),
            ("warranty_term_id", False),
            ("warranty_duration", 99),
            ("warranty_partner_id", self.stranger.id),
            ("warranty_move_id", False),
            ("warranty_void_date", "2025-03-01"),
            ("warranty_void_reason", "x"),
            ("date_first_use", "2025-03-01"),
        ):
            for user in (self.stocker, self.agent, self.approver, self.accountant):
                with (
                    self.subTest(field=name, user=user.login),
                    self.assertRaises(AccessError),
                ):
                    self.lot.with_user(user).write({name: value})
        for name in ("warranty_void_date", "warranty_void_reason", "warranty_move_id"):
            with self.assertRaises(AccessError):
                self.lot.with_user(self.manager).write({name: False})
        with self.assertRaises(AccessError):
            self.lot.warranty_entry_ids.with_user(self.manager).write({"text": "x"})
        self.assertEqual(self._kinds(self.lot), ["sold"])

    def test_no_passport_slips_in_with_a_new_serial(self):
        Lot = self.env["stock.lot"].with_user(self.stocker)
        vals = {"name": "NEW", "product_id": self.product.id}
        with self.assertRaises(AccessError):
            Lot.create({**vals, "warranty_end": "2030-01-01"})
        lot = Lot.with_context(
            default_warranty_end="2030-01-01", default_date_first_use="2025-01-01"
        ).create(vals)
        self.assertFalse(lot.warranty_end or lot.date_first_use)

    def test_stock_users_write_the_rest(self):
        self.lot.with_user(self.stocker).ref = "X"
        self.assertEqual(self._kinds(self.lot), ["sold"])

    def test_service_user_with_warehouse_rights_tells_the_first_use(self):
        self.product.rma_coverage_term_id = self._create_term(start_basis="first_use")
        self._sell_on(SALE, self.stock_lots[3])
        self.agent.group_ids += self.env.ref("stock.group_stock_user")
        lot = self.stock_lots[3].with_user(self.agent)
        with freeze_time("2025-06-01"):
            lot.date_first_use = "2025-03-01"
        self.assertCovered(lot, "2025-03-01", "2027-03-01")
        self.assertEqual(self._kinds(lot), ["sold", "started"])

    # -- bad input --

    def test_refused_values(self):
        lot = self.lot.with_user(self.manager)
        with self.assertRaisesRegex(ValidationError, "before it begins"):
            lot.write({"warranty_end": "2025-02-02"})
        with self.assertRaisesRegex(ValidationError, "less than zero"):
            lot.write({"warranty_duration": -1})

    # -- import --

    def _load(self, *rows):
        names = [
            "name",
            "product_id/.id",
            "warranty_term_id/.id",
            "warranty_duration",
            "warranty_duration_unit",
            "warranty_start",
            "warranty_end",
            "warranty_partner_id/.id",
        ]
        known = [str(self.product.id), str(self.term.id), "12", "month"]
        data = [
            [name, *known, start, end, str(self.customer.id)]
            for name, start, end in rows
        ]
        return self.env["stock.lot"].with_user(self.manager).load(names, data)

    def test_load(self):
        good = [
            ("OLD1", "2024-01-01", "2025-01-01"),
            ("OLD2", "2024-02-29", ""),
            ("OLD3", "2024-03-01", "2026-03-01"),
        ]
        result = self._load(*good, ("OLD4", "2024-03-01", "2023-03-01"))
        self.assertFalse(result["ids"])
        for message in result["messages"]:
            self.assertIn("OLD4 would end on 1 Mar 2023", message["message"])
        self.assertEqual(result["messages"][-1]["rows"], {"from": 3, "to": 3})
        result = self._load(*good)
        self.assertFalse(result["messages"])
        lots = self.env["stock.lot"].browse(result["ids"])
        self.assertCovered(lots[0], "2024-01-01", "2025-01-01")
        self.assertCovered(lots[1], "2024-02-29", "2025-02-28")
        for lot in lots:
            self.assertEqual(self._kinds(lot), ["imported"])
            self.assertIn("– → 2024-", self._last(lot).text)

    def test_load_known_serials(self):
        names = [".id", "warranty_end"]
        rows = [[str(lot.id), "2029-01-01"] for lot in self.stock_lots]
        result = self.env["stock.lot"].with_user(self.manager).load(names, rows)
        self.assertFalse(result["messages"])
        self.assertEqual(
            {str(day) for day in self.stock_lots.mapped("warranty_end")}, {"2029-01-01"}
        )
