# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Reads what was printed, by libraries that had no part in printing it."""

import re

import pypdfium2
import zxingcpp

MM = 25.4
DPI = 200


class Page:
    """One printed page: its size (mm), its text, its codes."""

    def __init__(self, page, dpi):
        self.size = tuple(round(side / 72 * MM) for side in page.get_size())
        self.text = page.get_textpage().get_text_range().replace("\r\n", "\n")
        self.image = page.render(scale=dpi / 72, grayscale=True).to_pil()
        self.codes = zxingcpp.read_barcodes(self.image)
        self._dpi = dpi

    def get_texts(self, name):
        """Return the decoded texts of all codes of the format *name*, sorted."""
        return sorted(c.text for c in self.codes if name in str(c.format))

    def get_width(self, name):
        """Return the printed width of the first code of the format *name*, in mm."""
        code = next(c for c in self.codes if name in str(c.format))
        corners = code.position
        return (corners.top_right.x - corners.top_left.x) * MM / self._dpi


def read_pdf(content, dpi=DPI):
    """Return the pages of a PDF."""
    return [Page(page, dpi) for page in pypdfium2.PdfDocument(content)]


def read_zpl(text):
    """Return the labels of a ZPL file: lists of (command, data) as a printer reads.

    :raises AssertionError: a character that ZPL does not allow here
    """
    labels, label = [], None
    for match in re.finditer(r"\^([A-Z][A-Z0-9])([^^~]*)|([^^]+)", text):
        command, rest, stray = match.groups()
        assert not (stray or "").strip(), f"outside of any command: {stray!r}"
        if command == "XA":
            label = []
        elif command == "XZ":
            labels.append(label)
        elif command:
            assert rest.rstrip("\n").isprintable() and rest.isascii(), rest
            label.append((command, rest.rstrip("\n")))
    return labels


def unescape(data):
    """Return field data as the printer prints it: ``_XX`` are bytes of UTF-8."""
    raw = re.sub(
        rb"_([0-9A-F]{2})", lambda m: bytes([int(m[1], 16)]), data.encode("ascii")
    )
    return raw.decode()


def get_fields(label):
    """Return (commands before, data) of all fields of a label."""
    fields, before = [], []
    for command, rest in label:
        if command == "FD":
            fields.append((dict(before), unescape(rest)))
        elif command == "FS":
            before = []
        else:
            before.append((command, rest))
    return fields
