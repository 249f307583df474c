# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.tests import tagged

from .common import CourierCommon


@tagged("post_install", "-at_install")
class TestCourierCost(CourierCommon):
    """What couriers charge us is a cost of the units inside."""

    def _get_costs(self, claim):
        # the rows are read from the database each time, as by another request
        self.env["rma.cost.report"].invalidate_model()
        return self.env["rma.cost.report"].search(
            [("kind", "=", "courier"), ("claim_id", "in", claim.ids)]
        )

    def test_shared_among_the_units(self):
        claim = self._register_many(self.lots[:3])
        consignment = self._consign(
            claim, docket="C1", payer="company", cost=10, user=self.approver
        )
        rows = self._get_costs(claim)
        self.assertEqual(len(rows), 3)
        self.assertAlmostEqual(sum(rows.mapped("amount")), -10)
        self.assertEqual(set(rows.mapped("res_id")), set(consignment.ids))
        consignment.cost = 12
        self.assertAlmostEqual(sum(self._get_costs(claim).mapped("amount")), -12)
        consignment.line_ids = consignment.line_ids[:1]
        self.assertEqual(self._get_costs(claim).mapped("amount"), [-12])
        consignment.payer = "customer"
        self.assertFalse(self._get_costs(claim))
        consignment.payer = "company"
        consignment.action_cancel()
        self.assertFalse(self._get_costs(claim))

    def test_price_of_the_transfer(self):
        claim = self._received("return_unrepaired")
        claim.action_ship()
        delivery = self._get_open_pickings(claim, "outgoing")
        delivery.write(
            {
                "carrier_price": 8,
                "carrier_id": self.carrier.id,
                "carrier_tracking_ref": "C1",
            }
        )
        delivery.button_validate()
        self.assertAlmostEqual(sum(self._get_costs(claim).mapped("amount")), -8)
        opened = self._get_costs(claim).action_open_document()
        self.assertEqual(opened["res_model"], "rma.consignment")
