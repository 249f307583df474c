# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from unittest.mock import patch

from odoo.tests import HttpCase, tagged

from .label_common import LabelCommon


@tagged("post_install", "-at_install", "browser")
class TestLabelTour(LabelCommon, HttpCase):
    """The service desk prints a parcel label through the dialog."""

    def test_print_a_parcel_label(self):
        claim = self._approved()
        report = type(self.env["ir.actions.report"])
        # whether the machine can print is not asked: nothing is printed here
        with patch.object(report, "get_wkhtmltopdf_state", lambda self: "ok"):
            self.start_tour(
                f"/odoo/rma/{claim.id}", "rma_label_tour", login=self.agent.login
            )
