# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Reads printed papers by libraries that had no part in printing them."""

import pypdfium2
import zxingcpp

DPI = 200


class Page:
    """One printed page: its size (mm), its text, its codes."""

    def __init__(self, page):
        self.size = tuple(round(side / 72 * 25.4) for side in page.get_size())
        self.text = page.get_textpage().get_text_range().replace("\r\n", "\n")
        self.image = page.render(scale=DPI / 72, grayscale=True).to_pil()
        self.codes = zxingcpp.read_barcodes(self.image)

    def get_texts(self, name):
        """Return the decoded texts of all codes of the format *name*, sorted."""
        return sorted(code.text for code in self.codes if name in str(code.format))

    def get_width(self, text):
        """Return the printed width of the Code 128 of *text*, in mm."""
        code = next(
            code
            for code in self.codes
            if code.text == text and "128" in str(code.format)
        )
        corners = code.position
        return (corners.top_right.x - corners.top_left.x) * 25.4 / DPI


def read_pdf(content):
    """Return the pages of a PDF."""
    return [Page(page) for page in pypdfium2.PdfDocument(content)]
