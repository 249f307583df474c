# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.http import Request
from odoo.tests import HttpCase, new_test_user

from .common import RmaCommon


class PortalCommon(RmaCommon, HttpCase):
    """The customer (``rma_portal`` of Shop) and a stranger who is logged in too."""

    @classmethod
    def _create_users(cls):
        result = super()._create_users()
        cls.mallory = new_test_user(
            cls.env,
            "rma_mallory",
            groups="base.group_portal",
            partner_id=cls.stranger.id,
        )
        return result

    def _login(self, user):
        """Log in as *user*; None is a visitor without login."""
        self.authenticate(user.login if user else None, user.login if user else None)

    def _get(self, url, **kwargs):
        """GET *url* without following redirects."""
        return self.url_open(url, allow_redirects=False, **kwargs)

    def _post(self, url, data=None, files=None, csrf=True):
        """POST a form as the visitor who is logged in, with his CSRF token."""
        data = dict(data or {})
        if csrf:
            data["csrf_token"] = Request.csrf_token(self)
        return self.url_open(url, data=data, files=files, allow_redirects=False)

    def _get_token(self, claim):
        """Return the access token of the claim's links."""
        return claim.sudo()._portal_ensure_token()
