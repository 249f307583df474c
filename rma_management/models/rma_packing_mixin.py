# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models


class RmaPackingMixin(models.AbstractModel):
    """How the unit is to be packed: as its product, vendor or our company say."""

    _name = "rma.packing.mixin"
    _description = "RMA Packing Instructions"

    def _get_packing_texts(self):
        """Return the packing instructions of these units, each once, as a list."""
        return []
