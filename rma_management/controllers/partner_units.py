# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""All units of a shop or chain, whatever list or claim they came with."""

from odoo.fields import Domain
from odoo.http import request, route

from odoo.addons.portal.controllers.portal import CustomerPortal
from odoo.addons.portal.controllers.portal import pager as portal_pager

from ..models.rma_step_mixin import ENDED_STAGES, STAGES
from ..tools import rma_number, table_writer
from .claim_access import ClaimAccess
from .desk_access import XLSX, DeskAccess

UNITS_PER_PAGE = 50
#: More units are not written into one file.
MAX_EXPORT = 5000
MAX_SEARCH = 100
ORDERS = {
    "newest": "id desc",
    "oldest": "id",
    "reference": "reference, id",
    "product": "product_id, id desc",
    "stage": "stage, id desc",
}


class PartnerUnits(DeskAccess, ClaimAccess, CustomerPortal):
    """Where each unit stands: searched, filtered, sorted, paged, exported."""

    @route(
        ["/my/rma/desk/units", "/my/rma/desk/units/page/<int:page>"],
        type="http",
        auth="user",
        website=True,
        methods=["GET"],
        readonly=True,
    )
    def portal_desk_units(self, page=1, **kwargs):
        """Show the units of the visitor's company."""
        if not self._is_partner_desk():
            raise request.not_found()
        # sudo: serials and products are part of the claims, whose units are only those
        # of the visitor's company
        units_sudo = request.env["rma.claim.line"].sudo()
        args = self._get_unit_args(kwargs)
        domain = self._get_filtered_domain(args)
        pager = portal_pager(
            url="/my/rma/desk/units",
            url_args=args,
            total=units_sudo.search_count(domain),
            page=page,
            step=UNITS_PER_PAGE,
        )
        return request.render(
            "rma_management.portal_desk_units",
            {
                **self._prepare_portal_layout_values(),
                "page_name": "rma_desk_units",
                "units": units_sudo.search(
                    domain,
                    order=ORDERS[args["sort"]],
                    limit=UNITS_PER_PAGE,
                    offset=pager["offset"],
                ),
                "args": args,
                "pager": pager,
                "stages": self._get_stages(),
                "orders": {
                    "newest": request.env._("Newest first"),
                    "oldest": request.env._("Oldest first"),
                    "reference": request.env._("Reference"),
                    "product": request.env._("Product"),
                    "stage": request.env._("Status"),
                },
                "flash": self._pop_flash(),
            },
        )

    def _get_stages(self):
        """Return {stage: what customers read}."""
        return request.env["rma.claim"]._get_customer_titles()

    def _get_unit_args(self, kwargs):
        """Return search text, filter and order, whatever was typed in the address."""
        stages = [stage for stage, _label in STAGES]
        return {
            "search": self._get_text(kwargs.get("search"))[:MAX_SEARCH],
            "stage": self._get_choice(
                kwargs.get("stage"), ("all", "open", "ended", *stages), "all"
            ),
            "sort": self._get_choice(kwargs.get("sort"), ORDERS, "newest"),
        }

    def _get_filtered_domain(self, args):
        """Return the domain of the units that the page is about."""
        domain = Domain(self._get_unit_domain())
        if args["stage"] == "open":
            domain &= Domain("stage", "not in", ENDED_STAGES)
        elif args["stage"] == "ended":
            domain &= Domain("stage", "in", ENDED_STAGES)
        elif args["stage"] != "all":
            domain &= Domain("stage", "=", args["stage"])
        if text := args["search"]:
            number = rma_number.normalize(text)
            domain &= Domain.OR(
                [
                    Domain("reference", "ilike", text),
                    Domain("claim_id.rma_number", "ilike", number or text),
                    Domain("claim_id.client_ref", "ilike", text),
                    Domain("client_ref", "ilike", text),
                    Domain("lot_id.name", "ilike", text),
                    Domain("lot_name", "ilike", text),
                    Domain("product_id.name", "ilike", text),
                    Domain("product_id.default_code", "ilike", text),
                ]
            )
        return domain

    @route(
        "/my/rma/desk/units.xlsx",
        type="http",
        auth="user",
        website=True,
        methods=["GET"],
        readonly=True,
    )
    def portal_desk_units_export(self, **kwargs):
        """Download the filtered units."""
        if not self._is_partner_desk():
            raise request.not_found()
        # sudo: as in portal_desk_units
        units_sudo = request.env["rma.claim.line"].sudo()
        args = self._get_unit_args(kwargs)
        units_sudo = units_sudo.search(
            self._get_filtered_domain(args),
            order=ORDERS[args["sort"]],
            limit=MAX_EXPORT + 1,
        )
        if len(units_sudo) > MAX_EXPORT:
            self._flash(
                request.env._(
                    "A file holds at most %(limit)s units. Search or filter first, "
                    "then export in parts.",
                    limit=MAX_EXPORT,
                ),
                is_error=True,
            )
            return request.redirect("/my/rma/desk/units")
        name = request.env._("units")
        content = table_writer.write_xlsx([(name, self._get_unit_rows(units_sudo))])
        return self._send_file(content, XLSX, f"{name}.xlsx")

    def _get_unit_rows(self, units):
        """Return the table of *units* with its header."""
        stages = self._get_stages()
        header = [
            request.env._("Unit"),
            request.env._("Claim"),
            request.env._("Own reference"),
            request.env._("Serial number"),
            request.env._("Product"),
            request.env._("Status"),
            request.env._("Submitted on"),
        ]
        rows = [
            [
                unit.reference,
                unit.claim_id.display_name,
                unit.client_ref,
                unit.lot_id.name or unit.lot_name,
                unit.product_id.display_name,
                stages.get(unit.stage),
                unit.date_submitted and unit.date_submitted.date(),
            ]
            for unit in units
        ]
        return [header, *rows]
