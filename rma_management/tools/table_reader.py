# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Reading tables that people upload: workbooks, and CSV of any usual kind."""

import csv
import io
import warnings
import zipfile
from dataclasses import dataclass
from datetime import date, datetime

#: Characters of the header that tell what separates the cells.
MAX_HEADER = 4000
DELIMITERS = ",;\t|"
#: What no workbook needs, and hostile ones are made of.
DOCTYPES = tuple(
    "<!DOCTYPE".encode(code) for code in ("utf-8", "utf-16-le", "utf-16-be")
)
#: What pages of the web begin with, whatever their names say.
MARKUP = ("<!doctype", "<html", "<?xml", "<svg")
#: Workbooks of old, and those that are protected by a password.
COMPOUND_FILE = b"\xd0\xcf\x11\xe0"


class TableError(ValueError):
    """A file is no table that can be read; the first argument says why, as a code."""


@dataclass(frozen=True)
class TableReader:
    """Reads tables within limits: bytes, bytes unpacked, rows, columns, characters.

    :param str encoding: of CSV files that are not UTF
    """

    max_size: int
    max_unpacked: int
    max_rows: int
    max_columns: int
    max_cell: int
    encoding: str

    def parse(self, data):
        """Return the rows of a file (bytes), empty ones left out.

        :return: list of pairs (number of the row in the file, cells)
        :raises TableError: ``empty``, ``size``, ``rows``, ``protected`` or ``format``
        """
        if not data or not data.strip():
            raise TableError("empty")
        if len(data) > self.max_size:
            raise TableError("size")
        if data.startswith(COMPOUND_FILE):
            raise TableError("protected")
        is_workbook = data.startswith(b"PK")
        rows = self._read_workbook(data) if is_workbook else self._read_csv(data)
        if not rows:
            raise TableError("empty")
        return rows

    def collect(self, rows):
        """Return numbered rows without the empty ones; raise when there are too many.

        One row more may be the header.
        """
        found = []
        for number, cells in enumerate(rows, 1):
            cells = [self.get_cell(cell) for cell in cells[: self.max_columns]]
            if any(cell != "" for cell in cells):
                found.append((number, cells))
            if len(found) > self.max_rows + 1 or number > 20 * self.max_rows:
                raise TableError("rows")
        return found

    def get_cell(self, value):
        """Return a cell as a text, or as the date that it is."""
        if value is None:
            return ""
        if isinstance(value, datetime | date):
            return value
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        return str(value).replace("\x00", "").strip()[: self.max_cell]

    def _read_workbook(self, data):
        from openpyxl import load_workbook

        try:
            self._check_archive(data)
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
                sheet = book.worksheets[0]
                # what the file says of its own size may be wrong
                sheet.reset_dimensions()
                rows = sheet.iter_rows(values_only=True, max_col=self.max_columns)
                return self.collect(rows)
        except TableError:
            raise
        except Exception as error:
            # a broken or hostile workbook raises anything, from KeyError to XML errors
            raise TableError("format") from error

    def _check_archive(self, data):
        """Raise when a workbook would unpack to more than a table can be.

        The reader takes no more of a part than its head announces.
        """
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            if sum(part.file_size for part in parts) > self.max_unpacked:
                raise TableError("size")
            for part in parts:
                if part.filename.lower().endswith((".xml", ".rels", ".vml")):
                    content = archive.read(part)
                    if any(doctype in content for doctype in DOCTYPES):
                        raise TableError("format")

    def _read_csv(self, data):
        try:
            text = self._decode(data)
            if "\x00" in text or text.lstrip()[:200].lower().startswith(MARKUP):
                raise TableError("format")
            source = io.StringIO(text, newline="")
            return self.collect(csv.reader(source, delimiter=get_delimiter(text)))
        except (UnicodeDecodeError, csv.Error) as error:
            raise TableError("format") from error

    def _decode(self, data):
        if data.startswith((b"\xff\xfe", b"\xfe\xff")):
            return data.decode("utf-16")
        try:
            return data.decode("utf-8-sig")
        except UnicodeDecodeError:
            return data.decode(self.encoding)


def get_delimiter(text):
    """Return what separates the cells: what the header contains most often."""
    # guessing takes longer than a header is long: its beginning tells enough
    lines = text[: 2 * MAX_HEADER].splitlines()
    header = next((line for line in lines if line.strip()), "")[:MAX_HEADER]
    try:
        return csv.Sniffer().sniff(header, DELIMITERS).delimiter
    except csv.Error:
        return max(DELIMITERS, key=header.count)
