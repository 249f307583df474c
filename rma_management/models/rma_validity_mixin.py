# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, format_date

from ..tools import rma_number

#: How often a new number is drawn before something else must be wrong.
MAX_DRAWS = 5
#: Longest extension at once, in days.
MAX_DAYS = 3650


class RmaValidityMixin(models.AbstractModel):
    """The RMA number and how long it receives goods."""

    _name = "rma.validity.mixin"
    _description = "RMA Number and Validity"

    rma_number = fields.Char(
        string="RMA Number",
        readonly=True,
        copy=False,
        index="trigram",
        help="Given at the first approval. It stands on the parcel; letters, digits "
        "and a check character, so that it can neither be guessed nor mistyped.",
    )
    valid_until = fields.Date(
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="Until when the unit is expected. An expired number receives no goods.",
    )
    is_extend_validity_allowed = fields.Boolean(compute="_compute_validity_allowed")

    _rma_number_uniq = models.UniqueIndex(
        "(rma_number) WHERE rma_number IS NOT NULL", "This RMA number is taken."
    )

    @api.depends("rma_number", "valid_until", "state")
    @api.depends_context("uid")
    def _compute_validity_allowed(self):
        self._set_allowed("extend_validity")

    def _open_validity(self):
        """Give number and validity to the approved claims that move goods."""
        claims = self.filtered(
            lambda claim: (
                not claim.rma_number
                and any(
                    line.decision == "approved" and line.resolution_id.moves_goods
                    for line in claim.line_ids
                )
            )
        )
        if not claims:
            return
        numbers = self._draw_rma_numbers(len(claims))
        today = fields.Date.context_today(self)
        for claim, number in zip(claims, numbers, strict=True):
            days = timedelta(days=claim.company_id.rma_validity_days)
            claim._write_axis({"rma_number": number, "valid_until": today + days})

    @api.model
    def _draw_rma_numbers(self, count):
        """Return *count* new numbers that no claim has ever had.

        Claims with a number cannot be deleted, so what is not in the table was never
        given; the unique index settles what two transactions draw at the same moment.
        """
        # what this transaction gave and has not written yet counts too
        self.env["rma.claim"].flush_model(["rma_number"])
        numbers = set()
        for _draw in range(MAX_DRAWS):
            while len(numbers) < count:
                numbers.add(rma_number.generate())
            taken = self.env.execute_query(
                SQL(
                    "SELECT rma_number FROM rma_claim WHERE rma_number IN %s",
                    tuple(numbers),
                )
            )
            numbers -= {number for [number] in taken}
            if len(numbers) == count:
                return sorted(numbers)
        raise UserError(
            self.env._("No free RMA number was found. Please try again in a moment.")
        )

    def _is_validity_over(self):
        """Tell whether the number receives no goods any more; a hook."""
        self.ensure_one()
        today = fields.Date.context_today(self)
        return bool(self.valid_until and self.valid_until < today)

    # -- extend --

    def _is_extend_validity_done(self):
        return False

    def _get_extend_validity_obstacle(self):
        self.ensure_one()
        if not self._has_rma_right("group_rma_approver"):
            return self.env._(
                "Extending needs the right “After-sales: Approver”. Ask your service "
                "manager to extend %(claim)s.",
                claim=self.display_name,
            )
        if not self.rma_number:
            return self.env._(
                "%(claim)s has no RMA number yet: there is nothing to extend.",
                claim=self.display_name,
            )
        if self.state not in ("open", "expired"):
            return self.env._(
                "%(claim)s is not open: only an open or expired claim can be extended.",
                claim=self.display_name,
            )
        return False

    def _check_extend_validity_allowed(self):
        self._check_allowed("extend_validity")

    def action_extend_validity(self, days=None):
        """Expect the units *days* longer, from today or from the end of the validity.

        An expired claim revives: its units are expected again under the same number,
        and so are units whose receipt was cancelled because less arrived.

        :param int days: one or more; the button asks for them in a dialog
        :raises odoo.exceptions.UserError: no days given, or the claim is not open
        """
        todo = self._pass_gate("extend_validity")
        if not days or not 1 <= days <= MAX_DAYS:
            raise UserError(
                self.env._(
                    "Please enter by how many days to extend: one or more, at most "
                    "%(limit)s. Nothing was changed.",
                    limit=MAX_DAYS,
                )
            )
        todo._extend_validity(days)
        return True

    def _extend_validity(self, days):
        today = fields.Date.context_today(self)
        starts = self.grouped(lambda claim: max(today, claim.valid_until or today))
        for start, claims in starts.items():
            until = start + timedelta(days=days)
            # the next reminder belongs to the new end
            claims._write_axis({"valid_until": until, "date_reminded": False})
            claims._log_event("extended", text=format_date(self.env, until))
        revived = self.line_ids.filtered(lambda line: line.ending == "expired")
        if revived:
            revived._write_axis({"ending": False, "date_ended": False})
        self._receive_from_quarantine()
        self.line_ids.filtered(
            lambda line: line.decision == "approved" and not line.ending
        )._create_receipts()

    def _receive_from_quarantine(self):
        """Count what came under the expired number as received: it is there already."""
        # sudo: the purpose of the done moves changes, the moves stay as they are
        arrived = self.line_ids.move_ids.sudo().filtered(
            lambda move: move.rma_move_kind == "quarantine" and move.state == "done"
        )
        if arrived:
            arrived.rma_move_kind = "receipt"
            arrived._tell_rma()

    # -- the daily job --

    @api.model
    def _cron_follow_validity(self):
        """Remind before the end of the validity and expire what never came.

        Works in batches and commits after each, so that it may be killed anywhere; a
        second run on the same day finds nothing to do.
        """
        self._cron_remind()
        self._cron_expire()

    @api.model
    def _cron_remind(self):
        today = fields.Date.context_today(self)
        for company in self.env["res.company"].search([]):
            claims = self.search(
                [
                    ("company_id", "=", company.id),
                    ("state", "=", "open"),
                    ("date_reminded", "=", False),
                    ("valid_until", ">=", today),
                    (
                        "valid_until",
                        "<=",
                        today + timedelta(days=company.rma_reminder_days),
                    ),
                    ("line_ids.goods_state", "=", "expected"),
                ]
            )
            claims._run_in_batches("_remind")

    def _remind(self):
        self._write_axis({"date_reminded": fields.Datetime.now()})
        self._log_event("reminded")

    @api.model
    def _cron_expire(self):
        claims = self.search(
            [
                ("state", "=", "open"),
                ("valid_until", "<", fields.Date.context_today(self)),
                ("line_ids.goods_state", "=", "expected"),
            ]
        )
        claims._run_in_batches("_expire")

    def _expire(self):
        """End the units that never came and take back what was announced for them."""
        lines = self.line_ids.filtered(lambda line: line._may_expire())
        lines._cancel_open_documents()
        lines._end("expired")

    def _run_in_batches(self, method, size=50):
        """Call *method* on locked batches of *self*, committing after each."""
        progress = self.env["ir.cron"]
        progress._commit_progress(remaining=len(self))
        for start in range(0, len(self), size):
            batch = self[start : start + size].try_lock_for_update()
            getattr(batch, method)()
            if not progress._commit_progress(len(batch)):
                return
