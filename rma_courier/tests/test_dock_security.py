# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged
from odoo.tools import SQL

from ..tools import scan_code
from .dock_common import DockCommon


@tagged("post_install", "-at_install")
class TestDockSecurity(DockCommon):
    """The dock shows nobody what is not theirs, and believes no ids."""

    def test_who_works_at_the_dock(self):
        claim = self._approved()
        for user in (self.agent_own, self.agent, self.approver, self.stocker):
            self.assertTrue(self.dock.with_user(user).get_setup()["warehouses"])
        clerk = new_test_user(self.env, "rma_clerk", groups="base.group_user")
        for user in (self.portal, self.accountant, clerk):
            dock = self.dock.with_user(user)
            for call in (
                lambda dock=dock: dock.get_setup(),
                lambda dock=dock: dock.scan(claim.rma_number),
                lambda dock=dock: dock.show("rma.claim", claim.id),
                lambda dock=dock: dock.save_parcel({"scan": "1"}),
                lambda dock=dock: dock.receive(1, [1]),
                lambda dock=dock: dock.extend(claim.id, 1),
            ):
                with self.assertRaisesRegex(AccessError, "The dock needs"):
                    call()

    def test_agents_look_but_do_not_receive(self):
        claim = self._approved()
        dock = self.dock.with_user(self.agent)
        card = dock.scan(claim.rma_number)
        self.assertEqual(card["kind"], "receipt")
        self.assertFalse(dock.get_setup()["is_receiving_allowed"])
        with self.assertRaises(AccessError):
            dock.receive(card["picking"]["id"], claim.line_ids.ids)

    def test_claims_of_others(self):
        claim = self._approved(user_id=self.agent.id)
        dock = self.dock.with_user(self.agent_own)
        for code in (claim.rma_number, "SOLD0"):
            answer = dock.scan(code)
            self.assertEqual(answer["kind"], "denied")
            self.assertNotIn("Shop", str(answer))
        with self.assertRaises(AccessError):
            dock.show("rma.claim", claim.id)

    def test_other_company(self):
        claim = self._approved()
        consignment = self._consign(claim, docket="D1")
        receipt = self._get_receipt(claim)
        parcel = self._keep(scan="ODD-1")
        company = self.env["res.company"].create({"name": "Other"})
        stranger = new_test_user(
            self.env,
            "rma_other",
            groups="stock.group_stock_manager,rma_management.group_rma_manager",
            company_id=company.id,
            company_ids=[(6, 0, company.ids)],
        )
        dock = self.dock.with_user(stranger)
        for code in (
            claim.rma_number,
            claim.name,
            claim.line_ids.reference,
            receipt.name,
            "D1",
            "ODD-1",
            parcel.name,
        ):
            self.assertEqual(dock.scan(code)["kind"], "unknown", code)
        for record in (claim, receipt, parcel, consignment):
            with self.assertRaises(AccessError):
                dock.show(record._name, record.id)
        with self.assertRaises(AccessError):
            dock.receive(receipt.id, claim.line_ids.ids)
        with self.assertRaises(AccessError):
            dock.link_parcel(parcel.id, claim.line_ids.id)
        with self.assertRaises(AccessError):
            dock.save_parcel({"named_line_id": claim.line_ids.id})

    def test_only_what_the_dock_shows(self):
        for model in ("res.users", "ir.attachment", "rma.claim.line", None):
            with self.assertRaisesRegex(Exception, "cannot show"):
                self.dock.show(model, 1)

    def test_query_count_does_not_grow(self):
        claim = self._approved()
        self._consign(claim, docket="FIRST")
        codes = [claim.rma_number, "SOLD0", "FIRST", "UNKNOWN-1"]
        counts = [self._count(code) for code in codes]
        self._fill(500)
        self.assertEqual([self._count(code) for code in codes], counts)

    def _count(self, code):
        self.env.flush_all()
        self.env.invalidate_all()
        self.dock.scan(code)
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self.dock.scan(code)
        return self.env.cr.sql_log_count - before

    def _fill(self, count):
        claims = self.env["rma.claim"].create(
            [{"partner_id": self.customer.id, "product_id": self.product.id}] * count
        )
        self.env["rma.consignment"].create(
            [
                {
                    "direction": "customer_in",
                    "docket": f"FILL{number}",
                    "line_ids": [(6, 0, claim.line_ids.ids)],
                }
                for number, claim in enumerate(claims)
            ]
        )

    def test_indexes_are_used(self):
        """No table is read through, whatever its size: the plan has no such step."""
        self.env.flush_all()
        # small tables are read through because that is cheaper: forbid it
        self.env.cr.execute("SET LOCAL enable_seqscan = off")
        texts = scan_code.get_texts("RMA2345678999-01")
        for lookup in self.env["rma.dock"]._get_lookups(texts):
            rows = self.env.execute_query(SQL("EXPLAIN %s", lookup))
            plan = "\n".join(row[0] for row in rows)
            self.assertNotIn("Seq Scan", plan)
            self.assertIn("Index Cond", plan)
