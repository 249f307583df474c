# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Docket numbers: the same number, however it was typed or scanned."""

import re

#: Longer texts are no docket numbers.
MAX_LENGTH = 64


def normalize(text):
    """Return *text* as dockets are compared: upper case, letters and digits only."""
    return re.sub(r"[\W_]", "", text or "").upper()[:MAX_LENGTH]


def is_plain(text):
    """Tell whether *text* is a docket number as couriers print them."""
    return bool(re.fullmatch(r"[A-Za-z0-9 ./_\-]+", text)) and len(text) <= MAX_LENGTH


def split(text):
    """Return the docket numbers that *text* names, as typed, without repeats."""
    numbers = {}
    for part in re.split(r"[,;\n]", text or ""):
        if key := normalize(part):
            numbers.setdefault(key, part.strip())
    return list(numbers.values())
