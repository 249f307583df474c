# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""How our pages find the claim that a visitor may see, and tell what came of a post."""

from werkzeug.urls import url_encode

from odoo.exceptions import AccessError, MissingError, UserError
from odoo.http import content_disposition, request

FLASH_KEY = "rma_flash"
TOKENS_KEY = "rma_claim_tokens"
#: How many claims a visitor's session remembers the links of.
MAX_TOKENS = 20


def remember_token(session, claim, access_token):
    """Keep in the visitor's session by which link he came to *claim*."""
    tokens = dict(session.get(TOKENS_KEY, {}))
    if tokens.pop(str(claim.id), None) != access_token:
        # the latest ones stay
        tokens = dict(list(tokens.items())[1 - MAX_TOKENS :])
        session[TOKENS_KEY] = {**tokens, str(claim.id): access_token}


def get_remembered_url(session, claim):
    """Return the address of *claim* as the visitor came there by link, or nothing."""
    token = session.get(TOKENS_KEY, {}).get(str(claim.id))
    return token and f"/my/rma/{claim.id}?{url_encode({'access_token': token})}"


class ClaimAccess:
    """Joined to portal controllers: claims by login or by token, one answer to both."""

    def _get_claim_sudo(self, claim_id, access_token=None):
        """Return the confirmed claim, as the visitor with all rights, or nothing.

        The caller answers "not found" for nothing: whether a claim exists is no
        business of who may not see it.
        """
        claims = request.env["rma.claim"]
        # comparing other texts fails, and only where there is a claim
        if not isinstance(access_token, str) or not access_token.isascii():
            access_token = None
        try:
            claim_sudo = self._document_check_access(
                "rma.claim", claim_id, access_token=access_token
            )
        except (AccessError, MissingError):
            return claims
        if not claim_sudo.is_confirmed:
            return claims
        # sudo: access was checked above; the actor stays who he is
        return claims.sudo().browse(claim_sudo.id)

    def _run_for_customer(self, method, *args, **kwargs):
        """Call *method*; what it refuses is told on the next page, nothing is kept.

        :return: whether it was done
        """
        try:
            with request.env.cr.savepoint():
                method(*args, **kwargs)
                request.env.flush_all()
        except UserError as error:
            self._flash(error.args[0], is_error=True)
            return False
        return True

    def _act_for_customer(self, claim, method, *args, **kwargs):
        """Call *method* as ``_run_for_customer``, for who may act for the customer.

        :return: whether it was done
        """
        if obstacle := self._get_act_obstacle(claim):
            self._flash(obstacle, is_error=True)
            return False
        return self._run_for_customer(method, *args, **kwargs)

    def _get_act_obstacle(self, claim):
        """Return why the visitor, who may see the claim, may not act on it, or False.

        Colleagues who read claims, in the warehouse or at the accounts, are no
        customers: what they may not do in the claim they may not do here.
        """
        user = request.env.user
        is_own = user.partner_id.commercial_partner_id == claim.commercial_partner_id
        if not user._is_internal() or is_own:
            return False
        return not claim.with_user(user).has_access("write") and request.env._(
            "You only read this claim: its customer, or a colleague who works on it, "
            "answers here."
        )

    def _flash(self, text, is_error=False):
        """Keep *text* for the next page of this visitor."""
        request.session[FLASH_KEY] = {"text": text, "is_error": is_error}

    def _pop_flash(self):
        """Return what the last post had to tell, once: dict or None."""
        return request.session.pop(FLASH_KEY, None)

    def _get_posted_text(self, text):
        """Return a posted text as the database can keep it; a file is none."""
        return text.replace("\0", "") if isinstance(text, str) else ""

    def _get_posted_id(self, text):
        """Return a posted id; whatever cannot be one is that of nothing."""
        text = self._get_posted_text(text)
        return int(text) if text.isdecimal() and len(text) < 10 else 0

    def _redirect_to_claim(self, claim, access_token=None, anchor=""):
        """Return to the claim's page; a token in the address stays."""
        url = self._get_claim_url(claim, access_token)
        return request.redirect(f"{url}{anchor}")

    def _get_claim_url(self, claim, access_token=None, path=""):
        """Return the address of the claim's page, or of *path* below it.

        :param access_token: as it came from outside; stays in the address
        """
        query = f"?{url_encode({'access_token': access_token})}" if access_token else ""
        return f"/my/rma/{claim.id}{path}{query}"

    def _send_file(self, content, mimetype, name):
        """Return the response that downloads *content* under *name*."""
        return request.make_response(
            content,
            headers=[
                ("Content-Type", mimetype),
                ("Content-Length", len(content)),
                ("Content-Disposition", content_disposition(name)),
                ("Cache-Control", "private, no-store"),
                ("X-Content-Type-Options", "nosniff"),
            ],
        )

    def _seal(self, response):
        """Keep a page out of other people's logs, caches and search engines."""
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["Cache-Control"] = "no-store"
        response.headers["X-Robots-Tag"] = "noindex"
        return response
