# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.fields import Command

from .common import RmaCommon


class PriceCommon(RmaCommon):
    """A workshop with prices: an hour is 60, a board 25, a diagnosis 15."""

    SOLD = 4

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._buy(cls.part, quantity=100)
        cls.part.taxes_id = False
        cls.product.taxes_id = False
        cls.hour = cls.env.ref("uom.product_uom_hour")
        common = {"type": "service", "invoice_policy": "order", "taxes_id": False}
        cls.labour, cls.diagnosis, cls.fee = cls.env["product.product"].create(
            [
                {
                    **common,
                    "name": "Labour",
                    "list_price": 60,
                    "uom_id": cls.hour.id,
                    "rma_norm_minutes": 60,
                },
                {**common, "name": "Diagnosis", "list_price": 15},
                {**common, "name": "Express", "list_price": 10},
            ]
        )
        cls.company.write(
            {"rma_labour_product_id": cls.labour.id, "rma_labour_cost_hour": 30}
        )

    @classmethod
    def _cover(cls, line, coverage, parts=0.0, labour=0.0):
        """Let the verdict be what it is: who pays, and how much of what."""
        if coverage == "contract":
            cls._put_under_contract(line)
        line.with_user(cls.approver).action_override_entitlement(
            "As agreed by phone",
            coverage=coverage,
            parts_percent=parts,
            labour_percent=labour,
        )

    @classmethod
    def _started(cls, coverage="paid", parts=0.0, labour=0.0, lot=None, **vals):
        """Return a unit in our workshop, its diagnosis begun."""
        claim = cls._received("repair", user=cls.agent, lot=lot, **vals)
        cls._cover(claim.line_ids, coverage, parts, labour)
        claim.action_start_work()
        return claim.line_ids

    @classmethod
    def _add_labour(cls, line, minutes=60.0, **vals):
        """Note labour as the engineer."""
        return (
            cls.env["rma.service.line"]
            .with_user(cls.agent)
            .create({"line_id": line.id, "minutes": minutes, **vals})
        )

    @classmethod
    def _quoted(cls, **vals):
        """Return a unit with one board and one hour on an open quotation."""
        line = cls._started(**vals)
        cls._add_part(line.sudo().repair_ids)
        cls._add_labour(line)
        line.action_create_quotation()
        return line

    @classmethod
    def _get_order(cls, line, *states):
        """Return the unit's orders in these states, all without states."""
        orders = line.sudo().sale_order_ids
        return orders.filtered(lambda order: not states or order.state in states)

    @classmethod
    def _accept(cls, line):
        """Let the customer accept what is open."""
        cls._get_order(line, "draft", "sent").action_confirm()
        return line

    @classmethod
    def _get_invoices(cls, line):
        return line.sudo().account_move_ids

    @classmethod
    def _create_currency_pricelist(cls):
        """Return a pricelist in a currency of which two are one of ours."""
        currency = cls.env["res.currency"].create(
            {
                "name": "RMX",
                "symbol": "X",
                "rounding": 0.01,
                "rate_ids": [Command.create({"name": "2020-01-01", "rate": 2.0})],
            }
        )
        return cls.env["product.pricelist"].create(
            {"name": "Foreign", "currency_id": currency.id}
        )
