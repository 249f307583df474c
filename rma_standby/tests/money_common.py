# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.tests import new_test_user

from .common import StandbyCommon


class StandbyMoneyCommon(StandbyCommon):
    """Loans that cost 5 a day, with a deposit of 40, where the company says so."""

    IN_POOL = 4

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.product.taxes_id = False
        common = {"type": "service", "invoice_policy": "order", "taxes_id": False}
        cls.fee, cls.deposit, cls.damage_fee = cls.env["product.product"].create(
            [
                {**common, "name": "Loan Fee", "list_price": 5},
                {**common, "name": "Deposit", "list_price": 0},
                {**common, "name": "Damage Fee", "list_price": 0},
            ]
        )
        cls.salesman = new_test_user(
            cls.env, "rma_seller", groups="sales_team.group_sale_salesman_all_leads"
        )

    # -- what the company asks for --

    @classmethod
    def _ask_fee(cls, basis="day"):
        cls.company.rma_standby_fee_product_id = cls.fee
        cls.product.rma_standby_fee_basis = basis

    @classmethod
    def _ask_deposit(cls, amount=40.0):
        cls.company.rma_standby_deposit_product_id = cls.deposit
        cls.product.rma_standby_deposit = amount

    # -- documents --

    @classmethod
    def _get_orders(cls, loans, kind, *states):
        return loans.sudo()._get_charge_lines(kind, *states).order_id

    @classmethod
    def _confirm(cls, orders):
        """Confirm as the sales team."""
        orders.with_user(cls.salesman).action_confirm()
        return orders

    @classmethod
    def _post(cls, moves):
        """Post as the accountant."""
        moves.with_user(cls.accountant).action_post()
        return moves

    @classmethod
    def _get_deposit(cls, loans, move_type="out_invoice"):
        return loans.sudo()._get_charge_moves("deposit", move_type).move_id

    @classmethod
    def _pay(cls, invoice):
        """Register the payment as the accountant."""
        wizard = (
            cls.env["account.payment.register"]
            .with_user(cls.accountant)
            .with_context(active_model="account.move", active_ids=invoice.ids)
            .create({})
        )
        wizard.action_create_payments()

    @classmethod
    def _paid_deposit(cls, loans):
        """Invoice, post and pay the deposits."""
        loans.action_invoice_deposit()
        invoices = cls._post(cls._get_deposit(loans))
        for invoice in invoices:
            cls._pay(invoice)
        return invoices

    @classmethod
    def _deliver(cls, orders):
        """Validate the deliveries of the orders as the warehouse."""
        for picking in orders.sudo().picking_ids.with_user(cls.stocker):
            if picking.state not in ("done", "cancel"):
                result = picking.button_validate()
                assert result is True, result

    # -- what the tests ask --

    def _get_loan_snapshot(self, loans):
        """Count the documents of the loans, too; as they are in the database."""
        loans = loans.sudo()
        self.env.flush_all()
        self.env.invalidate_all()
        return super()._get_loan_snapshot(loans) | {
            "charges": [
                (line.id, line.state, line.product_uom_qty)
                for line in loans.charge_line_ids
            ],
            "invoices": [(ln.id, ln.parent_state) for ln in loans.deposit_line_ids],
            "money": [
                (loan.fee_state, loan.deposit_state, loan.damage_state)
                for loan in loans
            ],
        }

    def assertLoanRefused(self, message, loans, action, *args, **kwargs):
        """Assert that *action* is refused by a sentence and nothing is half-written."""
        before = self._get_loan_snapshot(loans)
        with self.assertSentence(message):
            getattr(loans, action)(*args, **kwargs)
        self.assertEqual(self._get_loan_snapshot(loans), before)
