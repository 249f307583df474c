# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models


class RmaStandbyArrivalMixin(models.AbstractModel):
    """A stand-by unit that arrives in the parcel of a claim is still ours.

    Customers put both units into one box, or send the wrong one of the two. Whatever
    the receipt rules of claims would make of it, it goes back into the pool and ends
    its loan; what the claim announced stays expected.
    """

    _name = "rma.standby.arrival.mixin"
    _description = "RMA Arrival of a Stand-by Unit"

    def _take_standby_arrivals(self):
        """Take stand-by units on receipts of claims back for their loans."""
        lines = self._get_arrived_lines()
        if not lines:
            return
        loans_sudo = lines._find_standby_loans_out()
        for line in lines if loans_sudo else ():
            if loan_sudo := line._match_standby_loan(loans_sudo):
                line.picking_id._take_standby_arrival(line, loan_sudo)
                loans_sudo -= loan_sudo

    def _get_arrived_lines(self):
        """Return the lines of open receipts of claims that carry a serial number."""
        arrived = self.env["stock.move.line"]
        for picking in self.filtered("is_rma_receipt"):
            lines = picking.move_line_ids.filtered("quantity")
            if any(line.picked for line in lines):
                lines = lines.filtered("picked")
            arrived |= lines.filtered(
                lambda line: (
                    line.state not in ("done", "cancel")
                    and (line.lot_id or line.lot_name)
                    and not line.move_id.rma_standby_kind
                )
            )
        return arrived

    def _take_standby_arrival(self, line, loan_sudo):
        """Let *line* end the loan of the unit that it carries."""
        self.ensure_one()
        claim_sudo = self.sudo().rma_claim_id  # sudo: what the parcel is called
        text = self.env._(
            "%(unit)s came with %(parcel)s. It is the stand-by unit of %(loan)s and "
            "goes back into the pool.",
            unit=loan_sudo.unit_id.display_name,
            parcel=claim_sudo.rma_number or claim_sudo.name or self.name,
            loan=loan_sudo.name,
        )
        loan_sudo._log_event("came_along", text=text, document=self)
        self.message_post(body=text)
        others = loan_sudo._get_open_moves() - line.move_id
        others._action_cancel()
        self._take_standby_back(line, loan_sudo)
