# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import re

from freezegun import freeze_time
from lxml import html

from odoo.tests import tagged
from odoo.tools import mute_logger

from ..tools.upload_check import MB
from .portal_common import PortalCommon
from .test_upload_check import HTML, PDF, SVG, make_bomb, make_boxes, make_picture

SCRIPT = "<script>alert('x')</script>"


@tagged("-at_install", "post_install")
class TestClaimForm(PortalCommon):
    """A customer raises a claim in the portal, step by step."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["rma.known.remedy"].search([]).active = False
        cls.symptom = cls.env.ref("rma_management.symptom_no_power")
        cls.reason = cls.env.ref("rma_management.reason_defect")

    def setUp(self):
        super().setUp()
        self._login(self.portal)

    # -- helpers --

    def _text(self, response):
        """Return what a page says, without its tags."""
        self.assertEqual(response.status_code, 200, response.text[:300])
        page = html.fromstring(response.text).find(".//main")
        return re.sub(r"\s+", " ", page.text_content())

    def _values(self, **values):
        return {
            "serial": "SOLD0",
            "symptom_id": str(self.symptom.id),
            "symptom_note": "It does not start.",
            **values,
        }

    def _raise(self, files=None, **values):
        """Post the details; return the unsent claim and the response."""
        before = self.env["rma.claim"].search([("is_confirmed", "=", False)])
        response = self._post("/my/rma/new", self._values(**values), files=files)
        self.env.invalidate_all()
        return (
            self.env["rma.claim"].search([("is_confirmed", "=", False)]) - before,
            response,
        )

    def _photo(self, content=None, name="photo.jpg", field="photos"):
        return (field, (name, content or make_picture(), "image/jpeg"))

    # -- the way --

    def test_from_the_serial_to_the_sent_claim(self):
        response = self._post("/my/rma/serial", {"serial": " SOLD0 "})
        self.assertEqual(response.status_code, 303)
        url = response.headers["Location"]
        text = self._text(self._get(url))
        self.assertIn("Printer", text)
        self.assertIn("Under warranty until", text)
        text = self._text(self._get(f"{url}&symptom={self.symptom.id}"))
        self.assertIn("Describe it in your own words", text)
        files = [self._photo(), self._photo(PDF, "bill.pdf", "proofs")]
        claim, response = self._raise(
            files,
            reason_id=str(self.reason.id),
            reason_note="Too loud",
            demand="nonconformity",
            delivery_method="pickup",
            accessories="Cable",
            client_ref="PO 7",
            delegate_name="Carl",
            delegate_phone="+1 555 010 0199",
            date_purchased="2020-02-03",
            manufacture_year="2019",
        )
        self.assertEqual(response.status_code, 303)
        self.assertEqual(claim.state, "unconfirmed")
        unit = claim.line_ids
        self.assertRecordValues(
            unit,
            [
                {
                    "lot_id": self.lots[0].id,
                    "product_id": self.product.id,
                    "sale_line_id": self.sale_line.id,
                    "symptom_id": self.symptom.id,
                    "reason_id": self.reason.id,
                    "accessories_told": "Cable",
                    "manufacture_year": 2019,
                }
            ],
        )
        self.assertEqual(claim.demand, "nonconformity")
        self.assertEqual(unit.fault_photo_ids.name, "photo.jpg")
        self.assertEqual(unit.proof_ids.mimetype, "application/pdf")
        page = f"/my/rma/new/{claim.id}"
        text = self._text(self._get(page))
        self.assertIn("Probably free of charge", text)
        self.assertIn("You get the final answer when we have looked at it.", text)
        self.assertIn("photo.jpg", text)
        response = self._post(f"{page}/send")
        self.assertEqual(response.status_code, 303)
        self.assertTrue(response.headers["Location"].endswith(f"/my/rma/{claim.id}"))
        self.env.invalidate_all()
        self.assertEqual((claim.state, claim.channel), ("submitted", "portal"))
        self.assertEqual(claim.partner_id, self.contact)
        self.assertEqual(claim.delegate_id.name, "Carl")
        events = claim.event_ids.ids
        again = self._post(f"{page}/send")
        self.assertTrue(again.headers["Location"].endswith(f"/my/rma/{claim.id}"))
        self.env.invalidate_all()
        self.assertEqual(claim.event_ids.ids, events)
        self.assertEqual(self._get(page).status_code, 303)

    def test_from_an_order_line(self):
        cables = self._sell(self.cable, quantity=5)
        text = self._text(self._get(f"/my/rma/new?order={cables.id}"))
        self.assertIn("Cable", text)
        self.assertIn("5 left", text)
        self.assertNotIn(self.sale_order.name, text)
        line = cables.order_line
        text = self._text(self._get(f"/my/rma/new?order_line={line.id}&symptom=0"))
        self.assertIn("How many units", text)
        claim, _response = self._raise(serial="", order_line=str(line.id), quantity="2")
        self.assertEqual(claim.line_ids.sale_line_id, line)
        self.assertEqual(claim.line_ids.quantity, 2)
        page = self._get(f"/my/rma/new?order_line={self.sale_line.id}&symptom=0").text
        self.assertIn("SOLD1", page)
        self.assertNotIn("SHELF0", page)

    def test_from_scratch(self):
        url = "/my/rma/new?product_text=Old+radio"
        self.assertIn("Old radio", self._text(self._get(url)))
        claim, _response = self._raise(serial="", product_text="Old radio")
        self.assertEqual(claim.line_ids.product_told, "Old radio")
        text = self._text(self._get(f"/my/rma/new/{claim.id}"))
        self.assertIn("We do not know this unit yet", text)
        self._post(f"/my/rma/new/{claim.id}/send")
        self.env.invalidate_all()
        # somebody who knows the product goes on
        self.assertEqual(claim.state, "draft")
        self.assertTrue(claim.is_confirmed)

    def test_search_finds_what_was_sold_to_him(self):
        for word, is_found in (
            ("Print", True),
            (self.sale_order.name, True),
            ("SOLD2", True),
            ("SHELF0", False),
            ("Scanner", False),
        ):
            page = self._get(f"/my/rma/new?search={word}").text
            self.assertEqual("rma_sold_lines" in page, is_found, word)

    def test_change_and_discard(self):
        claim, _response = self._raise([self._photo()])
        page = f"/my/rma/new/{claim.id}"
        self.assertIn("It does not start.", self._get(f"{page}/change").text)
        photo = claim.line_ids.fault_photo_ids
        self._post(
            f"{page}/change",
            self._values(symptom_note="It smokes.", remove=photo.id, serial="SOLD1"),
            files=[self._photo(name="other.jpg")],
        )
        self.env.invalidate_all()
        unit = claim.line_ids
        self.assertEqual(unit.symptom_note, "It smokes.")
        self.assertEqual(unit.fault_photo_ids.name, "other.jpg")
        self.assertEqual(unit.lot_id, self.lots[0])
        self.assertFalse(photo.exists())
        response = self._post(f"{page}/change", self._values(demand="nothing"))
        self.assertIn("Choose one of the list.", self._text(response))
        response = self._post(f"{page}/discard")
        self.assertEqual(response.status_code, 303)
        self.env.invalidate_all()
        self.assertFalse(claim.exists())
        self.assertEqual(self._post(f"{page}/discard").status_code, 404)

    def test_errors_stand_beside_their_fields(self):
        claim, response = self._raise(
            symptom_id="", symptom_note=" ", client_ref="x" * 65, reason_note="kept"
        )
        self.assertFalse(claim)
        text = self._text(response)
        self.assertIn("Tell us what is wrong", text)
        self.assertIn("At most 64 characters", text)
        page = html.fromstring(response.text)
        field = page.get_element_by_id("rma_symptom_note")
        self.assertEqual(field.get("aria-invalid"), "true")
        error_id = field.get("aria-describedby").split()[-1]
        self.assertIn("Tell us", page.get_element_by_id(error_id).text_content())
        self.assertEqual(page.get_element_by_id("rma_reason_note").text, "kept")

    def test_one_open_claim_of_a_unit(self):
        claim, _response = self._raise()
        twin, _response = self._raise()
        self._post(f"/my/rma/new/{claim.id}/send")
        text = self._text(self._get("/my/rma/new?serial=SOLD0"))
        self.assertIn("in an open claim already", text)
        self.assertIn(claim.name, text)
        other, response = self._raise()
        self.assertFalse(other)
        self.assertEqual(response.status_code, 303)
        response = self._post(f"/my/rma/new/{twin.id}/send")
        self.assertIn(f"/my/rma/new/{twin.id}", response.headers["Location"])
        text = self._text(self._get(f"/my/rma/new/{twin.id}"))
        self.assertIn(f"in the open claim {claim.name}", text)
        self.env.invalidate_all()
        self.assertEqual(twin.state, "unconfirmed")

    # -- known remedies --

    def test_remedies_come_first(self):
        remedy, other = self.env["rma.known.remedy"].create(
            [
                {
                    "name": name,
                    "body": f"<p>{name}.</p>",
                    "symptom_ids": self.symptom.ids,
                }
                for name in ("Plug it in", "Shake it")
            ]
        )
        url = f"/my/rma/new?serial=SOLD0&symptom={self.symptom.id}"
        text = self._text(self._get(url))
        self.assertIn("Plug it in", text)
        self.assertNotIn("Describe it in your own words", text)
        values = {"serial": "SOLD0", "symptom": str(self.symptom.id)}
        response = self._post("/my/rma/new/remedy", {**values, "remedy": ""})
        self.assertIn("tried=1", response.headers["Location"])
        text = self._text(self._get(response.headers["Location"]))
        self.assertIn("Describe it in your own words", text)
        for _repeat in range(2):
            response = self._post("/my/rma/new/remedy", {**values, "remedy": remedy.id})
        self.assertIn("works again", self._text(self._get("/my/rma/new/solved")))
        self.assertTrue(response.headers["Location"].endswith("/my/rma/new/solved"))
        self.env.invalidate_all()
        self.assertEqual((remedy.solved_count, remedy.unsolved_count), (1, 1))
        self.assertEqual((other.solved_count, other.unsolved_count), (0, 1))
        self.assertRecordValues(
            remedy.answer_ids.filtered("is_solved"),
            [
                {
                    "partner_id": self.contact.id,
                    "product_id": self.product.id,
                    "serial": "SOLD0",
                    "symptom_id": self.symptom.id,
                    "channel": "portal",
                }
            ],
        )
        self.assertFalse(self.env["rma.claim"].search([("is_confirmed", "=", False)]))
        # an advice that was not shown cannot be answered
        hidden = self.env["rma.known.remedy"].create(
            {"name": "X", "body": "<p>X</p>", "active": False}
        )
        self._post("/my/rma/new/remedy", {**values, "remedy": hidden.id})
        self.assertFalse(hidden.answer_ids)

    # -- whose it is --

    def test_foreign_and_unknown_serials_look_alike(self):
        other = self._create_lots(self.product, "ELSE", 1)
        self._buy(self.product, other)
        self._sell(self.product, other, partner=self.stranger)
        pages = [
            re.sub(r'name="csrf_token"[^>]*', "", self._get(url).text).replace(
                serial, "NUMBER"
            )
            for serial in ("ELSE0", "SHELF0", "NONE0")
            for url in [f"/my/rma/new?serial={serial}"]
        ]
        pages = [re.sub(r"csrf_token: \"[^\"]*\"|v=\d+", "", page) for page in pages]
        self.assertEqual(
            [html.fromstring(page).find(".//main").text_content() for page in pages],
            [html.fromstring(pages[0]).find(".//main").text_content()] * 3,
        )
        self.assertNotIn("Printer", pages[0])
        answers = [
            self.make_jsonrpc_request("/my/rma/serial/check", {"serial": serial})
            for serial in ("ELSE0", "SHELF0", "NONE0", "", " ")
        ]
        self.assertEqual(
            answers, [{"is_known": False, "title": "", "warranty": ""}] * 5
        )
        answer = self.make_jsonrpc_request("/my/rma/serial/check", {"serial": "SOLD0"})
        self.assertTrue(answer["is_known"])
        self.assertIn("Printer", answer["title"])
        claim, _response = self._raise(serial="ELSE0")
        text = self._text(self._get(f"/my/rma/new/{claim.id}"))
        self.assertIn("We do not know this unit yet", text)
        for secret in ("Printer", "Stranger", "Under warranty"):
            self.assertNotIn(secret, text)
        self._post(f"/my/rma/new/{claim.id}/send")
        text = self._text(self._get(f"/my/rma/{claim.id}"))
        for secret in ("Printer", "Stranger", "Under warranty"):
            self.assertNotIn(secret, text)

    def test_serials_are_not_tried_out(self):
        with freeze_time("2026-03-01 12:00:00"):
            for _try in range(30):
                self.make_jsonrpc_request("/my/rma/serial/check", {"serial": "X"})
            answer = self.make_jsonrpc_request(
                "/my/rma/serial/check", {"serial": "SOLD0"}
            )
            self.assertFalse(answer["is_known"])
            self._post("/my/rma/serial", {"serial": "SOLD0"})
            self.assertIn("too often", self._text(self._get("/my/rma/new")))

    def test_foreign_order_line_and_product(self):
        order = self._sell(self.cable, quantity=5, partner=self.stranger)
        for query in (
            f"order_line={order.order_line.id}",
            f"product={self.cable.id}",
            "order_line=999999",
            "order_line=1%27--",
            f"order={order.id}",
        ):
            text = self._text(self._get(f"/my/rma/new?{query}"))
            self.assertIn("Which unit is it?", text)
            self.assertNotIn("Cable", text)
            self.assertNotIn(order.name, text)
        claim, response = self._raise(serial="", order_line=str(order.order_line.id))
        self.assertFalse(claim)
        self.assertEqual(response.status_code, 303)

    @mute_logger("odoo.http")
    def test_unsent_claims_are_their_authors_only(self):
        claim, _response = self._raise([self._photo()])
        page = f"/my/rma/new/{claim.id}"
        colleague = self.portal.copy(
            {
                "login": "rma_colleague",
                "password": "rma_colleague",
                "partner_id": self.contact.copy().id,
            }
        )
        for user in (self.mallory, colleague, self.manager):
            self._login(user)
            for url in (page, f"{page}/change", f"/my/rma/{claim.id}"):
                self.assertEqual(self._get(url).status_code, 404, user.login)
            for act in ("change", "send", "discard"):
                response = self._post(f"{page}/{act}", self._values())
                self.assertEqual(response.status_code, 404, (user.login, act))
            token = f"?access_token={self._get_token(claim)}"
            self.assertEqual(self._get(f"/my/rma/{claim.id}{token}").status_code, 404)
        self._login(None)
        self.assertEqual(self._get(page).status_code, 303)
        self.env.invalidate_all()
        self.assertEqual(claim.state, "unconfirmed")

    # -- doors --

    @mute_logger("odoo.http")
    def test_posts_only_with_csrf(self):
        claim, _response = self._raise()
        for path in (
            "/my/rma/serial",
            "/my/rma/new/remedy",
            f"/my/rma/new/{claim.id}/send",
            f"/my/rma/new/{claim.id}/discard",
            f"/my/rma/{claim.id}/photos",
        ):
            self.assertEqual(self._get(path).status_code, 405, path)
            self.assertEqual(
                self._post(path, {"a": "b"}, csrf=False).status_code, 400, path
            )
        for path in ("/my/rma/new", f"/my/rma/new/{claim.id}/change"):
            response = self._post(path, self._values(), csrf=False)
            self.assertEqual(response.status_code, 400, path)
        self.env.invalidate_all()
        self.assertEqual(claim.state, "unconfirmed")

    def test_visitors_have_to_log_in(self):
        self._login(None)
        self.assertIn("/web/login", self._get("/my/rma/new").headers["Location"])
        response = self._post("/my/rma/new", self._values())
        self.assertIn("/web/login", response.headers["Location"])

    def test_script_is_shown_as_text(self):
        texts = dict.fromkeys(
            (
                "symptom_note",
                "reason_note",
                "accessories",
                "client_ref",
                "delegate_name",
                "product_text",
                "serial",
            ),
            SCRIPT,
        )
        claim, _response = self._raise([self._photo(name=f"{SCRIPT}.jpg")], **texts)
        self.assertEqual(claim.line_ids.symptom_note, SCRIPT)
        page = f"/my/rma/new/{claim.id}"
        for url in (page, f"{page}/change"):
            self.assertNotIn(SCRIPT, self._get(url).text)
        quoted = "%3Cscript%3Ealert('x')%3C/script%3E"
        for name in ("serial", "product_text", "search", "order", "symptom", "product"):
            url = f"/my/rma/new?product_text=x&{name}={quoted}"
            self.assertNotIn(SCRIPT, self._get(url).text, name)
        _claim, response = self._raise(**texts, demand=SCRIPT, quantity=SCRIPT)
        self.assertNotIn(SCRIPT, response.text)
        self._post(f"{page}/send")
        self.assertNotIn(SCRIPT, self._get(f"/my/rma/{claim.id}").text)

    def test_bad_files_are_refused(self):
        for content, name, sentence in (
            (HTML, "photo.jpg", "cannot be taken"),
            (SVG, "photo.jpg", "cannot be taken"),
            (make_picture() + HTML, "photo.jpg", "cannot be taken"),
            (PDF, "photo.jpg", "cannot be taken"),
            (make_bomb(), "photo.png", "damaged or too large"),
            (make_picture() + bytes(20 * MB), "photo.jpg", "more than 10 MB"),
            (make_boxes(b"isom", b"moov") + bytes(8), "a.mp4", "cannot be taken"),
        ):
            claim, response = self._raise([self._photo(content, name)])
            self.assertFalse(claim, name)
            self.assertIn(sentence, self._text(response))
        claim, response = self._raise([self._photo()] * 9)
        self.assertFalse(claim)
        self.assertIn("at most 8", self._text(response))
        self.assertFalse(
            self.env["ir.attachment"].search([("res_model", "=", "rma.claim.line")])
        )

    def test_claims_are_not_raised_without_end(self):
        with freeze_time("2026-03-01 12:00:00"):
            for _post in range(30):
                self._post("/my/rma/new", {"serial": ""})
            claim, response = self._raise()
        self.assertFalse(claim)
        self.assertEqual(response.status_code, 303)

    # -- photos later --

    def test_photos_later(self):
        claim = self._register(user=self.agent)
        claim.action_submit()
        path = f"/my/rma/{claim.id}/photos"
        self.assertIn("rma_card_photos", self._get(f"/my/rma/{claim.id}").text)
        response = self._post(path, {}, files=[self._photo()])
        self.assertEqual(response.status_code, 303)
        unit = claim.line_ids.sudo()
        self.env.invalidate_all()
        self.assertEqual(len(unit.fault_photo_ids), 1)
        self.assertIn("added 1 photos", unit.message_ids[0].body)
        # with the link of an e-mail
        self._login(None)
        token = self._get_token(claim)
        self._post(path, {"access_token": token}, files=[self._photo()])
        self.env.invalidate_all()
        self.assertEqual(len(unit.fault_photo_ids), 2)
        self.assertEqual(unit.message_ids[0].author_id, claim.partner_id)
        # nobody else
        for user, data in (
            (None, {}),
            (None, {"access_token": "wrong"}),
            (self.mallory, {}),
        ):
            self._login(user)
            response = self._post(path, data, files=[self._photo()])
            self.assertEqual(response.status_code, 404)
        self._login(self.portal)
        self._post(path, {}, files=[self._photo(HTML)])
        self.assertIn("cannot be taken", self._get(f"/my/rma/{claim.id}").text)
        self.env.invalidate_all()
        self.assertEqual(len(unit.fault_photo_ids), 2)

    def test_photos_of_the_right_unit(self):
        claim = self._register_many(self.lots[:2])
        foreign = self._register(lot=self.lots[2], user=self.agent)
        first, second = claim.line_ids
        path = f"/my/rma/{claim.id}/photos"
        self._post(path, {"line_id": second.id}, files=[self._photo()])
        self._post(path, {"line_id": foreign.line_ids.id}, files=[self._photo()])
        self.env.invalidate_all()
        self.assertEqual(len(second.sudo().fault_photo_ids), 1)
        self.assertFalse(foreign.line_ids.sudo().fault_photo_ids)
        self.assertEqual(len(first.sudo().fault_photo_ids), 1)

    def test_no_photos_for_an_ended_claim(self):
        claim = self._register(user=self.agent)
        claim.action_submit()
        claim.with_user(self.approver).action_reject("Too old.")
        self.assertNotIn("rma_card_photos", self._get(f"/my/rma/{claim.id}").text)
        self._post(f"/my/rma/{claim.id}/photos", {}, files=[self._photo()])
        self.assertIn("has ended", self._get(f"/my/rma/{claim.id}").text)
        self.env.invalidate_all()
        self.assertFalse(claim.line_ids.sudo().fault_photo_ids)

    # -- the order's page --

    def test_button_on_the_order(self):
        page = self._get(f"/my/orders/{self.sale_order.id}").text
        self.assertIn(f"/my/rma/new?order={self.sale_order.id}", page)
        self._login(None)
        token = self.sale_order._portal_ensure_token()
        url = f"/my/orders/{self.sale_order.id}?access_token={token}"
        self.assertNotIn("/my/rma/new", self._get(url).text)

    def test_choice_costs_the_same_for_many_lines(self):
        def count():
            self.env.registry.clear_cache()
            self._get("/my/rma/new")
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self._get("/my/rma/new")
            return self.env.cr.sql_log_count - before

        few = count()
        for _order in range(10):
            self._sell(self.cable, quantity=2)
        self.assertLessEqual(count(), few + 2)
