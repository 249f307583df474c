# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import base64
import hashlib
import hmac

from odoo import models

from ..tools import courier_payload as payloads

#: Delivery statuses of the service ("tag").
TAGS = {
    # the service knows nothing yet
    "Pending": "note",
    "InfoReceived": "announced",
    "InTransit": "in_transit",
    "OutForDelivery": "out_for_delivery",
    "AttemptFail": "attempt_failed",
    "Delivered": "delivered",
    "AvailableForPickup": "available",
    "Exception": "exception",
    # no news for weeks: the service has stopped asking, nothing happened
    "Expired": "note",
}
#: Finer ones ("subtag") that mean something else than their tag.
SUBTAGS = {
    "Exception_011": "returned",
    "Exception_013": "lost",
}


class RmaTrackingAftershipMixin(models.AbstractModel):
    """Tracking webhooks of AfterShip: the contract of ``rma.tracking.generic.mixin``.

    Source: AfterShip Tracking, "Webhook specifications", "Webhook signature" and
    "Delivery sub-statuses". The time in the message is that of the event, and the
    service tries for days: the tolerance has to be as long.
    """

    _name = "rma.tracking.aftership.mixin"
    _description = "RMA Tracking Messages of AfterShip"

    def _sign_aftership(self, headers, raw, secret):
        digest = hmac.new(secret.encode(), raw, hashlib.sha256).digest()
        given = headers.get("aftership-hmac-sha256", "")
        return given, base64.b64encode(digest).decode()

    def _get_aftership_time(self, headers, payload):
        return payloads.parse_timestamp(payload.get("ts"))

    def _read_aftership(self, payload):
        tracking = payloads.get_dict(payload, "msg")
        zone = self._get_time_zone()
        checkpoints = payloads.get_dicts(tracking, "checkpoints")
        events = [self._read_aftership_checkpoint(c, zone) for c in checkpoints]
        if not events and payloads.get_text(tracking, "tag"):
            events = [self._read_aftership_summary(tracking)]
        return {
            "key": payloads.get_text(payload, "event_id"),
            "docket": payloads.get_text(tracking, "tracking_number"),
            "courier": payloads.get_text(tracking, "slug"),
            "date": self._get_aftership_time({}, payload),
            "date_promised": self._read_aftership_promise(tracking, zone),
            "events": events,
        }

    def _get_aftership_status(self, holder):
        subtag = payloads.get_text(holder, "subtag")
        tag = payloads.get_text(holder, "tag")
        return SUBTAGS.get(subtag) or TAGS.get(tag) or "note"

    def _read_aftership_checkpoint(self, checkpoint, zone):
        when = payloads.get_text(checkpoint, "checkpoint_time")
        text = payloads.get_text(checkpoint, "message")
        label = payloads.get_text(checkpoint, "subtag_message")
        tag = payloads.get_text(checkpoint, "tag")
        date = payloads.parse_date(when, zone)
        return {
            "key": payloads.make_key(
                when, tag, payloads.get_text(checkpoint, "subtag"), text
            ),
            "status": self._get_aftership_status(checkpoint),
            "date": date or payloads.get_date(checkpoint, "created_at"),
            "location": self._read_aftership_place(checkpoint),
            "text": text or label or tag,
        }

    def _read_aftership_place(self, checkpoint):
        named = payloads.join_words(
            payloads.get_text(checkpoint, "city"),
            payloads.get_text(checkpoint, "state"),
            payloads.get_text(checkpoint, "country_name"),
        )
        return named or payloads.get_text(checkpoint, "location")

    def _read_aftership_summary(self, tracking):
        """Return the status of a parcel that has no checkpoints yet."""
        tag = payloads.get_text(tracking, "tag")
        label = payloads.get_text(tracking, "subtag_message")
        return {
            "key": payloads.make_key(tag, payloads.get_text(tracking, "subtag")),
            "status": self._get_aftership_status(tracking),
            "date": payloads.get_date(tracking, "updated_at"),
            "location": "",
            "text": label or tag,
        }

    def _read_aftership_promise(self, tracking, zone):
        latest = payloads.get_dict(tracking, "latest_estimated_delivery")
        return payloads.get_date(
            latest, "datetime", zone, is_end_of_day=True
        ) or payloads.get_date(tracking, "expected_delivery", zone, is_end_of_day=True)
