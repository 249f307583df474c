# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Addresses as QR codes for office papers: vectors with their quiet zone."""

from reportlab.graphics.barcode.qr import QrCodeWidget

from .code_svg import to_svg

#: Free modules that ISO/IEC 18004 asks for around the code.
QUIET = 4


def get_qr_src(text):
    """Return *text* as a QR code, as the data URI of an SVG without a size."""
    return to_svg(get_qr_rows(text))


def get_qr_rows(text):
    """Return rows of dark (True) and light modules of *text*, with their quiet zone."""
    # M: a part of the paper may be dirty and the code is still read
    code = QrCodeWidget(text, barLevel="M").qr
    code.make()
    side = [False] * QUIET
    rows = [[*side, *map(bool, modules), *side] for modules in code.modules]
    edge = [[False] * len(rows[0])] * QUIET
    return [*edge, *rows, *edge]
