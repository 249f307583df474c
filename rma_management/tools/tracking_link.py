# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What the QR codes of labels say: the tracking page, and what the paper is about.

Customers open the page with their phones; scanners type the whole address into a
field. Every field that takes a number reads it with :func:`to_number`.
"""

import re
from urllib.parse import parse_qsl, urlencode, urlsplit

from . import rma_number

PATH = "/rma/track"
#: Longer texts are no addresses of ours.
MAX_LENGTH = 512
_NUMBER = re.compile(
    rf"{rma_number.PREFIX}[0-9A-Z]{{{rma_number.BODY_LENGTH + 1}}}(?![0-9A-Z])"
)
_ITEM = re.compile(r"ITEM\W(\d{1,4})$")


def make(url, item=None, paper=None):
    """Return the tracking page's *url* for a paper that has a number of its own.

    :param item: position of the unit in its claim
    :param paper: number of the document, when it is not the claim's
    """
    more = {"item": f"{item:02d}" if item else "", "paper": paper or ""}
    more = {name: value for name, value in more.items() if value}
    return f"{url}&{urlencode(more)}" if more else url


def to_number(text, is_claim=False):
    """Return the number that a scanned address of our pages names, else *text*.

    :param is_claim: the number of the claim, whatever paper it is about
    """
    if not isinstance(text, str) or len(text) > MAX_LENGTH:
        return text
    return _read_address(text.strip(), is_claim) or _read_rest(text, is_claim) or text


def _read_address(text, is_claim):
    try:
        parts = urlsplit(text)
    except ValueError:
        return ""
    if not parts.netloc or not parts.path.rstrip("/").lower().endswith(PATH):
        return ""
    # scanners with caps lock
    query = {name.lower(): value for name, value in parse_qsl(parts.query)}
    number, item = query.get("number", ""), query.get("item", "")
    if is_claim:
        return number
    if query.get("paper"):
        return query["paper"]
    return f"{number}-{item}" if number and item.isdecimal() else number


def _read_rest(text, is_claim):
    """Read an address whose signs came out as others: a scanner set to another
    keyboard types letters and digits right only."""
    text = text.strip().upper()
    if "TRACK" not in text:
        return ""
    for number in _NUMBER.findall(text):
        if rma_number.is_valid(number):
            item = None if is_claim else _ITEM.search(text)
            return f"{number}-{item[1]}" if item else number
    return ""
