# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The status of a consignment as a pure function of what is known about it.

Couriers tell late, twice and in any order. The status is therefore not moved from event
to event: it is read off all events, sorted by when they happened, so that the order in
which they became known makes no difference.
"""

#: What a consignment can be, in the order of its way.
STATES = [
    ("announced", "Announced"),
    ("dispatched", "Dispatched"),
    ("in_transit", "In Transit"),
    ("available", "Available for Pickup"),
    ("out_for_delivery", "Out for Delivery"),
    ("attempt_failed", "Delivery Attempt Failed"),
    ("exception", "Exception"),
    ("delivered", "Delivered"),
    ("lost", "Lost"),
    ("returned", "Returned to Sender"),
    ("cancelled", "Cancelled"),
]
#: What an event can say: a state, or only a remark of the courier.
STATUSES = [*STATES, ("note", "Information")]
#: The courier has it.
MOVING = frozenset(
    {
        "dispatched",
        "in_transit",
        "available",
        "out_for_delivery",
        "attempt_failed",
        "exception",
    }
)
#: Nothing more is expected.
ENDED = frozenset({"delivered", "returned", "cancelled"})
_RANK = {"announced": 0, "dispatched": 1}
_ORDER = {status: number for number, (status, _label) in enumerate(STATUSES)}


def follows(current, status, is_correction=False):
    """Tell whether *status* may come after *current*.

    A correction by a person always may. Delivered can only turn into returned; what
    was returned or cancelled stays so, unless a cancelled one travels after all; the
    way before the courier never comes back.
    """
    if status == "note":
        return False
    if is_correction or current is None:
        return True
    if current == "delivered":
        return status == "returned"
    if current == "returned":
        return False
    if current == "cancelled":
        return _RANK.get(status, 2) > 0
    return _RANK.get(status, 2) >= _RANK.get(current, 2)


def sort_key(date, status, is_correction, key):
    """Return by what events are sorted: one order, whatever order they came in."""
    return (date, is_correction, _ORDER[status], key or "")


def fold(events):
    """Return the events that moved the status, in their order; the last one counts.

    :param events: iterable of objects with ``date``, ``status``, ``is_correction``
        and ``source_key``
    """
    moved = []
    current = None
    for event in sorted(
        events,
        key=lambda e: sort_key(e.date, e.status, e.is_correction, e.source_key),
    ):
        if follows(current, event.status, event.is_correction):
            current = event.status
            moved.append(event)
    return moved
