# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from psycopg2 import OperationalError

from odoo.exceptions import LockError, UserError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .two_people import TwoPeople


@tagged("post_install", "-at_install")
class TestCreditConcurrency(TwoPeople):
    """Two credits at the same moment: one wins, the other is told why.

    Two units of one order line wait for their credit; one piece of it is left to
    credit. Real transactions, committed and cleaned up.
    """

    def _prepare(self, env):
        partner = env["res.partner"].create({"name": "Two Credits at Once"})
        product = env["product.product"].create(
            {
                "name": "Contested Credit",
                "type": "consu",
                "is_storable": True,
                "invoice_policy": "order",
                "list_price": 50.0,
                "taxes_id": [Command.clear()],
            }
        )
        order = env["sale.order"].create(
            {
                "partner_id": partner.id,
                "order_line": [
                    Command.create({"product_id": product.id, "product_uom_qty": 2})
                ],
            }
        )
        order.action_confirm()
        order.picking_ids.move_ids.write({"quantity": 2, "picked": True})
        order.picking_ids.button_validate()
        order._create_invoices()
        # one piece only was invoiced, the other one was taken off the order
        order.invoice_ids.invoice_line_ids.quantity = 1
        order.invoice_ids.action_post()
        order.order_line.rma_reduced_qty = 1
        self.ids = {
            "res.partner": partner.ids,
            "product.product": product.ids,
            "sale.order": order.ids,
            "account.move": order.invoice_ids.ids,
            "rma.claim": [],
        }
        resolution = env.ref("rma_management.resolution_credit_without_return")
        for _i in range(2):
            unit = {
                "product_id": product.id,
                "resolution_id": resolution.id,
                "sale_line_id": order.order_line.id,
            }
            claim = env["rma.claim"].create(
                {"partner_id": partner.id, "line_ids": [Command.create(unit)]}
            )
            claim.action_submit()
            claim.action_approve()
            self.ids["rma.claim"].append(claim.id)

    def _delete(self, env):
        claims = self._get(env, "rma.claim")
        orders = self._get(env, "sale.order")
        notes = claims.line_ids.account_move_ids
        claims.unlink()
        notes.unlink()
        invoices = self._get(env, "account.move")
        invoices.button_draft()
        invoices.unlink()
        moves = orders.picking_ids.move_ids
        env.cr.execute(
            "DELETE FROM stock_move_line WHERE move_id IN %s", [tuple(moves.ids)]
        )
        env.cr.execute("DELETE FROM stock_move WHERE id IN %s", [tuple(moves.ids)])
        env.invalidate_all()
        orders.picking_ids.unlink()
        env["stock.picking"].search([("origin", "=", orders.name)]).unlink()
        env.cr.execute(
            "UPDATE sale_order SET state = 'cancel' WHERE id IN %s",
            [tuple(orders.ids)],
        )
        env.invalidate_all()
        references = orders.stock_reference_ids
        orders.unlink()
        references.unlink()
        products = self._get(env, "product.product")
        quants = env["stock.quant"].search([("product_id", "in", products.ids)])
        quants.sudo().unlink()
        products.product_tmpl_id.unlink()
        self._get(env, "res.partner").unlink()

    def _get_line(self, env, index):
        return self._get(env, "rma.claim")[index].line_ids

    def _assert_credited_once(self):
        with self._transaction() as env:
            notes = self._get(env, "rma.claim").line_ids.account_move_ids
            self.assertEqual(len(notes), 1)
            self.assertEqual(notes.invoice_line_ids.quantity, 1)
            self.assertEqual(self._get(env, "sale.order").order_line.qty_to_invoice, 0)

    def test_same_unit(self):
        with self._two_people() as (mine, theirs):
            self._get_line(mine, 0).action_create_credit()
            mine.cr.flush()
            with self.assertRaisesRegex(LockError, "Somebody else is changing"):
                self._get_line(theirs, 0).action_create_credit()
            theirs.cr.rollback()
            mine.cr.commit()
            answer = self._get_line(theirs, 0).action_create_credit()
            self.assertEqual(answer["tag"], "display_notification")
        self._assert_credited_once()

    def test_two_units_of_one_order_line(self):
        with self._two_people() as (mine, theirs):
            self._get_line(mine, 0).action_create_credit()
            mine.cr.flush()
            with self.assertRaisesRegex(LockError, "crediting or invoicing order"):
                self._get_line(theirs, 1).action_create_credit()
            theirs.cr.rollback()
            mine.cr.commit()
            # the second one tries again and is told
            with self.assertRaisesRegex(UserError, "nothing left to credit"):
                self._get_line(theirs, 1).action_create_credit()
        self._assert_credited_once()

    def test_on_an_old_view_of_things(self):
        """Who read the order before the other one committed credits nothing."""
        with self._two_people() as (mine, theirs):
            other = self._get_line(theirs, 1)
            self.assertTrue(other.is_create_credit_allowed)
            self._get_line(mine, 0).action_create_credit()
            mine.cr.commit()
            # the server repeats the request on this error, see odoo.service.model
            with mute_logger("odoo.sql_db"), self.assertRaises(OperationalError):
                other.action_create_credit()
            theirs.cr.rollback()
            theirs.transaction.reset()
            with self.assertRaisesRegex(UserError, "nothing left to credit"):
                self._get_line(theirs, 1).action_create_credit()
        self._assert_credited_once()
