# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from unittest.mock import patch

from lxml import html

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .web_common import ANSWERS, WebCommon


@tagged("-at_install", "post_install")
class TestWebForm(WebCommon):
    """Four steps without login and without JavaScript."""

    def test_a_claim_is_sent(self):
        partners = self.env["res.partner"].with_context(active_test=False)
        count = partners.search_count([])
        symptom = self.env["rma.symptom"].search([], limit=1)
        reason = self.env["rma.reason"].search([], limit=1)
        response = self._send(
            files=[("photos", ("a.jpg", self._make_photo(), "image/jpeg"))] * 2,
            symptom_id=symptom.id,
            reason_id=reason.id,
            delegate_name="Dora Delegate",
        )
        self.assertEqual(response.status_code, 303)
        claim = self._find_claims()
        self.assertRecordValues(
            claim,
            [
                {
                    "state": "unconfirmed",
                    "channel": "web",
                    "demand": "warranty",
                    "delivery_method": "courier",
                    "product_told": "Laser printer",
                    "lot_name": "TYPED-4711",
                    "symptom_id": symptom.id,
                    "symptom_note": "It does not switch on.",
                    "reason_id": reason.id,
                    "accessories_told": "Power supply",
                    "delegate_name": "Dora Delegate",
                    "web_email": "vera@example.com",
                }
            ],
        )
        self.assertTrue(claim.name)
        self.assertEqual(str(claim.date_purchased), "2026-01-05")
        self.assertEqual(claim.fault_photo_ids.mapped("mimetype"), ["image/jpeg"] * 2)
        self.assertEqual(
            partners.search_count([]), count, "nobody is created before he confirms"
        )

    def test_nothing_is_visible_to_staff(self):
        claim = self._send_claim()
        for user in (self.agent, self.approver, self.manager, self.portal):
            claims = self.env["rma.claim"].with_user(user)
            self.assertFalse(claims.search([("id", "=", claim.id)]))
            with self.assertRaises(AccessError):
                claim.with_user(user).check_access("read")
        self.assertFalse(claim.activity_ids)
        self.assertFalse(claim.user_id)

    def test_the_page_says_the_same_to_everybody(self):
        self._send_claim()
        page = self._get_text(self._get("/rma/new/sent"))
        self.assertIn("vera@example.com", page)
        self.assertIn("48 hours", page)

    def test_each_step_is_checked(self):
        response = self._get("/rma/new")
        self.assertIn('<html lang="en-US"', response.text)
        self.assertIn("Step 1 of 4", self._get_text(response))
        answers = {**self._get_hidden(response), "go": "next"}
        response = self._post("/rma/new", answers)
        self.assertIn("Step 1 of 4", self._get_text(response))
        self.assertEqual(list(self._get_errors(response)), ["serial"])
        response = self._post(
            "/rma/new", {**answers, "serial": "S", "date_purchased": "2999-01-01"}
        )
        self.assertEqual(list(self._get_errors(response)), ["date_purchased"])
        response = self._post("/rma/new", {**answers, "serial": "S"})
        self.assertIn("Step 2 of 4", self._get_text(response))
        response = self._post("/rma/new", {**self._get_hidden(response), "go": "next"})
        self.assertEqual(
            list(self._get_errors(response)),
            ["symptom_note", "demand", "delivery_method"],
        )
        # the summary leads to the fields
        page = html.fromstring(response.text)
        [summary] = page.xpath("//*[@role='alert']")
        for link in summary.xpath(".//a/@href"):
            self.assertEqual(len(page.xpath(f"//*[@id='{link[1:]}']")), 1, link)

    def test_back_keeps_everything(self):
        response = self._fill(company="Visitors Ltd")
        hidden = self._get_hidden(response)
        for answers in ANSWERS.values():
            for name, value in answers.items():
                self.assertEqual(hidden[name], value)
        for step in ("3", "2", "1"):
            response = self._post("/rma/new", {**hidden, "go": step})
            page = html.fromstring(response.text)
            for name, value in ANSWERS[int(step)].items():
                fields = page.xpath(f"//form[@id='rma_form']//*[@name='{name}']")
                values = [
                    field.text if field.tag == "textarea" else field.get("value")
                    for field in fields
                    if field.get("type") != "radio" or field.get("checked")
                ]
                self.assertEqual(values, [value], name)
            self.assertFalse(self._get_errors(response))

    def test_the_summary_shows_the_answers(self):
        text = self._get_text(self._fill())
        for answers in ANSWERS.values():
            for name, value in answers.items():
                if name not in ("demand", "delivery_method"):
                    self.assertIn(value, text)
        self.assertIn("I send it by courier", text)

    def test_all_is_checked_again_at_the_end(self):
        hidden = self._get_hidden(self._fill())
        for name, step in (("product_text", 1), ("demand", 2), ("email", 3)):
            answers = {**hidden, "consent": "yes", name: ""}
            if name == "product_text":
                answers["serial"] = ""
            response = self._post("/rma/new/send", answers)
            self.assertIn(f"Step {step} of 4", self._get_text(response))
            self.assertTrue(self._get_errors(response))
        response = self._post("/rma/new/send", hidden)
        self.assertEqual(list(self._get_errors(response)), ["consent"])
        self.assertFalse(self._find_claims())

    def test_a_pickup_needs_the_address(self):
        response = self._fill(delivery_method="pickup", street="", city="")
        self.assertEqual(list(self._get_errors(response)), ["street", "city"])

    def test_a_skipped_step_is_asked_for(self):
        hidden = self._get_hidden(self._get("/rma/new"))
        response = self._post("/rma/new", {**hidden, **ANSWERS[3], "step": "3"})
        self.assertIn("Step 1 of 4", self._get_text(response))

    def test_pressed_twice_is_one_claim(self):
        answers = {**self._get_hidden(self._fill()), "consent": "yes"}
        for _time in range(2):
            response = self._post("/rma/new/send", answers)
            self.assertEqual(response.status_code, 303)
        self.assertEqual(len(self._find_claims()), 1)
        self.assertEqual(len(self._find_mails(self._find_claims())), 1)

    def test_closed_form(self):
        hidden = self._get_hidden(self._fill())
        self.company.rma_is_web_form_open = False
        self.assertEqual(self._get("/rma/new").status_code, 404)
        for url in ("/rma/new", "/rma/new/send"):
            response = self._post(url, {**hidden, "consent": "yes"})
            self.assertEqual(response.status_code, 404)
        self.assertFalse(self._find_claims())
        self.assertNotIn("/rma/new", self._get("/rma/track").text)

    def test_links_lead_to_the_form(self):
        for url in ("/web/login", "/rma/track"):
            page = html.fromstring(self._get(url).text)
            self.assertTrue(page.xpath("//a[@href='/rma/new']"))
            self.assertTrue(page.xpath("//a[@href='/rma/track']"))

    def test_a_failed_captcha_loses_nothing(self):
        http = self.registry["ir.http"]
        with patch.object(
            http, "_verify_request_recaptcha_token", side_effect=UserError("A robot?")
        ) as verify:
            response = self._send()
            verify.assert_called_once_with("rma_claim")
        self.assertIn("A robot?", self._get_errors(response)["photos"])
        self.assertEqual(self._get_hidden(response)["email"], "Vera@Example.com")
        self.assertFalse(self._find_claims())

    # -- known remedies --

    def _create_remedy(self):
        symptom = self.env["rma.symptom"].search([], limit=1)
        remedy = self.env["rma.known.remedy"].create(
            {
                "name": "Press for ten seconds",
                "body": "<p>The <b>round</b> button.</p>",
                "symptom_ids": symptom.ids,
            }
        )
        return remedy, symptom

    def _fill_two_steps(self, symptom):
        hidden = self._get_hidden(self._get("/rma/new"))
        hidden = self._get_hidden(self._post("/rma/new", {**hidden, **ANSWERS[1]}))
        answers = {**hidden, **ANSWERS[2], "symptom_id": symptom.id}
        return self._post("/rma/new", answers)

    def test_a_known_remedy_helps(self):
        remedy, symptom = self._create_remedy()
        response = self._fill_two_steps(symptom)
        self.assertIn("Step 2 of 4", self._get_text(response))
        self.assertIn("<b>round</b>", response.text)
        answers = self._get_hidden(response)
        for _time in range(2):
            response = self._post("/rma/new", {**answers, "go": "solved"})
            self.assertURLEqual(response.headers["Location"], "/rma/new/solved")
        self.assertIn("works again", self._get_text(self._get("/rma/new/solved")))
        self.assertRecordValues(
            remedy.answer_ids,
            [
                {
                    "is_solved": True,
                    "channel": "web",
                    "serial": "TYPED-4711",
                    "symptom_id": symptom.id,
                    "partner_id": False,
                }
            ],
        )
        self.assertFalse(self._find_claims())

    def test_a_known_remedy_does_not_help(self):
        remedy, symptom = self._create_remedy()
        answers = self._get_hidden(self._fill_two_steps(symptom))
        response = self._post("/rma/new", {**answers, "go": "unsolved"})
        self.assertIn("Step 3 of 4", self._get_text(response))
        self.assertEqual(remedy.answer_ids.mapped("is_solved"), [False])
        # it is not shown again, and nothing was lost
        answers = self._get_hidden(response)
        self.assertEqual(answers["symptom_note"], ANSWERS[2]["symptom_note"])
        response = self._post("/rma/new", {**answers, "go": "2"})
        response = self._post(
            "/rma/new",
            {**self._get_hidden(response), **ANSWERS[2], "symptom_id": symptom.id},
        )
        self.assertIn("Step 3 of 4", self._get_text(response))

    def test_remedies_for_goods_are_not_guessed_from_the_serial(self):
        """Who owns which product is nobody's business."""
        self.env["rma.known.remedy"].create(
            {
                "name": "For this printer only",
                "body": "<p>Secret</p>",
                "product_tmpl_ids": self.product.product_tmpl_id.ids,
            }
        )
        response = self._fill(serial=self.lots[0].name)
        self.assertIn("Step 4 of 4", self._get_text(response))
        self.assertNotIn(
            self.product.name, self._get_text(response).replace("Laser printer", "")
        )

    # -- the e-mail --

    def test_the_mail_waits_in_the_queue(self):
        claim = self._send_claim()
        mail = self._find_mails(claim)
        self.assertRecordValues(
            mail, [{"state": "outgoing", "email_to": "vera@example.com"}]
        )
        self.assertFalse(mail.recipient_ids)
        self.assertFalse(mail.email_cc)
        self.assertIn("us@example.com", mail.email_from)
        self.assertIn(claim.name, mail.subject)
        for text in ("Vera Visitor", "Laser printer", "TYPED-4711", "/rma/confirm/"):
            self.assertIn(text, mail.body_html)
        # what strangers write at length is not mailed in our name
        self.assertNotIn("switch on", mail.body_html)
        job = self.env.ref("mail.ir_cron_mail_scheduler_action")
        self.assertTrue(
            self.env["ir.cron.trigger"].sudo().search([("cron_id", "=", job.id)])
        )

    def test_the_mail_speaks_the_visitors_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        template = self.env.ref("rma_management.mail_template_confirm")
        template.with_context(lang="fr_FR").subject = "Confirmez {{ object.name }}"
        self.opener.cookies["frontend_lang"] = "fr_FR"
        claim = self._send_claim()
        self.assertEqual(claim.web_author["lang"], "fr_FR")
        self.assertEqual(self._find_mails(claim).subject, f"Confirmez {claim.name}")

    def test_sent_again_a_few_times(self):
        claim = self._send_claim()
        for _time in range(4):
            response = self._post("/rma/new/resend")
            self.assertEqual(response.status_code, 303)
        self.assertIn("once more", self._get_text(self._get("/rma/new/sent")))
        self.assertEqual(len(self._find_mails(claim)), 5)
        self.assertEqual(self._post("/rma/new/resend").status_code, 429)
        self.assertEqual(len(self._find_mails(claim)), 5)

    def test_nothing_to_send_again(self):
        response = self._post("/rma/new/resend")
        self.assertURLEqual(response.headers["Location"], "/rma/new")
        claim = self._send_claim()
        self._confirm(claim)
        mails = self._find_mails(claim)
        self.assertEqual(self._post("/rma/new/resend").status_code, 303)
        self.assertEqual(self._find_mails(claim), mails)
