# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""How often visitors who are not logged in may do something."""

from odoo.http import request

HOUR = 3600
#: {what is done: (how often, within how many seconds)}; by address of the visitor …
VISITOR_LIMITS = {
    # a step of the public form is filled in
    "web_step": (200, HOUR),
    # a claim is sent
    "web_send": (20, HOUR),
    # an e-mail with the link is sent again
    "web_resend": (10, HOUR),
    # a claim is confirmed
    "web_confirm": (60, HOUR),
    # a claim is looked up in vain
    "track": (20, HOUR),
}
#: … by e-mail address or number, whoever does it.
KEY_LIMITS = {
    # e-mails with a link, to one address
    "web_mail": (5, HOUR),
    # one number is looked up in vain
    "track_number": (10, HOUR),
}


class TooOften(Exception):
    """Something was done as often as it may be: what was begun is rolled back."""


class VisitorLimit:
    """Joined to a controller whose pages are open to everybody."""

    def _get_visitor(self):
        """Return what the visitor is counted by."""
        address = request.httprequest.remote_addr
        return request.env["rma.rate.limit"]._get_network(address)

    def _may_visitor(self, purpose):
        """Count that the visitor does *purpose*; tell whether he may."""
        limit, seconds = VISITOR_LIMITS[purpose]
        limits = request.env["rma.rate.limit"]
        return limits._hit(purpose, self._get_visitor(), limit, seconds)

    def _may_key(self, purpose, key):
        """Count that *purpose* is done with *key*; tell whether it may."""
        limit, seconds = KEY_LIMITS[purpose]
        return request.env["rma.rate.limit"]._hit(purpose, key, limit, seconds)

    def _render_too_often(self):
        """Return the page that asks the visitor to come back later."""
        response = request.render("rma_management.web_too_often", {}, status=429)
        response.headers["Retry-After"] = str(HOUR)
        return response
