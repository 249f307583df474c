# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Reading the lists that shops send: workbooks, CSV, pasted or scanned text."""

import csv
import io
import re
from datetime import date, datetime

from .table_reader import TableError, TableReader

#: Larger files are refused (bytes), also once they are unpacked.
MAX_SIZE = 1024 * 1024
MAX_UNPACKED = 15 * 1024 * 1024
#: Longer lists are refused.
MAX_ROWS = 500
MAX_COLUMNS = 40
#: Longer cells are cut: no field of ours takes as much.
MAX_CELL = 4000
#: The spreadsheet has cut off digits: "1.23457E+15".
SHORTENED = re.compile(r"^\d[.,]\d+E\+?\d+$", re.IGNORECASE)
#: Numbers of this size have lost digits already when they are read.
EXACT_FLOAT = 10**15


class DeskReader(TableReader):
    """Reads cells as the text that people see."""

    def get_cell(self, value):
        """Return a cell as text: days as YYYY-MM-DD, numbers without .0."""
        if isinstance(value, datetime):
            return value.date().isoformat()
        if isinstance(value, date):
            return value.isoformat()
        if isinstance(value, int | float) and abs(value) >= EXACT_FLOAT:
            return f"{float(value):.5E}"
        text = super().get_cell(value)
        if text[:1] == "'" and text[1:2] in "=+-@":
            # the mark that keeps our own files from becoming formulas
            text = text[1:]
        return text


def _get_reader():
    return DeskReader(MAX_SIZE, MAX_UNPACKED, MAX_ROWS, MAX_COLUMNS, MAX_CELL, "cp1250")


def read_file(data):
    """Return the rows of a file (bytes); see ``TableReader.parse``."""
    return _get_reader().parse(data)


def read_text(text):
    """Return the rows of pasted or scanned *text*, one a line; see ``read_file``."""
    if len(text) > MAX_SIZE:
        raise TableError("size")
    source = io.StringIO(text.replace("\x00", ""), newline=None)
    # spreadsheets put tabs on the clipboard; a comma may stand in a serial number
    delimiter = "\t" if "\t" in text else ";"
    try:
        return _get_reader().collect(csv.reader(source, delimiter=delimiter))
    except csv.Error as error:
        raise TableError("format") from error
