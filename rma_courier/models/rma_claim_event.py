# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models


class RmaClaimEvent(models.Model):
    _inherit = "rma.claim.event"

    kind = fields.Selection(
        selection_add=[
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
        ],
        ondelete={
            kind: "cascade"
            for kind in (
                "consigned",
                "collection",
                "available",
                "attempt_failed",
                "parcel_late",
                "parcel_lost",
                "parcel_found",
                "parcel_returned",
                "undelivered",
                "matched",
            )
        },
    )

    @api.model
    def _get_head_office_kinds(self):
        """Tell the head office of every leg."""
        return super()._get_head_office_kinds() | {"consigned", "parcel_lost"}
