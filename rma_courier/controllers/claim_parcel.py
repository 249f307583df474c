# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What customers do about their parcels: print labels, announce, have them fetched."""

import re

from odoo.http import request, route

from odoo.addons.rma_management.controllers.claim_portal import ClaimPortal


class ClaimParcel(ClaimPortal):
    """Labels and parcels on the page of a claim."""

    @route(
        "/my/rma/<int:claim_id>/label",
        type="http",
        auth="public",
        website=True,
        methods=["GET"],
    )
    def portal_claim_label(self, claim_id, access_token=None, **kwargs):
        """Return the parcel label, and the packing instructions, as PDF."""
        claim = self._get_claim_sudo(claim_id, access_token)
        if not claim:
            raise request.not_found()
        if obstacle := claim._get_customer_label_obstacle():
            return self._refuse_label(claim, access_token, obstacle)
        return self._send_label("claim_label", claim, claim.rma_number)

    @route(
        "/my/rma/<int:claim_id>/label/<int:line_id>",
        type="http",
        auth="public",
        website=True,
        methods=["GET"],
    )
    def portal_claim_item_label(self, claim_id, line_id, access_token=None, **kwargs):
        """Return the label of one unit of the claim as PDF."""
        claim = self._get_claim_sudo(claim_id, access_token)
        # a unit of another claim is no unit
        line = claim.line_ids.filtered(lambda unit: unit.id == line_id)
        if not line:
            raise request.not_found()
        if obstacle := claim._get_customer_label_obstacle():
            return self._refuse_label(claim, access_token, obstacle)
        if line not in claim._get_customer_label_lines():
            text = request.env._("This unit is not to be sent, so it has no label.")
            return self._refuse_label(claim, access_token, text)
        return self._send_label("item_label", line, line.reference)

    def _refuse_label(self, claim, access_token, text):
        self._flash(text, is_error=True)
        return self._redirect_to_claim(claim, access_token)

    def _send_label(self, report, record, name):
        # sudo: access was checked; the label is made of names and addresses that the
        # customer has no right to read one by one
        content, _kind = (
            request.env["ir.actions.report"]
            .sudo()
            .with_company(record.company_id)
            ._render_qweb_pdf(f"rma_courier.report_{report}", record.ids)
        )
        name = re.sub(r"[^\w-]+", "-", name)
        return self._send_file(content, "application/pdf", f"label-{name}.pdf")

    @route(
        "/my/rma/<int:claim_id>/docket",
        type="http",
        auth="public",
        website=True,
        methods=["POST"],
    )
    def portal_claim_docket(
        self,
        claim_id,
        access_token=None,
        docket=None,
        carrier_id=None,
        carrier_name=None,
        date=None,
        **kwargs,
    ):
        """Note that the customer has sent the units under a docket number."""
        claim = self._get_claim_sudo(claim_id, access_token)
        if not claim:
            raise request.not_found()
        if self._act_for_customer(
            claim,
            claim._customer_announce_consignment,
            docket,
            carrier_id,
            carrier_name,
            date,
        ):
            self._flash(
                request.env._(
                    "Thank you. We wait for your parcel and tell you when it is here."
                )
            )
        return self._redirect_to_claim(claim, access_token)

    @route(
        "/my/rma/<int:claim_id>/pickup",
        type="http",
        auth="public",
        website=True,
        methods=["POST"],
    )
    def portal_claim_pickup(
        self, claim_id, access_token=None, date=None, window=None, **kwargs
    ):
        """Ask the courier to fetch the units."""
        claim = self._get_claim_sudo(claim_id, access_token)
        if not claim:
            raise request.not_found()
        if self._act_for_customer(claim, claim._customer_request_pickup, date, window):
            self._flash(
                request.env._(
                    "Thank you. Please keep the parcel ready, packed and with its "
                    "label on."
                )
            )
        return self._redirect_to_claim(claim, access_token)
