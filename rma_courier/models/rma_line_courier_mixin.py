# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models

from ..tools import courier_status

#: Directions of parcels that somebody traces when they are lost.
TRACED_DIRECTIONS = (
    "customer_in",
    "customer_out",
    "vendor_out",
    "vendor_in",
    "customer_vendor",
)
#: Sources whose events the claim's own history tells already.
OWN_SOURCES = frozenset({"transfer", "claim"})


class RmaLineCourierMixin(models.AbstractModel):
    """What the consignments of a unit mean for its goods, next step and closure."""

    _name = "rma.line.courier.mixin"
    _description = "RMA Couriers of the Unit"

    consignment_ids = fields.Many2many(
        "rma.consignment",
        "rma_consignment_line_rel",
        "line_id",
        "consignment_id",
        string="Consignments",
        check_company=True,
        copy=False,
        readonly=True,
    )

    def _get_consignments(self, *directions):
        """Return the unit's consignments of these directions, with all rights."""
        # sudo: where the parcel is, decides about the unit, whoever may read it
        return self.sudo().consignment_ids.filtered(
            lambda c: c.direction in directions and c.state != "cancelled"
        )

    def _read_consignments_ahead(self):
        """Read at once what blockers and next steps look at unit by unit."""
        # sudo: as in _get_consignments
        consignments = self.sudo().consignment_ids
        consignments.docket_ids.mapped("name")
        consignments.mapped("state")

    def _is_on_its_way(self):
        """Tell whether a courier has the expected unit, or has left it at our door."""
        self.ensure_one()
        received = self.date_received
        return any(
            consignment.state in courier_status.MOVING
            or (
                consignment.state == "delivered"
                # what was received before brought the unit the last time
                and not (received and consignment.date_delivered <= received)
            )
            for consignment in self._get_consignments("customer_in")
        )

    def _is_at_our_door(self):
        """Tell whether the expected unit was delivered, and nobody received it yet."""
        self.ensure_one()
        states = self._get_consignments("customer_in").mapped("state")
        return "delivered" in states and not courier_status.MOVING & set(states)

    def _is_all_delivered(self):
        """Tell whether no other parcel with the unit is still on its way out."""
        self.ensure_one()
        return not self._get_consignments("customer_out").filtered(
            lambda c: (
                c.state in courier_status.MOVING
                or (c.state == "lost" and not c.date_settled)
            )
        )

    def _get_lost_consignments(self):
        """Return the lost consignments of the unit whose loss nobody has settled."""
        self.ensure_one()
        return self._get_consignments(*TRACED_DIRECTIONS).filtered(
            lambda c: c.state == "lost" and not c.date_settled
        )

    def _is_arrival_lost(self):
        """Tell whether all that the customer has sent is lost, settled or not."""
        self.ensure_one()
        inbound = self._get_consignments("customer_in").filtered(
            lambda c: c.state != "returned"
        )
        return bool(inbound) and all(c.state == "lost" for c in inbound)

    def _is_pickup_requested(self):
        """Tell whether the courier is to fetch the unit, on a day still to come."""
        self.ensure_one()
        today = fields.Date.context_today(self)
        return any(
            c.state == "announced" and c.date_pickup and c.date_pickup >= today
            for c in self._get_consignments("customer_in")
        )

    def _is_sent_in_time(self):
        """Tell whether a courier got the expected unit while its number was valid."""
        self.ensure_one()
        until = self.claim_id.valid_until
        dates = self._get_consignments("customer_in").mapped("date_dispatched")
        return self._is_on_its_way() and any(
            fields.Datetime.context_timestamp(self, date).date() <= until
            for date in dates
            if date
        )

    def _get_returned_consignments(self):
        """Return the parcels with the unit that came back and are not booked in."""
        self.ensure_one()
        if self.date_delivered:
            return self.env["rma.consignment"]
        outbound = self._get_consignments("customer_out")
        returned = outbound.filtered(lambda c: c.state == "returned")
        return returned.filtered(lambda c: not self._is_booked_in(c, outbound))

    def _is_booked_in(self, returned, outbound):
        """Tell whether the goods of *returned* are in our books again."""
        moves = returned.picking_ids.move_ids.filtered(
            lambda m: m.rma_line_id.id == self.id and m.state == "done"
        )
        if moves:
            return all(
                any(back.state == "done" for back in move.returned_move_ids)
                for move in moves
            )
        # made by hand: what left after it was here again
        return any(
            c.id > returned.id and c.state not in ("announced", "returned")
            for c in outbound
        )

    def _is_loss_settled(self):
        """Tell whether what was sent to the customer is lost for good."""
        self.ensure_one()
        outbound = self._get_consignments("customer_out").filtered(
            lambda c: c.state not in ("announced", "returned")
        )
        return bool(outbound) and all(
            c.state == "lost" and c.date_settled for c in outbound
        )

    def _get_courier_deadline(self, direction):
        """Return when the courier should have delivered the unit, or False."""
        self.ensure_one()
        dates = self._get_consignments(direction).mapped("date_due")
        return min(filter(None, dates), default=False)

    def _get_courier_hints(self):
        """Return where the parcels are that the units in *self* wait for."""
        directions = {
            "trace": TRACED_DIRECTIONS,
            "transit": ("customer_in",),
            "missing": ("customer_in",),
            "take_back": ("customer_out",),
            "wait_vendor": ("vendor_out", "vendor_in", "customer_vendor"),
            "deliver": ("customer_out",),
        }.get(self[:1].next_step)
        if not directions:
            return []
        parcels = self._get_consignments(*directions).filtered(
            lambda c: c.state != "announced"
        )
        return [
            self.env._(
                "%(consignment)s with %(courier)s: %(state)s.",
                consignment=parcel.display_name,
                courier=parcel.carrier_id.name or self.env._("an unknown courier"),
                state=", ".join(
                    filter(None, [parcel._get_state_label(), parcel.location])
                ),
            )
            for parcel in parcels
        ] + self._get_take_back_texts()

    def _get_take_back_texts(self):
        """Return how the parcels that came back to us are booked in, as sentences."""
        returned = self.env["rma.consignment"].sudo()  # sudo: as in _get_consignments
        for line in self:
            returned |= line._get_returned_consignments()
        return [
            self.env._(
                "%(consignment)s came back to us: book it in with “Return” on "
                "%(transfers)s, or note on the unit that the customer has it.",
                consignment=consignment.display_name,
                transfers=", ".join(consignment.picking_ids.mapped("name"))
                or self.env._("its delivery"),
            )
            for consignment in returned
        ]

    def _get_courier_blockers(self):
        """Return which parcels keep the unit from being closed, as sentences."""
        self.ensure_one()
        blockers = [
            self.env._(
                "%(consignment)s with %(unit)s is lost: settle the loss on it first.",
                consignment=consignment.display_name,
                unit=self.display_name,
            )
            for consignment in self._get_lost_consignments()
        ]
        moving = self._get_consignments("customer_in", "customer_out").filtered(
            lambda c: c.state in courier_status.MOVING
        )
        if self.goods_state == "shipped":
            blockers += self._get_take_back_texts()
        return blockers + [
            self.env._(
                "%(consignment)s with %(unit)s is “%(state)s”: note on it when it was "
                "delivered.",
                consignment=consignment.display_name,
                unit=self.display_name,
                state=consignment._get_state_label(),
            )
            for consignment in moving
        ]

    def _deliver_consignments(self, date):
        """Let the parcels of units that the customer has be delivered, too."""
        consignments = self._get_consignments("customer_out").filtered(
            lambda c: (
                c.state in courier_status.MOVING
                and all(line.goods_state == "delivered" for line in c.line_ids)
            )
        )
        if consignments:
            consignments._tell("delivered", date, source="claim")

    def _cancel_announced(self):
        """Cancel what was announced for units of which none comes or goes any more."""
        announced = self._get_consignments("customer_in", "customer_out").filtered(
            lambda c: c.state == "announced" and all(line.ending for line in c.line_ids)
        )
        if announced:
            announced._tell("cancelled", source="claim")

    def _get_consignment_timeline(self):
        """Return what was told of the units' consignments, as timeline events."""
        # sudo: the story of the parcel is part of the story of the unit
        consignments = self.sudo().consignment_ids
        consignments.event_ids.mapped("status")
        labels = dict(courier_status.STATUSES)
        if consignments:
            labels = dict(
                consignments.event_ids._fields["status"]._description_selection(
                    self.env
                )
            )
        rows = []
        for line in self:
            for consignment in line.sudo().consignment_ids:  # sudo: as above
                rows += [
                    line._format_consignment_event(event, labels[event.status])
                    for event in consignment.event_ids
                    if event.source not in OWN_SOURCES
                ]
        return rows

    def _format_consignment_event(self, event, label):
        """Return one courier event as the timeline shows it: plain text."""
        consignment = event.consignment_id
        is_by_hand = event.source in ("manual", "scan", "transfer")
        courier = consignment.carrier_id.name or self.env._("Courier")
        return {
            "date": event.date,
            "kind": f"courier_{event.status}",
            "title": self.env._(
                "%(courier)s: %(status)s", courier=courier, status=label
            ),
            "text": ", ".join(filter(None, [event.location, event.text])) or False,
            "actor": event.create_uid.name if is_by_hand else courier,
            "unit": self.reference,
            "model": consignment._name,
            "res_id": consignment.id,
            "document": consignment.display_name,
        }
