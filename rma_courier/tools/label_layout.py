# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What stands where on a label: the same boxes for PDF and for ZPL (mm, points)."""

from . import barcode_image
from .label_text import cut, fit
from .zpl import ZplLabel

PARCEL = (100, 150)
ITEM = (62, 29)
#: Sizes of letters that are tried, the largest first.
ADDRESS_SIZES = (15, 13, 11, 9, 7.5, 6.5, 5.5)
SENDER_SIZES = (9, 8, 7, 6, 5.5)
NOTE_SIZES = (9, 8, 7, 6, 5)
NUMBER_SIZES = (30, 26, 22, 18, 15, 12, 9, 7)
#: Letters of one width are narrower than those that the text is measured by.
MONO = 1.1
PARCEL_BAR_WIDTH = 92
PARCEL_QR_WIDTH = 27
ITEM_QR_WIDTH = 15
PACKING_SIZES = (12, 11, 10, 9, 8, 7, 6)


def _draw(draw, text, *args):
    """Return the picture of a code, or None: then the printed text has to do."""
    try:
        return draw(text, *args)
    except barcode_image.BarcodeError:
        return None


def _square(label, *args):
    """Return (text, picture) of the QR code: the page, or the bare number.

    The address of the page may be too long for the label.
    """
    for text in (label["qr"], label["code"]):
        if picture := _draw(barcode_image.qr, text, *args):
            return text, picture
    return label["code"], None


def lay_out_parcel(label):
    """Return the boxes of a parcel label: fitted text and pictures of the codes."""
    qr_data, square = _square(label, PARCEL_QR_WIDTH)
    return {
        "title": fit([label["title"]], 56, 9, (15, 13, 11, 9, 7)),
        "corner_value": fit([label["corner_value"]], 36, 6, (13, 11, 9, 7)),
        "sender": fit(label["sender"], 90, 19, SENDER_SIZES),
        "recipient": fit(label["recipient"], 88, 33, ADDRESS_SIZES),
        "number": fit([label["number"]], MONO * 92, 11, NUMBER_SIZES),
        "facts": fit(label["facts"], 62, 9, NOTE_SIZES),
        "notes": fit(label["notes"], 62, 17, NOTE_SIZES[1:]),
        "packing": label.get("packing")
        and fit(label["packing"], 90, 118, PACKING_SIZES),
        "bars": _draw(barcode_image.code128, label["code"], PARCEL_BAR_WIDTH, 17),
        "qr_data": qr_data,
        "square": square,
    }


def lay_out_item(label, width=62, height=29, dpi=barcode_image.FINE_DPI, pad=2):
    """Return the boxes of an item label of *width* × *height* mm.

    :param pad: free space left of the text
    """
    bars = min(height - 20.5, 12)
    left = width - 18 - pad
    qr_data, square = _square(label, ITEM_QR_WIDTH, dpi)
    return {
        "pad": pad,
        "reference": fit(
            [label["reference"]], MONO * (width - 4), 4.5, (10, 9, 8, 7, 6)
        ),
        "serial": fit([label["serial"]], left, 3.6, (8, 7, 6, 5)),
        "product": fit([label["product"]], left, 5.6, (7, 6, 5)),
        "customer": fit([label["customer"]], left, 2.7, (6, 5)),
        "date": fit([label["date"]], left, 2.7, (6, 5)),
        "bars": _draw(barcode_image.code128, label["code"], width, bars, dpi),
        "qr_data": qr_data,
        "square": square,
    }


def parcel_zpl(label, copies=1):
    """Return a parcel label in ZPL."""
    boxes = lay_out_parcel(label)
    zpl = ZplLabel(*PARCEL)
    zpl.block(4, 5, boxes["title"])
    zpl.text(62, 4, cut(label["corner_caption"], 26), 7)
    zpl.block(62, 7, boxes["corner_value"])
    zpl.rule(4, 15, 92)
    zpl.text(4, 16, label["sender_caption"], 7)
    zpl.block(4, 19.5, boxes["sender"])
    zpl.rule(4, 40, 92)
    zpl.text(4, 41, label["recipient_caption"], 7)
    zpl.block(6, 45, boxes["recipient"])
    zpl.rule(4, 80, 92)
    zpl.text(4, 81, label["number_caption"], 7)
    zpl.block(4, 84.5, boxes["number"])
    if boxes["bars"]:
        picture = boxes["bars"]
        dots = round(picture.module * 8)
        quiet = barcode_image.CODE128_QUIET * picture.module
        zpl.code128(50 - picture.width / 2 + quiet, 97, label["code"], 17, dots)
    zpl.rule(4, 117, 92)
    zpl.block(4, 119, boxes["facts"])
    zpl.block(4, 129.5, boxes["notes"])
    if boxes["square"]:
        zpl.qr(71, 119, boxes["qr_data"], min(round(boxes["square"].module * 8), 10))
    return zpl.render(copies)


def item_zpl(label, copies=1):
    """Return an item label in ZPL."""
    boxes = lay_out_item(label, dpi=barcode_image.LABEL_DPI)
    zpl = ZplLabel(*ITEM)
    if boxes["bars"]:
        picture = boxes["bars"]
        quiet = barcode_image.CODE128_QUIET * picture.module
        dots = round(picture.module * 8)
        zpl.code128(31 - picture.width / 2 + quiet, 1, label["code"], 8.5, dots)
    zpl.block(2, 10.5, boxes["reference"])
    zpl.block(2, 14.5, boxes["serial"])
    zpl.block(2, 17.8, boxes["product"])
    zpl.block(2, 23, boxes["customer"])
    zpl.block(2, 25.7, boxes["date"])
    if boxes["square"]:
        zpl.qr(48, 14.5, boxes["qr_data"], round(boxes["square"].module * 8))
    return zpl.render(copies)
