# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from unittest.mock import patch

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..tools import rma_number
from .common import RmaCommon


@tagged("post_install", "-at_install")
class TestNumbers(RmaCommon):
    # -- the pure functions --

    def test_generate_is_valid_and_scannable(self):
        for _i in range(200):
            number = rma_number.generate()
            self.assertRegex(number, r"^RMA[0-9A-Z]{10}$")
            self.assertTrue(rma_number.is_valid(number))

    def test_generate_is_not_guessable(self):
        numbers = {rma_number.generate() for _i in range(500)}
        self.assertEqual(len(numbers), 500)
        bodies = sorted(number[3:-1] for number in numbers)
        self.assertNotEqual(bodies[0][:6], bodies[1][:6], "No run of neighbours")

    def test_check_character_finds_mistakes(self):
        """Every single wrong character is found."""
        number = rma_number.generate()
        for position in range(3, len(number)):
            for wrong in rma_number.ALPHABET:
                typed = number[:position] + wrong + number[position + 1 :]
                self.assertEqual(rma_number.is_valid(typed), typed == number, typed)

    def test_check_character_finds_swaps(self):
        """Nearly every swap of neighbours is found: ISO 7064 promises no more."""
        swaps = missed = 0
        for _i in range(200):
            number = rma_number.generate()
            for position in range(3, len(number) - 1):
                first, second = number[position : position + 2]
                typed = number[:position] + second + first + number[position + 2 :]
                swaps += typed != number
                missed += typed != number and rma_number.is_valid(typed)
        self.assertLess(missed, swaps / 50)

    def test_normalize(self):
        number = rma_number.generate()
        typed = f" {number[:3].lower()}-{number[3:8]} {number[8:].lower()} "
        self.assertEqual(rma_number.normalize(typed), number)
        self.assertTrue(rma_number.is_valid(typed))
        self.assertEqual(rma_number.normalize(None), "")
        for bad in ("", None, "RMA", "CLM/2026/00001", number[:-1], number + "A"):
            self.assertFalse(rma_number.is_valid(bad))

    # -- in the database --

    def test_number_is_drawn_again_when_taken(self):
        first = self._approved(lot=self.lots[0])
        fresh = rma_number.generate()
        draws = iter([first.rma_number, fresh])
        with patch.object(rma_number, "generate", lambda: next(draws)):
            second = self._approved(lot=self.lots[1])
        self.assertEqual(second.rma_number, fresh)

    def test_number_of_an_ended_claim_is_taken(self):
        claim = self._approved()
        claim.action_cancel("By mistake.")
        fresh = rma_number.generate()
        draws = iter([claim.rma_number, fresh])
        with patch.object(rma_number, "generate", lambda: next(draws)):
            self.assertEqual(claim._draw_rma_numbers(1), [fresh])

    def test_drawing_gives_up_with_a_sentence(self):
        claim = self._approved()
        with (
            patch.object(rma_number, "generate", lambda: claim.rma_number),
            self.assertRaisesRegex(UserError, "No free RMA number"),
        ):
            claim._draw_rma_numbers(1)

    @mute_logger("odoo.sql_db")
    def test_number_is_unique_in_the_database(self):
        first = self._approved(lot=self.lots[0])
        second = self._register(lot=self.lots[1])
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            second.sudo().write({"rma_number": first.rma_number})
            self.env.flush_all()

    def test_many_numbers_at_once(self):
        claims = self.env["rma.claim"].with_user(self.agent)
        for lot in self.lots:
            claims |= self._register(lot=lot)
        claims.action_submit()
        claims.with_user(self.approver).action_approve()
        self.assertEqual(len(set(claims.mapped("rma_number"))), self.SOLD)
        for number in claims.mapped("rma_number"):
            self.assertTrue(rma_number.is_valid(number))

    def test_number_cannot_be_written(self):
        claim = self._approved()
        for user in (self.agent, self.manager):
            for vals in (
                {"rma_number": "RMA0000000000"},
                {"rma_number": False},
                {"valid_until": "2099-01-01"},
                {"name": "CLM/1"},
            ):
                with self.assertRaisesRegex(AccessError, "use the buttons"):
                    claim.with_user(user).write(vals)
        with self.assertRaisesRegex(AccessError, "use the buttons"):
            self._register(rma_number="RMA0000000000")

    def test_claim_with_number_cannot_be_deleted(self):
        claim = self._approved()
        for user in (self.agent, self.manager):
            with self.assertRaisesRegex(UserError, "numbers are never reused"):
                claim.with_user(user).unlink()
            with self.assertRaisesRegex(UserError, "stays on record"):
                claim.line_ids.with_user(user).unlink()
        claim.action_cancel("By mistake.")
        with self.assertRaisesRegex(UserError, "numbers are never reused"):
            claim.unlink()

    def test_copy_takes_no_number(self):
        claim = self._approved()
        copy = claim.copy()
        self.assertFalse(copy.rma_number)
        self.assertFalse(copy.valid_until)
        self.assertNotEqual(copy.name, claim.name)
        self.assertEqual(copy.line_ids.decision, "draft")

    def test_number_survives_cancel_and_revival(self):
        claim = self._approved()
        number = claim.rma_number
        claim.action_cancel("By mistake.")
        self.assertEqual(claim.rma_number, number)

    def test_item_reference_follows_the_number(self):
        claim = self._register_many(self.lots[:2])
        self.assertEqual(
            claim.line_ids.mapped("reference"), [f"{claim.name}-01", f"{claim.name}-02"]
        )
        self._approve(claim)
        number = claim.rma_number
        self.assertEqual(
            claim.line_ids.mapped("reference"), [f"{number}-01", f"{number}-02"]
        )
