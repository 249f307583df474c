# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models
from odoo.exceptions import UserError


class RmaClaimPickupMixin(models.AbstractModel):
    """The courier fetches the units at the customer's, on a day, in a window."""

    _name = "rma.claim.pickup.mixin"
    _description = "RMA Pick-up of the Claim"

    def _is_request_pickup_done(self):
        """A pick-up may be asked for again, at another time."""
        return False

    def _get_request_pickup_obstacle(self):
        self.ensure_one()
        if self.delivery_method == "counter":
            return self.env._(
                "The customer brings the units of %(claim)s to the counter. Change the "
                "way of delivery to have them fetched.",
                claim=self.display_name,
            )
        if obstacle := self._get_nothing_expected_obstacle():
            return obstacle
        if self.line_ids and all(
            line.goods_state == "in_transit" for line in self._get_expected_units()
        ):
            return self.env._(
                "The units of %(claim)s are on their way already: there is nothing to "
                "fetch.",
                claim=self.display_name,
            )
        return False

    def _check_request_pickup_allowed(self):
        self._check_allowed("request_pickup")

    def action_request_pickup(
        self, date=None, hour_from=None, hour_to=None, carrier=None
    ):
        """Ask the courier to fetch the expected units; a repeat changes the window.

        Without *date* the dialog opens.

        :param date date: the day, today or later
        :param float hour_from: beginning of the window, hours of the day (9.5 is 9:30)
        :param float hour_to: its end
        :param carrier: ``delivery.carrier`` record or id; unchanged when missing
        :raises odoo.exceptions.UserError: nothing is to be fetched, or the time is none
        """
        if not date:
            self._check_request_pickup_allowed()
            return self._open_dialog(
                "rma.pickup.wizard", self.env._("Request a Pick-up")
            )
        vals = self._prepare_pickup_vals(date, hour_from, hour_to)
        self._lock_for_action()
        if carrier := self._to_carrier(carrier):
            vals["carrier_id"] = carrier.id
        self._check_request_pickup_allowed()
        changed = self._request_pickup(vals)
        return self._answer(changed, self.env._("This pick-up was requested already."))

    def _prepare_pickup_vals(self, date, hour_from, hour_to):
        """Return the values of day and window, checked."""
        try:
            day = fields.Date.to_date(date)
        except (TypeError, ValueError):
            day = None
        if not day or day < fields.Date.context_today(self):
            raise UserError(
                self.env._(
                    "A pick-up on “%(date)s” is not possible: choose today or a later "
                    "day.",
                    date=date,
                )
            )
        hours = (hour_from or 0.0, 24.0 if hour_to is None else hour_to)
        is_time = all(isinstance(hour, int | float) for hour in hours)
        if not is_time or not 0 <= hours[0] < hours[1] <= 24:
            raise UserError(
                self.env._(
                    "The pick-up from “%(begin)s” until “%(end)s” is no time window. "
                    "Enter a beginning from 0:00 on and a later end, until 24:00.",
                    begin=hour_from,
                    end=hour_to,
                )
            )
        return {"date_pickup": day, "pickup_from": hours[0], "pickup_to": hours[1]}

    def _request_pickup(self, vals):
        """Write day and window on the claims' consignments; return what changed."""
        # sudo: made for the claims, whatever else the user may do with parcels
        model_sudo = self.env["rma.consignment"].sudo()
        known, fresh = model_sudo, self.browse()
        for claim in self:
            announced = claim._get_inbound_consignments().filtered(
                lambda c: c.state == "announced"
            )
            known |= announced[:1]
            fresh |= claim if not announced else self.browse()
        if known:
            known._lock_records()
        changed = known.filtered(
            lambda c: any(
                c._fields[name].convert_to_write(c[name], c) != value
                for name, value in vals.items()
            )
        )
        changed.write(vals)
        changed |= model_sudo.create(
            [{**claim._prepare_inbound_vals(), **vals} for claim in fresh]
        )
        changed._follow_pickup()
        return changed
