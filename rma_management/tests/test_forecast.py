# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import date, datetime, timedelta

from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.tests import Form, tagged

from .common import RmaCommon

DECIDED = "2026-03-02 23:30:00"
ARRIVED = "2026-03-10 10:00:00"


@tagged("post_install", "-at_install")
class TestForecast(RmaCommon):
    """When a unit is ready to leave: done, planned, or what it usually takes."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # half past eleven at night in Greenwich is the next day there
        cls.company.partner_id.tz = "Asia/Kolkata"
        cls.company.write(
            {"rma_transit_days": 2, "rma_work_days": 7, "rma_shipping_days": 3}
        )

    def _approved_line(self, resolution="repair"):
        with freeze_time(DECIDED):
            line = self._approved(resolution).line_ids
            self.env.flush_all()
        return line

    def _received_line(self, resolution="repair"):
        line = self._approved_line(resolution)
        with freeze_time(ARRIVED):
            self._receive(line.claim_id)
            self.env.flush_all()
        return line

    def _started_line(self):
        """Return a unit under repair that nobody pays for."""
        line = self._received_line()
        line.with_user(self.approver).action_override_entitlement("Ours", "free")
        line.action_start_work()
        return line

    def _noon(self, year, month, day):
        # Kolkata is five and a half hours ahead
        return datetime(year, month, day, 6, 30)

    # -- what it usually takes --

    def test_before_the_decision(self):
        line = self._register("repair").line_ids
        self.assertFalse(line.date_forecast)
        line.action_submit()
        self.assertFalse(line.date_forecast)
        line.with_user(self.approver).action_reject("No")
        self.assertFalse(line.date_forecast)

    def test_unit_that_comes_in(self):
        line = self._approved_line()
        self.assertEqual(line.date_forecast, date(2026, 3, 3 + 2 + 7))
        with freeze_time(ARRIVED):
            self._receive(line.claim_id)
        self.assertEqual(line.date_forecast, date(2026, 3, 17))

    def test_unit_that_stays(self):
        self.assertEqual(
            self._approved_line("onsite").date_forecast, date(2026, 3, 3 + 7)
        )

    def test_credit_without_return(self):
        line = self._approved_line("credit_without_return")
        self.assertFalse(line.resolution_id.needs_work)
        self.assertEqual(line.date_forecast, date(2026, 3, 3 + 3))

    def test_replacement_in_advance(self):
        """What leaves on approval waits for no receipt and no work."""
        line = self._approved_line("replace_in_advance")
        self.assertEqual(line.date_forecast, date(2026, 3, 3 + 3))
        with freeze_time(ARRIVED):
            self._receive(line.claim_id)
        self.assertEqual(line.date_forecast, date(2026, 3, 3 + 3))

    def test_another_resolution(self):
        line = self._approved_line()
        line.resolution_id = self._resolution("onsite")
        self.assertEqual(line.date_forecast, date(2026, 3, 3 + 7))

    # -- the repair order carries the plan --

    def test_repair_order_carries_the_plan(self):
        line = self._received_line()
        line.date_forecast_told = "2026-04-01"
        line.action_start_work()
        repair = line.sudo().repair_ids
        self.assertEqual(repair.schedule_date, self._noon(2026, 4, 1))
        line.date_forecast_told = False
        self.assertEqual(line.date_forecast, date(2026, 4, 1))
        # an engineer moves it: until late in the evening in Greenwich
        repair.with_user(self.stocker).schedule_date = "2026-04-05 20:00:00"
        self.assertEqual(line.date_forecast, date(2026, 4, 6))

    def test_repair_order_without_a_plan(self):
        line = self._received_line()
        line.action_start_work()
        self.assertEqual(line.sudo().repair_ids.schedule_date, self._noon(2026, 3, 17))
        self.assertEqual(line.date_forecast, date(2026, 3, 17))

    def test_cancelled_repair_order(self):
        line = self._received_line()
        line.action_start_work()
        repair = line.sudo().repair_ids
        repair.schedule_date = "2026-05-01 10:00:00"
        repair.action_repair_cancel()
        self.assertEqual(line.date_forecast, date(2026, 3, 17))

    def test_finished_work(self):
        line = self._started_line()
        with freeze_time("2026-03-12 20:00:00"):
            line.action_finish_work()
        self.assertEqual(line.date_forecast, date(2026, 3, 13))

    def test_repair_order_that_was_ended_natively(self):
        line = self._started_line()
        with freeze_time("2026-03-12 20:00:00"):
            line.repair_ids.with_user(self.stocker).action_repair_end()
            self.env.flush_all()
        self.assertFalse(line.date_work_finished)
        self.assertEqual(line.date_forecast, date(2026, 3, 13))

    # -- what people plan, what happened --

    def test_told_day_wins_until_it_left(self):
        line = self._received_line("return_unrepaired")
        line.date_forecast_told = "2026-04-01"
        self.assertEqual(line.date_forecast, date(2026, 4, 1))
        with freeze_time("2026-03-20 10:00:00"):
            line.action_ship()
            self._hand_over(line.claim_id)
        self.assertEqual(line.date_forecast, date(2026, 3, 20))
        line.date_forecast_told = "2026-05-01"
        self.assertEqual(line.date_forecast, date(2026, 3, 20))

    def test_ended_without_leaving(self):
        line = self._approved_line()
        line.action_cancel("Not wanted")
        self.assertFalse(line.date_forecast)

    def test_shipped_and_closed(self):
        line = self._received_line("return_unrepaired")
        self._finish(line.claim_id)
        self.assertEqual(line.ending, "closed")
        self.assertEqual(
            line.date_forecast, self.company._get_rma_date(line.date_shipped)
        )

    # -- who sees and plans it --

    def test_on_the_claim(self):
        claim = self._approved_line().claim_id
        with Form(claim) as form:
            form.date_forecast_told = date(2026, 6, 1)
        self.assertEqual(claim.line_ids.date_forecast_told, date(2026, 6, 1))
        self.assertEqual(claim.date_forecast, date(2026, 6, 1))

    def test_computed_day_is_closed(self):
        line = self._approved_line()
        with self.assertRaisesRegex(AccessError, "use the buttons"):
            line.date_forecast = date(2026, 6, 1)

    def test_portal_reads_the_forecast(self):
        line = self._approved_line()
        day = line.date_forecast
        line = line.with_user(self.portal)
        self.assertEqual(line.read(["date_forecast"])[0]["date_forecast"], day)
        self.assertEqual(line.claim_id.date_forecast, day)
        with self.assertRaises(AccessError):
            line.read(["date_forecast_told"])

    def test_settings(self):
        settings = self.env["res.config.settings"].create({"rma_transit_days": 5})
        settings.execute()
        self.assertEqual(self.env.company.rma_transit_days, 5)

    def test_noon_is_on_its_day_everywhere(self):
        for zone in ("Pacific/Kiritimati", "Etc/GMT+12", "America/Sao_Paulo", False):
            self.company.partner_id.tz = zone
            for offset in range(3):
                day = date(2026, 3, 29) + timedelta(days=offset)
                noon = self.company._get_rma_noon(day)
                self.assertEqual(self.company._get_rma_date(noon), day)
