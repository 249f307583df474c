# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from unittest.mock import patch

from markupsafe import escape

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools.safe_eval import safe_eval

from ..models.rma_claim_event import TEMPLATES
from .message_common import MessageCommon

#: Words that are ours alone.
INTERNAL_WORDS = ("axis", "goods_state", "work_state", "draft", "entitlement", "sudo")
SCRIPT = "<script>alert(1)</script>"
WHAT_IS_NEXT = "We tell you when it is ready."
#: Queries for one more message in a run of the job; measured: 30, posting included.
QUERIES_A_MESSAGE = 35


@tagged("-at_install", "post_install")
class TestMessages(MessageCommon):
    """One clear message a step: number, what is next, the link, in the language."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.head_office = cls.env["res.partner"].create(
            {"name": "Head Office", "email": "head@example.com"}
        )

    def setUp(self):
        super().setUp()
        words = type(self.env["rma.claim"])
        status = words._get_customer_status
        self.startPatcher(
            patch.object(
                words,
                "_get_customer_status",
                lambda claim: status(claim) | {"text": claim.env._(WHAT_IS_NEXT)},
            )
        )

    def _quiet(self, claim):
        """Return *claim*; what happened so far is not told."""
        claim.sudo().event_ids.notice_state = "none"
        return claim

    def _happen(self, claim, kind, text=None):
        """Let *kind* be true of all units and be told; returns the mails."""
        lines = self._quiet(claim).sudo().line_ids
        if kind == "shipping":
            claim.sudo().delivery_method = "counter"
        elif kind == "closed":
            lines._write_axis({"ending": "closed"})
        lines._log_event(kind, text=text)
        return self._tell()

    # -- every message --

    def _check_message(self, claim, kind):
        mail = self._get_mail_to(self._happen(claim, kind, "Why?"), self.customer)
        body = mail["body"]
        self.assertIn(claim.rma_number, mail["subject"])
        self.assertIn(claim.rma_number, body)
        self.assertIn(WHAT_IS_NEXT, body)
        self.assertIn(f"access_token={claim.sudo().access_token}", body)
        self.assertIn(self.customer._get_rma_messages_url(), body)
        self.assertEqual(body.count("/mail/view?"), 1, "One button, not two")
        self.assertIn("service@example.com", mail["email_from"])
        [message] = self._get_messages(claim)[-1:]
        for word in INTERNAL_WORDS:
            self.assertNotIn(word, message.body.lower())
        for secret in ("access_token", "/rate/", "/rma/messages/"):
            self.assertNotIn(secret, message.body, "Secrets are not in the history")
        return body

    def test_every_message_for_one_unit(self):
        """Number, what is next, link without login; nothing of ours."""
        claim = self._approved()
        for kind in TEMPLATES:
            with self.subTest(kind=kind):
                self._check_message(claim, kind)
        self.assertEqual(len(self._get_messages(claim)), len(TEMPLATES))

    def test_every_message_for_many_units(self):
        """Long lists are cut; the claim shows the rest."""
        lines = [
            Command.create(
                {
                    "product_id": self.cable.id,
                    "lot_name": f"CAB-{i:02}",
                    "resolution_id": self._resolution("repair").id,
                    "date_purchased": "2026-01-01",
                }
            )
            for i in range(25)
        ]
        claim = self._register(resolution=None, line_ids=lines)
        claim.sudo().line_ids._write_axis({"decision": "approved"})
        claim.sudo()._write_axis({"rma_number": "RMATEST01"})
        listing = set(TEMPLATES) - {"extended", "verdict"}
        for kind in sorted(listing):
            with self.subTest(kind=kind):
                body = self._check_message(claim, kind)
                self.assertIn("CAB-19", body)
                self.assertNotIn("CAB-20", body)
                self.assertIn("5 more", body)

    def test_second_language(self):
        """Text, frame, dates and amounts are in the customer's language."""
        self.env["res.lang"]._activate_lang("fr_FR")
        self.customer.lang = "fr_FR"
        template = self.env.ref("rma_management.mail_template_reminded")
        french = template.with_context(lang="fr_FR")
        french.subject = "{{ object.rma_number }} : bientôt périmé"
        french.body_html = template.body_html.replace(
            "Please send it before that day", "Envoyez-le avant ce jour"
        )
        view = self.env.ref("rma_management.mail_layout_notice")
        view.update_field_translations(
            "arch_db",
            {"fr_FR": {"Choose which messages you get": "Choisir mes messages"}},
        )
        claim = self._approved()
        claim.sudo()._write_axis({"valid_until": "2026-12-28"})
        [mail] = self._happen(claim, "reminded")
        self.assertEqual(mail["subject"], f"{claim.rma_number} : bientôt périmé")
        for text in ("Envoyez-le avant ce jour", "28/12/2026", "Choisir mes messages"):
            self.assertIn(text, mail["body"])
        self.assertIn('lang="fr_FR"', mail["body"])
        self.assertNotIn("Please send it before", mail["body"])

    def test_script_in_every_field(self):
        """What people typed is text."""
        self.product.name = f"Printer {SCRIPT}"
        self.customer.name = f"Shop {SCRIPT}"
        claim = self._register(
            lot=None, product_id=self.cable.id, lot_name=f"SN {SCRIPT}"
        )
        self._approve(claim)
        claim.sudo().line_ids._write_axis({"decision_remarks": f"No {SCRIPT}"})
        for kind in TEMPLATES:
            with self.subTest(kind=kind):
                [mail] = self._happen(claim, kind, text=f"Why {SCRIPT}")
                self.assertNotIn(SCRIPT, mail["body"])
                self.assertIn(str(escape(f"Shop {SCRIPT}")), mail["body"])

    def test_how_to_send(self):
        """The approval says where to, and how to pack; nothing when nothing comes."""
        packing = type(self.env["rma.claim.line"])
        claim = self._approved()
        site = claim.warehouse_id.partner_id.contact_address_inline
        with patch.object(packing, "_get_packing_texts", lambda s: ["Use the box."]):
            [mail] = self._happen(claim, "approved")
        self.assertIn("Use the box.", mail["body"])
        self.assertIn("Send it to", mail["body"])
        self.assertIn(str(escape(site)), mail["body"])
        claim.sudo().delivery_method = "counter"
        [mail] = self._happen(claim, "approved")
        self.assertIn("Bring it to", mail["body"])
        claim.sudo().line_ids.is_return_waived = True
        [mail] = self._happen(claim, "approved")
        self.assertIn("Nothing is to be sent to us", mail["body"])
        self.assertNotIn("Pack the unit", mail["body"])

    def test_credit_names_document_and_amount(self):
        note = self.env["account.move"].create(
            {
                "move_type": "out_refund",
                "partner_id": self.customer.id,
                "invoice_line_ids": [
                    Command.create({"name": "x", "price_unit": 12.5, "tax_ids": False})
                ],
            }
        )
        note.name = "RINV/1"
        claim = self._quiet(self._approved())
        claim.sudo().line_ids._log_event("credited", document=note)
        [mail] = self._tell()
        self.assertIn("RINV/1", mail["body"])
        self.assertIn("12.50", mail["body"])

    # -- who gets what --

    def test_head_office_gets_no_token(self):
        self.company.rma_head_office_partner_ids = self.head_office
        claim = self._approved()
        mails = self._tell()
        self.assertEqual(len(mails), 2)
        mail = self._get_mail_to(mails, self.head_office)
        self.assertIn(claim.rma_number, mail["body"])
        for secret in ("access_token", "/rma/messages/", "hash="):
            self.assertNotIn(secret, mail["body"])

    def test_colleague_in_the_head_office_gets_the_backend(self):
        self.company.rma_head_office_partner_ids = self.manager.partner_id
        self.manager.email = "manager@example.com"
        self.manager.notification_type = "email"
        claim = self._approved()
        mail = self._get_mail_to(self._tell(), self.manager.partner_id)
        self.assertIn("Open claim", mail["body"])
        self.assertIn(f"res_id={claim.id}", mail["body"])
        self.assertNotIn("access_token", mail["body"])

    def test_rating_only_at_the_end_of_the_claim(self):
        claim = self._register_many(self.lots[:2])
        self._approve(claim)
        first = claim.sudo().line_ids[0]
        self._quiet(claim)
        first._write_axis({"ending": "closed"})
        first._log_event("closed")
        [mail] = self._tell()
        self.assertNotIn("/rate/", mail["body"])
        [mail] = self._happen(claim, "closed")
        rating = self.env["rating.rating"].search(
            [("res_model", "=", "rma.claim"), ("res_id", "=", claim.id)]
        )
        self.assertEqual(rating.partner_id, self.customer)
        for rate in (5, 3, 1):
            self.assertIn(f"/rate/{rating.access_token}/{rate}", mail["body"])

    def test_answer_lands_on_the_claim(self):
        claim = self._approved()
        [mail] = self._tell()
        self.assertIn(self.alias_catchall, mail["reply_to"])
        answer = (
            f"From: {self.customer.email}\nTo: {mail['reply_to']}\n"
            f"Message-Id: <answer@example.com>\nIn-Reply-To: {mail['message_id']}\n"
            f"Subject: Re: claim\nContent-Type: text/plain\n\nThank you all.\n"
        )
        with self.mock_mail_gateway():
            self.env["mail.thread"].message_process(None, answer)
        [last] = claim.sudo().message_ids.sorted("id")[-1:]
        self.assertIn("Thank you all.", last.body)
        self.assertEqual(last.author_id, self.customer)

    # -- one message a step --

    def test_last_step_of_a_run_is_told(self):
        claim = self._received()
        self._tell()
        self.assertEqual(self._get_subjects(claim), ["We have received your unit"])
        self._finish(claim)
        self._tell()
        self.assertEqual(self._get_subjects(claim)[1:], ["Your claim is finished"])
        self.assertNotIn("waiting", claim.sudo().event_ids.mapped("notice_state"))

    def test_each_step_by_itself(self):
        """From registration to closure, each told once, as it happens."""
        claim = self._register()
        line = claim.line_ids
        steps = (
            claim.action_submit,
            claim.with_user(self.approver).action_approve,
            lambda: self._receive(claim),
            claim.action_start_work,
            claim.action_finish_work,
            claim.action_ship,
            lambda: self._hand_over(claim),
            line.action_deliver,
            line.action_confirm_working,
            claim.action_close,
        )
        for step in steps:
            step()
            self._tell()
            self._tell()
        self.assertEqual(
            self._get_subjects(claim),
            [
                "We have registered your claim",
                "Your claim is approved",
                "We have received your unit",
                "Your unit is on its way",
                "Does your unit work?",
                "Your claim is finished",
            ],
        )

    def test_who_comes_for_it_hears_that_it_is_ready(self):
        claim = self._received(delivery_method="counter")
        claim.action_start_work()
        claim.action_finish_work()
        claim.action_ship()
        self._tell()
        self.assertEqual(self._get_subjects(claim), ["Your unit is ready for you"])
        self._hand_over(claim)
        self._tell()
        self.assertEqual(self._get_subjects(claim)[1:], ["Your unit is on its way"])

    def test_units_at_different_steps(self):
        """What is not the last step of any unit is not told; the others are."""
        claim = self._register_many(self.lots[:3])
        claim.action_submit()
        first, second, third = claim.line_ids
        first.with_user(self.approver).action_reject("No.")
        (second | third).with_user(self.approver).action_approve()
        self._tell()
        self.assertEqual(
            set(self._get_subjects(claim)),
            {"Your claim was not approved", "Your claim is approved"},
        )
        [approved] = self._get_messages(claim).filtered(
            lambda m: "is approved" in m.subject
        )
        self.assertNotIn(first.reference, approved.body)
        self.assertIn(third.reference, approved.body)

    def test_step_of_the_whole_claim(self):
        claim = self._quiet(self._approved())
        self._log(claim, "extended")
        self._tell()
        self.assertEqual(len(self._get_messages(claim)), 1)
        self._log(claim, "extended")
        self._receive(claim)
        self._tell()
        self.assertEqual(self._get_subjects(claim)[1:], ["We have received your unit"])

    def test_a_parcel_that_differs_is_one_message(self):
        claim = self._quiet(self._approved())
        line = claim.line_ids
        self._log(line, "discrepancy", text="Serial B came.")
        self._log(line, "received")
        self._tell()
        [message] = self._get_messages(claim)
        self.assertIn("differs", message.subject)
        self.assertIn("Serial B came.", message.body)
        self.assertIn(line.reference, message.body)

    def test_question_beside_the_step(self):
        claim = self._quiet(self._approved())
        line = claim.line_ids
        self._log(line, "received")
        self._log(line, "asked", text="Which cable?")
        self._tell()
        self.assertEqual(len(self._get_messages(claim)), 2)

    def test_nobody_is_asked_who_has_answered(self):
        claim = self._quiet(self._approved())
        line = claim.sudo().line_ids
        self._log(line, "delivered")
        line._write_axis({"date_confirmed": "2026-01-01"})
        self.assertFalse(self._tell())
        self.assertFalse(self._get_messages(claim))

    # -- texts --

    def test_manager_words_the_messages(self):
        action = self.env.ref("rma_management.mail_template_action")
        templates = self.env["mail.template"].with_user(self.manager)
        found = templates.search(safe_eval(action.domain))
        ours = {f"rma_management.mail_template_{name}" for name in TEMPLATES.values()}
        self.assertLessEqual(ours, set(found.get_external_id().values()))
        template = self.env.ref("rma_management.mail_template_received")
        body = "<p>Hello <t t-out='object.partner_id.name'/>, it is here.</p>"
        template.with_user(self.manager).body_html = body
        claim = self._received()
        [mail] = self._tell()
        self.assertIn("Hello Shop, it is here.", mail["body"])
        self.assertIn(claim.rma_number, mail["body"])
        self.assertIn("access_token", mail["body"])
        with self.assertRaises(AccessError):
            template.with_user(self.agent).body_html = body

    def test_deleted_template(self):
        self.env.ref("rma_management.mail_template_received").unlink()
        claim = self._received()
        self.assertFalse(self._tell())
        self.assertNotIn("waiting", claim.sudo().event_ids.mapped("notice_state"))

    # -- queries --

    def _count_queries(self, claims):
        before = self.cr.sql_log_count
        self._tell()
        for claim in claims:
            self.assertEqual(len(self._get_messages(claim)), 1)
        return self.cr.sql_log_count - before

    def test_queries_are_linear(self):
        """100 claims cost per claim what ten cost, and that is little."""

        def register(count):
            partner = self.customer.id
            claims = self.env["rma.claim"].create(
                [
                    {
                        "partner_id": partner,
                        "product_id": self.cable.id,
                        "resolution_id": self._resolution("repair").id,
                    }
                    for _i in range(count)
                ]
            )
            claims.line_ids.sudo()._log_event("received")
            return claims

        self._count_queries(register(2))
        costs = {count: self._count_queries(register(count)) for count in (10, 110)}
        a_message = (costs[110] - costs[10]) / 100
        self.assertLess(a_message, QUERIES_A_MESSAGE, costs)
        self.assertLess(a_message, 1.2 * costs[10] / 10, costs)
