# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""RMA numbers: unguessable, typed without mistakes, scannable as Code 128."""

import re
import secrets

from stdnum.iso7064 import mod_37_36

#: Marks a scanned code as an RMA number before anything is looked up.
PREFIX = "RMA"
#: No I, L, O, U and no 0, 1: characters that people and fonts confuse.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
#: 30 characters to the power of 9: about 2 * 10^13 numbers.
BODY_LENGTH = 9


def generate():
    """Return a new number: prefix, random body, ISO 7064 mod 37,36 check character.

    The caller makes sure that it is unique; the randomness makes it unguessable.
    """
    body = PREFIX + "".join(secrets.choice(ALPHABET) for _i in range(BODY_LENGTH))
    return body + mod_37_36.calc_check_digit(body)


def normalize(text):
    """Return *text* as it would stand in the database: upper case, no separators."""
    return re.sub(r"[\s\-./]", "", text or "").upper()


def is_valid(text):
    """Tell whether *text* is a well-formed RMA number with a right check character."""
    number = normalize(text)
    return (
        len(number) == len(PREFIX) + BODY_LENGTH + 1
        and number.startswith(PREFIX)
        and mod_37_36.is_valid(number)
    )
