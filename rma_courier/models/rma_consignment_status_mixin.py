# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import datetime, timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..tools import courier_status

#: Texts of couriers are cut to this length.
MAX_TEXT = 500
#: What couriers date further ahead is dated now: their clock is wrong.
MAX_AHEAD = timedelta(days=1)
#: What is dated before is dated by a clock that was never set, or by no clock.
FIRST_DATE = datetime(2000, 1, 1)
#: Nobody promises a parcel for later; services mean by that that they do not know.
MAX_PROMISE = timedelta(days=366)


class RmaConsignmentStatusMixin(models.AbstractModel):
    """One gate through which every source tells what happened to consignments.

    The status is read off all events, sorted by when they happened
    (``tools/courier_status.py``): repeats, late and out-of-order events are harmless.
    """

    _name = "rma.consignment.status.mixin"
    _description = "RMA Status of the Consignment"

    state = fields.Selection(
        selection=courier_status.STATES,
        string="Status",
        default="announced",
        required=True,
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
        group_expand="_group_expand_state",
    )
    is_open = fields.Boolean(
        compute="_compute_is_open",
        store=True,
        precompute=True,
        help="Something is still expected of the courier.",
    )
    event_ids = fields.One2many("rma.consignment.event", "consignment_id")
    date_last_event = fields.Datetime(string="Last Event", readonly=True, copy=False)
    location = fields.Char(string="Current Place", readonly=True, copy=False)
    date_dispatched = fields.Datetime(
        string="Dispatched On", readonly=True, copy=False, index="btree_not_null"
    )
    date_delivered = fields.Datetime(
        string="Delivered On", readonly=True, copy=False, index="btree_not_null"
    )
    date_promised = fields.Datetime(
        string="Promised For",
        copy=False,
        help="When the courier wants to deliver it.",
    )
    date_due = fields.Datetime(
        string="Due",
        compute="_compute_date_due",
        store=True,
        index="btree_not_null",
        help="After this it is late: as promised, or after the days that this courier "
        "may take. Empty when nothing is on its way.",
    )
    is_late = fields.Boolean(
        string="Late", compute="_compute_is_late", search="_search_is_late"
    )

    # -- what follows from the events --

    @api.depends("state", "date_settled")
    def _compute_is_open(self):
        for consignment in self:
            is_given_up = consignment.state == "lost" and consignment.date_settled
            is_ended = consignment.state in courier_status.ENDED or is_given_up
            consignment.is_open = not is_ended

    @api.depends(
        "state",
        "date_promised",
        "date_dispatched",
        "carrier_id.rma_courier_days",
        "company_id.rma_courier_days",
    )
    def _compute_date_due(self):
        for consignment in self:
            days = (
                consignment.carrier_id.rma_courier_days
                or consignment.company_id.rma_courier_days
            )
            due = consignment.date_promised
            if not due and consignment.date_dispatched and days:
                due = consignment.date_dispatched + timedelta(days=days)
            is_moving = consignment.state in courier_status.MOVING
            consignment.date_due = is_moving and due

    @api.depends("date_due")
    def _compute_is_late(self):
        now = fields.Datetime.now()
        for consignment in self:
            consignment.is_late = bool(
                consignment.date_due and consignment.date_due < now
            )

    @api.model
    def _search_is_late(self, operator, value):
        if operator != "in" or set(value) != {True}:
            return NotImplemented
        return Domain("date_due", "<", fields.Datetime.now())

    @api.model
    def _group_expand_state(self, states, domain):
        """Show the columns of the living states also when they are empty."""
        ended = courier_status.ENDED
        names = [state for state, _label in courier_status.STATES]
        return [name for name in names if name not in ended or name in states]

    # -- the gate --

    def _register_events(self, vals_list):
        """Keep what a source tells and let the consignments follow; the one gate.

        :param vals_list: dicts with ``consignment_id``, ``status`` (key of
            ``courier_status.STATUSES``), ``source`` and, where known, ``date``
            (datetime, UTC; now when missing), ``source_key`` (names the event at its
            source: a second one with the same key is a repeat), ``location``,
            ``text``, ``date_promised``, ``is_correction``
        :return: the new ``rma.consignment.event`` records, without the repeats
        :raises odoo.exceptions.LockError: somebody else is telling right now
        """
        # sudo: events are append-only and closed to users; callers check their rights
        model_sudo = self.sudo()
        consignments = model_sudo.browse({vals["consignment_id"] for vals in vals_list})
        consignments._lock_records()
        new_vals = model_sudo._drop_known_events(
            [model_sudo._prepare_event_vals(vals) for vals in vals_list]
        )
        # sudo: as above
        events = self.env["rma.consignment.event"].sudo().create(new_vals)
        told = events.consignment_id
        before = {consignment: consignment.state for consignment in told}
        told._read_off_events()
        told._follow_status(before)
        return events

    def _prepare_event_vals(self, vals):
        """Return the values of an event as they may be stored."""
        consignment = self.browse(vals["consignment_id"])
        now = fields.Datetime.now()
        date = self._to_moment(vals.get("date")) or now
        promised = self._to_moment(vals.get("date_promised"))
        is_promise = promised and FIRST_DATE <= promised <= now + MAX_PROMISE
        return {
            **vals,
            "company_id": consignment.company_id.id,
            "date": date if FIRST_DATE <= date <= now + MAX_AHEAD else now,
            "date_promised": is_promise and promised,
            "location": self._clean_text(vals.get("location")),
            "text": self._clean_text(vals.get("text")),
        }

    @api.model
    def _to_moment(self, value):
        """Return *value* as datetime, or None.

        :raises odoo.exceptions.UserError: it is something else
        """
        try:
            return fields.Datetime.to_datetime(value or None)
        except (TypeError, ValueError) as error:
            raise UserError(
                self.env._(
                    "“%(date)s” is no date and time. Write it like "
                    "2026-03-20 14:30:00.",
                    date=value,
                )
            ) from error

    @api.model
    def _clean_text(self, text):
        """Return a courier's text on one line, cut; no control characters."""
        text = text if isinstance(text, str) else ""
        words = "".join(c if c.isprintable() else " " for c in text).split()
        return " ".join(words)[:MAX_TEXT] or False

    @api.model
    def _drop_known_events(self, vals_list):
        """Return *vals_list* without what its source has told before."""
        keyed = [vals for vals in vals_list if vals.get("source_key")]
        rows = self.env["rma.consignment.event"].search_fetch(
            [
                ("consignment_id", "in", [vals["consignment_id"] for vals in keyed]),
                ("source_key", "in", [vals["source_key"] for vals in keyed]),
            ],
            ["consignment_id", "source", "source_key"],
        )
        known = {(e.consignment_id.id, e.source, e.source_key) for e in rows}
        new_vals = []
        for vals in vals_list:
            key = (vals["consignment_id"], vals["source"], vals.get("source_key"))
            if key[2] and key in known:
                continue
            known.add(key)
            new_vals.append(vals)
        return new_vals

    def _read_off_events(self):
        """Set status, dates and place from all events of the consignments."""
        events = self.env["rma.consignment.event"].search_fetch(
            [("consignment_id", "in", self.ids)],
            [
                "consignment_id",
                "date",
                "status",
                "is_correction",
                "source_key",
                "location",
                "date_promised",
            ],
        )
        by_consignment = events.grouped("consignment_id")
        # the events are the history: a second one in the chatter costs two queries each
        for consignment in self.with_context(tracking_disable=True):
            own = by_consignment.get(consignment, events.browse())
            consignment.write(consignment._prepare_status_vals(own.sorted("date")))

    def _prepare_status_vals(self, events):
        """Return what all *events* of this consignment, oldest first, say of it."""
        self.ensure_one()
        moved = courier_status.fold(events)
        last = moved[-1] if moved else None
        vals = {
            "state": last.status if last else "announced",
            "date_last_event": events[-1:].date,
            "location": events.filtered("location")[-1:].location,
            "date_dispatched": self._get_dispatch_date(moved),
            "date_delivered": last.date
            if last and last.status == "delivered"
            else False,
        }
        promised = events.filtered("date_promised")[-1:].date_promised
        if promised:
            vals["date_promised"] = promised
        return vals

    @api.model
    def _get_dispatch_date(self, moved):
        """Return when the courier got it, after what a correction has taken back."""
        date = False
        for event in moved:
            if event.status in ("announced", "cancelled"):
                date = False
            elif not date:
                date = event.date
        return date

    def _check_status(self, status):
        """Raise a UserError when *status* is none that an event can have."""
        if status not in dict(courier_status.STATUSES):
            raise UserError(
                self.env._(
                    "“%(status)s” is no status of a consignment. Known are: %(known)s.",
                    status=status,
                    known=", ".join(dict(courier_status.STATUSES)),
                )
            )
