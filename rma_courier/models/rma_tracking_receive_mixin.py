# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import hmac
import logging
from datetime import timedelta

from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.tools import mute_logger

from ..exceptions import RmaCourierError
from ..tools import courier_payload as payloads
from ..tools import docket

_logger = logging.getLogger(__name__)

#: No parcel has more to tell; a message with more is kept and not applied.
MAX_EVENTS = 500


class RmaTrackingReceiveMixin(models.AbstractModel):
    """Taking in one message: signature, time, form, repeat, and only then its words."""

    _name = "rma.tracking.receive.mixin"
    _description = "RMA Receipt of Tracking Messages"

    @api.model
    def _find_by_token(self, token):
        """Return the active service that *token* names, as the system sees it."""
        if payloads.clean(token) != token:
            return self.browse()
        # sudo: who calls is nobody here; the signature says whether he may
        return self.sudo().search([("token", "=", token)], limit=1)

    def _receive(self, headers, raw):
        """Take in the message *raw* (bytes); nothing is written unless it is signed.

        :return: pair of the HTTP status and the answer as a dict
        :raises odoo.exceptions.LockError: its consignment is being changed right now
        """
        self.ensure_one()
        if not self._is_signed(headers, raw):
            return self._refuse(401, "signature")
        try:
            payload = payloads.load(raw)
        except ValueError:
            payload = None
        if not self._is_timely(headers, payload or {}):
            return self._refuse(401, "timestamp")
        if payload is None:
            return self._refuse(400, "json")
        message = self._keep_message(payload, raw)
        if not message:
            return 200, {"status": "repeat"}
        message._apply()
        status = {"waiting": "unknown"}.get(message.state, message.state)
        return 200, {"status": status}

    def _refuse(self, status, reason):
        _logger.info(
            "Tracking service %s: message refused, bad %s", self.id, reason
        )  # neither body nor signature: both may be an attacker's or a secret
        return status, {"status": "refused", "reason": reason}

    def _is_signed(self, headers, raw):
        """Tell whether *raw* was signed with our secret; never without a secret."""
        secret = self.secret
        if not secret:
            return False
        sign = getattr(self, f"_sign_{self.payload_format}")
        given, expected = sign(headers, raw, secret)
        return hmac.compare_digest(
            given.encode("utf-8", "replace"), expected.encode("utf-8")
        )

    def _is_timely(self, headers, payload):
        """Tell whether the message was signed within the tolerance, before or after."""
        get_time = getattr(self, f"_get_{self.payload_format}_time")
        moment = get_time(headers, payload)
        if moment is False:
            return True
        if moment is None:
            return False
        return abs(fields.Datetime.now() - moment) <= timedelta(seconds=self.tolerance)

    def _get_time_zone(self):
        """Return the zone of times that do not name one: the company's."""
        self.ensure_one()
        return self.company_id.partner_id.tz or "UTC"

    def _read(self, payload):
        """Return what *payload* says, by the contract of the formats.

        :raises RmaCourierError: it says nothing about a consignment
        """
        self.ensure_one()
        report = getattr(self, f"_read_{self.payload_format}")(payload)
        number = report["docket"]
        if not docket.normalize(number):
            raise RmaCourierError(
                self.env._("It names no docket number, so it tells of no consignment.")
            )
        if len(number) > docket.MAX_LENGTH:
            raise RmaCourierError(
                self.env._(
                    "Its docket number has more than %(number)s characters.",
                    number=docket.MAX_LENGTH,
                )
            )
        if len(report["events"]) > MAX_EVENTS:
            raise RmaCourierError(
                self.env._(
                    "It tells of more than %(number)s events.", number=MAX_EVENTS
                )
            )
        return report

    def _keep_message(self, payload, raw):
        """Return the message as it is kept, or none when it came before."""
        vals = self._prepare_message_vals(payload, raw)
        model = self.env["rma.tracking.message"]
        key = [("source_id", "=", self.id), ("message_key", "=", vals["message_key"])]
        if model.search_count(key, limit=1):
            return model
        try:
            # the same message may come twice at the same moment
            with mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                return model.create(vals)
        except UniqueViolation:
            return model

    def _prepare_message_vals(self, payload, raw):
        body = raw.decode("utf-8-sig").replace("\x00", "")
        vals = {"source_id": self.id, "body": body, "state": "waiting"}
        report = getattr(self, f"_read_{self.payload_format}")(payload)
        key, number = report["key"], report["docket"]
        return {
            **vals,
            "message_key": payloads.get_key(key or payloads.make_key(body)),
            "docket": number[: docket.MAX_LENGTH] or False,
            "docket_key": docket.normalize(number) or False,
        }
