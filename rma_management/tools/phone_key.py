# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Phone numbers that are written differently and mean the same."""

import re

#: So many last digits tell two numbers apart, with or without country prefix.
KEY_LENGTH = 8
#: Fewer digits are an extension, not a number.
MIN_LENGTH = 6
#: The same key in SQL, for the index.
SQL_KEY = "right(regexp_replace(phone, '[^0-9]', '', 'g'), 8)"


def get_key(text):
    """Return the last digits of a phone number, or nothing when it is none.

    “+49 170 123-4567” and “0170 1234567” have the same key.
    """
    if not text or re.search(r"[^\d\s()+./\-]", text):
        return False
    digits = re.sub(r"\D", "", text)
    return digits[-KEY_LENGTH:] if len(digits) >= MIN_LENGTH else False
