# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).


from odoo.tests import tagged

from ..models.rma_claim_event import TEMPLATES
from .message_common import MessageCommon

#: Words that are ours alone.
INTERNAL_WORDS = ("axis", "goods_state", "work_state", "draft", "entitlement", "sudo")
SCRIPT = "<script>alert(1)</script>"


@tagged("-at_install", "post_install")
class TestMessages(MessageCommon):
    """One clear message a step: number, what is next, the link, in the language."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.head_office = cls.env["res.partner"].create(
            {"name": "Head Office", "email": "head@example.com"}
        )

    def _prepare_event(self, kind, record):
        """Bring *record* where the message of *kind* is still true."""
        line = record if record._name == "rma.claim.line" else record.line_ids[:1]
        if kind == "shipping":
            line.claim_id.sudo().delivery_method = "counter"
        elif kind == "closed":
            line.sudo()._write_axis({"ending": "closed"})

    # -- every message --

    def test_every_message(self):
        """For one unit: number, next step, link without login; nothing of ours."""
        for kind in TEMPLATES:
            with self.subTest(kind=kind):
                claim = self._approved(is_open_twice=True) if False else None
                claim = self._register(lot=self.lots[0]) if claim is None else claim
                self._approve(claim)
                claim.sudo().event_ids.notice_state = "none"
                self._prepare_event(kind, claim)
                self._log(claim.line_ids, kind, text="Why & what")
                [mail] = self._tell()
                self.assertIn(self.customer.email, mail["email_to"][0])
                self.assertIn(claim.rma_number, mail["subject"])
                self.assertIn(claim.rma_number, mail["body"])
                claim.sudo().line_ids._write_axis({"ending": "cancelled"})
