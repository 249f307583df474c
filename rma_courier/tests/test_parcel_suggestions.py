# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import datetime, timedelta

from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .dock_common import DockCommon

NOW = datetime(2026, 3, 20, 12)


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestParcelSuggestions(DockCommon):
    """The units that a parcel may contain, the likeliest first, and why."""

    def _get_first(self, parcel):
        first = parcel.suggestion_ids.sorted("score", reverse=True)[:1]
        return first.line_id, first.reasons or ""

    def test_reasons(self):
        claim = self._approved(client_ref="PO-7")
        self._approved(lot=self.lots[1])
        consignment = self._consign(claim, docket="DK 7")
        unit = claim.line_ids
        for vals, reason in (
            ({"serial": "sold0"}, "same serial number"),
            ({"contents": "On it: SOLD0, no manual"}, "same serial number"),
            ({"docket": "dk7"}, "same docket number"),
            ({"scan": "DK-7"}, "same docket number"),
            ({"contents": f"Slip says {claim.rma_number}"}, "number was read"),
            ({"scan": "po-7"}, "number was read"),
        ):
            line, reasons = self._get_first(self._keep(**vals))
            self.assertEqual(line, unit, vals)
            self.assertIn(reason, reasons)
        parcel = self._keep(partner_id=self.contact.id)
        self.assertIn("sent by the customer", parcel.suggestion_ids[0].reasons)
        parcel = self._keep(sender_name="The Shop")
        similar = parcel.suggestion_ids.filtered(lambda s: s.line_id == unit)
        self.assertEqual(similar.reasons, "sender's name is similar")
        self._told(consignment, "out_for_delivery")
        parcel = self._keep(product_id=self.product.id)
        line, reasons = self._get_first(parcel)
        self.assertEqual(line, unit)
        self.assertEqual(reasons, "same product, expected today")

    def test_facts_change(self):
        claim = self._approved()
        parcel = self._keep()
        self.assertFalse(parcel.suggestion_ids)
        parcel.serial = "SOLD0"
        self.assertEqual(parcel.suggestion_ids.line_id, claim.line_ids)
        self.assertIs(parcel.suggestion_ids.action_match(), True)
        self.assertEqual(parcel.line_id, claim.line_ids)
        self.assertFalse(parcel.suggestion_ids)

    def test_expired_and_rejected_come_last(self):
        expired = self._approved()
        rejected = self._register(lot=self.lots[0])
        rejected.action_submit()
        rejected.with_user(self.approver).action_reject("No")
        with freeze_time(NOW + timedelta(days=60)):
            expired.sudo()._expire()
            awaited = self._approved(lot=self.lots[1])
            parcel = self._keep(serial="SOLD0", partner_id=self.customer.id)
            self.assertEqual(
                parcel.suggestion_ids.line_id,
                (awaited | expired | rejected).line_ids,
            )
            self.assertEqual(parcel.suggestion_ids[0].line_id, awaited.line_ids)
            self.assertIn("expired or rejected", parcel.suggestion_ids[1].reasons)
        with freeze_time(NOW + timedelta(days=200)):
            parcel.action_refresh_suggestions()
            self.assertEqual(parcel.suggestion_ids.line_id, awaited.line_ids)

    def test_received_is_no_candidate(self):
        self._received()
        parcel = self._keep(serial="SOLD0", partner_id=self.customer.id)
        self.assertFalse(parcel.suggestion_ids)

    def test_at_most_ten(self):
        cables = [{"product_id": self.cable.id} for _i in range(12)]
        self._approve(
            self._register(
                line_ids=[
                    (0, 0, {**v, "resolution_id": self._resolution("repair").id})
                    for v in cables
                ]
            )
        )
        parcel = self._keep(partner_id=self.customer.id)
        self.assertEqual(len(parcel.suggestion_ids), 10)

    def test_constant_queries(self):
        self._approve(self._register_many(self.lots, "repair"))
        vals = [
            {"sender_name": "Shop", "serial": f"SOLD{number % 4}"}
            for number in range(8)
        ]
        parcels = self.env["rma.parcel"].with_user(self.stocker).create(vals)
        counts = []
        for some in (parcels[:1], parcels):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            some._refresh_suggestions()
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 2, counts)

    def test_closed_to_users(self):
        self._approved()
        parcel = self._keep(serial="SOLD0")
        with self.assertRaises(AccessError):
            parcel.suggestion_ids.score = 5
        with self.assertRaises(AccessError):
            parcel.suggestion_ids.unlink()
