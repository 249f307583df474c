# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..tools import docket as docket_tools


class RmaClaimCourierMixin(models.AbstractModel):
    """What customers tell of their parcels before these arrive."""

    _name = "rma.claim.courier.mixin"
    _description = "RMA Parcels of the Claim"

    is_announce_consignment_allowed = fields.Boolean(
        compute="_compute_courier_actions_allowed"
    )
    is_request_pickup_allowed = fields.Boolean(
        compute="_compute_courier_actions_allowed"
    )

    @api.depends("state", "delivery_method", "line_ids.goods_state")
    def _compute_courier_actions_allowed(self):
        for action in ("announce_consignment", "request_pickup"):
            self._set_allowed(action)

    def _get_expected_units(self):
        """Return the units that have still to come."""
        return self.line_ids.filtered(
            lambda line: (
                not line.ending
                and line.decision == "approved"
                and "in" in line._get_open_directions()
            )
        )

    def _get_expected_pickings(self):
        """Return the open receipts of the expected units, with all rights."""
        # sudo: the receipts of the claim, whoever may read transfers
        moves = self._get_expected_units().sudo().move_ids
        return moves.filtered(
            lambda m: (
                m.state not in ("done", "cancel") and m._get_rma_direction() == "in"
            )
        ).picking_id

    def _follow_delivery_method(self):
        """Announce what will leave by courier now; drop what was, and will not."""
        # sudo: the transfers of the claim, whoever may read them
        moves = self.sudo().line_ids.move_ids
        open_moves = moves.filtered(lambda m: m.state not in ("done", "cancel"))
        open_moves.picking_id._announce_consignments()
        # sudo: as above
        left = self.sudo().line_ids.consignment_ids.filtered(
            lambda c: (
                c.direction == "customer_out"
                and c.state == "announced"
                and "courier" not in c.line_ids.claim_id.mapped("delivery_method")
            )
        )
        left._drop_announced()

    def _get_nothing_expected_obstacle(self):
        self.ensure_one()
        if self._get_expected_units():
            return False
        return self.env._(
            "%(claim)s expects no unit from the customer: none is approved to come in, "
            "or all have arrived. Look at the next step of the claim.",
            claim=self.display_name,
        )

    def _get_inbound_consignments(self):
        """Return the open consignments to us with units of these claims."""
        # sudo: a parcel is on its way, whoever may read it
        return self.sudo().line_ids.consignment_ids.filtered(
            lambda c: c.direction == "customer_in" and c.is_open
        )

    def _prepare_inbound_vals(self):
        """Return the values of a consignment with what these claims still send."""
        first = self[:1]
        units = self._get_expected_units()
        known = self._get_inbound_consignments().line_ids
        # a second parcel brings what is in none yet, or more of the same
        inside = units.filtered(lambda unit: unit.id not in known.ids) or units
        vals = {
            "direction": "customer_in",
            "company_id": first.company_id.id,
            "partner_id": first.partner_id.id,
            "partner_from_id": first.partner_shipping_id.id,
            "warehouse_id": first.warehouse_id.id,
            "line_ids": [Command.set(inside.ids)],
        }
        if inside == units:
            vals["picking_ids"] = [Command.set(self._get_expected_pickings().ids)]
        return vals

    def _to_carrier(self, carrier):
        """Return the courier that was given as a record, an id, or not at all.

        :raises odoo.exceptions.UserError: there is no such courier for the company
        """
        found = self.env["delivery.carrier"]
        if not carrier:
            return found
        carrier_id = carrier.id if isinstance(carrier, models.BaseModel) else carrier
        if isinstance(carrier_id, int) and not isinstance(carrier_id, bool):
            domain = found._check_company_domain(self.company_id)
            found = found.search([("id", "=", carrier_id), *domain])
        if not found:
            raise UserError(
                self.env._(
                    "This courier does not exist, or not for the company of the claim. "
                    "Choose one of the delivery methods."
                )
            )
        return found

    # -- the customer rings and tells the docket --

    def _is_announce_consignment_done(self):
        """A claim may come in several parcels: none of them is the last one."""
        return False

    def _get_announce_consignment_obstacle(self):
        return self._get_nothing_expected_obstacle()

    def _check_announce_consignment_allowed(self):
        self._check_allowed("announce_consignment")

    def action_announce_consignment(self, docket=None, carrier=None, date=None):
        """Note that the customers have sent the expected units, under one docket.

        Several claims at once travel in one box. Without *docket* the dialog opens.

        :param str docket: docket number, several separated by commas
        :param carrier: ``delivery.carrier`` record or id, when it is known
        :param datetime date: when it was handed to the courier; now when missing
        :raises odoo.exceptions.UserError: nothing is expected, no docket, no courier
        """
        if not docket:
            self._check_announce_consignment_allowed()
            return self._open_dialog(
                "rma.announce.wizard", self.env._("The Customer Has Sent It")
            )
        names = docket_tools.split(docket) if isinstance(docket, str) else []
        self._check_text(", ".join(names), self.env._("the docket number"))
        date = self._to_past_datetime(date)
        self._lock_for_action()
        carrier = self._to_carrier(carrier)
        found = self._find_announced(names, carrier)
        known = found and not self._get_expected_units() - found.line_ids
        if known and found.state != "announced":
            return self._notify(self.env._("This parcel is on its way already."))
        self._check_announce_consignment_allowed()
        self._announce_consignment(found, names, carrier, date)
        return True

    def _to_past_datetime(self, date):
        try:
            value = fields.Datetime.to_datetime(date) if date else False
        except (TypeError, ValueError):
            value = None
        if value is None or (value and value > fields.Datetime.now()):
            raise UserError(
                self.env._(
                    "“%(date)s” is no moment in the past. Enter when the parcel was "
                    "handed to the courier.",
                    date=date,
                )
            )
        return value or None

    def _find_announced(self, names, carrier):
        """Return the open consignment to us with one of the dockets, or none."""
        # sudo: the docket may be on a colleague's parcel
        model_sudo = self.env["rma.consignment"].sudo()
        for name in names:
            found = model_sudo._find_by_docket(name, carrier or None).filtered(
                lambda c: (
                    c.direction == "customer_in" and c.company_id == self.company_id
                )
            )
            if found:
                return found[:1]
        return model_sudo

    def _announce_consignment(self, found, names, carrier, date):
        """Make or join the consignment, tell that it was dispatched, and return it."""
        vals = self._prepare_inbound_vals()
        joined = ", ".join(names)
        # a pick-up was requested, or a parcel announced: now it has its number
        target = (
            found
            or self._get_inbound_consignments().filtered(
                lambda c: c.state == "announced" and not c.docket_ids
            )[:1]
        )
        if target:
            target._lock_records()
            target.write(
                {
                    "line_ids": [
                        Command.link(u.id) for u in self._get_expected_units()
                    ],
                    "picking_ids": [
                        Command.link(p.id) for p in self._get_expected_pickings()
                    ],
                    **({} if found else {"docket": joined}),
                    **(
                        {}
                        if not carrier or target.carrier_id
                        else {"carrier_id": carrier.id}
                    ),
                }
            )
        else:
            # sudo: made for the claim, whatever else the user may do with parcels
            target = (
                self.env["rma.consignment"]
                .sudo()
                .create({**vals, "docket": joined, "carrier_id": carrier.id})
            )
        self._note_docket_on_receipts(target, joined, carrier)
        if target.state == "announced":
            target._tell("dispatched", date, source="claim")
        return target

    def _note_docket_on_receipts(self, consignment, docket, carrier):
        """Show the docket on receipts that have none, for the people at the dock."""
        receipts = self._get_expected_pickings().filtered(
            lambda p: not p.carrier_tracking_ref and p in consignment.picking_ids
        )
        if receipts:
            receipts.write(
                {"carrier_tracking_ref": docket}
                | ({"carrier_id": carrier.id} if carrier else {})
            )
