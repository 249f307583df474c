# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.fields import Command

from odoo.addons.rma_management.tests.common import RmaCommon


class StandbyCommon(RmaCommon):
    """A company with a pool of stand-by units of the products that it sells.

    ``cls.product`` is what customers have; ``cls.units`` are units of it in the pool,
    brought there by a native transfer of the warehouse.
    """

    #: Units of the customers' product in the pool.
    IN_POOL = 3

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.product.is_rma_standby = True
        cls.units = cls._fill_pool(cls.product, "POOL", cls.IN_POOL)

    # -- the pool --

    @classmethod
    def _fill_pool(cls, product, prefix, count, warehouse=None):
        """Buy units and bring them into the pool; return them, in order."""
        lots = cls._create_lots(product, prefix, count)
        cls._buy(product, lots)
        cls._move(
            lots,
            cls.warehouse.lot_stock_id,
            (warehouse or cls.warehouse).rma_standby_location_id,
        )
        units = cls.env["rma.standby.unit"].search([("lot_id", "in", lots.ids)])
        return units.sorted(lambda unit: lots.ids.index(unit.lot_id.id))

    @classmethod
    def _move(cls, lots, source, destination, user=None, **move_vals):
        """Move serial numbers by a native internal transfer; return it."""
        common = {"location_id": source.id, "location_dest_id": destination.id}
        picking = (
            cls.env["stock.picking"]
            .with_user(user or cls.env.user)
            .create(
                {
                    "picking_type_id": cls.warehouse.int_type_id.id,
                    **common,
                    "move_ids": [
                        Command.create(
                            {
                                **common,
                                "product_id": product.id,
                                "product_uom": product.uom_id.id,
                                "product_uom_qty": len(same),
                                **move_vals,
                            }
                        )
                        for product, same in lots.grouped("product_id").items()
                    ],
                }
            )
        )
        picking.action_confirm()
        picking.move_line_ids.unlink()
        for move in picking.move_ids:
            move.move_line_ids = [
                Command.create(
                    {
                        **common,
                        "product_id": move.product_id.id,
                        "picking_id": picking.id,
                        "lot_id": lot.id,
                        "quantity": 1,
                    }
                )
                for lot in lots
                if lot.product_id == move.product_id
            ]
        picking.move_ids.picked = True
        assert picking.button_validate() is True
        return picking

    # -- loans --

    @classmethod
    def _request(cls, user=None, **vals):
        """Request a loan as the agent, for no claim unless *vals* name one."""
        if not {"line_id", "ticket_id"} & vals.keys():
            vals = {"partner_id": cls.customer.id, "product_id": cls.product.id, **vals}
        return cls.env["rma.standby.loan"].with_user(user or cls.agent).create(vals)

    @classmethod
    def _reserved(cls, unit=None, **vals):
        """Return a loan that has its unit booked."""
        loan = cls._request(**vals)
        loan.action_reserve(unit)
        return loan

    @classmethod
    def _issued(cls, unit=None, **vals):
        """Return a loan whose unit the customer has."""
        return cls._hand_out(cls._reserved(unit, **vals))

    @classmethod
    def _hand_out(cls, loans):
        """Prepare the issue as the agent and validate it as the warehouse."""
        loans.action_issue()
        cls._validate_loans(loans)
        return loans

    @classmethod
    def _bring_back(cls, loans):
        """Validate the return as the warehouse."""
        loans.action_request_return()
        cls._validate_loans(loans)
        return loans

    @classmethod
    def _get_open_loan_pickings(cls, loans):
        """Return the open transfers of *loans*, as the warehouse."""
        return (
            loans.sudo()
            .picking_ids.with_user(cls.stocker)
            .filtered(lambda p: p.state not in ("done", "cancel"))
        )

    @classmethod
    def _validate_loans(cls, loans):
        result = cls._get_open_loan_pickings(loans).button_validate()
        assert result is True, result

    # -- what the tests ask --

    def _get_loan_kinds(self, loan):
        """Return the kinds of the loan's events in the order they happened."""
        return loan.sudo().event_ids.sorted("id").mapped("kind")

    def assertLoanRepeatIsHarmless(self, loans, action, *args):
        """Assert that a second call of *action* changes nothing and says so."""
        before = self._get_loan_snapshot(loans)
        self.assertNotified(getattr(loans, action)(*args))
        self.assertEqual(self._get_loan_snapshot(loans), before)

    def _get_loan_snapshot(self, loans):
        """Return everything of *loans* that a repeated action must not change."""
        self.env.flush_all()
        loans = loans.sudo()
        return {
            "loans": [
                (loan.state, loan.unit_id, loan.date_from, loan.date_expected)
                for loan in loans
            ],
            "events": loans.event_ids.ids,
            "moves": [(m.id, m.state, m.quantity) for m in loans.move_ids.sorted("id")],
            "units": [(u.state, u.place) for u in loans.unit_id],
            "messages": loans.message_ids.ids,
        }
