# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from collections import Counter
from datetime import datetime, timedelta

from freezegun import freeze_time

from odoo.tests import tagged

from .reminder_common import ReminderCommon

NOW = datetime(2026, 3, 2, 12)
TODAY = NOW.date()
LOANS = 10_000
CUSTOMERS = 500
OWNERS = 5
#: Queries for one customer, log, message, timeline and loans together.
MOST_QUERIES = 60


@tagged("-at_install", "post_install")
@freeze_time(NOW)
class TestStandbyReminderScale(ReminderCommon):
    """Ten thousand loans: one message for each customer, however often it runs."""

    IN_POOL = 1

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customers = cls.env["res.partner"].create(
            [
                {"name": f"Scale {n}", "email": f"scale{n}@example.com"}
                for n in range(CUSTOMERS)
            ]
        )
        cls.owners = cls.env["res.users"].create(
            [
                {"name": f"Owner {n}", "login": f"o{n}", "email": f"o{n}@example.com"}
                for n in range(OWNERS)
            ]
        )
        cls.loans = cls._create_out(LOANS)
        cls.env.flush_all()
        cls.env.invalidate_all()

    @classmethod
    def _create_out(cls, count):
        """Create loans whose units are out, past transfers that would take hours."""
        lots = cls.env["stock.lot"].create(
            [
                {"name": f"SCALE{n:05}", "product_id": cls.product.id}
                for n in range(count)
            ]
        )
        cls.env["stock.quant"].create(
            [
                {
                    "product_id": cls.product.id,
                    "lot_id": lot.id,
                    "location_id": cls.company.rma_standby_loan_location_id.id,
                    "quantity": 1,
                }
                for lot in lots
            ]
        )
        units = cls.env["rma.standby.unit"].create(
            [{"lot_id": lot.id, "company_id": cls.company.id} for lot in lots]
        )
        loans = cls.env["rma.standby.loan"].create(
            [
                {
                    "partner_id": cls.customers[n % CUSTOMERS].id,
                    "product_id": cls.product.id,
                    "user_id": cls.owners[n % OWNERS].id,
                    "unit_id": units[n].id,
                    "state": "issued",
                    "courier_payer": "company",
                    "date_issued": NOW - timedelta(days=30),
                    "date_from": TODAY - timedelta(days=30),
                    # of each customer's twenty some are overdue, due and soon due
                    "date_expected": TODAY - timedelta(days=n // CUSTOMERS - 3),
                }
                for n in range(count)
            ]
        )
        loans.date_told = False
        return loans

    def _count_mails(self):
        """Return {customer: how many messages he gets}."""
        reminders = self._get_reminders("customer")
        self.assertTrue(all(reminder.mail_id for reminder in reminders))
        return Counter(reminder.partner_id.id for reminder in reminders)

    def test_ten_thousand_loans(self):
        """Killed in the middle and restarted; the second run sends nothing."""
        # the states of 8500 loans are 17 batches; the customers follow
        self._run_daily_and_be_killed(17 + CUSTOMERS // 2)
        self.assertEqual(len(self._count_mails()), CUSTOMERS // 2)
        self._run_daily()
        counts = self._count_mails()
        self.assertEqual(len(counts), CUSTOMERS)
        self.assertEqual(set(counts.values()), {1})
        self.assertEqual(len(self._get_reminders("owner")), OWNERS)
        self.assertEqual(len(self._get_reminders("manager")), 1)
        self._assert_states()
        mails = self.env["mail.mail"].search_count([])
        reminders = self._get_reminders()
        self._run_daily()
        self.assertEqual(self.env["mail.mail"].search_count([]), mails)
        self.assertEqual(self._get_reminders(), reminders)
        # and a day later only who has reached another step is told
        with freeze_time(NOW + timedelta(days=1)):
            self._run_daily()
            self._run_daily()
        self.assertLessEqual(max(self._count_mails().values()), 2)

    def _assert_states(self):
        self.env.invalidate_all()
        for state, count in (
            ("issued", 3 * CUSTOMERS),
            ("due", CUSTOMERS),
            ("overdue", LOANS - 4 * CUSTOMERS),
        ):
            found = self.loans.filtered(lambda loan, state=state: loan.state == state)
            self.assertEqual(len(found), count, state)
        events = self.env["rma.standby.event"]._read_group(
            [("loan_id", "in", self.loans.ids), ("kind", "=", "overdue")],
            ["loan_id"],
            ["__count"],
        )
        self.assertEqual({count for _loan, count in events}, {1})

    def test_queries_for_one_customer(self):
        """They do not grow with the loans of the customer or of the database."""
        job = self.env["rma.standby.loan"].sudo()
        tasks = [task for task in job._find_reminder_tasks() if task[1] == "customer"]
        self.assertEqual(len(tasks), CUSTOMERS)
        # the first one warms up what is loaded once
        job._remind_receiver(*tasks[0])
        counts = []
        for task in tasks[1:4]:
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            job._remind_receiver(*task)
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(max(counts), MOST_QUERIES, counts)
