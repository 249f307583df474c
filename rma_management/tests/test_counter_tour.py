# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from unittest.mock import patch

from odoo.tests import HttpCase, tagged

from .counter_common import CounterCommon


@tagged("post_install", "-at_install", "browser")
class TestCounterTour(CounterCommon, HttpCase):
    """The counter by keyboard alone: the known serial, the new customer, many units."""

    def _tour(self, name):
        report = type(self.env["ir.actions.report"])
        # whether the machine can print is not asked: nothing is printed here
        with patch.object(report, "get_wkhtmltopdf_state", lambda self: "ok"):
            self.start_tour("/odoo/counter-intake", name, login=self.agent.login)
        self.env.invalidate_all()
        return self.env["rma.claim"].search([("channel", "=", "counter")])

    def test_known_serial(self):
        claim = self._tour("rma_counter_known_tour")
        self.assertEqual(claim.partner_id, self.customer)
        self.assertEqual(claim.lot_id, self.known_lot)
        self.assertEqual(claim.symptom_note, "Does not switch on")
        self.assertEqual(claim.line_ids.goods_state, "received")

    def test_unknown_serial_of_a_new_customer(self):
        claim = self._tour("rma_counter_new_tour")
        self.assertEqual(claim.partner_id.name, "Ada Lovelace")
        self.assertEqual(claim.partner_id.email, "ada@example.com")
        self.assertEqual(claim.lot_id.name, "NEW-1")
        self.assertEqual(claim.line_ids.goods_state, "received")

    def test_many_units(self):
        claim = self._tour("rma_counter_many_tour")
        self.assertEqual(claim.line_ids.lot_id, self.lots[:2])
        self.assertEqual(set(claim.line_ids.mapped("goods_state")), {"received"})
