# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged

from .common import RmaCommon


@tagged("-at_install", "post_install")
class TestKnownRemedy(RmaCommon):
    """Advice that fits the fault; what it was good for is kept."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["rma.known.remedy"].search([]).active = False
        cls.symptom = cls.env.ref("rma_management.symptom_no_power")
        cls.noise = cls.env.ref("rma_management.symptom_noise")
        cls.parent = cls.env["product.category"].create({"name": "All Devices"})
        cls.category.parent_id = cls.parent
        remedies = cls.env["rma.known.remedy"].with_user(cls.manager)
        cls.general, cls.printer, cls.family, cls.elsewhere = remedies.create(
            [
                {"name": "Plug it in", "body": "<p>Plug.</p>"},
                {
                    "name": "Clean it",
                    "body": "<p>Clean.</p>",
                    "product_tmpl_ids": cls.product.product_tmpl_id.ids,
                    "symptom_ids": cls.symptom.ids,
                },
                {
                    "name": "Shake it",
                    "body": "<p>Shake.</p>",
                    "categ_ids": cls.parent.ids,
                },
                {
                    "name": "Oil it",
                    "body": "<p>Oil.</p>",
                    "product_tmpl_ids": [
                        Command.link(cls.env["product.template"].create({"name": "X"}).id)
                    ],
                },
            ]
        )

    def _find(self, product, symptom, company=None):
        return (
            self.env["rma.known.remedy"]
            .with_user(self.portal)
            ._find(product, symptom, company or self.company)
            .sudo(False)
        )

    def test_advice_fits_product_and_symptom(self):
        nothing = self.env["rma.symptom"]
        both = self.general | self.printer | self.family
        self.assertEqual(self._find(self.product, self.symptom), both.sudo(False))
        self.assertEqual(
            self._find(self.product, self.noise).ids, (self.general | self.family).ids
        )
        unknown = self.env["product.product"]
        self.assertEqual(self._find(unknown, nothing).ids, self.general.ids)

    def test_advice_of_another_company(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.general.sudo().company_id = other
        self.assertNotIn(self.general.id, self._find(self.product, self.noise).ids)
        self.assertIn(self.general.id, self._find(self.product, self.noise, other).ids)

    def test_answers_are_kept_once(self):
        remedies = self.general.with_user(self.portal)
        vals = {"partner_id": self.contact.id, "product_id": self.product.id}
        first = remedies._record_answer(True, "portal", **vals)
        self.assertEqual(remedies._record_answer(True, "portal", **vals), first)
        remedies._record_answer(False, "portal", **vals)
        remedies._record_answer(False, "web", serial="X1")
        seen = self.general.with_user(self.agent)
        self.assertEqual((seen.solved_count, seen.unsolved_count), (1, 2))
        self.assertEqual(seen.action_view_answers()["res_model"], first._name)

    def test_who_may_what(self):
        answer = self.general._record_answer(True, "portal").sudo(False)
        for user in (self.portal, self.stocker, self.accountant):
            with self.assertRaises(AccessError):
                self.general.with_user(user).read(["name"])
        self.assertTrue(self.general.with_user(self.agent_own).name)
        for user in (self.agent, self.approver):
            with self.assertRaises(AccessError):
                self.general.with_user(user).name = "Hit it"
        for user in (self.manager, self.portal):
            own = answer.with_user(user)
            for act in (own.unlink, lambda own=own: own.write({"is_solved": False})):
                with self.assertRaises(AccessError):
                    act()
            with self.assertRaises(AccessError):
                own.create({"remedy_id": self.general.id, "channel": "portal"})

    def test_script_in_the_advice_is_cleaned(self):
        self.general.body = "<p>Hi<script>alert(1)</script></p>"
        self.assertNotIn("script", self.general.body)
