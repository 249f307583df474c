# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from werkzeug.exceptions import RequestEntityTooLarge

from odoo import SUPERUSER_ID, http
from odoo.exceptions import LockError
from odoo.http import request

#: No message about a parcel is longer (bytes); never more than this is read.
MAX_BODY = 256 * 1024
#: When a service should tell again what could not be written now (seconds).
RETRY_AFTER = "30"


class CourierWebhook(http.Controller):
    """The door through which tracking services tell of consignments."""

    @http.route(
        "/rma/courier/webhook/<string:token>",
        type="http",
        auth="public",
        methods=["POST"],
        csrf=False,
        save_session=False,
        max_content_length=MAX_BODY + 1,
    )
    def receive(self, token):
        """Take in one message of the service that *token* names.

        Answers 200 to whatever is signed, in time and new or known; 404 for an unknown
        service, 413 above 256 KiB, 415 for anything but JSON, 401 without a good
        signature of our time, 400 for what is no JSON object, and 503 when its
        consignment is being changed: the service then tells again.
        """
        source = request.env["rma.tracking.source"]._find_by_token(token)
        if not source:
            return self._answer(404, {"status": "not found"})
        if request.httprequest.mimetype != "application/json":
            return self._answer(415, {"status": "refused", "reason": "type"})
        raw = self._read_body()
        if raw is None:
            return self._answer(413, {"status": "refused", "reason": "size"})
        # sudo: the signature is the right; the company of the service bounds it
        source = source.with_user(SUPERUSER_ID).with_company(source.company_id)
        try:
            with request.env.cr.savepoint():
                status, answer = source._receive(request.httprequest.headers, raw)
        except LockError:
            return self._answer(503, {"status": "busy"})
        return self._answer(status, answer)

    def _read_body(self):
        """Return the body, or None when it is too long; one byte more shows that."""
        try:
            raw = request.httprequest.get_data()
        except RequestEntityTooLarge:
            return None
        return raw if len(raw) <= MAX_BODY else None

    def _answer(self, status, answer):
        headers = [("Retry-After", RETRY_AFTER)] if status == 503 else None
        return request.make_json_response(answer, headers=headers, status=status)
