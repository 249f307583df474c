# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import date, datetime, time, timedelta
from unittest.mock import patch

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, LockError, UserError, ValidationError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .reminder_common import ReminderCommon

NOW = datetime(2026, 3, 2, 12)
DUE = date(2026, 3, 10)


@tagged("-at_install", "post_install")
@freeze_time(NOW)
class TestStandbyReminders(ReminderCommon):
    """Customers, responsible and manager are reminded once for each step."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.loan = cls._issued(date_expected=DUE)
        cls.steps = cls.env["rma.standby.reminder.step"].search([])

    def _on(self, day, **kwargs):
        with freeze_time(datetime(2026, 3, day, 12)):
            self._run_daily(**kwargs)

    def _by_audience(self):
        reminders = self._get_reminders()
        return {
            audience: len(reminders.filtered(lambda r, a=audience: r.audience == a))
            for audience in ("customer", "owner", "manager")
        }

    # -- the steps, one after the other --

    def test_steps(self):
        expected = {
            7: (0, 0, 0),
            8: (1, 0, 0),
            9: (1, 0, 0),
            10: (2, 0, 0),
            11: (3, 1, 0),
            12: (3, 1, 0),
            13: (4, 2, 0),
            16: (4, 2, 0),
            17: (5, 3, 1),
            25: (5, 3, 1),
        }
        for day, counts in expected.items():
            self._on(day)
            self.assertEqual(tuple(self._by_audience().values()), counts, day)
        kinds = self._get_loan_kinds(self.loan)
        self.assertEqual(kinds.count("reminded"), 5)
        self.assertEqual(self.loan.reminder_count, 9)
        steps = self._get_reminders("customer").line_ids.sorted("id").step_id
        self.assertEqual(steps.mapped("days"), [-2, 0, 1, 3, 7])

    def test_second_run_on_the_same_day(self):
        for _repeat in range(3):
            self._on(11)
        self.assertEqual(list(self._by_audience().values()), [1, 1, 0])
        self.assertEqual(self._get_loan_kinds(self.loan).count("reminded"), 1)

    def test_only_the_last_step_counts(self):
        """A loan that is ten days overdue when first seen is reminded of once."""
        self._on(20)
        self._on(21)
        self.assertEqual(list(self._by_audience().values()), [1, 1, 1])
        [line] = self._get_reminders("customer").line_ids
        self.assertEqual(line.step_id.days, 7)
        self.assertEqual(line.status, "10 days overdue")

    def test_steps_count_anew_after_an_extension(self):
        self._on(11)
        with freeze_time(datetime(2026, 3, 11, 13)):
            self.loan.action_extend(5)
        for day in (12, 13):
            self._on(day)
        self.assertEqual(len(self._get_reminders("customer")), 1)
        for day in (14, 16, 17):
            self._on(day)
        self.assertEqual(len(self._get_reminders("customer")), 4)

    def test_no_reminder_after_the_return(self):
        self._bring_back(self.loan)
        self._on(20)
        self.assertFalse(self._get_reminders())

    def test_customer_whose_own_unit_is_with_us(self):
        """A repair that is late is our delay: only colleagues hear of the loan."""
        with freeze_time(NOW - timedelta(days=30)):
            claim = self._received("return_unrepaired")
            claim.action_create_loan()
            loan = claim.standby_loan_ids
            loan.action_reserve(self.units[1])
            self._hand_out(loan)
        self._run_daily()
        self.assertEqual(loan.state, "overdue")
        self.assertFalse(self._get_reminders("customer"))
        self.assertTrue(self._get_reminders("owner"))
        claim.action_ship()
        self._hand_over(claim)
        # it is due anew, days after the customer has his own unit back
        day_after = loan.date_expected + timedelta(days=1)
        with freeze_time(datetime.combine(day_after, time(12))):
            self._run_daily()
        self.assertIn(loan, self._get_reminders("customer").line_ids.loan_id)

    def test_archived_and_moved_steps(self):
        """A step that is taken away does not bring an earlier one back."""
        self._on(20)
        self.steps.filtered(lambda step: step.days == 7).active = False
        self._on(21)
        self.assertEqual(list(self._by_audience().values()), [1, 1, 1])
        self.steps.filtered(lambda step: step.days == 3).days = 12
        self._on(22)
        self.assertEqual(list(self._by_audience().values()), [2, 2, 1])

    def test_step_of_one_company(self):
        """Of two steps on one day the company's own counts; others' do not."""
        other = self.env["res.company"].create({"name": "Other"})
        own = self.env["rma.standby.reminder.step"].create(
            [
                {"name": "Ours", "days": 0, "company_id": self.company.id},
                {"name": "Theirs", "days": -5, "company_id": other.id},
            ]
        )[0]
        for day in (5, 10):
            self._on(day)
        self.assertEqual(self._get_reminders("customer").line_ids.step_id, own)

    def test_nobody_is_reminded_without_steps(self):
        self.steps.active = False
        self._on(20)
        self.assertFalse(self._get_reminders())
        self.assertEqual(self.loan.state, "overdue")

    # -- the message --

    def test_message_to_the_customer(self):
        self.loan.sudo().user_id.email = "agent@example.com"
        self._on(13)
        [reminder] = self._get_reminders("customer")
        self.assertEqual(reminder.partner_id, self.customer)
        self.assertEqual(reminder.recipient_ids, self.customer)
        mail = reminder.mail_id
        self.assertEqual(mail.recipient_ids, self.customer)
        self.assertEqual(reminder.mail_state, "outgoing", "Queued, not sent")
        self.assertIn("agent@example.com", mail.reply_to)
        step = self.steps.filtered(lambda step: step.days == 3)
        for text in (
            self.loan.lot_id.name,
            self.product.name,
            "03/02/2026",
            "03/10/2026",
            "3 days overdue",
            step.note[:40],
            self.loan.return_instruction[:40],
            "March 13, 2026",
        ):
            self.assertIn(text, mail.body_html)
        self.assertEqual(self.loan.date_told, DUE, "The message names the date")
        self._run_notices()
        self.assertEqual(len(self._get_told(self.loan)), 1, "Only that it was issued")

    def test_message_in_the_customers_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.customer.lang = "fr_FR"
        step = self.steps.filtered(lambda step: step.days == 3)
        step.with_context(lang="fr_FR").note = "Trois jours de retard."
        self._on(13)
        body = self._get_reminders("customer").mail_id.body_html
        self.assertIn("Trois jours de retard.", body)
        self.assertIn("10/03/2026", body)

    def test_one_message_about_all_units(self):
        """What is due soon is listed along; what is not due for long is not."""
        soon = self._issued(date_expected=date(2026, 3, 13))
        later = self._issued(date_expected=date(2026, 3, 30))
        self._on(11)
        [reminder] = self._get_reminders("customer")
        self.assertEqual(reminder.line_ids.loan_id, self.loan | soon)
        self.assertEqual(reminder.loan_count, 2)
        self.assertEqual(
            reminder.line_ids.mapped("status"), ["1 day overdue", "Due in 2 days"]
        )
        self._on(13)
        _first, reminder = self._get_reminders("customer")
        self.assertEqual(reminder.line_ids.loan_id, self.loan | soon)
        self._bring_back(self.loan)
        self._on(28)
        last = self._get_reminders("customer")[-1]
        self.assertEqual(last.line_ids.loan_id, soon | later)
        again = self._get_reminders("customer").line_ids.filtered(
            lambda line: line.loan_id == soon
        )
        self.assertEqual(len(again), 3)

    def test_listed_along_without_a_step(self):
        """What was reminded of at this step is listed, not reminded of again."""
        other = self._issued(date_expected=date(2026, 3, 11))
        self._on(10)
        self._on(11)
        lines = self._get_reminders("customer")[-1].line_ids
        by_loan = {line.loan_id: line.step_id.days for line in lines}
        self.assertEqual(by_loan, {self.loan: 1, other: 0})
        self._on(12)
        lines = self._get_reminders("customer")[-1].line_ids
        by_loan = {line.loan_id: line.step_id for line in lines}
        self.assertFalse(by_loan[self.loan])
        self.assertEqual(by_loan[other].days, 1)

    def test_each_customer_has_his_own(self):
        other = self._issued(date_expected=DUE, partner_id=self.stranger.id)
        contact = self._issued(date_expected=DUE, partner_id=self.contact.id)
        self._on(11)
        by_partner = {r.partner_id: r for r in self._get_reminders("customer")}
        self.assertEqual(set(by_partner), {self.customer, self.stranger})
        shop = by_partner[self.customer]
        self.assertEqual(shop.line_ids.loan_id, self.loan | contact)
        self.assertEqual(shop.recipient_ids, self.customer | self.contact)
        self.assertNotIn(other.lot_id.name, shop.mail_id.body_html)

    def test_hostile_name(self):
        self.customer.name = "<script>alert(1)</script>"
        self._on(11)
        for reminder in self._get_reminders():
            self.assertNotIn("<script>alert", reminder.mail_id.body_html)

    def test_long_lists_are_cut(self):
        later = self._issued(date_expected=date(2026, 3, 11))
        with patch("odoo.addons.rma_standby.models.rma_standby_reminder.MAX_ROWS", 1):
            self._on(11)
        [reminder] = self._get_reminders("customer")
        self.assertEqual(len(reminder.line_ids), 2)
        self.assertNotIn(later.lot_id.name, reminder.mail_id.body_html)
        self.assertIn("and 1 more", reminder.mail_id.body_html.replace("\n", " "))

    def test_archived_customer(self):
        self.customer.child_ids.user_ids.active = False
        self.customer.active = False
        self._on(11)
        [reminder] = self._get_reminders("customer")
        self.assertEqual(reminder.mail_id.recipient_ids, self.customer)

    def test_no_address(self):
        """Nothing is sent, it is on record, and who is responsible calls."""
        self.customer.email = False
        self._on(8)
        [reminder] = self._get_reminders("customer")
        self.assertFalse(reminder.mail_id)
        self.assertSentence(reminder.note)
        self.assertFalse(self.loan.date_reminded)
        [todo] = self._get_todos(self.loan)
        self.assertEqual(todo.user_id, self.agent)
        self.assertIn("e-mail address", todo.note)
        self._on(8)
        self.assertEqual(len(self._get_reminders("customer")), 1)
        self.assertEqual(self._get_todos(self.loan), todo)

    def test_company_stands_in_for_a_contact(self):
        loan = self._issued(date_expected=DUE, partner_id=self.contact.id)
        self._bring_back(self.loan)
        self.contact.email = False
        self._on(10)
        [reminder] = self._get_reminders("customer")
        self.assertEqual(reminder.recipient_ids, self.customer)
        self.assertTrue(loan.date_reminded)

    def test_deleted_template(self):
        self.env.ref("rma_standby.mail_template_reminder_customer").unlink()
        self._on(10)
        [reminder] = self._get_reminders("customer")
        self.assertSentence(reminder.note)

    # -- us --

    def test_message_to_the_responsible(self):
        self._on(11)
        [reminder] = self._get_reminders("owner")
        self.assertEqual(reminder.partner_id, self.agent.partner_id)
        body = reminder.mail_id.body_html
        for text in (self.loan.name, self.customer.name, "1 day overdue"):
            self.assertIn(text, body)
        self.assertIn(f"res_id={self.loan.id}", body)
        [todo] = self._get_todos(self.loan)
        self.assertEqual(todo.user_id, self.agent)

    def test_one_todo_for_each_loan(self):
        for day in (11, 13, 17):
            self._on(day)
        self.assertEqual(len(self._get_todos(self.loan)), 1)

    def test_todo_ends_with_the_return(self):
        self._on(11)
        self._bring_back(self.loan)
        self.assertFalse(self._get_todos(self.loan))

    def test_todo_ends_with_an_extension(self):
        self._on(11)
        with freeze_time(datetime(2026, 3, 11, 13)):
            self.loan.action_extend(5)
        self.assertFalse(self._get_todos(self.loan))

    def test_manager(self):
        self._on(17)
        [reminder] = self._get_reminders("manager")
        self.assertEqual(reminder.partner_id, self.manager.partner_id)
        self.assertIn(self.agent.name, reminder.mail_id.body_html)

    def test_manager_who_is_responsible_hears_once(self):
        self.loan.sudo().user_id = self.manager
        self._on(17)
        self.assertFalse(self._get_reminders("manager"))
        [reminder] = self._get_reminders("owner")
        self.assertEqual(reminder.partner_id, self.manager.partner_id)

    def test_who_stands_in(self):
        """Manager of the pool, leader of the team, one of the managers."""
        loan = self.loan.sudo()
        self.assertEqual(loan._get_reminder_managers()[loan], self.manager)
        self.company.rma_standby_manager_id = False
        stand_in = loan._get_reminder_managers()[loan]
        self.assertTrue(stand_in.has_group("rma_management.group_rma_manager"))
        leader = new_test_user(self.env, "standby_leader", "base.group_user")
        team = self.env["helpdesk.ticket.team"].create(
            {"name": "Desk", "user_id": leader.id}
        )
        loan.ticket_id = self.env["helpdesk.ticket"].create(
            {"name": "T", "description": "T", "team_id": team.id}
        )
        self.assertEqual(loan._get_reminder_managers()[loan], leader)

    def test_responsible_has_left(self):
        self.agent.active = False
        self._on(11)
        [reminder] = self._get_reminders("owner")
        self.assertEqual(reminder.partner_id, self.manager.partner_id)
        self.assertEqual(self._get_todos(self.loan).user_id, self.manager)

    # -- by hand --

    def test_remind_by_hand(self):
        other = self._issued(date_expected=DUE)
        loans = (self.loan | other).with_user(self.agent)
        self.assertTrue(all(loan.is_remind_allowed for loan in loans))
        self.assertIs(loans.action_remind(), True)
        [reminder] = self._get_reminders()
        self.assertTrue(reminder.is_manual)
        self.assertEqual(reminder.user_id, self.agent)
        self.assertEqual(reminder.line_ids.loan_id, loans.sudo())
        self.assertTrue(reminder.mail_id)
        for loan in loans:
            self.assertEqual(loan.date_reminded, NOW)
            self.assertEqual(self._get_loan_kinds(loan)[-1], "reminded")
            self.assertFalse(loan.is_remind_allowed)

    def test_remind_repeat(self):
        self.loan.action_remind()
        self.assertLoanRepeatIsHarmless(self.loan, "action_remind")
        self.assertEqual(len(self._get_reminders()), 1)

    def test_remind_leaves_out_who_knows(self):
        other = self._issued(date_expected=DUE, partner_id=self.stranger.id)
        self.loan.action_remind()
        answer = (self.loan | other).action_remind()
        self.assertNotified(answer)
        self.assertIn(self.loan.name, answer["params"]["message"])
        self.assertNotIn(other.name, answer["params"]["message"])
        partners = self._get_reminders().mapped("partner_id")
        self.assertEqual(partners, self.customer | self.stranger)
        self.assertEqual(len(self._get_reminders()), 2)

    def test_remind_on_the_next_day(self):
        self.loan.action_remind()
        with freeze_time(datetime(2026, 3, 3, 12)):
            self.assertIs(self.loan.action_remind(), True)
        self.assertEqual(len(self._get_reminders()), 2)

    def test_remind_after_the_job(self):
        self._on(11)
        with freeze_time(datetime(2026, 3, 11, 13)):
            self.assertNotified(self.loan.action_remind())
        self.assertEqual(len(self._get_reminders("customer")), 1)

    def test_job_after_the_reminder_by_hand(self):
        """The step counts as reminded; the next one is not left out."""
        with freeze_time(datetime(2026, 3, 11, 8)):
            self.loan.action_remind()
        self._on(11)
        self.assertEqual(len(self._get_reminders("customer")), 1)
        self._on(13)
        self.assertEqual(len(self._get_reminders("customer")), 2)

    def test_remind_refused(self):
        reserved = self._reserved()
        with self.assertRaisesRegex(UserError, "does not have a unit") as caught:
            (self.loan | reserved).action_remind()
        self.assertSentence(str(caught.exception))
        self.customer.email = False
        with self.assertRaisesRegex(UserError, "no e-mail address"):
            self.loan.action_remind()
        self.assertFalse(self._get_reminders())

    def test_remind_needs_the_right(self):
        for user in (self.stocker, self.accountant, self.portal):
            with self.assertRaises(AccessError):
                self.loan.with_user(user).action_remind()
        self.assertFalse(self._get_reminders())

    def test_view_reminders(self):
        self.loan.action_remind()
        self._issued(partner_id=self.stranger.id).action_remind()
        action = self.loan.action_view_reminders()
        found = self.env[action["res_model"]].search(action["domain"])
        self.assertEqual(found, self._get_reminders(partner=self.customer))

    # -- never twice --

    def test_database_refuses_a_second_one(self):
        self._on(11)
        [reminder] = self._get_reminders("customer")
        line = reminder.line_ids
        for record in (reminder, line):
            with (
                mute_logger("odoo.sql_db"),
                self.assertRaises(IntegrityError),
                self.env.cr.savepoint(),
            ):
                record.copy()
                self.env.flush_all()

    def test_two_workers_at_once(self):
        """Who does not see that the other one has sent it is stopped all the same."""
        self._on(11)
        mails = self.env["mail.mail"].search_count([])
        loans = self.env["rma.standby.loan"].sudo()
        step = self.steps.filtered(lambda step: step.days == 1)
        model = type(self.env["rma.standby.reminder"])
        with (
            freeze_time(datetime(2026, 3, 11, 12)),
            mute_logger("odoo.sql_db"),
            patch.object(model, "_was_sent", return_value=False),
        ):
            is_done = loans._remind_receiver(
                self.company, "customer", self.customer, {self.loan.id: step}
            )
        self.assertTrue(is_done)
        self.assertEqual(self.env["mail.mail"].search_count([]), mails)
        self.assertEqual(len(self._get_reminders("customer")), 1)

    def test_busy_loans_are_looked_at_later(self):
        cron = self.env.ref("rma_standby.ir_cron_standby_reminders")
        triggers = [("cron_id", "=", cron.id)]
        before = self.env["ir.cron.trigger"].search_count(triggers)
        model = type(self.env["rma.standby.loan"])
        with patch.object(model, "lock_for_update", side_effect=LockError("busy")):
            self._on(10)
        self.assertFalse(self._get_reminders("customer"))
        after = self.env["ir.cron.trigger"].search_count(triggers)
        self.assertEqual(after, before + 1)
        self._on(10)
        self.assertEqual(len(self._get_reminders("customer")), 1)

    def test_broken_template_does_not_block_the_others(self):
        self._issued(date_expected=DUE, partner_id=self.stranger.id)
        model = type(self.env["rma.standby.reminder"])
        queue = model._queue_mail

        def queue_or_break(reminder):
            if reminder.partner_id == self.customer:
                raise ValueError("This template is broken.")
            queue(reminder)

        with (
            patch.object(model, "_queue_mail", queue_or_break),
            self.assertLogs("odoo.addons.rma_standby", "ERROR"),
        ):
            self._on(10)
        self.assertEqual(self._get_reminders().partner_id, self.stranger)
        self._on(10)
        self.assertEqual(len(self._get_reminders("customer")), 2)

    # -- rights --

    def test_log_is_append_only(self):
        self.loan.action_remind()
        reminder = self._get_reminders()
        for user in (self.agent, self.manager, self.stocker, self.accountant):
            for record in (reminder, reminder.line_ids):
                mine = record.with_user(user)
                self.assertTrue(mine.read(["company_id"]))
                with self.assertRaises(AccessError):
                    mine.write({"is_manual": False})
                with self.assertRaises(AccessError):
                    mine.unlink()
                with self.assertRaises(AccessError):
                    mine.create({"company_id": self.company.id})
        with self.assertRaises(AccessError):
            reminder.with_user(self.portal).read(["note"])
        with self.assertRaises(AccessError):
            self.loan.with_user(self.manager).write({"date_reminded": False})

    def test_log_of_others(self):
        """Who works on own claims only sees reminders of own loans."""
        self.loan.action_remind()
        reminder = self._get_reminders().with_user(self.agent_own)
        with self.assertRaises(AccessError):
            reminder.read(["note"])
        self.loan.sudo().user_id = self.agent_own
        self.assertTrue(reminder.read(["note"]))

    def test_log_of_another_company(self):
        self.loan.action_remind()
        other = self.env["res.company"].create({"name": "Other"})
        user = new_test_user(
            self.env,
            "standby_other",
            "rma_management.group_rma_manager",
            company_id=other.id,
            company_ids=[(6, 0, other.ids)],
        )
        for record in (self._get_reminders(), self._get_reminders().line_ids):
            with self.assertRaises(AccessError):
                record.with_user(user).read(["company_id"])

    def test_steps_are_the_managers(self):
        step = self.steps[0]
        self.assertTrue(step.with_user(self.agent).read(["name"]))
        with self.assertRaises(AccessError):
            step.with_user(self.approver).write({"days": -1})
        step.with_user(self.manager).write({"days": -1})

    def test_odd_steps(self):
        with self.assertRaisesRegex(ValidationError, "more than a year"):
            self.steps[0].days = 1000
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(IntegrityError),
            self.env.cr.savepoint(),
        ):
            self.steps[0].write(
                {"is_customer": False, "is_owner": False, "is_manager": False}
            )
            self.env.flush_all()
