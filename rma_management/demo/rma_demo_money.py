# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.fields import Command


class RmaDemoMoney(models.AbstractModel):
    """Five claims about who pays: the customer, a contract, us, and nobody yet."""

    _name = "rma.demo.money"
    _inherit = "rma.demo.teller"
    _description = "RMA Demo Stories about Money"

    @api.model
    def _load(self):
        """Take over old units, sell new ones, then live the stories."""
        self._stock_up({"demo_product_print_head": 10})
        self._stock_up_units("demo_product_scanner", "BS", 3)
        old = self._import_old_units()
        self._sign_contract(old["CR-1901"] | old["CR-1902"])
        self._sell(
            "demo_partner_shop", "demo_product_printer", 1, "demo_product_extension"
        )
        self._sell("demo_partner_hotel", "demo_product_scanner", 2)
        sent_back = self._sell("demo_partner_shop", "demo_product_printer", 1)
        self._tell_paid_repair(old["LP-1803"])
        self._tell_contract_repair(old["CR-1901"])
        self._tell_credit(sent_back)
        self._tell_claimed_twice("LP-2404")
        self._tell_goodwill(old["LP-1907"])

    # -- what there was before --

    def _import_old_units(self):
        """Take over units that were sold before; return them by their serial."""
        today = fields.Date.today()
        ages = {
            "LP-1803": ("printer", "shop", relativedelta(months=31)),
            "LP-1907": ("printer", "shop", relativedelta(months=24, days=12)),
            "CR-1901": ("register", "hotel", relativedelta(months=37)),
            "CR-1902": ("register", "hotel", relativedelta(months=36)),
        }
        lots = self.env["stock.lot"].with_user(self.env.ref("base.user_admin"))
        lots = lots.create(
            [
                {
                    "name": serial,
                    "product_id": self._ref(f"demo_product_{product}").id,
                    "warranty_term_id": self._ref("coverage_term_standard").id,
                    "warranty_partner_id": self._ref(f"demo_partner_{partner}").id,
                    "warranty_start": today - age,
                    "warranty_duration": 24,
                    "warranty_duration_unit": "month",
                }
                for serial, (product, partner, age) in ages.items()
            ]
        )
        return {lot.name: lot for lot in lots}

    def _sign_contract(self, lots):
        """Put the old cash registers under a service contract."""
        start = fields.Date.today().replace(day=1) - relativedelta(months=4)
        maintenance = self._ref("demo_product_amc")
        contracts = self.env["contract.contract"].with_user(
            self.env.ref("base.user_admin")
        )
        contracts.create(
            {
                "name": "AMC Hotel Lakeside",
                "partner_id": self._ref("demo_partner_hotel").id,
                "is_service_contract": True,
                "coverage_term_id": self._ref("demo_term_amc").id,
                "line_recurrence": False,
                "date_start": start,
                "date_end": start + relativedelta(years=1, days=-1),
                "recurring_rule_type": "monthly",
                "recurring_interval": 3,
                "recurring_next_date": start + relativedelta(months=6),
                "rma_unit_ids": [Command.create({"lot_id": lot.id}) for lot in lots],
                "contract_line_ids": [
                    Command.create(
                        {
                            "product_id": maintenance.id,
                            "name": maintenance.name,
                            "quantity": len(lots),
                            "price_unit": maintenance.list_price,
                        }
                    )
                ],
            }
        )

    # -- the stories --

    def _tell_paid_repair(self, lot):
        """A printer out of warranty: the quotation is with the customer."""
        claim = self._register_claim(
            "demo_partner_shop",
            [{"lot_id": lot.id, "resolution_id": self._ref("resolution_repair").id}],
            symptom_note="Prints a white line through every label.",
            days=5,
        )
        self._approve(claim)
        self._validate(claim)
        line = self._diagnose(
            claim, "demo_product_print_head", 45, cause_id=self._ref("cause_wear").id
        )
        line.action_create_quotation()
        line.sale_order_ids.with_user(
            self._ref("demo_user_desk")
        ).action_quotation_sent()
        self._age(claim, 5)

    def _tell_contract_repair(self, lot):
        """A cash register under contract: half of the part is invoiced and posted."""
        claim = self._register_claim(
            "demo_partner_hotel",
            [{"lot_id": lot.id, "resolution_id": self._ref("resolution_repair").id}],
            symptom_note="Some keys have to be pressed twice.",
            days=12,
            delivery_method="counter",
        )
        self._approve(claim)
        self._validate(claim)
        line = self._diagnose(
            claim, "demo_product_keyboard", 90, cause_id=self._ref("cause_wear").id
        )
        line.action_create_quotation()
        line.sale_order_ids.with_user(self._ref("demo_user_desk")).action_confirm()
        line.write(
            {
                "remedy_id": self._ref("remedy_part_replaced").id,
                "solution": "Keyboard replaced, contacts cleaned.",
            }
        )
        line.action_finish_work()
        claim.action_ship()
        self._validate(claim)
        claim.action_create_invoice()
        accountant = self._ref("demo_user_accountant")
        claim.line_ids.with_user(accountant).account_move_ids.action_post()
        self._age(claim, 12)

    def _tell_credit(self, lot):
        """A printer sent back unused: its credit note waits for the accountant."""
        order = lot.warranty_move_id.sale_line_id.order_id
        order._create_invoices().with_user(
            self._ref("demo_user_accountant")
        ).action_post()
        credit = self._ref("resolution_credit_after_inspection")
        claim = self._register_claim(
            "demo_partner_shop",
            [
                {
                    "lot_id": lot.id,
                    "resolution_id": credit.id,
                    "symptom_id": self._ref("symptom_wrong_item").id,
                }
            ],
            symptom_note="Ordered one too many.",
            days=7,
        )
        self._approve(claim)
        self._validate(claim)
        line = claim.line_ids.with_user(self._ref("demo_user_engineer"))
        line.write(
            {
                "condition_grade": "good",
                "packaging": "poor",
                "inspection_note": "Unused; the box was opened and is torn.",
                "service_line_ids": [Command.create({"kind": "restocking"})],
            }
        )
        line.action_start_work()
        line.action_finish_work()
        claim.action_create_credit()
        self._age(claim, 7)

    def _tell_claimed_twice(self, serial):
        """A printer that was replaced already: the rules stop it, somebody decides."""
        lot = self.env["stock.lot"].search([("name", "=", serial)], limit=1)
        replace = self._ref("resolution_replace_after_receipt")
        claim = self._register_claim(
            "demo_partner_shop",
            [{"lot_id": lot.id, "resolution_id": replace.id}],
            symptom_note="Does not switch on.",
            days=1,
        )
        claim.action_submit()
        self._age(claim, 1)

    def _tell_goodwill(self, lot):
        """A warranty that ended days ago: the service manager is generous."""
        claim = self._register_claim(
            "demo_partner_shop",
            [{"lot_id": lot.id, "resolution_id": self._ref("resolution_repair").id}],
            symptom_note="Loses the connection every few minutes.",
            days=2,
        )
        claim.action_submit()
        claim = claim.with_user(self._ref("demo_user_approver"))
        claim.line_ids.action_override_entitlement(
            "Goodwill: the warranty ended twelve days ago, good customer.",
            coverage="free",
        )
        claim.action_approve()
        self._age(claim, 2)

    def _diagnose(self, claim, part, minutes, **vals):
        """Start the work, note the part and the time; return the unit."""
        line = claim.line_ids.with_user(self._ref("demo_user_engineer"))
        line.write({"condition_grade": "worn", "packaging": "adequate", **vals})
        line.action_start_work()
        line.repair_ids.move_ids = [
            Command.create(
                {
                    "product_id": self._ref(part).id,
                    "product_uom_qty": 1,
                    "repair_line_type": "add",
                }
            )
        ]
        line.service_line_ids = [Command.create({"minutes": minutes})]
        return line
