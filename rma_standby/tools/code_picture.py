# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Code 128 and QR codes as vectors, for office printers.

Every bar is a whole number of modules wide, and the quiet zones belong to the picture.
The text below a code belongs to the template.
"""

from typing import NamedTuple

from reportlab.graphics.barcode.code128 import Code128

from odoo.addons.rma_management.tools.code_svg import to_svg
from odoo.addons.rma_management.tools.qr_picture import get_qr_rows

#: Free modules that ISO/IEC 15417 asks for around the code.
CODE128_QUIET = 10
#: Finer bars are not read for sure from office paper; coarser ones need no more (mm).
MIN_MODULE = 0.24
MAX_MODULE = 0.7
MAX_QR_MODULE = 1.0
#: Longer texts are no numbers; longer addresses make squares too fine.
MAX_LENGTH = 80
MAX_QR_LENGTH = 150


class Picture(NamedTuple):
    """A code as a data URI, with the size (mm) at which it is to be printed."""

    src: str
    width: float
    height: float


def code128(text, max_width, height):
    """Return *text* as Code 128, as wide as *max_width* (mm) allows.

    :return: ``None`` when the text has characters that a scanner does not type, or is
        too long for the width: it is printed as text only then
    """
    if not _is_plain(text):
        return None
    code = Code128(text, quiet=0)
    code.validate()
    code.encode()
    # letters are widths, capitals are bars
    row = [False] * CODE128_QUIET
    for letter in code.decompose():
        row += [letter.isupper()] * (ord(letter.lower()) - ord("a") + 1)
    row += [False] * CODE128_QUIET
    return _draw([row], max_width, MAX_MODULE, height)


def qr(text, max_width):
    """Return *text* as a QR code, as wide as *max_width* (mm) allows, or ``None``."""
    if not _is_plain(text, MAX_QR_LENGTH):
        return None
    return _draw(get_qr_rows(text), max_width, MAX_QR_MODULE)


def _is_plain(text, limit=MAX_LENGTH):
    text = text or ""
    return 0 < len(text.strip()) <= limit and text.isascii() and text.isprintable()


def _draw(rows, max_width, max_module, height=None):
    """Return rows of dark (True) and light modules as a picture, if they fit."""
    module = min(max_width / len(rows[0]), max_module)
    if module < MIN_MODULE:
        return None
    width = round(len(rows[0]) * module, 2)
    height = height or round(len(rows) * module, 2)
    return Picture(to_svg(rows), width, height)
