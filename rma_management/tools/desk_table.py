# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Reading the lists that shops send: workbooks, CSV of any usual kind, pasted text."""

import csv
import io
import re
import warnings
import zipfile
from datetime import date, datetime

#: Larger files are refused (bytes), also once they are unpacked.
MAX_SIZE = 1024 * 1024
MAX_UNPACKED = 15 * 1024 * 1024
#: Longer lists are refused.
MAX_ROWS = 500
MAX_COLUMNS = 40
#: Longer cells are cut: no field of ours takes as much.
MAX_CELL = 4000
#: Characters of the header that tell what separates the cells.
MAX_HEADER = 4000
DELIMITERS = ",;\t|"
#: What no workbook needs, and hostile ones are made of.
DOCTYPES = tuple(
    "<!DOCTYPE".encode(code) for code in ("utf-8", "utf-16-le", "utf-16-be")
)
#: The spreadsheet has cut off digits: "1.23457E+15".
SHORTENED = re.compile(r"^\d[.,]\d+E\+?\d+$", re.IGNORECASE)
#: Numbers of this size have lost digits already when they are read.
EXACT_FLOAT = 10**15


class TableError(ValueError):
    """A list cannot be read; the first argument says why, as a code."""


def read_file(data):
    """Return the rows of a file (bytes): lists of texts, empty rows left out.

    :return: list of pairs (number of the row in the file, cells)
    :raises TableError: ``empty``, ``size``, ``rows``, ``protected`` or ``format``
    """
    if not data or not data.strip():
        raise TableError("empty")
    if len(data) > MAX_SIZE:
        raise TableError("size")
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise TableError("protected")
    rows = _read_workbook(data) if data.startswith(b"PK") else _read_csv(data)
    if not rows:
        raise TableError("empty")
    return rows


def read_text(text):
    """Return the rows of pasted or scanned *text*, one a line; see ``read_file``."""
    if len(text) > MAX_SIZE:
        raise TableError("size")
    source = io.StringIO(text.replace("\x00", ""), newline=None)
    # spreadsheets put tabs on the clipboard; a comma may stand in a serial number
    delimiter = "\t" if "\t" in text else ";"
    try:
        return _collect(csv.reader(source, delimiter=delimiter))
    except csv.Error as error:
        raise TableError("format") from error


def _collect(rows):
    """Return numbered rows without the empty ones, or raise when there are too many."""
    found = []
    for number, cells in enumerate(rows, 1):
        cells = [_get_cell(cell) for cell in cells[:MAX_COLUMNS]]
        if any(cells):
            found.append((number, cells))
        # one more may be the header
        if len(found) > MAX_ROWS + 1 or number > 20 * MAX_ROWS:
            raise TableError("rows")
    return found


def _get_cell(value):
    """Return a cell as the text that people see."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int | float) and abs(value) >= EXACT_FLOAT:
        return f"{float(value):.5E}"
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = str(value).replace("\x00", "").strip()
    if text[:1] == "'" and text[1:2] in "=+-@":
        # the mark that keeps our own files from becoming formulas
        text = text[1:]
    return text[:MAX_CELL]


def _check_archive(data):
    """Raise when a workbook would unpack to more than a list can be.

    The reader takes no more of a part than its head announces.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = archive.infolist()
        if sum(part.file_size for part in parts) > MAX_UNPACKED:
            raise TableError("size")
        for part in parts:
            if part.filename.lower().endswith((".xml", ".rels", ".vml")):
                content = archive.read(part)
                if any(doctype in content for doctype in DOCTYPES):
                    raise TableError("format")


def _read_workbook(data):
    from openpyxl import load_workbook

    try:
        _check_archive(data)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
            sheet = book.worksheets[0]
            # what the file says of its own size may be wrong
            sheet.reset_dimensions()
            return _collect(sheet.iter_rows(values_only=True, max_col=MAX_COLUMNS))
    except TableError:
        raise
    except Exception as error:
        # a broken or hostile workbook raises anything, from KeyError to XML errors
        raise TableError("format") from error


def _decode(data):
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1250")


def _read_csv(data):
    try:
        text = _decode(data)
        if "\x00" in text or _is_markup(text):
            raise TableError("format")
        source = io.StringIO(text, newline="")
        return _collect(csv.reader(source, delimiter=_get_delimiter(text)))
    except (UnicodeDecodeError, csv.Error) as error:
        raise TableError("format") from error


def _is_markup(text):
    """Tell whether a file is a page of the web, whatever its name says."""
    return (
        text.lstrip()[:200].lower().startswith(("<!doctype", "<html", "<?xml", "<svg"))
    )


def _get_delimiter(text):
    """Return what separates the cells of a CSV file."""
    # guessing takes longer than a header is long: its beginning tells enough
    lines = text[: 2 * MAX_HEADER].splitlines()
    header = next((line for line in lines if line.strip()), "")[:MAX_HEADER]
    try:
        return csv.Sniffer().sniff(header, DELIMITERS).delimiter
    except csv.Error:
        return max(DELIMITERS, key=header.count)
