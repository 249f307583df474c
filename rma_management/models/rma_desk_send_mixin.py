# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models
from odoo.exceptions import UserError

from .rma_desk_row import COLUMNS


class RmaDeskSendMixin(models.AbstractModel):
    """What the customer does with his list: mend it, send it, give it up."""

    _name = "rma.desk.send.mixin"
    _description = "RMA Sending of a Partner List"

    def _get_closed_obstacle(self):
        """Return why the list cannot change any more, or False."""
        self.ensure_one()
        if self.state == "open":
            return False
        return {
            "sent": self.env._(
                "This list was sent already: follow its units, or send a new list."
            ),
            "discarded": self.env._(
                "This list was discarded. Nothing of it can be changed; send a new one."
            ),
        }[self.state]

    def _check_open(self):
        """Lock the list and raise a UserError when it cannot change any more."""
        self._lock_records()
        if obstacle := self._get_closed_obstacle():
            raise UserError(obstacle)

    def _mend(self, changes, removed_ids=()):
        """Correct rows, remove others, and check the list again.

        :param dict changes: {row id: values}; ids of other lists are left out
        """
        self._check_open()
        for row in self.row_ids.filtered(lambda row: row.id in changes):
            vals = changes[row.id]
            row.write({name: vals[name] or False for name in COLUMNS if name in vals})
        removed = self.row_ids.filtered(lambda row: row.id in removed_ids)
        removed.line_id.unlink()
        removed.unlink()
        self._check()

    def _send_good(self):
        """Turn the good rows into a claim; a repeat does nothing.

        :return: why nothing was sent, or False
        """
        self._lock_records()
        if self.state != "open":
            return False if self.state == "sent" else self._get_closed_obstacle()
        good = self.row_ids.filtered(lambda row: not row.error)
        self._check()
        if turned := good.filtered("error"):
            return self.env._(
                "Meanwhile something has changed about %(rows)s: look at what is wrong "
                "now, then send again. Nothing was sent yet.",
                rows=", ".join(turned[:10].mapped("display_name")),
            )
        if not good:
            return self.env._("There is no good row to send. Correct the rows first.")
        claim = self.claim_id.with_context(lang=self.company_id.partner_id.lang)
        claim._confirm_intake()
        self.write({"state": "sent", "date_sent": fields.Datetime.now()})
        return False

    def _discard(self):
        """Give the list up; its claim was never seen and goes with it."""
        self._lock_records()
        if self.state == "discarded":
            return
        self._check_open()
        claim = self.claim_id
        self.write({"state": "discarded"})
        claim.line_ids.unlink()
        claim.unlink()

    def _copy_bad_rows(self):
        """Return a new list of the rows that were not sent."""
        self.ensure_one()
        bad = self.row_ids.filtered("error")
        if self.state != "sent" or not bad:
            raise UserError(
                self.env._("Every row of this list was sent: nothing is left of it.")
            )
        names = self.env["rma.desk.row"]._get_told_columns()
        batch = self.copy({"state": "open", "date_sent": False, "claim_id": False})
        self.env["rma.desk.row"].create(
            [
                {"batch_id": batch.id, "number": row.number}
                | {name: row[name] for name in names}
                for row in bad
            ]
        )
        batch._check()
        return batch
