# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What the customer does next about a claim."""

from odoo.exceptions import UserError
from odoo.http import request, route
from odoo.tools import format_date

from ..tools.customer_text import MAX_LENGTH
from .claim_access import get_remembered_url, remember_token
from .claim_portal import ClaimPortal

WORDS_KEY = "rma_kept_words"


class ClaimAction(ClaimPortal):
    """The posts of the cards on the claim's page: by login or by the link's token.

    Every post ends on the claim's page, with a sentence that says what came of it.
    """

    def _prepare_claim_values(self, claim, access_token):
        """Add what the cards offer."""
        values = super()._prepare_claim_values(claim, access_token)
        if access_token:
            remember_token(request.session, claim, access_token)
        return values | {
            "answers": claim._get_customer_answers(),
            "kept_words": self._pop_words(claim),
            "origin_link": self._get_claim_link(claim.origin_claim_id),
            "follow_up_links": [
                self._get_claim_link(other, access_token and other.access_token)
                for other in claim.follow_up_ids
            ],
        }

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
            claims = claim._customer_report_failing(lines, text, self._get_files())
            return request.env._(
                "We are sorry. %(claims)s was raised for it, and the same team takes "
                "care of it. You need not do anything now.",
                claims=", ".join(claims.mapped("display_name")),
            )

        return self._act(claim_id, access_token, report)

    @route(
        "/my/rma/<int:claim_id>/answer",
        type="http",
        auth="public",
        website=True,
        methods=["POST"],
    )
    def claim_answer(self, claim_id, access_token=None, text=None, **kwargs):
        """Take the answer to our question; the work goes on."""

        def answer(claim):
            lines = self._get_posted_lines(claim)
            if claim._customer_answer(lines, text, self._get_files()):
                return request.env._("Thank you. We go on with your answer.")
            return request.env._("This was answered already. Nothing was changed.")

        return self._act(claim_id, access_token, answer)

    @route(
        "/my/rma/<int:claim_id>/extend",
        type="http",
        auth="public",
        website=True,
        methods=["POST"],
    )
    def claim_extend(self, claim_id, access_token=None, **kwargs):
        """Expect the parcel some days longer, once."""

        def extend(claim):
            is_new = claim._customer_extend_validity()
            values = {
                "claim": claim.display_name,
                "date": format_date(request.env, claim.valid_until),
            }
            if is_new:
                return request.env._("%(claim)s is valid until %(date)s now.", **values)
            return request.env._(
                "You have extended %(claim)s already: it is valid until %(date)s. "
                "Please write to us if you need more time.",
                **values,
            )

        return self._act(claim_id, access_token, extend)

    @route(
        "/my/rma/<int:claim_id>/rate",
        type="http",
        auth="public",
        website=True,
        methods=["POST"],
    )
    def claim_rate(self, claim_id, access_token=None, rate=None, text=None, **kwargs):
        """Record how satisfied the customer is."""

        def rate_service(claim):
            claim._customer_rate(self._get_posted_id(rate), text)
            return request.env._("Thank you for your opinion.")

        return self._act(claim_id, access_token, rate_service)

    @route(
        "/my/rma/<int:claim_id>/cancel",
        type="http",
        auth="public",
        website=True,
        methods=["POST"],
    )
    def claim_cancel(self, claim_id, access_token=None, text=None, **kwargs):
        """Withdraw a claim that nobody has decided on yet."""

        def cancel(claim):
            if claim._customer_cancel(text):
                return request.env._(
                    "%(claim)s is withdrawn. Thank you for telling us.",
                    claim=claim.display_name,
                )
            return request.env._(
                "%(claim)s was cancelled already.", claim=claim.display_name
            )

        return self._act(claim_id, access_token, cancel)

    # -- the claims before and after --

    def _get_claim_link(self, claim, access_token=None):
        """Return name and address of a claim that this one is linked with.

        Who has a claim's link may follow it to what came of the claim, not back to
        what was before: that one is about other units too.

        :param access_token: of the claim, when the visitor may have it
        :return: dict of ``name`` and ``url``, which is False for who may not open it
        """
        url = get_remembered_url(request.session, claim)
        if not url and access_token:
            url = f"/my/rma/{claim.id}?access_token={access_token}"
        if not url and not request.env.user._is_public():
            is_own = claim.with_user(request.env.user).has_access("read")
            url = is_own and f"/my/rma/{claim.id}"
        return {"name": claim.display_name, "url": url}

    # -- what the posts have in common --

    def _act(self, claim_id, access_token, act):
        """Let *act* do its work on the claim, and go back to the claim's page.

        :param act: takes the claim, returns the sentence for the customer
        """
        claim = self._get_claim_sudo(claim_id, access_token)
        if not claim:
            raise request.not_found()
        if not self._act_for_customer(claim, lambda: self._flash(act(claim))):
            self._keep_words(claim)
        return self._redirect_to_claim(claim, access_token)

    def _keep_words(self, claim):
        """Keep what the visitor wrote in a card that was refused, for the next page."""
        text = request.params.get("text")
        if isinstance(text, str) and text.strip():
            request.session[WORDS_KEY] = {
                "claim_id": claim.id,
                "action": request.httprequest.path.rpartition("/")[2],
                # a session is no place for more
                "text": text[: MAX_LENGTH * 2],
            }

    def _pop_words(self, claim):
        """Return {action: text} of what was refused last on *claim*, once."""
        kept = request.session.pop(WORDS_KEY, None)
        is_it = kept and kept["claim_id"] == claim.id
        return {kept["action"]: kept["text"]} if is_it else {}

    def _get_files(self):
        """Return the photos that were posted; an empty field posts a nameless one."""
        files = request.httprequest.files.getlist("photos")
        return [file for file in files if file.filename]

    def _get_posted_lines(self, claim):
        """Return the units of the claim whose ids were posted as ``line_ids``.

        :raises odoo.exceptions.UserError: none of them, or another claim's
        """
        posted = request.httprequest.form.getlist("line_ids")
        ids = set(map(self._get_posted_id, posted))
        lines = claim.line_ids.filtered(lambda line: line.id in ids)
        if not lines or len(lines) != len(set(posted)):
            raise UserError(request.env._("Please choose the unit that it is about."))
        return lines
