# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from freezegun import freeze_time

from odoo.tests import tagged

from .warranty_common import SALE, WarrantyCommon


@tagged("post_install", "-at_install")
class TestWarrantyInherited(WarrantyCommon):
    """A replacement goes on with the warranty; a repair has its own one."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.own_term = cls._create_term(replacement_days=60, repair_days=30)
        cls.product.rma_coverage_term_id = cls.own_term
        cls._sell_on(SALE, cls.stock_lots[:1])
        cls.old = cls.stock_lots[0]

    def _replace(self, moment, before_shipping=None):
        """Replace ``self.old`` at *moment*; returns the new serial."""
        with freeze_time(moment):
            claim = self._received("replace_after_receipt", lot=self.old)
            claim.line_ids.with_user(self.approver).action_override_entitlement(
                "Goodwill", coverage="free"
            )
            claim.action_ship()
            self._hand_over(claim)
        moves = claim.sudo().line_ids.move_ids
        done = moves.filtered(
            lambda m: (
                m.rma_move_kind == "replacement"
                and m.location_dest_id.usage == "customer"
            )
        )
        self.assertEqual(done.state, "done")
        return done.lot_ids

    def test_the_rest(self):
        new = self._replace("2026-01-10 10:00:00")
        self.assertNotEqual(new, self.old)
        self.assertCovered(new, "2026-01-10", "2027-02-03")
        self.assertEqual(new.warranty_term_id, self.own_term)
        self.assertEqual(new.warranty_partner_id, self.customer)
        self.assertEqual(self._kinds(new), ["inherited"])
        self.assertIn("2027-02-03", self._last(new).text)
        self.assertIn("2026-03-11", self._last(new).text)

    def test_the_least(self):
        new = self._replace("2027-01-10 10:00:00")
        self.assertCovered(new, "2027-01-10", "2027-03-11")

    def test_the_last_day(self):
        self.old.warranty_term_id = self._create_term()
        new = self._replace("2027-02-03 10:00:00")
        self.assertCovered(new, "2027-02-03", "2027-02-03")

    def test_lapsed(self):
        new = self._replace("2028-01-10 10:00:00")
        self.assertCovered(new, "2028-01-10", "2028-03-10")

    def test_lapsed_without_least(self):
        self.old.warranty_term_id = self._create_term()
        new = self._replace("2028-01-10 10:00:00")
        self.assertCovered(new, "", "")
        self.assertEqual(new.warranty_state, "none")

    def test_void_gives_the_least_only(self):
        self.old.with_user(self.approver).action_void_warranty("Opened.")
        new = self._replace("2026-01-10 10:00:00")
        self.assertCovered(new, "2026-01-10", "2026-03-11")

    def test_waiting_for_the_first_use(self):
        term = self._create_term(start_basis="first_use")
        self.old.write(
            {
                "warranty_term_id": term.id,
                "warranty_start": False,
                "warranty_end": False,
            }
        )
        new = self._replace("2026-01-10 10:00:00")
        self.assertEqual(new.warranty_state, "not_started")
        with freeze_time("2026-02-01"):
            new.with_user(self.agent).action_set_first_use("2026-01-20")
        self.assertCovered(new, "2026-01-20", "2028-01-20")

    # -- a repair --

    def _repair(self, moment, with_part=True):
        with freeze_time(moment):
            claim = self._received("repair", lot=self.old)
            line = claim.line_ids
            line.symptom_id = self.env["rma.symptom"].search([], limit=1)
            line.cause_id = self.env["rma.cause"].search([], limit=1)
            line.solution = "Cleaned."
            claim.action_start_work()
            if with_part:
                self._add_part(claim.sudo().line_ids.repair_ids)
            claim.action_finish_work()
            claim.action_ship()
            self._hand_over(claim)
        return claim

    def test_repair(self):
        self._buy(self.part, quantity=5)
        claim = self._repair("2026-01-10 10:00:00")
        self.assertRecordValues(
            self._last(self.old),
            [
                {
                    "kind": "repaired",
                    "line_id": claim.line_ids.id,
                    "term_id": self.own_term.id,
                    "symptom_id": claim.line_ids.symptom_id.id,
                    "cause_id": claim.line_ids.cause_id.id,
                    "text": self.part.display_name,
                }
            ],
        )
        self.assertEqual(str(self._last(self.old).date_end), "2026-02-09")
        self.assertCovered(self.old, "2025-02-03", "2027-02-03")
        with freeze_time("2026-01-11"):
            claim.sudo().line_ids._log_repair_warranty("repair")
        self.assertEqual(self._kinds(self.old), ["sold", "repaired"])

    def test_repair_without_parts(self):
        self._repair("2026-01-10 10:00:00", with_part=False)
        self.assertEqual(self._last(self.old).text, "Cleaned.")

    def test_repair_of_a_unit_without_passport(self):
        self.old = self.lots[0]
        self.old.write({"warranty_term_id": False, "warranty_end": False})
        self._repair("2027-01-10 10:00:00", with_part=False)
        self.assertEqual(str(self._last(self.old).date_end), "2027-04-10")

    def test_repair_without_warranty(self):
        self.old.warranty_term_id = self._create_term(repair_days=0)
        self._repair("2026-01-10 10:00:00", with_part=False)
        self.assertEqual(self._kinds(self.old), ["sold"])

    def test_on_site(self):
        with freeze_time("2026-01-10 10:00:00"):
            claim = self._approved("onsite", lot=self.old)
            claim.action_start_work()
            self.assertEqual(self._kinds(self.old), ["sold"])
            claim.action_finish_work()
            claim.action_finish_work()
        self.assertEqual(self._kinds(self.old), ["sold", "repaired"])

    def test_returned_unrepaired(self):
        with freeze_time("2026-01-10 10:00:00"):
            claim = self._received("return_unrepaired", lot=self.old)
            claim.action_ship()
            self._hand_over(claim)
        self.assertEqual(self._kinds(self.old), ["sold"])
