# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import base64
import hashlib
import hmac
import json
import time

from odoo.tests import HttpCase

from .common import CourierCommon

SECRET = "a secret of both sides"


class WebhookCommon(CourierCommon, HttpCase):
    """A tracking service of each format, and how it signs."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.source = cls._create_source()

    @classmethod
    def _create_source(cls, **vals):
        return cls.env["rma.tracking.source"].create(
            {
                "name": "Tracker",
                "company_id": cls.company.id,
                "secret": SECRET,
                **vals,
            }
        )

    @classmethod
    def _get_body(cls, docket="D1", key="m1", **vals):
        event = {
            "id": "e1",
            "status": "in_transit",
            "date": "2026-03-18T10:00:00+01:00",
            "location": "Hub",
            "text": "Sorted",
        }
        return {"id": key, "docket": docket, "events": [event], **vals}

    def _sign(self, raw, stamp=None, secret=SECRET):
        stamp = str(int(time.time()) if stamp is None else stamp)
        signed = stamp.encode() + b"." + raw
        digest = hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
        return {
            "Content-Type": "application/json",
            "X-RMA-Timestamp": stamp,
            "X-RMA-Signature": f"sha256={digest}",
        }

    def _sign_aftership(self, raw):
        digest = hmac.new(SECRET.encode(), raw, hashlib.sha256).digest()
        return {
            "Content-Type": "application/json",
            "aftership-hmac-sha256": base64.b64encode(digest).decode(),
        }

    def _post(self, body, source=None, headers=None, stamp=None):
        """Post *body* (dict or bytes) as a signed message of *source*."""
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        source = source or self.source
        self.env.flush_all()
        answer = self.url_open(
            f"/rma/courier/webhook/{source.token}",
            data=raw,
            headers=headers or self._sign(raw, stamp),
            method="POST",
        )
        self.env.invalidate_all()
        return answer

    def _get_messages(self, source=None):
        return self.env["rma.tracking.message"].search(
            [("source_id", "=", (source or self.source).id)]
        )

    def assertNothingWritten(self, consignment=None):
        self.assertFalse(self._get_messages())
        if consignment:
            self.assertFalse(consignment.sudo().event_ids)
