# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What a client may not hand on through the context."""

PREFIX = "default_"


def without_defaults(records, is_closed):
    """Return *records* without context defaults for closed fields.

    :param is_closed: tells by the name of a field whether it is closed
    """
    context = {
        key: value
        for key, value in records.env.context.items()
        if not (key.startswith(PREFIX) and is_closed(key[len(PREFIX) :]))
    }
    return records.with_context(context)  # pylint: disable=context-overridden
