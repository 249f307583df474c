# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import base64
import io
from unittest.mock import patch

from PIL import Image, ImageDraw

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from odoo.addons.rma_management.tools import tracking_link

from .common import StandbyCommon

# A missing reader fails the whole module: codes that nobody read are not proven.
from .paper_reader import read_pdf

AGREEMENT = "rma_standby.report_standby_agreement"
SLIP = "rma_standby.report_standby_return_slip"
WKHTML = "odoo.addons.rma_standby.report.rma_standby_paper_report._wkhtml"
LONG = (
    "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
)


def draw(color, size=(640, 480)):
    """Return a picture as base64, as a camera or a signature pad gives it."""
    image = Image.new("RGB", size, color)
    ImageDraw.Draw(image).line((20, size[1] - 30, size[0] - 20, 30), "black", 8)
    stream = io.BytesIO()
    image.save(stream, "PNG")
    return base64.b64encode(stream.getvalue())


class PaperCommon(StandbyCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        country = cls.env.ref("base.de")
        cls.company.partner_id.write(
            {"street": "Factory Road 1", "city": "Hamburg", "vat": "DE136695976"}
        )
        cls.warehouse.partner_id = cls.env["res.partner"].create(
            {
                "name": "Service Centre North",
                "street": "Workshop Road 7",
                "zip": "20095",
                "city": "Hamburg",
                "country_id": country.id,
            }
        )
        cls.customer.write(
            {
                "street": "Market Square 1",
                "zip": "10001",
                "city": "Riverton",
                "country_id": country.id,
                "vat": "DE811569869",
            }
        )
        cls.company.rma_standby_terms = (
            "<p>The unit stays ours.</p><ul><li>Handle it with care.</li>"
            "<li>Bring it back in time.</li></ul>"
        )
        cls.unit = cls.units[0]
        cls.unit.write({"accessories": "Power supply, USB cable; Bag", "grade": "worn"})
        cls.report_model = cls.env["ir.actions.report"]

    def _print(self, name, loans, user=None):
        """Return the printed pages."""
        report = self.report_model.with_user(user or self.agent)
        if report.get_wkhtmltopdf_state() != "ok":
            self.skipTest("wkhtmltopdf is not installed: nothing can be printed")
        # no server runs that the styles of the web client could be fetched from
        layout = self.env.ref("rma_standby.return_slip_pdf_layout")
        with patch.object(type(report), "_get_layout", lambda _report: layout):
            content, kind = report.with_context(
                force_report_rendering=True
            )._render_qweb_pdf(name, loans.ids)
        self.assertEqual(kind, "pdf")
        return read_pdf(content)

    def _render(self, name, loans, user=None):
        report = self.report_model.with_user(user or self.agent)
        return report._render_qweb_html(name, loans.ids)[0].decode()

    def _claimed(self, **vals):
        """Return a loan for a claimed unit, reserved."""
        claim = self._approved()
        return self._reserved(self.unit, line_id=claim.line_ids.id, **vals)

    def assertTexts(self, page, *texts):
        # lines may break anywhere
        found = " ".join(page.text.split())
        for text in texts:
            self.assertIn(text, found)


@tagged("-at_install", "post_install")
class TestStandbyAgreement(PaperCommon):
    """The agreement as it comes out of wkhtmltopdf, read by an independent decoder."""

    def test_complete_agreement(self):
        loan = self._claimed(courier_payer="company")
        claim = loan.claim_id
        photos = self.env["ir.attachment"].with_user(self.agent)
        loan.photo_out_ids = photos.create(
            [
                {"name": f"{color}.png", "datas": draw(color)}
                for color in ("red", "green")
            ]
            + [{"name": "list.txt", "raw": b"no picture"}]
        )
        loan.write({"signature": draw("white", (400, 120)), "signed_by": "Jo Keeper"})
        pages = self._print(AGREEMENT, loan)
        self.assertEqual(len(pages), 1)
        page = pages[0]
        self.assertEqual(page.size, (210, 297))
        self.assertEqual(page.get_texts("128"), [loan.name])
        self.assertTexts(
            page,
            *(loan.name, claim.name, claim.rma_number, "POOL0", "Printer", "SOLD0"),
            *("Worn", "Power supply, USB cable; Bag", "The lender"),
            *(self.company.name, "Factory Road 1", "DE136695976"),
            *("Shop", "Market Square 1", "10001", "DE811569869"),
            *("The unit stays ours.", "Bring it back in time."),
            *("Signed by the borrower", "Jo Keeper"),
            loan.date_expected.strftime("%m/%d/%Y"),
        )
        self.assertNotIn("Deposit", page.text)
        html = self._render(AGREEMENT, loan)
        # the logo belongs to the PDF; two photos and the signature
        self.assertEqual(html.count("data:image/jpg"), 2)
        self.assertIn("o_sign", html)

    def test_fee_and_deposit(self):
        fee = self.env["product.product"].create(
            {
                "name": "Loan fee",
                "type": "service",
                "list_price": 8,
                "uom_id": self.env.ref("uom.product_uom_day").id,
            }
        )
        self.product.write(
            {"rma_standby_fee_product_id": fee.id, "rma_standby_deposit": 150}
        )
        loan = self._reserved(self.unit, date_expected="2099-01-01")
        self.assertTrue(loan.fee_estimate)
        page = self._print(AGREEMENT, loan)[0]
        self.assertTexts(
            page, "Loan fee", "until the expected return", "150.00", "to be paid back"
        )
        # no claim, no ticket: nothing of the customer's own unit
        self.assertNotIn("own unit", page.text)

    def test_included_stand_by_costs_nothing(self):
        loan = self._reserved(self.unit)
        term = self.env["rma.coverage.term"].create({"name": "Gold"})
        # sudo: what the verdict of a claim says
        loan.sudo()._write_axis({"is_entitled": True, "entitlement_term_id": term.id})
        self.assertIn("None: included in Gold", self._render(AGREEMENT, loan))

    def test_without_terms_signature_and_unit(self):
        self.company.rma_standby_terms = "<p><br></p>"
        loan = self._request()
        page = self._print(AGREEMENT, loan)[0]
        self.assertNotIn("Terms", page.text)
        self.assertTexts(page, loan.name, "Printer", "For the borrower")
        self.assertEqual(page.get_texts("128"), [loan.name])

    def test_ticket_without_claim(self):
        ticket = self.env["helpdesk.ticket"].create(
            {"name": "Broken", "description": "x", "partner_id": self.customer.id}
        )
        loan = self._request(
            user=self.env.user,
            ticket_id=ticket.id,
            partner_id=self.customer.id,
            product_id=self.product.id,
        )
        self.assertTexts(self._print(AGREEMENT, loan)[0], "Ticket", ticket.number)

    def test_long_words_and_long_terms(self):
        self.customer.name = f"{LONG} {LONG} & <b>Söhne</b>"
        self.product.name = f"{LONG} 3000"
        self.unit.accessories = ", ".join([LONG] * 3)
        self.company.rma_standby_terms = "<p>The unit stays ours.</p>" * 120
        loan = self._reserved(self.unit)
        pages = self._print(AGREEMENT, loan)
        self.assertGreater(len(pages), 1)
        self.assertEqual(pages[0].get_texts("128"), [loan.name])
        self.assertTexts(pages[0], "<b>Söhne</b>")
        text = "\n".join(page.text for page in pages)
        self.assertEqual(text.count("The unit stays ours."), 120)
        self.assertIn("For the borrower", pages[-1].text)
        # no text runs over the edge; only grey rules come near it
        for page in pages[:-1]:
            width, height = page.image.size
            edge = page.image.crop((width - 6, 0, width, height))
            self.assertGreater(edge.getextrema()[0], 128)

    def test_right_to_left(self):
        self.env["res.lang"]._activate_lang("ar_001")
        self.customer.write({"lang": "ar_001", "name": "متجر الطابعات"})
        loan = self._reserved(self.unit)
        self.assertIn('dir="rtl"', self._render(AGREEMENT, loan))
        pages = self._print(AGREEMENT, loan)
        self.assertEqual(pages[0].get_texts("128"), [loan.name])
        # what is on the right of an English agreement is on the left of this one
        bars = pages[0].codes[0].position
        self.assertLess(bars.top_right.x, pages[0].image.width / 2)

    def test_several_at_once(self):
        loans = self._reserved(self.units[0]) | self._reserved(self.units[1])
        loans |= self._request()
        pages = self._print(AGREEMENT, loans)
        self.assertEqual(
            [page.get_texts("128") for page in pages], [[loan.name] for loan in loans]
        )

    def test_each_has_its_own_header_where_headers_are_printed(self):
        loans = self._request() | self._request()
        values = {"is_patched_qt": True}
        with patch(WKHTML, return_value=type("Info", (), values)):
            html = self.report_model.with_user(self.agent)._render_qweb_html(
                AGREEMENT, loans.ids, {"report_type": "pdf"}
            )[0]
        html = html.decode()
        self.assertEqual(html.count('class="header'), 2)
        self.assertNotIn("data-report-margin-top", html)

    def test_language_of_the_customer(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.customer.lang = "fr_FR"
        self.product.with_context(lang="fr_FR").name = "Imprimante"
        self.company.with_context(lang="fr_FR").rma_standby_terms = "<p>Merci</p>"
        loan = self._reserved(self.unit, date_expected="2099-12-31")
        html = self._render(AGREEMENT, loan)
        self.assertIn("Imprimante", html)
        self.assertIn("Merci", html)
        self.assertIn("31/12/2099", html)


@tagged("-at_install", "post_install")
class TestStandbyReturnSlip(PaperCommon):
    """Half a sheet that travels home with the unit."""

    def test_slip_is_read(self):
        loan = self._issued(self.unit, line_id=self._approved().line_ids.id)
        pages = self._print(SLIP, loan)
        self.assertEqual([page.size for page in pages], [(210, 297)])
        page = pages[0]
        self.assertEqual(page.get_texts("128"), sorted([loan.name, "POOL0"]))
        # customers are led to their claim, scanners read the loan
        [url] = page.get_texts("QR")
        self.assertTrue(url.startswith(loan.claim_id._get_tracking_url()))
        self.assertEqual(tracking_link.to_number(url), loan.name)
        found = self.env["rma.standby.loan"].with_user(self.agent)
        self.assertEqual(found.search([("display_name", "ilike", url)]), loan)
        self.assertTexts(
            page,
            *("Service Centre North", "Workshop Road 7", "20095 Hamburg"),
            *("Shop", "Market Square 1", loan.claim_id.name, "Printer", "POOL0"),
            *("Power supply", "USB cable", "Bag"),
            loan.date_expected.strftime("%m/%d/%Y"),
        )
        # a bar is never finer than a scanner reads
        self.assertGreater(page.get_width(loan.name), 70)

    def test_two_on_a_sheet(self):
        loans = self._request()
        for unit in self.units:
            loans |= self._reserved(unit)
        pages = self._print(SLIP, loans)
        self.assertEqual(len(pages), 2)
        names = [name for page in pages for name in page.get_texts("QR")]
        self.assertEqual(sorted(names), sorted(loans.mapped("name")))
        self.assertEqual([len(page.get_texts("QR")) for page in pages], [2, 2])

    def test_nothing_known(self):
        self.warehouse.partner_id = False
        self.unit.accessories = False
        page = self._print(SLIP, self._reserved(self.unit))[0]
        self.assertTexts(page, self.company.name, "No accessories were handed out.")

    def test_long_words(self):
        self.customer.name = self.warehouse.partner_id.name = f"{LONG} {LONG}"
        self.product.name = f"{LONG} 3000"
        self.unit.accessories = ", ".join(f"Part {i} {LONG}" for i in range(12))
        self.unit.lot_id.name = "X" * 60
        loan = self._reserved(self.unit)
        page = self._print(SLIP, loan)[0]
        # too long for bars that are read: the number stands there as text
        self.assertEqual(page.get_texts("128"), [loan.name])
        self.assertEqual(page.get_texts("QR"), [loan.name])
        self.assertIn("X" * 20, page.text)
        self.assertTexts(page, "Part 4", "7 more, see the agreement")

    def test_right_to_left(self):
        self.env["res.lang"]._activate_lang("ar_001")
        self.customer.write({"lang": "ar_001", "name": "متجر الطابعات"})
        loan = self._reserved(self.unit)
        page = self._print(SLIP, loan)[0]
        self.assertEqual(page.get_texts("QR"), [loan.name])
        self.assertEqual(page.get_texts("128"), sorted([loan.name, "POOL0"]))


@tagged("-at_install", "post_install")
class TestStandbyPaperRights(PaperCommon):
    """Nobody prints what he may not read, by whatever id."""

    def test_who_may_print(self):
        loan = self._reserved(self.unit)
        for name in (AGREEMENT, SLIP):
            for user in (self.agent, self.stocker, self.accountant):
                self.assertIn(loan.name, self._render(name, loan, user))

    def test_who_may_not(self):
        loan = self._reserved(self.unit)
        loan.with_user(self.agent).user_id = self.approver
        company = self.env["res.company"].create({"name": "Elsewhere"})
        stranger = new_test_user(
            self.env,
            "rma_elsewhere",
            groups="rma_management.group_rma_manager",
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
        )
        for name in (AGREEMENT, SLIP):
            for user in (self.portal, self.agent_own, stranger):
                with self.assertRaises(AccessError, msg=f"{name} {user.login}"):
                    self._render(name, loan, user)

    def test_nothing_chosen(self):
        for name in (AGREEMENT, SLIP):
            with self.assertRaisesRegex(UserError, "choose at least one"):
                self._render(name, self.env["rma.standby.loan"])

    def test_buttons(self):
        loan = self._reserved(self.unit)
        for action, name in (
            (loan.action_print_agreement, AGREEMENT),
            (loan.action_print_return_slip, SLIP),
        ):
            self.assertEqual(action()["report_name"], name)
