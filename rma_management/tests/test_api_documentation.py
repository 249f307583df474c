# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import json
import re
import tempfile
from pathlib import Path

from odoo.tests import tagged
from odoo.tools import mute_logger

from .api_common import ApiCommon

#: The lines that are run: what is fenced as ``bash``.
FENCE = re.compile(r"^```bash\n(.*?)^```", re.M | re.S)


@tagged("-at_install", "post_install")
class TestApiDocumentation(ApiCommon):
    """The lines of ``docs/api.md`` work as they stand there, with the real curl."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        path = Path(__file__).parents[2] / "docs" / "api.md"
        cls.lines = FENCE.findall(path.read_text())

    def _run(self, lines, user, **variables):
        """Run *lines* in a shell as *user*; return the answer of the server."""
        with tempfile.TemporaryDirectory() as home:
            return json.loads(self._run_shell(lines, user, home, **variables))

    def test_the_lines_of_a_customer(self):
        raise_lines, find, status, timeline = self.lines
        [raised] = self._run(raise_lines, self.portal)
        claim = self.env["rma.claim"].browse(raised["id"])
        self.assertEqual(raised["state"], "submitted")
        self.assertTrue(raised["is_new"])
        self.assertEqual(claim.line_ids.lot_id, self.lots[0])
        [repeated] = self._run(raise_lines, self.portal)
        self.assertEqual(repeated["id"], claim.id)
        self.assertFalse(repeated["is_new"])
        [found] = self._run(find, self.portal)
        self.assertEqual(found["name"], claim.name)
        variables = {"CLAIM_ID": str(claim.id)}
        [row] = self._run(status, self.portal, **variables)
        self.assertEqual(row["reference"], claim.name)
        [row] = self._run(timeline, self.portal, **variables)
        self.assertEqual(row["id"], claim.id)
        with mute_logger("odoo.http"):
            refused = self._run(status, self.mallory, **variables)
        self.assertIn("no claim of yours", refused["message"])

    def test_the_lines_of_a_service_user(self):
        raise_lines, find, status, timeline = self.lines
        customer = f'"partner_id": {self.customer.id}, "client_ref"'
        [raised] = self._run(raise_lines.replace('"client_ref"', customer), self.agent)
        variables = {"CLAIM_ID": str(raised["id"])}
        [found] = self._run(find, self.agent)
        self.assertEqual(found["id"], raised["id"])
        for lines in (status, timeline):
            [row] = self._run(lines, self.agent, **variables)
            self.assertEqual(row["id"], raised["id"])

    def test_answer_is_as_written(self):
        """The example of the answer has the keys that the answer has."""
        path = Path(__file__).parents[2] / "docs" / "api.md"
        [example] = re.findall(r"^```json\n(.*?)^```", path.read_text(), re.M | re.S)
        [written] = json.loads(example)
        [raised] = self._run(self.lines[0], self.portal)
        self.assertEqual(written.keys(), raised.keys())
        self.assertEqual(written["units"][0].keys(), raised["units"][0].keys())

    def test_keys_of_customers(self):
        """Odoo lets customers make keys when the parameter says so."""
        keys = self.env["res.users.apikeys.description"].with_user(self.portal)
        with self.assertRaisesRegex(Exception, "internal users"):
            keys.check_access_make_key()
        self.env["ir.config_parameter"].set_param("portal.allow_api_keys", "True")
        keys.check_access_make_key()
