# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import io
import zipfile

from odoo.tests import tagged
from odoo.tools import mute_logger

from ..tools import desk_table, table_writer
from .desk_common import DeskCommon

SCRIPT = "<script>alert(1)</script>"
POSTS = ("rows", "send", "discard", "rest")
GETS = ("", "/page/2", "/result.xlsx", "/result.csv")


@tagged("-at_install", "post_install")
class TestDeskAttacks(DeskCommon):
    """Nobody reaches another company's lists; hostile files become sentences."""

    def _get_state(self, batch):
        self.env.invalidate_all()
        return (batch.state, batch.row_ids.mapped("serial"), batch.claim_id.state)

    # -- whose list it is --

    def test_others_find_nothing(self):
        batch = self._create_batch("SOLD0", "NOPE")
        row = batch.row_ids[1]
        before = self._get_state(batch)
        for user in (self.chain_user, self.mallory, self.agent):
            self._login(user)
            for path in GETS:
                known = self._get(f"/my/rma/desk/{batch.id}{path}")
                unknown = self._get(f"/my/rma/desk/{batch.id + 1000}{path}")
                with self.subTest(user=user.login, path=path):
                    self.assertEqual(known.status_code, 404)
                    self.assertEqual(len(known.text), len(unknown.text))
            for action in POSTS:
                data = {f"serial-{row.id}": "SOLD1", f"remove-{row.id}": "1"}
                response = self._post(f"/my/rma/desk/{batch.id}/{action}", data)
                self.assertEqual(response.status_code, 404)
        self.assertEqual(self._get_state(batch), before)

    def test_rows_of_others_are_not_reached(self):
        batch = self._create_batch("SOLD0", "NOPE")
        row = batch.row_ids[1]
        own = self._create_batch("MINE", user=self.chain_user)
        self._login(self.chain_user)
        self._post(
            f"/my/rma/desk/{own.id}/rows",
            {f"serial-{row.id}": "SOLD1", f"remove-{batch.row_ids[0].id}": "1"},
        )
        self.env.invalidate_all()
        self.assertEqual(batch.row_ids.mapped("serial"), ["SOLD0", "NOPE"])
        self.assertEqual(own.row_ids.mapped("serial"), ["MINE"])
        # other fields than those on the page
        mine = own.row_ids
        self._post(
            f"/my/rma/desk/{own.id}/rows",
            {f"batch_id-{mine.id}": batch.id, f"error-{mine.id}": "", "verdict-x": "1"},
        )
        self.env.invalidate_all()
        self.assertTrue(mine.error)
        self.assertEqual(mine.batch_id, own)

    def test_units_of_others_are_not_listed(self):
        self._create_batch("SOLD0")._send_good()
        # not sent yet: not listed either
        self._create_batch("SOLD1")
        self._login(self.chain_user)
        self.assertNotIn("SOLD0", self._get("/my/rma/desk/units").text)
        self._login(self.portal)
        page = self._get("/my/rma/desk/units").text
        self.assertIn("SOLD0", page)
        self.assertNotIn("SOLD1", page)

    def test_without_the_right_nothing_is_there(self):
        batch = self._create_batch("SOLD0")
        self.customer.rma_is_partner_desk = False
        self._login(self.portal)
        for path in (
            "",
            "/units",
            "/units.xlsx",
            "/template.csv",
            f"/{batch.id}",
            f"/{batch.id}/result.csv",
        ):
            self.assertEqual(self._get(f"/my/rma/desk{path}").status_code, 404, path)
        self.assertEqual(self._upload(text="SOLD1").status_code, 404)
        self.assertEqual(self._post(f"/my/rma/desk/{batch.id}/send").status_code, 404)
        self._login(None)
        self.assertEqual(self._get("/my/rma/desk").status_code, 303)

    @mute_logger("odoo.http")
    def test_get_changes_nothing_and_posts_need_the_token(self):
        batch = self._create_batch("SOLD0")
        before = self._get_state(batch)
        self._login(self.portal)
        for path in ("upload", *(f"{batch.id}/{action}" for action in POSTS)):
            self.assertEqual(self._get(f"/my/rma/desk/{path}").status_code, 405, path)
            response = self._post(f"/my/rma/desk/{path}", {"text": "SOLD1"}, csrf=False)
            self.assertEqual(response.status_code, 400, path)
        self.assertEqual(self._get_state(batch), before)
        self.assertEqual(self.desks.search_count(self._get_own_domain()), 1)

    def _get_own_domain(self):
        return [("commercial_partner_id", "=", self.customer.id)]

    # -- hostile files --

    def assertUploadRefused(self, sentence, content=None, name="units.xlsx", **data):
        """Assert that a list is refused by a sentence, and nothing is kept of it."""
        response = self._upload(content, name, **data)
        self.assertEqual(response.status_code, 200)
        self.assertIn(sentence, response.text)
        self.assertFalse(self.desks.search_count(self._get_own_domain()))
        return response

    def test_too_many_rows(self):
        self._login(self.portal)
        text = "\n".join(f"S{number}" for number in range(501))
        response = self.assertUploadRefused("more than 500 rows", text=text)
        # nothing that was typed is lost
        self.assertIn("S500", response.text)
        header = "Serial\n" + text
        self.assertUploadRefused("more than 500 rows", header.encode(), "units.csv")

    def test_large_file(self):
        self._login(self.portal)
        self.assertUploadRefused("too large", b"S1\n" * (7 * 1024**2), "units.csv")
        self.assertUploadRefused("too large", text="S1\n" * 400_000)

    def test_bombs(self):
        self._login(self.portal)
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("xl/worksheets/sheet1.xml", b"0" * 200 * 1024**2)
        self.assertUploadRefused("too large", target.getvalue())
        # entities that multiply
        source = io.BytesIO(self._make_xlsx([["Serial"], ["SOLD0"]]))
        target = io.BytesIO()
        with zipfile.ZipFile(source) as good, zipfile.ZipFile(target, "w") as bad:
            for part in good.infolist():
                content = good.read(part)
                if part.filename.endswith("sheet1.xml"):
                    content = (
                        b'<!DOCTYPE x [<!ENTITY a "SOLD0"><!ENTITY b "&a;&a;">]>'
                        + content
                    )
                bad.writestr(part.filename, content)
        self.assertUploadRefused("cannot be read", target.getvalue())
        # a cell in the last row and column that a sheet can have
        from openpyxl import Workbook

        book = Workbook()
        book.active["XFD1048576"] = "far"
        target = io.BytesIO()
        book.save(target)
        self.assertUploadRefused("500 rows", target.getvalue())

    def test_disguised_and_broken_files(self):
        self._login(self.portal)
        good = self._make_xlsx([["Serial"], ["SOLD0"]])
        page = f"<html><body>{SCRIPT}</body></html>".encode()
        for content in (
            page,
            b"PK\x03\x04" + page,
            good[: len(good) // 2],
            b"\x00" * 99,
        ):
            self.assertUploadRefused("cannot be read", content)
        self.assertUploadRefused("password", b"\xd0\xcf\x11\xe0" + b"\x00" * 99)
        self.assertUploadRefused("no row", b"", text="")
        self.assertUploadRefused("no row", b"Serial;Symptom\n", "units.csv")
        self.assertUploadRefused("no row", file="a text, no file")

    def test_formulas_are_not_written(self):
        self._login(self.portal)
        nasty = ["=1+1", "+cmd|' /C calc'!A0", "-2", "@SUM(A1)"]
        batch = self._create_batch(
            "Serial\tDescription", *(f"{text}\t{text}" for text in nasty)
        )
        for kind in ("xlsx", "csv"):
            content = self._get(f"/my/rma/desk/{batch.id}/result.{kind}").content
            if kind == "xlsx":
                rows = self._read_xlsx(content)
                with zipfile.ZipFile(io.BytesIO(content)) as archive:
                    sheet = archive.read("xl/worksheets/sheet1.xml")
                self.assertNotIn(b"<f>", sheet)
            else:
                rows = [cells for _number, cells in desk_table.read_file(content)]
                self.assertIn(b"'=1+1", content)
                self.assertNotIn(b",=1+1", content)
            self.assertEqual(len(rows), 5)
        # what we wrote reads as it was
        self.assertEqual([cells[1] for cells in rows[1:]], nasty)
        self.assertEqual(table_writer.defuse("\t=1"), "'\t=1")
        # a formula counts as what it showed last
        content = self._make_xlsx([["Serial"], ["=1+1"], ["SOLD0"]])
        batch = self._get_batch(self._upload(content, "f.xlsx"))
        self.assertEqual(batch.row_ids.lot_id, self.lots[0])

    def test_scripts_are_shown_as_text(self):
        self._login(self.portal)
        cells = "\t".join([SCRIPT] * 7)
        response = self._upload(
            text=f"{cells}\nSOLD0\t\t\t{SCRIPT}\t{SCRIPT}\t\t{SCRIPT}",
            client_ref=SCRIPT,
        )
        batch = self._get_batch(response)
        self.assertEqual((batch.good_count, batch.bad_count), (1, 1))
        pages = [f"/my/rma/desk/{batch.id}", "/my/rma/desk"]
        batch._send_good()
        pages += [pages[0], "/my/rma/desk/units", f"/my/rma/desk/units?search={SCRIPT}"]
        for page in pages:
            text = self._get(page).text
            self.assertNotIn(SCRIPT, text, page)
            self.assertIn("&lt;script&gt;", text, page)
        response = self._upload(text="\n".join([SCRIPT] * 501), client_ref=SCRIPT)
        self.assertNotIn(SCRIPT, response.text)

    def test_limits(self):
        self._login(self.portal)
        self.assertUploadRefused("at most 64", text="SOLD0", client_ref="x" * 65)
        limits = self.env["rma.rate.limit"]
        for _time in range(60):
            limits._hit("desk", str(self.customer.id), 60, 3600)
        self.assertUploadRefused("within an hour", text="SOLD0")

    def test_strange_addresses(self):
        self._login(self.portal)
        batch = self._create_batch("SOLD0")
        big = 10**20
        for path, status in (
            (f"/my/rma/desk/{big}", 404),
            ("/my/rma/desk/-1", 404),
            (f"/my/rma/desk/{batch.id}/page/{big}", 200),
            (f"/my/rma/desk/{batch.id}?edit={big}&show=%00", 200),
            (f"/my/rma/desk/units/page/{big}?search=%00", 200),
        ):
            self.assertEqual(self._get(path).status_code, status, path)
