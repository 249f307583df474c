# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import logging
from datetime import timedelta

import psycopg2

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import LockError
from odoo.tools import SQL

from odoo.addons.rma_management.tools import rma_jobs

from ..exceptions import RmaCourierError
from ..tools import courier_payload as payloads

_logger = logging.getLogger(__name__)

#: Messages that one transaction of the job applies.
BATCH = 100
#: Days after which messages are removed: what was applied lives on in the events.
KEEP_APPLIED = 60
KEEP_OTHERS = 180
#: Messages that one run of the clean-up removes.
GC_LIMIT = 10_000


class RmaTrackingMessage(models.Model):
    """A signed message of a tracking service, exactly as it came."""

    _name = "rma.tracking.message"
    _description = "RMA Tracking Message"
    _inherit = ["rma.action.mixin", "rma.tracking.match.mixin"]
    _order = "id desc"
    _rec_name = "message_key"

    source_id = fields.Many2one(
        "rma.tracking.source",
        string="Service",
        required=True,
        readonly=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(related="source_id.company_id", store=True)
    message_key = fields.Char(
        string="Key", required=True, readonly=True, help="Its name at the service."
    )
    docket = fields.Char(string="Docket Number", readonly=True)
    docket_key = fields.Char(readonly=True)
    body = fields.Text(string="Message", readonly=True)
    state = fields.Selection(
        selection=[
            ("applied", "Applied"),
            ("waiting", "Docket Unknown"),
            ("failed", "Not Understood"),
        ],
        string="Status",
        required=True,
        readonly=True,
        index=True,
    )
    error = fields.Char(string="Reason", readonly=True)
    consignment_ids = fields.Many2many(
        "rma.consignment",
        "rma_tracking_message_consignment_rel",
        string="Consignments",
        readonly=True,
    )
    create_date = fields.Datetime(string="Came On")

    _key_uniq = models.UniqueIndex(
        "(source_id, message_key)", "This message came already."
    )
    # what a docket number that becomes known looks for
    _waiting_idx = models.Index("(company_id, docket_key) WHERE state = 'waiting'")

    # -- by hand --

    def action_apply(self):
        """Read messages again that were not applied: courier or docket are known now.

        :raises odoo.exceptions.LockError: a consignment is being changed right now
        """
        self.check_access("read")
        if not self._has_rma_right("group_rma_manager"):
            self.check_access("write")
        # sudo: messages are closed to users; managers may have them read again
        todo = self.sudo().filtered(lambda m: m.state != "applied")
        todo._as_system()._apply()
        applied = len(todo.filtered(lambda m: m.state == "applied"))
        return self._notify(
            self.env._(
                "%(applied)s of %(total)s messages were applied.",
                applied=applied,
                total=len(self),
            ),
            is_reloading=True,
        )

    def _as_system(self):
        """Return the messages as nobody in person applies them."""
        # sudo: what a courier says is said by no user; its company bounds it
        return self.with_user(SUPERUSER_ID).with_context(lang=None)

    # -- applying --

    def _apply(self):
        """Tell the consignments what these messages say, in bulk.

        Each ends as applied, waiting for its docket number, or failed with the reason.

        :raises odoo.exceptions.LockError: a consignment is being changed right now
        """
        reports = {}
        for message in self:
            try:
                payload = payloads.load((message.body or "").encode())
                reports[message] = message.source_id._read(payload)
            except (RmaCourierError, ValueError) as error:
                message._fail(str(error))
        for company, messages in self.grouped("company_id").items():
            known = messages.filtered(lambda m: m in reports)
            try:
                with self.env.cr.savepoint():
                    known.with_company(company)._tell_consignments(reports)
            except (psycopg2.Error, LockError):
                raise
            except Exception:
                # kept, not lost: what is wrong is mended and then applied again
                _logger.exception("Tracking messages %s were not applied", known.ids)
                known._fail(self.env._("It could not be applied; see the server log."))

    def _fail(self, reason):
        self.write({"state": "failed", "error": reason})

    def _tell_consignments(self, reports):
        """Register the events of the messages whose consignment is known."""
        matches = self._match(reports)
        events, applied = [], self.browse()
        for message, (consignment, reason) in matches.items():
            if consignment:
                events += message._prepare_events(reports[message], consignment)
                applied |= message
                message.consignment_ids = consignment
            else:
                state = "failed" if reason else "waiting"
                message.write({"state": state, "error": reason or False})
        if events:
            self.env["rma.consignment"]._register_events(events)
        applied.write({"state": "applied", "error": False})

    # -- jobs --

    @api.model
    def _wake_job(self):
        rma_jobs.wake(self.env, "rma_courier.ir_cron_tracking_messages")

    @api.model
    def _wake_job_for(self, dockets):
        """Wake the job when messages wait for one of *dockets*; one cheap query."""
        # sudo: messages are closed to users; only whether one waits is asked
        is_any_waiting = self.sudo().search_count(
            [
                ("state", "=", "waiting"),
                ("docket_key", "in", dockets.mapped("key")),
                ("company_id", "in", dockets.company_id.ids),
            ],
            limit=1,
        )
        if is_any_waiting:
            self._wake_job()

    def _cron_apply_messages(self):
        """Apply the messages whose docket number has become known meanwhile.

        Commits after each batch: it may be killed anywhere and goes on.
        """
        jobs = self.env["ir.cron"]
        last_id = 0
        while batch := self._find_ready(last_id):
            last_id = batch[-1].id
            if not batch._try_apply():
                # one by one: only what is being changed waits for the next run
                for message in batch:
                    message._try_apply()
            if not jobs._commit_progress(len(batch)):
                self._wake_job()
                return

    def _try_apply(self):
        """Apply the messages; False when a consignment is being changed right now."""
        try:
            with self.env.cr.savepoint():
                self._as_system()._apply()
        except LockError:
            _logger.info("Tracking messages %s: tried again later", self.ids)
            return False
        return True

    @api.model
    def _find_ready(self, last_id):
        """Return the next waiting messages after *last_id* with a known docket."""
        self.env["rma.consignment.docket"].flush_model()
        self.flush_model()
        rows = self.env.execute_query(
            SQL(
                """SELECT m.id FROM rma_tracking_message m
                WHERE m.state = 'waiting' AND m.id > %s AND EXISTS (
                    SELECT FROM rma_consignment_docket d
                    WHERE d.key = m.docket_key AND d.company_id = m.company_id)
                ORDER BY m.id LIMIT %s""",
                last_id,
                BATCH,
            )
        )
        return self.browse([id_ for [id_] in rows])

    @api.autovacuum
    def _gc_messages(self):
        """Remove old messages; the events keep what they said, once."""
        now = fields.Datetime.now()
        old = self.search(
            [
                "|",
                "&",
                ("state", "=", "applied"),
                ("create_date", "<", now - timedelta(days=KEEP_APPLIED)),
                ("create_date", "<", now - timedelta(days=KEEP_OTHERS)),
            ],
            order="id",
            limit=GC_LIMIT,
        )
        old.unlink()
        return len(old), len(old) == GC_LIMIT
