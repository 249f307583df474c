# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.tests import TransactionCase, tagged

from ..tools import rma_number, tracking_link
from .common import RmaCommon


@tagged("-at_install", "post_install")
class TestTrackingLink(TransactionCase):
    """Scanned addresses are numbers again, and nothing else is touched."""

    def test_round_trip(self):
        number = rma_number.generate()
        url = f"https://shop.example.com/en/rma/track?number={number}"
        for text, expected, claim in (
            (url, number, number),
            (f" {url}\r\n", number, number),
            (url.upper(), number, number),
            (tracking_link.make(url), number, number),
            (tracking_link.make(url, item=3), f"{number}-03", number),
            (tracking_link.make(url, paper="LOAN/7"), "LOAN/7", number),
            (
                "http://host/rma/track?number=CLM%2F2026%2F00042&item=02",
                "CLM/2026/00042-02",
                "CLM/2026/00042",
            ),
            # the keyboard of the scanner is another one
            (f"httpsÖ--host-rma-track_number´{number}", number, number),
            (f"httpsÖ--host-rma-track_number´{number}/item´02", f"{number}-02", number),
        ):
            self.assertEqual(tracking_link.to_number(text), expected, text)
            self.assertEqual(tracking_link.to_number(text, is_claim=True), claim, text)

    def test_everything_else_stays(self):
        for text in (
            "",
            None,
            17,
            False,
            "SOLD0",
            "track",
            "TRACK-RMA2345678999",
            "https://example.com/my/rma/17",
            "https://example.com/rma/track",
            "http://[bad/rma/track?number=1",
            "x" * 5000,
        ):
            self.assertEqual(tracking_link.to_number(text), text)


@tagged("-at_install", "post_install")
class TestTrackingLinkSearch(RmaCommon):
    """Whoever scans a label into a search box finds the claim and the unit."""

    def test_search_boxes(self):
        claim = self._approved()
        url = claim._get_tracking_url()
        item = tracking_link.make(url, item=claim.line_ids.number)
        for model, record in (("rma.claim", claim), ("rma.claim.line", claim.line_ids)):
            found = self.env[model].with_user(self.agent)
            for text in (url, item):
                domain = [("display_name", "ilike", text)]
                self.assertEqual(found.search(domain), record, text)
        picking = self.env["stock.picking"].new(
            {"picking_type_id": self.warehouse.in_type_id.id, "rma_number_scan": item}
        )
        picking._onchange_rma_number_scan()
        self.assertEqual(picking.rma_claim_id, claim)
