# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models

#: Steps of which a lost parcel is the reason that they do not come to an end.
STEPS_ON_THE_WAY = ("send", "transit", "missing", "deliver")


class RmaClaimLine(models.Model):
    _name = "rma.claim.line"
    _inherit = [
        "rma.claim.line",
        "rma.line.courier.mixin",
        "rma.claim.line.label.mixin",
    ]

    next_step = fields.Selection(
        selection_add=[("trace", "Trace the lost parcel")],
        ondelete={"trace": "set null"},
    )
    consignment_count = fields.Integer(
        string="Number of Consignments", compute="_compute_consignment_count"
    )

    # -- goods --

    @api.depends(
        "consignment_ids.direction",
        "consignment_ids.state",
        "consignment_ids.date_delivered",
    )
    def _compute_goods(self):
        """Let couriers move what is expected."""
        return super()._compute_goods()

    def _is_in_transit(self):
        """Tell whether a courier carries the expected unit."""
        return super()._is_in_transit() or self._is_on_its_way()

    def _set_delivered(self, date=None):
        """Let the parcels be delivered when a person says that the unit was."""
        result = super()._set_delivered(date)
        self._deliver_consignments(date)
        return result

    def _read_ahead(self):
        """Read at once also which parcels the units are in."""
        result = super()._read_ahead()
        self._read_consignments_ahead()
        return result

    # -- transfers --

    def _create_transfers(self, kind):
        """Announce the consignments of what is about to be sent."""
        pickings = super()._create_transfers(kind)
        if kind == "delivery":
            pickings._announce_consignments()
        return pickings

    def _procure_replacements(self):
        """Announce the consignments of replacements that are to leave."""
        result = super()._procure_replacements()
        # sudo: which transfers the procurement made, whoever may read them
        moves = self.sudo().move_ids.filtered(
            lambda m: (
                m.rma_move_kind == "replacement" and m.state not in ("done", "cancel")
            )
        )
        moves.picking_id._announce_consignments()
        return result

    # -- next step --

    @api.depends(
        "consignment_ids.date_due",
        "consignment_ids.date_settled",
        "consignment_ids.state",
    )
    def _compute_stage(self):
        """Give the ball to the courier only while the courier has the parcel."""
        result = super()._compute_stage()
        for line in self:
            if line.next_step == "trace":
                line.ball_owner = "courier"
            elif line.next_step == "transit" and line._is_at_our_door():
                line.ball_owner = "us"
        return result

    def _get_next_goods_step(self):
        """Trace what the courier has lost; expect nothing of a settled loss."""
        step = super()._get_next_goods_step()
        if step in STEPS_ON_THE_WAY and self._get_lost_consignments():
            return "trace"
        if step == "deliver" and self._is_loss_settled():
            return False
        return step

    def _get_step_deadline(self, step):
        """Let the courier's clock run while the courier has the unit."""
        direction = {"transit": "customer_in", "deliver": "customer_out"}.get(step)
        if direction:
            return self._get_courier_deadline(direction)
        return super()._get_step_deadline(step)

    # -- closure --

    @api.depends("goods_state", "consignment_ids.date_settled")
    def _compute_needs_confirmation(self):
        """Ask nobody whether a unit works that was lost on the way back."""
        result = super()._compute_needs_confirmation()
        for line in self:
            if line.goods_state == "shipped" and line._is_loss_settled():
                line.needs_confirmation = False
        return result

    @api.depends("consignment_ids.state", "consignment_ids.date_settled")
    def _compute_closure_allowed(self):
        """Let parcels that are lost or on their way keep a unit open."""
        self._read_consignments_ahead()
        return super()._compute_closure_allowed()

    @api.depends("consignment_ids.state", "consignment_ids.date_settled")
    def _compute_closure_hint(self):
        """Name the parcels that keep a unit open."""
        self._read_consignments_ahead()
        return super()._compute_closure_hint()

    def _closure_blockers(self):
        """Name the parcels that are lost or still with a courier."""
        return super()._closure_blockers() + self._get_courier_blockers()

    def _end(self, ending, text=None):
        """Cancel what was announced for units that have ended."""
        result = super()._end(ending, text)
        self._cancel_announced()
        return result

    # -- page and timeline --

    def _get_next_step_hints(self):
        """Say where the parcel is that everybody waits for."""
        yield from self._get_courier_hints()
        yield from super()._get_next_step_hints()

    def _get_timeline_events(self):
        """Tell also what the couriers have told."""
        events = super()._get_timeline_events()
        return self._sort_timeline(self._get_consignment_timeline() + events)

    @api.depends("consignment_ids")
    def _compute_consignment_count(self):
        for line in self:
            line.consignment_count = len(line.consignment_ids)

    def action_view_consignments(self):
        """Open the consignments with these units."""
        action = self.consignment_ids._get_records_action(
            name=self.env._("Consignments")
        )
        action["context"] = {
            "default_line_ids": self.ids,
            "default_partner_id": self.partner_id[:1].id,
        }
        return action
