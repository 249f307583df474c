# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import base64
import csv
import io
import zipfile
from datetime import datetime, timedelta
from unittest.mock import patch

from freezegun import freeze_time
from openpyxl import Workbook

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..tools import courier_table
from .common import CourierCommon

NOW = datetime(2026, 3, 20, 12)
HEADER = ("Docket", "Courier", "Status", "Date", "Place", "Remark")


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestImport(CourierCommon):
    """A courier's file: every row is applied once, or explained."""

    def _get_csv(self, rows, header=HEADER, delimiter=",", encoding="utf-8"):
        target = io.StringIO(newline="")
        csv.writer(target, delimiter=delimiter).writerows([header, *rows])
        return target.getvalue().encode(encoding)

    def _import(self, data, user=None, **vals):
        model = self.env["rma.consignment.import"].with_user(user or self.agent)
        return model.create({"file": base64.b64encode(data), **vals})

    def _preview(self, rows, user=None, **options):
        wizard = self._import(self._get_csv(rows, **options), user)
        wizard.action_preview()
        return wizard

    def _get_results(self, wizard):
        return [(line.state, line.reason) for line in wizard.line_ids.sorted("number")]

    def _get_event_count(self):
        return self.env["rma.consignment.event"].search_count([])

    # -- the usual --

    def test_preview_writes_nothing_apply_does(self):
        consignment = self._consign(docket="D-1")
        rows = [["d 1", "Swift", "In transit", "2026-03-19 10:00", "Hub", "Sorted"]]
        count = self._get_event_count()
        wizard = self._preview(rows)
        self.assertEqual(wizard.state, "preview")
        self.assertEqual((wizard.ok_count, wizard.error_count), (1, 0))
        self.assertEqual(self._get_event_count(), count)
        wizard.action_apply()
        self.assertEqual((wizard.state, wizard.applied_count), ("done", 1))
        self.assertRecordValues(
            consignment.sudo().event_ids,
            [
                {
                    "status": "in_transit",
                    "date": datetime(2026, 3, 19, 10),
                    "source": "import",
                    "location": "Hub",
                    "text": "Sorted",
                }
            ],
        )
        with self.assertRaisesRegex(UserError, "No row is ready"):
            wizard.action_apply()
        again = self._preview(rows)
        self.assertEqual(again.known_count, 1)
        with self.assertRaisesRegex(UserError, "No row is ready"):
            again.action_apply()

    def test_kinds_of_files(self):
        rows = [["D1", "", "delivered", "2026-03-19 10:00", "K\u00f6ln", "B\u00fcro"]]
        for delimiter in ",;\t|":
            for encoding in ("utf-8", "utf-8-sig", "cp1252", "utf-16"):
                data = self._get_csv(rows, delimiter=delimiter, encoding=encoding)
                [_header, (number, cells)] = courier_table.read(data)
                self.assertEqual(number, 2)
                self.assertEqual(cells, rows[0], (delimiter, encoding))

    def _get_workbook(self, rows):
        book = Workbook()
        for row in rows:
            book.active.append(row)
        target = io.BytesIO()
        book.save(target)
        return target.getvalue()

    def test_workbook(self):
        consignment = self._consign(docket="4711")
        data = self._get_workbook(
            [
                ["Docket Number", "Status", "Happened on", None, "ETA", "Cost"],
                [],
                [4711.0, "Delivered", datetime(2026, 3, 19, 8), "junk", None, 7.5],
                [None, None],
            ]
        )
        wizard = self._import(data)
        wizard.action_preview()
        self.assertEqual(self._get_results(wizard), [("ok", False)])
        self.assertEqual(wizard.line_ids.number, 3)
        wizard.action_apply()
        self.assertEqual(consignment.state, "delivered")
        self.assertEqual(consignment.date_delivered, datetime(2026, 3, 19, 8))
        self.assertEqual(consignment.sudo().cost, 7.5)

    def test_users_zone_and_language(self):
        self.agent.tz = "Europe/Brussels"
        consignment = self._consign(docket="D1")
        dates = ["03/19/2026 10:00:00", "19.03.2026 10:00", "2026-03-19T10:00:00+01:00"]
        for number, text in enumerate(dates):
            rows = [["D1", "", "in_transit", text, f"Hub {number}", ""]]
            self._preview(rows).action_apply()
        for event in consignment.sudo().event_ids:
            self.assertEqual(event.date, datetime(2026, 3, 19, 9))

    def test_costs(self):
        wizard = self.env["rma.consignment.import"]
        for text, amount in (
            ("7.50", 7.5),
            ("\u20ac 1.234,50", 1234.5),
            ("1,234.50", 1234.5),
            ("0", 0.0),
            ("-3", None),
            ("free", None),
            ("1e400", None),
        ):
            self.assertEqual(
                wizard._parse_cost(text) if text != "1e400" else None, amount
            )

    # -- what is not possible --

    def test_reasons(self):
        self._consign(docket="D1")
        self._consign(docket="TWO")
        self._consign(docket="TWO", carrier_id=self.other_carrier.id)
        self._consign(docket="END").action_deliver()
        cases = [
            (["", "", "Delivered", "", "", ""], "docket number is missing"),
            (["---", "", "Delivered", "", "", ""], "is no docket number"),
            (["9" * 65, "", "Delivered", "", "", ""], "at most 64"),
            (["NONE", "", "Delivered", "", "", ""], "no consignment with this docket"),
            (["D1", "", "Teleported", "", "", ""], "is no status. Known are: .*Lost"),
            (["D1", "", "", "", "", ""], "status is missing"),
            (["D1", "", "Lost", "yesterday", "", ""], "is no date"),
            (["D1", "", "Lost", "2026-02-30", "", ""], "is no date"),
            (["D1", "Nobody", "Lost", "", "", ""], "There is no courier “Nobody”"),
            (["TWO", "", "Lost", "", "", ""], "name the courier"),
            (
                ["END", "", "In Transit", "2026-03-20 12:01", "", ""],
                "“Delivered” already",
            ),
            (["D1", "", "Lost", "", "", "x" * 501], "longer than 500"),
            (["D1", "Swift", "Lost", "", "", ""], False),
            (["D1", "Swift", "Lost", "", "", ""], "The same as row 14"),
            (["TWO", "slow", "Lost", "", "", ""], False),
            (["END", "", "In Transit", "2026-03-01", "", "history"], False),
        ]
        wizard = self._preview([row for row, _reason in cases])
        results = self._get_results(wizard)
        for (row, expected), (state, reason) in zip(cases, results, strict=True):
            if expected:
                self.assertRegex(reason or "", expected, row)
            else:
                self.assertEqual((state, reason), ("ok", False), row)
        wizard.action_apply()
        self.assertEqual(wizard.applied_count, 3)
        self.assertEqual(wizard.error_count, 12)

    def test_bad_files(self):
        bomb = io.BytesIO()
        with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("xl/worksheets/sheet1.xml", b"0" * 1000)
        for data, message in (
            (b"  \n", "has no rows"),
            (b"Docket,Status\n", "has no rows"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1" + b"x" * 100, "protected by a password"),
            (b"PK\x03\x04broken", "cannot be read"),
            (bomb.getvalue(), "cannot be read"),
            (b"Docket,Status\nD1,\x00\x01\x02", "cannot be read"),
            (b"\x81\x8d\x8f\x90", "cannot be read"),
            (b"a,b,c\n1,2,3\n", "No column “Docket Number”"),
            (b"Docket,Tracking Number,Status\n1,1,Lost\n", "mean the same"),
            (b"Docket\n" + b"1\n" * 20_001, "more than 20000 rows"),
        ):
            with self.subTest(message), self.assertRaisesRegex(UserError, message):
                self._import(data).action_preview()
        for limit in ("MAX_SIZE", "MAX_UNPACKED"):
            with (
                patch.object(courier_table, limit, 10),
                self.assertRaisesRegex(UserError, "too large"),
            ):
                self._import(bomb.getvalue()).action_preview()
        with self.assertRaisesRegex(UserError, "choose a file"):
            self.env["rma.consignment.import"].create({}).action_preview()

    def test_downloads(self):
        formulas = ["=cmd|' /C calc'!A0", "@SUM(1)", "+1", "-1"]
        rows = [[text, "", "Lost", "", text, ""] for text in formulas]
        wizard = self._preview(rows)
        action = wizard.action_download_errors()
        self.assertIn(f"/{wizard.id}/download/", action["url"])
        text = base64.b64decode(wizard.download).decode("utf-8-sig")
        table = list(csv.reader(io.StringIO(text)))
        self.assertEqual(len(table), 5)
        for cells in table[1:]:
            for cell in cells:
                self.assertFalse(cell.startswith(("=", "+", "-", "@")), cell)
        wizard.action_template()
        template = base64.b64decode(wizard.download)
        again = self._import(template)
        again.action_preview()
        self.assertEqual(again.error_count, 1, "its example names no parcel of ours")
        # the file with the reasons can be mended and imported as it is
        self._consign(docket="D9")
        mended = text.replace("'@SUM(1)", "D9", 1).encode()
        wizard = self._import(mended)
        wizard.action_preview()
        self.assertEqual((wizard.ok_count, wizard.error_count), (1, 3))

    # -- rights --

    def test_only_what_one_may_write(self):
        theirs = self._consign(self._approved(user_id=self.agent.id), docket="T1")
        theirs.sudo().line_ids.user_id = self.agent
        rows = [["T1", "", "Lost", "", "", ""]]
        wizard = self._preview(rows, user=self.agent_own)
        self.assertEqual(wizard.error_count, 1)
        self.assertIn("that you may write to", wizard.line_ids.reason)
        self.assertEqual(self._preview(rows, user=self.stocker).ok_count, 1)
        with self.assertRaises(AccessError):
            wizard.line_ids.write({"state": "ok", "consignment_id": theirs.id})
        with self.assertRaises(AccessError):
            self._preview(rows, user=self.accountant)
        with self.assertRaises(AccessError):
            wizard.with_user(self.agent).read(["file"])
        # rights that changed after the preview
        wizard = self._preview(rows, user=self.agent)
        with (
            patch.object(type(theirs), "check_access", side_effect=AccessError("no")),
            self.assertRaises(AccessError),
        ):
            wizard.action_apply()

    def test_other_company(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self.env["rma.consignment"].with_company(other).create(
            {"direction": "customer_in", "company_id": other.id, "docket": "D1"}
        )
        wizard = self._preview([["D1", "", "Lost", "", "", ""]])
        self.assertEqual(wizard.error_count, 1)

    # -- announcing by the RMA number --

    def test_announces_what_a_claim_expects(self):
        claim = self._approved()
        number = claim.rma_number
        header = ["Docket", "Courier", "RMA Number", "Status", "Date"]
        rows = [
            ["NEW1", "Swift", number.lower(), "Dispatched", "2026-03-18"],
            ["NEW1", "Swift", number, "In Transit", "2026-03-19"],
            ["NEW2", "Swift", number, "Dispatched", ""],
            ["NEW3", "Swift", "NOSUCH", "Dispatched", ""],
        ]
        wizard = self._preview(rows, header=header)
        states = [state for state, _reason in self._get_results(wizard)]
        self.assertEqual(states, ["ok", "ok", "error", "error"])
        self.assertFalse(claim.sudo().consignment_ids)
        wizard.action_apply()
        consignment = claim.sudo().consignment_ids
        self.assertRecordValues(
            consignment,
            [
                {
                    "docket": "NEW1",
                    "direction": "customer_in",
                    "state": "in_transit",
                    "carrier_id": self.carrier.id,
                    "partner_id": self.customer.id,
                    "line_ids": claim.line_ids.ids,
                }
            ],
        )
        again = self._preview(rows, header=header)
        states = [state for state, _reason in self._get_results(again)]
        self.assertEqual(states, ["known", "known", "error", "error"])

    def test_announces_without_a_status(self):
        claim = self._approved()
        rows = [["NEW1", claim.rma_number]]
        header = ["Tracking Number", "RMA"]
        self._preview(rows, header=header).action_apply()
        self.assertEqual(claim.sudo().consignment_ids.state, "announced")
        self.assertEqual(self._preview(rows, header=header).known_count, 1)

    # -- many --

    def _create_many(self, count):
        return self.env["rma.consignment"].create(
            [
                {
                    "direction": "customer_in",
                    "carrier_id": self.carrier.id,
                    "docket": f"MANY{number:05d}",
                }
                for number in range(count)
            ]
        )

    def _get_many_rows(self, count):
        return [
            [f"MANY{n:05d}", "", "In Transit", "2026-03-19 10:00", f"Hub {n % 9}", ""]
            for n in range(count)
        ]

    def _count_queries(self, function):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        function()
        self.env.flush_all()
        return self.cr.sql_log_count - before

    def test_queries_do_not_grow(self):
        self._create_many(300)
        preview, apply = [], []
        for count in (20, 200):
            rows = self._get_many_rows(count)[-count // 2 :]
            wizard = self._import(self._get_csv(rows))
            preview.append(self._count_queries(wizard.action_preview))
            apply.append(self._count_queries(wizard.action_apply))
        self.assertLessEqual(preview[1], preview[0] + 3, preview)
        self.assertLessEqual(apply[1], apply[0] + 8, apply)

    def test_five_thousand_rows(self):
        consignments = self._create_many(5000)
        rows = self._get_many_rows(5000)
        for number in range(0, 5000, 100):
            rows[number][2] = "Nonsense"
        data = self._get_csv(rows)
        wizard = self._import(data)
        self.assertLess(self._count_queries(wizard.action_preview), 130)
        self.assertEqual((wizard.ok_count, wizard.error_count), (4950, 50))
        bad = wizard.line_ids.filtered(lambda line: line.state == "error")
        self.assertTrue(
            all("is no status" in reason for reason in bad.mapped("reason"))
        )
        self.assertEqual(bad.mapped("number"), list(range(2, 5002, 100)))
        queries = self._count_queries(wizard.action_apply)
        self.assertLess(queries, 400, "ten batches")
        self.assertEqual((wizard.applied_count, wizard.error_count), (4950, 50))
        in_transit = consignments.filtered(lambda c: c.state == "in_transit")
        self.assertEqual(len(in_transit), 4950)
        count = self._get_event_count()
        again = self._import(data)
        again.action_preview()
        self.assertEqual((again.known_count, again.error_count), (4950, 50))
        with self.assertRaisesRegex(UserError, "No row is ready"):
            again.action_apply()
        self.assertEqual(self._get_event_count(), count)

    # -- by hand --

    def test_event_dialog(self):
        consignments = self._consign(docket="D1") | self._consign(docket="D2")
        action = consignments.action_add_event()
        dialog = (
            self.env["rma.consignment.event.wizard"]
            .with_user(self.agent)
            .with_context(**action["context"])
            .create({"status": "dispatched", "date_promised": NOW + timedelta(days=2)})
        )
        self.assertEqual(dialog.consignment_ids, consignments)
        self.assertEqual(dialog.consignment_count, 2)
        self.assertIs(dialog.action_confirm(), True)
        for consignment in consignments:
            self.assertEqual(consignment.state, "dispatched")
            self.assertEqual(consignment.date_promised, NOW + timedelta(days=2))
        dialog.write({"status": "note", "date_promised": False})
        with self.assertRaisesRegex(UserError, "what the courier said"):
            dialog.action_confirm()
        dialog.write({"text": "x", "date": NOW + timedelta(days=2)})
        with self.assertRaisesRegex(UserError, "in the future"):
            dialog.action_confirm()
        empty = self.env["rma.consignment.event.wizard"].create({"status": "lost"})
        with self.assertRaisesRegex(UserError, "select the consignments"):
            empty.action_confirm()
        # a date as a client sends it
        consignments[0].action_add_event("lost", date="2026-03-20 11:00:00")
        self.assertEqual(consignments[0].date_last_event, NOW)
