# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Reading what strangers send: any value may be missing, wrong or hostile."""

import hashlib
import json
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

#: Deeper structures are no message of a courier.
MAX_DEPTH = 32
#: Identifiers are cut to this length before they are stored.
MAX_KEY = 200


def load(raw):
    """Return the JSON object in *raw* (bytes).

    :raises ValueError: no JSON, no object, nested too deeply, or numbers that are none
    """
    try:
        payload = json.loads(raw.decode("utf-8-sig"), parse_constant=_refuse)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    if not isinstance(payload, dict):
        raise ValueError("no object")
    _check_depth(payload)
    return payload


def _refuse(name):
    raise ValueError(f"{name} is no number")


def _check_depth(value):
    level = [value]
    for _depth in range(MAX_DEPTH):
        level = [
            child
            for item in level
            for child in (item.values() if isinstance(item, dict) else item)
            if isinstance(child, dict | list)
        ]
        if not level:
            return
    raise ValueError("nested too deeply")


def get_text(holder, name):
    """Return *name* of *holder* as a text that a database takes; "" when it is none."""
    value = holder.get(name) if isinstance(holder, dict) else None
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str):
        return ""
    return clean(value)


def clean(text):
    """Return *text* without what no database stores: NUL and halves of characters."""
    whole = text.encode("utf-8", "replace").decode("utf-8")
    return whole.replace("\x00", "").strip()


def get_dict(holder, name):
    """Return *name* of *holder* as a dict; {} when it is none."""
    value = holder.get(name) if isinstance(holder, dict) else None
    return value if isinstance(value, dict) else {}


def get_dicts(holder, name):
    """Return the dicts in the list *name* of *holder*, without anything else."""
    value = holder.get(name) if isinstance(holder, dict) else None
    items = value if isinstance(value, list) else []
    return [item for item in items if isinstance(item, dict)]


def get_date(holder, name, zone="UTC", is_end_of_day=False):
    """Return *name* of *holder* as naive UTC datetime; None when it is none.

    :param str zone: where a time is that does not say it
    :param bool is_end_of_day: a day without a time means its end
    """
    return parse_date(get_text(holder, name), zone, is_end_of_day)


def parse_date(text, zone="UTC", is_end_of_day=False):
    """Return an ISO 8601 *text* as naive UTC datetime; None when it is none."""
    try:
        if len(text) <= 10:
            day = date.fromisoformat(text)
            last = time(23, 59, 59)
            moment = datetime.combine(day, last if is_end_of_day else time.min)
        else:
            moment = datetime.fromisoformat(text)
        return to_utc(moment, zone)
    except (ValueError, OverflowError):
        return None


def to_utc(moment, zone="UTC"):
    """Return *moment* as naive UTC datetime; without a zone it is one of *zone*."""
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=ZoneInfo(zone))
    return moment.astimezone(UTC).replace(tzinfo=None, microsecond=0)


def parse_timestamp(text):
    """Return seconds since 1970 as naive UTC datetime; None when it is none."""
    try:
        moment = datetime.fromtimestamp(int(text), UTC)
    except (TypeError, ValueError, OverflowError, OSError):
        return None
    return moment.replace(tzinfo=None)


def make_key(*parts):
    """Return a key that is the same for the same *parts*, and only for them."""
    text = json.dumps([str(part or "") for part in parts])
    return hashlib.sha256(text.encode()).hexdigest()


def get_key(text):
    """Return an identifier of somebody else as it is stored."""
    return text if len(text) <= MAX_KEY else make_key(text)


def join_words(*parts):
    """Return the parts that there are, separated by commas."""
    return ", ".join(part for part in parts if part)
