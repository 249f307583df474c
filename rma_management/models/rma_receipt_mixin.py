# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

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

    ``_get_rma_findings`` says what differs on a receipt, ``_apply_rma_outcome`` does
    what was chosen for one finding. Both work before the transfer is validated.
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
            if obstacle := picking._get_rma_receiving_obstacle():
                findings.append(picking._prepare_finding("not_valid", obstacle))
                continue
            for move in picking.move_ids:
                if move.state not in ("done", "cancel"):
                    findings += picking._get_move_findings(move)
        return findings

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
            states = dict(claim._fields["state"]._description_selection(self.env))
            return self.env._(
                "%(number)s receives no goods: the claim is %(state)s.",
                number=claim.rma_number or claim.name,
                state=states[claim.state].lower(),
            )
        today = fields.Date.context_today(self)
        if claim.valid_until and claim.valid_until < today:
            return self.env._(
                "%(number)s receives no goods: it was valid until %(date)s.",
                number=claim.rma_number,
                date=format_date(self.env, claim.valid_until),
            )
        return False

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

    # -- what is done about it --

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
        move_line = finding["move_line"]
        unit = finding["move"].rma_line_id.sudo()  # sudo: as in _log_finding
        unit.write(
            {"lot_id": move_line.lot_id.id, "lot_name": move_line.lot_name}
            if move_line.lot_id
            else {"lot_id": False, "lot_name": move_line.lot_name}
        )

    def _rma_outcome_extra(self, finding):
        """What came is one more unit of the claim; somebody decides on it."""
        self._log_finding(finding)
        for move in self._isolate_unannounced(finding):
            unit = self._create_extra_unit(move, finding)
            move.write(
                {
                    "rma_line_id": unit.id,
                    "rma_move_kind": "receipt",
                    "to_refund": False,
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
            move.write(
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
            return self.move_ids.filtered(lambda m: m.state not in ("done", "cancel"))
        if not move.rma_line_id:
            return move
        if move_line:
            lines = move_line
        else:
            lines = self._take_surplus_lines(move)
        quantity = sum(lines.mapped("quantity_product_uom"))
        extra = move.copy(
            {
                "product_uom_qty": quantity,
                "rma_line_id": False,
                "rma_move_kind": False,
                "picking_id": self.id,
                "move_line_ids": False,
                "state": "draft",
            }
        )
        extra._action_confirm(merge=False)
        extra.move_line_ids.unlink()
        lines.write({"move_id": extra.id})
        extra.picked = True
        return extra

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
