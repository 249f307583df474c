# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.http import Request
from odoo.tests import HttpCase, new_test_user, tagged

from .label_common import LabelCommon


@tagged("post_install", "-at_install")
class TestDeskLabels(LabelCommon, HttpCase):
    """A sheet of item labels, for the customer whose units they are."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer.rma_is_partner_desk = True
        cls.mallory = new_test_user(
            cls.env,
            "rma_mallory",
            groups="base.group_portal",
            partner_id=cls.stranger.id,
        )
        desks = cls.env["rma.desk.batch"].with_user(cls.portal).sudo()
        table = [(1, ["SOLD0"]), (2, ["SOLD1"])]
        cls.batch = desks._create_from_table(cls.contact, table)
        cls.batch._send_good()
        cls.claim = cls.batch.claim_id

    def _approve_batch(self):
        claim = self.claim.with_user(self.approver).sudo(False)
        claim.line_ids.resolution_id = self._resolution("repair")
        claim.action_approve()

    def _get(self, url):
        return self.url_open(url, allow_redirects=False)

    def test_sheet_after_the_approval(self):
        url = f"/my/rma/{self.claim.id}/item-labels"
        self.authenticate("rma_portal", "rma_portal")
        page = self._get(f"/my/rma/desk/{self.batch.id}").text
        self.assertNotIn(url, page)
        response = self._get(url)
        self.assertEqual(response.status_code, 303)
        self.assertIn("no RMA number yet", self.url_open(url).text)
        self._approve_batch()
        self.assertIn(url, self._get(f"/my/rma/desk/{self.batch.id}").text)
        response = self._get(url)
        self.assertEqual(response.status_code, 200)
        self.assertEqual(response.headers["Content-Type"], "application/pdf")
        self.assertIn(self.claim.rma_number, response.headers["Content-Disposition"])

    def test_others_get_nothing(self):
        self._approve_batch()
        url = f"/my/rma/{self.claim.id}/item-labels"
        token = self.claim._portal_ensure_token()
        self.authenticate("rma_mallory", "rma_mallory")
        self.assertEqual(self._get(url).status_code, 404)
        self.assertEqual(self._get(f"{url}?access_token=wrong").status_code, 404)
        self.authenticate(None, None)
        self.assertEqual(self._get(url).status_code, 404)
        self.assertEqual(self._get(f"{url}?access_token={token}").status_code, 200)
        data = {"csrf_token": Request.csrf_token(self)}
        response = self.url_open(url, data=data, allow_redirects=False)
        self.assertEqual(response.status_code, 405)
        self.claim._write_axis({"is_confirmed": False})
        self.assertEqual(self._get(f"{url}?access_token={token}").status_code, 404)
