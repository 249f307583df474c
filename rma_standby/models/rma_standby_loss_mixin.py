# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.tools import format_date

from odoo.addons.rma_management.models.rma_cost_mixin import COST_GROUPS

from .rma_standby_charge_mixin import OPEN_ORDER_STATES


class RmaStandbyLossMixin(models.AbstractModel):
    """A unit that does not come back: lost, found again, and what is at risk."""

    _name = "rma.standby.loss.mixin"
    _description = "RMA Loss of a Stand-by Unit"

    currency_id = fields.Many2one("res.currency")
    is_settled = fields.Boolean(
        string="Settled",
        compute="_compute_is_settled",
        store=True,
        help="What is lost was charged or written off, what is damaged was charged, "
        "claimed or waived.",
    )
    value_lent = fields.Monetary(
        readonly=True,
        copy=False,
        groups=COST_GROUPS,
        help="What the unit was worth on our books when it was handed out.",
    )
    value_at_risk = fields.Monetary(
        compute="_compute_value_at_risk",
        store=True,
        groups=COST_GROUPS,
        help="The value of units that are overdue, or lost and not settled.",
    )
    is_mark_lost_allowed = fields.Boolean(compute="_compute_loss_allowed")
    is_found_allowed = fields.Boolean(compute="_compute_loss_allowed")

    # -- what is settled, what is at risk --

    @api.depends(
        "state",
        "damage_state",
        "move_ids.state",
        "move_ids.rma_standby_kind",
        "move_ids.location_dest_id",
    )
    def _compute_is_settled(self):
        for loan in self:
            if loan.state == "lost":
                loan.is_settled = loan._is_unit_gone()
            else:
                loan.is_settled = loan.damage_state != "to_settle"

    def _is_unit_gone(self):
        """Tell whether the unit left On loan for good: sold or written off."""
        self.ensure_one()
        # sudo: where the unit is, whoever may read its transfers
        done = self.sudo().move_ids.filtered(
            lambda move: move.state == "done" and self.sudo().lot_id in move.lot_ids
        )
        # a delivery that was taken back to On loan is followed by that move
        last = done.sorted(lambda move: (move.date, move.id))[-1:]
        return last.rma_standby_kind == "sale"

    @api.depends("value_lent", "state", "is_settled")
    def _compute_value_at_risk(self):
        for loan in self:
            is_risk = loan.state == "overdue" or (
                loan.state == "lost" and not loan.is_settled
            )
            loan.value_at_risk = loan.value_lent if is_risk else 0.0

    def _freeze_value_lent(self):
        """Keep what the units are worth on the books at the issue."""
        for value, loans in self.grouped(lambda ln: ln._get_unit_cost()).items():
            loans._write_axis({"value_lent": value})

    def _get_unit_cost(self):
        """Return what the unit costs on the books now, in the company's currency."""
        self.ensure_one()
        # sudo: the cost is shown to those only who may see it
        lot = self.unit_id.sudo().lot_id.with_company(self.company_id)
        if lot.lot_valuated:
            return lot.standard_price
        return lot.product_id.standard_price

    # -- lost --

    @api.depends("state", "is_settled", "move_ids.state")
    def _compute_loss_allowed(self):
        for action in ("mark_lost", "found"):
            self._set_allowed(action)

    def _is_mark_lost_done(self):
        self.ensure_one()
        return self.state == "lost"

    def _get_mark_lost_obstacle(self):
        self.ensure_one()
        return self._get_not_out_obstacle()

    def _check_mark_lost_allowed(self):
        self._check_allowed("mark_lost")

    def action_mark_lost(self, reason=None):
        """Note that units will not come back; the transfers that wait are cancelled.

        :param str reason: what happened; kept in the timeline
        :raises odoo.exceptions.UserError: the customer does not have a unit, or there
            is no reason
        """
        todo = self._pass_gate("mark_lost")
        if todo:
            self._check_text(reason, self.env._("how the unit was lost"))
        todo._mark_lost(reason)
        return self._answer(todo, self.env._("This is lost already."))

    def _mark_lost(self, reason):
        if not self:
            return
        self._cancel_open_moves("return")
        self._update_state("lost")
        self._log_event("lost", text=reason)

    def action_open_mark_lost(self):
        """Open the dialog that asks how the unit was lost."""
        return self._open_dialog(
            "rma.standby.loss.wizard", self.env._("Lost"), default_ending="lost"
        )

    # -- found again --

    def _is_found_done(self):
        self.ensure_one()
        is_asked = bool(self._get_open_moves("return"))
        return self.state == "returned" or (self.state == "lost" and is_asked)

    def _get_found_obstacle(self):
        self.ensure_one()
        values = {"loan": self.display_name}
        if self.state != "lost":
            return self.env._(
                "%(loan)s is not lost, so its unit is not found again.", **values
            )
        if self._is_unit_gone():
            return self.env._(
                "The unit of %(loan)s was charged or written off and is not on loan "
                "any more. Return the delivery of its order, or bring the serial "
                "number back into stock, first.",
                **values,
            )
        return self._get_sold_obstacle()

    def _check_found_allowed(self):
        self._check_allowed("found")

    def action_found(self):
        """Make the transfers that bring lost units back.

        Validating them returns the loans and withdraws open quotations of the units.

        :raises odoo.exceptions.UserError: a unit is not lost, or it was charged already
        """
        todo = self._pass_gate("found")
        todo._found()
        return self._answer(todo, self.env._("The return was asked for already."))

    def _found(self):
        if not self:
            return
        pickings = self._create_standby_transfers("return")
        documents = {m.rma_standby_loan_id: m.picking_id for m in pickings.move_ids}
        self._log_event("return_requested", document=documents)

    def _note_found(self, moves):
        """Note that lost units came back with *moves*: {loan: done move}."""
        self._log_event("found", document={m: moves[m].picking_id for m in self})

    # -- what keeps the claim open --

    def _get_closure_texts(self):
        """Return what is to be settled before the claim can be closed, as sentences."""
        self.ensure_one()
        texts = []
        # sudo: what the unit is called
        unit = self.unit_id.sudo().display_name
        if self._is_out():
            values = {
                "unit": unit,
                "loan": self.name,
                "customer": self.partner_id.display_name,
                "since": format_date(self.env, self.date_from),
                "due": format_date(self.env, self.date_expected),
            }
            texts.append(
                self.env._(
                    "Stand-by unit %(unit)s (%(loan)s) is still with the customer "
                    "(%(customer)s) since %(since)s, and due on %(due)s.",
                    **values,
                )
            )
        elif not self.is_settled:
            texts.append(self._get_unsettled_text(unit))
        if self._get_charge_lines("fee", *OPEN_ORDER_STATES) and self.date_issued:
            texts.append(self._get_fee_obstacle())
        return texts + self._get_deposit_texts()

    def _get_unsettled_text(self, unit):
        """Return what is not settled about a unit that is lost or damaged."""
        self.ensure_one()
        values = {"unit": unit, "loan": self.name}
        if self.state == "lost":
            return self.env._(
                "Stand-by unit %(unit)s (%(loan)s) is lost and neither charged and "
                "delivered nor written off.",
                **values,
            )
        return self.env._(
            "The damage of stand-by unit %(unit)s (%(loan)s) is not settled: charge "
            "it, claim it, or let an approver waive it.",
            **values,
        )
