# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Where a claim stands, for whoever has its number and e-mail or postcode."""

from odoo.http import request, route

from odoo.addons.portal.controllers.portal import CustomerPortal

from .visitor_limit import KEY_LIMITS, VISITOR_LIMITS, VisitorLimit

#: Longest text that is shown again in the form.
MAX_SHOWN = 64


class ClaimTracking(VisitorLimit, CustomerPortal):
    """The page that the code on every label leads to."""

    @route(
        "/rma/track",
        type="http",
        auth="public",
        website=True,
        methods=["GET"],
        readonly=True,
    )
    def web_track(self, number="", **kwargs):
        """Show the form; a label's code fills in the number."""
        return self._render_tracking(self._read_text(number))

    @route("/rma/track", type="http", auth="public", website=True, methods=["POST"])
    def web_track_claim(self, number="", secret="", **kwargs):
        """Show where the claim stands: a wrong secret and an unknown number are one."""
        claims = request.env["rma.claim"]
        number, secret = self._read_text(number), self._read_text(secret)
        # all units of a claim are the claim: its secret is not tried by each of them
        key = min(claims._get_typed_numbers(number), key=len)
        if self._is_used_up("track", self._get_visitor()) or self._is_used_up(
            "track_number", key
        ):
            return self._render_too_often()
        claim = claims._find_tracked(number, secret)
        if not claim:
            self._may_visitor("track")
            self._may_key("track_number", key)
            return self._render_tracking(number, is_wrong=True)
        # sudo: number and secret were checked; only what is shown is read
        return self._render_tracking(
            number, tracked=claim.sudo()._prepare_tracking_values()
        )

    def _read_text(self, value):
        """Return a posted text; what is none, a file for instance, is empty."""
        return (
            " ".join(value.replace("\0", "").split()) if isinstance(value, str) else ""
        )

    def _is_used_up(self, purpose, key):
        limit, seconds = {**VISITOR_LIMITS, **KEY_LIMITS}[purpose]
        return request.env["rma.rate.limit"]._is_used_up(purpose, key, limit, seconds)

    def _render_tracking(self, number, is_wrong=False, tracked=None):
        return request.render(
            "rma_management.web_tracking",
            {
                "number": number[:MAX_SHOWN],
                "is_wrong": is_wrong,
                "tracked": tracked,
            },
        )
