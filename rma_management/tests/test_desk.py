# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import date, datetime

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .desk_common import DeskCommon


@tagged("-at_install", "post_install")
class TestDesk(DeskCommon):
    """A list becomes a claim: read, judged row by row, mended, sent once."""

    def test_only_agreed_partners_find_it(self):
        self._login(self.portal)
        self.assertEqual(self._get("/my/rma/desk").status_code, 200)
        self.assertIn('href="/my/rma/desk"', self.url_open("/my/home").text)
        self.customer.rma_unit_policy = "one"
        self.assertEqual(self._get("/my/rma/desk").status_code, 404)
        self.assertNotIn('href="/my/rma/desk"', self.url_open("/my/home").text)
        self._login(self.mallory)
        self.assertEqual(self._get("/my/rma/desk").status_code, 404)
        self.assertNotIn('href="/my/rma/desk"', self.url_open("/my/home").text)

    # -- reading --

    def test_pasted_serials(self):
        self._login(self.portal)
        text = "SOLD0\r\n\r\n  SOLD1  \r\nNOPE\r\nSOLD0"
        symptom = self.env.ref("rma_management.symptom_no_power")
        batch = self._get_batch(self._upload(text=text, symptom_id=str(symptom.id)))
        self.assertEqual(
            batch.row_ids.mapped("serial"), ["SOLD0", "SOLD1", "NOPE", "SOLD0"]
        )
        self.assertEqual(batch.row_ids.symptom_id, symptom)
        errors = self._get_errors(batch)
        self.assertEqual(set(errors), {4, 5})
        self.assertIn("no sale of serial number NOPE", errors[4])
        self.assertIn("stands in row 1 already", errors[5])
        self.assertEqual((batch.good_count, batch.bad_count), (2, 2))

    def test_file_with_header_in_any_order(self):
        content = self._make_xlsx(
            [
                [
                    "Colour",
                    "own  REFERENCE",
                    "Purchase Date",
                    "SERIAL_NUMBER",
                    "symptom",
                ],
                ["red", "A-1", datetime(2026, 1, 2), "SOLD0", "nopower"],
                [None, 4711.0, "02.01.2026", "sold1", "Does not switch on"],
            ]
        )
        self._login(self.portal)
        batch = self._get_batch(self._upload(content, "units.xlsx"))
        self.assertFalse(self._get_errors(batch))
        first, second = batch.row_ids
        self.assertEqual(first.lot_id, self.lots[0])
        self.assertEqual(first.date_purchased, date(2026, 1, 2))
        self.assertEqual(second.lot_id, self.lots[1])
        self.assertEqual(second.client_ref, "4711")
        self.assertEqual(second.date_purchased, date(2026, 1, 2))
        self.assertEqual(first.symptom_id, second.symptom_id)
        self.assertIn("Colour", batch.hints)

    def test_columns_in_the_users_language(self):
        self.env["res.lang"]._activate_lang("de_DE")
        field = self.env["ir.model.fields"]._get("rma.desk.row", "serial")
        field.with_context(lang="de_DE").field_description = "Seriennummer"
        self.contact.lang = "de_DE"
        rows, _hints = (
            self.env["rma.desk.row"]
            .with_context(lang="de_DE")
            ._parse_table([(1, ["Product Code", "Seriennummer"]), (2, ["PRN-1", "S1"])])
        )
        self.assertEqual(rows, [{"number": 2, "product_code": "PRN-1", "serial": "S1"}])

    def test_numbers_as_serials(self):
        numbers = self.env["stock.lot"].create(
            [{"name": n, "product_id": self.product.id} for n in ("12345", "0077")]
        )
        numbers.warranty_partner_id = self.customer
        batch = self._create_batch("12345.0", "0077", "1.23457E+15")
        self.assertEqual(batch.row_ids[:2].lot_id, numbers)
        self.assertIn("cut off", self._get_errors(batch)[3])
        self._login(self.portal)
        content = self._make_xlsx([["Serial"], [12345], [1234567890123456789]])
        batch = self._get_batch(self._upload(content, "n.xlsx"))
        self.assertEqual(batch.row_ids[0].lot_id, numbers[0])
        self.assertIn("cut off", self._get_errors(batch)[3])

    def test_csv_of_any_kind(self):
        self._login(self.portal)
        for content in (
            "Serial;Description\nSOLD0;žluťoučký\n".encode("cp1250"),
            "Serial,Description\nSOLD0,žluťoučký\n".encode("utf-8-sig"),
            "Description\tSerial\nžluťoučký\tSOLD0\n".encode("utf-16"),
        ):
            with self.subTest(content=content):
                batch = self._get_batch(self._upload(content))
                self.assertEqual(batch.row_ids.lot_id, self.lots[0])
                self.assertEqual(batch.row_ids.symptom_note, "žluťoučký")

    def test_templates(self):
        self._login(self.portal)
        rows = self._read_xlsx(self._get("/my/rma/desk/template.xlsx").content)
        self.assertEqual(rows[0][0], "Serial Number")
        text = self._get("/my/rma/desk/template.csv").content.decode("utf-8-sig")
        self.assertEqual(text.strip().split(","), rows[0])
        self.assertEqual(self._get("/my/rma/desk/template.exe").status_code, 404)

    # -- what is wrong --

    def test_errors_name_cause_and_mend(self):
        other = self._create_lots(self.product, "OTHER", 1)
        self._buy(self.product, other)
        self._sell(self.product, other, partner=self.stranger)
        own = self._approved(lot=self.lots[2])
        batch = self._create_batch(
            "Serial\tProduct code\tSymptom\tPurchase date\tDescription",
            "OTHER0\t\t\t\t",
            "NOPE\t\t\t\t",
            "SOLD2\t\t\t\t",
            "\tXYZ\t\t\t",
            "\t\tnopower\t\t",
            "SOLD0\tCBL-1\t\t\t",
            "SOLD1\t\tghosts\t31.02.2026\t" + "x" * 2001,
            "\tCBL-1\t\t2999-01-01\t",
        )
        errors = self._get_errors(batch)
        # whose it is, nobody is told
        self.assertEqual(
            errors[2].replace("OTHER0", "NOPE"),
            errors[3],
        )
        self.assertIn(own.rma_number, errors[4])
        self.assertIn("no product with the code “XYZ”", errors[5])
        self.assertIn("neither a serial number nor a product code", errors[6])
        self.assertIn("belongs to", errors[7])
        for text in ("none of the symptoms", "no day in the past", "at most 2000"):
            self.assertIn(text, errors[8])
        self.assertIn("no day in the past", errors[9])
        self.assertFalse(batch.claim_id)

    def test_open_claim_of_somebody_else_is_not_named(self):
        claim = self._approved(lot=self.lots[0], partner_id=self.stranger.id)
        error = self._get_errors(self._create_batch("SOLD0"))[1]
        self.assertIn("dealt with already", error)
        self.assertNotIn(claim.rma_number, error)

    # -- verdicts --

    def test_verdicts_by_the_real_rules(self):
        past = {"warranty_start": "2018-01-01", "warranty_end": "2020-01-01"}
        self.lots[1].write(past)
        batch = self._create_batch("SOLD0", "SOLD1", "\tCBL-1")
        self.assertFalse(self._get_errors(batch))
        self.assertEqual(batch.row_ids.mapped("verdict"), ["covered", "paid", "check"])
        claim = batch.claim_id
        self.assertEqual(claim.state, "unconfirmed")
        self.assertEqual(claim.line_ids.lot_id, self.lots[:2])
        for user in (self.agent, self.manager, self.portal):
            with self.assertRaises(AccessError):
                claim.with_user(user).check_access("read")
            with self.assertRaises(AccessError):
                batch.with_user(user).sudo(False).check_access("read")

    # -- mending --

    def test_rows_are_mended_and_removed(self):
        self._login(self.portal)
        batch = self._create_batch("SOLD0", "SOLDX", "SOLDY")
        mended, removed = batch.row_ids[1:]
        page = self._get(f"/my/rma/desk/{batch.id}?show=bad").text
        self.assertIn(f'name="serial-{mended.id}"', page)
        response = self._post(
            f"/my/rma/desk/{batch.id}/rows",
            {f"serial-{mended.id}": "SOLD1", f"remove-{removed.id}": "1"},
        )
        self.assertEqual(response.status_code, 303)
        self.env.invalidate_all()
        self.assertEqual(batch.row_ids.lot_id, self.lots[:2])
        self.assertEqual(batch.claim_id.line_ids.lot_id, self.lots[:2])
        self.assertFalse(removed.exists())
        # a good row that changes gets another unit
        self._post(f"/my/rma/desk/{batch.id}/rows", {f"serial-{mended.id}": "SOLD3"})
        self.env.invalidate_all()
        self.assertEqual(batch.claim_id.line_ids.lot_id, self.lots[0] | self.lots[3])

    # -- sending --

    def test_sent_once(self):
        self._login(self.portal)
        batch = self._create_batch("SOLD0", "SOLD1", "NOPE", client_ref="Box 7")
        response = self._post(f"/my/rma/desk/{batch.id}/send")
        self.assertEqual(response.status_code, 303)
        self.env.invalidate_all()
        claim = batch.claim_id
        self.assertEqual((batch.state, claim.state), ("sent", "submitted"))
        self.assertEqual(claim.with_user(self.agent).client_ref, "Box 7")
        self.assertEqual(claim.channel, "portal")
        references = batch.row_ids[:2].line_id.mapped("reference")
        self.assertEqual(references, [f"{claim.name}-01", f"{claim.name}-02"])
        # again, from another tab
        events = claim.event_ids.ids
        self._post(f"/my/rma/desk/{batch.id}/send")
        self.env.invalidate_all()
        self.assertEqual(batch.claim_id, claim)
        self.assertEqual(claim.event_ids.ids, events)
        claims = claim.search([("partner_id", "=", self.contact.id)])
        self.assertEqual(claims, claim)
        # nothing of it changes any more
        row = batch.row_ids[0]
        self._post(f"/my/rma/desk/{batch.id}/rows", {f"remove-{row.id}": "1"})
        self._post(f"/my/rma/desk/{batch.id}/discard")
        self.assertTrue(row.exists() and claim.exists())
        self.assertEqual(batch.state, "sent")
        self.assertIn("sent already", self._get(f"/my/rma/desk/{batch.id}").text)
        # the service desk sees what was sent to the letter
        self.assertEqual(batch.with_user(self.agent).sudo(False).row_ids, batch.row_ids)
        # the rest is not lost
        response = self._post(f"/my/rma/desk/{batch.id}/rest")
        rest = self._get_batch(response)
        self.assertEqual(rest.row_ids.mapped("serial"), ["NOPE"])
        self.assertEqual(rest.client_ref, "Box 7")

    def test_approved_has_one_number(self):
        batch = self._create_batch("SOLD0", "SOLD1")
        self.assertFalse(batch._send_good())
        claim = batch.claim_id.with_user(self.approver).sudo(False)
        claim.line_ids.resolution_id = self._resolution("repair")
        claim.action_approve()
        self.assertTrue(claim.rma_number)
        self.assertEqual(len(claim.line_ids.picking_ids), 1)
        self._login(self.portal)
        page = self._get(f"/my/rma/desk/{batch.id}").text
        for line in claim.line_ids:
            self.assertIn(line.reference, page)
        text = self._get(f"/my/rma/desk/{batch.id}/result.csv").text
        self.assertIn(f"{claim.rma_number}-02", text)

    def test_what_changes_meanwhile_stops_it(self):
        batch = self._create_batch("SOLD0", "SOLD1")
        self._approved(lot=self.lots[1])
        self.assertIn("Row 2", batch._send_good())
        self.assertEqual(batch.state, "open")
        self.assertEqual(set(self._get_errors(batch)), {2})
        self.assertFalse(batch._send_good())
        self.assertEqual(batch.claim_id.line_ids.lot_id, self.lots[0])

    def test_nothing_good_is_not_sent(self):
        batch = self._create_batch("NOPE")
        self.assertIn("no good row", batch._send_good())
        self.assertEqual(batch.state, "open")

    def test_purged_claim_is_made_again(self):
        batch = self._create_batch("SOLD0")
        batch.claim_id.line_ids.unlink()
        batch.claim_id.unlink()
        self.env.invalidate_all()
        self.assertFalse(batch.claim_id)
        self.assertFalse(batch._send_good())
        self.assertEqual(batch.claim_id.line_ids.lot_id, self.lots[0])

    def test_discarded(self):
        self._login(self.portal)
        batch = self._create_batch("SOLD0")
        claim = batch.claim_id
        for _time in range(2):
            self._post(f"/my/rma/desk/{batch.id}/discard")
            self.env.invalidate_all()
            self.assertEqual(batch.state, "discarded")
        self.assertFalse(claim.exists())
        self.assertIn("discarded", batch._send_good())
        self.assertEqual(self._get(f"/my/rma/desk/{batch.id}").status_code, 200)

    # -- units --

    def test_units_are_found_filtered_and_exported(self):
        batch = self._create_batch("Serial\tOwn reference", "SOLD0\tA-17", "SOLD1\t")
        batch._send_good()
        done = self._register(lot=self.lots[2])
        done.action_submit()
        done.action_cancel("mistake")
        self._login(self.portal)

        def find(query=""):
            rows = self._read_xlsx(
                self._get(f"/my/rma/desk/units.xlsx?{query}").content
            )
            page = self._get(f"/my/rma/desk/units?{query}").text
            for row in rows[1:]:
                self.assertIn(row[0], page)
            return [row[3] for row in rows[1:]]

        self.assertEqual(find(), ["SOLD2", "SOLD1", "SOLD0"])
        self.assertEqual(find("sort=oldest"), ["SOLD0", "SOLD1", "SOLD2"])
        self.assertEqual(find("stage=ended"), ["SOLD2"])
        self.assertEqual(find("stage=open&sort=reference"), ["SOLD0", "SOLD1"])
        self.assertEqual(find("search=a-17"), ["SOLD0"])
        self.assertEqual(find("search=SOLD1"), ["SOLD1"])
        self.assertEqual(find(f"search={done.line_ids.reference}"), ["SOLD2"])
        self.assertEqual(find("search=printer&stage=nonsense&sort=id;drop"), find())
        self.assertEqual(find("search=%25%27"), [])
