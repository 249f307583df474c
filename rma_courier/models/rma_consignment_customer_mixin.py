# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from urllib.parse import urlsplit

from odoo import fields, models
from odoo.tools import format_date

#: What customers are told of; what goes on between vendors and sites is ours.
CUSTOMER_DIRECTIONS = ("customer_in", "customer_out", "customer_vendor")


class RmaConsignmentCustomerMixin(models.AbstractModel):
    """What customers tell and read of their parcels: no costs, no remarks of ours."""

    _name = "rma.consignment.customer.mixin"
    _description = "RMA Consignment as the Customer Sees It"

    carrier_name = fields.Char(
        string="Other Courier",
        copy=False,
        help="How the customer calls the courier, when it is none of the delivery "
        "methods.",
    )

    def _get_customer_courier(self):
        """Return what the courier is called, or nothing."""
        self.ensure_one()
        return self.carrier_id.name or self.carrier_name or ""

    def _get_customer_link(self):
        """Return the courier's page about the parcel, when it is a web page.

        Before the courier has the parcel, his page knows nothing of it.
        """
        self.ensure_one()
        if self.state == "announced":
            return False
        url = self.tracking_url or ""
        try:
            parts = urlsplit(url)
        except ValueError:
            return False
        return parts.scheme in ("http", "https") and bool(parts.netloc) and url

    def _get_customer_direction(self):
        """Return which way the parcel goes, as the customer sees it."""
        self.ensure_one()
        return {
            "customer_in": self.env._("From you to us"),
            "customer_out": self.env._("From us to you"),
            "customer_vendor": self.env._("From you to the manufacturer"),
        }.get(self.direction, "")

    def _get_customer_state(self):
        """Return where the parcel is, in words for the customer."""
        self.ensure_one()
        if self.state == "announced":
            return self._get_customer_announced()
        return {
            "dispatched": self.env._("Handed to the courier"),
            "in_transit": self.env._("On its way"),
            "available": self.env._("Ready to be picked up"),
            "out_for_delivery": self.env._("Out for delivery today"),
            "attempt_failed": self.env._("The courier could not deliver it"),
            "exception": self.env._("The courier reports a problem; we look after it"),
            "delivered": self.env._("Delivered"),
            "lost": self.env._("Lost by the courier; we look after it"),
            "returned": self.env._("Returned to the sender"),
        }.get(self.state, "")

    def _get_customer_announced(self):
        """Return what is known of a parcel that no courier has yet."""
        self.ensure_one()
        if self.direction == "customer_out":
            return self.env._("Being prepared")
        if self.date_pickup:
            return self.env._("Waiting for the courier to fetch it")
        return self.env._("Not yet handed to a courier")

    def _get_customer_expected(self):
        """Return the day on which the parcel should arrive, or False."""
        self.ensure_one()
        due = self.is_open and (self.date_promised or self.date_due)
        return due and self.company_id._get_rma_date(due)

    def _get_customer_event(self):
        """Return (date, place) of what was told last; no texts: some are ours."""
        self.ensure_one()
        told = self.event_ids.filtered(lambda event: event.status != "note")
        last = told.sorted(lambda event: (event.date, event.id))[-1:]
        return last.date, last.location or ""

    def _get_customer_sentence(self):
        """Return in one line which way the parcel goes, with whom, and where it is."""
        self.ensure_one()
        is_to_customer = self.direction == "customer_out"
        numbers = self.docket_ids.mapped("name") if is_to_customer else []
        courier = " ".join(filter(None, [self.carrier_id.name, ", ".join(numbers)]))
        expected = self._get_customer_expected()
        values = {
            "direction": self._get_customer_direction(),
            "courier": courier,
            "state": self._get_customer_state(),
            "date": expected and format_date(self.env, expected),
        }
        if courier and expected:
            return self.env._(
                "%(direction)s with %(courier)s: %(state)s, expected on %(date)s.",
                **values,
            )
        if courier:
            return self.env._("%(direction)s with %(courier)s: %(state)s.", **values)
        if expected:
            return self.env._(
                "%(direction)s: %(state)s, expected on %(date)s.", **values
            )
        return self.env._("%(direction)s: %(state)s.", **values)

    def _prepare_customer_row(self):
        """Return what the customer reads of this parcel."""
        self.ensure_one()
        date, place = self._get_customer_event()
        return {
            "id": self.id,
            "direction": self._get_customer_direction(),
            "is_to_us": self.direction != "customer_out",
            "courier": self._get_customer_courier(),
            "dockets": self.docket_ids.mapped("name"),
            "link": self._get_customer_link(),
            "state": self.state,
            "state_text": self._get_customer_state(),
            "date_event": date,
            "place": place,
            "expected": self._get_customer_expected(),
            "pickup": self.state == "announced" and self.date_pickup,
            "pickup_from": self.pickup_from,
            "pickup_to": self.pickup_to,
            "packages": self.package_count,
        }
