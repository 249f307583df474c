# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import hashlib
import ipaddress

from psycopg2.errors import SerializationFailure

from odoo import api, fields, models
from odoo.tools import SQL

#: How often a hit is tried again that met another one of the same key.
MAX_ATTEMPTS = 20
#: An IPv6 customer has a whole network of this size.
IPV6_PREFIX = 64


class RmaRateLimit(models.Model):
    """How often an address or e-mail did something lately; only hashes are kept."""

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

        One upsert in a transaction of its own: requests at the same moment are all
        counted, those that fail afterwards too, and none waits for the end of another.

        :param str key: an address or e-mail; only its hash is kept
        :param int limit: how often within *seconds*
        :return: False when it was too often
        """
        span, rest = self._get_span(seconds)
        query = SQL(
            """
            INSERT INTO rma_rate_limit (purpose, key, span, date_end, count)
            VALUES (%s, %s, %s, %s, 1)
            ON CONFLICT (purpose, key, span)
            DO UPDATE SET count = rma_rate_limit.count + 1
            RETURNING count
            """,
            purpose,
            self._hash(purpose, key),
            span,
            fields.Datetime.add(fields.Datetime.now(), seconds=rest),
        )
        for _attempt in range(MAX_ATTEMPTS):
            try:
                with self.env.registry.cursor() as cr:
                    cr.execute(query, log_exceptions=False)
                    [count] = cr.fetchone()
            except SerializationFailure:
                continue
            return count <= limit
        # so many at the same moment are too many
        return False

    @api.model
    def _is_used_up(self, purpose, key, limit, seconds):
        """Tell whether *key* did *purpose* as often as it may; nothing is counted."""
        span, _rest = self._get_span(seconds)
        rows = self.env.execute_query(
            SQL(
                "SELECT count FROM rma_rate_limit"
                " WHERE purpose = %s AND key = %s AND span = %s AND count >= %s",
                purpose,
                self._hash(purpose, key),
                span,
                limit,
            )
        )
        return bool(rows)

    @api.model
    def _get_network(self, address):
        """Return what of an IP address stands for one visitor: the key to count by."""
        try:
            ip = ipaddress.ip_address(address)
        except ValueError:
            return address or ""
        if ip.version == 4:
            return str(ip)
        if ip.ipv4_mapped:
            return str(ip.ipv4_mapped)
        return str(ipaddress.ip_network((ip, IPV6_PREFIX), strict=False))

    @api.model
    def _get_span(self, seconds):
        """Return the number of the span of time and how many seconds are left of it."""
        span, gone = divmod(int(fields.Datetime.now().timestamp()), seconds)
        return span, seconds - gone

    @api.model
    def _hash(self, purpose, key):
        return hashlib.sha256(f"{purpose}\0{key}".encode()).hexdigest()

    @api.autovacuum
    def _gc_ended(self):
        """Forget what is over."""
        self.search([("date_end", "<", fields.Datetime.now())], limit=10000).unlink()
