# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.fields import Command
from odoo.tests import new_test_user

from .common import RmaCommon


class RmaContractCommon(RmaCommon):
    """A customer with a service contract, and the people who care for it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contract_manager = new_test_user(
            cls.env, "rma_contracts", groups="account.group_account_manager"
        )
        cls.term = cls.env["rma.coverage.term"].create(
            {
                "name": "AMC Gold",
                "parts_percent": 50,
                "claim_limit": 2,
                "claim_period": "year",
            }
        )
        cls.service = cls.env["product.product"].create(
            {"name": "Maintenance", "type": "service", "list_price": 120}
        )

    @classmethod
    def _contract(cls, units=(), **vals):
        """Create a service contract of 2026 as who manages contracts."""
        return (
            cls.env["contract.contract"]
            .with_user(cls.contract_manager)
            .create(
                {
                    "name": "AMC",
                    "partner_id": cls.customer.id,
                    "is_service_contract": True,
                    "coverage_term_id": cls.term.id,
                    "date_start": "2026-01-01",
                    "date_end": "2026-12-31",
                    "rma_unit_ids": [Command.create(unit) for unit in units],
                    **vals,
                }
            )
        )

    @classmethod
    def _get_unit_vals(cls, lot=None, quantity=1.0, **vals):
        thing = {"lot_id": lot.id} if lot else {"product_id": cls.product.id}
        return {**thing, "quantity": quantity, **vals}

    @classmethod
    def _claim_under(cls, contract, lots, date="2026-06-01 10:00:00", **vals):
        """Return approved claimed units that *contract* paid for."""
        lines = cls._register_many(lots).sudo().line_ids
        # as the entitlement and the approval leave them
        lines.write(
            {
                "coverage": "contract",
                "contract_id": contract.id,
                "decision": "approved",
                "date_decided": date,
                **vals,
            }
        )
        return lines

    @classmethod
    def _invoice(cls, contract, due, amount=100.0, post=True):
        """Return an invoice for a line of *contract* that is due on a day."""
        line = cls.env["contract.line"].create(
            {
                "contract_id": contract.id,
                "product_id": cls.service.id,
                "name": "Maintenance",
                "quantity": 1,
                "price_unit": amount,
                "date_start": contract.date_start,
                "recurring_next_date": contract.date_start,
            }
        )
        invoice = cls.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": contract.partner_id.id,
                "invoice_date": due,
                "invoice_date_due": due,
                "invoice_line_ids": [
                    Command.create(
                        {
                            "product_id": cls.service.id,
                            "price_unit": amount,
                            "tax_ids": False,
                            "contract_line_id": line.id,
                        }
                    )
                ],
            }
        )
        if post:
            invoice.action_post()
        return invoice

    @classmethod
    def _pay(cls, invoice):
        cls.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoice.ids
        ).create({})._create_payments()

    def _count_queries(self, function, *args):
        """Return how many queries *function* takes: warmed up, no record in cache."""
        for _run in range(2):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            function(*args)
        return self.cr.sql_log_count - before
