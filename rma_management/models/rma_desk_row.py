# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models

#: What a list tells of a unit, in the order of the template.
COLUMNS = (
    "serial",
    "product_code",
    "symptom_text",
    "symptom_note",
    "client_ref",
    "date_text",
    "accessories",
)
#: Other names that people give the columns.
OTHER_NAMES = {
    "serial": ("Serial", "Serial No", "S/N", "SN", "IMEI"),
    "product_code": ("Product", "Code", "SKU", "Item", "Article", "Barcode", "EAN"),
    "symptom_text": ("Fault", "Problem", "Symptom Code"),
    "symptom_note": ("Note", "Remark", "Fault Description"),
    "client_ref": ("Reference", "Ref", "Your Reference", "Own Ref", "My Reference"),
    "date_text": ("Date", "Bought On", "Date of Purchase"),
    "accessories": ("Accessory",),
}


class RmaDeskRow(models.Model):
    """One unit of a partner's list: as he told it, what we made of it, what is wrong.

    The columns keep what was told to the letter, so that nothing is lost and every row
    can be mended.
    """

    _name = "rma.desk.row"
    _description = "RMA Row of a Partner List"
    _inherit = ["rma.desk.check.mixin"]
    _order = "batch_id, number, id"

    batch_id = fields.Many2one(
        "rma.desk.batch", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="batch_id.company_id", store=True, index=True)
    number = fields.Integer(string="Row", required=True, aggregator=None)
    # as told
    serial = fields.Char(string="Serial Number")
    product_code = fields.Char()
    symptom_text = fields.Char(string="Symptom")
    symptom_note = fields.Text(string="Description")
    client_ref = fields.Char(string="Own Reference")
    date_text = fields.Char(string="Purchase Date")
    accessories = fields.Char()
    # what we made of it
    lot_id = fields.Many2one("stock.lot", index="btree_not_null", ondelete="set null")
    product_id = fields.Many2one("product.product", ondelete="set null")
    symptom_id = fields.Many2one(
        "rma.symptom", string="Symptom Found", ondelete="set null"
    )
    date_purchased = fields.Date()
    error = fields.Text(help="What is wrong with the row and how to mend it.")
    is_bad = fields.Boolean(compute="_compute_is_bad", store=True)
    verdict = fields.Selection(
        selection=[
            ("covered", "Covered as far as we can see"),
            ("partly", "Covered in part as far as we can see"),
            ("paid", "Probably to be paid: you get a quotation first"),
            ("check", "To be checked: we decide when we have looked at it"),
        ],
        string="First Assessment",
    )
    line_id = fields.Many2one(
        "rma.claim.line", string="Unit", index="btree_not_null", ondelete="set null"
    )

    @api.depends("error")
    def _compute_is_bad(self):
        for row in self:
            row.is_bad = bool(row.error)

    @api.depends("batch_id", "number")
    def _compute_display_name(self):
        for row in self:
            row.display_name = self.env._("Row %(number)s", number=row.number)

    # -- reading lists --

    @api.model
    def _get_told_columns(self):
        """Return the names of what the customer tells of a unit."""
        return COLUMNS

    @api.model
    def _get_header(self):
        """Return the names of the columns in the user's language."""
        return [self._fields[name]._description_string(self.env) for name in COLUMNS]

    @api.model
    def _get_column_names(self):
        """Return {name as people may write it: column}, the user's language first."""
        found = {}
        english = self.with_context(lang="en_US")
        for header in (self._get_header(), english._get_header()):
            for column, name in zip(COLUMNS, header, strict=True):
                found.setdefault(self._simplify(name), column)
        for column, names in OTHER_NAMES.items():
            for name in names:
                found.setdefault(self._simplify(name), column)
        return found

    @api.model
    def _simplify(self, text):
        """Return *text* without what people write in different ways."""
        return "".join(filter(str.isalnum, text.casefold()))

    @api.model
    def _parse_table(self, table):
        """Return values of rows, and hints about what was not understood.

        A list without header has its columns in the order of the template.

        :param list table: pairs of row number and cells
        """
        if not table:
            return [], []
        names = self._get_column_names()
        head = [names.get(self._simplify(cell)) for cell in table[0][1]]
        hints = []
        if "serial" in head or "product_code" in head:
            # the first of two columns with the same name counts
            columns = [
                name if name not in head[:at] else None for at, name in enumerate(head)
            ]
            unknown = [
                cell
                for cell, column in zip(table[0][1], columns, strict=True)
                if cell and not column
            ]
            if unknown:
                hints.append(
                    self.env._(
                        "We know no use for these columns and left them out: "
                        "%(names)s.",
                        names=", ".join(name[:40] for name in unknown[:10]),
                    )
                )
            table = table[1:]
        else:
            columns = list(COLUMNS)
            if max(len(cells) for _number, cells in table) > 1:
                hints.append(
                    self.env._(
                        "The list has no line with the names of its columns, so we "
                        "took them in the order of the template. If that is wrong, "
                        "discard this list and send it with the names."
                    )
                )
        rows = []
        for number, cells in table:
            vals = {
                column: cell or False
                for column, cell in zip(columns, cells, strict=False)
                if column
            }
            if any(vals.values()):
                rows.append({"number": number, **vals})
        return rows, hints

    # -- what becomes of a row --

    def _prepare_line_vals(self, claim):
        """Return the values of the unit that a good row is about."""
        self.ensure_one()
        return {
            "claim_id": claim.id,
            "product_id": self.product_id.id,
            "lot_id": self.lot_id.id,
            "symptom_id": self.symptom_id.id,
            "symptom_note": self.symptom_note,
            "client_ref": self.client_ref,
            "date_purchased": self.date_purchased,
            "accessories": self.accessories,
        }

    def _is_line_stale(self):
        """Tell whether the unit says something else than the row by now."""
        self.ensure_one()
        line = self.line_id
        return bool(line) and bool(
            self.error
            or any(
                line[name] != self[name]
                for name in (
                    "product_id",
                    "lot_id",
                    "symptom_id",
                    "symptom_note",
                    "client_ref",
                    "date_purchased",
                    "accessories",
                )
            )
        )

    def _set_verdicts(self):
        """Tell the first assessment in careful words, with one query for all rows."""
        lines = self.line_id
        doubtful = self.env["rma.entitlement.result"].search_fetch(
            [
                ("line_id", "in", lines.ids),
                ("is_current", "=", True),
                ("outcome", "in", ("block", "warn")),
                # who pays is told by the coverage
                ("rule_id.code", "not in", ("warranty", "contract")),
            ],
            ["line_id"],
        )
        to_check = doubtful.line_id
        for row in self:
            row.verdict = row._get_verdict(row.line_id in to_check)

    def _get_verdict(self, is_doubtful):
        self.ensure_one()
        line = self.line_id
        if not line:
            return False
        if is_doubtful:
            return "check"
        percents = (line.parts_percent, line.labour_percent)
        if line.coverage == "paid" or max(percents) <= 0:
            return "paid"
        return "covered" if min(percents) >= 100 else "partly"
