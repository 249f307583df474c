# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Shops and chains send many units at once."""

from odoo.exceptions import UserError
from odoo.http import request, route

from odoo.addons.portal.controllers.portal import CustomerPortal
from odoo.addons.portal.controllers.portal import pager as portal_pager

from ..tools import desk_table, table_writer
from .claim_access import ClaimAccess
from .desk_access import CSV, XLSX, DeskAccess

LISTS_PER_PAGE = 20
MAX_REFERENCE = 64


class PartnerDesk(DeskAccess, ClaimAccess, CustomerPortal):
    """The lists of a company, and new ones from text or file."""

    def _prepare_portal_layout_values(self):
        """Tell the pages whether to offer the partner desk."""
        return {
            **super()._prepare_portal_layout_values(),
            "is_rma_partner_desk": self._is_partner_desk(),
        }

    # -- the lists --

    @route(
        ["/my/rma/desk", "/my/rma/desk/page/<int:page>"],
        type="http",
        auth="user",
        website=True,
        methods=["GET"],
        readonly=True,
    )
    def portal_desk(self, page=1, **kwargs):
        """Show the form for a new list, and the lists so far."""
        if not self._is_partner_desk():
            raise request.not_found()
        return request.render(
            "rma_management.portal_desk", self._prepare_desk_values(page)
        )

    def _prepare_desk_values(self, page=1, error=None, told=None):
        """Return what the first page of the desk shows.

        :param str error: why the list could not be taken over
        :param dict told: what was entered, so that nothing is lost
        """
        # sudo: customers have no rights on lists; only their own company's are found
        batches_sudo = request.env["rma.desk.batch"].sudo()
        domain = self._get_batch_domain()
        pager = portal_pager(
            url="/my/rma/desk",
            total=batches_sudo.search_count(domain),
            page=page,
            step=LISTS_PER_PAGE,
        )
        return {
            **self._prepare_portal_layout_values(),
            "page_name": "rma_desk",
            "batches": batches_sudo.search(
                domain, limit=LISTS_PER_PAGE, offset=pager["offset"]
            ),
            "pager": pager,
            "symptoms": self._get_symptoms(),
            "demands": self._get_batch_choices("demand"),
            "delivery_methods": self._get_batch_choices("delivery_method"),
            "max_rows": desk_table.MAX_ROWS,
            "error": error,
            "told": told or {},
            "flash": self._pop_flash(),
        }

    def _get_batch_choices(self, name):
        """Return [(value, words)] of a choice for all units, as customers say it."""
        words = request.env["rma.web.form"]._get_choices(name)
        field = request.env["rma.desk.batch"]._fields[name]
        return [
            (value, words.get(value, label))
            for value, label in field._description_selection(request.env)
        ]

    @route(
        "/my/rma/desk/upload",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    def portal_desk_upload(self, file=None, text="", **post):
        """Take a list over; what cannot be read is told on the same page."""
        if not self._is_partner_desk():
            raise request.not_found()
        text = self._get_posted_text(text)
        try:
            with request.env.cr.savepoint():
                batch = self._create_batch(file, text, post)
        except UserError as error:
            told = {**post, "text": text[: desk_table.MAX_SIZE]}
            values = self._prepare_desk_values(error=error.args[0], told=told)
            return request.render("rma_management.portal_desk", values)
        return request.redirect(f"/my/rma/desk/{batch.id}")

    def _create_batch(self, file, text, post):
        """Return the new list.

        :raises odoo.exceptions.UserError: it cannot be read, or there were too many
        """
        # sudo: customers have no right to create; every value is checked here
        batches_sudo = request.env["rma.desk.batch"].sudo()
        partner = request.env.user.partner_id
        try:
            table = self._read_table(file, text)
        except desk_table.TableError as error:
            raise UserError(batches_sudo._get_table_sentence(str(error))) from error
        self._count_list()
        fields = batches_sudo._fields
        vals = {
            name: self._get_choice(
                post.get(name),
                dict(fields[name]._description_selection(request.env)),
                default,
            )
            for name, default in (
                ("demand", "warranty"),
                ("delivery_method", "courier"),
            )
        }
        symptom_ids = self._get_symptoms().grouped("id")
        symptom = symptom_ids.get(self._get_posted_id(post.get("symptom_id")))
        client_ref = self._get_text(post.get("client_ref"))
        if len(client_ref) > MAX_REFERENCE:
            raise UserError(
                request.env._(
                    "Your reference is too long: at most %(limit)s characters.",
                    limit=MAX_REFERENCE,
                )
            )
        return batches_sudo._create_from_table(
            partner,
            table,
            client_ref=client_ref or False,
            symptom_text=symptom.name if symptom else False,
            **vals,
        )

    def _read_table(self, file, text):
        """Return the rows of the file, or else of the text."""
        if file and hasattr(file, "read"):
            # one byte more tells that it is too large; the rest is never read
            if data := file.read(desk_table.MAX_SIZE + 1):
                return desk_table.read_file(data)
        return desk_table.read_text(text or "")

    # -- the template --

    @route(
        "/my/rma/desk/template.<string:kind>",
        type="http",
        auth="user",
        website=True,
        methods=["GET"],
        readonly=True,
    )
    def portal_desk_template(self, kind, **kwargs):
        """Download an empty list with the names of its columns."""
        if not self._is_partner_desk() or kind not in ("xlsx", "csv"):
            raise request.not_found()
        rows_model = request.env["rma.desk.row"]
        header = rows_model._get_header()
        name = request.env._("units")
        if kind == "csv":
            return self._send_file(table_writer.write_csv([header]), CSV, f"{name}.csv")
        at = rows_model._get_told_columns().index("symptom_text")
        choices = {at: (self._get_symptoms().mapped("name"), desk_table.MAX_ROWS)}
        content = table_writer.write_xlsx([(name, [header])], choices)
        return self._send_file(content, XLSX, f"{name}.xlsx")
