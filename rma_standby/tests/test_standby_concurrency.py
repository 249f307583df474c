# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from psycopg2 import IntegrityError, OperationalError

from odoo.exceptions import LockError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.rma_management.tests.two_people import TwoPeople


@tagged("-at_install", "post_install")
class TestStandbyConcurrency(TwoPeople):
    """Two people want the last unit at the same moment: one gets it."""

    def _prepare(self, env):
        warehouse = env["stock.warehouse"].search([], limit=1)
        product = env["product.product"].create(
            {
                "name": "Last Loaner",
                "type": "consu",
                "is_storable": True,
                "tracking": "serial",
                "is_rma_standby": True,
            }
        )
        lot = env["stock.lot"].create({"name": "LAST", "product_id": product.id})
        place = warehouse.rma_standby_location_id
        env["stock.quant"]._update_available_quantity(product, place, 1, lot_id=lot)
        unit = env["rma.standby.unit"].create({"lot_id": lot.id})
        customer = env["res.partner"].create({"name": "Waiting"})
        loans = env["rma.standby.loan"].create(
            [
                {"partner_id": customer.id, "product_id": product.id}
                for _number in range(2)
            ]
        )
        loans.event_ids.write({"notice_state": "none"})
        self.ids = {
            "rma.standby.loan": loans.ids,
            "rma.standby.unit": unit.ids,
            "stock.lot": lot.ids,
            "product.product": product.ids,
            "product.template": product.product_tmpl_id.ids,
            "res.partner": customer.ids,
        }

    def _delete(self, env):
        env.cr.execute(
            "DELETE FROM rma_standby_loan WHERE id = ANY(%s)",
            [self.ids["rma.standby.loan"]],
        )
        env.cr.execute(
            "DELETE FROM rma_standby_unit WHERE id = ANY(%s)",
            [self.ids["rma.standby.unit"]],
        )
        env["stock.quant"].search(
            [("lot_id", "in", self.ids["stock.lot"])]
        ).sudo().unlink()
        for model in ("stock.lot", "product.product", "product.template"):
            self._get(env, model).exists().unlink()
        self._get(env, "res.partner").unlink()

    def _loans(self, env):
        return self._get(env, "rma.standby.loan").sorted("id")

    def test_two_reserve_the_last_unit(self):
        with self._two_people() as (first, second):
            # both have looked before either has written
            for env in (first, second):
                self.assertEqual(
                    self._loans(env).proposal_ids.mapped("state"), ["free"]
                )
            self._loans(first)[0].action_reserve()
            with self.assertRaisesRegex(LockError, "Somebody else"):
                self._loans(second)[1].action_reserve()
            second.cr.rollback()
            first.cr.commit()
        with self._transaction() as env:
            loans = self._loans(env)
            self.assertEqual(loans.mapped("state"), ["reserved", "requested"])
            with self.assertRaisesRegex(UserError, "No unit is free"):
                loans[1].action_reserve()

    def test_second_looks_before_first_is_done(self):
        """What Python cannot see any more, the database refuses with a sentence."""
        with self._two_people() as (first, second):
            self.assertTrue(self._loans(second)[1].proposal_ids)
            self._loans(first)[0].action_reserve()
            first.cr.commit()
            with (
                mute_logger("odoo.sql_db"),
                self.assertRaises((IntegrityError, OperationalError)) as caught,
            ):
                self._loans(second)[1].action_reserve()
            second.cr.rollback()
            error = caught.exception
            if isinstance(error, IntegrityError):
                message = self._loans(second)._sql_error_to_message(error)
                self.assertIn("booked or lent at that time already", message)
            else:
                # the request is tried again and finds nothing free
                with self.assertRaisesRegex(UserError, "No unit is free"):
                    self._loans(second)[1].action_reserve()

    def test_two_bulk_actions(self):
        with self._two_people() as (first, second):
            self.assertTrue(self._loans(second).proposal_ids)
            with self.assertRaisesRegex(UserError, "No unit is free"):
                # one unit for two loans: nobody gets it
                self._loans(first).action_reserve()
            first.cr.rollback()
            self._loans(first)[:1].action_reserve()
            with self.assertRaises(LockError):
                self._loans(second).action_reserve()
            second.cr.rollback()
            first.cr.commit()
        with self._transaction() as env:
            self.assertEqual(
                self._loans(env).mapped("state"), ["reserved", "requested"]
            )

    def test_two_issue_the_same_loan(self):
        with self._two_people() as (first, second):
            loan = self._loans(first)[0]
            loan.action_reserve()
            first.cr.commit()
            second.cr.rollback()
            first_loan, second_loan = self._loans(first)[0], self._loans(second)[0]
            first_loan._lock_records()
            with self.assertRaisesRegex(LockError, "Somebody else"):
                second_loan.action_issue()
            second.cr.rollback()
            first.cr.rollback()

    def test_second_does_not_decide_on_what_was_decided(self):
        """Also an action that leaves the loan as it is stops who has looked before."""
        with self._two_people() as (first, second):
            # the second has looked before the first has quoted or refunded
            self.assertEqual(self._loans(second)[0].state, "requested")
            self._loans(first)[0]._pass_gate("cancel")
            first.cr.commit()
            with mute_logger("odoo.sql_db"), self.assertRaises(OperationalError):
                self._loans(second)[0]._pass_gate("cancel")
            second.cr.rollback()
