# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import base64

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from odoo.addons.rma_management.models.rma_cost_mixin import COST_GROUPS
from odoo.addons.rma_management.tools import table_writer

from ..tools import docket
from .rma_import_parse_mixin import COLUMNS

#: Rows that are applied at once.
BATCH = 500
#: An example for the template.
EXAMPLE = {
    "docket": "JD0146 0000 1234",
    "carrier": "dhl",
    "status_text": "In Transit",
    "date_text": "2026-03-20 14:30",
    "location": "Leipzig",
    "text": "Sorted",
    "promised_text": "2026-03-23",
    "rma_number": "",
    "cost_text": "7.50",
}


class RmaConsignmentImport(models.TransientModel):
    """A file of courier events: shown row by row first, applied on request."""

    _name = "rma.consignment.import"
    _description = "RMA: Import of Courier Events"
    _inherit = ["rma.import.parse.mixin", "rma.import.match.mixin"]

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    file = fields.Binary(attachment=False)
    file_name = fields.Char()
    carrier_id = fields.Many2one(
        "delivery.carrier",
        string="Courier",
        domain="[('company_id', 'in', [company_id, False])]",
        help="Whose file it is; a column with the courier goes first.",
    )
    state = fields.Selection(
        selection=[("upload", "File"), ("preview", "Preview"), ("done", "Applied")],
        default="upload",
        readonly=True,
    )
    line_ids = fields.One2many("rma.consignment.import.line", "import_id")
    ok_count = fields.Integer(string="Ready", compute="_compute_counts")
    known_count = fields.Integer(string="Known Already", compute="_compute_counts")
    error_count = fields.Integer(string="Not Possible", compute="_compute_counts")
    applied_count = fields.Integer(string="Applied", compute="_compute_counts")
    download = fields.Binary(readonly=True, attachment=False)

    @api.depends("file_name")
    def _compute_display_name(self):
        for record in self:
            record.display_name = record.file_name or self.env._("Courier Events")

    @api.depends("line_ids.state")
    def _compute_counts(self):
        rows = self.env["rma.consignment.import.line"]._read_group(
            [("import_id", "in", self.ids)], ["import_id", "state"], ["__count"]
        )
        counts = {(record, state): count for record, state, count in rows}
        for record in self:
            for state in ("ok", "known", "error", "applied"):
                record[f"{state}_count"] = counts.get((record, state), 0)

    # -- the steps --

    def action_preview(self):
        """Read the file and show what would become of each row; nothing is written.

        :raises odoo.exceptions.UserError: no file, or one that cannot be read
        """
        self.ensure_one()
        if not self.file:
            raise UserError(self.env._("Please choose a file first."))
        context = self._get_parse_context()
        rows = []
        for number, row in self._read_file():
            vals, reason = self._parse_row(row, context)
            rows.append({**vals, "number": number, "reason": reason})
        self._match_rows(rows)
        # sudo: rows are closed to users, so that what was shown is what is applied
        lines_sudo = self.sudo().line_ids
        lines_sudo.unlink()
        lines_sudo.create([{**vals, "import_id": self.id} for vals in rows])
        self.state = "preview"
        return True

    def action_back(self):
        """Go back to choosing a file."""
        self.ensure_one()
        # sudo: rows are closed to users
        self.sudo().line_ids.unlink()
        self.write({"state": "upload", "file": False, "file_name": False})
        return True

    def action_apply(self):
        """Apply the rows that are ready; the others stay listed with their reason.

        :raises odoo.exceptions.UserError: nothing is ready
        :raises odoo.exceptions.LockError: a consignment is being changed right now
        """
        self.ensure_one()
        lines = self.line_ids.filtered(lambda line: line.state == "ok")
        if not lines:
            raise UserError(
                self.env._(
                    "No row is ready to be applied. Mend the rows in the file and "
                    "choose it again."
                )
            )
        self._announce(lines)
        for start in range(0, len(lines), BATCH):
            self._apply_batch(lines[start : start + BATCH])
        # sudo: rows are closed to users
        lines.sudo().write({"state": "applied"})
        self.state = "done"
        return True

    def _announce(self, lines):
        """Create the consignments of rows whose docket number is new, once each."""
        new_lines = lines.filtered(lambda line: not line.consignment_id)
        groups = new_lines.grouped(
            lambda line: (line.claim_id, docket.normalize(line.docket))
        )
        consignments = self.env["rma.consignment"].create(
            [
                self._prepare_consignment_vals(claim, own[0])
                for (claim, _key), own in groups.items()
            ]
        )
        for own, consignment in zip(groups.values(), consignments, strict=True):
            # sudo: rows are closed to users
            own.sudo().consignment_id = consignment

    def _prepare_consignment_vals(self, claim, line):
        """Return the values of the consignment that *line* announces for *claim*."""
        facts = {"claims": {claim.rma_number: claim}}
        self._match_claims(facts)
        return {
            "company_id": self.company_id.id,
            "direction": "customer_in",
            "partner_id": claim.partner_id.id,
            "carrier_id": line.carrier_id.id,
            "docket": line.docket,
            "line_ids": [Command.set(facts["units"][claim].ids)],
        }

    def _apply_batch(self, lines):
        consignments = lines.consignment_id
        # what was previewed may belong to somebody else by now
        consignments.check_access("write")
        self.env["rma.consignment"]._register_events(
            [line._prepare_event_vals() for line in lines]
        )
        for line in lines.filtered("has_cost"):
            # sudo: costs are read by few; whoever has the courier's file knows these
            consignment_sudo = line.consignment_id.sudo()
            # what is known already is changed by those who count only
            is_open = not consignment_sudo.cost or self.env.user.has_groups(COST_GROUPS)
            if is_open and consignment_sudo.cost != line.cost:
                consignment_sudo.cost = line.cost
        self.env.flush_all()

    def action_open_lines(self):
        """Open the rows as a list of their own, those that are not possible first."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Rows of the File"),
            "res_model": "rma.consignment.import.line",
            "view_mode": "list",
            "domain": [("import_id", "=", self.id)],
            "context": {"search_default_error": bool(self.error_count)},
        }

    # -- files --

    def action_template(self):
        """Download an empty file with the right header and one example."""
        lines = self.env["rma.consignment.import.line"]
        header = [lines._fields[c]._description_string(self.env) for c in COLUMNS]
        name = self.env._("courier-events-template.csv")
        return self._download([header, [EXAMPLE[c] for c in COLUMNS]], name)

    def action_download_errors(self):
        """Download the rows that were not possible, each with its reason."""
        lines = self.line_ids.filtered(lambda line: line.state == "error")
        header = [lines._fields[c]._description_string(self.env) for c in COLUMNS]
        reason = lines._fields["reason"]._description_string(self.env)
        rows = [[line[c] for c in COLUMNS] + [line.reason] for line in lines]
        name = self.env._("courier-events-not-applied.csv")
        return self._download([[*header, reason], *rows], name)

    def _download(self, rows, name):
        self.ensure_one()
        self.download = base64.b64encode(table_writer.write_csv(rows))
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self._name}/{self.id}/download/{name}?download=true",
            "target": "download",
        }
