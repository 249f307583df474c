# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models

#: What can happen on the way, in words for people.
COURIER_KINDS = [
    ("consigned", "Dispatched to us"),
    ("collection", "Pick-up requested"),
    ("available", "Available for pickup"),
    ("attempt_failed", "Delivery attempt failed"),
    ("parcel_late", "Courier is late"),
    ("parcel_lost", "Lost by the courier"),
    ("parcel_found", "Found again"),
    ("parcel_returned", "Returned to the sender"),
    ("undelivered", "Delivery taken back"),
    ("matched", "Parcel without number matched"),
    ("unmatched", "Match of a parcel taken back"),
]


class RmaClaimEvent(models.Model):
    _inherit = "rma.claim.event"

    kind = fields.Selection(
        selection_add=COURIER_KINDS,
        ondelete={kind: "cascade" for kind, _label in COURIER_KINDS},
    )

    @api.model
    def _get_head_office_kinds(self):
        """Tell the head office of every leg."""
        return super()._get_head_office_kinds() | {"consigned", "parcel_lost"}
