# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import logging
from datetime import timedelta

import psycopg2

from odoo import fields, models
from odoo.exceptions import LockError
from odoo.fields import Domain

from odoo.addons.rma_management.tools import rma_jobs

from ..exceptions import RmaCourierError
from ..tools import courier_payload as payloads
from ..tools.courier_status import STATUSES

_logger = logging.getLogger(__name__)

#: Consignments that a courier is asked about at once, and one transaction holds.
POLL_BATCH = 50
#: (quiet for at most, ask again after): what rests is asked about less often.
PATIENCE = [
    (timedelta(days=1), timedelta(hours=1)),
    (timedelta(days=7), timedelta(hours=6)),
]
LONG_PATIENCE = timedelta(hours=24)
#: After a failure: when asking again may help, and when somebody has to mend it first.
PAUSE = timedelta(hours=1)
LONG_PAUSE = timedelta(hours=12)


class RmaConsignmentPollMixin(models.AbstractModel):
    """Asking couriers where consignments are, in a job that may be killed anywhere."""

    _name = "rma.consignment.poll.mixin"
    _description = "RMA Polling of Couriers"

    date_next_poll = fields.Datetime(
        string="Ask Again On",
        readonly=True,
        copy=False,
        help="When the courier is asked again where it is. Empty: at the next run.",
    )

    _poll_idx = models.Index("(carrier_id, id) WHERE is_open")

    def _cron_poll_couriers(self):
        """Ask the couriers that can tell about what is on its way with them.

        Commits after each batch. A courier that fails is noted with the reason, is not
        asked again in this run, and holds up nobody.
        """
        jobs = self.env["ir.cron"]
        counts = self._read_group(
            self._get_poll_domain(), ["carrier_id"], ["__count"], order="carrier_id"
        )
        if not jobs._commit_progress(remaining=sum(count for _c, count in counts)):
            return
        for carrier, _count in counts:
            last_id = 0
            while batch := self._find_to_poll(carrier, last_id):
                last_id = batch[-1].id
                is_answered = batch._poll(carrier)
                if not jobs._commit_progress(len(batch)):
                    self._wake_poll_job()
                    return
                if not is_answered:
                    break

    def _get_poll_domain(self):
        """Return the domain of the consignments that couriers are asked about now."""
        types = self.env["delivery.carrier"]._get_rma_trackable_types()
        return (
            Domain("is_open", "=", True)
            & Domain("carrier_id.delivery_type", "in", types)
            & Domain("docket_ids", "!=", False)
            & (
                Domain("date_next_poll", "=", False)
                | Domain("date_next_poll", "<=", fields.Datetime.now())
            )
        )

    def _find_to_poll(self, carrier, last_id):
        """Return the next consignments to ask *carrier* about, after *last_id*."""
        domain = self._get_poll_domain() & Domain("carrier_id", "=", carrier.id)
        return self.search(
            domain & Domain("id", ">", last_id), order="id", limit=POLL_BATCH
        )

    def _poll(self, carrier):
        """Ask *carrier* about these consignments; tell whether it answered."""
        try:
            with self.env.cr.savepoint():
                told = carrier._get_rma_tracking(self)
                self._register_polled(carrier, told)
        except psycopg2.Error:
            raise
        except LockError:
            # somebody works on one of them right now: the next run asks again
            _logger.info("Consignments %s: asked about later", self.ids)
            return True
        except RmaCourierError as error:
            _logger.info("Courier %s did not answer: %s", carrier.name, error)
            return self._note_failure(carrier, str(error), error.is_retryable)
        except Exception as error:
            _logger.exception("Courier %s could not be asked", carrier.name)
            reason = self.env._(
                "The courier could not be asked (%(error)s); see the server log.",
                error=type(error).__name__,
            )
            return self._note_failure(carrier, reason, True)
        carrier._set_rma_poll_error(False)
        return True

    def _note_failure(self, carrier, reason, is_retryable):
        carrier._set_rma_poll_error(self._clean_text(reason))
        pause = PAUSE if is_retryable else LONG_PAUSE
        self._write_axis({"date_next_poll": fields.Datetime.now() + pause})
        return False

    def _register_polled(self, carrier, told):
        """Register what *carrier* has *told* and say when it is asked again."""
        events = [
            consignment._prepare_polled_vals(carrier, event)
            for consignment, known in (told or {}).items()
            if consignment in self
            for event in known
        ]
        if events:
            self._register_events(events)
        now = fields.Datetime.now()
        for patience, consignments in self.grouped(
            lambda c: c._get_patience(now)
        ).items():
            consignments._write_axis({"date_next_poll": now + patience})

    def _prepare_polled_vals(self, carrier, event):
        """Return what the gate takes for one *event* of a provider."""
        status = event.get("status")
        key = event.get("key") or payloads.make_key(
            status, event.get("date"), event.get("location"), event.get("text")
        )
        return {
            "consignment_id": self.id,
            "source": "poll",
            "source_key": payloads.get_key(f"{carrier.id}:{key}"),
            "status": status if status in dict(STATUSES) else "note",
            "date": event.get("date"),
            "location": event.get("location"),
            "text": event.get("text") or (status and str(status)),
            "date_promised": event.get("date_promised"),
        }

    def _get_patience(self, now):
        """Return after how long the courier is asked again: longer when it rests."""
        self.ensure_one()
        quiet = now - (self.date_last_event or self.create_date)
        if self.state == "lost":
            return LONG_PATIENCE
        return next((wait for limit, wait in PATIENCE if quiet <= limit), LONG_PATIENCE)

    def _wake_poll_job(self):
        rma_jobs.wake(self.env, "rma_courier.ir_cron_poll_couriers")
