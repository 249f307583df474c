# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models
from odoo.fields import Command


class RmaDemoStories(models.AbstractModel):
    """Claims that tell different stories, told through the public actions.

    Called once by the demo data; every step is done by the role that does it in life.
    """

    _name = "rma.demo.stories"
    _inherit = "rma.demo.teller"
    _description = "RMA Demo Stories"

    @api.model
    def _load(self):
        """Sell the goods, then live the stories."""
        self._stock_up({"demo_product_keyboard": 20})
        self._stock_up_units("demo_product_printer", "LP", 10)
        self._stock_up_units("demo_product_register", "CR", 5)
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
        line.service_line_ids = [Command.create({"minutes": 30})]
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
