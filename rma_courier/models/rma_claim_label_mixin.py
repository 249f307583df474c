# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models
from odoo.exceptions import UserError

#: Longer packing instructions get a sheet of their own (characters).
MAX_NOTE = 160


class RmaClaimLabelMixin(models.AbstractModel):
    """The label that the customer sticks on his parcel."""

    _name = "rma.claim.label.mixin"
    _description = "RMA Parcel Label of the Claim"
    _inherit = ["rma.label.mixin"]

    def _check_label(self):
        """Let no number out that will not be received."""
        obstacles = [claim._get_label_obstacle() for claim in self]
        if sentences := list(filter(None, obstacles)):
            raise UserError("\n".join(sentences[:20]))

    def _get_label_obstacle(self):
        """Return why this claim has no parcel label now, or False."""
        self.ensure_one()
        name = self.display_name
        if not self.rma_number:
            return self.env._(
                "%(claim)s has no RMA number yet, so it has no parcel label: approve "
                "it first.",
                claim=name,
            )
        if self.state == "expired":
            return self.env._(
                "%(claim)s has expired: its parcel would be refused. Extend the "
                "validity first.",
                claim=name,
            )
        if self.state != "open":
            return self.env._(
                "%(claim)s is not open: its parcel would be refused. Reopen it, or "
                "register a new claim.",
                claim=name,
            )
        if not self._get_parcel_lines():
            return self.env._(
                "No unit of %(claim)s is to be sent to us: what was decided lets them "
                "stay with the customer.",
                claim=name,
            )
        return False

    def _get_parcel_lines(self):
        """Return the units that the customer sends."""
        return self.line_ids.filtered(
            lambda line: (
                line.decision == "approved" and line.resolution_id.goods_in != "no"
            )
        )

    def _prepare_labels(self):
        """Return the one label of the claim."""
        self.ensure_one()
        lines = self._get_parcel_lines()
        quantity = self._format_paper_quantity(sum(lines.mapped("quantity")))
        centre = self.warehouse_id.partner_id or self.company_id.partner_id
        facts = [
            self.env._("Units in this parcel: %(count)s", count=quantity),
        ]
        if self.client_ref:
            facts.append(self.env._("Your reference: %(ref)s", ref=self.client_ref))
        return [
            {
                **self._prepare_paper_vals(),
                "title": self.env._("RMA return"),
                "corner_caption": self.env._("Valid until"),
                "corner_value": self._format_paper_date(self.valid_until) or "-",
                "sender_caption": self.env._("From"),
                "sender": self._get_address_lines(
                    self.partner_shipping_id or self.partner_id
                ),
                "recipient_caption": self.env._("To"),
                "recipient": self._get_address_lines(centre),
                "number_caption": self.env._("RMA number"),
                "number": self.rma_number,
                "code": self.rma_number,
                "qr": self._get_tracking_url(),
                "qr_text": self.rma_number,
                "facts": facts,
                "notes": self._get_packing_notes(lines),
                "packing": self._get_packing_sheet(lines),
                "packing_caption": self.env._("Packing instructions"),
            }
        ]

    def _get_packing_notes(self, lines):
        """Return what the resolutions of the units ask of the packing."""
        whole = lines.filtered(
            lambda line: (
                line.resolution_id.is_unit_kept or line.resolution_id.credit != "no"
            )
        )
        complete = self.env._("Send it complete: accessories, manuals, original box.")
        alone = self.env._(
            "Send the product alone; keep accessories that are not part of the problem."
        )
        notes = [self.env._("Pack it so that nothing moves. Stick this label outside.")]
        if self._get_packing_sheet(lines):
            notes.append(
                self.env._("Follow the packing instructions that come with it.")
            )
        else:
            notes += lines._get_packing_texts()
        if not whole:
            return [*notes, alone]
        if whole == lines:
            return [*notes, complete]
        numbers = ", ".join(f"-{number:02d}" for number in whole.mapped("number"))
        return [
            *notes,
            self.env._("%(units)s: %(note)s", units=numbers, note=complete),
            self.env._("The others: %(note)s", note=alone),
        ]

    def _get_packing_sheet(self, lines):
        """Return what the sheet beside the label says: what is too long for the label.

        :return: list of lines; empty when the label has all
        """
        texts = lines._get_packing_texts()
        if sum(map(len, texts)) <= MAX_NOTE:
            return []
        return [line for text in texts for line in text.splitlines()]
