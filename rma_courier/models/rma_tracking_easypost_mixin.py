# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import hashlib
import hmac
import unicodedata
from email.utils import parsedate_to_datetime

from odoo import models

from ..tools import courier_payload as payloads

#: Statuses of the service.
STATUSES = {
    "unknown": "note",
    "pre_transit": "announced",
    "in_transit": "in_transit",
    "out_for_delivery": "out_for_delivery",
    "delivered": "delivered",
    "available_for_pickup": "available",
    # on its way back: it has not arrived there
    "return_to_sender": "exception",
    "failure": "exception",
    "cancelled": "cancelled",
    "error": "note",
}
#: Details that mean something else than their status.
DETAILS = {
    "address_correction": "exception",
    "arrived_at_pickup_location": "available",
    "damaged": "exception",
    "delayed": "exception",
    "delivery_exception": "attempt_failed",
    "expired": "note",
    "held": "exception",
    "lost": "lost",
    "missorted": "exception",
    "refused": "exception",
    "transit_exception": "exception",
    "weather_delay": "exception",
}
#: Statuses that say more than any detail.
FINAL = frozenset({"delivered", "cancelled"})


class RmaTrackingEasypostMixin(models.AbstractModel):
    """Tracker events of EasyPost: the contract of ``rma.tracking.generic.mixin``.

    Source: EasyPost, "Webhooks", "Trackers", "Webhook HMAC validation" and its client
    libraries. The newer signature covers time, method and path; the older one only the
    body, so that a message signed with it alone cannot be too old: what protects from
    repeats is its key.
    """

    _name = "rma.tracking.easypost.mixin"
    _description = "RMA Tracking Messages of EasyPost"

    def _sign_easypost(self, headers, raw, secret):
        key = unicodedata.normalize("NFKD", secret).encode()
        given = headers.get("X-Hmac-Signature-V2", "")
        signed = raw
        if given:
            stamp, path = headers.get("X-Timestamp", ""), headers.get("X-Path", "")
            signed = f"{stamp}POST{path}".encode("utf-8", "replace") + raw
        else:
            given = headers.get("X-Hmac-Signature", "")
        digest = hmac.new(key, signed, hashlib.sha256).hexdigest()
        return given, f"hmac-sha256-hex={digest}"

    def _get_easypost_time(self, headers, payload):
        if not headers.get("X-Hmac-Signature-V2"):
            return False
        try:
            moment = parsedate_to_datetime(headers.get("X-Timestamp", ""))
            return payloads.to_utc(moment)
        except (TypeError, ValueError, IndexError, OverflowError):
            return payloads.parse_date(headers.get("X-Timestamp", ""))

    def _read_easypost(self, payload):
        tracker = payloads.get_dict(payload, "result")
        if payloads.get_text(tracker, "object") not in ("", "Tracker"):
            tracker = {}
        details = payloads.get_dicts(tracker, "tracking_details")
        events = [self._read_easypost_detail(detail) for detail in details]
        if not events and payloads.get_text(tracker, "status"):
            events = [self._read_easypost_summary(tracker)]
        return {
            "key": payloads.get_text(payload, "id"),
            "docket": payloads.get_text(tracker, "tracking_code"),
            "courier": payloads.get_text(tracker, "carrier"),
            "date": payloads.get_date(payload, "created_at"),
            "date_promised": payloads.get_date(
                tracker, "est_delivery_date", is_end_of_day=True
            ),
            "events": events,
        }

    def _get_easypost_status(self, holder):
        status = payloads.get_text(holder, "status")
        if status in FINAL:
            return STATUSES[status]
        detail = payloads.get_text(holder, "status_detail")
        return DETAILS.get(detail) or STATUSES.get(status) or "note"

    def _read_easypost_detail(self, detail):
        when = payloads.get_text(detail, "datetime")
        status = payloads.get_text(detail, "status")
        text = payloads.get_text(detail, "message")
        place = payloads.get_dict(detail, "tracking_location")
        return {
            "key": payloads.make_key(
                when, status, payloads.get_text(detail, "status_detail"), text
            ),
            "status": self._get_easypost_status(detail),
            "date": payloads.parse_date(when),
            "location": payloads.join_words(
                payloads.get_text(place, "city"),
                payloads.get_text(place, "state"),
                payloads.get_text(place, "country"),
            ),
            "text": text or status,
        }

    def _read_easypost_summary(self, tracker):
        """Return the status of a parcel that was not scanned yet."""
        status = payloads.get_text(tracker, "status")
        detail = payloads.get_text(tracker, "status_detail")
        return {
            "key": payloads.make_key(status, detail),
            "status": self._get_easypost_status(tracker),
            "date": payloads.get_date(tracker, "updated_at"),
            "location": "",
            "text": payloads.join_words(status, detail),
        }
