# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.tools import SQL

from ..tools.loan_days import LOAN_DAYS_DEPENDS, get_loan_days


class RmaCostReport(models.Model):
    _inherit = "rma.cost.report"

    _depends = {
        **LOAN_DAYS_DEPENDS,
        "rma.standby.unit": ["product_id"],
        "product.product": ["product_tmpl_id"],
        "product.template": ["rma_standby_cost_day"],
        "stock.move": ["location_dest_id", "location_id", "rma_standby_loan_id"],
        "stock.location": ["usage"],
        "account.move.line": ["rma_standby_charge_kind", "rma_standby_loan_id"],
    }

    @api.model
    def _get_queries(self):
        """Add what stand-by units cost and bring in."""
        return [
            *super()._get_queries(),
            self._get_standby_days_query(),
            self._get_standby_goods_query(),
            self._get_standby_invoices_query(),
        ]

    @api.model
    def _get_standby_days_query(self):
        """Return what the days cost on which customers had a unit of ours.

        The first and the last day count; what is still on loan costs until today.
        """
        return SQL(
            """
            SELECT loan.loan_id AS row_id, loan.line_id, 'standby' AS kind,
                   loan.last_day AS date,
                   -template.rma_standby_cost_day
                       * (loan.last_day - loan.first_day + 1) AS amount,
                   0.0 AS amount_paid, 'rma.standby.loan' AS res_model,
                   loan.loan_id AS res_id
              FROM (%s) loan
              JOIN rma_standby_unit unit ON unit.id = loan.unit_id
              JOIN product_product product ON product.id = unit.product_id
              JOIN product_template template ON template.id = product.product_tmpl_id
             WHERE loan.line_id IS NOT NULL
               AND template.rma_standby_cost_day <> 0
            """,
            get_loan_days(fields.Datetime.now()),
        )

    @api.model
    def _get_standby_goods_query(self):
        """Return the stock value of units that were written off, or sold and kept.

        What comes back from there counts back.
        """
        return SQL(
            """
            SELECT move.id AS row_id, loan.line_id, 'standby' AS kind,
                   move.date::date AS date,
                   CASE WHEN move.is_in THEN move.value ELSE -move.value END AS amount,
                   0.0 AS amount_paid, 'stock.move' AS res_model, move.id AS res_id
              FROM stock_move move
              JOIN rma_standby_loan loan ON loan.id = move.rma_standby_loan_id
             WHERE loan.line_id IS NOT NULL
               AND move.rma_line_id IS NULL
               AND move.state = 'done'
               AND (move.is_in OR move.is_out)
               AND move.value <> 0
            """
        )

    @api.model
    def _get_standby_invoices_query(self):
        """Return what posted invoices charge for loans, less what was credited.

        Fees, damages and units that customers keep; a deposit is the customer's money.
        What names the unit of the claim itself is counted with its other invoices.
        """
        return SQL(
            """
            SELECT item.id AS row_id, loan.line_id, 'charged' AS kind,
                   item.date AS date, -item.balance AS amount,
                   -item.balance * (1 - COALESCE(
                       move.amount_residual / NULLIF(move.amount_total, 0), 0)
                   ) AS amount_paid,
                   'account.move' AS res_model, item.move_id AS res_id
              FROM account_move_line item
              JOIN account_move move ON move.id = item.move_id
              JOIN rma_standby_loan loan ON loan.id = item.rma_standby_loan_id
             WHERE loan.line_id IS NOT NULL
               AND item.rma_line_id IS NULL
               AND item.rma_standby_charge_kind IS DISTINCT FROM 'deposit'
               AND item.parent_state = 'posted'
               AND item.display_type = 'product'
               AND move.move_type IN ('out_invoice', 'out_refund', 'out_receipt')
            """
        )
