# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import date, timedelta

from odoo import fields
from odoo.tests import tagged

from .common import RmaCommon


@tagged("post_install", "-at_install")
class TestPortalWords(RmaCommon):
    """What customers are told, for every stage and every next step."""

    def _get_for_customer(self, claim):
        return claim.with_user(self.portal).sudo()

    def _set(self, claim, **vals):
        """Put the claim where *vals* say, whatever its units do."""
        claim.sudo().write(vals)
        return self._get_for_customer(claim)

    def test_every_stage_has_a_title(self):
        claim = self._register(lot=self.lots[0])
        for stage, label in claim._fields["stage"].selection:
            status = self._set(claim, stage=stage)._get_customer_status()
            with self.subTest(stage):
                self.assertTrue(status["title"])
                self.assertTrue(status["text"].endswith("."), status["text"])
                self.assertTrue(label)

    def test_every_step_has_a_sentence(self):
        """Also the steps that other addons add get one."""
        claim = self._approved(lot=self.lots[0])
        steps = dict(claim._fields["next_step"]._description_selection(self.env))
        for step in steps:
            status = self._set(claim, next_step=step)._get_customer_status()
            with self.subTest(step):
                self.assertTrue(status["text"].strip().endswith("."), status["text"])
                self.assertNotIn("%(", status["text"])

    def test_unknown_steps_are_told_by_who_has_the_ball(self):
        claim = self._approved(lot=self.lots[0])
        texts = set()
        for owner in ("us", "customer", "courier", "vendor"):
            self._set(claim, ball_owner=owner)
            texts.add(self._get_for_customer(claim)._get_neutral_sentence())
        self.assertEqual(len(texts), 4)

    def test_a_day_that_is_over_is_not_promised(self):
        claim = self._register(lot=self.lots[0])
        claim.action_submit()
        customer = self._get_for_customer(claim)
        self.assertRegex(customer._get_customer_status()["text"], r"by \d")
        past = fields.Datetime.now() - timedelta(days=3)
        text = self._set(claim, date_step_deadline=past)._get_customer_status()["text"]
        self.assertNotRegex(text, r"\d")

    def test_way_of_delivery(self):
        claim = self._approved(lot=self.lots[0])
        for method, words in (
            ("courier", "Please send us the unit"),
            ("pickup", "we have it picked up"),
            ("counter", "bring the unit to our counter"),
        ):
            text = self._set(claim, delivery_method=method)._get_customer_status()
            self.assertIn(words, text["text"])
            self.assertIn(claim.rma_number, text["text"])

    def test_forecast_is_told_while_it_is_ahead(self):
        claim = self._approved(lot=self.lots[0])
        customer = self._get_for_customer(claim)
        forecast = customer._get_customer_status()["forecast"]
        self.assertEqual(forecast, claim.line_ids.date_forecast)
        self._set(claim.line_ids, date_forecast_told=date(2020, 1, 1))
        self.assertFalse(customer._get_customer_status()["forecast"])

    def test_progress_follows_the_goods(self):
        claim = self._approved(lot=self.lots[0])
        customer = self._get_for_customer(claim)

        def read():
            return {row["name"]: row["state"] for row in self._progress(customer)}

        self.assertEqual(read()["Registered"], "done")
        self.assertEqual(read()["Approved"], "current")
        self.assertEqual(read()["Done"], "todo")
        self._receive(claim)
        self.assertEqual(read()["Received"], "current")
        self._set(claim, stage="closed")
        self.assertEqual(set(read().values()), {"done"})
        self._set(claim, stage="cancelled")
        self.assertEqual(read(), {})

    def _progress(self, claim):
        return claim._get_customer_progress()

    def test_progress_leaves_out_what_does_not_happen(self):
        """Advice moves no goods; an advance replacement goes out first."""
        advice = self._get_for_customer(self._register("advice", lot=self.lots[0]))
        names = [row["name"] for row in self._progress(advice)]
        self.assertEqual(names, ["Registered", "Approved", "In work", "Done"])
        advance = self._get_for_customer(
            self._register("replace_in_advance", lot=self.lots[1])
        )
        names = [row["name"] for row in self._progress(advance)]
        self.assertEqual(names, ["Registered", "Approved", "On its way to you", "Done"])

    # -- what happened --

    def test_timeline_groups_units_and_hides_remarks(self):
        claim = self._register_many(self.lots[:3])
        self._approve(claim)
        claim.sudo().line_ids._log_event("ownership", "INTERNAL")
        rows = self._get_for_customer(claim)._get_customer_timeline()
        kinds = [row["kind"] for row in rows]
        self.assertEqual(kinds, ["approved", "submitted", "registered"])
        self.assertEqual(len(rows[0]["units"]), 3)
        self.assertNotIn("INTERNAL", str(rows))
        self.assertNotIn(self.approver.name, str(rows))

    # -- units --

    def test_payer_is_told_with_care(self):
        claim = self._register(lot=self.lots[0])
        customer = self._get_for_customer(claim)
        line = customer.line_ids

        def read():
            return customer._get_customer_units(line)[line]

        self.assertIn("check", read()["payer"])
        self.assertEqual(read()["resolution"], "")
        self._approve(claim)
        self.assertEqual(read()["payer"], "Free of charge for you.")
        self.assertEqual(read()["resolution"], "Repair")
        for vals, words in (
            ({"labour_percent": 0}, "Covered in part; the rest is at your cost."),
            ({"coverage": "paid"}, "At your cost."),
            ({"coverage": "contract"}, "Covered in part by your service contract."),
            ({"labour_percent": 100}, "Covered by your service contract."),
        ):
            self._set(line, **vals)
            self.assertEqual(read()["payer"], words)

    def test_resolutions_are_told_without_our_partners(self):
        claim = self._approved("send_to_vendor", lot=self.lots[0])
        customer = self._get_for_customer(claim)
        unit = customer._get_customer_units(customer.line_ids)[customer.line_ids]
        self.assertEqual(unit["resolution"], "Repair")

    def test_rejected_units_tell_why_and_nothing_of_money(self):
        claim = self._register(lot=self.lots[0])
        claim.action_submit()
        claim.with_user(self.approver).action_reject("Too old.")
        customer = self._get_for_customer(claim)
        unit = customer._get_customer_units(customer.line_ids)[customer.line_ids]
        self.assertEqual(unit["remarks"], "Too old.")
        self.assertEqual(unit["payer"], "")
        self.assertEqual(unit["resolution"], "")
