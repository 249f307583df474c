# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What customers do about stand-by units: sign for them, keep the agreement."""

import re

from odoo.exceptions import UserError
from odoo.http import request, route

from odoo.addons.rma_management.controllers.claim_portal import ClaimPortal


class ClaimStandby(ClaimPortal):
    """Stand-by units on the page of a claim."""

    def _get_loan_sudo(self, claim_id, loan_id, access_token):
        """Return (claim, loan): the claim of the visitor, and one of its loans.

        :raises werkzeug.exceptions.NotFound: there is no such, or not for the visitor
        """
        claim = self._get_claim_sudo(claim_id, access_token)
        loan = claim and claim._get_customer_loans().filtered(
            lambda loan: loan.id == loan_id
        )
        if not loan:
            raise request.not_found()
        return claim, loan

    @route(
        "/my/rma/<int:claim_id>/standby/<int:loan_id>",
        type="http",
        auth="public",
        website=True,
        methods=["GET"],
    )
    def portal_standby(self, claim_id, loan_id, access_token=None, **kwargs):
        """Show the agreement, to be signed by drawing or by typing."""
        claim, loan = self._get_loan_sudo(claim_id, loan_id, access_token)
        if obstacle := loan._get_customer_sign_obstacle():
            self._flash(obstacle)
            return self._redirect_to_claim(claim, access_token)
        return request.render(
            "rma_standby.portal_standby_sign",
            {
                "page_name": "rma",
                "claim": claim,
                "loan": loan,
                "claim_url": self._get_claim_url(claim, access_token),
                "access_token": access_token,
                "flash": self._pop_flash(),
            },
        )

    @route(
        "/my/rma/<int:claim_id>/standby/<int:loan_id>/sign",
        type="jsonrpc",
        auth="public",
        website=True,
        methods=["POST"],
    )
    def portal_standby_sign(
        self,
        claim_id,
        loan_id,
        access_token=None,
        token=None,
        name=None,
        signature=None,
    ):
        """Sign with the drawn *signature*; called by the native signature pad.

        The pad tells name and drawing only: the tokens are in the address.
        """
        args = request.httprequest.args
        access_token = access_token or args.get("access_token")
        claim, loan = self._get_loan_sudo(claim_id, loan_id, access_token)
        if obstacle := self._get_act_obstacle(claim):
            return {"error": obstacle}
        if not signature:
            return {"error": request.env._("Please draw your signature.")}
        try:
            with request.env.cr.savepoint():
                loan._customer_sign(token or args.get("token"), name, signature)
                request.env.flush_all()
        except UserError as error:
            return {"error": error.args[0]}
        self._flash_signed()
        url = self._get_claim_url(claim, access_token)
        return {"force_refresh": True, "redirect_url": url}

    @route(
        "/my/rma/<int:claim_id>/standby/<int:loan_id>/accept",
        type="http",
        auth="public",
        website=True,
        methods=["POST"],
    )
    def portal_standby_accept(
        self,
        claim_id,
        loan_id,
        access_token=None,
        token=None,
        name=None,
        accept=None,
        **kwargs,
    ):
        """Sign by a typed name and the tick that the agreement is accepted."""
        claim, loan = self._get_loan_sudo(claim_id, loan_id, access_token)
        if self._act_for_customer(
            claim, loan._customer_sign, token, name, is_accepted=bool(accept)
        ):
            self._flash_signed()
        elif not loan._get_customer_sign_obstacle():
            # what was wrong is told where it is mended
            path = f"/standby/{loan.id}"
            return request.redirect(self._get_claim_url(claim, access_token, path))
        return self._redirect_to_claim(claim, access_token)

    def _flash_signed(self):
        self._flash(
            request.env._(
                "Thank you. The agreement is signed; you can download it below."
            )
        )

    @route(
        "/my/rma/<int:claim_id>/standby/<int:loan_id>/agreement",
        type="http",
        auth="public",
        website=True,
        methods=["GET"],
    )
    def portal_standby_agreement(self, claim_id, loan_id, access_token=None, **kwargs):
        """Return the agreement as PDF: to be read before it is signed, kept after."""
        _claim, loan = self._get_loan_sudo(claim_id, loan_id, access_token)
        # sudo: access was checked; the agreement is made for this customer
        content, _kind = (
            request.env["ir.actions.report"]
            .sudo()
            .with_company(loan.company_id)
            ._render_qweb_pdf("rma_standby.report_standby_agreement", loan.ids)
        )
        name = re.sub(r"[^\w-]+", "-", loan.name)
        return self._send_file(content, "application/pdf", f"agreement-{name}.pdf")
