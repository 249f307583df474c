# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import json
import os
import subprocess
from datetime import timedelta
from pathlib import Path

from odoo import fields
from odoo.tools import mute_logger

from .portal_common import PortalCommon


class ApiCommon(PortalCommon):
    """Other systems: of the service desk, of the customer, of a stranger."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.product.default_code = "PRN-1"
        cls.cable.default_code = "CBL-1"
        cls.keys = {
            user: cls.env["res.users.apikeys"]
            .with_user(user)
            .sudo()
            ._generate(None, "test", fields.Datetime.now() + timedelta(days=1))
            for user in (cls.agent, cls.portal, cls.mallory, cls.stocker)
        }

    def _call(self, user, method, ids=None, model="rma.claim", key=None, **kwargs):
        """Call the API as *user*; return status and answer."""
        body = {**kwargs, **({"ids": ids} if ids is not None else {})}
        headers = {
            "Authorization": f"bearer {key or self.keys[user]}",
            "Content-Type": "application/json",
        }
        # what is refused is logged as a warning, and many calls here are refused
        with mute_logger("odoo.http"):
            response = self.url_open(
                f"/json/2/{model}/{method}", data=json.dumps(body), headers=headers
            )
        return response.status_code, response.json()

    def _run_shell(self, lines, user, home, **variables):
        """Run shell *lines* in the folder *home* as *user*; return what they print.

        The real curl asks the server of the test; *variables* are the shell's.
        """
        with self.allow_requests():
            cookie = f"test_request_key={self.http_request_key}"
            Path(home, ".curlrc").write_text(f'cookie = "{cookie}"\nmax-time = 60\n')
            result = subprocess.run(
                ["bash", "-euo", "pipefail", "-c", lines],
                env={
                    "PATH": os.environ["PATH"],
                    "HOME": home,
                    "CURL_HOME": home,
                    "no_proxy": "*",
                    "ODOO_URL": self.base_url(),
                    "ODOO_DB": self.env.cr.dbname,
                    "ODOO_KEY": self.keys[user],
                    **variables,
                },
                cwd=home,
                capture_output=True,
                text=True,
                timeout=90,
                check=False,
            )
        self.assertEqual(result.returncode, 0, result.stderr)
        return result.stdout

    def _raise(self, user=None, units=None, **kwargs):
        """Raise a claim through the API; return its record."""
        units = [{"serial": "SOLD0"}] if units is None else units
        status, answer = self._call(
            user or self.portal, "raise_claim", units=units, **kwargs
        )
        self.assertEqual(status, 200, answer)
        return self.env["rma.claim"].browse([row["id"] for row in answer])

    def assertAnswer(self, status, message, answer):
        """Assert that the API refused with *status* and a sentence."""
        self.assertEqual(answer[0], status, answer)
        self.assertRegex(answer[1]["message"], message)
