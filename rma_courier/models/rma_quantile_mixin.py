# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models
from odoo.tools import SQL


class RmaQuantileMixin(models.AbstractModel):
    """Medians and other quantiles, true at every level of grouping.

    A quantile of a group does not follow from those of its parts. PostgreSQL therefore
    computes it over all rows of each group, where other fields are averaged.
    """

    _name = "rma.quantile.mixin"
    _description = "RMA Quantiles in Reports"

    @api.model
    def _get_quantiles(self):
        """Return {field with ``aggregator="avg"``: the share of rows below it}."""
        return {}

    @api.model
    def _read_group_select(self, aggregate_spec, query):
        """Let the average of a quantile be the quantile of all rows of the group."""
        # super checks that the field may be read
        select = super()._read_group_select(aggregate_spec, query)
        fname, _colon, function = aggregate_spec.partition(":")
        share = self._get_quantiles().get(fname)
        if share is None or function not in ("avg", "sum"):
            return select
        return SQL(
            "PERCENTILE_CONT(%s) WITHIN GROUP (ORDER BY %s)",
            share,
            self._field_to_sql(self._table, fname, query),
        )
