# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import base64
import binascii
import re
from datetime import date, datetime, time

from odoo import models
from odoo.exceptions import UserError
from odoo.tools import float_round

from ..tools import courier_payload as payloads
from ..tools import courier_table, docket
from ..tools.courier_status import STATUSES

#: Column → names that a header may have; the labels of the user's language are added.
COLUMNS = {
    "docket": ("docket", "docket number", "tracking number", "tracking", "awb"),
    "carrier": ("courier", "carrier"),
    "status_text": ("status", "event", "state"),
    "date_text": ("date", "happened on", "time", "timestamp"),
    "location": ("place", "location", "city"),
    "text": ("remark", "remarks", "text", "description", "message"),
    "promised_text": ("promised", "promised for", "expected delivery", "eta"),
    "rma_number": ("rma number", "rma", "rma no"),
    "cost_text": ("cost", "charge", "price"),
}
#: Of these one is needed to say what a row is about.
NEEDED = {"docket"}
MAX_TEXT = 500


class RmaImportParseMixin(models.AbstractModel):
    """From the bytes of a file to rows whose words are understood, or not."""

    _name = "rma.import.parse.mixin"
    _description = "RMA Reading of Imported Courier Events"

    # -- the file --

    def _read_file(self):
        """Return the rows of the file: pairs (number, {column: cell}).

        :raises odoo.exceptions.UserError: no table, or one without the columns needed
        """
        self.ensure_one()
        try:
            data = base64.b64decode(self.file or b"")
        except (binascii.Error, ValueError) as error:
            raise UserError(self._get_file_message("format")) from error
        try:
            table = courier_table.read(data)
        except courier_table.TableError as error:
            raise UserError(self._get_file_message(str(error))) from error
        (_number, header), *rows = table
        places = self._find_columns(header)
        if not rows:
            raise UserError(self._get_file_message("empty"))
        return [
            (
                number,
                {
                    name: cells[place] if place < len(cells) else ""
                    for name, place in places.items()
                },
            )
            for number, cells in rows
        ]

    def _get_file_message(self, code):
        """Return the sentence for a file that cannot be read."""
        return {
            "empty": self.env._(
                "The file has no rows below its header. Download the template to see "
                "what it should look like."
            ),
            "size": self.env._(
                "The file is too large: at most %(size)s MB can be imported at once. "
                "Split it.",
                size=courier_table.MAX_SIZE // 1024 // 1024,
            ),
            "rows": self.env._(
                "The file has more than %(rows)s rows. Split it and import the parts.",
                rows=courier_table.MAX_ROWS,
            ),
            "protected": self.env._(
                "The file is protected by a password or is an old .xls workbook. Save "
                "it without a password as .xlsx or .csv."
            ),
        }.get(
            code,
            self.env._(
                "The file cannot be read. Save it as .csv or as .xlsx and try again."
            ),
        )

    def _find_columns(self, header):
        """Return {column: place in the row} for the *header* of the file."""
        names = {}
        lines = self.env["rma.consignment.import.line"]
        for column, aliases in COLUMNS.items():
            label = lines._fields[column]._description_string(self.env)
            for name in (*aliases, label):
                names[self._normalize(name)] = column
        places = {}
        for place, cell in enumerate(header):
            column = names.get(self._normalize(str(cell)))
            if column in places:
                raise UserError(
                    self.env._(
                        "Two columns of the file mean the same: “%(first)s” and "
                        "“%(second)s”. Remove one.",
                        first=header[places[column]],
                        second=cell,
                    )
                )
            if column:
                places[column] = place
        if missing := NEEDED - set(places):
            raise UserError(
                self.env._(
                    "No column “%(columns)s” was found: the first row must name the "
                    "columns. Download the template to see what it should look like.",
                    columns=", ".join(
                        lines._fields[name]._description_string(self.env)
                        for name in sorted(missing)
                    ),
                )
            )
        return places

    def _normalize(self, text):
        return " ".join(re.split(r"[\W_]+", text.casefold())).strip()

    # -- the words --

    def _get_status_names(self):
        """Return {name in any known language: status}."""
        field = self.env["rma.consignment.event"]._fields["status"]
        names = {}
        for labels in (STATUSES, field._description_selection(self.env)):
            for status, label in labels:
                names[self._normalize(label)] = status
                names[self._normalize(status)] = status
        return names

    def _parse_row(self, row, context):
        """Return the values of a line and why it is not possible, or False.

        :param context: dict with ``statuses``, ``formats`` and ``zone``
        """
        texts = {name: self._get_words(cell) for name, cell in row.items()}
        vals = {name: text[:MAX_TEXT] for name, text in texts.items()}
        reason = self._parse_docket(texts)
        status = context["statuses"].get(self._normalize(texts.get("status_text", "")))
        # an announcement needs no status: the number of the claim says what it is
        if not status and not texts.get("status_text") and texts.get("rma_number"):
            status = "announced"
        vals["status"] = status or False
        reason = reason or self._get_status_message(texts, status)
        for name, column in (("date", "date_text"), ("date_promised", "promised_text")):
            cell = row.get(column, "")
            vals[name] = self._parse_date(cell, context, column == "promised_text")
            if cell != "" and not vals[name]:
                reason = reason or self._get_date_message(texts[column])
        cost = self._parse_cost(texts.get("cost_text", ""))
        vals |= {"has_cost": cost is not None, "cost": cost or 0.0}
        if texts.get("cost_text") and cost is None:
            reason = reason or self.env._(
                "“%(cost)s” is no amount. Write it like 12.50.", cost=vals["cost_text"]
            )
        longest = max(texts.values(), key=len)
        if len(longest) > MAX_TEXT:
            reason = reason or self.env._(
                "A text is longer than %(number)s characters: shorten it.",
                number=MAX_TEXT,
            )
        return vals, reason

    def _get_words(self, cell):
        if isinstance(cell, datetime | date):
            return cell.isoformat(" ") if isinstance(cell, datetime) else str(cell)
        words = "".join(c if c.isprintable() else " " for c in cell).split()
        return " ".join(words)

    def _parse_docket(self, texts):
        number = texts.get("docket", "")
        if not number:
            return self.env._("The docket number is missing.")
        if not docket.normalize(number) or len(number) > docket.MAX_LENGTH:
            return self.env._(
                "“%(docket)s” is no docket number: it has letters and digits, and at "
                "most %(number)s of them.",
                docket=number[:80],
                number=docket.MAX_LENGTH,
            )
        return False

    def _get_status_message(self, texts, status):
        if status:
            return False
        said = texts.get("status_text", "")
        if not said:
            return self.env._("The status is missing.")
        field = self.env["rma.consignment.event"]._fields["status"]
        return self.env._(
            "“%(status)s” is no status. Known are: %(known)s.",
            status=said[:80],
            known=", ".join(
                label for _key, label in field._description_selection(self.env)
            ),
        )

    def _get_date_message(self, text):
        return self.env._(
            "“%(date)s” is no date. Write it like 2026-03-20 14:30.", date=text[:80]
        )

    def _parse_date(self, cell, context, is_end_of_day):
        """Return a cell as naive UTC datetime, or False; times are the user's."""
        if isinstance(cell, date):
            if not isinstance(cell, datetime):
                last = time(23, 59, 59) if is_end_of_day else time.min
                cell = datetime.combine(cell, last)
            try:
                return payloads.to_utc(cell, context["zone"])
            except OverflowError:
                return False
        if moment := payloads.parse_date(cell, context["zone"], is_end_of_day):
            return moment
        for pattern in context["formats"]:
            try:
                moment = datetime.strptime(cell, pattern)
                if is_end_of_day and "%H" not in pattern:
                    moment = moment.replace(hour=23, minute=59, second=59)
                return payloads.to_utc(moment, context["zone"])
            except (ValueError, OverflowError):
                continue
        return False

    def _get_parse_context(self):
        """Return what is the same for all rows: statuses, date formats, time zone."""
        lang = self.env["res.lang"]._lang_get(self.env.user.lang or "en_US")
        days = [lang.date_format, "%d.%m.%Y"]
        times = ["", f" {lang.time_format}", " %H:%M:%S", " %H:%M"]
        return {
            "statuses": self._get_status_names(),
            "formats": [day + clock for day in days for clock in times],
            "zone": self.env.user.tz or "UTC",
        }

    def _parse_cost(self, text):
        """Return a positive amount, or None; the last sign separates the cents."""
        number = re.sub(r"[^\d.,-]", "", text)
        if "," in number and number.rfind(",") > number.rfind("."):
            number = number.replace(".", "").replace(",", ".")
        number = number.replace(",", "")
        try:
            amount = float(number)
        except ValueError:
            return None
        is_possible = 0 <= amount < 1e9
        return float_round(amount, precision_digits=6) if is_possible else None
