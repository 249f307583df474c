# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.fields import Command
from odoo.tests import TransactionCase, new_test_user


class WholeCaseCommon(TransactionCase):
    """A customer who bought a unit, and the people who serve him."""

    #: Months of warranty that the unit is sold with.
    WARRANTY = 24

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.desk = cls._user(
            "full_desk",
            "rma_management.group_rma_user_all,helpdesk_mgmt.group_helpdesk_user",
        )
        cls.engineer = cls._user(
            "full_engineer",
            "rma_management.group_rma_user_all,stock.group_stock_user",
        )
        cls.approver = cls._user("full_approver", "rma_management.group_rma_approver")
        cls.warehouse_user = cls._user("full_warehouse", "stock.group_stock_user")
        cls.accountant = cls._user("full_accountant", "account.group_account_invoice")
        cls.customer = cls.env["res.partner"].create(
            {"name": "Full Customer", "email": "full@example.com"}
        )
        cls.warehouse = cls.env["stock.warehouse"].search(
            [("company_id", "=", cls.env.company.id)], limit=1
        )
        cls.product = cls._product(
            "Scanner",
            tracking="serial",
            standard_price=60,
            warranty=cls.WARRANTY,
            warranty_type="month",
        )
        cls.part = cls._product("Scan engine", standard_price=12)
        cls.lots = cls.env["stock.lot"].create(
            [{"name": f"FULL-{i}", "product_id": cls.product.id} for i in range(3)]
        )
        quants = cls.env["stock.quant"]
        stock = cls.warehouse.lot_stock_id
        for lot in cls.lots:
            quants._update_available_quantity(cls.product, stock, 1, lot_id=lot)
        quants._update_available_quantity(cls.part, stock, 5)
        cls.order = cls._sell(1)
        cls.lot = cls.order.picking_ids.move_line_ids.lot_id

    @classmethod
    def _user(cls, login, groups):
        return new_test_user(cls.env, login, groups=groups)

    @classmethod
    def _product(cls, name, **vals):
        vals = {"name": name, "type": "consu", "is_storable": True, **vals}
        return cls.env["product.product"].create(vals)

    @classmethod
    def _sell(cls, quantity):
        line = {"product_id": cls.product.id, "product_uom_qty": quantity}
        order = cls.env["sale.order"].create(
            {"partner_id": cls.customer.id, "order_line": [Command.create(line)]}
        )
        order.action_confirm()
        order.picking_ids.move_ids.picked = True
        order.picking_ids._action_done()
        return order

    def _claim_from_ticket(self, resolution):
        """Return the claim that the desk made of a call, and submitted."""
        ticket = (
            self.env["helpdesk.ticket"]
            .with_user(self.desk)
            .create(
                {
                    "name": "Reads nothing",
                    "description": "<p>The red light is off.</p>",
                    "partner_id": self.customer.id,
                    "rma_lot_id": self.lot.id,
                    "rma_product_id": self.product.id,
                }
            )
        )
        ticket.action_create_rma()
        claim = ticket.rma_claim_ids
        claim.resolution_id = self.env.ref(f"rma_management.resolution_{resolution}")
        claim.action_submit()
        return claim

    def _approve(self, claim):
        claim.with_user(self.approver).action_approve()
        return claim

    def _validate(self, claim):
        """Let the warehouse carry out the open transfers of the claim."""
        pickings = claim.line_ids.picking_ids.filtered(
            lambda picking: picking.state not in ("done", "cancel")
        )
        self.assertTrue(pickings, "there is a transfer to validate")
        for picking in pickings.with_user(self.warehouse_user):
            answer = picking.button_validate()
            if answer is not True:
                # who travels by courier is asked for the docket; nobody knows it here
                self.assertEqual(answer["res_model"], "rma.courier.check", answer)
                check = self.env["rma.courier.check"].with_user(self.warehouse_user)
                answer = check.browse(answer["res_id"]).action_skip()
            self.assertIs(answer, True)
