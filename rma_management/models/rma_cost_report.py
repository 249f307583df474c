# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.tools import SQL

from .rma_entitlement_mixin import COVERAGES

#: Room for the sub-queries of all addons in the ids of the rows.
MAX_QUERIES = 64
#: What every sub-query gives, in any order.
COLUMNS = (
    "row_id",
    "line_id",
    "kind",
    "date",
    "amount",
    "amount_paid",
    "res_model",
    "res_id",
)


class RmaCostReport(models.Model):
    """What units cost and bring in: one row per unit and document, in long format.

    Addons add what they know of: they append to ``_get_queries`` a query that gives
    the columns of ``COLUMNS``, add their kinds to ``kind`` with ``selection_add``, and
    name in ``_depends`` the fields that the query reads, so that what was written a
    moment ago is counted. Costs are negative, income is positive, both in the
    company's currency.
    """

    _name = "rma.cost.report"
    _description = "RMA Costs and Income"
    _auto = False
    _rec_name = "line_id"
    _order = "date desc, id desc"

    line_id = fields.Many2one("rma.claim.line", string="Unit", readonly=True)
    claim_id = fields.Many2one("rma.claim", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    product_id = fields.Many2one("product.product", readonly=True)
    coverage = fields.Selection(
        selection=COVERAGES,
        readonly=True,
    )
    kind = fields.Selection(
        selection=[
            ("parts", "Parts"),
            ("labour", "Labour"),
            ("replacement", "Replacement"),
            ("returned", "Unit That Became Ours"),
            ("credit", "Credit"),
            ("charged", "Charged"),
            ("courier", "Courier"),
            ("standby", "Stand-by"),
            ("vendor", "Vendor"),
        ],
        readonly=True,
    )
    date = fields.Date(readonly=True)
    amount = fields.Monetary(readonly=True, help="Costs negative, income positive.")
    amount_paid = fields.Monetary(
        string="Paid", readonly=True, help="What the customer really paid of it."
    )
    res_model = fields.Char(string="Document Model", readonly=True)
    res_id = fields.Many2oneReference(
        string="Document", model_field="res_model", readonly=True, aggregator=None
    )

    _depends = {
        "rma.claim.line": [
            "claim_id",
            "company_id",
            "partner_id",
            "product_id",
            "coverage",
            "sale_line_id",
        ],
        "rma.service.line": ["line_id", "cost", "date"],
        "repair.order": ["rma_line_id"],
        "stock.move": [
            "rma_line_id",
            "rma_move_kind",
            "repair_id",
            "repair_line_type",
            "state",
            "is_in",
            "is_out",
            "value",
            "date",
        ],
        "account.move": [
            "move_type",
            "amount_total",
            "amount_residual",
            "reversed_entry_id",
        ],
        "account.move.line": [
            "rma_line_id",
            "sale_line_ids",
            "display_type",
            "parent_state",
            "balance",
            "date",
            "move_id",
        ],
        "sale.order.line": ["rma_line_id"],
    }

    @property
    def _table_query(self):
        """Return the rows of all sub-queries with what their units tell."""
        columns = SQL(", ").join(SQL.identifier("part", name) for name in COLUMNS)
        rows = SQL(" UNION ALL ").join(
            SQL("SELECT %s AS query_no, %s FROM (%s) part", number, columns, query)
            for number, query in enumerate(self._get_queries())
        )
        return SQL(
            """
            SELECT part.row_id::bigint * %(max_queries)s + part.query_no AS id,
                   part.line_id, part.kind, part.date, part.amount, part.amount_paid,
                   part.res_model, part.res_id, unit.claim_id, unit.company_id,
                   unit.partner_id, unit.product_id, unit.coverage, company.currency_id
              FROM (%(rows)s) part
              JOIN rma_claim_line unit ON unit.id = part.line_id
              JOIN res_company company ON company.id = unit.company_id
            """,
            max_queries=MAX_QUERIES,
            rows=rows,
        )

    @api.model
    def _get_queries(self):
        """Return the sub-queries, each an ``SQL`` that gives the columns:

        ``row_id`` (unique in this query), ``line_id`` (the unit), ``kind``, ``date``,
        ``amount`` (cost negative, income positive, company currency), ``amount_paid``
        (0 unless a customer paid), ``res_model`` and ``res_id`` (what to open).
        """
        return [
            self._get_parts_query(),
            self._get_goods_query(),
            self._get_labour_query(),
            self._get_invoices_query(),
        ]

    @api.model
    def _get_parts_query(self):
        """Return what went into repairs at stock value, less what came out of them."""
        return SQL(
            """
            SELECT move.id AS row_id, repair.rma_line_id AS line_id, 'parts' AS kind,
                   move.date::date AS date,
                   CASE WHEN move.is_in THEN move.value ELSE -move.value END AS amount,
                   0.0 AS amount_paid, 'stock.move' AS res_model, move.id AS res_id
              FROM stock_move move
              JOIN repair_order repair ON repair.id = move.repair_id
             WHERE repair.rma_line_id IS NOT NULL
               AND move.repair_line_type IS NOT NULL
               AND move.state = 'done'
               AND (move.is_in OR move.is_out)
               AND move.value <> 0
            """
        )

    @api.model
    def _get_goods_query(self):
        """Return the stock value of replacements, and of units that became ours."""
        return SQL(
            """
            SELECT move.id AS row_id, move.rma_line_id AS line_id,
                   CASE WHEN move.rma_move_kind = 'replacement' THEN 'replacement'
                        ELSE 'returned' END AS kind,
                   move.date::date AS date,
                   CASE WHEN move.is_in THEN move.value ELSE -move.value END AS amount,
                   0.0 AS amount_paid, 'stock.move' AS res_model, move.id AS res_id
              FROM stock_move move
             WHERE move.rma_line_id IS NOT NULL
               AND move.repair_line_type IS NULL
               AND move.state = 'done'
               AND (move.is_in OR move.is_out)
               AND move.value <> 0
            """
        )

    @api.model
    def _get_labour_query(self):
        """Return the work, at what an hour of it costs us."""
        return SQL(
            """
            SELECT work.id AS row_id, work.line_id AS line_id, 'labour' AS kind,
                   work.date AS date, -work.cost AS amount, 0.0 AS amount_paid,
                   'rma.service.line' AS res_model, work.id AS res_id
              FROM rma_service_line work
             WHERE work.cost <> 0
            """
        )

    @api.model
    def _get_invoices_query(self):
        """Return what posted invoices charge and credit, and vendors charge us.

        A charge that was reversed counts against the charges, not as a credit.
        """
        return SQL(
            """
            SELECT line.id AS row_id, line.rma_line_id AS line_id, line.kind,
                   line.date AS date, -line.balance AS amount,
                   CASE WHEN line.kind = 'charged'
                        THEN -line.balance * (1 - COALESCE(
                            line.amount_residual / NULLIF(line.amount_total, 0), 0))
                        ELSE 0.0 END AS amount_paid,
                   'account.move' AS res_model, line.move_id AS res_id
              FROM (
                SELECT item.id, item.rma_line_id, item.date, item.balance, item.move_id,
                       move.amount_residual, move.amount_total,
                       CASE WHEN move.move_type LIKE 'in_%%' THEN 'vendor'
                            WHEN EXISTS (
                                SELECT 1
                                  FROM sale_order_line_invoice_rel rel
                                  JOIN sale_order_line charge
                                    ON charge.id = rel.order_line_id
                                 WHERE rel.invoice_line_id = item.id
                                   AND charge.rma_line_id = item.rma_line_id
                            ) THEN 'charged'
                            WHEN move.move_type = 'out_refund'
                              OR move.reversed_entry_id IS NOT NULL THEN 'credit'
                            ELSE 'charged' END AS kind
                  FROM account_move_line item
                  JOIN account_move move ON move.id = item.move_id
                 WHERE item.rma_line_id IS NOT NULL
                   AND item.parent_state = 'posted'
                   AND item.display_type = 'product'
                   AND move.move_type <> 'entry'
              ) line
            """
        )

    def action_open_document(self):
        """Open the native document that the row comes from."""
        self.ensure_one()
        return self.env[self.res_model].browse(self.res_id)._get_records_action()

    def action_open_line(self):
        """Open the unit that the row is about."""
        return self.line_id._get_records_action(name=self.env._("Units"))
