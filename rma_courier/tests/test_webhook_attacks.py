# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import json
import logging
import time
from unittest.mock import patch

from requests.exceptions import ConnectionError as HungUpError

from odoo import SUPERUSER_ID, api
from odoo.exceptions import LockError
from odoo.tests import tagged

from odoo.addons.rma_management.tests.two_people import TwoPeople

from ..controllers.courier_webhook import MAX_BODY
from .webhook_common import WebhookCommon

HOSTILE = (
    "<script>alert(1)</script><img src=x onerror=alert(1)> '\"; DROP TABLE x; --"
    "\u202e\u2066right to left\u0000\u0007\n\r\ud800 end"
)


@tagged("post_install", "-at_install")
class TestWebhookAttacks(WebhookCommon):
    """Whoever has no secret writes nothing; whoever has one breaks nothing."""

    def setUp(self):
        super().setUp()
        self.consignment = self._consign(docket="D1")

    def assertRefused(self, answer, code):
        self.assertEqual(answer.status_code, code, answer.text[:200])
        self.assertNotIn("Traceback", answer.text)
        self.assertNothingWritten(self.consignment)

    # -- without a good signature --

    def test_signature(self):
        body = self._get_body()
        raw = json.dumps(body).encode()
        good = self._sign(raw)
        signature = good["X-RMA-Signature"]
        for bad in (
            "",
            "sha256=",
            signature[:-1],
            signature.upper(),
            signature + "0",
            "sha1=" + signature[7:],
            "sha256=" + "0" * 64,
            "sha256=\xe9\xff",
        ):
            headers = {**good, "X-RMA-Signature": bad.encode("latin-1")}
            self.assertRefused(self._post(raw, headers=headers), 401)
        missing = {"Content-Type": "application/json"}
        self.assertRefused(self._post(raw, headers=missing), 401)
        self.assertRefused(self._post(raw + b" ", headers=good), 401)
        self.assertRefused(self._post(raw, headers=self._sign(raw, secret="x")), 401)
        # the time is signed, too
        later = {**good, "X-RMA-Timestamp": str(int(time.time()) + 1)}
        self.assertRefused(self._post(raw, headers=later), 401)
        for stamp in ("", "now", "1e9", "-1", "9" * 40):
            self.assertRefused(self._post(raw, stamp=stamp), 401)

    def test_no_secret_no_entry(self):
        raw = json.dumps(self._get_body()).encode()
        for secret in (False, ""):
            self.source.secret = secret
            self.assertRefused(self._post(raw, headers=self._sign(raw, secret="")), 401)
            self.assertRefused(
                self._post(raw, headers=self._sign(raw, secret="False")), 401
            )

    def test_unknown_and_archived(self):
        raw = json.dumps(self._get_body()).encode()
        self.env.flush_all()
        answers = [
            self.url_open(
                f"/rma/courier/webhook/{token}", data=raw, headers=self._sign(raw)
            )
            for token in ("x", "%00", "' OR 1=1", self.source.token + "x")
        ]
        self.source.active = False
        answers.append(self._post(raw))
        self.assertEqual({answer.status_code for answer in answers}, {404})
        self.assertEqual(len({a.text for a in answers[2:]}), 1, "nothing is given away")
        self.assertNothingWritten(self.consignment)

    # -- another form --

    def test_size(self):
        padding = "x" * MAX_BODY
        self.assertRefused(self._post(self._get_body(text=padding)), 413)
        # without a length: sent in pieces
        raw = json.dumps(self._get_body(text=padding * 3)).encode()
        try:
            status = self._post_pieces(raw).status_code
        except HungUpError:
            status = 413  # the server has hung up
        self.assertEqual(status, 413)
        self.assertNothingWritten(self.consignment)

    def test_pieces_below_the_limit(self):
        raw = json.dumps(self._get_body()).encode()
        self.assertEqual(self._post_pieces(raw).status_code, 200)
        self.assertEqual(self.consignment.state, "in_transit")

    def _post_pieces(self, raw):
        self.env.flush_all()
        answer = self.url_open(
            f"/rma/courier/webhook/{self.source.token}",
            data=(raw[i : i + 65536] for i in range(0, len(raw), 65536)),
            headers=self._sign(raw),
            method="POST",
        )
        self.env.invalidate_all()
        return answer

    def test_type_and_method(self):
        raw = json.dumps(self._get_body()).encode()
        for mimetype in ("text/plain", "application/xml", "", "application/jsonx"):
            headers = {**self._sign(raw), "Content-Type": mimetype}
            self.assertRefused(self._post(raw, headers=headers), 415)
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        self.assertRefused(
            self._post(b"token=2", headers={**self._sign(raw), **form}), 415
        )
        headers = {**self._sign(raw), "Content-Type": "application/json; charset=utf-8"}
        for method in ("GET", "PUT", "DELETE"):
            answer = self.url_open(
                f"/rma/courier/webhook/{self.source.token}",
                method=method,
                data=raw,
                headers=headers,
            )
            self.assertRefused(answer, 405)
        self.assertEqual(self._post(raw, headers=headers).status_code, 200)

    def test_no_json_object(self):
        deep = b'{"a":' * 100_000 + b"1" + b"}" * 100_000
        lists = b'{"a":' + b"[" * 60 + b"]" * 60 + b"}"
        huge = b'{"id": ' + b"9" * 5000 + b"}"
        for raw in (
            b"",
            b"{",
            b"[]",
            b"null",
            b'"text"',
            b"1",
            b"\xff\xfe{}",
            b'{"a": NaN}',
            b'{"a": Infinity}',
            b"\x00{}",
            deep[:200_000],
            b"[" * 100_000,
            lists,
            huge,
        ):
            self.assertRefused(self._post(raw), 400)

    # -- signed nonsense --

    def test_wrong_values(self):
        """Any field may be anything: kept or applied, never an error."""
        values = (None, True, 0, -1, 1.5, 10**400, "", "x", [], [[]], {}, {"a": {}})
        with self.assertNoLogs("odoo.http", "ERROR"):
            number = 0
            for value in values[:5] + values[6:]:
                for name in ("docket", "courier", "events", "id"):
                    number += 1
                    body = {**self._get_body(key=f"m{number}"), name: value}
                    answer = self._post(body)
                    self.assertEqual(answer.status_code, 200, body)
                names = ("id", "status", "date", "location", "text")
                event = dict.fromkeys(names, value)
                for events in ([event], [value], {"0": event}):
                    number += 1
                    body = self._get_body(key=f"m{number}", events=events)
                    answer = self._post(body)
                    self.assertEqual(answer.status_code, 200, body)
        for event in self.consignment.sudo().event_ids:
            self.assertIn(event.status, ("note", "in_transit"))

    def test_hostile_text(self):
        body = self._get_body(
            key=HOSTILE * 30,
            courier=HOSTILE,
            events=[
                {
                    "id": HOSTILE * 20,
                    "status": HOSTILE,
                    "location": HOSTILE,
                    "text": HOSTILE * 100,
                }
            ],
        )
        self.assertEqual(self._post(body).status_code, 200)
        self.assertEqual(self._post(body).json(), {"status": "repeat"})
        event = self.consignment.sudo().event_ids
        for text in (event.text, event.location):
            self.assertTrue(text.isprintable(), "no control or direction characters")
            self.assertLessEqual(len(text), 500)
        self.assertEqual(self.consignment.state, "announced")
        message = self._get_messages()
        self.assertNotIn("\x00", message.body)
        form = self.env["rma.tracking.message"].get_view(view_type="form")["arch"]
        self.assertNotIn('widget="html"', form, "shown as text")
        self.assertEqual(message._fields["body"].type, "text")
        self.assertEqual(message._fields["error"].type, "char")
        self.assertEqual(event._fields["text"].type, "char")
        # docket numbers are texts of strangers as well
        self._post(self._get_body(HOSTILE[:40], key="m2"))
        self.assertEqual(self._get_messages()[:1].state, "waiting")
        self._post(self._get_body("9" * 65, key="m3"))
        self.assertEqual(self._get_messages()[:1].state, "failed")

    def test_error_inside_is_kept(self):
        """A fault of ours loses no message and shows no traceback."""
        model = type(self.env["rma.consignment"])
        with (
            patch.object(model, "_register_events", side_effect=KeyError("secret")),
            self.assertLogs("odoo.addons.rma_courier.models", "ERROR"),
        ):
            answer = self._post(self._get_body())
        self.assertEqual(answer.json(), {"status": "failed"})
        message = self._get_messages()
        self.assertNotIn("secret", message.error)
        message.with_user(self.manager).action_apply()
        self.assertEqual(message.state, "applied")

    def test_busy(self):
        model = type(self.env["rma.consignment"])
        with patch.object(model, "_register_events", side_effect=LockError("busy")):
            answer = self._post(self._get_body())
        self.assertRefused(answer, 503)
        self.assertEqual(answer.headers["Retry-After"], "30")
        self.assertEqual(self._post(self._get_body()).json(), {"status": "applied"})

    def test_log_tells_no_secret(self):
        raw = json.dumps(self._get_body()).encode()
        headers = self._sign(raw, secret="wrong")
        with self.assertLogs("odoo.addons.rma_courier", logging.INFO) as logs:
            self.assertEqual(self._post(raw, headers=headers).status_code, 401)
        text = "\n".join(logs.output)
        for word in (self.source.secret, headers["X-RMA-Signature"], "Sorted"):
            self.assertNotIn(word, text)


@tagged("post_install", "-at_install")
class TestWebhookAtOnce(TwoPeople):
    """Two messages at the same moment for one consignment: real transactions."""

    def _prepare(self, env):
        source = env["rma.tracking.source"].create({"name": "At Once", "secret": "x"})
        consignment = env["rma.consignment"].create(
            {"direction": "customer_in", "docket": "ATONCE1"}
        )
        self.ids |= {
            "rma.tracking.source": source.ids,
            "rma.consignment": consignment.ids,
        }

    def _delete(self, env):
        self._get(env, "rma.tracking.source").unlink()
        consignment = self._get(env, "rma.consignment")
        consignment.event_ids.unlink()
        consignment.unlink()

    def _receive(self, env, key):
        env = api.Environment(env.cr, SUPERUSER_ID, env.context)
        source = self._get(env, "rma.tracking.source")
        event = {"id": key, "status": "in_transit"}
        raw = json.dumps({"id": key, "docket": "ATONCE1", "events": [event]}).encode()
        with (
            patch.object(type(source), "_is_signed", return_value=True),
            patch.object(type(source), "_is_timely", return_value=True),
            env.cr.savepoint(),
        ):
            return source._receive({}, raw)

    def test_two_messages(self):
        with self._two_people() as (mine, theirs):
            self.assertEqual(self._receive(mine, "a")[1], {"status": "applied"})
            with self.assertRaises(LockError):
                self._receive(theirs, "b")
            theirs.cr.rollback()
            mine.cr.commit()
            # told again, as the service does after 503
            self.assertEqual(self._receive(theirs, "b")[1], {"status": "applied"})
            theirs.cr.commit()
            # and the first one once more
            self.assertEqual(self._receive(mine, "a")[1], {"status": "repeat"})
        with self._transaction() as env:
            consignment = self._get(env, "rma.consignment")
            self.assertEqual(len(consignment.event_ids), 2)
            self.assertEqual(len(self._get(env, "rma.tracking.source").message_ids), 2)
