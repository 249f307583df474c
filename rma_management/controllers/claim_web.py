# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The public form and the confirmation of its e-mail address."""

import secrets

from odoo.exceptions import LockError, UserError
from odoo.http import request, route

from odoo.addons.portal.controllers.portal import CustomerPortal

from ..models.rma_web_form import STEPS
from .claim_access import ClaimAccess
from .visitor_limit import TooOften, VisitorLimit

#: Largest post of the public form, files and all.
MAX_POST = 40 * 1024 * 1024
#: Left empty by people, who do not see it; programs fill in everything.
HONEYPOT = "homepage"
#: What captcha providers know the form by.
CAPTCHA = "rma_claim"
#: Session key of what this visitor sent last.
SENT_KEY = "rma_web_sent"


class ClaimWeb(VisitorLimit, ClaimAccess, CustomerPortal):
    """A claim without login: four steps, one e-mail, one button."""

    # -- the form --

    @route("/rma/new", type="http", auth="public", website=True, methods=["GET"])
    def web_form(self, **kwargs):
        """Show the first step of the public form."""
        if not self._is_web_form_open():
            raise request.not_found()
        answers = request.env["rma.web.form"]._clean({"once": secrets.token_hex(16)})
        company_sudo = request.env.company.sudo()  # sudo: the country is no secret
        answers["country_id"] = str(company_sudo.country_id.id or "")
        return self._render_step(1, answers)

    @route(
        "/rma/new",
        type="http",
        auth="public",
        website=True,
        methods=["POST"],
        max_content_length=MAX_POST,
    )
    def web_form_step(self, step="1", go="next", **post):
        """Check one step and show the next, or go back; nothing is kept here."""
        if not self._is_web_form_open():
            raise request.not_found()
        if not self._may_visitor("web_step"):
            return self._render_too_often()
        step = int(step) if step in ("1", "2", "3") else 1
        form = request.env["rma.web.form"]
        answers = form._clean(post)
        if go in ("1", "2", "3"):
            return self._render_step(int(go), answers)
        # an earlier answer that was not given is asked for first
        for earlier in range(1, step + 1):
            if errors := form._check(answers, [earlier]):
                return self._render_step(earlier, answers, errors)
        if step == 2 and not answers["remedies_seen"]:
            if remedies := form._find_remedies(answers):
                return self._offer_remedies(remedies, answers, go)
        return self._render_step(step + 1, answers)

    def _offer_remedies(self, remedies, answers, go):
        """Show what may help without a return; keep whether it did."""
        if go not in ("solved", "unsolved"):
            return self._render_step(2, answers, remedies=remedies)
        request.env["rma.web.form"]._record_remedies(remedies, answers, go == "solved")
        if go == "solved":
            return request.redirect("/rma/new/solved")
        answers["remedies_seen"] = "1"
        return self._render_step(3, answers)

    @route("/rma/new/solved", type="http", auth="public", website=True, methods=["GET"])
    def web_form_solved(self, **kwargs):
        """Thank a visitor whom the known remedies have helped."""
        if not self._is_web_form_open():
            raise request.not_found()
        return request.render("rma_management.web_solved", {})

    @route(
        "/rma/new/send",
        type="http",
        auth="public",
        website=True,
        methods=["POST"],
        max_content_length=MAX_POST,
    )
    def web_form_send(self, **post):
        """Take the claim, unconfirmed, and send the e-mail with the link.

        The captcha is asked for here and not by the route: what a visitor has typed is
        not lost when it fails.
        """
        if not self._is_web_form_open():
            raise request.not_found()
        form = request.env["rma.web.form"]
        answers = form._clean(post)
        email = form._get_email(answers)
        if post.get(HONEYPOT):
            return self._redirect_to_sent(answers["once"], email)
        sent = request.session.get(SENT_KEY) or {}
        if answers["once"] and sent.get("once") == answers["once"]:
            # the button was pressed twice
            return request.redirect("/rma/new/sent")
        if not self._may_visitor("web_send"):
            return self._render_too_often()
        for step in STEPS:
            if errors := form._check(answers, [step]):
                return self._render_step(step, answers, errors)
        return self._take_claim(answers, email)

    def _take_claim(self, answers, email):
        """Write the claim; what is refused is told on the last step, nothing kept."""
        files = request.httprequest.files.getlist("photos")
        try:
            request.env["ir.http"]._verify_request_recaptcha_token(CAPTCHA)
            with request.env.cr.savepoint():
                claim = request.env["rma.web.form"]._create_claim(answers, files)
                # counted here: a photo that is refused is no e-mail yet
                if not self._may_key("web_mail", self._get_mailbox(email)):
                    raise TooOften
                claim._send_confirm_mail()
                request.env.flush_all()
        except TooOften:
            return self._render_too_often()
        except UserError as error:
            return self._render_step(4, answers, {"photos": error.args[0]})
        return self._redirect_to_sent(answers["once"], email, claim.id)

    def _get_mailbox(self, email):
        """Return whom *email* reaches: what stands behind a plus is only a tag."""
        name, _at, domain = email.rpartition("@")
        return f"{name.partition('+')[0] or name}@{domain}"

    def _redirect_to_sent(self, once, email, claim_id=False):
        request.session[SENT_KEY] = {"once": once, "email": email, "claim_id": claim_id}
        return request.redirect("/rma/new/sent")

    @route("/rma/new/sent", type="http", auth="public", website=True, methods=["GET"])
    def web_form_sent(self, **kwargs):
        """Ask the visitor to open his e-mail; the same page whoever he is."""
        sent = request.session.get(SENT_KEY)
        if not sent or not self._is_web_form_open():
            return request.redirect("/rma/new")
        company_sudo = request.env.company.sudo()  # sudo: how long the link works
        return self._seal(
            request.render(
                "rma_management.web_sent",
                {
                    "email": sent["email"],
                    "hours": max(1, company_sudo.rma_confirm_hours),
                    "flash": self._pop_flash(),
                },
            )
        )

    @route(
        "/rma/new/resend", type="http", auth="public", website=True, methods=["POST"]
    )
    def web_form_resend(self, **kwargs):
        """Send the e-mail with the link once more, a few times."""
        sent = request.session.get(SENT_KEY)
        if not sent or not self._is_web_form_open():
            return request.redirect("/rma/new")
        if not self._may_visitor("web_resend") or (
            sent["email"]
            and not self._may_key("web_mail", self._get_mailbox(sent["email"]))
        ):
            return self._render_too_often()
        # sudo: the claim that this very visitor has sent
        claims_sudo = request.env["rma.claim"].sudo()
        claim_sudo = claims_sudo.search(
            [("id", "=", sent["claim_id"]), ("is_confirmed", "=", False)]
        )
        if claim_sudo:
            claim_sudo._send_confirm_mail()
        self._flash(request.env._("The e-mail is on its way once more."))
        return request.redirect("/rma/new/sent")

    def _is_web_form_open(self):
        company_sudo = request.env.company.sudo()  # sudo: a switch of the company
        return company_sudo.rma_is_web_form_open

    def _render_step(self, step, answers, errors=None, remedies=None):
        form = request.env["rma.web.form"]
        # all of them when nothing is asked on the page
        shown = () if remedies else STEPS[step]
        return request.render(
            "rma_management.web_form",
            {
                "step": step,
                "answers": answers,
                "errors": errors or {},
                "remedies": remedies,
                "carried": [n for n in answers if n not in shown and answers[n]],
                "honeypot": HONEYPOT,
                "captcha": CAPTCHA,
                "demands": form._get_choices("demand"),
                "delivery_methods": form._get_choices("delivery_method"),
                "is_logged_in": not request.env.user._is_public(),
                **form._get_lists(),
            },
        )

    # -- the link --

    @route(
        "/rma/confirm/<string:token>",
        type="http",
        auth="public",
        website=True,
        methods=["GET"],
    )
    def web_confirm(self, token, **kwargs):
        """Show what is to be confirmed; programs that open links change nothing."""
        claim_sudo = request.env["rma.claim"]._find_by_confirm_token(token)
        if not claim_sudo:
            return self._render_link_over()
        return self._seal(
            request.render(
                "rma_management.web_confirm",
                {
                    "claim": claim_sudo,
                    "author": claim_sudo.web_author or {},
                    "token": token,
                    "flash": self._pop_flash(),
                },
            )
        )

    @route(
        "/rma/confirm/<string:token>",
        type="http",
        auth="public",
        website=True,
        methods=["POST"],
    )
    def web_confirm_claim(self, token, **kwargs):
        """Confirm the claim; a repeat changes nothing and says so."""
        if not self._may_visitor("web_confirm"):
            return self._render_too_often()
        claim_sudo = request.env["rma.claim"]._find_by_confirm_token(token)
        if not claim_sudo:
            return self._render_link_over()
        try:
            is_new = claim_sudo._confirm_by_author()
        except LockError:
            self._flash(
                request.env._(
                    "Your claim is being worked on this very moment. Please press the "
                    "button once more."
                ),
                is_error=True,
            )
        else:
            self._flash(
                request.env._("Thank you. Your claim is confirmed.")
                if is_new
                else request.env._("This claim was already confirmed.")
            )
        return self._seal(request.redirect(f"/rma/confirm/{token}"))

    def _render_link_over(self):
        """Return the one page for links that are wrong, forged or over."""
        is_open = self._is_web_form_open()
        return self._seal(
            request.render(
                "rma_management.web_link_over", {"is_open": is_open}, status=404
            )
        )
