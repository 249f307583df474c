# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Code 128 and QR codes as pictures that printers print without rounding.

A bar is a whole number of printer dots wide: whatever falls between two dots is
rounded differently from bar to bar, and scanners stop reading. The pictures are
vectors (SVG), carry their quiet zones and no text; the text belongs to the template.
"""

from typing import NamedTuple

import barcode
import qrcode
from barcode.errors import BarcodeError as LibraryError
from qrcode.exceptions import DataOverflowError

from odoo.addons.rma_management.tools.code_svg import to_svg

#: Dots an inch of label printers; their dots are the measure of every bar.
LABEL_DPI = 203
FINE_DPI = 300
#: Free modules that ISO/IEC 15417 and 18004 ask for around the code.
CODE128_QUIET = 10
QR_QUIET = 4
#: No scanner reads finer bars for sure, and no eye needs coarser ones (mm).
MIN_MODULE = 0.24
MAX_MODULE = 1.0
#: Longer texts are no numbers; longer addresses make squares too fine for a label.
MAX_LENGTH = 80
MAX_QR_LENGTH = 150


class BarcodeError(ValueError):
    """The text cannot become a code of this size; the message says why."""


class Picture(NamedTuple):
    """A code as a data URI, with the size (mm) at which its bars are whole dots."""

    src: str
    width: float
    height: float
    module: float


def code128(text, max_width, height, dpi=LABEL_DPI):
    """Return *text* as Code 128, as wide as *max_width* (mm) allows.

    :param float height: of the bars, in mm
    :raises BarcodeError: characters that Code 128 lacks, or too long for the width
    """
    _check_text(text)
    try:
        bits = barcode.get("code128", text).build()[0]
    except LibraryError as error:
        raise BarcodeError(f"{text!r} is no Code 128: {error}") from error
    row = [False] * CODE128_QUIET + [bit == "1" for bit in bits]
    row += [False] * CODE128_QUIET
    module = _fit_module(len(row), max_width, dpi, text)
    width = len(row) * module
    return Picture(to_svg([row]), round(width, 3), height, module)


def qr(text, max_width, dpi=LABEL_DPI):
    """Return *text* as a QR code, as wide as *max_width* (mm) allows.

    :raises BarcodeError: not plain characters, or too long for the width
    """
    _check_text(text, MAX_QR_LENGTH)
    # M: a quarter of the label may be dirty and the code is still read
    code = qrcode.QRCode(
        border=QR_QUIET, error_correction=qrcode.constants.ERROR_CORRECT_M
    )
    code.add_data(text)
    try:
        code.make()
    except (DataOverflowError, ValueError) as error:
        raise BarcodeError(f"{text!r} is too long for a QR code.") from error
    matrix = code.get_matrix()
    module = _fit_module(len(matrix), max_width, dpi, text)
    width = round(len(matrix) * module, 3)
    return Picture(to_svg(matrix), width, width, module)


def _check_text(text, limit=MAX_LENGTH):
    if not isinstance(text, str) or not text.strip():
        raise BarcodeError("There is no text to encode.")
    if len(text) > limit:
        raise BarcodeError(f"{text[:20]!r}… has more than {limit} characters.")
    if not (text.isascii() and text.isprintable()):
        raise BarcodeError(f"{text!r} has characters that no scanner types.")


def _fit_module(count, max_width, dpi, text):
    """Return the widest bar of whole dots (mm) at which *count* bars fit."""
    dot = 25.4 / dpi
    dots = int(min(max_width / count, MAX_MODULE) / dot + 1e-9)
    if dots * dot < MIN_MODULE:
        raise BarcodeError(f"{text!r} is too long for {max_width} mm.")
    return dots * dot
