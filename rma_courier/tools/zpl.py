# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""ZPL II for label printers with 203 dpi: text, lines and the printer's own barcodes.

Whatever comes from data is written as hexadecimal (``^FH``) unless it is a plain
letter, digit or space: no ``^``, ``~``, backslash or line break of a name can become
a command. The output is ASCII; ``^CI28`` makes the bytes UTF-8.
"""

import re

from .label_text import clean

DOTS_MM = 8  # 203 dpi
POINT_DOTS = 203 / 72
_PLAIN = re.compile(r"[A-Za-z0-9 ]")


def escape(text):
    """Return *text* for ``^FH_^FD``: plain characters, and the rest as ``_XX``."""
    return "".join(
        char
        if _PLAIN.match(char)
        else "".join(f"_{byte:02X}" for byte in char.encode())
        for char in clean(text)
    )


class ZplLabel:
    """One label under construction; positions and sizes in millimetres."""

    def __init__(self, width, height):
        self._commands = [
            "^XA",
            "^CI28",
            f"^PW{self._dots(width)}",
            f"^LL{self._dots(height)}",
            "^LH0,0",
        ]

    @staticmethod
    def _dots(size):
        return round(size * DOTS_MM)

    def _field(self, x, y, command, data):
        position = f"^FO{self._dots(x)},{self._dots(y)}"
        self._commands.append(f"{position}{command}^FH_^FD{data}^FS")

    def text(self, x, y, text, size):
        """Print *text* on one line in letters of *size* points."""
        if clean(text):
            dots = round(size * POINT_DOTS)
            self._field(x, y, f"^A0N,{dots},{dots}", escape(text))

    def block(self, x, y, block, line_height=1.22):
        """Print the lines of a fitted block (:func:`label_text.fit`)."""
        step = block.size * line_height * 25.4 / 72
        for number, line in enumerate(block.lines):
            self.text(x, y + number * step, line, block.size)

    def rule(self, x, y, width):
        """Draw a horizontal line."""
        self._commands.append(
            f"^FO{self._dots(x)},{self._dots(y)}^GB{self._dots(width)},2,2^FS"
        )

    def code128(self, x, y, text, height, module):
        """Print *text* as Code 128 with bars of *module* dots."""
        # in a Code 128 field “>” starts a command of its own; “>0” is the character
        data = escape(clean(text).replace(">", ">0"))
        bars = f"^BY{module}^BCN,{self._dots(height)},N,N,N"
        self._field(x, y, bars, data)

    def qr(self, x, y, text, module):
        """Print *text* as a QR code with modules of *module* dots."""
        self._field(x, y, f"^BQN,2,{module}", "MA," + escape(text))

    def render(self, copies=1):
        """Return the label, to be printed *copies* times."""
        return "\n".join([*self._commands, f"^PQ{int(copies)}", "^XZ", ""])
