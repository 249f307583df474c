# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models
from odoo.tools import SQL


class RmaCostReport(models.Model):
    _inherit = "rma.cost.report"

    _depends = {
        "rma.consignment": [
            "cost",
            "payer",
            "state",
            "line_ids",
            "picking_ids",
            "date_dispatched",
        ],
        "stock.picking": ["rma_claim_id"],
    }

    @api.model
    def _get_queries(self):
        """Add what couriers charge us."""
        return [*super()._get_queries(), self._get_courier_query()]

    @api.model
    def _get_courier_query(self):
        """Return what we pay to couriers, shared equally among the units inside.

        Where no units are inside, the claims behind the transfers pay for it with all
        their units.
        """
        return SQL(
            """
            SELECT row_number() OVER (ORDER BY parcel.id, rel.line_id) AS row_id,
                   rel.line_id AS line_id, 'courier' AS kind,
                   COALESCE(parcel.date_dispatched, parcel.create_date)::date AS date,
                   -parcel.cost / count(*) OVER (PARTITION BY parcel.id) AS amount,
                   0.0 AS amount_paid, 'rma.consignment' AS res_model,
                   parcel.id AS res_id
              FROM rma_consignment parcel
              JOIN (
                    SELECT consignment_id, line_id FROM rma_consignment_line_rel
                     UNION
                    SELECT moved.consignment_id, line.id
                      FROM rma_consignment_picking_rel moved
                      JOIN stock_picking picking ON picking.id = moved.picking_id
                      JOIN rma_claim_line line ON line.claim_id = picking.rma_claim_id
                     WHERE NOT EXISTS (
                           SELECT FROM rma_consignment_line_rel inside
                            WHERE inside.consignment_id = moved.consignment_id
                     )
                   ) rel ON rel.consignment_id = parcel.id
             WHERE parcel.payer = 'company'
               AND parcel.cost <> 0
               AND parcel.state <> 'cancelled'
            """
        )
