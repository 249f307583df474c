# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Barcodes as vectors: whatever draws them, this is how they are told to printers."""

import base64


def to_svg(rows):
    """Return rows of dark (True) and light modules as the data URI of an SVG.

    The picture carries no size: the template says how large it is printed.
    """
    width, height = len(rows[0]), len(rows)
    path = "".join(
        f"M{start} {y}h{length}v1h-{length}z"
        for y, row in enumerate(rows)
        for start, length in _runs(row)
    )
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}" preserveAspectRatio="none" '
        f'shape-rendering="crispEdges"><path d="{path}"/></svg>'
    )
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()


def _runs(row):
    """Yield (start, length) of the dark runs of a row."""
    start = None
    for x, is_dark in enumerate([*row, False]):
        if is_dark and start is None:
            start = x
        elif not is_dark and start is not None:
            yield start, x - start
            start = None
