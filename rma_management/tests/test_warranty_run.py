# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from contextlib import suppress
from unittest.mock import patch

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.base.models.ir_cron import IrCron
from odoo.addons.base.tests.test_ir_cron import CronMixinCase

from ..models import rma_warranty_run
from .warranty_common import SALE, WarrantyCommon

MANY = 2500
PASSPORT = (
    "warranty_term_id",
    "warranty_partner_id",
    "warranty_move_id",
    "warranty_start",
    "warranty_end",
)


@tagged("post_install", "-at_install")
class TestWarrantyRun(WarrantyCommon, CronMixinCase):
    SOLD = 3

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with freeze_time(SALE):
            cls.lots |= cls.stock_lots[:1]
            cls._sell(cls.product, cls.stock_lots[:1])
        cls._forget(cls.lots)

    @classmethod
    def _forget(cls, lots):
        """Let *lots* be delivered before the installation."""
        lots.write(dict.fromkeys(PASSPORT, False) | {"warranty_duration": 0})
        lots.warranty_entry_ids.unlink()

    def _create_run(self, **vals):
        run = self.env["rma.warranty.run"].with_user(self.manager).create(vals)
        self.assertIs(run.action_start(), True)
        return run

    def _work(self, batch=2, killed_after=None):
        """Let the job work; it is killed after so many batches when told."""
        commits = []

        def commit(model, processed=0, *, remaining=None, deactivate=False):
            if processed:
                if killed_after is not None and len(commits) == killed_after:
                    raise KeyboardInterrupt
                commits.append(processed)
            model.env.flush_all()
            model.env.cr.execute("SAVEPOINT rma_committed")
            return float("inf")

        with (
            patch.object(rma_warranty_run, "RUN_BATCH", batch),
            patch.object(IrCron, "_commit_progress", commit),
        ):
            self.env["rma.warranty.run"].sudo()._cron_recompute()
        return commits

    def _work_and_be_killed(self, **kwargs):
        """Let the job be killed: what it had not committed is lost."""
        # not assertRaises: its own savepoint would undo what was committed
        with suppress(KeyboardInterrupt):
            self._work(**kwargs)
            self.fail("The job was not killed.")
        self.env.transaction.clear()
        self.cr.execute("ROLLBACK TO SAVEPOINT rma_committed")

    def test_works(self):
        run = self._create_run()
        self.assertEqual(run.total, self._count_missing())
        self._work()
        self.assertEqual(run.state, "done")
        self.assertEqual(run.progress, 100)
        self.assertEqual(run.done, run.total)
        self.assertGreaterEqual(run.frozen, 4)
        lot = self.stock_lots[0]
        self.assertCovered(lot, "2025-02-03", "2027-02-03")
        self.assertEqual(lot.warranty_partner_id, self.customer)
        self.assertEqual(self._kinds(lot), ["recomputed"])
        self.assertFalse(self.stock_lots[1].warranty_entry_ids)

    def test_the_job_itself(self):
        run = self._create_run()
        with self.enter_registry_test_mode():
            job = self.env.ref("rma_management.ir_cron_warranty_run")
            self.assertTrue(
                self.env["ir.cron.trigger"].search([("cron_id", "=", job.id)])
            )
            job.method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual(run.state, "done")
        self.assertCovered(self.stock_lots[0], "2025-02-03", "2027-02-03")

    def _count_missing(self):
        return self.env["stock.lot"].search_count(
            [
                ("company_id", "in", [self.company.id, False]),
                ("warranty_term_id", "=", False),
                ("warranty_end", "=", False),
                ("warranty_move_id", "=", False),
            ]
        )

    def test_repeat(self):
        run = self._create_run()
        self.assertNotified(run.action_start())
        self._work()
        self.assertNotified(run.action_start())
        self.assertNotified(run.action_stop())
        self._create_run()
        self._work()
        self.assertEqual(self._kinds(self.stock_lots[0]), ["recomputed"])

    def test_only_missing(self):
        lot = self.stock_lots[0]
        lot.warranty_end = "2030-01-01"
        self._create_run()
        self._work()
        self.assertCovered(lot, "", "2030-01-01")
        self._create_run(is_missing_only=False)
        self._work()
        self.assertCovered(lot, "2025-02-03", "2027-02-03")

    def test_all_keeps_what_people_decided(self):
        lot = self.stock_lots[0]
        lot.with_user(self.approver).action_void_warranty("Opened.")
        self._create_run(is_missing_only=False)
        self._work()
        self.assertEqual(lot.warranty_state, "void")

    def test_lot_of_many_pieces(self):
        lot = self._create_lots(self._create_toner(), "BATCH", 1)
        for moment in (SALE, "2025-05-01 10:00:00"):
            self._buy(lot.product_id, lot)
            self._sell_on(moment, lot)
        self._forget(lot)
        for is_missing_only in (True, True, False):
            self._create_run(is_missing_only=is_missing_only)
            self._work()
        self.assertEqual(lot.warranty_duration, 6)
        self.assertCovered(lot, "", "")
        ends = lot.warranty_entry_ids.sorted("id").mapped("date_end")
        self.assertEqual([str(day) for day in ends], ["2025-08-03", "2025-11-01"])

    def test_extensions_stay(self):
        extension = self.env["product.product"].create(
            {
                "name": "One more year",
                "type": "service",
                "is_warranty_extension": True,
                "warranty": 1,
                "warranty_type": "year",
            }
        )
        order = self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": extension.id,
                            "rma_extended_lot_ids": self.lots[-1].ids,
                        }
                    )
                ],
            }
        )
        self._create_run()
        self._work()
        with freeze_time("2026-01-01"):
            order.action_confirm()
        self.assertCovered(self.lots[-1], "2025-02-03", "2028-02-03")
        for _time in range(2):
            with freeze_time("2026-01-02"):
                self._create_run(is_missing_only=False)
                self._work()
            self.assertCovered(self.lots[-1], "2025-02-03", "2028-02-03")

    def test_one_category(self):
        other = self.env["product.category"].create({"name": "Other"})
        run = self._create_run(category_ids=other.ids)
        self.assertEqual(run.total, 0)
        self._work()
        self.assertEqual((run.state, run.done), ("done", 0))
        self._create_run(category_ids=self.category.ids)
        self._work()
        self.assertTrue(self.stock_lots[0].warranty_end)

    def test_other_company(self):
        company = self.env["res.company"].create({"name": "Other"})
        run = self.env["rma.warranty.run"].create({"company_id": company.id})
        run.action_start()
        self._work()
        self.assertEqual(run.frozen, 0)
        self.assertFalse(self.stock_lots[0].warranty_end)

    def test_stop_and_go_on(self):
        run = self._create_run()
        self._work_and_be_killed(killed_after=1)
        self.assertIs(run.action_stop(), True)
        self.assertEqual(self._work(), [])
        self.assertEqual(run.state, "cancelled")
        self.assertIs(run.action_start(), True)
        self._work()
        self.assertEqual(run.state, "done")
        self.assertEqual(run.done, run.total)

    def test_rights_and_refusals(self):
        run = self.env["rma.warranty.run"].with_user(self.manager).create({})
        with self.assertRaisesRegex(UserError, "was not started"):
            run.action_stop()
        for vals in ({"state": "done"}, {"last_lot_id": 5}, {"done": 1}):
            with self.assertRaises(AccessError):
                run.write(vals)
        for user in (self.approver, self.stocker, self.accountant):
            with self.assertRaises(AccessError):
                run.with_user(user).action_start()

    def _deliver_many(self):
        """Return lots that left long ago, written as plainly as history is."""
        lots = self._create_lots(self.product, "MANY", MANY)
        customers = self.env.ref("stock.stock_location_customers")
        common = {
            "product_id": self.product.id,
            "location_id": self.warehouse.lot_stock_id.id,
            "location_dest_id": customers.id,
            "company_id": self.company.id,
        }
        move = self.env["stock.move"].create(
            {
                **common,
                "product_uom_qty": MANY,
                "product_uom": self.product.uom_id.id,
                "partner_id": self.customer.id,
            }
        )
        self.env["stock.move.line"].create(
            [
                {**common, "move_id": move.id, "lot_id": lot.id, "quantity": 1}
                for lot in lots
            ]
        )
        self.env.flush_all()
        self.cr.execute(
            "UPDATE stock_move SET state = 'done', date = %s WHERE id = %s",
            ["2025-02-03 10:00:00", move.id],
        )
        self.cr.execute(
            "UPDATE stock_move_line SET state = 'done', date = %s WHERE move_id = %s",
            ["2025-02-03 10:00:00", move.id],
        )
        self.env.invalidate_all()
        return lots

    def test_many_killed_and_resumed(self):
        lots = self._deliver_many()
        run = self._create_run()
        counts = []
        work = type(run)._work_batch

        def counted(self):
            before = self.env.cr.sql_log_count
            result = work(self)
            self.env.flush_all()
            counts.append((result, self.env.cr.sql_log_count - before))
            return result

        with patch.object(type(run), "_work_batch", counted):
            self._work_and_be_killed(batch=1000, killed_after=1)
            self.assertEqual((run.state, run.done), ("running", 1000))
            self.assertTrue(0 < run.progress < 100)
            self.assertTrue(lots[500].warranty_end)
            self.assertFalse(lots[1500].warranty_end)
            self._work(batch=1000)
        self.assertEqual((run.state, run.done), ("done", run.total))
        self.assertCovered(lots[-1], "2025-02-03", "2027-02-03")
        self.assertEqual(len(set(lots.mapped("warranty_end"))), 1)
        entries = self.env["rma.warranty.entry"].search([("lot_id", "in", lots.ids)])
        self.assertEqual(len(entries), MANY)
        full = [count for size, count in counts if size == 1000]
        self.assertLessEqual(max(full) - min(full), 5, counts)
        self.assertLess(max(full), 80, counts)
