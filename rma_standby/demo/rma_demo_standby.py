# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Command

#: Loans of the past that the report of use is about.
HISTORY = 26
TERMS = """
<ol>
<li>The unit stays our property. It is lent for the time of the repair only.</li>
<li>Please treat it with care and leave its settings as they are.</li>
<li>Please send it back with all accessories as soon as you have your own unit.</li>
<li>What is lost or damaged is charged at its value.</li>
</ol>
"""


class RmaDemoStandby(models.AbstractModel):
    """Loaners that tell stories: out, due, overdue, swapped, lost, waited for."""

    _name = "rma.demo.standby"
    _inherit = "rma.demo.teller"
    _description = "RMA Demo Stories about Stand-by Units"

    @api.model
    def _load(self):
        """Set up the pool, then live the stories."""
        self._set_up()
        lots = self._sell("demo_partner_shop", "demo_product_terminal", 5)
        units = self._fill_pool("demo_product_terminal", "ML", 8)
        units |= self._fill_pool("demo_product_terminal_plus", "MX", 2)
        self._tell_history(units[:6])
        self._tell_claim(lots[0], units[0])
        self._tell_overdue(units[1])
        self._tell_due(lots[1], units[2])
        self._tell_booked(units[3])
        self._tell_preparation(units[4])
        self._tell_lost(units[6])
        self._tell_swap(lots[2], units[5])
        self._tell_better_one(lots[3])

    def _ref(self, name):
        """Return demo data of this addon, or else of the claims it is about."""
        own = self.env.ref(f"rma_standby.{name}", raise_if_not_found=False)
        return own or super()._ref(name)

    # -- the steps --

    def _set_up(self):
        """Name fee, deposit and terms, and stock up what is sold and lent."""
        self.env.company.write(
            {
                "rma_standby_fee_product_id": self._ref("demo_product_loan_day").id,
                "rma_standby_deposit_product_id": self._ref("demo_product_deposit").id,
                "rma_standby_damage_product_id": self._ref("demo_product_damage").id,
                "rma_standby_manager_id": self._ref("demo_user_approver").id,
                "rma_standby_terms": TERMS,
            }
        )
        self._stock_up_units("demo_product_terminal", "MT", 8)
        # what is included in the standard warranty is lent without a fee
        term = self.env.company._get_rma_coverage_term()
        included = term.copy(
            {"name": f"{term.name} with Stand-by", "is_standby_included": True}
        )
        self._ref("demo_product_terminal").rma_coverage_term_id = included

    def _fill_pool(self, product, prefix, count):
        """Bring new units into the pool by a transfer of the warehouse."""
        product = self._ref(product)
        warehouse = self.env["stock.warehouse"].search(
            [("company_id", "=", self.env.company.id)], limit=1
        )
        lots = self.env["stock.lot"].create(
            [
                {"name": f"{prefix}-{701 + index}", "product_id": product.id}
                for index in range(count)
            ]
        )
        self._count(
            [
                {"product_id": product.id, "lot_id": lot.id, "inventory_quantity": 1}
                for lot in lots
            ]
        )
        way = {
            "location_id": warehouse.lot_stock_id.id,
            "location_dest_id": warehouse.rma_standby_location_id.id,
        }
        picking = self._as("warehouse", "stock.picking").create(
            {
                "picking_type_id": warehouse.int_type_id.id,
                **way,
                "move_ids": [
                    Command.create(
                        {**way, "product_id": product.id, "product_uom_qty": count}
                    )
                ],
            }
        )
        picking.action_confirm()
        picking.move_line_ids.unlink()
        picking.move_ids.move_line_ids = [
            Command.create(
                {
                    **way,
                    "product_id": product.id,
                    "picking_id": picking.id,
                    "lot_id": lot.id,
                    "quantity": 1,
                }
            )
            for lot in lots
        ]
        picking.move_ids.picked = True
        picking._action_done()
        units = self.env["rma.standby.unit"].search([("lot_id", "in", lots.ids)])
        units.write({"accessories": "Charger, pouch, belt clip", "grade": "good"})
        # in the pool for half a year already
        entered = fields.Datetime.now() - timedelta(days=180)
        units._write_axis({"date_in_pool": entered, "date_back": entered})
        return units

    def _request(self, **vals):
        return self._as("desk", "rma.standby.loan").create(
            {"user_id": self._ref("demo_user_engineer").id, **vals}
        )

    def _hand_out(self, loan, unit, days=0):
        """Lend *unit* as it was done *days* ago."""
        approver = self._ref("demo_user_approver")
        if loan.with_user(approver).is_waive_charges_allowed:
            loan.with_user(approver).action_waive_charges("A good customer")
        loan.action_reserve(unit)
        loan.action_issue()
        self._validate_loan(loan)
        # sudo: history is closed to everybody; the demo writes it before it is one
        loan_sudo = loan.sudo()
        moment = fields.Datetime.now() - timedelta(days=days)
        day = moment.date()
        loan_sudo.write(
            {"date_requested": moment, "date_issued": moment, "date_from": day}
        )
        loan_sudo.event_ids.date = moment
        loan_sudo.event_ids.notice_state = "none"

    def _validate_loan(self, loan):
        """Let the warehouse carry out the open transfers of the loan."""
        pickings = loan.picking_ids.filtered(
            lambda picking: picking.state not in ("done", "cancel")
        ).with_user(self._ref("demo_user_warehouse"))
        pickings.move_ids.picked = True
        pickings._action_done()

    def _claim(self, lot, note, days):
        """Return a claim about *lot* that was received *days* ago."""
        claim = self._register_claim(
            "demo_partner_shop",
            [{"lot_id": lot.id, "resolution_id": self._ref("resolution_repair").id}],
            days,
            symptom_note=note,
        )
        self._approve(claim)
        self._validate(claim)
        self._age(claim, days)
        return claim

    def _lend_for(self, claim, unit, days, **vals):
        loan = self._request(line_id=claim.line_ids.id, **vals)
        self._hand_out(loan, unit, days)
        return loan

    # -- the stories --

    def _tell_claim(self, lot, unit):
        """A terminal in the workshop; the shop works with a loaner meanwhile."""
        claim = self._claim(lot, "The scan trigger does not react.", 4)
        claim.line_ids.with_user(self._ref("demo_user_engineer")).action_start_work()
        self._lend_for(claim, unit, 4)

    def _tell_overdue(self, unit):
        """A loaner that the hotel should have sent back a week ago."""
        today = fields.Date.today()
        loan = self._request(
            partner_id=self._ref("demo_partner_hotel").id,
            product_id=unit.product_id.id,
            date_expected=today,
        )
        self._hand_out(loan, unit, 24)
        # sudo: as in _hand_out
        loan.sudo().date_expected = today - timedelta(days=8)
        loan.sudo()._sync_due_state()

    def _tell_due(self, lot, unit):
        """A repaired terminal is on its way to the shop; its loaner is due today."""
        claim = self._claim(lot, "Battery lasts for an hour only.", 9)
        loan = self._lend_for(claim, unit, 9, date_expected=fields.Date.today())
        line = claim.line_ids.with_user(self._ref("demo_user_engineer"))
        line.action_start_work()
        line.action_finish_work()
        line.action_ship()
        self._validate(claim)
        loan.sudo()._sync_due_state()

    def _tell_booked(self, unit):
        """A unit that is booked for a fair next week."""
        today = fields.Date.today()
        loan = self._request(
            partner_id=self._ref("demo_partner_hotel").id,
            product_id=unit.product_id.id,
            date_from=today + timedelta(days=6),
            date_expected=today + timedelta(days=13),
            note="For the fair; the reception has asked by phone.",
        )
        loan.action_reserve(unit)

    def _tell_preparation(self, unit):
        """A loaner that came home this morning and waits for its check."""
        loan = self._request(
            partner_id=self._ref("demo_partner_shop").id, product_id=unit.product_id.id
        )
        self._hand_out(loan, unit, 12)
        loan.action_request_return()
        self._validate_loan(loan)
        unit.date_service_due = fields.Date.today() + timedelta(days=10)

    def _tell_swap(self, lot, unit):
        """A loaner that failed, too: another one is being prepared."""
        claim = self._claim(lot, "Touch screen is dead in one corner.", 6)
        loan = self._lend_for(claim, unit, 6)
        loan.action_swap()

    def _tell_lost(self, unit):
        """A loaner that nobody finds any more."""
        loan = self._request(
            partner_id=self._ref("demo_partner_hotel").id,
            product_id=unit.product_id.id,
        )
        self._hand_out(loan, unit, 40)
        # sudo: as in _hand_out
        loan.sudo().date_expected = fields.Date.today() - timedelta(days=20)
        loan.sudo()._sync_due_state()
        loan.action_mark_lost("The night shift has left it in a taxi.")

    def _tell_better_one(self, lot):
        """A shop that asks for one: a better one is all that is free."""
        claim = self._claim(lot, "No connection to the network.", 1)
        self._request(line_id=claim.line_ids.id)

    def _tell_history(self, units):
        """Half a year of loans that came home, for the report of use."""
        now = fields.Datetime.now()
        for number in range(HISTORY):
            unit = units[number % len(units)]
            turn = number // len(units)
            start = now - timedelta(days=170 - turn * 32 - number % 5)
            length = 6 + number * 5 % 17
            partner = "shop" if number % 3 else "hotel"
            loan = self._request(
                partner_id=self._ref(f"demo_partner_{partner}").id,
                product_id=unit.product_id.id,
            )
            self._hand_out(loan, unit)
            loan.action_request_return()
            self._validate_loan(loan)
            unit.action_make_ready()
            self._date_past_loan(loan, start, start + timedelta(days=length))

    def _date_past_loan(self, loan, start, end):
        """Move a loan that is over into the past."""
        # sudo: as in _hand_out
        loan_sudo = loan.sudo()
        loan_sudo.write(
            {
                "date_requested": start,
                "date_issued": start,
                "date_returned": end,
                "date_from": start.date(),
                "date_expected": end.date(),
            }
        )
        events = loan_sudo.event_ids.sorted("id")
        events.notice_state = "none"
        for event in events:
            is_back = event.kind in ("returned", "return_requested")
            event.date = end if is_back else start
        for move in loan_sudo.move_ids:
            move.date = end if move.rma_standby_kind == "return" else start
