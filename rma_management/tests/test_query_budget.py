# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import logging

from odoo.fields import Command
from odoo.tests import tagged

from .common import RmaCommon

_logger = logging.getLogger(__name__)

#: OCA ``rma`` 19.0 takes this many times the bare native documents for one unit,
#: submit to close (``setup/bench`` measures it); ours takes fewer.
OCA_FACTOR = 1.54
#: The bare native documents take at least this many per unit in a batch; the goal is
#: at most 1.25 times as many (design §10).
NATIVE_BATCH_FLOOR = 29
#: Nobody makes it worse unseen: what it took when this was written.
ONE_UNIT_BUDGET = 170
MANY_UNITS_BUDGET = 22
MANY = 50


@tagged("post_install", "-at_install")
class TestQueryBudget(RmaCommon):
    SOLD = MANY + 4

    def _count(self, function, *args):
        """Return how many queries *function* takes, from an empty cache of records."""
        self.env.flush_all()
        self.env.invalidate_all()
        count = self.cr.sql_log_count
        function(*args)
        self.env.flush_all()
        return self.cr.sql_log_count - count

    # -- the floor: the native documents, made by hand --

    def _move_by_hand(self, lots):
        """Receive and send back *lots* natively: one receipt, one delivery."""
        # the addon's own questions at the dock are no part of the floor
        rma_types = (
            self.warehouse.rma_receipt_type_id | self.warehouse.rma_delivery_type_id
        )
        rma_types.is_rma = False
        self.env.flush_all()
        for kind in ("receipt", "delivery"):
            picking_type = self.warehouse[f"rma_{kind}_type_id"].with_user(self.stocker)
            common = {
                "location_id": picking_type.default_location_src_id.id,
                "location_dest_id": picking_type.default_location_dest_id.id,
                "company_id": self.company.id,
            }
            picking = (
                self.env["stock.picking"]
                .with_user(self.stocker)
                .create(
                    {
                        **common,
                        "picking_type_id": picking_type.id,
                        "partner_id": self.customer.id,
                        "move_ids": [
                            Command.create(
                                {
                                    **common,
                                    "product_id": self.product.id,
                                    "product_uom_qty": 1,
                                    "restrict_partner_id": self.customer.id,
                                    "picking_type_id": picking_type.id,
                                    "to_refund": False,
                                    "move_line_ids": [
                                        Command.create(
                                            {
                                                **common,
                                                "product_id": self.product.id,
                                                "lot_id": lot.id,
                                                "quantity": 1,
                                                "owner_id": self.customer.id,
                                            }
                                        )
                                    ],
                                }
                            )
                            for lot in lots
                        ],
                    }
                )
            )
            picking.move_ids._action_confirm(merge=False)
            picking.move_ids.picked = True
            picking.with_context(skip_backorder=True).button_validate()
            self.assertEqual(picking.state, "done")
        rma_types.is_rma = True

    def _process(self, lots):
        """Take one claim of *lots* from its registration to its closure."""
        claim = (
            self._register_many(lots)
            if len(lots) > 1
            else self._register("return_unrepaired", lot=lots)
        )
        self._approve(claim)
        self._receive(claim)
        claim.action_ship()
        self._hand_over(claim)
        claim.action_close()
        self.assertEqual(claim.state, "closed")

    def _compare(self, lots):
        """Return queries per unit of the claim, with the floor in the log."""
        floor = self._count(self._move_by_hand, lots)
        count = self._count(self._process, lots)
        _logger.info(
            "%s unit(s): %.1f queries each, by hand %.1f, factor %.2f",
            len(lots),
            count / len(lots),
            floor / len(lots),
            count / floor,
        )
        return count / len(lots)

    def test_one_unit(self):
        """One claim, one unit, submit to close: near the bare native documents."""
        self._move_by_hand(self.lots[0])
        self._process(self.lots[0])
        floor = self._count(self._move_by_hand, self.lots[2])
        count = self._compare(self.lots[1])
        self.assertLess(count, OCA_FACTOR * floor)
        self.assertLessEqual(count, ONE_UNIT_BUDGET)

    def test_many_units(self):
        """Many units in one claim: the cost per unit stays near the batched floor."""
        self._move_by_hand(self.lots[:2])
        self._process(self.lots[:2])
        count = self._compare(self.lots[2 : 2 + MANY])
        self.assertLessEqual(count, 1.25 * NATIVE_BATCH_FLOOR)
        self.assertLessEqual(count, MANY_UNITS_BUDGET)

    def test_cost_does_not_grow_with_the_claims(self):
        """The tenth claim costs what the second one did."""
        self._process(self.lots[0])
        second = self._count(self._process, self.lots[1])
        for lot in self.lots[2:9]:
            self._process(lot)
        tenth = self._count(self._process, self.lots[9])
        self.assertLessEqual(tenth, second + 2)

    # -- reading --

    def _get_read_specification(self, model):
        """Return a specification of what lists and boards show."""
        names = {
            "rma.claim": [
                "name",
                "rma_number",
                "partner_id",
                "user_id",
                "team_id",
                "product_id",
                "lot_id",
                "state",
                "stage",
                "next_step",
                "ball_owner",
                "is_late",
                "date_waiting_since",
                "valid_until",
                "priority",
                "line_count",
                "is_submit_allowed",
                "is_approve_allowed",
                "is_ship_allowed",
                "is_close_allowed",
                "sale_order_origin_id",
                "resolution_id",
            ],
            "rma.claim.line": [
                "reference",
                "claim_id",
                "product_id",
                "lot_id",
                "stage",
                "next_step",
                "decision",
                "goods_state",
                "work_state",
                "money_state",
                "owner",
                "is_late",
                "resolution_id",
                "sale_line_id",
                "vendor_id",
                "picking_ids",
                "is_submit_allowed",
                "is_approve_allowed",
                "is_start_work_allowed",
                "is_ship_allowed",
                "is_close_allowed",
                "closure_hint",
                "quantity_claimable",
                "quantity_held",
            ],
        }[model]
        fields = self.env[model]._fields
        return {
            name: {"fields": {"display_name": {}}} if fields[name].relational else {}
            for name in names
        }

    def test_lists_read_in_a_constant_number_of_queries(self):
        """Ten or forty records: the same number of queries, for every reader."""
        claims = self.env["rma.claim"]
        for index, lot in enumerate(self.lots[:40]):
            claim = self._register("return_unrepaired", lot=lot)
            if index % 4:
                self._approve(claim)
            if index % 4 > 1:
                self._receive(claim)
            claims |= claim
        for user in (self.agent, self.approver, self.stocker):
            for records in (claims, claims.line_ids):
                model = self.env[records._name].with_user(user)
                specification = self._get_read_specification(records._name)
                ten = [("id", "in", records[:4].ids + records[4:10].ids)]
                forty = [("id", "in", records.ids)]
                model.web_search_read(forty, specification)
                few = self._count(model.web_search_read, ten, specification)
                many = self._count(model.web_search_read, forty, specification)
                with self.subTest(model=records._name, user=user.login):
                    self.assertLessEqual(many, few, f"{few} for 10, {many} for 40")

    def test_portal_list_reads_in_a_constant_number_of_queries(self):
        claims = self.env["rma.claim"]
        for lot in self.lots[:20]:
            claims |= self._approved("return_unrepaired", lot=lot)
        model = self.env["rma.claim"].with_user(self.portal)
        names = [
            "name",
            "rma_number",
            "stage",
            "valid_until",
            "access_url",
            "partner_id",
        ]
        model.search([("id", "in", claims.ids)]).read(names)

        def read(limit):
            model.search([("id", "in", claims.ids)], limit=limit).read(names)

        self.assertLessEqual(self._count(read, 20), self._count(read, 5))
