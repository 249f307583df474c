# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Tables of any length on A4 pages, broken where rows end.

wkhtmltopdf on an unpatched Qt neither keeps a row together nor repeats the head of a
table nor numbers pages, and cuts lines of text in two. So pages are filled here, line
by line, and printed as they are.
"""

from .label_text import LINE_HEIGHT, POINT, wrap

#: Letters of the table, and millimetres of its lines, rows and pages.
SIZE = 8
LINE = SIZE * POINT * LINE_HEIGHT
ROW_PADDING = 3.0
CHAR = SIZE * POINT * 0.575
PAGE_HEIGHT = 268
FIRST_TOP = 100
NEXT_TOP = 22
#: Place for the closing text and the signatures.
CLOSING = 50
#: A row is broken in two only when it is longer than so many lines.
LONG_ROW = 15


def paginate(rows, widths):
    """Return pages of rows of cells of lines that fit.

    :param rows: rows of cells; a cell is a list of texts
    :param widths: of the columns, in mm; None: never broken
    :return: dictionaries with ``rows``, ``height`` used and ``number``
    """
    pages = [_new_page(FIRST_TOP)]
    for row in rows:
        cells = [
            _to_lines(cell, width) for cell, width in zip(row, widths, strict=True)
        ]
        while cells:
            page = pages[-1]
            count = max(len(lines) for lines in cells)
            room = int((PAGE_HEIGHT - page["height"] - ROW_PADDING) / LINE)
            if count > room and (room < 3 or count <= LONG_ROW):
                pages.append(_new_page(NEXT_TOP))
                continue
            taken = min(count, room)
            page["rows"].append([lines[:taken] for lines in cells])
            page["height"] += taken * LINE + ROW_PADDING
            cells = count > taken and [lines[taken:] for lines in cells]
    if pages[-1]["height"] + CLOSING > PAGE_HEIGHT:
        pages.append(_new_page(NEXT_TOP))
    for number, page in enumerate(pages, 1):
        page["number"] = number
    return pages


def _new_page(top):
    return {"rows": [], "height": top}


def _to_lines(cell, width):
    if width is None:
        return [text for text in cell if text]
    chars = max(int((width - 2) / CHAR), 3)
    return [line for text in cell if text for line in wrap(text, chars)]
