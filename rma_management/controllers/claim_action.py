# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What the customer does next about a claim."""

from odoo.exceptions import UserError
from odoo.http import request, route

from .claim_portal import ClaimPortal


class ClaimAction(ClaimPortal):
    """The posts of the cards on the claim's page: by login or by the link's token.

    Every post ends on the claim's page, with a sentence that says what came of it.
    """

    def _prepare_claim_values(self, claim, access_token):
        """Add what the cards offer."""
        values = super()._prepare_claim_values(claim, access_token)
        return values | {"answers": claim._get_customer_answers()}

    @route(
        "/my/rma/<int:claim_id>/confirm",
        type="http",
        auth="public",
        website=True,
        methods=["POST"],
    )
    def claim_confirm(self, claim_id, access_token=None, **kwargs):
        """Note that units work; the claim closes when nothing is missing."""

        def confirm(claim):
            lines = self._get_posted_lines(claim)
            if claim._customer_confirm_working(lines):
                return request.env._(
                    "Thank you. Everything is settled, so %(claim)s is closed.",
                    claim=claim.display_name,
                )
            return request.env._("Thank you. We have noted that it works.")

        return self._act(claim_id, access_token, confirm)

    @route(
        "/my/rma/<int:claim_id>/failing",
        type="http",
        auth="public",
        website=True,
        methods=["POST"],
    )
    def claim_failing(self, claim_id, access_token=None, text=None, **kwargs):
        """Note that units do not work and raise the claim that carries them on."""

        def report(claim):
            lines = self._get_posted_lines(claim)
            claims = claim._customer_report_failing(lines, text)
            return request.env._(
                "We are sorry. %(claims)s was raised for it, and the same team takes "
                "care of it. You need not do anything now.",
                claims=", ".join(claims.mapped("display_name")),
            )

        return self._act(claim_id, access_token, report)

    # -- what the posts have in common --

    def _act(self, claim_id, access_token, act):
        """Let *act* do its work on the claim, and go back to the claim's page.

        :param act: takes the claim, returns the sentence for the customer
        """
        claim = self._get_claim_sudo(claim_id, access_token)
        if not claim:
            return request.not_found()
        self._run_for_customer(lambda: self._flash(act(claim)))
        return self._redirect_to_claim(claim, access_token)

    def _get_posted_lines(self, claim):
        """Return the units of the claim whose ids were posted as ``line_ids``.

        :raises odoo.exceptions.UserError: none of them, or another claim's
        """
        posted = request.httprequest.form.getlist("line_ids")
        ids = {int(value) for value in posted if value.isdecimal()}
        lines = claim.line_ids.filtered(lambda line: line.id in ids)
        if not lines or len(lines) != len(set(posted)):
            raise UserError(
                request.env._("Please choose the unit that it is about.")
            )
        return lines
