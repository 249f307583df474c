# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models
from odoo.exceptions import UserError

from .rma_receipt_mixin import OUTCOMES


class RmaOutcomeMixin(models.AbstractModel):
    """What is done about what differs on a receipt; each outcome stays on record."""

    _name = "rma.outcome.mixin"
    _description = "RMA Outcomes at the Dock"

    def _check_rma_outcome(self, finding, outcome):
        """Raise when *outcome* is no answer to *finding*."""
        if outcome not in OUTCOMES[finding["kind"]]:
            raise UserError(
                self.env._(
                    "This choice does not fit what was found: %(finding)s Choose "
                    "another one.",
                    finding=finding["text"],
                )
            )

    def _apply_rma_outcome(self, finding, outcome):
        """Do *outcome* about *finding* and record it on the claim.

        :raises odoo.exceptions.UserError: the outcome does not fit, the goods are
            refused as a whole, or the user may not extend the validity
        """
        self.ensure_one()
        self._check_rma_outcome(finding, outcome)
        getattr(self, f"_rma_outcome_{outcome}")(finding)

    def _log_finding(self, finding, kind="discrepancy", text=None):
        """Record the finding on the claim and tell the customer."""
        # sudo: the dock writes the history of claims that it may only read
        unit = finding["move"].rma_line_id.sudo()
        record = unit or self.rma_claim_id.sudo()  # sudo: as above
        if record:
            record._log_event(kind, text=text or finding["text"], document=self)
        self.message_post(body=text or finding["text"])

    def _rma_outcome_accept(self, finding):
        """The unit that came is the one on the claim; both serials stay on record."""
        self._log_finding(finding)
        move, move_line = finding["move"], finding["move_line"]
        if len(move.move_line_ids.filtered("quantity")) > 1:
            # several pieces: those with another number become a unit of their own
            self._split_unit_off(move, move_line)
            return
        unit = move.rma_line_id.sudo()  # sudo: as in _log_finding
        unit.write({"lot_id": move_line.lot_id.id, "lot_name": move_line.lot_name})

    def _rma_outcome_extra(self, finding):
        """What came is one more unit of the claim; somebody decides on it."""
        self._log_finding(finding)
        for move in self._isolate_unannounced(finding):
            unit = self._create_extra_unit(move, finding)
            # sudo: the claim takes what came, as the worker has chosen
            move.sudo().write(
                {
                    "rma_line_id": unit.id,
                    "rma_move_kind": "receipt",
                    "to_refund": False,
                    "product_uom_qty": move.quantity,
                    "restrict_partner_id": unit._get_owner_partner().id,
                }
            )
            move.move_line_ids.owner_id = move.restrict_partner_id

    def _create_extra_unit(self, move, finding):
        """Create the claim line of a unit that nobody announced."""
        claim = self.rma_claim_id.sudo()  # sudo: as in _log_finding
        announced = finding["move"].rma_line_id.sudo() or claim.line_ids[:1]
        move_line = move.move_line_ids[:1]
        unit = claim.line_ids.create(
            {
                "claim_id": claim.id,
                "product_id": move.product_id.id,
                "lot_id": move_line.lot_id.id,
                "lot_name": move_line.lot_name,
                "quantity": sum(move.move_line_ids.mapped("quantity_product_uom")),
                "resolution_id": announced.resolution_id.id,
                "symptom_note": finding["text"],
            }
        )
        unit._submit()
        return unit

    def _rma_outcome_quarantine(self, finding):
        """What came waits in quarantine, owned by who sent it, valued by nobody."""
        self._log_finding(finding)
        quarantine = self.company_id.rma_quarantine_location_id
        owner = self.partner_id or self.env.ref("rma_management.partner_unknown_sender")
        for move in self._isolate_unannounced(finding):
            # sudo: as in _rma_outcome_extra
            move.sudo().write(
                {
                    "location_dest_id": quarantine.id,
                    "restrict_partner_id": owner.id,
                    "to_refund": False,
                    # an extension of the validity makes it a receipt after all
                    "rma_move_kind": move.rma_line_id and "quarantine",
                }
            )
            move.move_line_ids.write(
                {"location_dest_id": quarantine.id, "owner_id": owner.id}
            )

    def _rma_outcome_refuse(self, finding):
        """What came is handed back at the dock; nothing of it is received."""
        if finding["kind"] == "not_valid":
            raise UserError(
                self.env._(
                    "%(reason)s Hand the parcel back, or put it into quarantine.",
                    reason=finding["text"],
                )
            )
        self._log_finding(finding, kind="refused")
        for move in self._isolate_unannounced(finding):
            move._action_cancel()

    def _rma_outcome_extend(self, finding):
        """The approver at the dock lets the claim receive after all."""
        claim = self.rma_claim_id
        claim.action_extend_validity(claim.company_id.rma_validity_days)

    def _isolate_unannounced(self, finding):
        """Return the moves that carry only what was not announced.

        Splits it off the announced move, whose rest stays expected.
        """
        self.ensure_one()
        move, move_line = finding["move"], finding["move_line"]
        if finding["kind"] == "not_valid":
            return self._get_undecided_moves()
        if not move.rma_line_id:
            return move
        return self._move_apart(move, move_line or self._take_surplus_lines(move))

    def _move_apart(self, move, lines, unit=None):
        """Return a new move that carries *lines* of *move*, for *unit* or for none."""
        extra = move.copy(
            {
                "product_uom_qty": sum(lines.mapped("quantity_product_uom")),
                "rma_line_id": False,
                "rma_move_kind": False,
                "picking_id": self.id,
                "move_line_ids": False,
                "state": "draft",
            }
        )
        if unit:
            # sudo: as in _rma_outcome_extra
            extra.sudo().write(
                {"rma_line_id": unit.id, "rma_move_kind": move.rma_move_kind}
            )
        extra._action_confirm(merge=False)
        extra.move_line_ids.unlink()
        lines.write({"move_id": extra.id})
        extra.picked = True
        return extra

    # -- one unit a serial or lot --

    def _split_units_by_lot(self):
        """Make a unit of its own of each serial or lot that arrived for one line."""
        for picking in self:
            for move in picking._get_undecided_moves():
                if not move.rma_line_id or move.product_id.tracking == "none":
                    continue
                lines = move.move_line_ids.filtered("quantity")
                if any(line.picked for line in lines):
                    lines = lines.filtered("picked")
                by_lot = lines.grouped(lambda line: (line.lot_id, line.lot_name))
                for others in list(by_lot.values())[1:]:
                    picking._split_unit_off(move, others)

    def _split_unit_off(self, move, lines):
        """Let *lines* of *move* be a unit of their own, decided like the whole."""
        quantity = sum(lines.mapped("quantity_product_uom"))
        # sudo: the dock notes what arrived on claims that it may only read
        part = move.rma_line_id.sudo()._split_off(
            quantity,
            lot_id=lines.lot_id[:1].id,
            lot_name=lines[:1].lot_name,
        )
        self._move_apart(move, lines, unit=part)
        # the rest of the announced quantity, not all of it, is still awaited
        move.product_uom_qty -= quantity

    def _take_surplus_lines(self, move):
        """Return the lines of *move* that carry its surplus; split one if needed."""
        surplus = (
            sum(move.move_line_ids.mapped("quantity_product_uom")) - move.product_qty
        )
        taken = move.move_line_ids.browse()
        for line in move.move_line_ids.sorted("id", reverse=True):
            if move.product_id.uom_id.compare(surplus, 0.0) <= 0:
                break
            if line.quantity_product_uom > surplus:
                rest = line.quantity_product_uom - surplus
                part = line.copy({"quantity": surplus, "move_id": move.id})
                line.quantity = rest
                taken |= part
                surplus = 0.0
            else:
                taken |= line
                surplus -= line.quantity_product_uom
        return taken
