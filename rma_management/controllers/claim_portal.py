# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The customer's claims in the portal: list and page."""

from urllib.parse import urlencode

from odoo.http import request, route
from odoo.tools.mimetypes import guess_mimetype

from odoo.addons.portal.controllers.portal import CustomerPortal
from odoo.addons.portal.controllers.portal import pager as portal_pager

from ..models.rma_step_mixin import ENDED_STAGES
from .claim_access import ClaimAccess

#: Rows of the list, and units of a claim, on one page.
CLAIMS_PER_PAGE = 20
UNITS_PER_PAGE = 50
#: Longer texts are no search for a number.
MAX_SEARCH = 100
#: Pictures that a browser may show; everything else is downloaded.
SHOWN_TYPES = ("image/jpeg", "image/png", "image/gif", "image/webp")
#: Width and height that small pictures fit in, in pixels.
THUMBNAIL = 256


class ClaimPortal(ClaimAccess, CustomerPortal):
    """What customers see of their company's claims."""

    # -- home --

    def _prepare_home_portal_values(self, counters):
        """Count the claims of the visitor's company when the page asks for it."""
        values = super()._prepare_home_portal_values(counters)
        if "rma_claim_count" in counters:
            claims = request.env["rma.claim"]
            values["rma_claim_count"] = (
                claims.search_count(claims._get_customer_domain())
                if claims.has_access("read")
                else 0
            )
        return values

    # -- list --

    @route(
        ["/my/rma", "/my/rma/page/<int:page>"],
        type="http",
        auth="user",
        website=True,
        methods=["GET"],
        readonly=True,
    )
    def portal_claims(
        self,
        page=1,
        search="",
        search_in="all",
        filterby="all",
        sortby="newest",
        **kwargs,
    ):
        """List the claims of the visitor's whole company."""
        labels = self._get_list_labels()
        choices = {
            "search_in": search_in if search_in in labels["search_in"] else "all",
            "filterby": filterby if filterby in labels["filterby"] else "all",
            "sortby": sortby if sortby in labels["sortby"] else "newest",
        }
        search = self._get_posted_text(search).strip()[:MAX_SEARCH]
        claims, pager = self._find_claims(page, search, **choices)
        return request.render(
            "rma_management.portal_claims",
            {
                **self._prepare_portal_layout_values(),
                **choices,
                "page_name": "rma",
                "rows": claims._get_customer_rows(),
                "pager": pager,
                "search": search,
                "labels": labels,
                "is_narrowed": bool(search) or choices["filterby"] != "all",
                "flash": self._pop_flash(),
            },
        )

    def _find_claims(self, page, search, search_in, filterby, sortby):
        """Return the claims of one page, and the pager."""
        claims = request.env["rma.claim"]
        url_args = {
            "search": search,
            "search_in": search_in,
            "filterby": filterby,
            "sortby": sortby,
        }
        defaults = {"search_in": "all", "filterby": "all", "sortby": "newest"}
        pager_args = {
            "url": "/my/rma",
            "step": CLAIMS_PER_PAGE,
            "page": page,
            "url_args": {
                name: value
                for name, value in url_args.items()
                if value and value != defaults.get(name)
            },
        }
        if not claims.has_access("read"):
            return claims, portal_pager(total=0, **pager_args)
        domain = (
            claims._get_customer_domain()
            & claims._get_customer_filters()[filterby]
            & claims._get_customer_search_domain(search_in, search)
        )
        pager = portal_pager(total=claims.search_count(domain), **pager_args)
        # without any claim the native pager stands before the first page
        offset = max(0, pager["offset"])
        found = claims._search_for_customer(domain, sortby, offset, CLAIMS_PER_PAGE)
        return found, pager

    def _get_list_labels(self):
        """Return the words of what the visitor can choose on the list."""
        return {
            "search_in": {
                "all": request.env._("Everything"),
                "number": request.env._("Any number"),
                "serial": request.env._("Serial number"),
                "product": request.env._("Product"),
            },
            "filterby": {
                "all": request.env._("All claims"),
                "open": request.env._("Open claims"),
                "yours": request.env._("Waiting for you"),
                "underway": request.env._("On the way"),
                "closed": request.env._("Closed claims"),
            },
            "sortby": {
                "newest": request.env._("Newest first"),
                "yours": request.env._("What waits for you first"),
                "number": request.env._("Number"),
            },
        }

    # -- page --

    @route(
        ["/my/rma/<int:claim_id>", "/my/rma/<int:claim_id>/page/<int:page>"],
        type="http",
        auth="public",
        website=True,
        methods=["GET"],
        readonly=True,
    )
    def portal_claim(self, claim_id, access_token=None, page=1, **kwargs):
        """Show one claim to its customer's people, or to who has its link."""
        claim = self._get_claim_sudo(claim_id, access_token)
        if not claim:
            raise request.not_found()
        if access_token != claim.access_token:
            # he came by login: whatever else stands there opens nothing
            access_token = None
        response = request.render(
            "rma_management.portal_claim",
            self._prepare_claim_values(claim, access_token)
            | self._prepare_unit_values(claim, access_token, page)
            # who posts by a link of an e-mail, as the native chat wants to know it
            | {name: kwargs[name] for name in ("pid", "hash") if kwargs.get(name)},
        )
        return self._seal(response)

    def _prepare_claim_values(self, claim, access_token):
        """Return what the page of a claim shows; addons add theirs."""
        user = request.env.user
        is_visitor = user._is_public()
        zone = claim.partner_id.tz if is_visitor else user.tz
        zone = zone or claim.company_id.partner_id.tz or user.tz
        claim = claim.with_context(tz=zone or "UTC")
        return {
            **self._prepare_portal_layout_values(),
            "page_name": "rma",
            "no_breadcrumbs": is_visitor,
            "object": claim,
            "claim": claim,
            "lines": claim.line_ids,
            "status": claim._get_customer_status(),
            "progress": claim._get_customer_progress(),
            "documents": claim._get_customer_documents(),
            "timeline": claim._get_customer_timeline(),
            "zone": claim.env.context["tz"],
            "access_token": access_token,
            "token": access_token,
            "query": (
                f"?{urlencode({'access_token': access_token})}" if access_token else ""
            ),
            "flash": self._pop_flash(),
        }

    def _prepare_unit_values(self, claim, access_token, page):
        """Return the units that one page shows, and the pager for the others."""
        pager = portal_pager(
            f"/my/rma/{claim.id}",
            len(claim.line_ids),
            page=page,
            step=UNITS_PER_PAGE,
            url_args={"access_token": access_token} if access_token else None,
        )
        start = max(0, pager["offset"])
        shown = claim.line_ids[start : start + UNITS_PER_PAGE]
        return {
            "shown_lines": shown,
            "units": claim._get_customer_units(shown),
            "unit_pager": pager,
            "can_add_photos": bool(shown) and claim.stage not in ENDED_STAGES,
        }

    @route(
        "/my/rma/<int:claim_id>/file/<int:attachment_id>",
        type="http",
        auth="public",
        methods=["GET"],
        readonly=True,
    )
    def portal_claim_file(
        self, claim_id, attachment_id, access_token=None, small=None, **kwargs
    ):
        """Hand out a file that the customer has given us.

        :param small: a small picture is enough
        """
        claim = self._get_claim_sudo(claim_id, access_token)
        file = claim and claim._find_customer_file(attachment_id)
        if not file:
            raise request.not_found()
        # what it is, not what somebody called it
        mimetype = guess_mimetype(file.raw or b"")
        is_shown = mimetype in SHOWN_TYPES
        binary = request.env["ir.binary"]
        if small and is_shown:
            stream = binary._get_image_stream_from(
                file, "raw", width=THUMBNAIL, height=THUMBNAIL
            )
        else:
            stream = binary._get_stream_from(file, "raw")
            stream.mimetype = mimetype if is_shown else "application/octet-stream"
        response = stream.get_response(as_attachment=not is_shown)
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response

    # -- messages without scripts --

    @route(
        "/my/rma/<int:claim_id>/message",
        type="http",
        auth="public",
        website=True,
        methods=["POST"],
    )
    def portal_claim_message(self, claim_id, access_token=None, message="", **kwargs):
        """Take a message from who sees the page without its chat."""
        claim = self._get_claim_sudo(claim_id, access_token)
        if not claim:
            raise request.not_found()
        message = self._get_posted_text(message)
        if self._run_for_customer(claim._customer_write, message):
            self._flash(request.env._("Thank you, we have your message."))
        return self._redirect_to_claim(claim, access_token)
