# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What scanners send, turned into the numbers that it may mean."""

import re
from urllib.parse import unquote, urlsplit

from odoo.addons.rma_management.tools import rma_number, tracking_link

from . import docket

#: Longer codes are cut: none of our numbers is that long.
MAX_LENGTH = 128
#: Separators that people and keyboard layouts confuse.
_SEPARATORS = re.compile(r"[\s\-_./\\]+")
#: AIM identifiers, which scanners put before the code when asked to (ISO/IEC 15424).
_AIM = re.compile(r"^\][A-Za-z][0-9A-Za-z]")
#: GS1: article number, then the serial number; the number of a shipping unit.
_GS1_SERIAL = re.compile(r"^01\d{14}(?:[^\x1d]*\x1d)?21([^\x1d]{1,20})")
_GS1_SSCC = re.compile(r"^00(\d{18})$")
_RMA_LENGTH = len(rma_number.PREFIX) + rma_number.BODY_LENGTH + 1
#: What a courier's pattern may not do: it would take for ever on the wrong barcode.
_ESCAPED = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]")
_VARIABLE = re.compile(r"[*+]|\{\d*,\d*\}")
MAX_PATTERN = 128
MAX_VARIABLE = 3


def clean(code):
    """Return *code* without what scanners add: AIM identifier, CR, TAB, ends.

    Of the address in the QR code of a label its number is left.
    """
    if not isinstance(code, str):
        return ""
    text = code[: 4 * MAX_LENGTH].strip(" \t\r\n\x00\x1d")
    text = _AIM.sub("", text)
    text = "".join(c for c in text if c.isprintable() or c == "\x1d")
    text = tracking_link.to_number(text)
    return text.strip(" \x1d")[:MAX_LENGTH]


def get_texts(text):
    """Return the upper-case texts that the cleaned *text* may stand for, best first."""
    texts = [text.replace("\x1d", "")]
    if match := _GS1_SERIAL.match(text):
        texts.append(match[1])
    if match := _GS1_SSCC.match(text):
        texts.append(match[1])
    if "://" in text:
        # the QR code of a label may open a page: the number ends its address
        path = unquote(urlsplit(text).path).rstrip("/")
        texts.append(path.rsplit("/", 1)[-1])
    return list(dict.fromkeys(t.strip().upper() for t in texts if t.strip()))


def get_numbers(texts):
    """Return what our own documents may be called by *texts*, however separated."""
    numbers = {}
    for text in texts:
        numbers[text] = True
        parts = [part for part in _SEPARATORS.split(text) if part]
        numbers["/".join(parts)] = True
        # the position of a unit stands behind the number of its claim
        if len(parts) > 1 and parts[-1].isdigit():
            numbers[f"{'/'.join(parts[:-1])}-{parts[-1].zfill(2)}"] = True
        number = "".join(parts)
        if number.startswith(rma_number.PREFIX):
            numbers[number] = True
            stem, position = number[:_RMA_LENGTH], number[_RMA_LENGTH:]
            if position.isdigit():
                numbers[f"{stem}-{position.zfill(2)}"] = True
    return list(numbers)


def get_keys(texts):
    """Return *texts* as docket numbers are compared."""
    return list(dict.fromkeys(filter(None, map(docket.normalize, texts))))


def find_docket(pattern, text):
    """Return the docket number that *pattern* finds in *text*, or False.

    Only the first 64 characters are looked at: no courier's barcode is longer.
    """
    match = re.search(pattern, text[: docket.MAX_LENGTH], re.IGNORECASE)
    if not match:
        return False
    number = match[1] if match.re.groups else match[0]
    return number or False


def is_pattern(pattern):
    """Tell whether *pattern* is a regular expression that always ends soon.

    Repeated groups, references back and many variable parts are refused: on a barcode
    that nearly fits they try more ways than there is time for.
    """
    if len(pattern) > MAX_PATTERN:
        return False
    try:
        re.compile(pattern)
    except (re.error, OverflowError, RecursionError):
        return False
    if re.search(r"\\\d|\(\?P=|\(\?\(", pattern):
        return False
    bare = _ESCAPED.sub("x", pattern)
    if re.search(r"\)\s*[*+{]", bare):
        return False
    return len(_VARIABLE.findall(bare)) <= MAX_VARIABLE
