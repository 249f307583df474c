# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from .price_common import PriceCommon


@tagged("post_install", "-at_install")
class TestServiceLine(PriceCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.line = cls._started(coverage="paid")
        cls.model = cls.env["rma.service.line"].with_user(cls.agent)

    def _add(self, **vals):
        return self.model.create({"line_id": self.line.id, **vals})

    def test_labour_is_filled_from_the_product(self):
        """The company's labour, its time norm, its unit; the cost of that day."""
        labour = self._add()
        self.assertRecordValues(
            labour.sudo(),
            [
                {
                    "product_id": self.labour.id,
                    "name": "Labour",
                    "product_uom_id": self.hour.id,
                    "minutes": 60,
                    "product_uom_qty": 1,
                    "cost_hour": 30,
                    "cost": 30,
                    "user_id": self.agent.id,
                }
            ],
        )
        self.company.rma_labour_cost_hour = 90
        self.assertEqual(labour.sudo().cost, 30, "history stays")
        labour.minutes = 90
        self.assertRecordValues(labour.sudo(), [{"product_uom_qty": 1.5, "cost": 45}])

    def test_minutes_in_other_units(self):
        day = self.env.ref("uom.product_uom_day")
        labour = self._add(minutes=480)
        labour.product_uom_id = day
        self.assertAlmostEqual(labour.product_uom_qty, day.round(1.0), 2)
        unit = self._add(product_id=self.fee.id, kind="fee", minutes=20)
        self.assertRecordValues(unit.sudo(), [{"product_uom_qty": 1, "cost": 0}])

    def test_hours_without_minutes_cost_too(self):
        labour = self._add(minutes=0, product_uom_qty=2)
        self.assertEqual(labour.sudo().cost, 60)

    def test_form_of_the_engineer(self):
        with Form(
            self.model.with_context(default_line_id=self.line.id),
        ) as form:
            self.assertEqual(form.product_id, self.labour)
            form.minutes = 30
            self.assertEqual(form.product_uom_qty, 0.5)
            form.kind = "fee"
            form.product_id = self.fee
        self.assertEqual(form.record.sudo().cost, 0)

    def test_refused(self):
        with self.assertRaisesRegex(ValidationError, "less than zero"):
            self._add(minutes=-5)
        with self.assertRaisesRegex(ValidationError, "is no service"):
            self._add(product_id=self.part.id)
        with self.assertRaises(AccessError):
            self._add().write({"sale_line_id": self.sale_line.id})
        with self.assertRaises(AccessError):
            self._add().with_user(self.accountant).write({"minutes": 5})

    def test_ended_unit_takes_no_more(self):
        labour = self._add()
        self.line.sudo().ending = "closed"
        with self.assertRaisesRegex(UserError, "has ended"):
            self._add()
        with self.assertRaisesRegex(UserError, "has ended"):
            labour.minutes = 5
        self.model.with_user(self.approver).create({"line_id": self.line.id})

    def test_agreed_labour_stays(self):
        labour = self._add()
        self.line.action_create_quotation()
        labour.minutes = 120
        order = self._get_order(self.line)
        self.assertEqual(order.order_line.product_uom_qty, 2)
        self._accept(self.line)
        labour.minutes = 150
        self.assertEqual(labour.product_uom_qty, 2, "time noted, price as agreed")
        for vals in ({"product_uom_qty": 3}, {"product_id": self.fee.id}):
            with self.assertRaisesRegex(UserError, "on the accepted order"):
                labour.write(vals)
        with self.assertRaisesRegex(UserError, "on the accepted order"):
            labour.unlink()
        self.assertEqual(order.order_line.product_uom_qty, 2)

    def test_deleted_labour_leaves_the_quotation(self):
        labour = self._add()
        self._add(product_id=self.fee.id, kind="fee")
        self.line.action_create_quotation()
        labour.unlink()
        self.assertEqual(self._get_order(self.line).order_line.product_id, self.fee)
