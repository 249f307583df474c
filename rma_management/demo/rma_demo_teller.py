# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import fields, models
from odoo.fields import Command


class RmaDemoTeller(models.AbstractModel):
    """How demo stories are told: every step by the role that does it in life."""

    _name = "rma.demo.teller"
    _description = "RMA Demo Teller"

    def _ref(self, name):
        return self.env.ref(f"rma_management.{name}")

    def _as(self, role, model):
        return self.env[model].with_user(self._ref(f"demo_user_{role}"))

    # -- goods --

    def _stock_up(self, quantities):
        """Put parts into stock.

        :param dict quantities: ``{name of the product: pieces}``
        """
        self._count(
            [
                {"product_id": self._ref(name).id, "inventory_quantity": quantity}
                for name, quantity in quantities.items()
            ]
        )

    def _stock_up_units(self, product, prefix, count):
        """Put units with serial numbers into stock."""
        product = self._ref(product)
        lots = self.env["stock.lot"].create(
            [
                {"name": f"{prefix}-{2401 + index}", "product_id": product.id}
                for index in range(count)
            ]
        )
        self._count(
            [
                {"product_id": product.id, "lot_id": lot.id, "inventory_quantity": 1}
                for lot in lots
            ]
        )

    def _count(self, vals_list):
        """Adjust the inventory natively."""
        warehouse = self.env["stock.warehouse"].search(
            [("company_id", "=", self.env.company.id)], limit=1
        )
        place = {"location_id": warehouse.lot_stock_id.id}
        quants = self.env["stock.quant"].with_context(inventory_mode=True)
        quants.create([place | vals for vals in vals_list]).action_apply_inventory()

    def _sell(self, partner, product, quantity, extension=None):
        """Sell and deliver natively; return the serials that were delivered.

        :param str extension: the extended warranty that is sold with the units
        """
        order = self.env["sale.order"].create(
            {
                "partner_id": self._ref(partner).id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": self._ref(name).id,
                            "product_uom_qty": quantity,
                        }
                    )
                    for name in filter(None, (product, extension))
                ],
            }
        )
        order.action_confirm()
        pickings = order.picking_ids
        pickings.action_assign()
        pickings.move_ids.picked = True
        pickings._action_done()
        self._age_sale(order, 60)
        return pickings.move_line_ids.lot_id

    def _age_sale(self, order, days):
        """Move a sale and the warranty that began with it into the past."""
        moment = fields.Datetime.now() - timedelta(days=days)
        pickings, day = order.picking_ids, moment.date()
        lots = pickings.move_line_ids.lot_id
        order.date_order = pickings.date_done = moment
        pickings.move_ids.date = pickings.move_line_ids.date = moment
        for entry in lots.warranty_entry_ids.filtered("date_start"):
            entry.write(
                {
                    "date": moment,
                    "date_start": entry.date_start - timedelta(days=days),
                    "date_end": entry.date_end - timedelta(days=days),
                }
            )
        for lot in lots.filtered("warranty_start"):
            length = relativedelta(lot.warranty_end, lot.warranty_start)
            lot.write({"warranty_start": day, "warranty_end": day + length})

    # -- claims --

    def _register_claim(self, partner, units, days=0, **vals):
        """Register a claim as the service desk.

        :param int days: how long ago the fault was reported
        """
        claim = self._as("desk", "rma.claim").create(
            {
                "partner_id": self._ref(partner).id,
                "team_id": self._ref("demo_team").id,
                "line_ids": [
                    Command.create({"symptom_note": vals.get("symptom_note"), **unit})
                    for unit in units
                ],
                **{key: val for key, val in vals.items() if key != "symptom_note"},
            }
        )
        # sudo: as in _age
        claim.sudo().date_registered -= timedelta(days=days)
        return claim

    def _approve(self, claim):
        claim.action_submit()
        claim.with_user(self._ref("demo_user_approver")).action_approve()

    def _validate(self, claim):
        """Let the warehouse carry out the open transfers of the claim."""
        pickings = claim.line_ids.picking_ids.filtered(
            lambda picking: picking.state not in ("done", "cancel")
        ).with_user(self._ref("demo_user_warehouse"))
        pickings.move_ids.picked = True
        pickings._action_done()

    def _age(self, claim, days):
        """Move the story into the past, a few hours between its steps."""
        # sudo: history is closed to everybody; the demo writes it before it is one
        claim_sudo = claim.sudo()
        start = fields.Datetime.now() - timedelta(days=days)
        claim_sudo.date_registered = start
        claim_sudo.line_ids.filtered("date_submitted").date_submitted = start
        events = claim_sudo.event_ids.sorted("id")
        for index, event in enumerate(events):
            event.date = start + timedelta(days=days * 0.3 * index / len(events))
        past = fields.Datetime.now() - events[-1:].date
        for line in claim_sudo.line_ids.filtered("date_step_deadline"):
            line.date_waiting_since -= past
            line.date_step_deadline -= past
