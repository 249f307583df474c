# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import io

from lxml import html
from PIL import Image

from odoo.fields import Command

from .portal_common import PortalCommon

SCRIPT = "<script>alert('x')</script>"


class PortalClaimCommon(PortalCommon):
    """Reads the page of a claim, and adds what its customer has sent."""

    def _get_page(self, claim, query=""):
        response = self._get(f"/my/rma/{claim.id}{query}")
        self.assertEqual(response.status_code, 200)
        return html.fromstring(response.content)

    def _get_text(self, page, anchor):
        [element] = page.xpath(f"//*[@id='{anchor}']")
        return " ".join(element.text_content().split())

    def _add_file(self, claim, name="fault.png", raw=None, field="fault_photo_ids"):
        """Return a file that the customer has given us with the unit."""
        if raw is None:
            stream = io.BytesIO()
            Image.new("RGB", (600, 400), (200, 40, 40)).save(stream, "PNG")
            raw = stream.getvalue()
        line = claim.sudo().line_ids[:1]
        file = self.env["ir.attachment"].create(
            {
                "name": name,
                "raw": raw,
                "res_model": line._name,
                "res_id": line.id,
            }
        )
        line[field] = [Command.link(file.id)]
        return file
