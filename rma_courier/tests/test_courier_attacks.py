# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import base64
import io
import time
from datetime import datetime, timedelta

from openpyxl import Workbook
from psycopg2.errors import CheckViolation

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..tools import courier_table
from .dock_common import DockCommon
from .webhook_common import WebhookCommon


@tagged("post_install", "-at_install")
class TestCourierForgery(DockCommon):
    """Whatever a client posts, it only changes what its buttons change."""

    def test_dockets_follow_their_consignment(self):
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        number = self._consign(docket="FORGE1").docket_ids
        for vals in (
            {"company_id": elsewhere.id},
            {"is_open": False},
            {"carrier_id": self.other_carrier.id},
            {"key": "OTHER"},
        ):
            with self.assertRaises(AccessError):
                number.with_user(self.agent).write(vals)
            with self.assertRaises(AccessError):
                number.with_user(self.agent).create(
                    {"name": "X1", "consignment_id": number.consignment_id.id, **vals}
                )
            [(name, value)] = vals.items()
            forged = (
                number.with_user(self.agent)
                .with_context(**{f"default_{name}": value})
                .create(
                    {"name": f"Y-{name}", "consignment_id": number.consignment_id.id}
                )
            )
            self.assertNotEqual(
                forged._fields[name].convert_to_write(forged[name], forged), value
            )

    def test_links_from_the_other_side_stay_in_the_company(self):
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        theirs = (
            self.env["rma.consignment"]
            .with_company(elsewhere)
            .create({"company_id": elsewhere.id})
        )
        claim = self._approved("return_unrepaired")
        self.agent.company_ids += elsewhere
        self.env.user.company_ids += elsewhere
        both = (self.company | elsewhere).ids
        line = claim.line_ids.with_user(self.agent)
        link = {"consignment_ids": [Command.link(theirs.id)]}
        with self.assertRaises(UserError):
            line.with_context(allowed_company_ids=both).write(link)
        receipt = self._get_open_pickings(claim, "incoming")
        with self.assertRaises(UserError):
            receipt.with_context(allowed_company_ids=both).write(link)

    def test_what_was_told_stays_with_its_parcel(self):
        consignment = self._consign().with_user(self.agent)
        consignment.direction = "vendor_in"
        self._told(consignment, "lost")
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        consignment.write({"direction": "vendor_in"})
        for vals in ({"direction": "customer_in"}, {"company_id": elsewhere.id}):
            with self.assertRaisesRegex(UserError, "Something was told"):
                consignment.write(vals)

    def test_photos_are_bound_to_the_consignment(self):
        consignment = self._consign().with_user(self.agent)
        files = self.env["ir.attachment"].with_user(self.agent)
        mine = files.create({"name": "box.png", "raw": b"box"})
        foreign = self.env["ir.attachment"].create({"name": "salary", "raw": b"x"})
        consignment.proof_photo_ids = [Command.link(mine.id)]
        self.assertEqual(
            (mine.res_model, mine.res_id), (consignment._name, consignment.id)
        )
        self.env.invalidate_all()
        photos = consignment.with_user(self.stocker).proof_photo_ids
        self.assertEqual(photos.raw, b"box")
        with self.assertRaises(AccessError):
            consignment.proof_photo_ids = [Command.link(foreign.id)]
        other = self._consign().with_user(self.agent)
        with self.assertRaises(AccessError):
            other.proof_photo_ids = [Command.link(mine.id)]

    def _refuse_value(self, record, name, value):
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(CheckViolation),
            self.env.cr.savepoint(),
        ):
            record[name] = value
            record.flush_recordset()
        record.invalidate_recordset()

    def test_no_endless_labels(self):
        consignment = self._consign().with_user(self.agent)
        self._refuse_value(consignment, "package_count", 2_000_000_000)
        consignment.package_count = 500
        many = consignment.browse()
        for _number in range(5):
            many |= consignment.copy()
        with self.assertRaisesRegex(UserError, "more than 2000 packages"):
            many._get_label_data()
        report = self.env["report.rma_courier.report_consignment_label"]
        with self.assertRaisesRegex(UserError, "more than 2000 pages"):
            report.with_user(self.agent)._get_report_values(
                consignment.ids, {"copies": 100}
            )

    def test_weight_is_a_number(self):
        consignment = self._consign().with_user(self.agent)
        self._refuse_value(consignment, "weight", -1)

    def test_events_with_nonsense(self):
        consignment = self._consign().with_user(self.agent)
        for date in ("yesterday", [1], {"a": 1}):
            with self.assertRaisesRegex(UserError, "is no date and time"):
                consignment.action_add_event("note", date=date)
            with self.assertRaisesRegex(UserError, "is no date and time"):
                consignment.action_add_event("note", date_promised=date)
            with self.assertRaisesRegex(UserError, "is no date and time"):
                consignment.action_dispatch(date)
        consignment.action_add_event("note", text=7, location=["x"])
        self.assertFalse(consignment.event_ids.text)

    def test_clocks_that_were_never_set(self):
        consignment = self._consign()
        now = fields.Datetime.now()
        self._told(consignment, "in_transit", datetime(1, 1, 1), key="a")
        self._told(
            consignment,
            "note",
            datetime(1970, 1, 1),
            key="b",
            date_promised=datetime(9999, 12, 31, 23, 59, 59),
        )
        self.assertEqual(consignment.state, "in_transit")
        self.assertGreaterEqual(consignment.date_dispatched, now - timedelta(days=1))
        self.assertFalse(consignment.date_promised)
        self.assertTrue(consignment.date_due)
        self.assertFalse(consignment.is_late)

    def test_link_of_a_docket_stays_a_docket(self):
        consignment = self._consign(docket="A/../?x=1#&y")
        self.assertEqual(
            consignment.tracking_url,
            "https://track.example.com/A%2F..%2F%3Fx%3D1%23%26y",
        )

    def test_suggestions_hide_the_claims_of_colleagues(self):
        claim = self._approved(user_id=self.agent.id)
        unit = claim.line_ids
        dock = self.dock.with_user(self.agent_own)
        card = dock.save_parcel({"scan": "ODD-7", "serial": "SOLD0"})
        self.assertFalse(card["suggestions"])
        parcel = self.env["rma.parcel"].browse(card["parcel"]["id"])
        mine = parcel.with_user(self.agent_own)
        self.assertFalse(mine.suggestion_ids)
        model = self.env["rma.parcel.suggestion"]
        self.assertFalse(model.with_user(self.agent_own).search([]))
        for user in (self.agent, self.stocker):
            self.env.invalidate_all()
            self.assertEqual(parcel.with_user(user).suggestion_ids.line_id, unit)

    def test_what_goes_out_brings_no_parcel(self):
        outgoing = self._consign(direction="customer_out")
        dock = self.dock.with_user(self.stocker)
        card = dock.save_parcel({"scan": "ODD-8", "consignment_id": outgoing.id})
        parcel = self.env["rma.parcel"].browse(card["parcel"]["id"])
        self.assertFalse(parcel.consignment_id)

    def test_parcels_of_colleagues_claims(self):
        claim = self._approved(user_id=self.agent.id)
        parcel = self._keep(serial="SOLD0").with_user(self.stocker)
        own = parcel.with_user(self.agent_own)
        self.assertEqual(own.search([("id", "=", parcel.id)]), own)
        parcel.action_match(claim.line_ids.id)
        self.assertFalse(own.search([("id", "=", parcel.id)]))
        self.assertTrue(own.with_user(self.agent).search([("id", "=", parcel.id)]))

    def test_refused_parcel_whose_way_back_was_deleted(self):
        parcel = self._keep().with_user(self.agent)
        parcel.action_refuse("Not ours")
        parcel.return_consignment_id.unlink()
        parcel.action_reopen()
        self.assertEqual(parcel.state, "quarantine")

    def test_units_of_a_loss_stay_inside(self):
        """Nobody settles a loss in silence by taking the units out of it."""
        claim = self._approved()
        consignment = self._consign(claim, docket="LOST-1")
        consignment.action_dispatch()
        consignment.action_lose()
        for change in ([(5, 0, 0)], [(6, 0, [])], [(3, claim.line_ids.id, 0)]):
            with self.assertSentence("Settle the Loss"):
                consignment.line_ids = change
        with self.assertRaises(AccessError):
            claim.line_ids.consignment_ids = [(5, 0, 0)]
        self.assertEqual(consignment.line_ids, claim.line_ids)
        consignment.action_settle_loss("The courier pays")
        consignment.line_ids = [(5, 0, 0)]


@tagged("post_install", "-at_install")
class TestHostileFiles(DockCommon):
    """Files that were made to break the reader."""

    def _import(self, data):
        model = self.env["rma.consignment.import"].with_user(self.agent)
        return model.create({"file": data})

    def test_file_that_is_none(self):
        with self.assertRaisesRegex(UserError, "cannot be read"):
            self._import(b"abcde").action_preview()

    def test_last_day_of_all(self):
        self.agent.tz = "America/New_York"
        book = Workbook()
        book.active.append(["Docket", "Status", "Date"])
        for date in (datetime(9999, 12, 31, 23, 59), datetime(1900, 1, 1)):
            book.active.append(["D1", "Delivered", date])
        target = io.BytesIO()
        book.save(target)
        wizard = self._import(base64.b64encode(target.getvalue()))
        wizard.action_preview()
        self.assertEqual(set(wizard.line_ids.mapped("state")), {"error"})
        self.assertIn("is no date", wizard.line_ids.sorted("number")[0].reason)

    def test_header_without_an_end(self):
        for text in ('"' * 2_000_000, '",' * 1_000_000, "a" * 3_000_000):
            start = time.monotonic()
            try:
                courier_table.read(text.encode())
            except courier_table.TableError as error:
                self.assertIn(str(error), ("format", "empty", "rows"))
            self.assertLess(time.monotonic() - start, 5)

    def test_last_column_of_each_row(self):
        book = Workbook(write_only=False)
        sheet = book.active
        sheet.append(["Docket"])
        for number in range(2, 4000):
            sheet.cell(number, 16384, "x")
        target = io.BytesIO()
        book.save(target)
        start = time.monotonic()
        self.assertEqual(len(courier_table.read(target.getvalue())), 1)
        self.assertLess(time.monotonic() - start, 3)


@tagged("post_install", "-at_install")
class TestHostileService(WebhookCommon):
    """A service with a good signature and bad intentions."""

    def test_too_many_events(self):
        consignment = self._consign(docket="D1")
        events = [{"id": str(number)} for number in range(501)]
        answer = self._post(self._get_body(events=events))
        self.assertEqual(answer.json(), {"status": "failed"})
        self.assertFalse(consignment.event_ids)
        self.assertIn("500", self._get_messages().error)
        answer = self._post(self._get_body(key="m2", events=events[:500]))
        self.assertEqual(answer.json(), {"status": "applied"})
        self.assertEqual(len(consignment.event_ids), 500)
