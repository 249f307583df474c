# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.exceptions import UserError

from .rma_standby_agreement_mixin import RETURN_GRADES
from .rma_standby_unit import GRADES

DAMAGE_STATES = [
    ("none", "None"),
    ("to_settle", "To Settle"),
    ("charged", "Charged"),
    ("claimed", "Claimed"),
    ("waived", "Waived"),
]
#: What may be done about a damage.
SETTLEMENTS = [
    ("fee", "Charge a damage fee"),
    ("claim", "Repair it: a claim of its own, paid by the customer"),
    ("waive", "Waive it"),
]
#: Found at the return, they mean a damage unless it was handed out like that.
DAMAGED_GRADES = ("damaged", "destroyed")
#: A claim that ended like this settles nothing.
VOID_CLAIM_STATES = ("rejected", "expired", "cancelled")


class RmaStandbyDamageMixin(models.AbstractModel):
    """What was found when the unit came back, and who pays for it."""

    _name = "rma.standby.damage.mixin"
    _description = "RMA Damage of a Stand-by Unit"

    damage_state = fields.Selection(
        selection=DAMAGE_STATES,
        string="Damage",
        compute="_compute_damage_state",
        store=True,
        index="btree_not_null",
    )
    damage_line_ids = fields.One2many(
        "sale.order.line",
        "rma_standby_loan_id",
        string="Lines of the Damage Fee",
        domain=[("rma_standby_charge_kind", "=", "damage")],
        readonly=True,
        copy=False,
    )
    damage_claim_id = fields.Many2one(
        "rma.claim",
        string="Claim of the Damage",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="In which the stand-by unit itself is repaired.",
    )
    is_damage_waived = fields.Boolean(string="Damage Waived", readonly=True, copy=False)
    is_note_damage_allowed = fields.Boolean(compute="_compute_damage_allowed")

    @api.depends(
        "state",
        "damage",
        "grade_in",
        "grade_out",
        "is_damage_waived",
        "damage_claim_id.state",
        "charge_line_ids.state",
    )
    def _compute_damage_state(self):
        for loan in self:
            loan.damage_state = loan._get_damage_state()

    def _get_damage_state(self):
        """Return whether a damage was found, and how it was settled."""
        self.ensure_one()
        if self._get_charge_lines("damage"):
            return "charged"
        claim = self.damage_claim_id
        if claim and claim.state not in VOID_CLAIM_STATES:
            return "claimed"
        if self.is_damage_waived:
            return "waived"
        return "to_settle" if self._is_damaged() else "none"

    def _is_damaged(self):
        """Tell whether the unit came back with a damage."""
        self.ensure_one()
        is_worse = self.grade_in in DAMAGED_GRADES and self.grade_in != self.grade_out
        return self.state == "returned" and (is_worse or bool(self.damage))

    def _check_damage_vals(self, vals):
        """Raise when a damage is wiped out that was noted: only approvers waive it."""
        if not {"damage", "grade_in"} & vals.keys():
            return
        for loan in self.filtered(lambda loan: loan.damage_state != "none"):
            grade = vals.get("grade_in", loan.grade_in)
            text = vals.get("damage", loan.damage)
            is_wiped = bool(loan.damage) and not (text or "").strip()
            is_better = loan.grade_in in DAMAGED_GRADES and grade not in DAMAGED_GRADES
            if is_wiped or is_better:
                raise UserError(
                    self.env._(
                        "The damage of %(loan)s was noted already. Charge it, claim "
                        "it, or let an approver waive it.",
                        loan=loan.display_name,
                    )
                )

    # -- note and settle --

    @api.depends("state", "damage_state")
    def _compute_damage_allowed(self):
        self._set_allowed("note_damage")

    def _is_note_damage_done(self):
        self.ensure_one()
        return self.damage_state in ("charged", "claimed", "waived")

    def _get_note_damage_obstacle(self):
        self.ensure_one()
        if self.state == "returned":
            return False
        return self.env._(
            "%(loan)s is %(state)s: what is damaged is noted when the unit is back.",
            loan=self.display_name,
            state=self._get_state_label().lower(),
        )

    def _check_note_damage_allowed(self):
        self._check_allowed("note_damage")

    def action_note_damage(self, damage=None, settlement=None, **found):
        """Note what is damaged on returned units, and settle it.

        Without *settlement* the damage stays to be settled and keeps the claim open.

        :param str damage: what is damaged, in words
        :param str settlement: ``fee``, ``claim`` or ``waive``
        :param found: ``grade_in``, ``accessories_in``, ``photo_in_ids`` (ids), and for
            the settlement ``amount`` (of the fee, without taxes) or ``reason`` (of the
            waiver)
        :return: the action that opens what was made, or True
        :raises odoo.exceptions.UserError: a unit is not back, or something is missing
        """
        todo = self._pass_gate("note_damage")
        if not todo:
            return self._answer(todo, self.env._("This damage is settled already."))
        self._check_text(damage, self.env._("what is damaged"))
        self._check_settlement(settlement, found)
        todo._note_damage(damage, found)
        if not settlement:
            return True
        return getattr(todo, f"_settle_damage_by_{settlement}")(found)

    def _check_settlement(self, settlement, found):
        """Raise when a damage cannot be settled like this; nothing is written yet."""
        known = {"grade_in", "accessories_in", "photo_in_ids", "amount", "reason"}
        is_known = (settlement or "fee") in dict(SETTLEMENTS)
        if not is_known or found.keys() - known:
            raise UserError(
                self.env._(
                    "A damage is charged, claimed or waived: choose one of them. "
                    "Nothing was changed."
                )
            )
        self._check_found(found)
        if settlement == "fee":
            self._check_damage_fee(found.get("amount"))
        if settlement == "waive":
            if not self._has_rma_right("group_rma_approver"):
                raise UserError(
                    self.env._(
                        "To waive a damage needs the right “After-sales: Approver”. "
                        "Ask your service manager, or charge the damage."
                    )
                )
            self._check_text(
                found.get("reason"), self.env._("why the damage is waived")
            )

    def _check_found(self, found):
        """Raise when what was found cannot be of these units."""
        grade = found.get("grade_in")
        if grade and grade not in dict(RETURN_GRADES):
            raise UserError(
                self.env._(
                    "“%(grade)s” is no condition of a unit. Choose one of the list.",
                    grade=grade,
                )
            )
        if found.get("photo_in_ids") and len(self) > 1:
            raise UserError(
                self.env._(
                    "A photo shows one unit: note the damage of each of these loans "
                    "by itself, or leave the photos out."
                )
            )

    def _check_damage_fee(self, amount):
        """Raise when there is no fee of *amount* to charge."""
        # sudo: what the company charges with is no secret here
        for company_sudo in self.company_id.sudo():
            if not company_sudo.rma_standby_damage_product_id:
                raise UserError(
                    self.env._(
                        "%(company)s has no product for damage fees. Ask an "
                        "administrator to choose one in the settings under “Stand-by "
                        "Units”.",
                        company=company_sudo.name,
                    )
                )
        if not isinstance(amount, (int, float)) or not amount > 0:
            raise UserError(
                self.env._(
                    "Please enter what the damage costs: an amount above zero. Nothing "
                    "was changed."
                )
            )

    def _note_damage(self, damage, found):
        """Keep what was found; the units stay in preparation."""
        names = {"grade_in", "accessories_in"} & found.keys()
        vals = {name: found[name] for name in names if found[name]}
        if photos := found.get("photo_in_ids"):
            self.write(
                {"photo_in_ids": [fields.Command.link(photo) for photo in photos]}
            )
        self._write_axis(vals | {"damage": damage})
        unit_vals = {"is_ready": False}
        grade = found.get("grade_in")
        if grade in dict(GRADES):
            unit_vals["grade"] = grade
        elif grade:
            unit_vals["grade"] = "damaged"
        self.unit_id._write_axis(unit_vals)
        self._log_event("damaged", text=damage)
        if grade == "destroyed":
            self._suggest_write_off()

    def _suggest_write_off(self):
        """Leave a to-do: what is destroyed is written off from the pool."""
        for loan in self:
            loan.activity_schedule(
                "mail.mail_activity_data_todo",
                user_id=(loan.user_id or self.env.user).id,
                summary=self.env._("Destroyed: write the unit off"),
            )

    # -- ways to settle --

    def _settle_damage_by_fee(self, found):
        """Quote the damage fee natively, one order a customer."""
        orders_sudo = self._create_charges(
            "damage", lambda ln: ln._get_customer_key(), price_unit=found["amount"]
        )
        self._log_event(
            "damage_settled", document=self._get_documents(orders_sudo.order_line)
        )
        return self._open_documents(
            orders_sudo,
            self.env._("Quotations of Damage Fees"),
            self.env._("The damage fee is quoted; the sales team sends the quotation."),
        )

    def _prepare_damage_line_vals(self):
        """Return the values of the order line that charges the damage."""
        self.ensure_one()
        loan = self._with_customer_lang()
        # sudo: as in _check_damage_fee
        product = loan.company_id.sudo().rma_standby_damage_product_id
        return {
            "product_id": product.id,
            "name": "\n".join(
                [product.display_name, loan._get_charge_text(), loan.damage]
            ),
            "product_uom_qty": 1.0,
        }

    def _settle_damage_by_claim(self, found):
        """Register a claim of its own for each unit, which the borrower pays."""
        claims = self.env["rma.claim"].create(
            [loan._prepare_damage_claim_vals() for loan in self]
        )
        pairs = dict(zip(self, claims, strict=True))
        for loan, claim in pairs.items():
            loan._write_axis({"damage_claim_id": claim.id})
            claim._write_axis({"standby_origin_loan_id": loan.id})
        self._log_event("damage_settled", document=pairs)
        return claims._get_records_action(name=self.env._("Claims of Damages"))

    def _prepare_damage_claim_vals(self):
        """Return the values of the claim in which the stand-by unit is repaired."""
        self.ensure_one()
        resolution = self.env.ref("rma_standby.resolution_own_unit")
        return {
            "partner_id": self.partner_id.id,
            "company_id": self.company_id.id,
            "warehouse_id": self.warehouse_id.id,
            "demand": "paid",
            "lot_id": self.unit_id.lot_id.id,
            "symptom_note": self.damage,
            "resolution_id": resolution.id,
        }

    def _settle_damage_by_waive(self, found):
        """Let the customer pay nothing; the reason stays on record."""
        self._write_axis({"is_damage_waived": True})
        self._log_event("damage_settled", text=found["reason"])
        return True

    def action_open_damage(self):
        """Open the dialog that asks what is damaged, and who pays."""
        self._check_note_damage_allowed()
        return self._open_dialog(
            "rma.standby.damage.wizard", self.env._("Damage Found")
        )
