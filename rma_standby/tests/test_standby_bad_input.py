# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .common import StandbyCommon


@tagged("-at_install", "post_install")
class TestStandbyBadInput(StandbyCommon):
    """Bad input gets a sentence that names cause and mend; nothing is half-written."""

    def test_unit_that_is_not_in_the_pool(self):
        unit = self.units[0]
        self._move(
            unit.lot_id,
            self.warehouse.rma_standby_location_id,
            self.warehouse.lot_stock_id,
        )
        loan = self._request()
        with self.assertRaisesRegex(UserError, "Bring it into the pool"):
            loan.action_reserve(unit)

    def test_unit_that_left_after_the_reservation(self):
        loan = self._reserved(self.units[0])
        self._move(
            loan.lot_id,
            self.warehouse.rma_standby_location_id,
            self.warehouse.lot_stock_id,
        )
        with self.assertRaisesRegex(UserError, "not in the stand-by pool"):
            loan.action_issue()
        self.assertFalse(loan.sudo().move_ids)

    def test_unit_that_was_sold(self):
        unit = self.units[0]
        self._move(
            unit.lot_id,
            self.warehouse.rma_standby_location_id,
            self.warehouse.lot_stock_id,
        )
        self._sell(self.product, unit.lot_id)
        with self.assertRaisesRegex(UserError, "sold, or not in stock"):
            self._request().action_reserve(unit)

    def test_unit_in_preparation(self):
        loan = self._bring_back(self._issued(self.units[0]))
        with self.assertRaisesRegex(UserError, "in preparation"):
            self._request().action_reserve(loan.unit_id)

    def test_unit_that_another_transfer_took(self):
        loan = self._reserved(self.units[0])
        inside = self.env["stock.location"].create(
            {
                "name": "Shelf",
                "usage": "internal",
                "location_id": self.warehouse.rma_standby_location_id.id,
            }
        )
        picking = self.env["stock.picking"].create(
            {
                "picking_type_id": self.warehouse.int_type_id.id,
                "location_id": self.warehouse.rma_standby_location_id.id,
                "location_dest_id": inside.id,
                "move_ids": [
                    (
                        0,
                        0,
                        {
                            "product_id": self.product.id,
                            "product_uom_qty": 3,
                            "location_id": self.warehouse.rma_standby_location_id.id,
                            "location_dest_id": inside.id,
                        },
                    )
                ],
            }
        )
        picking.action_confirm()
        picking.action_assign()
        with self.assertRaisesRegex(UserError, "another transfer has reserved it"):
            loan.action_issue()

    def test_too_early_and_too_late(self):
        with freeze_time("2026-03-01 09:00:00"):
            first = self._reserved(
                self.units[0], date_from="2026-03-05", date_expected="2026-03-08"
            )
            later = self._reserved(
                self.units[0], date_from="2026-03-20", date_expected="2026-03-25"
            )
            with self.assertRaisesRegex(UserError, f"booked for {first.name} before"):
                later.action_issue()
        with freeze_time("2026-03-10 09:00:00"):
            with self.assertRaisesRegex(UserError, "extend it before"):
                first.action_issue()
            # its time is over, so it is nobody's way any more
            later.action_issue()

    def test_archived_unit(self):
        unit = self.units[0]
        unit.action_archive()
        self.assertNotIn(unit, self._request().proposal_ids)
        with self.assertRaisesRegex(UserError, "is archived and is not lent"):
            self._request().action_reserve(unit)
        unit.action_unarchive()
        self._reserved(unit)
        with self.assertRaisesRegex(UserError, "is not archived while SBL"):
            unit.action_archive()

    def test_unit_of_a_claim_that_has_ended(self):
        claim = self._register("repair")
        claim.action_cancel("Mistake")
        with self.assertRaisesRegex(UserError, "nothing more can be done"):
            claim.action_create_loan()

    def test_return_of_what_was_not_lent(self):
        loan = self._reserved()
        with self.assertRaisesRegex(UserError, "does not have a unit"):
            loan.action_request_return()
        self._hand_out(loan)
        self._bring_back(loan)
        with self.assertRaisesRegex(UserError, "does not have a unit"):
            loan.action_request_return()

    def test_dates_reversed(self):
        with self.assertSentence("ends on the day it begins, or later"):
            self._request(date_from="2026-05-10", date_expected="2026-05-01")
        loan = self._request(date_from="2026-05-10", date_expected="2026-05-20")
        with self.assertSentence("ends on the day it begins, or later"):
            loan.date_expected = "2026-05-01"
        # both at once are no trouble
        loan.write({"date_from": "2026-06-01", "date_expected": "2026-06-20"})
        loan.action_reserve()
        with self.assertRaisesRegex(UserError, "Enter a later day"):
            loan.date_expected = "2026-05-01"
        self.assertEqual(str(loan.date_expected), "2026-06-20")

    def test_customer_archived(self):
        loan, booked = self._request(), self._reserved()
        self.customer.action_archive()
        with self.assertRaisesRegex(UserError, "is archived"):
            loan.action_reserve()
        with self.assertRaisesRegex(UserError, "is archived"):
            booked.action_issue()

    def test_nothing_asked_for(self):
        loan = self._request(product_id=False)
        with self.assertRaisesRegex(UserError, "does not say what is to be lent"):
            loan.action_reserve()

    def test_settled_fields_stay(self):
        loan = self._reserved()
        for vals in (
            {"partner_id": self.stranger.id},
            {"unit_id": self.units[2].id},
            {"date_from": "2020-01-01"},
            {"product_id": self.other_product.id},
        ):
            with self.assertRaisesRegex(UserError, "is settled"):
                loan.write(vals)
        # what is written again unchanged is no change
        loan.write({"partner_id": loan.partner_id.id, "date_from": loan.date_from})

    def test_state_is_no_input(self):
        loan = self._request()
        for vals in ({"state": "returned"}, {"date_issued": "2026-01-01"}):
            with self.assertRaisesRegex(AccessError, "use the buttons"):
                loan.write(vals)
        with self.assertRaises(AccessError):
            self._request(state="issued")
        sneaky = self.env["rma.standby.loan"].with_context(default_state="issued")
        loan = sneaky.with_user(self.agent).create(
            {"partner_id": self.customer.id, "product_id": self.product.id}
        )
        self.assertEqual(loan.state, "requested")

    def test_what_happened_stays_on_record(self):
        loan = self._reserved()
        with self.assertRaisesRegex(UserError, "cancel it instead"):
            loan.unlink()
        with self.assertRaisesRegex(UserError, "stays on record"):
            loan.unit_id.with_user(self.approver).unlink()
        with self.assertRaisesRegex(UserError, "its serial number stays"):
            loan.unit_id.with_user(self.approver).write(
                {"lot_id": self.stock_lots[0].id}
            )
        with self.assertRaises(AccessError):
            loan.event_ids.with_user(self.manager).write({"text": "never"})
