# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.tools import SQL

from .rma_consignment import DIRECTIONS, PAYERS


class RmaCourierCostReport(models.Model):
    """What couriers cost: one row per consignment that was sent."""

    _name = "rma.courier.cost.report"
    _description = "RMA Courier Costs"
    _auto = False
    _rec_name = "consignment_id"
    _order = "date desc, id desc"

    consignment_id = fields.Many2one("rma.consignment", readonly=True)
    date = fields.Datetime(string="Dispatched On", readonly=True)
    carrier_id = fields.Many2one("delivery.carrier", string="Courier", readonly=True)
    direction = fields.Selection(selection=DIRECTIONS, readonly=True)
    lane = fields.Char(readonly=True)
    payer = fields.Selection(selection=PAYERS, string="Paid By", readonly=True)
    partner_id = fields.Many2one(
        "res.partner", string="Customer or Vendor", readonly=True
    )
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    warehouse_id = fields.Many2one(
        "stock.warehouse", string="Service Centre", readonly=True
    )
    package_count = fields.Integer(string="Packages", readonly=True)
    weight = fields.Float(digits="Stock Weight", readonly=True)
    cost = fields.Monetary(readonly=True)
    cost_average = fields.Monetary(
        string="Cost per Consignment",
        aggregator="avg",
        readonly=True,
        help="Of the consignments whose cost is known.",
    )
    cost_by_weight = fields.Float(
        string="Cost per Unit of Weight",
        digits=(16, 2),
        aggregator="avg",
        readonly=True,
        help="Of the consignments whose cost and weight are known.",
    )

    _depends = {
        "rma.consignment": [
            "carrier_id",
            "company_id",
            "cost",
            "date_dispatched",
            "direction",
            "lane",
            "package_count",
            "partner_id",
            "payer",
            "warehouse_id",
            "weight",
        ],
        "res.company": ["currency_id"],
    }

    @property
    def _table_query(self):
        """Return what was sent; what is only announced costs nothing yet."""
        return SQL(
            """
            SELECT leg.id, leg.id AS consignment_id, leg.date_dispatched AS date,
                   leg.carrier_id, leg.direction, leg.lane, leg.payer,
                   leg.partner_id, leg.company_id, company.currency_id,
                   leg.warehouse_id, leg.package_count, leg.weight::float AS weight,
                   leg.cost, NULLIF(leg.cost, 0) AS cost_average,
                   NULLIF(leg.cost, 0) / NULLIF(leg.weight, 0) AS cost_by_weight
              FROM rma_consignment leg
              JOIN res_company company ON company.id = leg.company_id
             WHERE leg.date_dispatched IS NOT NULL
            """
        )

    @api.model
    def _read_group_select(self, aggregate_spec, query):
        """Divide all costs of a group by all its weight, instead of averaging rates."""
        # super checks that the field may be read
        select = super()._read_group_select(aggregate_spec, query)
        if aggregate_spec not in ("cost_by_weight:avg", "cost_by_weight:sum"):
            return select
        return SQL(
            "SUM(%(cost)s) FILTER (WHERE %(rate)s IS NOT NULL)"
            " / SUM(%(weight)s) FILTER (WHERE %(rate)s IS NOT NULL)",
            cost=self._field_to_sql(self._table, "cost", query),
            weight=self._field_to_sql(self._table, "weight", query),
            rate=self._field_to_sql(self._table, "cost_by_weight", query),
        )

    def action_open_document(self):
        """Open the consignment."""
        return self.consignment_id._get_records_action()
