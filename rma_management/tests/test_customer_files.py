# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import io

from PIL import Image

from odoo.tests import tagged

from .answer_common import AnswerCommon


@tagged("post_install", "-at_install")
class TestCustomerFiles(AnswerCommon):
    """Photos that come with an answer or with a report."""

    def _get_photo(self):
        stream = io.BytesIO()
        Image.new("RGB", (8, 8), "red").save(stream, "PNG")
        return ("photos", ("fault.png", stream.getvalue(), "image/png"))

    def test_answer_with_photos(self):
        for claim in self._visit_twice(self._asked):
            page = self._act(
                claim,
                "answer",
                files=[self._get_photo()] * 2,
                line_ids=claim.line_ids.id,
                text="As you see.",
            )
            self.assertDone(page)
            photos = claim.sudo().line_ids.fault_photo_ids
            self.assertEqual(len(photos), 2)
            self.assertEqual(set(photos.mapped("res_id")), {claim.line_ids.id})

    def test_failing_with_photos(self):
        """They belong to the claim that carries it on."""
        for claim in self._visit_twice(self._delivered):
            page = self._act(
                claim,
                "failing",
                files=[self._get_photo()],
                line_ids=claim.line_ids.id,
                text="As you see.",
            )
            self.assertDone(page)
            self.assertFalse(claim.sudo().line_ids.fault_photo_ids)
            photo = claim.follow_up_ids.sudo().line_ids.fault_photo_ids
            self.assertEqual(photo.res_id, claim.follow_up_ids.line_ids.id)

    def test_disguised_file(self):
        """Nothing is half-done, and the words are in the card again."""
        page = ("photos", ("fault.jpg", b"<script>alert(1)</script>", "image/jpeg"))
        claim = self._asked()
        self._visit(claim)
        unit = claim.line_ids.id
        self.assertPostRefused(
            "As you see.",
            claim,
            "answer",
            files=[page],
            line_ids=unit,
            text="As you see.",
        )
        self.assertTrue(claim.question)
        self.assertFalse(claim.sudo().line_ids.fault_photo_ids)
        delivered = self._delivered(lot=self.lots[1])
        self.assertPostRefused(
            "As you see.",
            delivered,
            "failing",
            files=[page],
            line_ids=delivered.line_ids.id,
            text="As you see.",
        )
        self.assertFalse(delivered.follow_up_ids)

    def test_field_without_a_file(self):
        claim = self._asked()
        self._visit(claim)
        nothing = ("photos", ("", b"", "application/octet-stream"))
        page = self._act(
            claim, "answer", files=[nothing], line_ids=claim.line_ids.id, text="No."
        )
        self.assertDone(page)
