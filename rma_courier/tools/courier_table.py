# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Reading tables of couriers: CSV of any usual kind, and workbooks."""

import codecs
import csv
import io
import warnings
import zipfile
from datetime import date, datetime

#: Larger files are refused (bytes), also once they are unpacked.
MAX_SIZE = 10 * 1024 * 1024
MAX_UNPACKED = 150 * 1024 * 1024
#: Longer tables are refused.
MAX_ROWS = 20_000
MAX_COLUMNS = 60
MAX_CELL = 1000
#: Characters of the header that tell what separates the cells.
MAX_HEADER = 4000
DELIMITERS = ",;\t|"
#: What a spreadsheet would take for a formula.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


class TableError(ValueError):
    """A file is no table that can be read; the first argument says why, as a code."""


def read(data):
    """Return the rows of a file (bytes): lists of texts and dates, empty rows left out.

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


def _collect(rows):
    """Return numbered rows without the empty ones, or raise when there are too many."""
    found = []
    for number, cells in enumerate(rows, 1):
        cells = [_get_cell(cell) for cell in cells[:MAX_COLUMNS]]
        if any(cell != "" for cell in cells):
            found.append((number, cells))
        if len(found) > MAX_ROWS + 1 or number > 10 * MAX_ROWS:
            raise TableError("rows")
    return found


def _get_cell(value):
    if value is None:
        return ""
    if isinstance(value, datetime | date):
        return value
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value).replace("\x00", "").strip()[:MAX_CELL]


def _read_workbook(data):
    from openpyxl import load_workbook

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            unpacked = sum(info.file_size for info in archive.infolist())
        if unpacked > MAX_UNPACKED:
            raise TableError("size")
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
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252")


def _read_csv(data):
    try:
        text = _decode(data)
        if "\x00" in text:
            raise TableError("format")
        source = io.StringIO(text, newline="")
        return _collect(csv.reader(source, delimiter=_get_delimiter(text)))
    except (UnicodeDecodeError, csv.Error) as error:
        raise TableError("format") from error


def _get_delimiter(text):
    """Return what separates the cells: what the header contains most often."""
    # guessing takes longer than a header is long: its beginning tells enough
    lines = text[: 2 * MAX_HEADER].splitlines()
    header = next((line for line in lines if line.strip()), "")[:MAX_HEADER]
    try:
        return csv.Sniffer().sniff(header, DELIMITERS).delimiter
    except csv.Error:
        return max(DELIMITERS, key=header.count)


def write_csv(rows):
    """Return *rows* as a CSV file (bytes) that no spreadsheet takes for formulas."""
    target = io.StringIO(newline="")
    writer = csv.writer(target)
    writer.writerows([_defuse(cell) for cell in row] for row in rows)
    return target.getvalue().encode("utf-8-sig")


def _defuse(cell):
    text = "" if cell is None or cell is False else str(cell)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text
