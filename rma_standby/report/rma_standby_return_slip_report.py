# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import re

from odoo import api, models

from odoo.addons.rma_management.tools import tracking_link

from ..tools import code_picture

#: wkhtmltopdf on an unpatched Qt (Debian's) prints a page 1 / 0.768 times as wide as
#: the paper and shrinks it. Zoomed by that, a millimetre is one.
UNPATCHED_ZOOM = 125 / 96
#: Width of the QR code, in mm.
SQUARE = 30
#: Lines of the checklist.
MAX_ITEMS = 6
#: Characters of such a line.
MAX_ITEM = 55
#: Points below which nobody reads a slip, and the mean width of a character (of 1 em).
MIN_SIZE = 7
CHAR_WIDTH = 0.6
#: Millimetres of a typographic point.
POINT = 25.4 / 72


def shorten(text):
    """Return *text* with an ellipsis where it is longer than a line of the checklist.

    The agreement has it whole.
    """
    return text if len(text) <= MAX_ITEM else f"{text[: MAX_ITEM - 1].rstrip()}…"


class RmaStandbyReturnSlipReport(models.AbstractModel):
    """The slip that travels home with the unit: half a sheet of A4 for each."""

    _name = "report.rma_standby.report_standby_return_slip"
    _inherit = "rma.standby.paper.report"
    _description = "RMA Stand-by Return Slip"

    @api.model
    def _get_report_values(self, docids, data=None):
        """Add what the slip shows besides fields."""
        values = super()._get_report_values(docids, data)
        return values | {
            "zoom": 1.0 if values["is_patched_qt"] else UNPATCHED_ZOOM,
            "get_square": self._get_square,
            "get_accessories": self._get_accessories,
            "get_address": self._get_address,
            "get_site": self._get_site,
            "get_size": self._get_size,
        }

    @api.model
    def _get_square(self, loan):
        """Return the code of the page where the customer's claim is followed.

        Our scanners read the number of the loan in it. A loan without a claim has no
        such page, and a very long address no room: then it is the bare number.
        """
        claim, square = loan.claim_id, None
        if claim:
            url = tracking_link.make(claim._get_tracking_url(), paper=loan.name)
            square = code_picture.qr(url, SQUARE)
        return square or code_picture.qr(loan.name, SQUARE)

    @api.model
    def _get_site(self, loan):
        """Return the partner whose address the unit is sent to."""
        return loan.warehouse_id.partner_id or loan.company_id.partner_id

    @api.model
    def _get_address(self, partner):
        """Return the lines of an address, the company first; none is said twice."""
        names = [partner.commercial_partner_id.name, partner.name]
        lines = partner._display_address(without_company=True).splitlines()
        stripped = (line.strip() for line in filter(None, [*names, *lines]))
        return [line for line in dict.fromkeys(stripped) if line]

    @api.model
    def _get_accessories(self, loan):
        """Return what was handed out with the unit, as lines of a checklist."""
        parts = re.split(r"[,;\n]+", loan.accessories_out or "")
        items = [part.strip() for part in parts if part.strip()]
        items = [shorten(item) for item in items]
        if len(items) > MAX_ITEMS:
            more = len(items) - MAX_ITEMS + 1
            text = loan.env._("%(count)s more, see the agreement", count=more)
            items[MAX_ITEMS - 1 :] = [text]
        return items

    @api.model
    def _get_size(self, lines, width, size):
        """Return in which size (points, at most *size*) all *lines* fit *width* (mm).

        What is longer than that is broken into lines of the smallest size.
        """
        longest = max((len(line or "") for line in lines), default=0)
        fitting = width / (CHAR_WIDTH * POINT * max(longest, 1))
        return round(max(min(fitting, size), MIN_SIZE), 1)
