# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import date

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .contract_common import RmaContractCommon

MANY = 50


@tagged("post_install", "-at_install")
@freeze_time("2026-06-15 12:00:00")
class TestContractUnits(RmaContractCommon):
    SOLD = MANY + 4

    # -- what a covered unit must say --

    def test_product_follows_the_serial(self):
        unit = self._contract([self._get_unit_vals(self.lots[0])]).rma_unit_ids
        self.assertEqual(unit.product_id, self.product)
        self.assertEqual(unit.partner_id, self.customer)
        other = self._create_lots(self.other_product, "OTHER", 1)
        unit.lot_id = other
        self.assertEqual(unit.product_id, self.other_product)

    def test_scanned_serial_fills_the_row(self):
        contract = self._contract()
        with Form(
            self.env["rma.contract.unit"].with_user(self.manager),
            "rma_management.rma_contract_unit_view_list",
        ) as form:
            form.contract_id = contract.with_user(self.manager)
            form.lot_id = self.lots[1]
            self.assertEqual(form.product_id, self.product)
        self.assertEqual(contract.rma_unit_ids.lot_id, self.lots[1])
        self.assertIn("SOLD1", contract.rma_unit_ids.display_name)

    def test_neither_serial_nor_product(self):
        with self.assertSentence("needs a serial number, or a product"):
            self._contract([{"quantity": 3}])

    def test_quantity_of_zero(self):
        for quantity in (0, -1):
            with self.assertSentence("more than zero"):
                self._contract([self._get_unit_vals(quantity=quantity)])

    def test_serial_is_one_unit(self):
        with self.assertSentence("is one unit: its quantity is 1"):
            self._contract([self._get_unit_vals(self.lots[0], quantity=2)])

    def test_serial_of_another_product(self):
        vals = self._get_unit_vals(self.lots[0], product_id=self.other_product.id)
        with self.assertSentence("SOLD0 is a serial of Printer, not of Scanner"):
            self._contract([vals])

    def test_serial_twice_on_the_same_days(self):
        twice = [
            self._get_unit_vals(self.lots[0]),
            self._get_unit_vals(self.lots[0], date_start="2026-06-01"),
        ]
        with self.assertSentence("under this contract already on these days"):
            self._contract(twice)
        contract = self._contract(twice[:1])
        with self.assertSentence("under this contract already on these days"):
            contract.rma_unit_ids = [Command.create(twice[0])]
        self.assertEqual(len(contract.rma_unit_ids), 1)

    def test_serial_twice_one_after_the_other(self):
        contract = self._contract(
            [
                self._get_unit_vals(self.lots[0], date_end="2026-03-31"),
                self._get_unit_vals(self.lots[0], date_start="2026-04-01"),
            ]
        )
        self.assertEqual(len(contract.rma_unit_ids), 2)
        with self.assertSentence("under this contract already on these days"):
            contract.rma_unit_ids[1].date_start = "2026-03-31"

    def test_product_twice_on_the_same_days(self):
        with self.assertSentence("Raise the quantity"):
            self._contract([self._get_unit_vals(quantity=n) for n in (2, 3)])

    def test_same_serial_in_two_contracts(self):
        vals = [self._get_unit_vals(self.lots[0])]
        self.assertTrue(self._contract(vals) + self._contract(vals))

    def test_dates_reversed(self):
        vals = {"date_start": "2026-05-01", "date_end": "2026-04-01"}
        with self.assertSentence("cannot end before it starts"):
            self._contract([self._get_unit_vals(self.lots[0], **vals)])

    def test_dates_outside_the_contract(self):
        for vals in ({"date_start": "2025-12-31"}, {"date_end": "2027-01-01"}):
            with self.assertSentence("is outside “AMC”, which runs from"):
                self._contract([self._get_unit_vals(self.lots[0], **vals)])
        vals = {"date_start": "2026-01-01", "date_end": "2026-12-31"}
        self.assertTrue(self._contract([self._get_unit_vals(self.lots[0], **vals)]))

    def test_unit_of_a_contract_without_service(self):
        contract = self._contract(is_service_contract=False)
        with self.assertSentence("is no service contract"):
            contract.rma_unit_ids = [Command.create(self._get_unit_vals(self.lots[0]))]

    def test_unit_of_another_company(self):
        company = self.env["res.company"].create({"name": "Elsewhere"})
        self.product.company_id = False
        lot = self.env["stock.lot"].create(
            {
                "name": "FOREIGN",
                "product_id": self.product.id,
                "company_id": company.id,
            }
        )
        with self.assertSentence("FOREIGN.* belongs to another company"):
            self._contract([self._get_unit_vals(lot)])

    # -- the days of the cover --

    def test_cover_dates(self):
        contract = self._contract(
            [
                self._get_unit_vals(self.lots[0]),
                self._get_unit_vals(
                    self.lots[1], date_start="2026-02-01", date_end="2026-03-01"
                ),
            ]
        )
        whole, part = contract.rma_unit_ids
        year = (date(2026, 1, 1), date(2026, 12, 31))
        self.assertEqual(contract._get_cover_dates(), year)
        self.assertEqual(whole._get_cover_dates(), year)
        self.assertEqual(part._get_cover_dates(), (date(2026, 2, 1), date(2026, 3, 1)))
        contract.date_end = "2026-02-15"
        self.assertEqual(part._get_cover_dates(), (date(2026, 2, 1), date(2026, 2, 15)))
        contract.date_end = False
        self.assertEqual(whole._get_cover_dates(), (date(2026, 1, 1), False))

    def test_contract_whose_lines_run_on_their_own(self):
        contract = self._contract(
            [self._get_unit_vals(self.lots[0])],
            line_recurrence=True,
            contract_line_ids=[
                Command.create(
                    {
                        "product_id": self.service.id,
                        "name": "Maintenance",
                        "price_unit": 10,
                        "date_start": start,
                        "recurring_next_date": start,
                    }
                )
                for start in ("2026-03-01", "2026-02-01")
            ],
        )
        contract.contract_line_ids.date_end = "2026-11-30"
        self.assertEqual(
            contract.rma_unit_ids._get_cover_dates(),
            (date(2026, 2, 1), date(2026, 11, 30)),
        )

    def test_running_and_ended(self):
        ended = self._contract(
            [self._get_unit_vals(self.lots[0])], date_end="2026-06-14"
        )
        today = self._contract(
            [self._get_unit_vals(self.lots[0])], date_end="2026-06-15"
        )
        arch = self.env["rma.contract.unit"].with_user(self.agent_own)
        running = arch.search([("date_cover_end", ">=", "today")])
        self.assertIn(today.rma_unit_ids, running)
        self.assertNotIn(ended.rma_unit_ids, running)

    # -- which units cover a claimed unit --

    def _find(self, lines):
        return self.env["rma.contract.unit"]._find_covering(lines)

    def test_cover_by_serial_and_by_product(self):
        contract = self._contract(
            [self._get_unit_vals(self.lots[0]), self._get_unit_vals(quantity=5)]
        )
        named, pieces = contract.rma_unit_ids
        lines = self._register_many(self.lots[:2]).line_ids
        found = self._find(lines.with_user(self.agent_own))
        self.assertEqual(found, {lines[0]: named, lines[1]: pieces})

    def test_named_elsewhere_on_other_days(self):
        """A serial that last year's contract named is one of this year's pieces."""
        old = self._contract(
            [self._get_unit_vals(self.lots[0])],
            date_start="2025-01-01",
            date_end="2025-12-31",
        )
        new = self._contract([self._get_unit_vals(quantity=5)])
        line = self._register_many(self.lots[0]).line_ids
        self.assertEqual(self._find(line)[line], (old | new).rma_unit_ids)
        old.date_end = "2026-01-01"
        self.assertEqual(self._find(line)[line], old.rma_unit_ids)

    def test_two_overlapping_contracts(self):
        contracts = self.env["contract.contract"]
        for _i in range(2):
            contracts |= self._contract([self._get_unit_vals(self.lots[0])])
        line = self._register_many(self.lots[0]).line_ids
        self.assertEqual(self._find(line)[line], contracts.rma_unit_ids)

    def test_contract_that_ended_yesterday(self):
        contract = self._contract(
            [self._get_unit_vals(self.lots[0])], date_end="2026-06-14"
        )
        line = self._register_many(self.lots[0]).line_ids
        unit = self._find(line)[line]
        self.assertEqual(unit, contract.rma_unit_ids)
        self.assertEqual(unit._get_cover_dates()[1], date(2026, 6, 14))

    def test_contracts_that_cover_nothing(self):
        vals = [self._get_unit_vals(self.lots[0])]
        self._contract(vals).active = False
        self._contract(vals, partner_id=self.stranger.id)
        self._contract(vals).is_service_contract = False
        line = self._register_many(self.lots[0]).line_ids
        self.assertFalse(self._find(line)[line])
        self.assertEqual(self._find(line.browse()), {})

    def test_cover_reaches_the_whole_customer(self):
        contract = self._contract(
            [self._get_unit_vals(self.lots[0])], partner_id=self.contact.id
        )
        line = self._register_many(self.lots[0]).line_ids
        self.assertEqual(self._find(line)[line], contract.rma_unit_ids)

    def test_contract_of_another_company(self):
        company = self.env["res.company"].create({"name": "Elsewhere"})
        unit = (
            self.env["contract.contract"]
            .with_company(company)
            .create(
                {
                    "name": "Foreign",
                    "partner_id": self.customer.id,
                    "company_id": company.id,
                    "is_service_contract": True,
                    "coverage_term_id": self.term.id,
                    "rma_unit_ids": [Command.create(self._get_unit_vals(quantity=5))],
                }
            )
            .rma_unit_ids
        )
        line = self._register_many(self.lots[0]).line_ids
        self.assertFalse(self._find(line)[line])
        with self.assertRaises(AccessError):
            unit.with_user(self.manager).read(["quantity"])

    def test_queries_do_not_grow_with_the_lines(self):
        self._contract(
            [self._get_unit_vals(lot) for lot in self.lots[: MANY // 2]]
            + [self._get_unit_vals(quantity=5)]
        )
        lines = self._register_many(self.lots[:MANY]).line_ids
        one = self._count_queries(self._find, lines[0])
        many = self._count_queries(self._find, lines)
        self.assertEqual(many, one)
        self.assertLessEqual(many, 6, "who asks, the lines, their customers, the units")

    # -- pieces without serials --

    def test_claimed_serials(self):
        contract = self._contract(
            [self._get_unit_vals(self.lots[0]), self._get_unit_vals(quantity=5)]
        )
        named, pieces = contract.rma_unit_ids
        self._claim_under(contract, self.lots[:3])
        self._claim_under(contract, self.lots[3], ending="cancelled")
        self._claim_under(contract, self.lots[4], date="2025-12-31 10:00:00")
        found = (named | pieces)._get_claimed_serials()
        self.assertEqual(found[pieces], set(self.lots[1:3].ids))
        self.assertEqual(found[named], set())

    def test_claimed_serials_count_once(self):
        contract = self._contract([self._get_unit_vals(quantity=1)])
        unit = contract.rma_unit_ids
        self._claim_under(contract, self.lots[0], ending="closed")
        self._claim_under(contract, self.lots[0])
        self.assertEqual(unit._get_claimed_serials(), {unit: {self.lots[0].id}})
        units = unit
        for _i in range(10):
            units |= self._contract([self._get_unit_vals(quantity=1)]).rma_unit_ids
        one = self._count_queries(unit.with_prefetch()._get_claimed_serials)
        self.assertEqual(self._count_queries(units._get_claimed_serials), one)

    # -- who may what --

    def test_who_edits_units(self):
        contract = self._contract()
        vals = {"contract_id": contract.id, **self._get_unit_vals(self.lots[0])}
        units = self.env["rma.contract.unit"]
        for user in (self.approver, self.accountant, self.stocker):
            with self.assertRaises(AccessError):
                units.with_user(user).create(vals)
        unit = units.with_user(self.manager).create(vals)
        unit.note = "Back office"
        with self.assertRaises(AccessError):
            contract.with_user(self.manager).coverage_term_id = False
        with self.assertRaises(AccessError):
            contract.with_user(self.approver).rma_unit_ids = [Command.clear()]
        self.assertTrue(unit.with_user(self.agent_own).read(["lot_id", "partner_id"]))

    def test_customers_do_not_read_units(self):
        unit = self._contract([self._get_unit_vals(self.lots[0])]).rma_unit_ids
        with self.assertRaises(AccessError):
            unit.with_user(self.portal).read(["lot_id"])
        with self.assertRaises(AccessError):
            unit.contract_id.with_user(self.portal).read(["name"])
        with self.assertRaises(AccessError):
            self.env["rma.contract.unit"].with_user(self.portal).search([])

    # -- import --

    def _load(self, fields, rows):
        return self.env["rma.contract.unit"].with_user(self.manager).load(fields, rows)

    def test_import_serials(self):
        self._contract(name="AMC 42")
        result = self._load(
            ["contract_id", "lot_id", "date_start"],
            [["AMC 42", "SOLD1", "2026-02-01"], ["AMC 42", " SOLD2 ", ""]],
        )
        self.assertFalse(result["messages"])
        units = self.env["rma.contract.unit"].browse(result["ids"])
        self.assertEqual(units.lot_id, self.lots[1:3])
        self.assertEqual(units.product_id, self.product)

    def test_import_unknown_serials(self):
        self._contract(name="AMC 42")
        result = self._load(
            ["contract_id", "lot_id"],
            [["AMC 42", "SOLD1"], ["AMC 42", "NOWHERE"], ["AMC 42", "NEVER"]],
        )
        self.assertFalse(result["ids"])
        self.assertEqual([m["record"] for m in result["messages"]], [1, 2])
        self.assertRegex(
            result["messages"][0]["message"], "no serial “NOWHERE”.*create the serial"
        )

    def test_import_the_same_number_of_two_products(self):
        twin = self.env["stock.lot"].create(
            {"name": "SOLD1", "product_id": self.other_product.id}
        )
        self._contract(name="AMC 42")
        result = self._load(["contract_id", "lot_id"], [["AMC 42", "SOLD1"]])
        self.assertIn("several products", result["messages"][0]["message"])
        result = self._load(
            ["contract_id", "lot_id", "product_id"], [["AMC 42", "SOLD1", "Scanner"]]
        )
        self.assertFalse(result["messages"])
        unit = self.env["rma.contract.unit"].browse(result["ids"])
        self.assertEqual(unit.lot_id, twin)

    def test_import_products(self):
        self._contract(name="AMC 42")
        result = self._load(
            ["contract_id", "product_id", "quantity", "lot_id"],
            [["AMC 42", "Cable", "5", ""]],
        )
        self.assertFalse(result["messages"])
        unit = self.env["rma.contract.unit"].browse(result["ids"])
        self.assertEqual((unit.product_id, unit.quantity), (self.cable, 5))

    # -- pages --

    def test_buttons_of_serial_and_customer(self):
        contract = self._contract([self._get_unit_vals(self.lots[0])])
        lot = self.lots[0].with_user(self.agent_own)
        self.assertEqual(lot.rma_contract_count, 1)
        self.assertEqual(lot.action_view_rma_contracts()["res_id"], contract.id)
        partner = self.contact.with_user(self.agent_own)
        self.assertEqual(partner.rma_contract_count, 1)
        action = partner.action_view_rma_contracts()
        found = self.env["contract.contract"].search(action["domain"])
        self.assertEqual(found, contract)
        self.env.invalidate_all()
        outsider = self.contact.with_user(self.stocker)
        self.assertEqual(outsider.rma_contract_count, 0)

    def test_wrong_serial_is_refused_in_the_form(self):
        contract = self._contract([self._get_unit_vals(self.lots[0])])
        with self.assertRaises(UserError):
            contract.rma_unit_ids.product_id = self.other_product
