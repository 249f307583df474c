# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import timedelta

from odoo import api, fields, models


class RmaForecastMixin(models.AbstractModel):
    """The day on which the unit, or its replacement, is expected to be ready to leave.

    What has happened counts first, then what people have planned, then what the repair
    order says, then the days that things usually take.
    """

    _name = "rma.forecast.mixin"
    _description = "RMA Forecast of the Unit"

    date_forecast = fields.Date(
        string="Ready On (Forecast)",
        compute="_compute_date_forecast",
        store=True,
        help="When the unit, or its replacement, is expected to be ready to leave for "
        "the customer; after that, the day on which it left.",
    )
    date_forecast_told = fields.Date(
        string="Ready On (as Planned)",
        copy=False,
        tracking=True,
        help="Empty: computed from the repair order, or from the days that transit, "
        "work and shipping usually take.",
    )

    @api.depends(
        "date_decided",
        "date_forecast_told",
        "date_received",
        "date_shipped",
        "date_work_finished",
        "decision",
        "ending",
        "repair_ids.schedule_date",
        "repair_ids.state",
        "resolution_id",
    )
    def _compute_date_forecast(self):
        for line in self:
            line.date_forecast = line._get_forecast()

    def _get_forecast(self):
        """Return the day on which this unit is, or was, ready to leave, or False."""
        self.ensure_one()
        if self.date_shipped:
            return self.company_id._get_rma_date(self.date_shipped)
        if self.decision != "approved" or self.ending:
            return False
        return self.date_forecast_told or self._get_computed_forecast()

    def _get_computed_forecast(self):
        """Return the day that follows from the resolution and from what was done."""
        self.ensure_one()
        company = self.company_id
        resolution = self.resolution_id
        if resolution.goods_out == "now":
            # a replacement in advance waits for no receipt and no work
            return self._get_forecast_from(self.date_decided, company.rma_shipping_days)
        if moment := self._get_forecast_of_work():
            return self._get_forecast_from(moment)
        if self.date_received:
            return self._get_forecast_from(self.date_received, company.rma_work_days)
        days = company.rma_shipping_days
        if resolution.goods_in == "before":
            days = company.rma_transit_days + company.rma_work_days
        elif resolution.needs_work:
            days = company.rma_work_days
        return self._get_forecast_from(self.date_decided, days)

    def _get_forecast_of_work(self):
        """Return until when the work is planned, or when it was finished, or False."""
        self.ensure_one()
        repairs = self.repair_ids.filtered(lambda repair: repair.state != "cancel")
        if planned := repairs.filtered(lambda repair: repair.state != "done"):
            return max(planned.mapped("schedule_date"))
        if self.date_work_finished:
            return self.date_work_finished
        # repair orders that were ended natively
        return max(repairs.move_id.mapped("date"), default=False)

    def _get_forecast_from(self, moment, days=0):
        """Return the company's calendar day *days* after *moment*, or False."""
        self.ensure_one()
        day = moment and self.company_id._get_rma_date(moment)
        return day and day + timedelta(days=days)

    def _prepare_repair_plan_vals(self):
        """Return the scheduled date of the repair order: the forecast as it stands.

        Whoever moves the repair order afterwards moves the forecast.
        """
        self.ensure_one()
        day = self.date_forecast
        return {"schedule_date": self.company_id._get_rma_noon(day)} if day else {}
