# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import logging

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools import rma_jobs

_logger = logging.getLogger(__name__)

#: Records whose messages one run of the job takes; what is left wakes the next run.
NOTICE_BATCH = 500
#: After so many failures a message waits for a person, not for the job.
MAX_ATTEMPTS = 5


class RmaOutboxMixin(models.AbstractModel):
    """Rows of a history, some of which the customer hears of: written now, told later.

    A row whose kind has a message waits until the job sends it, so that no mail is
    rendered or sent inside the transaction that moves goods. Whoever inherits has a
    field ``kind``, names record and job, says which kinds have a template and posts
    the messages in ``_send_notices``.
    """

    _name = "rma.outbox.mixin"
    _description = "RMA Outbox"
    #: Name of the field of the record that a message is about.
    _outbox_field = ""
    #: XML id of the job that sends what waits.
    _outbox_job = ""

    company_id = fields.Many2one("res.company", required=True)
    date = fields.Datetime(required=True, default=fields.Datetime.now)
    user_id = fields.Many2one(
        "res.users", string="By", default=lambda self: self.env.user
    )
    text = fields.Text(string="Remark")
    document_model = fields.Char()
    document_id = fields.Many2oneReference(
        string="Document Id", model_field="document_model"
    )
    document_name = fields.Char(string="Document")
    # what the customer is told of it
    notice_state = fields.Selection(
        selection=[("none", "None"), ("waiting", "Waiting"), ("sent", "Sent")],
        default="none",
        required=True,
    )
    notice_date = fields.Datetime(string="Customer Told On")
    notice_attempts = fields.Integer(string="Attempts to Tell", aggregator=None)

    def _get_actor(self):
        """Return the name of who did it; who came with a link is the customer."""
        self.ensure_one()
        if self.user_id == self.env.ref("base.public_user", raise_if_not_found=False):
            return self[self._outbox_field].partner_id.name
        return self.user_id.name

    @api.model
    def _get_notice_templates(self):
        """Return {kind: mail template xmlid} of the kinds the customer hears of."""
        return {}

    @api.model_create_multi
    def create(self, vals_list):
        """Put rows that the customer hears of into the outbox and wake the job."""
        templates = self._get_notice_templates()
        is_any_waiting = False
        for vals in vals_list:
            if vals["kind"] in templates and "notice_state" not in vals:
                vals["notice_state"] = "waiting"
                is_any_waiting = True
        rows = super().create(vals_list)
        if is_any_waiting:
            self._wake_notice_job()
        return rows

    @api.model
    def _wake_notice_job(self):
        rma_jobs.wake(self.env, self._outbox_job)

    def _cron_send_notices(self):
        """Send what waits in the outbox: one message per record and kind.

        Commits after each record, so that it may be killed anywhere: what is
        committed was sent once, what is not will be sent by the next run.
        """
        field = self._outbox_field
        domain = [
            ("notice_state", "=", "waiting"),
            ("notice_attempts", "<", MAX_ATTEMPTS),
        ]
        groups = self._read_group(domain, [field], limit=NOTICE_BATCH)
        records = [record for [record] in groups]
        progress = self.env["ir.cron"]
        if not progress._commit_progress(remaining=len(records)):
            return
        for record in records:
            rows = self.search([*domain, (field, "=", record.id)], order="id")
            rows = rows.try_lock_for_update()
            try:
                with self.env.cr.savepoint():
                    rows._send_notices()
            except (UserError, ValueError):
                # one broken template or address must not hold up the others
                _logger.exception("No message was sent for %s", record.display_name)
                for row in rows:
                    row.notice_attempts += 1
            if not progress._commit_progress(1):
                return
        if len(records) == NOTICE_BATCH:
            self._wake_notice_job()

    def _send_notices(self):
        """Mark these rows as told; whoever inherits has posted their messages."""
        self.write({"notice_state": "sent", "notice_date": fields.Datetime.now()})
