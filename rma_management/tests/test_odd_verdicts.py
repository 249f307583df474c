# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from .contract_common import RmaContractCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-06-15 12:00:00")
class TestOddVerdicts(RmaContractCommon):
    """Who pays, where terms, dates, contracts and overrides meet in an odd way."""

    def _override(self, line, *args):
        line.with_user(self.approver).action_override_entitlement("Agreed", *args)

    def _submitted(self, resolution="repair", **vals):
        claim = self._register(resolution, **vals)
        claim.action_submit()
        return claim.line_ids

    def _sell_without_warranty(self, count=2):
        lots = self._create_lots(self.product, "BARE", count)
        self._buy(self.product, lots)
        self.product.product_tmpl_id.warranty = 0
        self._sell(self.product, lots)
        return lots

    # -- terms and dates --

    def test_no_standard_term(self):
        """A duration without conditions covers all; the standard is not deleted."""
        standard = self.env.ref("rma_management.coverage_term_standard")
        order = self._sell(self.cable, quantity=1)
        standard.active = False
        line = self._submitted(
            product_id=self.cable.id, sale_line_id=order.order_line.id
        )
        self.assertEqual(line._get_coverage_key(), ("free", 100, 100))
        with self.assertRaisesRegex(UserError, "Archive it instead"):
            standard.with_user(self.manager).unlink()

    def test_bought_in_the_future(self):
        for day in ("2099-01-01", "2026-06-16"):
            with self.assertRaisesRegex(ValidationError, "still to come"):
                self._register(product_id=self.other_product.id, date_purchased=day)

    def test_bought_today_where_the_company_is(self):
        """In Auckland it is tomorrow already."""
        self.company.partner_id.tz = "Pacific/Auckland"
        claim = self._register(
            product_id=self.other_product.id, date_purchased="2026-06-16"
        )
        self.assertEqual(
            claim.line_ids.date_purchased, fields.Date.to_date("2026-06-16")
        )

    def test_reported_before_the_warranty_began(self):
        lot = self.lots[0].sudo()
        lot.write({"warranty_start": "2026-07-01", "warranty_end": "2028-07-01"})
        line = self._submitted()
        self.assertEqual(line.coverage, "paid")
        self.assertIn("not begun when the fault was reported", line.verdict_summary)

    # -- overrides of who pays --

    def test_paid_is_paid_in_full(self):
        line = self._submitted()
        self._override(line, "paid", 50, 50)
        self.assertEqual(line._get_coverage_key(), ("paid", 0, 0))
        self.assertEqual(line._get_covered_percent("part"), 0)

    def test_no_contract_to_pay(self):
        line = self._submitted().with_user(self.approver)
        self.assertRefused(
            "is under no service contract",
            line,
            "action_override_entitlement",
            "Agreed",
            "contract",
        )
        self.assertEqual(line.coverage, "free")

    def test_contract_by_override_counts(self):
        contract = self._contract([self._get_unit_vals(self.lots[0])])
        line = self._submitted()
        self.assertEqual((line.coverage, line.contract_id.id), ("free", False))
        self._override(line, "contract", 50, 100)
        line.claim_id.with_user(self.approver).action_approve()
        self.assertEqual(line.sudo().contract_id, contract)
        self.assertEqual(contract.used_claims, 1)

    # -- parts of a line keep what was decided --

    def _claim_cables(self):
        order = self._sell(self.cable, quantity=4)
        return self._submitted(
            product_id=self.cable.id, sale_line_id=order.order_line.id, quantity=4
        )

    def test_split_keeps_the_override(self):
        for args in (("paid",), ("free", 30, 40)):
            with self.subTest(args=args):
                line = self._claim_cables()
                self._override(line, *args)
                line.action_split(1)
                part = line.claim_id.line_ids - line
                self.assertEqual(part._get_coverage_key(), line._get_coverage_key())
                self.assertTrue(part.is_overridden)
                self.assertEqual(part.sudo().override_ids.reason, "Agreed")

    def test_split_at_the_receipt_keeps_the_override(self):
        lots = self._create_lots(self.other_product, "PAIR", 2)
        self._buy(self.other_product, lots)
        order = self._sell(self.other_product, lots)
        line = self._submitted(
            product_id=self.other_product.id,
            sale_line_id=order.order_line.id,
            quantity=2,
        )
        self._override(line, "paid")
        claim = line.claim_id
        claim.with_user(self.approver).action_approve()
        receipt = self._get_open_pickings(claim, "incoming")
        receipt.move_line_ids.unlink()
        receipt.move_ids.move_line_ids = [
            Command.create(
                {
                    "picking_id": receipt.id,
                    "product_id": self.other_product.id,
                    "lot_id": lot.id,
                    "quantity": 1,
                    "location_id": receipt.location_id.id,
                    "location_dest_id": receipt.location_dest_id.id,
                }
            )
            for lot in lots
        ]
        receipt.move_ids.picked = True
        receipt.button_validate()
        self.assertEqual(len(claim.line_ids), 2)
        self.assertEqual(set(claim.line_ids.mapped("coverage")), {"paid"})

    # -- the verdict turns --

    def test_approval_tells_that_the_verdict_turned(self):
        self.term.claim_limit = 1
        lots = self._sell_without_warranty()
        self._contract([self._get_unit_vals(lot) for lot in lots])
        first, second = (self._submitted(lot=lot) for lot in lots)
        self.assertEqual((first | second).mapped("coverage"), ["contract"] * 2)
        first.with_user(self.approver).action_approve()
        answer = second.with_user(self.approver).action_approve()
        self.assertNotified(answer)
        self.assertIn("what it was judged on has changed: paid", str(answer))
        self.assertEqual((second.decision, second.coverage), ("approved", "paid"))
        self.assertIn("turned", self._get_event_kinds(second.claim_id))
        self.assertNotIn("turned", self._get_event_kinds(first.claim_id))

    # -- one open claim a serial --

    def test_reopened_while_in_another_claim(self):
        line = self._approved("advice").line_ids
        line.action_close()
        other = self._approved("repair")
        boss = line.with_user(self.approver)
        self.assertRefused(
            "in the open claim .* by now", boss, "action_reopen", "Again"
        )
        other.action_cancel("Mistake")
        boss.action_reopen("Again")
        self.assertFalse(line.ending)
