# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .answer_common import AnswerCommon

ROUTES = ("confirm", "failing", "answer", "extend", "rate", "cancel")
SCRIPT = "<script>alert('rma')</script>"
IMAGE = "<img src=x onerror=alert(1)>"


@tagged("post_install", "-at_install")
class TestCustomerAttacks(AnswerCommon):
    """Nobody answers for somebody else."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.claim = cls._delivered()
        cls.foreign_lots = cls._create_lots(cls.product, "OTHER", 1)
        cls._buy(cls.product, cls.foreign_lots)
        cls._sell(cls.product, cls.foreign_lots, partner=cls.stranger)
        cls.foreign = cls._delivered(
            lot=cls.foreign_lots[0], partner_id=cls.stranger.id
        )

    def _get_data(self, claim):
        """Return what all cards would post about *claim*."""
        return {"line_ids": claim.sudo().line_ids.ids, "text": "x", "rate": "5"}

    def assertNotFound(self, claim, data, **kwargs):
        """Assert the one answer to all who may not see *claim*, and no change."""
        claim = claim.sudo()
        before = self._get_snapshot(claim)
        missing = {}
        for route in ROUTES:
            with self.subTest(route=route), mute_logger("odoo.http"):
                response = self._post(f"/my/rma/{claim.id}/{route}", data, **kwargs)
                nothing = self._post(f"/my/rma/{2**31 - 1}/{route}", data, **kwargs)
                self.assertEqual(response.status_code, 404)
                self.assertEqual(nothing.status_code, 404)
                missing[route] = (response.text, nothing.text)
        for found, nothing in missing.values():
            clean = [
                text.replace(str(claim.id), "ID").replace(str(2**31 - 1), "ID")
                for text in (found, nothing)
            ]
            self.assertEqual(len(clean[0]), len(clean[1]))
        self.env.invalidate_all()
        self.assertEqual(self._get_snapshot(claim), before)

    def test_another_customer(self):
        self._login(self.mallory)
        self.assertNotFound(self.claim, self._get_data(self.claim))

    def test_without_login_and_token(self):
        self._login(None)
        self.assertNotFound(self.claim, self._get_data(self.claim))

    def test_token_of_another_claim(self):
        self._login(None)
        token = self._get_token(self.foreign)
        for wrong in (token, token[:-1], "", "0", "None", "False"):
            data = self._get_data(self.claim) | {"access_token": wrong}
            self.assertNotFound(self.claim, data)

    def test_unconfirmed(self):
        """Not even its author's company acts on what is not confirmed."""
        self.claim.sudo().is_confirmed = False
        self._login(self.portal)
        self.assertNotFound(self.claim, self._get_data(self.claim))
        self._login(None)
        token = {"access_token": self._get_token(self.claim)}
        self.assertNotFound(self.claim, self._get_data(self.claim) | token)

    def test_colleague_who_only_reads(self):
        """The warehouse reads the claim's page, it answers for nobody."""
        self.token = None
        for user in (self.stocker, self.accountant):
            self._login(user)
            self._get_page(self.claim)
            for route in ROUTES:
                with self.subTest(route=route, user=user.login):
                    self.assertPostRefused(
                        "You only read this claim",
                        self.claim,
                        route,
                        **self._get_data(self.claim),
                    )

    def test_colleague_who_works_on_it(self):
        """Who may confirm in the claim may do so here, under the own name."""
        self.token = None
        self._login(self.agent)
        unit = self.claim.line_ids.id
        self.assertDone(self._act(self.claim, "confirm", line_ids=unit))
        event = self._get_event(self.claim, "working")
        self.assertEqual(event._get_actor(), self.agent.name)

    def test_get_changes_nothing(self):
        self._login(self.portal)
        before = self._get_snapshot(self.claim)
        for route in ROUTES:
            with self.subTest(route=route), mute_logger("odoo.http"):
                response = self._get(
                    f"/my/rma/{self.claim.id}/{route}"
                    f"?line_ids={self.claim.line_ids.id}&text=x&rate=5"
                )
                self.assertEqual(response.status_code, 405)
        self._get(f"/my/rma/{self.claim.id}")
        self.env.invalidate_all()
        self.assertEqual(self._get_snapshot(self.claim), before)

    def test_without_csrf_token(self):
        before = self._get_snapshot(self.claim)
        for user, token in ((self.portal, None), (None, self._get_token(self.claim))):
            self._login(user)
            data = self._get_data(self.claim) | {"access_token": token or ""}
            for route in ROUTES:
                with self.subTest(route=route), mute_logger("odoo.http"):
                    response = self._post(
                        f"/my/rma/{self.claim.id}/{route}", data, csrf=False
                    )
                    self.assertEqual(response.status_code, 400)
        self.env.invalidate_all()
        self.assertEqual(self._get_snapshot(self.claim), before)

    def test_posted_units_of_another_claim(self):
        """One foreign unit among the own ones spoils the post."""
        own, foreign = self.claim.line_ids.id, self.foreign.line_ids.id
        before = self._get_snapshot(self.foreign)
        self._visit(self.claim)
        for ids in (
            [foreign],
            [own, foreign],
            ["x"],
            ["-1"],
            ["1e3"],
            [""],
            [own, "²"],
        ):
            for route in ("confirm", "failing", "answer"):
                with self.subTest(ids=ids, route=route):
                    self.assertPostRefused(
                        "Please choose the unit",
                        self.claim,
                        route,
                        line_ids=ids,
                        text="x",
                    )
        self.assertEqual(self._get_snapshot(self.foreign), before)
        self.assertFalse(self.foreign.follow_up_ids)

    def test_posted_values_that_are_not_asked_for(self):
        """Fields of the claim in the form are not written anywhere."""
        self._visit(self.claim)
        self._act(
            self.claim,
            "failing",
            line_ids=self.claim.line_ids.id,
            text="Dead.",
            partner_id=self.stranger.id,
            user_id=self.manager.id,
            decision="approved",
            coverage="free",
            claim_id=self.foreign.id,
        )
        follow_up = self.claim.follow_up_ids
        self.assertEqual(follow_up.partner_id, self.customer)
        self.assertEqual(follow_up.line_ids.decision, "submitted")
        self.assertFalse(self.foreign.follow_up_ids)

    def test_script_in_every_text(self):
        text = f"{SCRIPT}{IMAGE}"
        self._visit(self.claim)
        pages = [
            self._act(self.claim, "failing", line_ids=self.claim.line_ids.id, text=text)
        ]
        pages.append(self._act(self.claim, "rate", rate="1", text=text))
        follow_up = self.claim.follow_up_ids
        self.token = None
        follow_up.with_user(self.agent).action_ask_customer(text)
        pages.append(self._get_page(follow_up))
        pages.append(
            self._act(follow_up, "answer", line_ids=follow_up.line_ids.id, text=text)
        )
        activity = follow_up.sudo().activity_ids
        pages.append(self._act(follow_up, "cancel", text=text))
        for html in [
            *pages,
            activity.note,
            follow_up.timeline_html,
            *self.claim.sudo().message_ids.mapped("body"),
        ]:
            self.assertNotIn(SCRIPT, html)
            self.assertNotIn(IMAGE, html)

    def test_zero_bytes(self):
        self._visit(self.claim)
        page = self._act(
            self.claim, "failing", line_ids=self.claim.line_ids.id, text="De\0ad"
        )
        self.assertDone(page)
        self.assertEqual(self.claim.follow_up_ids.symptom_note, "Dead")

    def test_rpc(self):
        """The acts are no methods for clients, and the staff's need a right."""
        claim = self.claim.with_user(self.portal)
        for method, *args in (
            ("action_ask_customer", "x"),
            ("action_answer_question", "x"),
        ):
            for records in (claim, claim.line_ids):
                with self.subTest(method=method), self.assertRaises(AccessError):
                    getattr(records, method)(*args)
        for name in dir(type(claim)):
            if "customer" in name and callable(getattr(type(claim), name)):
                is_asking = name in (
                    "action_ask_customer",
                    "action_open_ask_customer",
                    "is_ask_customer_allowed",
                )
                self.assertTrue(name.startswith("_") or is_asking, name)

    def test_fields_are_written_by_the_acts_only(self):
        values = {
            "rma.claim": {
                "origin_claim_id": self.foreign.id,
                "date_extended_by_customer": False,
            },
            "rma.claim.line": {
                "question": "x",
                "follow_up_line_id": self.foreign.line_ids.id,
                "origin_line_id": self.foreign.line_ids.id,
            },
        }
        for records in (self.claim, self.claim.line_ids):
            for name, value in values[records._name].items():
                with self.subTest(name=name), self.assertRaises(AccessError):
                    records.with_user(self.manager).write({name: value})
