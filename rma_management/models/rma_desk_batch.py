# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_datetime

from ..tools.desk_table import MAX_ROWS, MAX_SIZE

#: Discarded lists are kept this long.
DISCARDED_DAYS = 90


class RmaDeskBatch(models.Model):
    """A list of units that a shop or chain sends at once, before it is a claim.

    The good rows are units of an unconfirmed claim, so that the real rules judge them
    while nobody else sees them; sending the list confirms that claim. All methods are
    called by the pages of the partner desk, with all rights and in the visitor's name,
    after they have checked whose list it is.
    """

    _name = "rma.desk.batch"
    _description = "RMA Partner List"
    _inherit = ["rma.action.mixin", "rma.desk.send.mixin"]
    _order = "id desc"

    company_id = fields.Many2one("res.company", required=True, index=True)
    partner_id = fields.Many2one(
        "res.partner", string="Sent By", required=True, index=True
    )
    commercial_partner_id = fields.Many2one(
        related="partner_id.commercial_partner_id",
        string="Customer",
        store=True,
        index=True,
    )
    client_ref = fields.Char(string="Customer's Reference")
    demand = fields.Selection(
        selection=lambda self: self.env["rma.claim"]._fields["demand"].selection,
        required=True,
        default="warranty",
    )
    delivery_method = fields.Selection(
        selection=lambda self: (
            self.env["rma.claim"]._fields["delivery_method"].selection
        ),
        string="Way of Delivery",
        required=True,
        default="courier",
    )
    state = fields.Selection(
        selection=[("open", "Open"), ("sent", "Sent"), ("discarded", "Discarded")],
        required=True,
        default="open",
        index=True,
    )
    date_sent = fields.Datetime(string="Sent On")
    hints = fields.Text(help="What was not understood when the list was read.")
    claim_id = fields.Many2one("rma.claim", index="btree_not_null", ondelete="set null")
    row_ids = fields.One2many("rma.desk.row", "batch_id", string="Rows")
    row_count = fields.Integer(string="Rows Count", compute="_compute_counts")
    good_count = fields.Integer(string="Good Rows", compute="_compute_counts")
    bad_count = fields.Integer(string="Bad Rows", compute="_compute_counts")

    @api.depends("row_ids.is_bad")
    def _compute_counts(self):
        groups = self.env["rma.desk.row"]._read_group(
            [("batch_id", "in", self.ids)], ["batch_id", "is_bad"], ["__count"]
        )
        counts = {(batch, is_bad): count for batch, is_bad, count in groups}
        for batch in self:
            batch.good_count = counts.get((batch, False), 0)
            batch.bad_count = counts.get((batch, True), 0)
            batch.row_count = batch.good_count + batch.bad_count

    @api.depends("client_ref", "create_date")
    def _compute_display_name(self):
        for batch in self:
            moment = format_datetime(self.env, batch.create_date, dt_format="short")
            batch.display_name = " · ".join(filter(None, [batch.client_ref, moment]))

    # -- from the list to rows --

    @api.model
    def _create_from_table(self, partner, table, **vals):
        """Return the checked list made of *table*.

        :param list table: pairs of row number and cells, as the tables are read
        :raises odoo.exceptions.UserError: no row in it, or too many
        """
        rows, hints = self.env["rma.desk.row"]._parse_table(table)
        if not rows:
            raise UserError(self._get_table_sentence("empty"))
        if len(rows) > MAX_ROWS:
            raise UserError(self._get_table_sentence("rows"))
        symptom = vals.pop("symptom_text", False)
        batch = self.create(
            {
                "company_id": self.env.company.id,
                "partner_id": partner.id,
                "hints": "\n".join(hints) or False,
                **vals,
            }
        )
        self.env["rma.desk.row"].create(
            [
                {"symptom_text": symptom, **row, "batch_id": batch.id}
                if not row.get("symptom_text")
                else {**row, "batch_id": batch.id}
                for row in rows
            ]
        )
        batch._check()
        return batch

    @api.model
    def _get_table_sentence(self, code):
        """Return why a list cannot be read, with the mend."""
        return {
            "empty": self.env._(
                "There is no row in the list. Paste or scan serial numbers, or choose "
                "a file that has some."
            ),
            "size": self.env._(
                "The file is too large: at most %(limit)s MB are possible. Leave out "
                "pictures and other sheets, or save it as CSV.",
                limit=MAX_SIZE // 1024**2,
            ),
            "rows": self.env._(
                "The list has more than %(limit)s rows. Split it and send the parts "
                "one after the other; nothing was taken over.",
                limit=MAX_ROWS,
            ),
            "protected": self.env._(
                "The file is protected by a password, or in a format of long ago. Save "
                "it as .xlsx or .csv without a password."
            ),
            "format": self.env._(
                "The file cannot be read as a list. Save it as .xlsx or .csv, best of "
                "all from our template."
            ),
        }[code]

    # -- checking --

    def _check(self):
        """Judge all rows: what is wrong, what becomes of the good ones."""
        self.ensure_one()
        rows = self.row_ids
        rows._resolve()
        self._sync_units()
        lines = rows.line_id
        # staff read the reasons, too: they are kept in the company's language
        lines.with_context(lang=self.company_id.partner_id.lang)._check_entitlement(
            "request"
        )
        rows._set_verdicts()
        self.env.flush_all()

    def _sync_units(self):
        """Make the unconfirmed claim hold exactly the good rows."""
        self.ensure_one()
        stale = self.row_ids.filtered(lambda row: row._is_line_stale())
        stale.line_id.unlink()
        missing = self.row_ids.filtered(lambda row: not row.error and not row.line_id)
        if not missing:
            return
        if not self.claim_id:
            # what nobody confirmed in time may have been purged: it is made again
            self.claim_id = (
                self.env["rma.claim"]
                .with_company(self.company_id)
                ._create_intake(self.partner_id, self._prepare_claim_vals(), "portal")
            )
        lines = self.env["rma.claim.line"].create(
            [row._prepare_line_vals(self.claim_id) for row in missing]
        )
        for row, line in zip(missing, lines, strict=True):
            row.line_id = line

    def _prepare_claim_vals(self):
        """Return the values of the claim that holds the units."""
        self.ensure_one()
        return {
            "client_ref": self.client_ref,
            "demand": self.demand,
            "delivery_method": self.delivery_method,
            "company_id": self.company_id.id,
        }

    # -- what the customer reads of it --

    def _get_verdict_counts(self):
        """Return {first assessment: number of good rows}."""
        self.ensure_one()
        groups = self.env["rma.desk.row"]._read_group(
            [("batch_id", "=", self.id), ("is_bad", "=", False)],
            ["verdict"],
            ["__count"],
        )
        return dict(groups)

    def _get_result_rows(self):
        """Return the list as told, with error, assessment and reference a row."""
        self.ensure_one()
        rows = self.row_ids
        verdicts = dict(rows._fields["verdict"]._description_selection(self.env))
        names = rows._get_told_columns()
        header = [
            self.env._("Row"),
            *rows._get_header(),
            self.env._("What is wrong"),
            self.env._("First assessment"),
            self.env._("Unit"),
        ]
        table = [
            [
                row.number,
                *(row[name] or "" for name in names),
                row.error or "",
                verdicts.get(row.verdict, ""),
                row.line_id.reference if self.state == "sent" else "",
            ]
            for row in rows
        ]
        return [header, *table]

    @api.autovacuum
    def _gc_discarded(self):
        """Forget what was given up long ago."""
        limit = fields.Datetime.now() - timedelta(days=DISCARDED_DAYS)
        self.search(
            [("state", "=", "discarded"), ("write_date", "<", limit)], limit=1000
        ).unlink()
