# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Item labels that the customer sticks on the units before he packs them."""

from odoo.exceptions import UserError
from odoo.http import request, route

from odoo.addons.portal.controllers.portal import CustomerPortal
from odoo.addons.rma_management.controllers.claim_access import ClaimAccess


class DeskLabels(ClaimAccess, CustomerPortal):
    """One sheet with a label for each unit of the customer's parcel."""

    @route(
        "/my/rma/<int:claim_id>/item-labels",
        type="http",
        auth="public",
        website=True,
        methods=["GET"],
        readonly=True,
    )
    def portal_item_labels(self, claim_id, access_token=None, **kwargs):
        """Download the labels of the units that the customer is to send."""
        claim = self._get_claim_sudo(claim_id, access_token)
        if not claim:
            raise request.not_found()
        if obstacle := claim._get_label_obstacle():
            self._flash(obstacle, is_error=True)
            return self._redirect_to_claim(claim, access_token)
        # sudo: reports are printed with all rights; whose claim it is, was checked
        report_sudo = request.env["ir.actions.report"].sudo()
        try:
            content = report_sudo._render_qweb_pdf(
                "rma_courier.report_item_sheet_action",
                claim._get_parcel_lines().ids,
            )[0]
        except UserError as error:
            self._flash(error.args[0], is_error=True)
            return self._redirect_to_claim(claim, access_token)
        name = request.env._("item-labels-%(number)s", number=claim.rma_number)
        return self._send_file(content, "application/pdf", f"{name}.pdf")
