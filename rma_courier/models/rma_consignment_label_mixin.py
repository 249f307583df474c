# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models
from odoo.exceptions import UserError

#: More do not fit on a label; the delivery note lists them all.
MAX_NUMBERS = 6
#: Labels that are printed at once at most.
MAX_LABELS = 2000


class RmaConsignmentLabelMixin(models.AbstractModel):
    """Labels and delivery note of a consignment."""

    _name = "rma.consignment.label.mixin"
    _description = "RMA Papers of the Consignment"
    _inherit = ["rma.label.mixin"]

    def _get_paper_partner(self):
        """Return who receives the consignment."""
        self.ensure_one()
        return self.partner_to_id or self.partner_id

    def _check_label(self):
        """Let nobody lay out more labels than a printer prints."""
        if sum(self.mapped("package_count")) > MAX_LABELS:
            raise UserError(
                self.env._(
                    "These consignments have more than %(limit)s packages. Print the "
                    "labels of fewer consignments at once.",
                    limit=MAX_LABELS,
                )
            )

    def _prepare_labels(self):
        """Return one label a package."""
        self.ensure_one()
        vals = self._prepare_label_vals()
        return [
            {
                **vals,
                "corner_value": self.env._(
                    "%(number)s of %(count)s", number=number, count=self.package_count
                ),
            }
            for number in range(1, self.package_count + 1)
        ]

    def _prepare_label_vals(self):
        """Return what stands on the labels of all packages."""
        docket = self.docket_ids[:1].name
        claims = self.claim_ids.filtered("rma_number")
        numbers = claims.mapped("rma_number")
        return {
            **self._prepare_paper_vals(),
            "title": self.carrier_id.name or self.env._("Consignment"),
            "corner_caption": self.env._("Package"),
            "sender_caption": self.env._("From"),
            "sender": self._get_address_lines(self.partner_from_id),
            "recipient_caption": self.env._("To"),
            "recipient": self._get_address_lines(self.partner_to_id),
            "number_caption": self.env._("Docket number")
            if docket
            else self.env._("Consignment (no docket number yet)"),
            "number": docket or self.name,
            "code": docket or self.name,
            # one claim: people see where it stands, the dock opens its receipt
            "qr": claims._get_tracking_url() if len(claims) == 1 else self.name,
            "qr_text": claims.rma_number if len(claims) == 1 else self.name,
            "facts": self._get_label_facts(docket),
            "notes": self._get_label_numbers(numbers),
        }

    def _get_label_facts(self, docket):
        """Return number, weight and way of payment, a line each."""
        facts = [self.name] if docket else []
        if self.weight:
            facts.append(self._get_weight_text())
        others = self.docket_ids[1:].mapped("name")
        return [" · ".join(facts + others)] if facts or others else []

    def _get_label_numbers(self, numbers):
        """Return the RMA numbers inside, as many as fit."""
        if not numbers:
            return [self.description] if self.description else []
        lines = [self.env._("RMA numbers inside:"), " ".join(numbers[:MAX_NUMBERS])]
        if len(numbers) > MAX_NUMBERS:
            lines.append(
                self.env._("and %(count)s more", count=len(numbers) - MAX_NUMBERS)
            )
        return lines

    def _get_weight_text(self):
        """Return the weight with its unit, or nothing."""
        weight = self._format_paper_quantity(self.weight)
        return f"{weight} {self.weight_uom_name}" if self.weight else ""

    # -- delivery note --

    def _get_delivery_note_data(self):
        """Return one dictionary a delivery note.

        :raises odoo.exceptions.AccessError: the user may not read a consignment
        """
        return self._prepare_papers("_prepare_delivery_notes")

    def _prepare_delivery_notes(self):
        self.ensure_one()
        # RMA moves only: what else the transfer carries is not on this paper
        moves = self.picking_ids.move_ids.filtered(
            lambda move: move.rma_line_id and move.state != "cancel"
        )
        return [
            {
                **self._prepare_paper_vals(),
                "number": self.name,
                "date": self._format_paper_date(
                    self.date_dispatched or self.create_date
                ),
                "company": self._prepare_sender_block(self.company_id),
                "sender": self._get_address_lines(self.partner_from_id),
                "recipient": self._get_address_lines(self.partner_to_id),
                "courier": self.carrier_id.name or "",
                "docket": self.docket or "",
                "packages": self.package_count,
                "weight": self._get_weight_text(),
                "numbers": ", ".join(filter(None, self.claim_ids.mapped("rma_number"))),
                "value": self._format_paper_amount(
                    self.declared_value, self.currency_id
                ),
                "contents": self.description or "",
                "code": self.name,
                "rows": self._prepare_unit_rows(moves, self.line_ids),
            }
        ]
