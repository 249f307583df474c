# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""What customers write: trimmed, of a sensible length, plain text."""

from odoo.exceptions import UserError

#: Longest text that a customer may write at once.
MAX_LENGTH = 4000


def check_customer_text(env, text, what, is_required=True, limit=MAX_LENGTH):
    """Return *text* without blanks around it, or an empty string.

    :param str what: names the text for people ("what is wrong")
    :raises odoo.exceptions.UserError: it is missing though required, or too long
    """
    text = text.strip() if isinstance(text, str) else ""
    # PostgreSQL takes no zero characters
    text = text.replace("\0", "")
    if is_required and not text:
        raise UserError(
            env._("Please write %(what)s. Nothing was changed yet.", what=what)
        )
    if len(text) > limit:
        raise UserError(
            env._(
                "Please write %(what)s in at most %(limit)s characters; it was "
                "%(length)s. Nothing was changed yet.",
                what=what,
                limit=limit,
                length=len(text),
            )
        )
    return text
