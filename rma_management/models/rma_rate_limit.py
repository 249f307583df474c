# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import hashlib

from odoo import api, fields, models
from odoo.tools import SQL


class RmaRateLimit(models.Model):
    """How often an address or e-mail did something lately; hashes only, no addresses."""

    _name = "rma.rate.limit"
    _description = "RMA Rate Limit"

    purpose = fields.Char(required=True)
    key = fields.Char(required=True, help="Hash of the address or e-mail.")
    span = fields.Integer(required=True, help="Number of the span of time.")
    date_end = fields.Datetime(required=True, index=True)
    count = fields.Integer(required=True, default=0)

    _span_uniq = models.UniqueIndex("(purpose, key, span)")

    @api.model
    def _hit(self, purpose, key, limit, seconds):
        """Count one more time that *key* did *purpose*; tell whether it may.

        One upsert, so that requests at the same moment are all counted.

        :param str key: an address or e-mail; only its hash is kept
        :param int limit: how often within *seconds*
        :return: False when it was too often
        """
        now = fields.Datetime.now()
        span, rest = divmod(int(now.timestamp()), seconds)
        hashed = hashlib.sha256(f"{purpose}\0{key}".encode()).hexdigest()
        [[count]] = self.env.execute_query(
            SQL(
                """
                INSERT INTO rma_rate_limit (purpose, key, span, date_end, count)
                VALUES (%s, %s, %s, %s, 1)
                ON CONFLICT (purpose, key, span)
                DO UPDATE SET count = rma_rate_limit.count + 1
                RETURNING count
                """,
                purpose,
                hashed,
                span,
                fields.Datetime.add(now, seconds=seconds - rest),
            )
        )
        return count <= limit

    @api.autovacuum
    def _gc_ended(self):
        """Forget what is over."""
        self.search([("date_end", "<", fields.Datetime.now())], limit=10000).unlink()
