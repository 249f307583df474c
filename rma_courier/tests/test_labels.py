# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).


from odoo.exceptions import AccessError, UserError
from odoo.tests import TransactionCase, new_test_user, tagged

from ..tools import barcode_image, label_text
from .label_common import LabelCommon


@tagged("post_install", "-at_install")
class TestBarcodeImage(TransactionCase):
    """Codes whose bars are whole printer dots, and clear words for what is none."""

    def test_bars_are_whole_dots(self):
        for dpi in (203, 300):
            for text in ("RMA7K3Q9XB2D4", "RMA7K3Q9XB2D4-01", "1234567890"):
                for picture in (
                    barcode_image.code128(text, 92, 10, dpi),
                    barcode_image.qr(text, 25, dpi),
                ):
                    dots = picture.module / 25.4 * dpi
                    self.assertAlmostEqual(dots, round(dots), 6)
                    self.assertGreaterEqual(dots, 2)
                    self.assertLessEqual(picture.width, 92)
                    self.assertTrue(picture.src.startswith("data:image/svg+xml;base64"))

    def test_what_is_no_code(self):
        for text, reason in (
            ("", "no text"),
            (None, "no text"),
            (17, "no text"),
            ("  ", "no text"),
            ("Gerät", "no scanner types"),
            ("a\nb", "no scanner types"),
        ):
            for draw in (
                lambda value: barcode_image.code128(value, 92, 10),
                lambda value: barcode_image.qr(value, 25),
            ):
                with self.assertRaisesRegex(barcode_image.BarcodeError, reason):
                    draw(text)
        with self.assertRaisesRegex(barcode_image.BarcodeError, "more than 80"):
            barcode_image.code128("x" * 81, 92, 10)
        with self.assertRaisesRegex(barcode_image.BarcodeError, "more than 150"):
            barcode_image.qr("x" * 151, 25)
        with self.assertRaisesRegex(barcode_image.BarcodeError, "too long for 30 mm"):
            barcode_image.code128("RMA7K3Q9XB2D4", 30, 10)


@tagged("post_install", "-at_install")
class TestLabelText(TransactionCase):
    """Text fits its box whatever it is."""

    def test_whatever_is_inside_its_box(self):
        texts = ["N" * 120, "名" * 60, "word " * 40, "\u0645\u0631\u062d\u0628\u0627"]
        for width, height in ((92, 19), (40, 6), (5, 2)):
            for lines in (texts, texts * 8, ["a"] * 30, [""], []):
                block = label_text.fit(lines, width, height, (15, 9, 6))
                used = len(block.lines) * block.size * label_text.POINT
                if block.lines:
                    self.assertLessEqual(used, max(height, 6 * label_text.POINT))
                chars = width / (block.size * label_text.POINT * label_text.CHAR_WIDTH)
                for line in block.lines:
                    self.assertLessEqual(label_text.measure(line), max(chars, 5))

    def test_long_address_keeps_its_ends(self):
        lines = [f"Line {number}" for number in range(60)]
        block = label_text.fit(lines, 90, 19, (9, 6))
        self.assertEqual(block.lines[0], "Line 0")
        self.assertEqual(block.lines[-3:], ["…", "Line 58", "Line 59"])

    def test_two_directions_are_pieces(self):
        split = label_text.split_runs
        self.assertEqual(split("Pack it 3 times."), ["Pack it 3 times."])
        arabic = "\u0634\u0631\u0643\u0629"
        self.assertEqual(
            split(f"{arabic} A B 7 {arabic}"), [arabic, " ", "A B 7", " ", arabic]
        )
        self.assertEqual(split(f"({arabic})"), [")", arabic, "("])
        self.assertEqual(label_text.get_direction(f"12 {arabic}"), "rtl")
        self.assertEqual(label_text.get_direction(f"A {arabic}"), "ltr")

    def test_one_line_is_cut_with_a_sign(self):
        block = label_text.fit(["word " * 50], 40, 3, (7, 6))
        self.assertEqual(len(block.lines), 1)
        self.assertTrue(block.lines[0].endswith("…"))
        self.assertEqual(label_text.clean("a\x00b\r\nc\u2028d"), "a b c d")


@tagged("post_install", "-at_install")
class TestLabels(LabelCommon):
    """What stands on labels and papers, and who may print them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.claim = cls._approved()
        cls.consignment = cls._consign(
            cls.claim, docket="JD 0146-77", package_count=3, weight=1.5
        )

    def test_parcel_label_of_a_claim(self):
        data = self.claim._get_label_data()
        self.assertEqual(len(data), 1)
        label = data[0]
        self.assertEqual(label["number"], self.claim.rma_number)
        self.assertEqual(label["recipient"][0], "Service Centre North")
        self.assertIn("Germany", label["recipient"])
        self.assertEqual(label["sender"][:2], ["Shop", "Market Square 1"])
        self.assertEqual(label["facts"], ["Units in this parcel: 1"])
        html = self._render_html("claim_label", self.claim)
        for text in (self.claim.rma_number, "Service Centre North", "Valid until"):
            self.assertIn(text, html)

    def test_packing_follows_the_resolution(self):
        repair = self.claim._get_label_data()[0]["notes"]
        credit = self._approved("credit_after_inspection", lot=self.lots[1])
        complete = credit._get_label_data()[0]["notes"]
        self.assertIn("alone", " ".join(repair))
        self.assertNotIn("alone", " ".join(complete))
        self.assertIn("complete", " ".join(complete))

    def test_no_label_without_a_valid_number(self):
        draft = self._register(lot=self.lots[2])
        with self.assertRaisesRegex(UserError, "has no RMA number yet"):
            draft._get_label_data()
        self.claim.action_cancel("Found it")
        with self.assertRaisesRegex(UserError, "is not open"):
            self._render_html("claim_label", self.claim)
        on_site = self._approved("onsite", lot=self.lots[3])
        with self.assertRaisesRegex(UserError, "no RMA number|No unit"):
            on_site._get_label_data()

    def test_item_label(self):
        label = self.claim.line_ids._get_label_data()[0]
        self.assertEqual(label["reference"], self.claim.line_ids.reference)
        self.assertEqual(label["serial"], "S/N SOLD0")
        self.assertEqual(label["date"], "Not received yet")
        self._receive(self.claim)
        self.assertIn("Received", self.claim.line_ids._get_label_data()[0]["date"])

    def test_consignment_has_a_label_for_each_package(self):
        labels = self.consignment._get_label_data()
        self.assertEqual(
            [label["corner_value"] for label in labels], ["1 of 3", "2 of 3", "3 of 3"]
        )
        self.assertEqual({label["code"] for label in labels}, {"JD 0146-77"})
        self.assertEqual(
            {label["qr"] for label in labels}, {self.claim._get_tracking_url()}
        )
        self.assertIn(self.claim.rma_number, labels[0]["notes"][1])
        bare = self._consign(direction="customer_out")
        self.assertEqual(bare._get_label_data()[0]["number"], bare.name)

    def test_a_docket_that_is_no_code_is_text(self):
        self.consignment.docket = "Päckchen 7"
        html = self._render_html("consignment_label", self.consignment)
        self.assertIn("Päckchen 7", html)

    def test_delivery_note(self):
        self.claim.line_ids.solution = "New board"
        self.claim.line_ids.accessories = "Power supply"
        self.consignment.declared_value = 1250
        html = self._render_html("consignment_note", self.consignment)
        for text in ("New board", "Power supply", "JD 0146-77", "1,250.00", "SOLD0"):
            self.assertIn(text, html)

    def test_delivery_note_names_the_replacement(self):
        claim = self._received("replace_after_receipt", lot=self.lots[1])
        if claim.is_ship_allowed:
            claim.action_ship()
        delivery = self._get_open_pickings(claim, "outgoing")
        html = self._render_html("transfer_note", delivery, self.stocker)
        serial = delivery.move_line_ids.lot_id.name
        self.assertIn("SHELF", serial)
        self.assertIn(serial, html)
        self.assertNotIn("SOLD1", html)

    def test_hand_over_receipt_both_ways(self):
        delegate = self.env["res.partner"].create({"name": "Dora Delegate"})
        claim = self._approved(
            "return_unrepaired",
            lot=self.lots[1],
            delivery_method="counter",
            delegate_id=delegate.id,
        )
        receipt = self._get_open_pickings(claim, "incoming")
        self.assertEqual(receipt.rma_handover_name, "Dora Delegate")
        self.assertTrue(receipt.is_rma_handover)
        action = receipt.action_print_handover()
        self.assertEqual(action["report_name"], "rma_courier.report_handover")
        html = self._render_html("handover", receipt, self.stocker)
        for text in ("Receipt of units", "Dora Delegate", "SOLD1", "Handed in by"):
            self.assertIn(text, html)
        receipt.rma_handover_name = "Her Brother"
        self._receive(claim)
        self.assertEqual(receipt.rma_handover_name, "Her Brother")
        claim.line_ids.accessories = "Bag"
        claim.action_ship()
        delivery = self._get_open_pickings(claim, "outgoing")
        html = self._render_html("handover", delivery, self.stocker)
        for text in ("Return of units", "Dora Delegate", "Bag", "Collected by"):
            self.assertIn(text, html)

    def test_receipt_is_offered_at_the_counter_only(self):
        by_courier = self._get_open_pickings(self.claim, "incoming")
        report = self.env.ref("rma_courier.report_handover_action")
        self.assertFalse(by_courier.is_rma_handover)
        self.assertFalse(
            report.get_valid_action_reports("stock.picking", by_courier.ids)
        )
        sale = self.sale_order.picking_ids.with_user(self.stocker)
        with self.assertRaisesRegex(UserError, "no units of a claim"):
            sale.action_print_handover()
        with self.assertRaisesRegex(UserError, "no units of a claim"):
            self._render_html("transfer_note", sale, self.stocker)

    def test_customers_language(self):
        self.env["res.lang"]._activate_lang("de_DE")
        germany = self.customer.country_id.with_context(lang="de_DE")
        germany.name = "Deutschland"
        self.customer.lang = "de_DE"
        label = self.claim._get_label_data()[0]
        self.assertEqual(label["lang"], "de_DE")
        self.assertIn("Deutschland", label["recipient"])
        self.assertIn('lang="de-DE"', self._render_html("claim_label", self.claim))
        # in the house, everybody reads his own
        self.assertEqual(self.claim.line_ids._get_label_data()[0]["lang"], "en_US")

    def test_right_to_left(self):
        self.env["res.lang"]._activate_lang("ar_001")
        self.customer.lang = "ar_001"
        self.assertIn('dir="rtl"', self._render_html("claim_label", self.claim))

    def test_malicious_text_is_text(self):
        claim = self._register_named("<script>alert(1)</script>", lot=self.lots[1])
        for name, records in (
            ("claim_label", claim),
            ("item_label", claim.line_ids),
            ("item_sheet", claim.line_ids),
        ):
            html = self._render_html(name, records)
            self.assertNotIn("<script", html)
            self.assertIn("&lt;script&gt;", html)

    # -- who may print --

    def test_roles(self):
        for user in (self.agent, self.stocker, self.approver, self.accountant):
            self._render_html("claim_label", self.claim, user)
            self._render_html("item_label", self.claim.line_ids, user)
            self._render_html("consignment_label", self.consignment, user)

    def test_customers_print_their_own(self):
        self.assertIn(
            self.claim.rma_number,
            self._render_html("claim_label", self.claim, self.portal),
        )
        foreign = self._register_named("Somebody Else", lot=self.lots[1])
        for records, name in (
            (foreign, "claim_label"),
            (foreign.line_ids, "item_label"),
            (self.consignment, "consignment_label"),
            (self.consignment, "consignment_note"),
            (self._get_open_pickings(foreign, "incoming"), "handover"),
            (self._get_open_pickings(foreign, "incoming"), "transfer_note"),
        ):
            self.env.invalidate_all()
            with self.assertRaises(AccessError, msg=name):
                self._render_html(name, records, self.portal)
            with self.assertRaises(AccessError, msg=name):
                # the dialog's way in
                self._render_html(name, records, self.portal, copies=1)

    def test_other_company_prints_nothing(self):
        company = self.env["res.company"].create({"name": "Elsewhere Ltd"})
        foreigner = new_test_user(
            self.env,
            "label_foreigner",
            groups="rma_management.group_rma_manager,stock.group_stock_manager",
            company_id=company.id,
        )
        receipt = self._get_open_pickings(self.claim, "incoming")
        for records, name in (
            (self.claim, "claim_label"),
            (self.claim.line_ids, "item_sheet"),
            (self.consignment, "consignment_label"),
            (self.consignment, "consignment_note"),
            (receipt, "handover"),
        ):
            with self.assertRaises(AccessError, msg=name):
                self._render_html(name, records, foreigner)
        with self.assertRaises(AccessError):
            self._render_zpl("claim_label", self.claim, foreigner)

    def test_bad_input_from_outside(self):
        report = self.env["report.rma_courier.report_claim_label"]
        for data, message in (
            ({}, "nothing to print"),
            ({"ids": "1"}, "Choose the records"),
            ({"ids": ["x"]}, "Choose the records"),
            ({"ids": self.claim.ids, "copies": 101}, "whole number from 1 to 100"),
            ({"ids": self.claim.ids, "copies": -1}, "whole number from 1 to 100"),
            ({"ids": self.claim.ids, "copies": "many"}, "whole number from 1 to 100"),
        ):
            with self.assertRaisesRegex(UserError, message):
                report._get_report_values(None, data)

    # -- many at once --

    def test_fifty_labels_cost_as_many_queries_as_five(self):
        lots = self._create_lots(self.product, "MANY", 50)
        claims = self.env["rma.claim"]
        for number, lot in enumerate(lots):
            claims |= self._register_named(
                f"Customer {number}",
                lot=lot,
                street=f"Street {number}",
                line_ids=[
                    (
                        0,
                        0,
                        {
                            "lot_id": lot.id,
                            "resolution_id": self._resolution("repair").id,
                            "date_purchased": "2026-01-01",
                        },
                    )
                ],
            )

        def count(records):
            self.env.flush_all()
            self.env.invalidate_all()
            start = self.env.cr.sql_log_count
            self.assertEqual(len(records._get_label_data()), len(records))
            return self.env.cr.sql_log_count - start

        for records in (claims, claims.line_ids):
            # as the dialog and the Print menu name them
            records = records.browse(records.ids)
            count(records)
            self.assertLessEqual(count(records), count(records.browse(records.ids[:5])))
