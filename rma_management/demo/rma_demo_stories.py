# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Command


class RmaDemoStories(models.AbstractModel):
    """Five claims that tell five different stories, told through the public actions.

    Called once by the demo data; every step is done by the role that does it in life.
    """

    _name = "rma.demo.stories"
    _description = "RMA Demo Stories"

    @api.model
    def _load(self):
        """Sell the goods, then live the stories."""
        self._stock_up()
        printers = self._sell("demo_partner_shop", "demo_product_printer", 5)
        registers = self._sell("demo_partner_hotel", "demo_product_register", 3)
        self._tell_repair(registers[0])
        self._tell_waiting_for_decision(registers[1])
        self._tell_parcel_with_surprise(printers[:3])
        self._tell_replacement(printers[3])
        self._tell_rejection(registers[2])
        self._tell_solved_by_advice(printers[4])

    # -- the stories --

    def _tell_repair(self, lot):
        """A cash register with a dead keyboard, from the ticket into the workshop."""
        ticket = self._as("desk", "helpdesk.ticket").create(
            {
                "name": "Cash register: keyboard dead",
                "description": "<p>Half of the keys do nothing since this morning.</p>",
                "partner_id": self._ref("demo_partner_hotel").id,
                "team_id": self._ref("demo_team").id,
                "user_id": self._ref("demo_user_engineer").id,
                "rma_product_id": lot.product_id.id,
                "rma_lot_id": lot.id,
            }
        )
        ticket.action_create_rma()
        claim = ticket.rma_claim_ids
        claim.write(
            {
                "resolution_id": self._ref("resolution_repair").id,
                "symptom_id": self._ref("symptom_intermittent").id,
            }
        )
        self._approve(claim)
        self._validate(claim)
        line = claim.line_ids.with_user(self._ref("demo_user_engineer"))
        line.write(
            {
                "condition_grade": "good",
                "packaging": "adequate",
                "accessories": "Power cable",
                "inspection_note": "Liquid under the keys of the lower rows.",
            }
        )
        line.action_start_work()
        line.repair_ids.write(
            {
                "move_ids": [
                    Command.create(
                        {
                            "product_id": self._ref("demo_product_keyboard").id,
                            "product_uom_qty": 1,
                            "repair_line_type": "add",
                        }
                    )
                ]
            }
        )
        self._age(claim, 6)

    def _tell_waiting_for_decision(self, lot):
        """A claim that waits for the service manager longer than it should."""
        claim = self._register_claim(
            "demo_partner_hotel",
            [{"lot_id": lot.id, "resolution_id": self._ref("resolution_repair").id}],
            symptom_note="Prints receipts without the date.",
            priority="1",
        )
        claim.action_submit()
        self._age(claim, 4)

    def _tell_parcel_with_surprise(self, lots):
        """Three printers under one number: one missing, one with another serial."""
        resolution = self._ref("resolution_repair")
        claim = self._register_claim(
            "demo_partner_shop",
            [{"lot_id": lot.id, "resolution_id": resolution.id} for lot in lots],
        )
        claim.action_submit()
        self._approve(claim)
        picking = claim.line_ids.picking_ids.with_user(self._ref("demo_user_warehouse"))
        picking.move_ids[2].move_line_ids.unlink()
        picking.move_ids[1].move_line_ids.write(
            {"lot_id": False, "lot_name": "LP-FOREIGN-7"}
        )
        picking.move_ids[:2].picked = True
        picking._action_done()
        self._age(claim, 2)

    def _tell_replacement(self, lot):
        """A printer replaced, confirmed to work, closed."""
        claim = self._register_claim(
            "demo_partner_shop",
            [
                {
                    "lot_id": lot.id,
                    "resolution_id": self._ref("resolution_replace_after_receipt").id,
                    "symptom_id": self._ref("symptom_no_power").id,
                }
            ],
            delivery_method="counter",
        )
        self._approve(claim)
        self._validate(claim)
        claim.action_ship()
        self._validate(claim)
        claim.line_ids.write(
            {
                "cause_id": self._ref("cause_component").id,
                "remedy_id": self._ref("remedy_unit_replaced").id,
                "solution": "Mainboard dead, replaced by a new printer.",
            }
        )
        claim.action_start_work()
        claim.action_finish_work()
        claim.action_confirm_working()
        claim.action_close()
        self._age(claim, 20)

    def _tell_rejection(self, lot):
        """A cash register that was dropped: rejected with remarks."""
        claim = self._register_claim(
            "demo_partner_hotel",
            [{"lot_id": lot.id, "resolution_id": self._ref("resolution_repair").id}],
            symptom_note="Fell off the counter, display broken.",
        )
        claim.action_submit()
        claim.with_user(self._ref("demo_user_approver")).action_reject(
            "Damage by a fall is not covered. We can offer a paid repair."
        )
        self._age(claim, 9)

    def _tell_solved_by_advice(self, lot):
        """A ticket that never became a return."""
        self._as("desk", "helpdesk.ticket").create(
            {
                "name": "Labels come out blank",
                "description": "<p>The printer feeds labels but prints nothing.</p>",
                "partner_id": self._ref("demo_partner_shop").id,
                "team_id": self._ref("demo_team").id,
                "rma_product_id": lot.product_id.id,
                "rma_lot_id": lot.id,
                "solved_without_return": "advice",
                "rma_solution": "Thermal paper was loaded upside down.",
            }
        )

    # -- how they are told --

    def _ref(self, name):
        return self.env.ref(f"rma_management.{name}")

    def _as(self, role, model):
        return self.env[model].with_user(self._ref(f"demo_user_{role}"))

    def _stock_up(self):
        """Put units and parts into stock."""
        warehouse = self.env["stock.warehouse"].search(
            [("company_id", "=", self.env.company.id)], limit=1
        )
        quants = self.env["stock.quant"].with_context(inventory_mode=True)
        vals_list = [
            {
                "product_id": self._ref("demo_product_keyboard").id,
                "location_id": warehouse.lot_stock_id.id,
                "inventory_quantity": 20,
            }
        ]
        for name, prefix, count in (
            ("demo_product_printer", "LP", 8),
            ("demo_product_register", "CR", 5),
        ):
            product = self._ref(name)
            lots = self.env["stock.lot"].create(
                [
                    {"name": f"{prefix}-{2401 + index}", "product_id": product.id}
                    for index in range(count)
                ]
            )
            vals_list += [
                {
                    "product_id": product.id,
                    "location_id": warehouse.lot_stock_id.id,
                    "lot_id": lot.id,
                    "inventory_quantity": 1,
                }
                for lot in lots
            ]
        quants.create(vals_list).action_apply_inventory()

    def _sell(self, partner, product, quantity):
        """Sell and deliver natively; return the serials that were delivered."""
        order = self.env["sale.order"].create(
            {
                "partner_id": self._ref(partner).id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": self._ref(product).id,
                            "product_uom_qty": quantity,
                        }
                    )
                ],
            }
        )
        order.action_confirm()
        pickings = order.picking_ids
        pickings.action_assign()
        pickings.move_ids.picked = True
        pickings._action_done()
        return pickings.move_line_ids.lot_id

    def _register_claim(self, partner, units, **vals):
        return self._as("desk", "rma.claim").create(
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
        events = claim_sudo.event_ids.sorted("id")
        for index, event in enumerate(events):
            event.date = start + timedelta(days=days * 0.3 * index / len(events))
        past = fields.Datetime.now() - events[-1:].date
        for line in claim_sudo.line_ids.filtered("date_step_deadline"):
            line.date_waiting_since -= past
            line.date_step_deadline -= past
