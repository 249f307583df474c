# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models

#: How many consignments are marked as late in one transaction.
BATCH_SIZE = 100


class RmaConsignmentLateMixin(models.AbstractModel):
    """What became late: noticed once a day, told once."""

    _name = "rma.consignment.late.mixin"
    _description = "RMA Late Consignments"

    date_late_told = fields.Datetime(
        string="Noticed as Late On",
        readonly=True,
        copy=False,
        help="When somebody was asked to trace it and the customer was told.",
    )

    _late_idx = models.Index("(date_due) WHERE date_late_told IS NULL")

    @api.model
    def _cron_follow_couriers(self, size=BATCH_SIZE):
        """Tell once of what became late: to-do, timeline, message to the customer.

        Works in locked batches and commits after each: it may be killed anywhere, and
        a second run finds nothing to do.
        """
        late = self.search(
            [("date_due", "<", fields.Datetime.now()), ("date_late_told", "=", False)],
            order="date_due, id",
        )
        progress = self.env["ir.cron"]
        progress._commit_progress(remaining=len(late))
        for start in range(0, len(late), size):
            batch = late[start : start + size]
            # whoever is telling of one right now may have news: the next run looks
            batch.try_lock_for_update(allow_referencing=True)._tell_late()
            if not progress._commit_progress(len(batch)):
                return

    def _forget_late(self):
        """Let what has a new promise be told again when that is not kept either."""
        told = self.filtered(lambda c: c.date_late_told and not c.is_late)
        if told:
            told._write_axis({"date_late_told": False})
            told._end_trace_todos(self.env._("The courier has promised another day."))

    def _tell_late(self):
        """Mark these consignments as late and let people know."""
        late = self.filtered(lambda c: c.is_late and not c.date_late_told)
        if not late:
            return
        late._write_axis({"date_late_told": fields.Datetime.now()})
        late._log_on_units(dict.fromkeys(late, "parcel_late"))
        late._make_trace_todos()
