# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import hashlib
import hmac

from odoo import models

from ..tools import courier_payload as payloads
from ..tools.courier_status import STATUSES


class RmaTrackingGenericMixin(models.AbstractModel):
    """Our own format, for whoever writes the sender (``readme/CONFIGURE.md``).

    A format ``x`` consists of three methods; nothing that they get can be trusted:

    ``_sign_x(headers, raw, secret)``
        the pair (signature that came, signature that should have come) as texts
    ``_get_x_time(headers, payload)``
        when the message was signed (naive UTC datetime), ``None`` when that cannot be
        read, ``False`` when this kind of message does not say it
    ``_read_x(payload)``
        dict with ``key`` (names the message at its source, may be empty), ``docket``,
        ``courier`` (code, may be empty), ``date`` (of the message, may be None),
        ``date_promised`` (may be None) and ``events``: all that is known of the
        parcel, each a dict with ``key``, ``status`` (of ``courier_status.STATUSES``),
        ``date`` (None when unknown), ``location``, ``text`` and, where the event has
        one, ``date_promised``
    """

    _name = "rma.tracking.generic.mixin"
    _description = "RMA Generic Tracking Messages"

    def _sign_generic(self, headers, raw, secret):
        stamp = headers.get("X-RMA-Timestamp", "")
        signed = stamp.encode("utf-8", "replace") + b"." + raw
        digest = hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
        return headers.get("X-RMA-Signature", ""), f"sha256={digest}"

    def _get_generic_time(self, headers, payload):
        return payloads.parse_timestamp(headers.get("X-RMA-Timestamp"))

    def _read_generic(self, payload):
        return {
            "key": payloads.get_text(payload, "id"),
            "docket": payloads.get_text(payload, "docket"),
            "courier": payloads.get_text(payload, "courier"),
            "date": None,
            "date_promised": None,
            "events": [
                self._read_generic_event(event)
                for event in payloads.get_dicts(payload, "events")
            ],
        }

    def _read_generic_event(self, event):
        said = payloads.get_text(event, "status")
        status = said.lower() if said.lower() in dict(STATUSES) else "note"
        text = payloads.get_text(event, "text")
        date = payloads.get_date(event, "date")
        location = payloads.get_text(event, "location")
        key = payloads.get_text(event, "id") or payloads.make_key(
            said, date, location, text
        )
        return {
            "key": key,
            "status": status,
            "date": date,
            "location": location,
            "text": text or (said if status == "note" else ""),
            "date_promised": payloads.get_date(event, "promised", is_end_of_day=True),
        }
