# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models
from odoo.exceptions import UserError

#: Resolutions that give goods or money away: nobody slips them in after the approval.
GENEROUS_KINDS = ("replace", "credit", "scrap")


class RmaPlanMixin(models.AbstractModel):
    """A change of plan: another resolution than the one that was approved."""

    _name = "rma.plan.mixin"
    _description = "RMA Change of Plan"

    def _check_resolution_change(self, new):
        self._check_not_credited()
        is_generous = new.kind in GENEROUS_KINDS
        is_approver = self._has_rma_right("group_rma_approver")
        for line in self:
            if line.ending:
                raise UserError(line._get_ended_obstacle())
            if line.decision == "approved" and not new:
                raise UserError(
                    self.env._(
                        "%(unit)s is approved: it needs a resolution. Choose another "
                        "one instead of none.",
                        unit=line.display_name,
                    )
                )
            if line.decision == "approved" and is_generous and not is_approver:
                raise UserError(
                    self.env._(
                        "“%(resolution)s” gives more than was approved for %(unit)s. "
                        "Ask an approver to change the resolution.",
                        resolution=new.name,
                        unit=line.display_name,
                    )
                )
            if line.goods_state in ("shipped", "delivered", "kept"):
                raise UserError(
                    self.env._(
                        "The resolution of %(unit)s cannot change any more: the goods "
                        "have gone. Register a new claim for what comes next.",
                        unit=line.display_name,
                    )
                )
            if any(repair.state == "under_repair" for repair in line.repair_ids):
                raise UserError(
                    self.env._(
                        "%(unit)s is under repair. Cancel its repair order before you "
                        "change the resolution.",
                        unit=line.display_name,
                    )
                )

    def _follow_new_resolution(self):
        """Take back what the old resolution needed, order what the new one needs."""
        if not self:
            return
        self._log_event("resolution", text=self.resolution_id.name)
        self._withdraw_order_credits()
        self._write_axis({"date_work_started": False, "date_work_finished": False})
        # sudo: the claim takes back what the claim asked for
        stale = self.move_ids.sudo().filtered(
            lambda move: (
                move.state not in ("done", "cancel")
                and (
                    move.rma_move_kind != "receipt"
                    or move.rma_line_id.resolution_id.goods_in == "no"
                )
            )
        )
        stale._action_cancel()
        self._refresh_receipts()
        self.claim_id._open_validity()
        self._create_receipts()

    def _refresh_receipts(self):
        """Let the expected receipts arrive as what the resolution makes of them."""
        # sudo: as in _create_transfers
        for move in self.move_ids.sudo():
            if move.rma_move_kind == "receipt" and move.state not in ("done", "cancel"):
                vals = move.rma_line_id._prepare_receipt_move_vals()
                owner_id = vals["restrict_partner_id"]
                move.write(
                    {
                        "restrict_partner_id": owner_id,
                        "origin_returned_move_id": vals.get("origin_returned_move_id"),
                    }
                )
                move.move_line_ids.owner_id = owner_id
