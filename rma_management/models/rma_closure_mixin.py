# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models

#: Resolutions after which somebody says whether the unit works.
CONFIRMED_KINDS = ("repair", "onsite", "replace", "vendor")


class RmaClosureMixin(models.AbstractModel):
    """How a unit ends well: confirmed to work, then closed when all is settled."""

    _name = "rma.closure.mixin"
    _description = "RMA Closure of the Unit"

    date_confirmed = fields.Datetime(
        string="Confirmed to Work On", readonly=True, copy=False
    )
    confirmed_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    is_return_waived = fields.Boolean(
        string="Return Waived",
        readonly=True,
        copy=False,
        help="The unit should have come in; an approver closes without it.",
    )
    needs_confirmation = fields.Boolean(compute="_compute_needs_confirmation")
    is_confirm_working_allowed = fields.Boolean(compute="_compute_closure_allowed")
    is_close_allowed = fields.Boolean(compute="_compute_closure_allowed")
    closure_hint = fields.Text(
        compute="_compute_closure_hint", help="What is missing before it can be closed."
    )

    @api.depends("resolution_id.kind", "follow_up_line_id")
    def _compute_needs_confirmation(self):
        for line in self:
            is_asked = line.resolution_id.kind in CONFIRMED_KINDS
            # what was reported not to work is the matter of the follow-up
            line.needs_confirmation = is_asked and not line.follow_up_line_id

    @api.depends(
        "decision",
        "ending",
        "goods_state",
        "work_state",
        "money_state",
        "date_confirmed",
        "follow_up_line_id",
        "move_ids.state",
        "repair_ids.state",
    )
    @api.depends_context("uid")
    def _compute_closure_allowed(self):
        for action in ("confirm_working", "close"):
            self._set_allowed(action)

    @api.depends("is_close_allowed")
    def _compute_closure_hint(self):
        for line in self:
            is_open = line.decision == "approved" and not line.ending
            line.closure_hint = is_open and "\n".join(line._closure_blockers())

    # -- confirmed to work --

    def _is_confirm_working_done(self):
        self.ensure_one()
        return bool(self.date_confirmed)

    def _get_confirm_working_obstacle(self):
        self.ensure_one()
        if obstacle := self._get_inactive_obstacle():
            return obstacle
        if not self._is_back_at_customer():
            return self.env._(
                "The customer does not have %(unit)s back yet, so nobody can tell "
                "whether it works.",
                unit=self.display_name,
            )
        return False

    def _is_back_at_customer(self):
        """Tell whether the customer has the unit, sent back or worked on at his."""
        self.ensure_one()
        is_done_there = (
            self.resolution_id.goods_out == "no"
            and self.resolution_id.goods_in == "no"
            and self.work_state in ("done", "none")
        )
        return self.goods_state in ("shipped", "delivered") or is_done_there

    def _check_confirm_working_allowed(self):
        self._check_allowed("confirm_working")

    def action_confirm_working(self):
        """Record that the unit works at the customer's, which means it was delivered.

        :raises odoo.exceptions.UserError: the customer does not have the unit
        """
        todo = self._pass_gate("confirm_working")
        todo._confirm_working()
        return self._answer(todo, self.env._("This was confirmed already."))

    def _confirm_working(self):
        if not self:
            return
        self.filtered(lambda line: line.goods_state == "shipped")._set_delivered()
        self._write_axis(
            {"date_confirmed": fields.Datetime.now(), "confirmed_by_id": self.env.uid}
        )
        self._log_event("working")

    # -- close --

    def _closure_blockers(self):
        """Return what is missing before this unit can be closed, as sentences.

        Addons extend the list; an empty list means that goods, work and money are
        settled.
        """
        self.ensure_one()
        return [
            *self._get_goods_blockers(),
            *self._get_work_blockers(),
            *self._get_money_blockers(),
        ]

    def _get_goods_blockers(self):
        self.ensure_one()
        unit = self.display_name
        resolution = self.resolution_id
        blockers = []
        if self.quantity_held > 0:
            blockers.append(
                self.env._(
                    "%(unit)s is still with us (%(place)s).",
                    unit=unit,
                    place=self._get_current_location().display_name,
                )
            )
        elif self._is_return_due():
            blockers.append(self.env._("%(unit)s has not come in.", unit=unit))
        open_moves = self.move_ids.filtered(
            lambda move: move.state not in ("done", "cancel")
        )
        if open_moves:
            blockers.append(
                self.env._(
                    "Transfer %(names)s of %(unit)s is not done.",
                    names=", ".join(set(open_moves.mapped("reference"))),
                    unit=unit,
                )
            )
        if resolution.goods_out != "no" and self.goods_state not in (
            "shipped",
            "delivered",
        ):
            blockers.append(
                self.env._("Nothing was sent to the customer for %(unit)s.", unit=unit)
            )
        elif self._get_missing_replacements() > 0:
            blockers.append(
                self.env._(
                    "%(missing)s of %(total)s replacements for %(unit)s were not sent.",
                    missing=self._get_missing_replacements(),
                    total=self.quantity,
                    unit=unit,
                )
            )
        return blockers

    def _is_return_due(self):
        """Tell whether the unit should have come in and nobody waived it."""
        self.ensure_one()
        return (
            self.resolution_id.goods_in == "before"
            and not self.quantity_received
            and not self.is_return_waived
        )

    def _get_missing_replacements(self):
        """Return how many replacements were not sent; 0 where none are due."""
        self.ensure_one()
        if self.resolution_id.kind != "replace":
            return 0.0
        return self.product_id.uom_id.round(self.quantity - self.quantity_replaced)

    def _get_work_blockers(self):
        self.ensure_one()
        unit = self.display_name
        blockers = []
        is_workless = self.is_return_waived and not self.quantity_received
        needs_work = self.resolution_id.needs_work and not is_workless
        if needs_work and self.work_state != "done":
            blockers.append(
                self.env._("The work on %(unit)s is not finished.", unit=unit)
            )
        if self.needs_confirmation and not self.date_confirmed:
            blockers.append(
                self.env._("Nobody has confirmed that %(unit)s works.", unit=unit)
            )
        return blockers

    def _get_money_blockers(self):
        self.ensure_one()
        unit = self.display_name
        to_invoice = self.env._("%(unit)s is to be invoiced.", unit=unit)
        declined = self.env._(
            "The quotation for %(unit)s was declined: return it unrepaired, or make "
            "another quotation.",
            unit=unit,
        )
        text = {
            "to_quote": self.env._("%(unit)s is to be quoted.", unit=unit),
            "quoted": self.env._(
                "The quotation for %(unit)s is not answered.", unit=unit
            ),
            "declined": declined,
            "accepted": to_invoice,
            "to_invoice": to_invoice,
            "to_credit": self.env._("%(unit)s is to be credited.", unit=unit),
        }.get(self.money_state)
        return [text] if text else []

    def _is_close_done(self):
        self.ensure_one()
        return self.ending == "closed" or self.decision == "rejected"

    def _get_close_obstacle(self):
        self.ensure_one()
        if self.ending:
            return self._get_ended_obstacle()
        if self.decision != "approved":
            return self.env._(
                "%(unit)s was never approved: cancel it instead.",
                unit=self.display_name,
            )
        blockers = self._closure_blockers()
        if not blockers:
            return False
        return self.env._(
            "%(unit)s cannot be closed yet:\n%(blockers)s",
            unit=self.display_name,
            blockers="\n".join(f"– {text}" for text in blockers),
        )

    def _check_close_allowed(self):
        self._check_allowed("close")

    def action_close(self):
        """Close these units.

        :raises odoo.exceptions.UserError: goods, work or money are not settled; the
            message lists everything that is missing
        """
        todo = self._pass_gate("close")
        todo._close()
        return self._answer(todo, self.env._("This was closed already."))

    def _close(self):
        if not self:
            return
        self._end("closed")
