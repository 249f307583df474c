# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import timedelta

from odoo import fields, models
from odoo.fields import Domain

from ..tools import courier_payload as payloads

#: Couriers give numbers out again: what ended longer ago is another parcel.
MAX_ENDED = timedelta(days=90)


class RmaTrackingMatchMixin(models.AbstractModel):
    """Which consignment a message means: its company and its courier bound it."""

    _name = "rma.tracking.match.mixin"
    _description = "RMA Match of Tracking Messages"

    def _match(self, reports):
        """Return {message: (consignment or none, reason when several are possible)}.

        All messages are of the company of the environment.

        :param reports: {message: what it says}
        """
        candidates = self._find_candidates()
        couriers = self.env["delivery.carrier"]._find_by_codes(
            {reports[message]["courier"] for message in self}, self.env.company
        )
        return {
            message: message._choose(
                candidates.get(message.docket_key, []),
                message.source_id.carrier_id or couriers[reports[message]["courier"]],
            )
            for message in self
        }

    def _find_candidates(self):
        """Return {docket key: docket numbers of open or just ended consignments}."""
        since = fields.Datetime.now() - MAX_ENDED
        dockets = self.env["rma.consignment.docket"].search_fetch(
            Domain("key", "in", self.mapped("docket_key"))
            & Domain("company_id", "=", self.env.company.id)
            & (
                Domain("is_open", "=", True)
                | Domain("consignment_id.write_date", ">", since)
            ),
            ["key", "consignment_id", "carrier_id", "is_open"],
            order="is_open DESC, id DESC",
        )
        return dockets.grouped("key")

    def _choose(self, found, couriers):
        """Return the one consignment of *found* that fits, and why there is none."""
        none = self.env["rma.consignment"]
        if couriers:
            fitting = [d for d in found if d.carrier_id in couriers]
            found = fitting or [d for d in found if not d.carrier_id]
        found = [d for d in found if d.is_open] or found[:1]
        if len(found) > 1:
            return none, self.env._(
                "Several couriers have a consignment with this docket number: enter "
                "the name that this service gives the courier at “Names in Messages” "
                "on the courier, then apply it again."
            )
        return (found[0].consignment_id if found else none), False

    def _prepare_events(self, report, consignment):
        """Return the values of the events that *report* tells of *consignment*."""
        self.ensure_one()
        source = self.source_id
        common = {"consignment_id": consignment.id, "source": "webhook"}
        events = [
            {
                **common,
                **event,
                "source_key": payloads.get_key(f"{source.id}:{event['key']}"),
            }
            for event in report["events"]
        ]
        for event in events:
            del event["key"]
        promised = report["date_promised"]
        if promised and promised != consignment.date_promised:
            events.append(
                {
                    **common,
                    "status": "note",
                    "date": report["date"],
                    "date_promised": promised,
                    "text": self.env._("The courier has set the day of delivery."),
                    "source_key": payloads.get_key(
                        f"{source.id}:promised:{self.message_key}"
                    ),
                }
            )
        return events
