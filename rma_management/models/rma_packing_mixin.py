# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models


class RmaPackingMixin(models.AbstractModel):
    """How the unit is to be packed: as its product, vendor or our company say."""

    _name = "rma.packing.mixin"
    _description = "RMA Packing Instructions"

    def _get_packing_texts(self):
        """Return the packing instructions of these units, each once, as a list.

        What the product asks comes first, then its vendor; the company's are for
        units of which neither says anything.
        """
        # sudo: written for the customer, who may read neither product nor vendor
        lines_sudo = self.sudo()
        texts = [
            *lines_sudo.product_id.mapped("rma_packing_note"),
            *lines_sudo._get_packing_vendors().mapped("rma_packing_note"),
        ]
        if any(not line._has_packing_note() for line in lines_sudo):
            texts += lines_sudo.company_id.mapped("rma_packing_note")
        stripped = [text.strip() for text in texts if text]
        return list(dict.fromkeys(filter(None, stripped)))

    def _get_packing_vendors(self):
        """Return who may say how the units are packed: vendors and their companies."""
        return self.vendor_id | self.vendor_id.commercial_partner_id

    def _has_packing_note(self):
        """Tell whether product or vendor say how the unit is packed."""
        self.ensure_one()
        notes = [
            self.product_id.rma_packing_note,
            *self._get_packing_vendors().mapped("rma_packing_note"),
        ]
        return any(note and note.strip() for note in notes)

    def _get_units_to_send(self):
        """Return those of these units that the customer has still to send or bring."""
        return self.filtered(
            lambda line: (
                not line.ending
                and line.decision == "approved"
                and line.goods_state != "in_transit"
                and "in" in line._get_open_directions()
            )
        )
