# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.tools import SQL

from .rma_consignment import DIRECTIONS


class RmaTurnaroundReport(models.Model):
    """How long things took: one row per leg, and two per unit.

    A leg lasts from dispatch to delivery, the bench from receipt to return, door to
    door from the customer's dispatch (or our receipt when nobody knows it) until the
    customer has the goods again.
    """

    _name = "rma.turnaround.report"
    _inherit = ["rma.quantile.mixin"]
    _description = "RMA Turnaround"
    _auto = False
    _rec_name = "measure"
    _order = "date desc, id desc"

    measure = fields.Selection(
        selection=[
            ("leg", "Dispatch to Delivery"),
            ("bench", "Receipt to Return"),
            ("door", "Door to Door"),
        ],
        readonly=True,
    )
    date = fields.Datetime(string="Started On", readonly=True)
    date_end = fields.Datetime(string="Ended On", readonly=True)
    consignment_id = fields.Many2one("rma.consignment", readonly=True)
    line_id = fields.Many2one("rma.claim.line", string="Unit", readonly=True)
    carrier_id = fields.Many2one("delivery.carrier", string="Courier", readonly=True)
    direction = fields.Selection(selection=DIRECTIONS, readonly=True)
    lane = fields.Char(readonly=True)
    partner_id = fields.Many2one(
        "res.partner", string="Customer or Vendor", readonly=True
    )
    company_id = fields.Many2one("res.company", readonly=True)
    warehouse_id = fields.Many2one(
        "stock.warehouse", string="Service Centre", readonly=True
    )
    product_id = fields.Many2one("product.product", readonly=True)
    days = fields.Float(
        string="Average Days", digits=(16, 1), aggregator="avg", readonly=True
    )
    days_median = fields.Float(
        string="Median Days", digits=(16, 1), aggregator="avg", readonly=True
    )
    days_p90 = fields.Float(
        string="90th Percentile of Days",
        digits=(16, 1),
        aggregator="avg",
        readonly=True,
        help="Nine out of ten took no longer.",
    )
    on_time = fields.Float(
        aggregator="avg",
        readonly=True,
        help="The share of the legs that were delivered as promised. Legs for which "
        "nobody promised anything do not count.",
    )
    days_late = fields.Float(
        string="Average Days Late",
        digits=(16, 1),
        aggregator="avg",
        readonly=True,
        help="Days after the promise; zero when it was kept.",
    )

    _depends = {
        "rma.consignment": [
            "carrier_id",
            "company_id",
            "date_delivered",
            "date_dispatched",
            "date_promised",
            "direction",
            "lane",
            "line_ids",
            "partner_id",
            "state",
            "warehouse_id",
        ],
        "rma.claim.line": [
            "claim_id",
            "company_id",
            "date_delivered",
            "date_received",
            "date_shipped",
            "partner_id",
            "product_id",
        ],
        "rma.claim": ["warehouse_id"],
        "delivery.carrier": ["rma_courier_days"],
        "res.company": ["rma_courier_days"],
    }

    @property
    def _table_query(self):
        """Return the rows of all measures with the days they took."""
        queries = [self._get_leg_query(), self._get_bench_query()]
        rows = SQL(" UNION ALL ").join([*queries, self._get_door_query()])
        return SQL(
            """
            SELECT rows.*, taken.days, taken.days AS days_median,
                   taken.days AS days_p90,
                   CASE WHEN rows.date_due IS NULL THEN NULL
                        WHEN rows.date_end <= rows.date_due THEN 1.0
                        ELSE 0.0 END AS on_time,
                   CASE WHEN rows.date_due IS NOT NULL THEN GREATEST(
                       EXTRACT(EPOCH FROM rows.date_end - rows.date_due) / 86400.0, 0
                   ) END AS days_late
              FROM (%s) rows,
           LATERAL (
                SELECT EXTRACT(EPOCH FROM rows.date_end - rows.date) / 86400.0 AS days
              ) taken
             WHERE rows.date_end >= rows.date
            """,
            rows,
        )

    @api.model
    def _get_leg_query(self):
        """Return what was delivered, and until when it was promised."""
        return SQL(
            """
            SELECT leg.id::bigint * 3 AS id, 'leg' AS measure,
                   leg.date_dispatched AS date, leg.date_delivered AS date_end,
                   leg.id AS consignment_id, NULL::integer AS line_id,
                   leg.carrier_id, leg.direction, leg.lane, leg.partner_id,
                   leg.company_id, leg.warehouse_id, NULL::integer AS product_id,
                   COALESCE(leg.date_promised,
                       leg.date_dispatched + make_interval(days => COALESCE(
                           NULLIF(courier.rma_courier_days, 0),
                           NULLIF(company.rma_courier_days, 0)
                       ))) AS date_due
              FROM rma_consignment leg
              JOIN res_company company ON company.id = leg.company_id
         LEFT JOIN delivery_carrier courier ON courier.id = leg.carrier_id
             WHERE leg.state = 'delivered'
               AND leg.date_dispatched IS NOT NULL
               AND leg.date_delivered IS NOT NULL
            """
        )

    @api.model
    def _get_bench_query(self):
        """Return the units that we had, from receipt to return."""
        return SQL(
            """
            SELECT unit.id::bigint * 3 + 1 AS id, 'bench' AS measure,
                   unit.date_received AS date, unit.date_shipped AS date_end,
                   NULL::integer AS consignment_id, unit.id AS line_id,
                   NULL::integer AS carrier_id, NULL AS direction, NULL AS lane,
                   unit.partner_id, unit.company_id, claim.warehouse_id,
                   unit.product_id, NULL::timestamp AS date_due
              FROM rma_claim_line unit
              JOIN rma_claim claim ON claim.id = unit.claim_id
             WHERE unit.date_received IS NOT NULL
               AND unit.date_shipped IS NOT NULL
            """
        )

    @api.model
    def _get_door_query(self):
        """Return the units that customers sent and have again, with the way back."""
        return SQL(
            """
            SELECT unit.id::bigint * 3 + 2 AS id, 'door' AS measure,
                   COALESCE(came.date, unit.date_received) AS date,
                   COALESCE(went.date_delivered, unit.date_delivered) AS date_end,
                   went.id AS consignment_id, unit.id AS line_id,
                   went.carrier_id, went.direction, went.lane,
                   unit.partner_id, unit.company_id, claim.warehouse_id,
                   unit.product_id, NULL::timestamp AS date_due
              FROM rma_claim_line unit
              JOIN rma_claim claim ON claim.id = unit.claim_id
         LEFT JOIN (
                SELECT rel.line_id, MIN(leg.date_dispatched) AS date
                  FROM rma_consignment_line_rel rel
                  JOIN rma_consignment leg ON leg.id = rel.consignment_id
                 WHERE leg.direction IN ('customer_in', 'customer_vendor')
                   AND leg.state NOT IN ('cancelled', 'returned')
              GROUP BY rel.line_id
              ) came ON came.line_id = unit.id
         LEFT JOIN (
                SELECT DISTINCT ON (rel.line_id) rel.line_id, leg.*
                  FROM rma_consignment_line_rel rel
                  JOIN rma_consignment leg ON leg.id = rel.consignment_id
                 WHERE leg.direction = 'customer_out' AND leg.state = 'delivered'
              ORDER BY rel.line_id, leg.date_delivered DESC, leg.id DESC
              ) went ON went.line_id = unit.id
             WHERE COALESCE(came.date, unit.date_received) IS NOT NULL
               AND COALESCE(went.date_delivered, unit.date_delivered) IS NOT NULL
            """
        )

    @api.model
    def _get_quantiles(self):
        """Return the fields that are quantiles of the days."""
        return {**super()._get_quantiles(), "days_median": 0.5, "days_p90": 0.9}

    def action_open_document(self):
        """Open the consignment of a leg, or the unit."""
        self.ensure_one()
        record = self.consignment_id if self.measure == "leg" else self.line_id
        return record._get_records_action()
