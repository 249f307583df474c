# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""One list of a shop or chain: its rows, what is wrong with them, and sending it."""

from odoo.http import request, route

from odoo.addons.portal.controllers.portal import CustomerPortal
from odoo.addons.portal.controllers.portal import pager as portal_pager

from ..models.rma_desk_row import COLUMNS
from ..tools import desk_table, table_writer
from .claim_access import ClaimAccess
from .desk_access import CSV, XLSX, DeskAccess

ROWS_PER_PAGE = 100
FILTERS = ("all", "bad", "good")


class PartnerBatch(DeskAccess, ClaimAccess, CustomerPortal):
    """A list is shown, mended, sent or given up."""

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
            raise request.not_found()
        show = self._get_choice(show, FILTERS, "all")
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
            "edit_id": self._get_posted_id(edit),
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
            raise request.not_found()
        rows = batch._get_result_rows()
        name = request.env._("units-%(number)s", number=batch.id)
        if kind == "csv":
            return self._send_file(table_writer.write_csv(rows), CSV, f"{name}.csv")
        content = table_writer.write_xlsx([(name, rows)])
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
            raise request.not_found()
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
        show = self._get_choice(post.get("show"), FILTERS, "all")
        return request.redirect(f"/my/rma/desk/{batch.id}?show={show}")

    def _parse_changes(self, post):
        """Return ({row id: values}, removed row ids) of fields like ``serial-17``.

        Whose rows they are, is asked where they are written.
        """
        changes, removed = {}, set()
        for key, value in post.items():
            name, _dash, row_id = key.partition("-")
            row_id = self._get_posted_id(row_id)
            if not row_id or not isinstance(value, str):
                continue
            if name in COLUMNS:
                text = self._get_text(value)[: desk_table.MAX_CELL]
                changes.setdefault(row_id, {})[name] = text
            elif name == "remove":
                removed.add(row_id)
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
            raise request.not_found()
        answers = []
        if self._run_for_customer(lambda: answers.append(batch._send_good())):
            self._flash(answers[0] or self._tell_sent(batch), bool(answers[0]))
        return request.redirect(f"/my/rma/desk/{batch.id}")

    def _tell_sent(self, batch):
        """Return what the partner is told of a list that became a claim."""
        values = {"claim": batch.claim_id.display_name, "count": batch.good_count}
        if batch.good_count == 1:
            return request.env._(
                "Your claim %(claim)s was sent, with one unit. You get an e-mail with "
                "the result of our check.",
                **values,
            )
        return request.env._(
            "Your claim %(claim)s was sent, with %(count)s units. You get an e-mail "
            "with the result of our check.",
            **values,
        )

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
            raise request.not_found()
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
            raise request.not_found()
        made = []

        def copy_rest():
            self._count_list()
            made.append(batch._copy_bad_rows())

        if self._run_for_customer(copy_rest):
            batch = made[0]
        return request.redirect(f"/my/rma/desk/{batch.id}")
