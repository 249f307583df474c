# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.tests import HttpCase, new_test_user, tagged

from .common import StandbyCommon


@tagged("post_install", "-at_install", "browser")
class TestStandbyTour(StandbyCommon, HttpCase):
    """The stories of loaners in a browser, by one who may do all of it."""

    IN_POOL = 6

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.all_rounder = new_test_user(
            cls.env,
            "rma_all_rounder",
            groups="rma_management.group_rma_approver,stock.group_stock_user,"
            "sales_team.group_sale_salesman_all_leads",
        )
        cls.env["res.config.settings"].create(
            {"group_stock_production_lot": True}
        ).execute()

    def _claim_of(self, name, resolution):
        """Return a received claim of a customer called *name*."""
        customer = self.env["res.partner"].create(
            {"name": name, "email": "story@example.com"}
        )
        lots = self._create_lots(self.product, name.split()[-1].upper(), 1)
        self._buy(self.product, lots)
        self._sell(self.product, lots, partner=customer)
        return self._received(
            resolution,
            partner_id=customer.id,
            lot=lots,
        )

    def test_stories_of_claims(self):
        claims = {
            name: self._claim_of(f"Story {name}", resolution)
            for name, resolution in (
                ("Normal", "repair"),
                ("Replaced", "replace_after_receipt"),
                ("Lost", "repair"),
                ("Swapped", "repair"),
            )
        }
        self.start_tour("/odoo/rma", "rma_standby_claims_tour", login="rma_all_rounder")
        self.env.invalidate_all()
        loans = {name: claim.standby_loan_ids for name, claim in claims.items()}
        self.assertEqual(claims["Normal"].state, "closed")
        self.assertEqual(loans["Normal"].state, "returned")
        self.assertEqual(self._get_loan_kinds(loans["Normal"]).count("extended"), 2)
        self.assertEqual(loans["Normal"].unit_id.state, "free")
        self.assertEqual(loans["Replaced"].state, "returned")
        self.assertEqual(loans["Lost"].state, "lost")
        self.assertTrue(loans["Lost"].is_settled)
        order = loans["Lost"].sudo().sale_line_ids.order_id
        self.assertEqual(order.state, "sale")
        self.assertEqual(order.order_line.qty_delivered, 1)
        self.assertEqual(
            loans["Swapped"].sorted("id").mapped("state"), ["returned", "issued"]
        )

    def test_loan_without_a_claim(self):
        customer = self.env["res.partner"].create({"name": "Story Alone"})
        self.start_tour(
            "/odoo/rma-standby-loans", "rma_standby_loan_tour", login="rma_all_rounder"
        )
        self.env.invalidate_all()
        loan = self.env["rma.standby.loan"].search([("partner_id", "=", customer.id)])
        self.assertEqual(loan.state, "returned")
        self.assertFalse(loan.claim_id)
