# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Writing tables for people: CSV and workbooks that no spreadsheet runs."""

import csv
import io
from datetime import date, datetime

#: What a spreadsheet would take for a formula.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
#: Characters that a name of a sheet cannot have, and its longest length.
SHEET_NAME_TABLE = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))
MAX_SHEET_NAME = 31
MAX_WIDTH = 60


def defuse(cell):
    """Return *cell* as it may stand in a file: no text becomes a formula."""
    if cell is None or cell is False:
        return ""
    if isinstance(cell, str) and cell.startswith(FORMULA_STARTS):
        return f"'{cell}"
    return cell


def write_csv(rows):
    """Return *rows* as a CSV file (bytes)."""
    target = io.StringIO(newline="")
    csv.writer(target).writerows([defuse(cell) for cell in row] for row in rows)
    return target.getvalue().encode("utf-8-sig")


def write_xlsx(sheets, choices=None):
    """Return a workbook (bytes).

    :param list sheets: pairs of name and rows; the first row is the header
    :param dict choices: {column of the first sheet: (texts to choose from, number of
        rows that offer them)}
    """
    import xlsxwriter

    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        formats = {
            "head": book.add_format({"bold": True, "bg_color": "#E7E9ED"}),
            "date": book.add_format({"num_format": "yyyy-mm-dd"}),
            "text": book.add_format({"num_format": "@"}),
        }
        first = None
        for name, rows in sheets:
            title = name.translate(SHEET_NAME_TABLE)[:MAX_SHEET_NAME].strip()
            sheet = book.add_worksheet(title or None)
            first = first or sheet
            _fill(sheet, rows, formats)
        for column, (texts, count) in (choices or {}).items():
            _offer(book, first, column, texts, count)
    return target.getvalue()


def _fill(sheet, rows, formats):
    widths = {}
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            cell = defuse(cell)
            if number == 0:
                sheet.write_string(number, column, str(cell), formats["head"])
            elif isinstance(cell, date | datetime):
                sheet.write_datetime(number, column, cell, formats["date"])
            elif isinstance(cell, int | float):
                sheet.write_number(number, column, cell)
            else:
                # never "write": it makes links and formulas of texts
                sheet.write_string(number, column, str(cell), formats["text"])
            widths[column] = max(widths.get(column, 8), len(str(cell)) + 2)
    for column, width in widths.items():
        sheet.set_column(column, column, min(width, MAX_WIDTH), formats["text"])
    sheet.freeze_panes(1, 0)


def _offer(book, sheet, column, texts, count):
    """Let people choose *texts* in a column; they stand in a sheet of their own, which
    has no limit of length."""
    if not texts:
        return
    offered = book.add_worksheet()
    for number, text in enumerate(texts):
        offered.write_string(number, 0, str(defuse(text)))
    offered.hide()
    sheet.data_validation(
        1,
        column,
        count,
        column,
        {
            "validate": "list",
            "source": f"='{offered.get_name()}'!$A$1:$A${len(texts)}",
            "error_type": "warning",
        },
    )
