# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.tests import Form, tagged

from .common import CourierCommon


@tagged("-at_install", "post_install")
class TestCounterLabels(CourierCommon):
    """The counter knows the dockets of parcels, and prints the labels of the units."""

    def _scan(self, text):
        form = Form(self.env["rma.counter.wizard"].with_user(self.agent))
        form.scan = text
        return form

    def test_labels_are_printed(self):
        wizard = self._scan("SOLD0").save()
        action = wizard.action_take_in()
        names = [report["report_name"] for report in action["params"]["reports"]]
        self.assertEqual(
            names,
            ["rma_management.report_intake_receipt", "rma_courier.report_item_label"],
        )
        label = action["params"]["reports"][1]
        self.assertEqual(label["context"]["active_ids"], wizard.claim_ids.line_ids.ids)

    def test_docket_of_a_claim(self):
        claim = self._approved()
        self._consign(claim, docket="1Z 999 AA1")
        form = self._scan("1z999aa1")
        self.assertEqual(form.found_claim_id, claim)

    def test_who_brings_it_is_not_asked_for_the_docket(self):
        claim = self._approved(delivery_method="courier")
        wizard = self._scan(claim.rma_number).save()
        wizard.action_take_in()
        self.assertEqual(claim.line_ids.goods_state, "received")
