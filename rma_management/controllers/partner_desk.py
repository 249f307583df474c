# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Shops and chains send many units at once."""

from odoo.exceptions import UserError
from odoo.http import request, route

from odoo.addons.portal.controllers.portal import CustomerPortal
from odoo.addons.portal.controllers.portal import pager as portal_pager

from ..models.rma_desk_batch import MENDABLE
from ..tools import desk_sheet, desk_table
from .claim_access import ClaimAccess
from .desk_access import CSV, XLSX, DeskAccess

LISTS_PER_PAGE = 20
ROWS_PER_PAGE = 100
#: How many lists a company may send within an hour.
LISTS_PER_HOUR = 60
MAX_REFERENCE = 64


class PartnerDesk(DeskAccess, ClaimAccess, CustomerPortal):
    """Lists of units: sent as text or file, mended, turned into one claim."""

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
            return request.not_found()
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
            "demands": batches_sudo._fields["demand"]._description_selection(
                request.env
            ),
            "delivery_methods": batches_sudo._fields[
                "delivery_method"
            ]._description_selection(request.env),
            "max_rows": desk_table.MAX_ROWS,
            "error": error,
            "told": told or {},
            "flash": self._pop_flash(),
        }

    def _get_symptoms(self):
        """Return the symptoms that customers may choose."""
        # sudo: they are shown to every customer
        return request.env["rma.symptom"].sudo().search([])

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
            return request.not_found()
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
        # sudo: counting is no right of customers
        limits_sudo = request.env["rma.rate.limit"].sudo()
        key = str(partner.commercial_partner_id.id)
        if not limits_sudo._hit("desk", key, LISTS_PER_HOUR, 3600):
            raise UserError(
                request.env._(
                    "Your company has sent %(limit)s lists within an hour. Please go "
                    "on in an hour; nothing was taken over.",
                    limit=LISTS_PER_HOUR,
                )
            )
        fields = batches_sudo._fields
        vals = {
            name: self._get_choice(
                post.get(name),
                dict(fields[name]._description_selection(request.env)),
                default,
            )
            for name, default in (("demand", "warranty"), ("delivery_method", "courier"))
        }
        symptom_ids = self._get_symptoms().grouped("id")
        symptom_id = post.get("symptom_id") or ""
        symptom = symptom_ids.get(int(symptom_id) if symptom_id.isdecimal() else 0)
        client_ref = (post.get("client_ref") or "").strip()
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
            return request.not_found()
        rows_model = request.env["rma.desk.row"]
        header = rows_model._get_header()
        name = request.env._("units")
        if kind == "csv":
            return self._send_file(desk_sheet.write_csv([header]), CSV, f"{name}.csv")
        at = rows_model._get_told_columns().index("symptom_text")
        choices = {at: (self._get_symptoms().mapped("name"), desk_table.MAX_ROWS)}
        content = desk_sheet.write_xlsx([(name, [header])], choices)
        return self._send_file(content, XLSX, f"{name}.xlsx")

    # -- one list --

    @route(
        ["/my/rma/desk/<int:batch_id>", "/my/rma/desk/<int:batch_id>/page/<int:page>"],
        type="http",
        auth="user",
        website=True,
        methods=["GET"],
        readonly=True,
    )
    def portal_desk_batch(self, batch_id, page=1, show=None, edit=None, **kwargs):
        """Show a list with what is wrong and what becomes of each row."""
        batch = self._get_batch_sudo(batch_id)
        if not batch:
            return request.not_found()
        show = self._get_choice(show, ("all", "bad", "good"), "all")
        domain = [("batch_id", "=", batch.id)]
        if show != "all":
            domain.append(("is_bad", "=", show == "bad"))
        rows = batch.row_ids
        pager = portal_pager(
            url=f"/my/rma/desk/{batch.id}",
            url_args={"show": show},
            total=rows.search_count(domain),
            page=page,
            step=ROWS_PER_PAGE,
        )
        values = {
            **self._prepare_portal_layout_values(),
            "page_name": "rma_desk",
            "batch": batch,
            "rows": rows.search(domain, limit=ROWS_PER_PAGE, offset=pager["offset"]),
            "show": show,
            "page": pager["page"]["num"],
            "edit_id": int(edit) if edit and edit.isdecimal() else 0,
            "pager": pager,
            "symptoms": self._get_symptoms(),
            "verdicts": dict(rows._fields["verdict"]._description_selection(batch.env)),
            "verdict_counts": batch._get_verdict_counts(),
            "flash": self._pop_flash(),
        }
        return request.render("rma_management.portal_desk_batch", values)

    @route(
        "/my/rma/desk/<int:batch_id>/result.<string:kind>",
        type="http",
        auth="user",
        website=True,
        methods=["GET"],
        readonly=True,
    )
    def portal_desk_result(self, batch_id, kind, **kwargs):
        """Download a list with what is wrong, the assessment and the references."""
        batch = self._get_batch_sudo(batch_id)
        if not batch or kind not in ("xlsx", "csv"):
            return request.not_found()
        rows = batch._get_result_rows()
        name = request.env._("units-%(number)s", number=batch.id)
        if kind == "csv":
            return self._send_file(desk_sheet.write_csv(rows), CSV, f"{name}.csv")
        content = desk_sheet.write_xlsx([(name, rows)])
        return self._send_file(content, XLSX, f"{name}.xlsx")

    @route(
        "/my/rma/desk/<int:batch_id>/rows",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    def portal_desk_rows(self, batch_id, **post):
        """Correct or remove rows and check the list again."""
        batch = self._get_batch_sudo(batch_id)
        if not batch:
            return request.not_found()
        changes, removed = self._parse_changes(post)
        if self._run_for_customer(batch._mend, changes, removed):
            self._flash(
                request.env._(
                    "The list was checked again: %(good)s rows are good, %(bad)s have "
                    "to be mended.",
                    good=batch.good_count,
                    bad=batch.bad_count,
                )
            )
        show = self._get_choice(post.get("show"), ("all", "bad", "good"), "all")
        return request.redirect(f"/my/rma/desk/{batch.id}?show={show}")

    def _parse_changes(self, post):
        """Return ({row id: values}, removed row ids) of fields like ``serial-17``.

        Whose rows they are, is asked where they are written.
        """
        changes, removed = {}, set()
        for key, value in post.items():
            name, _dash, row_id = key.partition("-")
            if not row_id.isdecimal() or not isinstance(value, str):
                continue
            if name in MENDABLE:
                changes.setdefault(int(row_id), {})[name] = value[
                    : desk_table.MAX_CELL
                ]
            elif name == "remove":
                removed.add(int(row_id))
        return changes, removed

    @route(
        "/my/rma/desk/<int:batch_id>/send",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    def portal_desk_send(self, batch_id, **post):
        """Turn the good rows into a claim; a second click finds it done."""
        batch = self._get_batch_sudo(batch_id)
        if not batch:
            return request.not_found()
        answers = []
        if self._run_for_customer(lambda: answers.append(batch._send_good())):
            self._flash(
                answers[0]
                or request.env._(
                    "Your claim %(claim)s with %(count)s units is on its way. You get "
                    "an e-mail when we have decided.",
                    claim=batch.claim_id.display_name,
                    count=batch.good_count,
                ),
                is_error=bool(answers[0]),
            )
        return request.redirect(f"/my/rma/desk/{batch.id}")

    @route(
        "/my/rma/desk/<int:batch_id>/discard",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    def portal_desk_discard(self, batch_id, **post):
        """Give a list up."""
        batch = self._get_batch_sudo(batch_id)
        if not batch:
            return request.not_found()
        if self._run_for_customer(batch._discard):
            self._flash(request.env._("The list was discarded; nothing was sent."))
            return request.redirect("/my/rma/desk")
        return request.redirect(f"/my/rma/desk/{batch.id}")

    @route(
        "/my/rma/desk/<int:batch_id>/rest",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    def portal_desk_rest(self, batch_id, **post):
        """Make a new list of the rows that were not sent."""
        batch = self._get_batch_sudo(batch_id)
        if not batch:
            return request.not_found()
        made = []
        if self._run_for_customer(lambda: made.append(batch._copy_bad_rows())):
            batch = made[0]
        return request.redirect(f"/my/rma/desk/{batch.id}")
