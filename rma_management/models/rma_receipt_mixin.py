# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models
from odoo.tools import format_date

from ..tools.rma_words import selection_label

#: What may differ at the dock, and what a warehouse worker may do about it; the first
#: choice is what happens when nobody is asked.
OUTCOMES = {
    "other_serial": ("accept", "extra", "quarantine", "refuse"),
    "more": ("extra", "quarantine", "refuse"),
    "other_product": ("quarantine", "extra", "refuse"),
    "unknown": ("quarantine", "refuse"),
    "not_valid": ("refuse", "quarantine", "extend"),
}


class RmaReceiptMixin(models.AbstractModel):
    """What arrives may differ from what was announced: every case has a place.

    ``_get_rma_findings`` says what differs on a receipt before it is validated;
    ``rma.outcome.mixin`` does what was chosen for one finding.
    """

    _name = "rma.receipt.mixin"
    _description = "RMA Receipt Rules"

    # -- what differs --

    def _get_rma_findings(self):
        """Return what differs on the receipts in *self*, as a list of dicts.

        Keys: ``picking``, ``kind`` (key of ``OUTCOMES``), ``text`` (what is seen, for
        people), ``move``, ``move_line`` (may be empty).
        """
        findings = []
        for picking in self.filtered("is_rma_receipt"):
            if picking.state in ("done", "cancel"):
                continue
            moves = picking._get_undecided_moves()
            obstacle = moves and picking._get_rma_receiving_obstacle()
            if obstacle:
                findings.append(picking._prepare_finding("not_valid", obstacle))
                continue
            for move in moves:
                findings += picking._get_move_findings(move)
        return findings

    def _get_undecided_moves(self):
        """Return the moves that go to the inspection; quarantine is a decision."""
        self.ensure_one()
        quarantine = self.company_id.rma_quarantine_location_id
        return self.move_ids.filtered(
            lambda move: (
                move.state not in ("done", "cancel")
                and move.location_dest_id != quarantine
            )
        )

    def _prepare_finding(self, kind, text, move=None, move_line=None):
        return {
            "picking": self,
            "kind": kind,
            "text": text,
            "move": move or self.env["stock.move"],
            "move_line": move_line or self.env["stock.move.line"],
        }

    def _get_rma_receiving_obstacle(self):
        """Return why the claim of this receipt receives no goods, or False."""
        self.ensure_one()
        claim = self.rma_claim_id.sudo()  # sudo: whoever receives may know why not
        if not claim:
            return False
        if claim.state != "open":
            return self.env._(
                "%(number)s receives no goods: the claim is %(state)s.",
                number=claim.rma_number or claim.name,
                state=selection_label(claim, "state", self.env).lower(),
            )
        if claim._is_validity_over() and not self._is_rma_take_back():
            return self.env._(
                "%(number)s receives no goods: it was valid until %(date)s.",
                number=claim.rma_number,
                date=format_date(self.env, claim.valid_until),
            )
        return False

    def _is_rma_take_back(self):
        """Tell whether what we sent comes back: it was never announced to come."""
        moves = self._get_undecided_moves()
        return bool(moves) and all(
            move.rma_move_kind in ("delivery", "replacement") for move in moves
        )

    def _get_move_findings(self, move):
        self.ensure_one()
        lines = move.move_line_ids.filtered("quantity")
        if any(line.picked for line in lines):
            lines = lines.filtered("picked")
        if not lines:
            return []
        unit = move.rma_line_id.sudo()  # sudo: as in _get_rma_receiving_obstacle
        if not unit:
            return [self._get_extra_finding(move)]
        findings = []
        arrived = sum(lines.mapped("quantity_product_uom"))
        surplus = arrived - move.product_qty
        if move.product_id.uom_id.compare(surplus, 0.0) > 0:
            text = self.env._(
                "%(arrived)s of %(product)s arrived, %(announced)s were announced.",
                arrived=arrived,
                product=move.product_id.display_name,
                announced=move.product_qty,
            )
            findings.append(self._prepare_finding("more", text, move))
        for line in lines:
            expected = unit.lot_id.name or unit.lot_name
            actual = line.lot_id.name or line.lot_name
            if expected and actual and expected != actual:
                text = self.env._(
                    "Serial number %(actual)s arrived, %(expected)s was announced.",
                    actual=actual,
                    expected=expected,
                )
                findings.append(self._prepare_finding("other_serial", text, move, line))
        return findings

    def _get_extra_finding(self, move):
        """Return the finding of a move that no unit of the claim announced."""
        self.ensure_one()
        claim = self.rma_claim_id.sudo()  # sudo: as in _get_rma_receiving_obstacle
        product = move.product_id
        if not claim:
            text = self.env._(
                "%(product)s arrived without an RMA number.",
                product=product.display_name,
            )
            return self._prepare_finding("unknown", text, move)
        if product in claim.line_ids.product_id:
            text = self.env._(
                "More of %(product)s arrived than was announced.",
                product=product.display_name,
            )
            return self._prepare_finding("more", text, move)
        text = self.env._(
            "%(product)s arrived, which is not on the claim.",
            product=product.display_name,
        )
        return self._prepare_finding("other_product", text, move)
