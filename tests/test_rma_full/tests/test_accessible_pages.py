# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import json
import os
from pathlib import Path

from lxml import etree

from odoo.tests import tagged

from .portal_pages import PortalPagesCommon

#: A page is ready when its chat is there: what loads later belongs to no page.
READY = (
    "document.readyState === 'complete' &&"
    " (!document.querySelector('.o_portal_chatter')"
    " || Boolean(document.querySelector('#chatterRoot')))"
)
#: What axe calls serious or critical keeps somebody from using the page.
AXE_CALL = """
(async () => {
    const overflow = document.documentElement.scrollWidth - window.innerWidth;
    const found = await axe.run(document, {
        runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"],
        resultTypes: ["violations"],
    });
    const told = found.violations
        .filter((v) => ["serious", "critical"].includes(v.impact))
        .map((v) => `${v.id}: ${v.nodes.map((n) => n.target.join(" ")).join(", ")}`);
    if (overflow > 0) {
        told.push(`the page is ${overflow} pixels wider than the screen`);
    }
    const first = 'h1, [role="heading"][aria-level="1"]';
    if (document.querySelectorAll(first).length !== 1) {
        told.push("the page has not exactly one h1");
    }
    if (told.length) {
        console.error(`PAGE ${told.join("; ")}`);
    }
    console.log("test successful");
})()
"""

#: The answer to a post takes the place of the page that was opened.
POST_CALL = """
(async () => {
    const values = new URLSearchParams(%s);
    values.set("csrf_token", document.querySelector("[name=csrf_token]").value);
    const answer = await fetch(location.href, {method: "POST", body: values});
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    document.title = page.title;
    document.body.replaceWith(page.body);
    if (!answer.ok) {
        console.error(`PAGE the answer is ${answer.status}`);
    }
})().then(() => %s);
"""


def axe_source():
    """Return axe-core, which setup/test has installed."""
    return Path(os.environ["RMA_AXE"]).read_text(encoding="utf-8")


class AccessiblePages(PortalPagesCommon):
    """Every page of the customer can be used by everybody, on any screen."""

    def _check_pages(self, login, pages):
        code = axe_source() + AXE_CALL
        for name, url in pages.items():
            with self.subTest(page=name):
                self.browser_js(url, code, READY, login)

    def _check_posted_pages(self, pages):
        for name, (url, values) in pages.items():
            code = axe_source() + POST_CALL % (json.dumps(values), AXE_CALL.strip())
            with self.subTest(page=name):
                self.browser_js(url, code, READY)


@tagged("-at_install", "post_install")
class TestValidPages(PortalPagesCommon):
    """Pages are well-formed: nothing unclosed, no id twice, no stray tag."""

    def _check_pages(self, login, pages):
        self.authenticate(login, login)
        for name, url in pages.items():
            with self.subTest(page=name):
                response = self.url_open(url)
                self.assertEqual(response.status_code, 200)
                parser = etree.HTMLParser(recover=True, encoding="utf-8")
                etree.fromstring(response.content, parser)
                found = [
                    error.message
                    for error in parser.error_log
                    # the parser is older than nav, main and section, and than the "&"
                    # before a space that means itself
                    if error.type_name != "HTML_UNKNOWN_TAG"
                    and error.message != "htmlParseEntityRef: no name"
                ]
                self.assertFalse(found)

    def test_pages_of_visitors(self):
        self._check_pages(None, self._get_public_pages())

    def test_pages_of_customers(self):
        self._check_pages(self.portal.login, self._get_portal_pages())


@tagged("-at_install", "post_install", "browser")
class TestAccessibleOnScreen(AccessiblePages):
    browser_size = "1366x768"

    def test_pages_of_visitors(self):
        self._check_pages(None, self._get_public_pages())

    def test_pages_of_customers(self):
        self._check_pages(self.portal.login, self._get_portal_pages())

    def test_answers_to_visitors(self):
        self._check_posted_pages(self._get_posted_pages())


@tagged("-at_install", "post_install", "browser")
class TestAccessibleOnPhone(AccessiblePages):
    browser_size = "390x844"
    touch_enabled = True

    def test_pages_of_visitors(self):
        self._check_pages(None, self._get_public_pages())

    def test_pages_of_customers(self):
        self._check_pages(self.portal.login, self._get_portal_pages())

    def test_answers_to_visitors(self):
        self._check_posted_pages(self._get_posted_pages())
