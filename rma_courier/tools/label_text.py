# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Text on paper of a given size: nothing runs over the edge, nothing is lost unseen."""

import unicodedata
from typing import NamedTuple

#: Millimetres of a typographic point.
POINT = 25.4 / 72
#: Mean width of a character and height of a line, in parts of the font's size.
CHAR_WIDTH = 0.64
LINE_HEIGHT = 1.22
ELLIPSIS = "…"
#: Down to this part of the largest size, lines stay whole.
WHOLE = 0.7


class Block(NamedTuple):
    """Lines that fit their box at this size (points)."""

    size: float
    lines: list


def clean(text):
    """Return *text* on one line, without control characters."""
    parts = "".join(c if c.isprintable() else " " for c in str(text or "")).split()
    return " ".join(parts)


def measure(text):
    """Return how many mean characters *text* is wide; CJK counts double."""
    return sum(_get_width(char) for char in text)


def _get_width(char):
    if unicodedata.east_asian_width(char) in "WF":
        return 2
    if char in "MWm@%—":
        return 1.7
    if char in " .,:;'|!()[]iIjltf":
        return 0.65
    return 1.2 if char.isupper() or char.isdigit() else 1.05


def cut(text, width):
    """Return *text* in at most *width* narrow characters, with an ellipsis if cut."""
    text = clean(text)
    if measure(text) <= width:
        return text
    while text and measure(text + ELLIPSIS) > width:
        text = text[:-1]
    return text.rstrip() + ELLIPSIS


def wrap(text, width):
    """Return *text* as lines of at most *width* narrow characters."""
    lines, line = [], ""
    for word in clean(text).split(" "):
        joined = f"{line} {word}" if line else word
        if measure(joined) <= width:
            line = joined
            continue
        if line:
            lines.append(line)
        while measure(word) > width:
            head = _take(word, width)
            lines.append(head)
            word = word[len(head) :]
        line = word
    return [*lines, line] if line else lines


def _take(word, width):
    """Return the longest beginning of *word* that is not wider than *width*."""
    used = 0
    for position, char in enumerate(word):
        used += measure(char)
        if used > width:
            return word[: max(position, 1)]
    return word


def fit(lines, width, height, sizes):
    """Return *lines*, wrapped, at the first of *sizes* (points) that fits the box.

    Somewhat smaller letters are better than a broken line. When even the smallest do
    not fit, the middle is left out: an address begins with the name and ends with the
    city.

    :param width: of the box, in mm
    :param height: of the box, in mm
    :rtype: Block
    """
    for size in [size for size in sizes if size >= WHOLE * sizes[0]]:
        block = _wrap_all(lines, width, size)
        if len(block.lines) == len(lines) <= _get_room(height, size):
            return block
    for size in sizes:
        block = _wrap_all(lines, width, size)
        if len(block.lines) <= _get_room(height, size):
            return block
    room = _get_room(height, size)
    if room < 4:
        last = cut(" ".join(block.lines[room - 1 :]), _get_chars(width, size))
        return Block(size, [*block.lines[: room - 1], last])
    return Block(size, [*block.lines[: room - 3], ELLIPSIS, *block.lines[-2:]])


def _get_room(height, size):
    return max(int(height / (size * POINT * LINE_HEIGHT)), 1)


def _get_chars(width, size):
    return max(int(width / (size * POINT * CHAR_WIDTH)), 4)


def _wrap_all(lines, width, size):
    chars = _get_chars(width, size)
    return Block(size, [part for line in lines for part in wrap(line, chars)])


def get_direction(line):
    """Return ``rtl`` or ``ltr``: the direction of the first letter of *line*."""
    for char in line:
        direction = unicodedata.bidirectional(char)
        if direction in ("R", "AL"):
            return "rtl"
        if direction == "L":
            return "ltr"
    return "ltr"


def split_runs(line):
    """Return *line* in parts of one direction each, in the order they are read.

    wkhtmltopdf on an unpatched Qt prints letters of both directions in one piece of
    text over each other, or beside the paper. In pieces of their own they are right.
    """
    if not any(unicodedata.bidirectional(char) in ("R", "AL") for char in line):
        return [line]
    parts = []
    for char in line:
        kind = _get_kind(char, parts)
        if parts and parts[-1][0] == kind:
            parts[-1][1] += char
        else:
            parts.append([kind, char])
    runs = []
    for position, (kind, text) in enumerate(parts):
        after = parts[position + 1][0] if position + 1 < len(parts) else None
        before = parts[position - 1][0] if position else None
        is_inside = kind == "space" and before == after == "ltr"
        if runs and (is_inside or (kind == "ltr" and _ends_inside(parts, position))):
            runs[-1] += text
        else:
            runs.append(text)
    return [run.translate(_MIRROR) if _is_neutral(run) else run for run in runs]


_MIRROR = str.maketrans("()[]<>", ")(][><")


def _get_kind(char, parts):
    direction = unicodedata.bidirectional(char)
    if direction in ("R", "AL"):
        return "rtl"
    if char == " ":
        return "space"
    return parts[-1][0] if direction == "NSM" and parts else "ltr"


def _ends_inside(parts, position):
    """Tell whether a left-to-right part follows another one and a space."""
    return (
        position > 1
        and parts[position - 1][0] == "space"
        and parts[position - 2][0] == "ltr"
    )


def _is_neutral(run):
    return not any(char.isalnum() for char in run)
