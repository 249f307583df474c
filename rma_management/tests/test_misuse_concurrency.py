# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from psycopg2 import IntegrityError, OperationalError

from odoo import fields
from odoo.exceptions import LockError, UserError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .two_people import TwoPeople


@tagged("post_install", "-at_install")
class TestMisuseConcurrency(TwoPeople):
    """Two claims that may not both pass, approved at the same moment.

    Claims 0 and 1 are about the same serial number, 2 and 3 about the same contract
    with one claim left.
    """

    def _prepare(self, env):
        partner = env["res.partner"].create({"name": "Two Claims at Once"})
        product = env["product.product"].create(
            {
                "name": "Contested Unit",
                "type": "consu",
                "is_storable": True,
                "tracking": "serial",
            }
        )
        lots = env["stock.lot"].create(
            [{"name": f"RACE{i}", "product_id": product.id} for i in range(3)]
        )
        term = env["rma.coverage.term"].create({"name": "One claim", "claim_limit": 1})
        contract = env["contract.contract"].create(
            {
                "name": "Contested Contract",
                "partner_id": partner.id,
                "is_service_contract": True,
                "coverage_term_id": term.id,
                "date_start": fields.Date.today(),
                "rma_unit_ids": [
                    Command.create({"lot_id": lot.id}) for lot in lots[1:]
                ],
            }
        )
        self.ids = {
            "res.partner": partner.ids,
            "product.product": product.ids,
            "stock.lot": lots.ids,
            "rma.coverage.term": term.ids,
            "contract.contract": contract.ids,
            "rma.claim": [],
        }
        resolution = env.ref("rma_management.resolution_return_unrepaired")
        for lot in (lots[0], lots[0], lots[1], lots[2]):
            unit = {"lot_id": lot.id, "resolution_id": resolution.id}
            claim = env["rma.claim"].create(
                {"partner_id": partner.id, "line_ids": [Command.create(unit)]}
            )
            claim.action_submit()
            self.ids["rma.claim"].append(claim.id)

    def _delete(self, env):
        claims = self._get(env, "rma.claim")
        pickings = claims.line_ids.picking_ids
        pickings.action_cancel()
        pickings.move_ids.unlink()
        pickings.unlink()
        claims.unlink()
        self._get(env, "contract.contract").unlink()
        self._get(env, "stock.lot").unlink()
        self._get(env, "rma.coverage.term").unlink()
        self._get(env, "product.product").product_tmpl_id.unlink()
        self._get(env, "res.partner").unlink()

    def _get_line(self, env, index):
        return self._get(env, "rma.claim")[index].line_ids

    def test_same_serial_in_two_claims(self):
        """The database lets one approval pass; the other is told why."""
        with self._two_people() as (mine, theirs):
            other = self._get_line(theirs, 1)
            self.assertEqual(other.verdict, "warn")
            self._get_line(mine, 0).action_approve()
            mine.cr.commit()
            with (
                mute_logger("odoo.sql_db"),
                self.assertRaises((IntegrityError, OperationalError)),
            ):
                other.action_approve()
                theirs.cr.flush()
            theirs.cr.rollback()
            theirs.transaction.reset()
            with self.assertRaisesRegex(UserError, "in the open claim"):
                self._get_line(theirs, 1).action_approve()
        with self._transaction() as env:
            decisions = self._get(env, "rma.claim")[:2].line_ids.mapped("decision")
            self.assertEqual(decisions, ["approved", "submitted"])

    def test_last_claim_of_a_contract(self):
        """Both were promised the last claim; the second approval sees the first."""
        with self._two_people() as (mine, theirs):
            other = self._get_line(theirs, 3)
            self.assertEqual(other.coverage, "contract")
            self._get_line(mine, 2).action_approve()
            mine.cr.commit()
            # the server repeats the request on this error, see odoo.service.model
            with mute_logger("odoo.sql_db"), self.assertRaises(OperationalError):
                other.action_approve()
            theirs.cr.rollback()
            theirs.transaction.reset()
            other = self._get_line(theirs, 3)
            other.action_approve()
            theirs.cr.commit()
        with self._transaction() as env:
            coverages = self._get(env, "rma.claim")[2:].line_ids.mapped("coverage")
            self.assertEqual(coverages, ["contract", "paid"])

    def test_same_claim_at_the_same_moment(self):
        with self._two_people() as (mine, theirs):
            self._get_line(mine, 2).action_approve()
            mine.cr.flush()
            with self.assertRaisesRegex(LockError, "Somebody else is changing"):
                self._get_line(theirs, 2).action_approve()
            theirs.cr.rollback()
            mine.cr.rollback()
