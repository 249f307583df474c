# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Raising a claim in the portal: which unit, what is wrong, and the details."""

from urllib.parse import urlencode

from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.http import request, route

from odoo.addons.portal.controllers.portal import CustomerPortal
from odoo.addons.portal.controllers.portal import pager as portal_pager

from ..tools import upload_check
from .claim_unit import RATES, UNIT_NAMES, ClaimUnit

LINES_PER_PAGE = 20
MAX_SEARCH = 100
#: Products to choose from; who bought more kinds searches his orders.
MAX_PRODUCTS = 200
#: What is bigger is not even read.
MAX_POST = upload_check.MAX_BYTES_POST + 10 * upload_check.MB


class ClaimForm(ClaimUnit, CustomerPortal):
    """The form of a logged-in customer; every step is a page of its own."""

    # -- which unit --

    @route(
        ["/my/rma/new", "/my/rma/new/page/<int:page>"],
        type="http",
        auth="user",
        website=True,
        methods=["GET"],
        readonly=True,
    )
    def portal_claim_new(self, page=1, symptom=None, tried=None, **params):
        """Ask for the unit, then for the fault, then for the details.

        What was chosen stands in the address: nothing is kept on the way.
        """
        values = {name: params[name] for name in UNIT_NAMES if params.get(name)}
        unit = self._find_form_unit(values) if values else None
        if not values and "product_text" in params:
            unit = {
                "error": request.env._(
                    "Please choose a product, or tell us what product it is."
                )
            }
        if not unit or unit["error"]:
            return self._render_form_choice(page, values, unit, **params)
        if symptom is None or unit["duplicates"]:
            return self._render_form(
                "rma_management.portal_form_fault",
                unit,
                symptoms=request.env["rma.symptom"].sudo().search([]),  # sudo: as below
            )
        fault = self._find_form_fault(symptom)
        remedies = self._find_form_remedies(unit, fault)
        if remedies and not tried:
            return self._render_form(
                "rma_management.portal_form_remedies",
                unit,
                remedies=remedies,
                fault=fault,
            )
        return self._render_form_details(unit, {"symptom_id": str(fault.id or "")}, {})

    def _render_form_choice(self, page, values, unit, search="", order=None, **params):
        """Show the ways to say which unit it is."""
        partner = request.env.user.partner_id
        claims = request.env["rma.claim"]
        search = self._get_posted_text(search).strip()[:MAX_SEARCH]
        domain = claims._get_sold_lines_domain(partner)
        if order and order.isdecimal() and len(order) < 10:
            domain &= Domain("order_id", "=", int(order))
        if search:
            domain &= Domain.OR(
                Domain(name, "ilike", search)
                for name in (
                    "product_id",
                    "order_id.name",
                    "order_id.client_order_ref",
                    "move_ids.move_line_ids.lot_id.name",
                )
            )
        # sudo: the domain narrows it to what was sold to the visitor's company
        lines_sudo = request.env["sale.order.line"].sudo()
        pager = portal_pager(
            "/my/rma/new",
            lines_sudo.search_count(domain),
            page=page,
            step=LINES_PER_PAGE,
            url_args={"search": search, "order": order or ""},
        )
        found = lines_sudo.search(
            domain,
            order="id desc",
            limit=LINES_PER_PAGE,
            offset=max(0, pager["offset"]),
        )
        return self._render_form(
            "rma_management.portal_form_choice",
            unit,
            values=values,
            quantities=claims._get_claimable_quantities(found),
            products=claims._search_sold_products(partner, limit=MAX_PRODUCTS),
            search=search,
            sold_order=order,
            pager=pager,
            flash=self._pop_flash(),
        )

    @route("/my/rma/serial", type="http", auth="user", website=True, methods=["POST"])
    def portal_serial(self, serial="", **kwargs):
        """Look a serial up and go on with it; whose it is not is told to nobody."""
        if self._is_form_too_often("portal_serial", request.env.uid):
            return self._redirect_to_form({})
        serial = self._get_posted_text(serial)
        if not serial.strip():
            self._flash(request.env._("Type the serial number."), is_error=True)
            return self._redirect_to_form({})
        return self._redirect_to_form({"serial": serial.strip()[:MAX_SEARCH]})

    @route("/my/rma/serial/check", type="jsonrpc", auth="user", methods=["POST"])
    def portal_serial_check(self, serial=""):
        """Return what is known about an own serial, while it is being typed."""
        limit, seconds = RATES["portal_serial"]
        is_allowed = request.env["rma.rate.limit"]._hit(
            "portal_serial", str(request.env.uid), limit, seconds
        )
        if not is_allowed or not isinstance(serial, str) or not serial.strip():
            return {"is_known": False, "title": "", "warranty": ""}
        unit = self._find_form_unit({"serial": serial})
        if not unit["is_known"]:
            return {"is_known": False, "title": "", "warranty": ""}
        return {name: unit[name] for name in ("is_known", "title", "warranty")}

    # -- what may help --

    @route(
        "/my/rma/new/remedy", type="http", auth="user", website=True, methods=["POST"]
    )
    def portal_remedy(self, remedy="", symptom="", **params):
        """Keep whether the advice helped: one remedy, or nothing when none did."""
        symptom = self._get_posted_text(symptom)
        values = {name: params[name] for name in UNIT_NAMES if params.get(name)}
        unit = self._find_form_unit(values)
        if unit["error"] or self._is_form_too_often("portal_remedy", request.env.uid):
            return self._redirect_to_form({})
        fault = self._find_form_fault(symptom)
        remedies = self._find_form_remedies(unit, fault)
        solved = remedies.filtered(lambda r: str(r.id) == remedy)
        (solved or remedies)._record_answer(
            bool(solved),
            "portal",
            partner_id=request.env.user.partner_id.id,
            product_id=unit["product"].id,
            serial=unit["serial"],
            symptom_id=fault.id,
        )
        if solved:
            return request.redirect("/my/rma/new/solved")
        return self._redirect_to_form(
            {**unit["values"], "symptom": symptom[:9] or "0", "tried": "1"}
        )

    @route(
        "/my/rma/new/solved",
        type="http",
        auth="user",
        website=True,
        methods=["GET"],
        readonly=True,
    )
    def portal_remedy_solved(self, **kwargs):
        """Thank for the answer."""
        return self._render_form("rma_management.portal_form_solved", None)

    # -- the details --

    def _render_form_details(self, unit, values, errors, claim=None):
        """Show the form of the details with what was typed and what is wrong."""
        # sudo: words that are shown to everybody who fills in the form
        env = request.env(su=True)
        return self._render_form(
            "rma_management.portal_form_details",
            unit,
            values=values,
            errors=errors,
            draft=claim,
            symptoms=env["rma.symptom"].search([]),
            reasons=env["rma.reason"].search([]),
            delivery_methods=self._get_delivery_words(),
            limits={
                "files": upload_check.MAX_FILES,
                "bytes": upload_check.MAX_BYTES_POST,
                "mb": upload_check.MAX_BYTES // upload_check.MB,
                "mb_video": upload_check.MAX_BYTES_VIDEO // upload_check.MB,
            },
        )

    @route(
        "/my/rma/new",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
        max_content_length=MAX_POST,
    )
    def portal_claim_create(self, **values):
        """Prepare the claim unseen by others, or say what is wrong with each field."""
        if self._is_form_too_often("portal_claim", request.env.uid):
            return self._redirect_to_form({})
        unit = self._find_form_unit(values)
        if not unit["title"] or unit["duplicates"]:
            return self._redirect_to_form(unit["values"])
        partner = request.env.user.partner_id
        vals, errors = request.env["rma.claim"]._prepare_intake_vals(values, partner)
        uploads = self._read_form_uploads(errors)
        claim = not errors and self._try_form(
            self._create_own_draft, errors, vals, uploads
        )
        if errors:
            return self._render_form_details(unit, values, errors)
        return request.redirect(f"/my/rma/new/{claim.id}")

    def _get_delivery_words(self):
        """Return the ways to us, as the customer says it; addons may have more."""
        field = request.env["rma.claim"]._fields["delivery_method"]
        words = {
            "courier": request.env._("I send it by courier"),
            "pickup": request.env._("Please have it picked up"),
            "counter": request.env._("I bring it to you"),
        }
        return [
            (key, words.get(key, label))
            for key, label in field._description_selection(request.env)
        ]

    def _create_own_draft(self, vals, uploads):
        claim = request.env["rma.claim"]._create_intake(
            request.env.user.partner_id, vals, "portal"
        )
        self._finish_own_draft(claim, uploads)
        return claim

    def _finish_own_draft(self, claim, uploads):
        """Tie the files to the claim and ask the rules who pays."""
        for field, checked in uploads.items():
            claim._link_uploads(checked, field)
        claim.line_ids._check_entitlement("request")

    def _read_form_uploads(self, errors, counted=0):
        """Return the checked files of this post by field; what is wrong in *errors*."""
        uploads = {}
        for field, name, kinds in (
            ("fault_photo_ids", "photos", upload_check.PHOTO_KINDS),
            ("proof_ids", "proofs", upload_check.PROOF_KINDS),
        ):
            files = request.httprequest.files.getlist(name)
            try:
                uploads[field] = upload_check.read_uploads(
                    files, request.env, kinds, counted
                )
                counted += len(uploads[field])
            except UserError as error:
                errors[name] = error.args[0]
        return uploads

    # -- what all pages share --

    def _try_form(self, method, errors, *args):
        """Call *method*; what it refuses goes to *errors*, nothing is kept."""
        try:
            with request.env.cr.savepoint():
                result = method(*args)
                request.env.flush_all()
        except UserError as error:
            errors["form"] = error.args[0]
            return None
        return result

    def _redirect_to_form(self, params):
        query = f"?{urlencode(params)}" if params else ""
        return request.redirect(f"/my/rma/new{query}")

    def _render_form(self, template, unit, **values):
        return request.render(
            template,
            {
                **self._prepare_portal_layout_values(),
                "page_name": "rma_new",
                "unit": unit,
                "values": {},
                "errors": {},
                "flash": None,
                **values,
            },
        )
