# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The days on which customers had stand-by units, as the database counts them."""

from odoo.tools import SQL

#: What the query reads, for ``_depends``.
LOAN_DAYS_DEPENDS = {
    "rma.standby.loan": [
        "company_id",
        "date_issued",
        "date_returned",
        "line_id",
        "state",
        "unit_id",
    ],
    "rma.standby.event": ["date", "kind", "loan_id"],
    "res.company": ["partner_id"],
    "res.partner": ["tz"],
}


def to_day(moment, zone):
    """Return the calendar day of a naive UTC *moment* in the time *zone*."""
    return SQL("(%s AT TIME ZONE 'UTC' AT TIME ZONE %s)::date", moment, zone)


#: The time zone that a company counts its days in, as ``res.company`` does.
ZONE = SQL("COALESCE(company_partner.tz, 'UTC')")


def join_zone(company):
    """Return the joins that ``ZONE`` needs; *company* is the column of the company."""
    return SQL(
        "JOIN res_company company ON company.id = %s "
        "JOIN res_partner company_partner ON company_partner.id = company.partner_id",
        company,
    )


def get_loan_days(now):
    """Return the query of loans with the first and the last day of each.

    Both days count. What the customer still has lasts until today; what is lost, until
    it was reported; what is sold, until the sale.

    :param datetime.datetime now: naive, UTC
    """
    return SQL(
        """
        SELECT loan.id AS loan_id, loan.unit_id, loan.line_id, loan.company_id,
               %(first)s AS first_day,
               GREATEST(%(first)s, %(last)s) AS last_day
          FROM rma_standby_loan loan
          %(join_zone)s
          LEFT JOIN LATERAL (
            SELECT COALESCE(
                       MAX(event.date) FILTER (WHERE event.kind = 'lost'),
                       MAX(event.date)
                   ) AS date
              FROM rma_standby_event event
             WHERE event.loan_id = loan.id
               AND event.kind IN ('lost', 'sold')
               AND event.date >= loan.date_issued
          ) ended ON loan.state IN ('lost', 'sold')
         WHERE loan.date_issued IS NOT NULL
           AND loan.unit_id IS NOT NULL
           AND loan.state IN ('issued', 'due', 'overdue', 'returned', 'lost', 'sold')
        """,
        first=to_day(SQL("loan.date_issued"), ZONE),
        last=to_day(
            SQL("COALESCE(loan.date_returned, ended.date, %s::timestamp)", now), ZONE
        ),
        join_zone=join_zone(SQL("loan.company_id")),
    )
