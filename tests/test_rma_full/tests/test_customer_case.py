# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from lxml import html

from odoo.http import Request
from odoo.tests import HttpCase, new_test_user, tagged

from odoo.addons.rma_management.tools import tracking_link

from .test_standby_case import StandbyCaseCommon


@tagged("-at_install", "post_install")
class TestCustomerCase(StandbyCaseCommon, HttpCase):
    """The customer's page tells of his unit, the loaner and the parcels of both."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shopper = new_test_user(
            cls.env,
            "full_shopper",
            groups="base.group_portal",
            partner_id=cls.customer.id,
        )

    def _login(self, claim):
        self.authenticate(self.shopper.login, self.shopper.login)
        self.url = f"/my/rma/{claim.id}"

    def _text(self, anchor):
        page = html.fromstring(self.url_open(self.url).text)
        return " ".join(page.xpath(f"//div[@id='{anchor}']")[0].text_content().split())

    def _post(self, path, **data):
        data["csrf_token"] = Request.csrf_token(self)
        response = self.url_open(f"{self.url}/{path}", data=data, allow_redirects=False)
        self.assertEqual(response.status_code, 303)

    def test_customer_sends_signs_and_follows(self):
        claim = self._open_claim(self.lot)
        loan = self._lend(claim)
        self._login(claim)
        self._post(
            f"standby/{loan.id}/accept",
            token=loan.sudo()._get_sign_token(),
            name="Full Customer",
            accept="1",
        )
        self.env.invalidate_all()
        self.assertEqual(loan.sudo().signed_by, "Full Customer")
        self._send_loan(loan, "LOAN-OUT-1")
        text = self._text("rma_parcels")
        for words in ("From us to you", "LOAN-OUT-1", "With Scanner"):
            self.assertIn(words, text)
        self._post("docket", docket="IN-1", carrier_id=self.carrier.id)
        self.env.invalidate_all()
        text = self._text("rma_parcels")
        for words in ("From you to us", "IN-1", "Handed to the courier"):
            self.assertIn(words, text)
        text = self._text("rma_standby")
        self.assertIn("On its way to us", text)
        self.assertIn("LOANER-0", text)
        # the label that the customer printed, under the scanner at the dock
        self._receive(claim._get_tracking_url())
        self.assertEqual(claim.stage, "received")
        self.assertIn("With us", self._text("rma_standby"))

    def test_codes_at_the_dock(self):
        claim = self._open_claim(self.lot)
        unit = claim.line_ids
        url = claim._get_tracking_url()
        for code in (url, tracking_link.make(url, item=unit.number)):
            found = self._scan(code)
            self.assertEqual(found["kind"], "receipt", code)
            scanned = [row["id"] for row in found["units"] if row["is_scanned"]]
            self.assertEqual(scanned, unit.ids)
        # the slip of a loaner is no parcel of the claim
        loan = self._lend(claim)
        report = self.env["report.rma_standby.report_standby_return_slip"]
        self.assertTrue(report._get_square(loan.sudo()))
        slip = tracking_link.make(url, paper=loan.name)
        self.assertNotEqual(self._scan(slip)["kind"], "receipt")
