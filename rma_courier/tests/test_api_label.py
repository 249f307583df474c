# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import re
import tempfile
from pathlib import Path

from odoo.tests import tagged

from odoo.addons.rma_management.tests.api_common import ApiCommon

from .label_common import real_pdf

#: The lines of the documentation that fetch a label.
LINES = re.compile(r"^```sh\n(curl [^`]*label\.pdf.*?)^```", re.M | re.S)


@tagged("-at_install", "post_install")
class TestApiLabel(ApiCommon):
    """A shop's own system fetches the label as ``docs/api.md`` says."""

    def test_the_line_that_fetches_the_label(self):
        text = (Path(__file__).parents[2] / "docs" / "api.md").read_text()
        [lines] = LINES.findall(text)
        claim = self._raise()
        claim.line_ids.resolution_id = self._resolution("repair")
        claim.with_user(self.approver).action_approve()
        [row] = self._call(self.portal, "get_status", claim.ids)[1]
        with tempfile.TemporaryDirectory() as home, real_pdf(self.env):
            self._run_shell(
                lines,
                self.portal,
                home,
                CLAIM_ID=str(claim.id),
                CLAIM_TOKEN=self._get_token(claim),
            )
            label = Path(home, "label.pdf").read_bytes()
        self.assertEqual(row["rma_number"], claim.rma_number)
        self.assertTrue(label.startswith(b"%PDF"))
