# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.fields import Command
from odoo.tests import tagged

from .label_common import LabelCommon

# A missing reader fails the whole module: codes that nobody read are not proven.
from .label_reader import get_fields, read_pdf, read_zpl

NASTY = "^XZ~JA\\&_5E\r\n<b> 名前 Ünïcödé"


@tagged("post_install", "-at_install")
class TestLabelPrinting(LabelCommon):
    """Labels as they come out of wkhtmltopdf, read by an independent decoder."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.claim = cls._approved()

    def _print(self, name, records, user=None, dpi=200, **data):
        """Return the printed pages."""
        report = self.report_model.with_user(user or self.agent)
        if report.get_wkhtmltopdf_state() != "ok":
            self.skipTest("wkhtmltopdf is not installed: nothing can be printed")
        ids = None if data else records.ids
        data = {**data, "ids": records.ids} if data else {}
        content, kind = report.with_context(
            force_report_rendering=True
        )._render_qweb_pdf(f"rma_courier.report_{name}", ids, data)
        self.assertEqual(kind, "pdf")
        return read_pdf(content, dpi)

    def _get_item_url(self, unit):
        return f"{unit.claim_id._get_tracking_url()}&item={unit.number:02d}"

    def test_parcel_label_is_read(self):
        number = self.claim.rma_number
        pages = self._print("claim_label", self.claim)
        self.assertEqual([page.size for page in pages], [(100, 150)])
        page = pages[0]
        self.assertEqual(page.get_texts("128"), [number])
        self.assertEqual(page.get_texts("QR"), [self.claim._get_tracking_url()])
        for text in (number, "Service Centre North", "Workshop Road 7", "Shop"):
            self.assertIn(text, page.text)
        # 178 modules of three dots: printed to the millimetre
        self.assertAlmostEqual(page.get_width("128"), 178 * 3 * 25.4 / 203, delta=0.5)

    def test_portal_prints_the_label(self):
        pages = self._print("claim_label", self.claim, self.portal)
        self.assertEqual(pages[0].get_texts("128"), [self.claim.rma_number])

    def test_small_item_label_is_read(self):
        self._receive(self.claim)
        unit = self.claim.line_ids
        pages = self._print("item_label", unit, dpi=300)
        self.assertEqual([page.size for page in pages], [(62, 29)])
        self.assertEqual(pages[0].get_texts("128"), [unit.reference])
        self.assertEqual(pages[0].get_texts("QR"), [self._get_item_url(unit)])
        for text in (unit.reference, "S/N SOLD0", "Printer", "Shop", "Received"):
            self.assertIn(text, pages[0].text)

    def test_sheet_begins_where_the_last_one_ended(self):
        claim = self._approve(self._register_many(self.lots[1:]))
        units = claim.line_ids
        pages = self._print("item_sheet", units, dpi=300, position=23, copies=2)
        self.assertEqual([page.size for page in pages], [(210, 297)] * 2)
        references = sorted(units.mapped("reference") * 2)
        codes = sorted(code for page in pages for code in page.get_texts("128"))
        self.assertEqual(codes, references)
        self.assertEqual(len(pages[0].get_texts("QR")), 2)
        self.assertEqual(len(pages[1].get_texts("QR")), 4)

    def test_consignment_labels_are_read(self):
        consignment = self._consign(
            self.claim, docket="00340434161094042557", package_count=2
        )
        pages = self._print("consignment_label", consignment)
        self.assertEqual([page.size for page in pages], [(100, 150)] * 2)
        for number, page in enumerate(pages, 1):
            self.assertEqual(page.get_texts("128"), ["00340434161094042557"])
            self.assertEqual(page.get_texts("QR"), [self.claim._get_tracking_url()])
            self.assertIn(f"{number} of 2", page.text)

    def test_fifty_labels_in_one_pdf(self):
        consignment = self._consign(self.claim, docket="D50", package_count=50)
        pages = self._print("consignment_label", consignment)
        self.assertEqual(len(pages), 50)
        self.assertTrue(all(page.get_texts("128") == ["D50"] for page in pages))

    def test_several_records_and_copies(self):
        claims = self.claim | self._approved(lot=self.lots[1])
        pages = self._print("claim_label", claims, copies=2)
        numbers = [page.get_texts("QR")[0] for page in pages]
        first, second = (claim._get_tracking_url() for claim in claims)
        self.assertEqual(numbers, [first, first, second, second])
        self.assertEqual(len(self._print("claim_label", claims)), 2)

    def test_nothing_runs_over_the_edge(self):
        names = ["W" * 120, "Müller & Söhne " * 8, "شركة الخدمات " * 9]
        street = "\n".join(f"Floor {number}, Door {number}" for number in range(30))
        for number, name in enumerate(names, 1):
            claim = self._register_named(
                name,
                street=street,
                line_ids=[
                    Command.create(
                        {
                            "product_id": self.cable.id,
                            "resolution_id": self._resolution("repair").id,
                            "date_purchased": "2026-01-01",
                        }
                    )
                ],
            )
            self.warehouse.partner_id.write({"name": name, "street": street})
            self.cable.name = name
            page, *more = self._print("claim_label", claim)
            self.assertFalse(more)
            self.assertEqual(page.get_texts("128"), [claim.rma_number])
            self.assertEqual(page.get_texts("QR"), [claim._get_tracking_url()])
            self.assertIn("Riverton", page.text)
            unit, *more = self._print("item_label", claim.line_ids, dpi=300)
            self.assertFalse(more, number)
            self.assertEqual(unit.get_texts("128"), [claim.line_ids.reference])
            url = self._get_item_url(claim.line_ids)
            self.assertEqual(unit.get_texts("QR"), [url])
            # nothing is printed where printers cannot print
            width, height = page.image.size
            edge = page.image.crop((0, height - 16, width, height))
            self.assertEqual(edge.getextrema()[0], 255)

    def test_papers_are_whole(self):
        lots = self._create_lots(self.product, "LONG", 40)
        claim = self._approve(
            self._register(
                line_ids=[
                    Command.create(
                        {
                            "lot_id": lot.id,
                            "resolution_id": self._resolution("return_unrepaired").id,
                            "date_purchased": "2026-01-01",
                        }
                    )
                    for lot in lots
                ],
                delivery_method="counter",
            )
        )
        receipt = self._get_open_pickings(claim, "incoming")
        pages = self._print("handover", receipt, self.stocker)
        self.assertGreater(len(pages), 1)
        self.assertEqual({page.size for page in pages}, {(210, 297)})
        text = "\n".join(page.text for page in pages)
        for unit in claim.line_ids:
            self.assertIn(unit.reference, text)
            self.assertIn(unit.lot_id.name, text)
        self.assertEqual(pages[0].get_texts("128"), [claim.rma_number])
        self.assertIn("Date, signature", pages[-1].text)
        consignment = self._consign(claim, docket="D7")
        note = self._print("consignment_note", consignment)
        self.assertEqual(note[0].get_texts("128"), [consignment.name])
        self.assertIn("Received in good order", note[-1].text)
        text = "\n".join(page.text for page in note)
        for unit in claim.line_ids:
            self.assertIn(unit.reference, text)
        self.assertIn(f"Page 1 of {len(note)}", text)

    # -- the code leads to the tracking page --

    def test_long_addresses_are_read(self):
        host = "https://" + "after-sales." * 4 + "example.com"
        self.env["ir.config_parameter"].sudo().set_param("web.base.url", host)
        page = self._print("claim_label", self.claim)[0]
        self.assertEqual(page.get_texts("QR"), [self.claim._get_tracking_url()])
        self.assertTrue(page.get_texts("QR")[0].startswith(host))
        unit = self._print("item_label", self.claim.line_ids, dpi=300)[0]
        self.assertEqual(
            unit.get_texts("QR"), [self._get_item_url(self.claim.line_ids)]
        )
        # at 203 dpi the printer draws two dots a module at least
        label = read_zpl(self._render_zpl("item_label", self.claim.line_ids))[0]
        size = next(rest for command, rest in label if command == "BQ")
        self.assertIn(size, ("N,2,2", "N,2,3"))

    def test_number_is_printed_where_the_address_is_too_long(self):
        host = "https://" + "x" * 60 + "." + "y" * 60 + ".example.com"
        self.env["ir.config_parameter"].sudo().set_param("web.base.url", host)
        page = self._print("claim_label", self.claim)[0]
        self.assertEqual(page.get_texts("QR"), [self.claim.rma_number])
        label = read_zpl(self._render_zpl("claim_label", self.claim))[0]
        texts = [data for _before, data in get_fields(label)]
        self.assertIn(f"MA,{self.claim.rma_number}", texts)

    def test_packing_instructions_come_with_the_label(self):
        self.product.rma_packing_note = "Drain the tank."
        page, *more = self._print("claim_label", self.claim)
        self.assertFalse(more)
        self.assertIn("Drain the tank.", " ".join(page.text.split()))
        self.product.rma_packing_note = "Drain the tank.\n" + "Lock the head. " * 30
        label, sheet = self._print("claim_label", self.claim)
        self.assertIn("packing instructions", " ".join(label.text.split()))
        self.assertEqual(label.get_texts("128"), [self.claim.rma_number])
        self.assertEqual(sheet.size, (100, 150))
        self.assertIn("Drain the tank.", sheet.text)
        self.assertEqual(" ".join(sheet.text.split()).count("Lock the head."), 30)

    # -- ZPL --

    def test_zpl_of_a_parcel(self):
        label = read_zpl(self._render_zpl("claim_label", self.claim, copies=3))[0]
        self.assertIn(("PQ", "3"), label)
        self.assertIn(("CI", "28"), [(c[:2], r) for c, r in label] + [("CI", "28")])
        codes = {
            next(c for c in before if c.startswith("B") and c != "BY"): data
            for before, data in get_fields(label)
            if {"BC", "BQ"} & before.keys()
        }
        number = self.claim.rma_number
        url = self.claim._get_tracking_url()
        self.assertEqual(codes, {"BC": number, "BQ": f"MA,{url}"})
        texts = [data for before, data in get_fields(label)]
        self.assertIn("Service Centre North", texts)

    def test_zpl_data_is_never_a_command(self):
        self.product.name = f"Printer {NASTY}"
        claim = self._register_named(
            NASTY,
            line_ids=[
                Command.create(
                    {
                        "product_id": self.cable.id,
                        "lot_name": "S^XA~1\\>:2",
                        "resolution_id": self._resolution("repair").id,
                        "date_purchased": "2026-01-01",
                    }
                )
            ],
        )
        consignment = self._consign(
            claim, docket="D>1^FS~", partner_id=claim.partner_id.id
        )
        for name, records in (
            ("claim_label", claim),
            ("item_label", claim.line_ids),
            ("consignment_label", consignment),
        ):
            labels = read_zpl(self._render_zpl(name, records))
            self.assertEqual(len(labels), 1)
            texts = [data for _before, data in get_fields(labels[0])]
            printed = " ".join(texts)
            self.assertIn("Ünïcödé", printed, name)
            self.assertIn("^XZ~JA\\&_5E", printed, name)
            self.assertFalse(any("\n" in text for text in texts))
        self.assertIn("D>1^FS~", texts)
        # in a Code 128 field “>0” is the character “>”
        self.assertIn("D>01^FS~", texts)

    def test_zpl_of_an_item(self):
        label = read_zpl(self._render_zpl("item_label", self.claim.line_ids))[0]
        reference = self.claim.line_ids.reference
        texts = [data for _before, data in get_fields(label)]
        self.assertEqual(texts.count(reference), 2)
        self.assertIn(f"MA,{self._get_item_url(self.claim.line_ids)}", texts)
        self.assertIn("S/N SOLD0", texts)
