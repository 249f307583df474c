# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import hashlib
import hmac
import json
import time
import unicodedata
from datetime import datetime
from email.utils import format_datetime

from odoo import fields
from odoo.tests import tagged

from ..models import rma_tracking_aftership_mixin as aftership
from ..models import rma_tracking_easypost_mixin as easypost
from ..tools import courier_payload as payloads
from ..tools.courier_status import STATUSES
from .webhook_common import SECRET, WebhookCommon


@tagged("post_install", "-at_install")
class TestWebhookFormats(WebhookCommon):
    """The public formats of two services, and ours."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.aftership = cls._create_source(payload_format="aftership")

    # -- AfterShip --

    def _get_aftership(self, docket="D1", **vals):
        places = {"city": "Leipzig", "state": None, "country_name": "Germany"}
        checkpoints = [
            {
                "slug": "swift",
                "checkpoint_time": "2026-03-17T08:00:00",
                "tag": "InTransit",
                "subtag": "InTransit_003",
                "message": "Sorted",
                **places,
            },
            {
                "slug": "swift",
                "checkpoint_time": "2026-03-18T09:30:00+02:00",
                "tag": "Delivered",
                "subtag": "Delivered_003",
                "message": "Signed",
                **places,
            },
        ]
        return {
            "event": "tracking_update",
            "event_id": "b7d0-1",
            "is_tracking_first_tag": True,
            "ts": int(time.time()),
            "msg": {
                "tracking_number": docket,
                "slug": "swift",
                "tag": "Delivered",
                "subtag": "Delivered_003",
                "expected_delivery": "2026-03-19",
                "checkpoints": checkpoints,
                **vals,
            },
        }

    def _post_aftership(self, body, headers=None):
        raw = json.dumps(body).encode()
        headers = headers or self._sign_aftership(raw)
        return self._post(raw, self.aftership, headers)

    def test_aftership(self):
        self.company.partner_id.tz = "Europe/Brussels"
        consignment = self._consign(docket="D1")
        body = self._get_aftership()
        self.assertEqual(self._post_aftership(body).json(), {"status": "applied"})
        self.assertRecordValues(
            consignment.sudo().event_ids.filtered(lambda e: e.status != "note"),
            [
                {
                    "status": "delivered",
                    "date": datetime(2026, 3, 18, 7, 30),
                    "location": "Leipzig, Germany",
                    "text": "Signed",
                },
                {
                    # without a zone: the company's
                    "status": "in_transit",
                    "date": datetime(2026, 3, 17, 7),
                    "location": "Leipzig, Germany",
                    "text": "Sorted",
                },
            ],
        )
        self.assertEqual(consignment.state, "delivered")
        self.assertEqual(self._post_aftership(body).json(), {"status": "repeat"})
        # a later message tells the same checkpoints again
        body["event_id"] = "b7d0-2"
        count = len(consignment.sudo().event_ids)
        self.assertEqual(self._post_aftership(body).json(), {"status": "applied"})
        self.assertEqual(len(consignment.sudo().event_ids), count)

    def test_aftership_signature_and_time(self):
        consignment = self._consign(docket="D1")
        body = self._get_aftership()
        headers = self._sign_aftership(b"another body")
        self.assertEqual(self._post_aftership(body, headers).status_code, 401)
        for ts in (time.time() - 8 * 86400, time.time() + 8 * 86400):
            answer = self._post_aftership({**body, "ts": int(ts)})
            self.assertEqual(answer.status_code, 401)
        for ts in (None, "soon", [], 1e400, 10**30, True):
            answer = self._post_aftership({**body, "ts": ts})
            self.assertIn(answer.status_code, (400, 401), ts)
        self.assertFalse(consignment.sudo().event_ids)

    def test_aftership_without_checkpoints(self):
        consignment = self._consign(docket="D1")
        for number, (tag, subtag) in enumerate(
            [("InfoReceived", "InfoReceived_001"), ("Expired", "Expired_001")]
        ):
            body = self._get_aftership(
                checkpoints=[], tag=tag, subtag=subtag, expected_delivery=None
            )
            self._post_aftership({**body, "event_id": str(number)})
        self.assertEqual(
            consignment.sudo().event_ids.sorted("id").mapped("status"),
            ["announced", "note"],
        )
        self.assertEqual(consignment.state, "announced")

    def test_aftership_promises(self):
        consignment = self._consign(docket="D1")
        for number, day in enumerate(("19", "21", "19")):
            body = self._get_aftership(
                checkpoints=[], tag="InTransit", expected_delivery=f"2026-03-{day}"
            )
            body |= {"event_id": str(number), "ts": int(time.time()) + number}
            self._post_aftership(body)
            self.assertEqual(consignment.date_promised.day, int(day))

    def test_aftership_statuses(self):
        known = dict(STATUSES)
        documented = {
            "InfoReceived",
            "InTransit",
            "OutForDelivery",
            "AttemptFail",
            "Delivered",
            "AvailableForPickup",
            "Exception",
            "Expired",
            "Pending",
        }
        self.assertEqual(set(aftership.TAGS), documented)
        self.assertLessEqual(set(aftership.TAGS.values()), set(known))
        self.assertLessEqual(set(aftership.SUBTAGS.values()), set(known))
        status = self.source._get_aftership_status
        self.assertEqual(
            status({"tag": "Exception", "subtag": "Exception_001"}), "exception"
        )
        self.assertEqual(
            status({"tag": "Exception", "subtag": "Exception_011"}), "returned"
        )
        self.assertEqual(
            status({"tag": "Exception", "subtag": "Exception_013"}), "lost"
        )
        self.assertEqual(
            status({"tag": "Delivered", "subtag": "Delivered_099"}), "delivered"
        )
        self.assertEqual(status({"tag": "NewTag"}), "note")
        self.assertEqual(status({"tag": ["Delivered"]}), "note")

    # -- EasyPost --

    def _get_easypost(self, **vals):
        place = {"city": "Cork", "state": "", "country": "IE", "zip": None}
        return {
            "id": "evt_1",
            "object": "Event",
            "description": "tracker.updated",
            "created_at": "2026-03-18T12:00:00Z",
            "result": {
                "id": "trk_1",
                "object": "Tracker",
                "tracking_code": "D1",
                "carrier": "Swift",
                "status": "out_for_delivery",
                "status_detail": "out_for_delivery",
                "est_delivery_date": "2026-03-20T18:00:00Z",
                "tracking_details": [
                    {
                        "object": "TrackingDetail",
                        "datetime": "2026-03-17T10:00:00Z",
                        "status": "in_transit",
                        "status_detail": "arrived_at_facility",
                        "message": "Arrived",
                        "tracking_location": place,
                    },
                    {
                        "object": "TrackingDetail",
                        "datetime": "2026-03-18T06:00:00Z",
                        "status": "out_for_delivery",
                        "message": "In the van",
                        "tracking_location": None,
                    },
                ],
                **vals,
            },
        }

    def _sign_easypost(self, raw, secret=SECRET, stamp=None, path="/rma"):
        key = unicodedata.normalize("NFKD", secret).encode()
        headers = {"Content-Type": "application/json"}
        name, signed = "X-Hmac-Signature", raw
        if stamp:
            name += "-V2"
            headers |= {"X-Timestamp": stamp, "X-Path": path}
            signed = f"{stamp}POST{path}".encode() + raw
        digest = hmac.new(key, signed, hashlib.sha256).hexdigest()
        return {**headers, name: f"hmac-sha256-hex={digest}"}

    def test_easypost(self):
        secret = "s\u00e9cret"
        source = self._create_source(payload_format="easypost", secret=secret)
        consignment = self._consign(docket="D1")
        raw = json.dumps(self._get_easypost()).encode()
        answer = self._post(raw, source, self._sign_easypost(raw, secret))
        self.assertEqual(answer.json(), {"status": "applied"})
        events = consignment.sudo().event_ids.filtered(lambda e: e.status != "note")
        self.assertRecordValues(
            events,
            [
                {
                    "status": "out_for_delivery",
                    "date": datetime(2026, 3, 18, 6),
                    "location": False,
                    "text": "In the van",
                },
                {
                    "status": "in_transit",
                    "date": datetime(2026, 3, 17, 10),
                    "location": "Cork, IE",
                    "text": "Arrived",
                },
            ],
        )
        self.assertEqual(consignment.date_promised, datetime(2026, 3, 20, 18))
        answer = self._post(raw, source, self._sign_easypost(raw, secret))
        self.assertEqual(answer.json(), {"status": "repeat"})

    def test_easypost_newer_signature(self):
        source = self._create_source(payload_format="easypost")
        consignment = self._consign(docket="D1")
        raw = json.dumps(self._get_easypost()).encode()
        now = fields.Datetime.now()
        for shift, code in ((-600, 401), (600, 401), (0, 200)):
            moment = fields.Datetime.add(now, seconds=shift)
            headers = self._sign_easypost(raw, stamp=format_datetime(moment))
            answer = self._post(raw, source, headers)
            self.assertEqual(answer.status_code, code, shift)
        self.assertEqual(consignment.state, "out_for_delivery")
        headers = self._sign_easypost(raw, stamp=format_datetime(now))
        for name, value in (
            ("X-Timestamp", "no time"),
            ("X-Path", "/other"),
            ("X-Hmac-Signature-V2", "hmac-sha256-hex=00"),
        ):
            answer = self._post(raw, source, {**headers, name: value})
            self.assertEqual(answer.status_code, 401, name)

    def test_easypost_other_objects(self):
        source = self._create_source(payload_format="easypost")
        raw = json.dumps(self._get_easypost(object="Batch")).encode()
        answer = self._post(raw, source, self._sign_easypost(raw))
        self.assertEqual(answer.json(), {"status": "failed"})

    def test_easypost_statuses(self):
        statuses = {
            "unknown",
            "pre_transit",
            "in_transit",
            "out_for_delivery",
            "delivered",
            "available_for_pickup",
            "return_to_sender",
            "failure",
            "cancelled",
            "error",
        }
        self.assertEqual(set(easypost.STATUSES), statuses)
        known = set(dict(STATUSES))
        self.assertLessEqual(
            {*easypost.STATUSES.values(), *easypost.DETAILS.values()}, known
        )
        status = self.source._get_easypost_status
        for said, detail, meant in (
            ("in_transit", "arrived_at_facility", "in_transit"),
            ("failure", "lost", "lost"),
            ("delivered", "held", "delivered"),
            ("return_to_sender", "return", "exception"),
            ("available_for_pickup", "arrived_at_destination", "available"),
            ("teleported", "", "note"),
            (None, None, "note"),
        ):
            holder = {"status": said, "status_detail": detail}
            self.assertEqual(status(holder), meant, holder)

    # -- dates --

    def test_dates(self):
        for text, moment in (
            ("2026-03-20T10:00:00Z", datetime(2026, 3, 20, 10)),
            ("2026-03-20T10:00:00.123+05:30", datetime(2026, 3, 20, 4, 30)),
            ("2026-03-20 10:00", datetime(2026, 3, 20, 9)),
            ("2026-03-20", datetime(2026, 3, 19, 23)),
            ("20.03.2026", None),
            ("0001-01-01T00:00:00+23:00", None),
            ("", None),
        ):
            parsed = payloads.parse_date(text, "Europe/Brussels")
            self.assertEqual(parsed, moment, text)
        self.assertEqual(
            payloads.parse_date("2026-03-20", is_end_of_day=True),
            datetime(2026, 3, 20, 23, 59, 59),
        )

    def test_missing_date_is_now(self):
        consignment = self._consign(docket="D1")
        before = fields.Datetime.now()
        self._post(self._get_body(events=[{"status": "in_transit"}]))
        event = consignment.sudo().event_ids
        self.assertGreaterEqual(event.date, before)
        self._post(self._get_body(key="m2", events=[{"status": "in_transit"}]))
        self.assertEqual(len(consignment.sudo().event_ids), 1, "told twice")
