# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.tools import SQL

from ..tools.loan_days import LOAN_DAYS_DEPENDS, ZONE, get_loan_days, join_zone, to_day


class RmaStandbyUsageReport(models.Model):
    """How well the pool is used: one row per unit and month that we had it.

    A unit counts from the day on which it came into the pool until today, or until it
    was sold, written off, taken out of the pool or reported lost. Days are calendar
    days where the company is; the first and the last one count.
    """

    _name = "rma.standby.usage.report"
    _description = "RMA Use of Stand-by Units"
    _auto = False
    _rec_name = "unit_id"
    _order = "month desc, unit_id, id"

    month = fields.Date(readonly=True)
    unit_id = fields.Many2one("rma.standby.unit", string="Stand-by Unit", readonly=True)
    lot_id = fields.Many2one("stock.lot", string="Serial Number", readonly=True)
    product_id = fields.Many2one("product.product", readonly=True)
    family_id = fields.Many2one("rma.standby.family", readonly=True)
    warehouse_id = fields.Many2one("stock.warehouse", string="Site", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    days_owned = fields.Integer(
        readonly=True,
        help="Days of the month on which the unit was in the pool or lent.",
    )
    days_lent = fields.Integer(
        readonly=True,
        help="Days on which a customer had it; a day between two loans counts once.",
    )
    days_idle = fields.Integer(readonly=True, help="Days owned, less the days lent.")
    loan_count = fields.Integer(
        string="Loans Issued", readonly=True, help="Loans that began in the month."
    )
    usage = fields.Float(
        string="Usage (%)",
        digits=(16, 1),
        aggregator="avg",
        readonly=True,
        help="Days lent of 100 days owned.",
    )

    _depends = {
        **LOAN_DAYS_DEPENDS,
        "rma.standby.unit": [
            "company_id",
            "date_in_pool",
            "family_id",
            "loan_id",
            "lot_id",
            "product_id",
            "state",
            "warehouse_id",
        ],
        "stock.move.line": [
            "date",
            "location_dest_id",
            "location_id",
            "lot_id",
            "state",
        ],
        "stock.location": ["location_id", "parent_path"],
        "res.company": [
            "partner_id",
            "rma_standby_loan_location_id",
            "rma_standby_pool_location_id",
        ],
    }

    @property
    def _table_query(self):
        """Return days owned, days lent and loans, per unit and month."""
        now = fields.Datetime.now()
        return SQL(
            """
            WITH stays AS (%(stays)s),
                 owned AS (%(owned)s),
                 lent AS (%(lent)s),
                 owned_days AS (%(owned_days)s),
                 lent_days AS (%(lent_days)s),
                 loans AS (
                    SELECT unit_id, date_trunc('month', first_day)::date AS month,
                           COUNT(*) AS loan_count
                      FROM lent
                     GROUP BY 1, 2
                 )
            SELECT unit.id::bigint * 100000
                       + EXTRACT(YEAR FROM owned_days.month)::int * 12
                       + EXTRACT(MONTH FROM owned_days.month)::int AS id,
                   owned_days.month, unit.id AS unit_id, unit.lot_id, unit.product_id,
                   unit.family_id, unit.warehouse_id, unit.company_id,
                   owned_days.days AS days_owned,
                   COALESCE(lent_days.days, 0) AS days_lent,
                   owned_days.days - COALESCE(lent_days.days, 0) AS days_idle,
                   COALESCE(loans.loan_count, 0) AS loan_count,
                   100.0 * COALESCE(lent_days.days, 0) / owned_days.days AS usage
              FROM owned_days
              JOIN rma_standby_unit unit ON unit.id = owned_days.unit_id
              LEFT JOIN lent_days ON lent_days.unit_id = owned_days.unit_id
                    AND lent_days.month = owned_days.month
              LEFT JOIN loans ON loans.unit_id = owned_days.unit_id
                    AND loans.month = owned_days.month
            """,
            stays=self._get_stays_query(now),
            owned=self._without_shared_days(SQL("stays")),
            lent=get_loan_days(now),
            owned_days=self._get_month_query(SQL("owned")),
            lent_days=self._get_month_query(self._get_lent_query()),
        )

    @api.model
    def _get_stays_query(self, now):
        """Return from which to which day each unit was ours to lend.

        Done moves say when it came and went; before the first one, the date that the
        unit keeps. A unit that is lost is not ours to lend from the day of the report.
        """
        return SQL(
            """
            SELECT stay.unit_id, stay.first_day,
                   GREATEST(stay.first_day, LEAST(stay.last_day, lost.day)) AS last_day
              FROM (
                SELECT turn.unit_id, turn.company_id, turn.is_lost, turn.loan_id,
                       turn.is_in, %(day)s AS first_day, %(next_day)s AS last_day
                  FROM (%(turns)s) turn
                  %(join_zone)s
              ) stay
              LEFT JOIN LATERAL (
                SELECT %(lost_day)s AS day
                  FROM rma_standby_event event
                  %(join_lost_zone)s
                 WHERE stay.is_lost
                   AND event.loan_id = stay.loan_id
                   AND event.kind = 'lost'
              ) lost ON TRUE
             WHERE stay.is_in
            """,
            turns=self._get_turns_query(),
            day=to_day(SQL("turn.date"), ZONE),
            next_day=to_day(SQL("COALESCE(turn.next_date, %s::timestamp)", now), ZONE),
            join_zone=join_zone(SQL("turn.company_id")),
            lost_day=SQL("MAX(%s)", to_day(SQL("event.date"), ZONE)),
            join_lost_zone=join_zone(SQL("stay.company_id")),
        )

    @api.model
    def _get_turns_query(self):
        """Return when each unit came in and went out, by turns."""
        return SQL(
            """
            SELECT step.*, LEAD(step.date) OVER steps AS next_date
              FROM (
                SELECT visit.*, LAG(visit.is_in) OVER (
                           PARTITION BY visit.unit_id ORDER BY visit.date, visit.line_id
                       ) AS was_in
                  FROM (%s) visit
              ) step
             WHERE step.is_in IS DISTINCT FROM step.was_in
            WINDOW steps AS (
                PARTITION BY step.unit_id ORDER BY step.date, step.line_id
            )
            """,
            self._get_visits_query(),
        )

    @api.model
    def _get_visits_query(self):
        """Return the moments in which units crossed the border of the pool."""
        return SQL(
            """
            SELECT unit.id AS unit_id, unit.company_id, unit.loan_id,
                   unit.state = 'lost' AS is_lost, visit.date, visit.line_id,
                   visit.is_in
              FROM rma_standby_unit unit
              JOIN LATERAL (
                SELECT unit.date_in_pool AS date, 0 AS line_id, TRUE AS is_in
                 WHERE unit.date_in_pool IS NOT NULL
                 UNION ALL
                SELECT line.date, line.id, target.is_ours
                  FROM stock_move_line line
                  JOIN (%(places)s) source ON source.id = line.location_id
                  JOIN (%(places)s) target ON target.id = line.location_dest_id
                 WHERE line.lot_id = unit.lot_id
                   AND line.state = 'done'
                   AND source.is_ours <> target.is_ours
              ) visit ON TRUE
            """,
            places=SQL(
                """
                SELECT place.id, EXISTS (
                           SELECT 1
                             FROM res_company company
                             JOIN stock_location root
                               ON root.id IN (company.rma_standby_pool_location_id,
                                              company.rma_standby_loan_location_id)
                            WHERE place.parent_path LIKE root.parent_path || '%%'
                       ) AS is_ours
                  FROM stock_location place
                """
            ),
        )

    @api.model
    def _get_lent_query(self):
        """Return the days of loans while the unit was ours."""
        return SQL(
            """
            (
                SELECT loan.unit_id,
                       GREATEST(loan.first_day, owned.first_day) AS first_day,
                       LEAST(loan.last_day, owned.last_day) AS last_day
                  FROM (%s) loan
                  JOIN owned ON owned.unit_id = loan.unit_id
            )
            """,
            self._without_shared_days(SQL("lent")),
        )

    @api.model
    def _without_shared_days(self, spans):
        """Return the *spans* of each unit; what two share belongs to the first."""
        return SQL(
            """
            SELECT unit_id, last_day, GREATEST(first_day, 1 + MAX(last_day) OVER (
                       PARTITION BY unit_id ORDER BY first_day, last_day
                       ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
                   )) AS first_day
              FROM %s span
            """,
            spans,
        )

    @api.model
    def _get_month_query(self, spans):
        """Return how many days of each month the *spans* of each unit have."""
        return SQL(
            """
            SELECT span.unit_id, start::date AS month,
                   SUM(LEAST(span.last_day, (start + INTERVAL '1 month')::date - 1)
                       - GREATEST(span.first_day, start::date) + 1)::int AS days
              FROM %s span
             CROSS JOIN LATERAL generate_series(
                       date_trunc('month', span.first_day::timestamp),
                       span.last_day::timestamp, INTERVAL '1 month'
                   ) AS start
             WHERE span.first_day <= span.last_day
             GROUP BY 1, 2
            """,
            spans,
        )

    @api.model
    def _read_group_select(self, aggregate_spec, query):
        """Divide the days of the whole group, instead of averaging percentages."""
        # super checks that the field may be read
        select = super()._read_group_select(aggregate_spec, query)
        if aggregate_spec not in ("usage:avg", "usage:sum"):
            return select
        return SQL(
            "100.0 * SUM(%(lent)s) / NULLIF(SUM(%(owned)s), 0)",
            lent=self._field_to_sql(self._table, "days_lent", query),
            owned=self._field_to_sql(self._table, "days_owned", query),
        )

    def action_open_document(self):
        """Open the units."""
        return self.unit_id._get_records_action(name=self.env._("Stand-by Units"))
