# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .counter_common import CounterCommon


@tagged("-at_install", "post_install")
class TestCounterAttacks(CounterCommon):
    """What is posted past the page of the counter."""

    def _post(self, user=None, context=None, **vals):
        """Create the page as a client may, with any values."""
        wizards = self.env["rma.counter.wizard"].with_user(user or self.agent)
        return wizards.with_context(**(context or {})).create(vals)

    def test_only_service_people(self):
        for user in (self.portal, self.stocker, self.accountant):
            with self.assertRaises(AccessError):
                self._post(user)

    def test_nobody_else_reads_what_is_entered(self):
        wizard = self._post(partner_id=self.customer.id)
        for method in ("action_take_in", "action_next_unit", "action_print"):
            with self.assertRaises(AccessError, msg=method):
                getattr(wizard.with_user(self.agent_own), method)()
        with self.assertRaises(AccessError):
            wizard.with_user(self.agent_own).read(["partner_id"])

    def test_closed_fields(self):
        claim = self._received()
        for name, value in (
            ("state", "done"),
            ("claim_ids", [Command.set(claim.ids)]),
            ("result_note", "Everything is fine"),
            ("company_id", 1),
        ):
            with self.assertRaises(AccessError, msg=name):
                self._post(**{name: value})
            with self.assertRaises(AccessError, msg=name):
                self._post().write({name: value})

    def test_defaults_from_the_context(self):
        context = {
            "default_state": "done",
            "default_claim_ids": [1],
            "default_result_note": "Fine",
            "default_decision": "approved",
            "default_rma_number": "RMAFORGED",
            "default_user_id": self.manager.id,
            "default_lot_name": "FORGED",
        }
        wizard = self._post(
            context=context, partner_id=self.customer.id, lot_id=self.known_lot.id
        )
        self.assertEqual(wizard.state, "input")
        self.assertFalse(wizard.claim_ids)
        self.assertFalse(wizard.result_note)
        wizard.action_take_in()
        claim = wizard.claim_ids
        self.assertNotEqual(claim.rma_number, "RMAFORGED")
        self.assertFalse(claim.user_id)
        values = wizard.with_context(**context).default_get(["state", "result_note"])
        self.assertEqual(values.get("state"), "input")
        self.assertFalse(values.get("result_note"))

    def test_other_company(self):
        company = self.env["res.company"].create({"name": "Elsewhere"})
        lot = self.env["stock.lot"].create(
            {
                "name": "ELSEWHERE1",
                "product_id": self.product.id,
                "company_id": company.id,
            }
        )
        form = self._scan(self._open(), "ELSEWHERE1")
        self.assertFalse(form.lot_id)
        self.assertEqual(form.lot_name, "ELSEWHERE1")
        with self.assertRaises(UserError):
            self._post(partner_id=self.customer.id, lot_id=lot.id).action_take_in()
        agent = new_test_user(
            self.env,
            "rma_elsewhere",
            groups="rma_management.group_rma_user_all",
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
        )
        claim = self._approved()
        form = self._scan(self._open(agent), claim.rma_number)
        self.assertFalse(form.found_claim_id)
        with self.assertRaises(UserError):
            self._post(agent, found_claim_id=claim.id).action_take_in()
        self.assertEqual(claim.line_ids.goods_state, "expected")

    def test_claim_of_a_colleague(self):
        claim = self._approved()
        claim.user_id = self.manager
        with self.assertRaises(AccessError):
            self._post(self.agent_own, found_claim_id=claim.id).action_take_in()
        self.assertEqual(claim.line_ids.goods_state, "expected")

    def test_foreign_files(self):
        secret = self.env["ir.attachment"].create(
            {"name": "secret.txt", "raw": b"secret", "res_model": "res.partner"}
        )
        bound = (
            self.env["ir.attachment"]
            .with_user(self.agent)
            .create(
                {
                    "name": "mine.txt",
                    "raw": b"mine",
                    "res_model": "res.partner",
                    "res_id": self.customer.id,
                }
            )
        )
        for file in (secret, bound):
            for name in ("photo_ids", "proof_ids"):
                with self.assertRaises(AccessError):
                    wizard = self._post(
                        partner_id=self.customer.id,
                        lot_id=self.known_lot.id,
                        **{name: [Command.set(file.ids)]},
                    )
                    wizard.action_take_in()
            self.assertEqual(file.sudo().res_model, "res.partner")

    def test_signature_is_a_picture(self):
        for signature in (b"PHNjcmlwdD4=", b"no base64!"):
            wizard = self._post(
                partner_id=self.customer.id,
                lot_id=self.known_lot.id,
                signed_by="Ada",
            )
            wizard.sudo().signature = False
            with self.assertRaises(UserError):
                wizard.write({"signature": signature})
                wizard.action_take_in()

    def test_long_texts(self):
        for name, length in (("symptom_note", 5001), ("accessories", 201)):
            wizard = self._post(
                partner_id=self.customer.id,
                lot_id=self.known_lot.id,
                **{name: "x" * length},
            )
            with self.assertSentence("more than"):
                wizard.action_take_in()

    def test_resolution_that_takes_nothing_in(self):
        wizard = self._post(
            partner_id=self.customer.id,
            lot_id=self.known_lot.id,
            resolution_id=self._resolution("onsite").id,
        )
        with self.assertSentence("stays here"):
            wizard.action_take_in()

    def test_signature_is_closed(self):
        claim = self._register()
        with self.assertRaises(AccessError):
            claim.write({"intake_signature": self.picture})
        with self.assertRaises(AccessError):
            claim.write({"intake_signed_by": "Forged"})
        with self.assertRaises(AccessError):
            claim.with_user(self.portal).read(["intake_signature"])
