# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import io
import re

from lxml import html
from PIL import Image

from .portal_common import PortalCommon

#: What a visitor without login answers, step by step.
ANSWERS = {
    1: {
        "product_text": "Laser printer",
        "serial": "TYPED-4711",
        "date_purchased": "2026-01-05",
    },
    2: {
        "symptom_note": "It does not switch on.",
        "demand": "warranty",
        "delivery_method": "courier",
        "accessories": "Power supply",
    },
    3: {
        "name": "Vera Visitor",
        "email": "Vera@Example.com",
        "phone": "+1 555 010 0199",
        "street": "New Street 12",
        "zip": "4711",
        "city": "Newtown",
    },
}


class WebCommon(PortalCommon):
    """A visitor without login who fills in the public form by plain posts."""

    def setUp(self):
        super().setUp()
        self._login(None)
        # the portal user has given his contact another address
        self.contact.email = "keeper@example.com"
        self.company.write({"rma_is_web_form_open": True, "email": "us@example.com"})

    # -- the form --

    def _get_hidden(self, response):
        """Return the hidden answers of the form in a page."""
        [form] = html.fromstring(response.text).xpath("//form[@id='rma_form']")
        fields = form.xpath(".//input[@type='hidden']")
        return {field.get("name"): field.get("value") for field in fields}

    def _get_errors(self, response):
        """Return {field: sentence} as they stand beside the fields."""
        spots = html.fromstring(response.text).xpath("//*[contains(@id, '_error')]")
        return {
            spot.get("id")[4:-6]: " ".join(spot.text_content().split())
            for spot in spots
            if spot.get("id").endswith("_error")
        }

    def _get_text(self, response):
        """Return what people read on the page."""
        [main] = html.fromstring(response.text).xpath("//main")
        return " ".join(main.text_content().split())

    def _fill(self, **changes):
        """Fill in three steps as a browser without JavaScript; return the last page.

        That is the first one with an error, if there is one.
        """
        response = self.url_open("/rma/new")
        for step in (1, 2, 3):
            answers = {**self._get_hidden(response), **ANSWERS[step], "go": "next"}
            answers |= {name: changes[name] for name in changes if name in answers}
            answers |= {
                name: value
                for name, value in changes.items()
                if name in EXTRA_FIELDS[step]
            }
            response = self._post("/rma/new", answers)
            if self._get_errors(response):
                break
        return response

    def _send(self, files=None, **changes):
        """Fill in the whole form and send it."""
        answers = {**self._get_hidden(self._fill(**changes)), "consent": "yes"}
        return self._post("/rma/new/send", answers, files=files)

    def _find_claims(self):
        """Return the claims from the public form, the latest first."""
        self.env.invalidate_all()
        claims = self.env["rma.claim"].sudo()
        return claims.search([("channel", "=", "web")], order="id desc")

    def _send_claim(self, **changes):
        """Send the form; return its claim."""
        response = self._send(**changes)
        self.assertEqual(response.status_code, 303, self._get_page(response))
        self.assertURLEqual(response.headers["Location"], "/rma/new/sent")
        return self._find_claims()[:1]

    def _get_page(self, response):
        return response.text[:2000]

    def _make_photo(self):
        """Return a picture as bytes."""
        target = io.BytesIO()
        Image.new("RGB", (8, 8), "red").save(target, "JPEG")
        return target.getvalue()

    # -- the e-mail --

    def _find_mails(self, claim):
        return (
            self.env["mail.mail"]
            .sudo()
            .search([("model", "=", "rma.claim"), ("res_id", "=", claim.id)])
        )

    def _get_link(self, claim):
        """Return the path of the link in the latest e-mail about *claim*."""
        body = self._find_mails(claim)[:1].body_html
        return re.search(r"/rma/confirm/[\w-]+", body)[0]

    def _confirm(self, claim):
        """Press the button behind the link."""
        response = self._post(self._get_link(claim))
        self.env.invalidate_all()
        return response


#: Fields that are empty above, by step.
EXTRA_FIELDS = {
    1: (),
    2: ("symptom_id", "reason_id", "reason_note"),
    3: ("company", "country_id", "delegate_name", "delegate_phone"),
}
