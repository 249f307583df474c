# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import date, datetime
from itertools import count

from freezegun import freeze_time

from odoo.tests import tagged

from .common import RmaCommon

#: Delivered 3 Feb 2024 for 24 months, the last day included; seen from the day of the
#: report: a day before the end, on it, the day after.
BEFORE, LAST, AFTER = "2026-02-02", "2026-02-03", "2026-02-04"
NO, WEAR_OUT, DROPPED = None, "excluded", "misuse"
#: Coverage, parts %, labour %.
FREE, PAID = ("free", 100, 100), ("paid", 0, 0)
HALF, WHOLE = ("contract", 50, 100), ("contract", 100, 100)
REPLACE, CREDIT = "replace_in_advance", "credit_after_inspection"


@tagged("post_install", "-at_install")
class TestDecisionTable(RmaCommon):
    """Who pays, row by row: coverage × resolution × cause × day, with the reason.

    A row is (day of the report, resolution, demand, cause, promises, coverage, parts %,
    labour %, a piece of the reason). Promises are ``full`` and ``parts`` (warranties),
    ``amc`` (labour 100 %, parts 50 %) and ``amc_full`` (contracts).
    """

    COVERED = "ends 3 Feb 2026: covered."
    OVER = "over when the fault was reported on 4 Feb 2026"
    NOT_LABOUR = "Labour not covered by the term."
    MISUSE = "“Dropped” is not covered"
    WORN = "“Worn belt” is not covered"
    AMC = "Service contract AMC-50, 1 Jan 2026 to 31 Dec 2026: covered."

    ROWS = [
        # the unit's warranty, around its last day, whatever is to be done
        (BEFORE, "repair", "warranty", NO, "full", *FREE, COVERED),
        (LAST, "repair", "warranty", NO, "full", *FREE, COVERED),
        (AFTER, "repair", "warranty", NO, "full", *PAID, OVER),
        (BEFORE, "onsite", "warranty", NO, "full", *FREE, COVERED),
        (LAST, "onsite", "warranty", NO, "full", *FREE, COVERED),
        (AFTER, "onsite", "warranty", NO, "full", *PAID, OVER),
        (BEFORE, REPLACE, "warranty", NO, "full", *FREE, COVERED),
        (LAST, REPLACE, "warranty", NO, "full", *FREE, COVERED),
        (AFTER, REPLACE, "warranty", NO, "full", *PAID, OVER),
        (LAST, CREDIT, "return", NO, "full", *FREE, COVERED),
        (AFTER, CREDIT, "return", NO, "full", *PAID, OVER),
        (LAST, "send_to_vendor", "warranty", NO, "full", *FREE, COVERED),
        (AFTER, "send_to_vendor", "warranty", NO, "full", *PAID, OVER),
        (LAST, "return_unrepaired", "warranty", NO, "full", *FREE, COVERED),
        # non-conformity is judged like a warranty, a paid service is paid
        (LAST, "repair", "nonconformity", NO, "full", *FREE, COVERED),
        (AFTER, "repair", "nonconformity", NO, "full", *PAID, OVER),
        (BEFORE, "repair", "paid", NO, "full", *PAID, "asked for a paid service"),
        (LAST, "repair", "paid", NO, "amc_full", *PAID, "asked for a paid service"),
        # what the term leaves out
        (BEFORE, "repair", "warranty", NO, "parts", "free", 100, 0, NOT_LABOUR),
        (LAST, "repair", "warranty", NO, "parts", "free", 100, 0, NOT_LABOUR),
        (AFTER, "repair", "warranty", NO, "parts", *PAID, OVER),
        (LAST, "onsite", "warranty", NO, "parts", "free", 100, 0, NOT_LABOUR),
        # the cause that was found
        (BEFORE, "repair", "warranty", DROPPED, "full", *PAID, MISUSE),
        (LAST, "repair", "warranty", DROPPED, "full", *PAID, MISUSE),
        (AFTER, "repair", "warranty", DROPPED, "full", *PAID, OVER),
        (LAST, REPLACE, "warranty", DROPPED, "full", *PAID, MISUSE),
        (LAST, CREDIT, "return", DROPPED, "full", *PAID, MISUSE),
        (BEFORE, "repair", "warranty", WEAR_OUT, "full", *FREE, COVERED),
        (BEFORE, "repair", "warranty", WEAR_OUT, "parts", *PAID, WORN),
        (LAST, "repair", "warranty", WEAR_OUT, "parts", *PAID, WORN),
        (AFTER, "repair", "warranty", WEAR_OUT, "parts", *PAID, OVER),
        (LAST, REPLACE, "warranty", WEAR_OUT, "parts", *PAID, WORN),
        # a contract alone: without warranty, or when it is over
        (BEFORE, "repair", "warranty", NO, "amc", *HALF, AMC),
        (LAST, "repair", "warranty", NO, "amc", *HALF, AMC),
        (AFTER, "repair", "warranty", NO, "amc", *HALF, AMC),
        (AFTER, "onsite", "warranty", NO, "amc", *HALF, AMC),
        (AFTER, "repair", "warranty", NO, "amc", *HALF, "Parts covered by 50 %"),
        (AFTER, REPLACE, "warranty", NO, "amc", *HALF, AMC),
        (AFTER, "repair", "warranty", NO, "full amc", *HALF, AMC),
        (AFTER, "repair", "warranty", NO, "parts amc", *HALF, AMC),
        (AFTER, "repair", "warranty", DROPPED, "amc", *PAID, MISUSE),
        (AFTER, "repair", "warranty", WEAR_OUT, "amc", *HALF, AMC),
        (AFTER, "repair", "warranty", WEAR_OUT, "amc_full", *PAID, WORN),
        # the day before the contract begins, its last day, the day after
        ("2025-12-31", "repair", "warranty", NO, "amc", *PAID, "not begun"),
        ("2026-01-01", "repair", "warranty", NO, "amc", *HALF, AMC),
        ("2026-12-31", "repair", "warranty", NO, "amc", *HALF, AMC),
        ("2027-01-01", "repair", "warranty", NO, "amc", *PAID, "over when"),
        # warranty and contract: the better one for the customer pays
        (LAST, "repair", "warranty", NO, "full amc", *FREE, COVERED),
        (LAST, "repair", "warranty", NO, "parts amc", *HALF, AMC),
        (LAST, "repair", "warranty", NO, "parts amc_full", *WHOLE, "AMC-100"),
        (LAST, "repair", "warranty", NO, "full amc_full", *FREE, COVERED),
        (AFTER, "repair", "warranty", NO, "full amc_full", *WHOLE, "AMC-100"),
        (LAST, "repair", "warranty", DROPPED, "full amc_full", *PAID, MISUSE),
        (LAST, "repair", "warranty", WEAR_OUT, "parts amc", *HALF, AMC),
        (LAST, "repair", "warranty", WEAR_OUT, "full amc_full", *FREE, COVERED),
        # two contracts that overlap: the better one, and it is shown
        (AFTER, "repair", "warranty", NO, "amc amc_full", *WHOLE, "AMC-100"),
        (AFTER, "repair", "warranty", WEAR_OUT, "amc amc_full", *HALF, AMC),
        (AFTER, "onsite", "warranty", NO, "amc amc_full", *WHOLE, "AMC-100"),
        (AFTER, "repair", "warranty", DROPPED, "amc amc_full", *PAID, MISUSE),
        ("2027-01-01", "repair", "warranty", NO, "amc amc_full", *PAID, "over when"),
        # void and none at all
        (BEFORE, "repair", "warranty", NO, "void", *PAID, "void since 1 Jan 2025"),
        (BEFORE, "repair", "warranty", NO, "void amc", *HALF, AMC),
        (BEFORE, "repair", "warranty", NO, "zero", *PAID, "sold without warranty"),
        (BEFORE, "repair", "warranty", NO, "zero amc", *HALF, AMC),
        (BEFORE, "repair", "warranty", NO, "waiting", *FREE, "covered."),
        (AFTER, "repair", "warranty", NO, "waiting", *FREE, "covered."),
        (BEFORE, "repair", "warranty", NO, "", *PAID, "no warranty can be shown"),
    ]  # fmt: skip

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.misuse, cls.worn = cls.env["rma.cause"].create(
            [
                {"name": "Dropped", "code": "T-DROP", "is_misuse": True},
                {"name": "Worn belt", "code": "T-WORN"},
            ]
        )
        excluded = [(4, cls.worn.id)]
        create_term = cls.env["rma.coverage.term"].create
        cls.terms = {
            "full": create_term({"name": "Full"}),
            "parts": create_term(
                {"name": "Parts", "labour_percent": 0, "excluded_cause_ids": excluded}
            ),
            "amc": create_term({"name": "AMC 50", "parts_percent": 50}),
            "amc_full": create_term(
                {"name": "AMC 100", "excluded_cause_ids": excluded}
            ),
            "waiting": create_term({"name": "First use", "start_basis": "first_use"}),
        }
        cls.terms["void"] = cls.terms["zero"] = cls.terms["full"]
        cls.numbers = count()

    def _create_unit(self, promises):
        """Return a serial number with the passport and contracts in *promises*."""
        lot = self.env["stock.lot"].create(
            {"name": f"TABLE{next(self.numbers)}", "product_id": self.product.id}
        )
        for promise in promises.split():
            if promise.startswith("amc"):
                self._create_contract(promise, lot)
            else:
                # sudo: the passport as a delivery in 2024 has left it
                lot.sudo().write(self._prepare_passport(promise))
        return lot

    def _prepare_passport(self, promise):
        vals = {
            "warranty_term_id": self.terms[promise].id,
            "warranty_partner_id": self.customer.id,
            "warranty_duration": 24,
            "warranty_duration_unit": "month",
            "warranty_start": date(2024, 2, 3),
            "warranty_end": date(2026, 2, 3),
        }
        if promise in ("zero", "waiting"):
            vals |= {"warranty_end": False, "warranty_move_id": self._get_move().id}
        if promise == "zero":
            vals["warranty_duration"] = 0
        if promise == "waiting":
            vals["warranty_start"] = False
        if promise == "void":
            vals |= {
                "warranty_void_date": date(2025, 1, 1),
                "warranty_void_reason": "Seal broken",
            }
        return vals

    def _get_move(self):
        return self.sale_line.move_ids[:1]

    def _create_contract(self, promise, lot):
        return self.env["contract.contract"].create(
            {
                "name": f"AMC {promise}",
                "code": "AMC-50" if promise == "amc" else "AMC-100",
                "partner_id": self.customer.id,
                "is_service_contract": True,
                "coverage_term_id": self.terms[promise].id,
                "line_recurrence": False,
                "date_start": date(2026, 1, 1),
                "date_end": date(2026, 12, 31),
                "rma_unit_ids": [(0, 0, {"lot_id": lot.id})],
            }
        )

    def test_table(self):
        self.assertGreaterEqual(len(self.ROWS), 60)
        causes = {
            None: self.env["rma.cause"],
            DROPPED: self.misuse,
            WEAR_OUT: self.worn,
        }
        for row in self.ROWS:
            day, resolution, demand, cause, promises, *expected = row
            coverage, parts, labour, reason = expected
            with self.subTest(row=row), freeze_time(f"{day} 12:00:00"):
                claim = self._register(
                    resolution, lot=self._create_unit(promises), demand=demand
                )
                claim.cause_id = causes[cause]
                claim.action_submit()
                line = claim.line_ids
                self.assertEqual(line.coverage, coverage)
                self.assertEqual(
                    (line.parts_percent, line.labour_percent), (parts, labour)
                )
                said = "\n".join(
                    [line.verdict_summary, *line.sudo().result_ids.mapped("reason")]
                )
                self.assertIn(reason, said)

    # -- days --

    def _judge(self, lot, moment):
        with freeze_time(moment):
            claim = self._register(lot=lot)
            claim.action_submit()
            return claim.line_ids

    def test_leap_day(self):
        """A year from 29 February ends on the 28th, four years on a 29th."""
        add = self.env["rma.coverage.term"]._add_duration
        self.assertEqual(add(date(2024, 2, 29), 12, "month"), date(2025, 2, 28))
        self.assertEqual(add(date(2024, 2, 29), 4, "year"), date(2028, 2, 29))
        self.assertEqual(add(date(2023, 2, 28), 1, "year"), date(2024, 2, 28))
        lot = self._create_unit("full")
        lot.sudo().write({"warranty_end": date(2024, 2, 29)})
        self.assertEqual(self._judge(lot, "2024-02-29 23:00:00").coverage, "free")
        self.assertEqual(self._judge(lot, "2024-03-01 01:00:00").coverage, "paid")

    def test_time_zones(self):
        """The day counts where the company is, not in UTC."""
        for zone, moment, coverage in (
            ("UTC", "2026-02-03 23:59:59", "free"),
            ("UTC", "2026-02-04 00:00:00", "paid"),
            # noon of the 3rd in London is past midnight of the 4th in Auckland
            ("Pacific/Auckland", "2026-02-03 10:59:59", "free"),
            ("Pacific/Auckland", "2026-02-03 11:00:00", "paid"),
            ("America/Los_Angeles", "2026-02-04 07:59:59", "free"),
            ("America/Los_Angeles", "2026-02-04 08:00:00", "paid"),
        ):
            with self.subTest(zone=zone, moment=moment):
                self.company.partner_id.tz = zone
                line = self._judge(self._create_unit("full"), moment)
                self.assertEqual(line.coverage, coverage)

    def test_sentence_of_the_design(self):
        """The verdict reads as a sentence to somebody who never saw the software."""
        lot = self._create_unit("parts")
        delivered = datetime(2024, 2, 3, 9)
        move = self._get_move()
        move.date = delivered
        lot.sudo().write({"warranty_move_id": move.id})
        line = self._judge(lot, "2025-06-01 12:00:00")
        self.assertEqual(
            line.verdict_summary,
            "Delivered 3 Feb 2024 to this customer, 24 months from delivery, ends "
            "3 Feb 2026: covered. Labour not covered by the term.",
        )

    def test_both_contracts_are_shown(self):
        line = self._judge(self._create_unit("amc amc_full"), "2026-05-01 12:00:00")
        self.assertEqual(line.contract_id.code, "AMC-100")
        result = line.sudo().result_ids.filtered(lambda r: r.rule_id.code == "contract")
        first, second = result.reason.split("\n")
        self.assertIn("AMC-100", first)
        self.assertIn("AMC-50", second)
