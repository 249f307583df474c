# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import timedelta

from odoo import models
from odoo.exceptions import UserError

#: A customer sends a claim in so many parcels at most.
MAX_PARCELS = 20
#: How far ahead a pick-up is asked for, in days.
MAX_AHEAD = 60
#: When the courier comes, in hours of the day.
WINDOWS = {"day": (9.0, 17.0), "morning": (9.0, 12.0), "afternoon": (12.0, 17.0)}


class RmaClaimCustomerMixin(models.AbstractModel):
    """What customers do themselves about their parcels: send them, have them fetched.

    The caller has checked that the visitor may act for the claim; what he posts is
    checked here.
    """

    _name = "rma.claim.customer.courier.mixin"
    _description = "RMA Parcels That the Customer Announces"

    def _get_customer_carriers(self):
        """Return the couriers that customers of the claim's company choose from."""
        self.ensure_one()
        # sudo: customers read no delivery methods; those offered to them are no secret
        carriers_sudo = self.env["delivery.carrier"].sudo()
        domain = [
            ("is_rma_offered", "=", True),
            *carriers_sudo._check_company_domain(self.company_id),
        ]
        if "is_published" in carriers_sudo._fields:
            # the web shop decides, where there is one
            domain.append(("is_published", "=", True))
        return carriers_sudo.search(domain)

    # -- I have sent it --

    def _get_customer_announce_obstacle(self):
        """Return why no parcel can be announced now, in the customer's words."""
        self.ensure_one()
        if not self._get_expected_units():
            return self.env._(
                "We do not wait for a parcel of this claim. Write us a message if you "
                "have sent something."
            )
        if len(self._get_inbound_consignments()) >= MAX_PARCELS:
            return self.env._(
                "%(count)s parcels of this claim are announced already. Write us a "
                "message if there are more.",
                count=MAX_PARCELS,
            )
        return False

    def _customer_announce_consignment(
        self, docket=None, carrier_id=None, carrier_name=None, date=None
    ):
        """Note that the customer has sent the units; a repeat changes nothing.

        :param str docket: docket number, several separated by commas
        :param carrier_id: id of one of ``_get_customer_carriers``, as posted
        :param str carrier_name: another courier, as the customer calls it
        :param str date: day on which the courier got it, ISO; today when missing
        :raises odoo.exceptions.UserError: nothing is expected, or something is wrong
        """
        self.ensure_one()
        names = self._read_customer_dockets(docket)
        carrier = self._read_customer_carrier(carrier_id)
        carrier_name = self._read_customer_name(carrier_name)
        moment = self._read_customer_handover(date)
        self._lock_records()
        foreign = self._find_foreign(names, carrier)
        found = self._find_told(names, carrier, foreign)
        is_known = found and not self._get_expected_units() - found.line_ids
        if is_known and found.state != "announced":
            return
        if obstacle := self._get_customer_announce_obstacle():
            raise UserError(obstacle)
        target = self._announce_consignment(
            found, [] if foreign else names, carrier, moment
        )
        vals = {}
        if foreign:
            vals["description"] = self._get_told_text(names)
        if carrier_name and not target.carrier_id:
            vals["carrier_name"] = carrier_name
        if vals:
            target.write(vals)

    def _find_foreign(self, names, carrier):
        """Return the open parcels of others that have one of the numbers.

        A mistake in typing, or somebody who tries numbers: the answer is the same as
        for any other number, and the service desk finds what was told.
        """
        # sudo: whose parcel it is is looked at, nothing is told
        model_sudo = self.env["rma.consignment"].sudo()
        customer = self.commercial_partner_id
        foreign = model_sudo
        for name in names:
            foreign |= model_sudo._find_by_docket(name).filtered(
                lambda c: (
                    c.company_id == self.company_id
                    and (not carrier or c.carrier_id in (carrier, carrier.browse()))
                    and (
                        c.direction != "customer_in"
                        or c.partner_id.commercial_partner_id != customer
                    )
                )
            )
        return foreign

    def _find_told(self, names, carrier, foreign):
        """Return the parcel of the customer that was announced under these numbers."""
        if not foreign:
            return self._find_announced(names, carrier)
        text = self._get_told_text(names)
        inbound = self._get_inbound_consignments()
        return inbound.filtered(lambda c: c.description == text)[:1]

    def _get_told_text(self, names):
        """Return what stands on a parcel whose number is not taken over."""
        # the service desk reads it, whatever language the customer reads
        lang = self.company_id.partner_id.lang
        return self.with_context(lang=lang).env._(
            "Docket told by the customer: %(numbers)s", numbers=", ".join(names)
        )

    # -- please fetch it --

    def _get_customer_pickup_obstacle(self):
        """Return why no pick-up can be asked for now, in the customer's words."""
        self.ensure_one()
        if self.delivery_method == "counter":
            return self.env._(
                "You bring the units of this claim to us, so nothing is fetched. Write "
                "us a message if you want to have them fetched instead."
            )
        if not self._get_expected_units():
            return self.env._(
                "We do not wait for a parcel of this claim: there is nothing to fetch."
            )
        if self._get_request_pickup_obstacle():
            return self.env._(
                "Your units are on their way already: there is nothing to fetch."
            )
        return False

    def _customer_request_pickup(self, date=None, window=None):
        """Ask the courier to fetch the units; another time replaces the former one.

        :param str date: the day, ISO
        :param str window: key of ``WINDOWS``
        :raises odoo.exceptions.UserError: nothing is to be fetched, or not then
        """
        self.ensure_one()
        day = self._read_customer_day(date)
        today = self._get_customer_today()
        if not day or not today <= day <= today + timedelta(days=MAX_AHEAD):
            raise UserError(
                self.env._(
                    "A pick-up is not possible on that day. Please choose a day from "
                    "today on, at most %(days)s days ahead.",
                    days=MAX_AHEAD,
                )
            )
        if window not in WINDOWS:
            raise UserError(
                self.env._("Please choose one of the times at which we can come.")
            )
        self._lock_records()
        if obstacle := self._get_customer_pickup_obstacle():
            raise UserError(obstacle)
        hour_from, hour_to = WINDOWS[window]
        self._request_pickup(
            {"date_pickup": day, "pickup_from": hour_from, "pickup_to": hour_to}
        )

    def _get_customer_pickup(self):
        """Return the parcel that the courier is about to fetch, or none."""
        self.ensure_one()
        return self._get_inbound_consignments().filtered(
            lambda c: c.state == "announced" and c.date_pickup
        )[:1]

    def _get_customer_windows(self):
        """Return the times of a pick-up as (key, label)."""
        return [
            ("day", self.env._("Any time, 9:00 to 17:00")),
            ("morning", self.env._("In the morning, 9:00 to 12:00")),
            ("afternoon", self.env._("In the afternoon, 12:00 to 17:00")),
        ]
